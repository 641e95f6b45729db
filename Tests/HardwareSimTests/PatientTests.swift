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
