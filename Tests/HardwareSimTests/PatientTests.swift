@testable import HardwareSim
import Quantities
import Testing

@Suite("The simulated patient")
struct PatientTests {
  private let start = Bench.start
  private func patient(seed: UInt64 = 1) -> Patient {
    Patient(
      weight: BodyMass(grams: 70_000), concentration: Concentration(nanogramsPerMilliliter: 2_000_000), start: start,
      random: Random(seed: seed))
  }

  @Test("at rest the signs wander a little around their resting values")
  func rest() {
    var patient = patient()
    for second in 1...3_600 {
      patient.advance(to: start + .seconds(Int64(second)), received: .zero)
      #expect((96.5...98.3).contains(patient.saturation))
      #expect((69.0...75.0).contains(patient.heartRate))
    }
    #expect(patient.level == 0)
  }

  @Test("0.35 mg/kg/h for four hours ends near 220 ng/mL, and the received mass is exact")
  func level() {
    var patient = patient()
    var integrator = VolumeIntegrator()
    for second in 1...14_400 {
      integrator.add(FlowRate(nanolitersPerHour: 12_250_000), for: .seconds(1))
      patient.advance(to: start + .seconds(Int64(second)), received: integrator.volume)
    }
    #expect(abs(patient.receivedMilligrams - 98) < 1e-6)
    #expect(abs(patient.level - 220) < 3)
    #expect((patient.heartRate - 72).magnitude < 5)
    #expect(patient.saturation > 95)
  }

  @Test("a desaturation falls at 2 %/s, holds its level for its time, and recovers at 1.5 %/s")
  func desaturation() throws {
    var patient = patient()
    let sentence = try patient.inject(.desaturate(to: 82), for: .seconds(25))
    #expect(sentence == "SpO2 falls from 97 % to 82 % at 2 %/s (8 s), stays there for 25 s and recovers at 1.5 %/s")
    var trace: [Double] = []
    for tenth in 1...700 {
      patient.advance(to: start + .milliseconds(Int64(tenth) * 100), received: .zero)
      trace.append(patient.saturation)
    }
    let reached = try #require(trace.firstIndex { $0 <= 82.001 })
    #expect((70...82).contains(reached))
    for index in reached..<reached + 250 { #expect(abs(trace[index] - 82) < 0.1) }
    let recovered = try #require(trace[(reached + 260)...].firstIndex { $0 > 96.5 })
    #expect((90...115).contains(recovered - reached - 250))
    for (before, after) in zip(trace, trace.dropFirst()) { #expect((-0.3...0.25).contains(after - before)) }
    #expect(patient.faults.isEmpty)
  }

  @Test("the heart quickens while saturation is low")
  func quickening() throws {
    var patient = patient()
    _ = try patient.inject(.desaturate(to: 70), for: nil)
    patient.advance(to: start + .seconds(60), received: .zero)
    #expect((88.0...96.0).contains(patient.heartRate))
  }

  @Test("heart rate moves by more than 1/min in any minute, also on what a monitor shows, whatever the seed")
  func neverStill() throws {
    for seed in UInt64(1)...4 {
      var furnishing = Room.Furnishing()
      furnishing.seed = seed
      var room = Room(furnishing, start: start)
      var rates: [Double] = []
      var shown: [UInt8] = []
      for tick in 1...6_000 {
        room.advance(to: start + .milliseconds(Int64(tick) * 100))
        rates.append(room.patient.heartRate)
      }
      let bytes = room.takeMonitorBytes()
      // Frame 21 of each packet of 125 bytes: the low part of the heart rate; the first packets have none yet.
      for packet in stride(from: 0, to: bytes.count - 124, by: 125) { shown.append(bytes[packet + 20 * 5 + 3]) }
      for first in stride(from: 0, through: rates.count - 600, by: 10) {
        let minute = rates[first..<first + 600]
        #expect((minute.max() ?? 0) - (minute.min() ?? 0) > 1, "seed \(seed) from \(first)")
      }
      for first in 15..<shown.count - 180 { #expect(Set(shown[first..<first + 180]).count > 1, "seed \(seed) from \(first)") }
    }
  }

  @Test(
    "a fast or slow heart goes to its rate at 5/min per second, stays there, wandering, for its time, and recovers as fast",
    arguments: [(Fault.tachycardia(to: 160), 160.0), (.bradycardia(to: 35), 35.0)])
  func heartRate(fault: Fault, target: Double) throws {
    var patient = patient()
    let sentence = try patient.inject(fault, for: .seconds(30))
    #expect(sentence.hasPrefix("heart rate ") && sentence.contains("from 72 to \(Int(target)) /min"))
    #expect(patient.faults == [fault.name])
    var trace: [Double] = []
    for tenth in 1...900 {
      patient.advance(to: start + .milliseconds(Int64(tenth) * 100), received: .zero)
      trace.append(patient.heartRate)
    }
    let reached = Int((target - 72).magnitude / 5 * 10)
    for (before, after) in zip(trace, trace.dropFirst()) { #expect((after - before).magnitude < 0.9) }
    let held = trace[(reached + 1)..<(reached + 300)]
    #expect(held.allSatisfy { ($0 - target).magnitude < 2.5 })
    #expect((held.max() ?? 0) - (held.min() ?? 0) > 1)
    #expect(trace[(2 * reached + 305)...].allSatisfy { (69.0...75.0).contains($0) })
    #expect(patient.faults.isEmpty)
    #expect(patient.saturation > 96)
  }

  @Test("both signs can go wrong at once, and clear ends both")
  func both() throws {
    var patient = patient()
    _ = try patient.inject(.desaturate(to: 82), for: nil)
    _ = try patient.inject(.bradycardia(to: 30), for: nil)
    patient.advance(to: start + .seconds(40), received: .zero)
    #expect(abs(patient.saturation - 82) < 0.1 && abs(patient.heartRate - 30) < 2.5)
    #expect(patient.faults == ["desaturate", "bradycardia"])
    #expect(throws: FaultRefusal.self) { try patient.inject(.bradycardia(to: 40), for: nil) }
    #expect(
      patient.clearFaults()
        == "ended: desaturate, bradycardia; SpO2 recovers at 1.5 %/s, heart rate recovers at 5/min per second")
    patient.advance(to: start + .seconds(80), received: .zero)
    #expect(patient.saturation > 96 && (69.0...75.0).contains(patient.heartRate))
    _ = try patient.inject(.tachycardia(to: 150), for: nil)
    patient.advance(to: start + .seconds(120), received: .zero)
    #expect(throws: FaultRefusal.self) { try patient.inject(.tachycardia(to: 120), for: nil) }
    _ = try patient.inject(.tachycardia(to: 180), for: nil)
    patient.advance(to: start + .seconds(160), received: .zero)
    #expect(abs(patient.heartRate - 180) < 2.5)
  }

  @Test("an event without an end stays until cleared")
  func untilCleared() throws {
    var patient = patient()
    _ = try patient.inject(.desaturate(to: 85), for: nil)
    patient.advance(to: start + .minutes(10), received: .zero)
    #expect(abs(patient.saturation - 85) < 0.1)
    #expect(patient.faults == ["desaturate"])
    #expect(patient.clearFaults() == "ended: desaturate; SpO2 recovers at 1.5 %/s")
    patient.advance(to: start + .minutes(11), received: .zero)
    #expect(patient.saturation > 96)
    #expect(patient.clearFaults() == "no fault was active")
  }

  @Test("a target above what the patient has, or out of range, is refused with a sentence")
  func refusals() throws {
    var patient = patient()
    _ = try patient.inject(.desaturate(to: 80), for: nil)
    patient.advance(to: start + .minutes(1), received: .zero)
    #expect(throws: FaultRefusal.self) { try patient.inject(.desaturate(to: 85), for: nil) }
    #expect(throws: FaultRefusal.self) { try patient.inject(.desaturate(to: 39), for: nil) }
    #expect(throws: FaultRefusal.self) { try patient.inject(.silent, for: nil) }
  }

  @Test("the same seed gives the same patient; another seed another one")
  func seeded() {
    var first = patient(seed: 5)
    var second = patient(seed: 5)
    var third = patient(seed: 6)
    for tick in 1...100 {
      let now = start + .milliseconds(Int64(tick) * 37)
      first.advance(to: now, received: .zero)
      third.advance(to: now, received: .zero)
    }
    second.advance(to: start + .milliseconds(3_700), received: .zero)
    #expect(first == second)
    #expect(first.saturation != third.saturation)
  }
}
