@testable import HardwareSim
import Quantities
import Testing

@Suite("Scripted events of the simulated patient")
struct PatientEventTests {
  private let start = Bench.start

  private func patient(_ person: Person? = nil) -> Patient {
    Patient(
      weight: Population.weight, concentration: Concentration(nanogramsPerMilliliter: 2_000_000), start: start,
      random: Random(seed: 1), person: person)
  }

  /// The signs after each second.
  private func trace(_ patient: inout Patient, seconds: Int64) -> [VitalSigns] {
    let from = patient.nextStepAt
    return (1...seconds).map { second in
      patient.advance(to: from + .seconds(second), received: .zero)
      return patient.signs
    }
  }

  private func isRested(_ signs: VitalSigns) -> Bool {
    (96.0...98.5).contains(signs.saturation) && (68.0...76.0).contains(signs.heartRate)
      && (12.0...16.0).contains(signs.respirationRate) && (35.0...41.0).contains(signs.endTidalCarbonDioxide ?? 0)
      && (112.0...132.0).contains(signs.systolic) && (70.0...82.0).contains(signs.diastolic)
      && signs.rass == 0 && signs.poss == 1 && signs.distress == 0 && signs.nausea == 0 && !signs.isVomiting
  }

  @Test("without breath EtCO2 is gone at once, SpO2 holds while the store lasts, then falls; breath brings both back")
  func apnea() throws {
    var patient = patient()
    let sentence = try patient.inject(.apnea, for: .seconds(60))
    #expect(
      sentence == "stops breathing for 60 s: no EtCO2 is read, and SpO2 falls below 90 % within a minute, when the store of "
        + "oxygen is used up; breathing then comes back at 1/min per second")
    #expect(patient.faults == ["apnea"])
    let without = trace(&patient, seconds: 60)
    #expect(without.allSatisfy { $0.respirationRate == 0 && $0.endTidalCarbonDioxide == nil })
    #expect(without[14].saturation > 95.5)
    let crossing = try #require(without.firstIndex { $0.saturation < 90 })
    #expect((40...58).contains(crossing))
    for (before, after) in zip(without[20...], without[21...]) { #expect(after.saturation < before.saturation + 0.2) }
    let after = trace(&patient, seconds: 900)
    #expect(patient.faults.isEmpty)
    #expect((42.0...56.0).contains(after[5].endTidalCarbonDioxide ?? 0))
    #expect(after[120].saturation > 95)
    #expect(after.suffix(60).allSatisfy(isRested))
  }

  @Test("whoever does not breathe is below 90 % within a minute, without breath for long has nothing left, and recovers")
  func longApnea() throws {
    for person in Population.persons(20) {
      var patient = patient(person)
      _ = try patient.inject(.apnea, for: nil)
      #expect(throws: FaultRefusal.self) {
        patient.advance(to: start + .seconds(1), received: .zero)
        _ = try patient.inject(.hypoventilation(to: 4), for: nil)
      }
      let without = trace(&patient, seconds: 1_200)
      #expect(without[59].saturation < 90 && without[30].saturation > 90)
      #expect((0.0...40).contains(without[300].saturation) && (0.0...5).contains(without[1_199].saturation))
      #expect(patient.clearFaults() == "ended: apnea; breathing recovers at 1/min per second")
      let after = trace(&patient, seconds: 1_200)
      #expect(after[600].saturation > 94)
    }
  }

  @Test("slow breathing lets EtCO2 rise above 60 mmHg and SpO2 fall below 90 % over minutes, and both come back")
  func hypoventilation() throws {
    var patient = patient()
    let sentence = try patient.inject(.hypoventilation(to: 6), for: .minutes(10))
    #expect(
      sentence == "breathing slows from 14 to 6 /min at 1/min per second (8 s), stays there for 600 s and recovers as fast; "
        + "EtCO2 rises and SpO2 falls over minutes")
    let slow = trace(&patient, seconds: 607)
    #expect(slow[10...].allSatisfy { (5.0...7.0).contains($0.respirationRate) })
    #expect(slow[60].saturation > 92 && (38.0...50).contains(slow[60].endTidalCarbonDioxide ?? 0))
    #expect((60.0...75).contains(slow[600].endTidalCarbonDioxide ?? 0))
    #expect((80.0..<90).contains(slow[600].saturation))
    let after = trace(&patient, seconds: 1_200)
    #expect(patient.faults.isEmpty && after.suffix(60).allSatisfy(isRested))
    #expect(throws: FaultRefusal.self) { try patient.inject(.hypoventilation(to: 11), for: nil) }
  }

  @Test(
    "pressure goes to its target at 2 mmHg/s, the diastolic with it, stays, and comes back",
    arguments: [(Fault.hypertension(to: 190), 190.0), (.hypotension(to: 80), 80.0)])
  func pressure(fault: Fault, target: Double) throws {
    var patient = patient()
    let sentence = try patient.inject(fault, for: .seconds(60))
    let goes = target > 122 ? "rises" : "falls"
    #expect(sentence.hasPrefix("systolic pressure \(goes) from 122 to \(Int(target)) mmHg at 2 mmHg/s"))
    let seconds = Int64((target - 122).magnitude / 2)
    let moved = trace(&patient, seconds: seconds + 60)
    let held = moved[(Int(seconds) + 1)...]
    #expect(held.allSatisfy { ($0.systolic - target).magnitude < 8 })
    #expect(held.allSatisfy { ($0.diastolic - 76 - 0.6 * (target - 122)).magnitude < 6 })
    #expect(held.allSatisfy { $0.diastolic < $0.meanPressure && $0.meanPressure < $0.systolic })
    for (before, after) in zip(moved, moved.dropFirst()) { #expect((after.systolic - before.systolic).magnitude < 4) }
    #expect(trace(&patient, seconds: 120).suffix(60).allSatisfy(isRested))
    _ = try patient.inject(fault, for: nil)
    _ = trace(&patient, seconds: 90)
    let lesser = target > 122 ? Fault.hypertension(to: 160) : .hypotension(to: 100)
    #expect(throws: FaultRefusal.self) { try patient.inject(lesser, for: nil) }
    #expect(patient.clearFaults() == "ended: \(fault.name); pressure recovers at 2 mmHg/s")
  }

  @Test("sedation deepens to its score in its time, stays, and passes", arguments: [(3, -2), (4, -4)])
  func sedation(score: Int, rass: Int) throws {
    var patient = patient()
    let sentence = try patient.inject(.sedation(to: score), for: .seconds(30))
    let seconds = score == 4 ? 30 : 17
    #expect(
      sentence == "sedation deepens from POSS 1 to POSS \(score), RASS \(rass) (\(seconds) s), stays there for 30 s and passes "
        + "within a minute")
    let deep = trace(&patient, seconds: Int64(seconds) + 29)
    #expect(deep[seconds...].allSatisfy { $0.poss == score && $0.rass == rass })
    for (before, after) in zip(deep, deep.dropFirst()) { #expect(after.poss >= before.poss && after.rass <= before.rass) }
    #expect(trace(&patient, seconds: 65).last.map(isRested) == true)
  }

  @Test("what is deeper or worse already is refused, and clear ends every event with how it recovers")
  func clear() throws {
    var patient = patient()
    for fault in Fault.all() where fault.isOfPatient && fault != .call {
      if fault == .bradycardia(to: 35) || fault == .hypotension(to: 80) || fault == .hypoventilation(to: 6) { continue }
      _ = try patient.inject(fault, for: nil)
    }
    #expect(patient.faults == ["desaturate", "tachycardia", "apnea", "hypertension", "sedation", "distress", "vomiting"])
    _ = trace(&patient, seconds: 60)
    for fault in [
      Fault.desaturate(to: 82), .tachycardia(to: 100), .apnea, .hypoventilation(to: 2), .hypertension(to: 150),
      .sedation(to: 3), .sedation(to: 4), .distress(to: 8),
    ] {
      #expect(throws: FaultRefusal.self) { try patient.inject(fault, for: nil) }
    }
    #expect(
      patient.clearFaults()
        == "ended: desaturate, tachycardia, apnea, hypertension, sedation, distress, vomiting; SpO2 recovers at 1.5 %/s, "
        + "heart rate recovers at 5/min per second, breathing recovers at 1/min per second, pressure recovers at 2 mmHg/s, "
        + "sedation passes within a minute, distress passes by a point in 10 s, vomiting ends and nausea passes by a point "
        + "in 20 s")
    #expect(patient.faults.isEmpty && patient.clearFaults() == "no fault was active")
    #expect(trace(&patient, seconds: 1_200).last.map(isRested) == true)
  }

  @Test("distress rises by a point a second, restless from 5 and agitated from 8, and passes by a point in 10 s")
  func distress() throws {
    var patient = patient()
    #expect(
      try patient.inject(.distress(to: 8), for: .seconds(20))
        == "distress rises from 0 to 8 of 10 at a point per second (8 s), stays there for 20 s and passes by a point in 10 s")
    let distressed = trace(&patient, seconds: 27)
    #expect(distressed[5].rass == 1 && distressed[8...].allSatisfy { $0.distress == 8 && $0.rass == 2 })
    let after = trace(&patient, seconds: 100)
    #expect((3...5).contains(after[40].distress) && after.last.map(isRested) == true)
  }

  @Test("a patient who vomits is as nauseated as can be; the nausea passes slowly")
  func vomiting() throws {
    var patient = patient()
    #expect(
      try patient.inject(.vomiting, for: .seconds(15))
        == "vomits for 15 s, with nausea 10 of 10; nausea then passes by a point in 20 s")
    #expect(trace(&patient, seconds: 14).allSatisfy { $0.isVomiting && $0.nausea == 10 })
    let after = trace(&patient, seconds: 220)
    #expect(!after[2].isVomiting && (4...6).contains(after[100].nausea) && after.last.map(isRested) == true)
  }

  @Test("an event pulls its own way only: a heart that is slow by script is not made faster, a low pressure not higher")
  func ownWay() throws {
    var sign = Displacement(risePerSecond: 10, fallPerSecond: 10)
    sign.event = .init(.tachycardia(to: 100), target: 100, rises: true, hold: .seconds(1))
    for tenth in 1...20 { sign.move(from: 120, at: start + .milliseconds(Int64(tenth) * 100)) }
    #expect(sign.shift == 0 && sign.event == nil)
    sign.event = .init(.bradycardia(to: 50), target: 50, rises: false, hold: nil)
    for tenth in 1...200 {
      sign.move(from: 40 + Double(tenth) / 10, at: start + .milliseconds(Int64(tenth) * 100))
      #expect(sign.shift <= 0)
    }
    #expect(sign.shift == -10)
  }
}
