@testable import HardwareSim
import Quantities
import Testing

@Suite("The simulated patient keeps to what can be, whatever is done")
struct PatientRangeTests {
  private let start = Bench.start

  private func patient(_ person: Person? = nil, seed: UInt64 = 1) -> Patient {
    Patient(
      weight: Population.weight, concentration: Concentration(nanogramsPerMilliliter: 10_000_000), start: start,
      random: Random(seed: seed), person: person)
  }

  private func isPossible(_ signs: VitalSigns) -> Bool {
    (0.0...100).contains(signs.saturation) && (20.0...260).contains(signs.heartRate)
      && (0.0...30).contains(signs.respirationRate) && (10.0...110).contains(signs.endTidalCarbonDioxide ?? 40)
      && (signs.endTidalCarbonDioxide == nil) == (signs.respirationRate == 0)
      && (40.0...260).contains(signs.systolic) && (20.0...180).contains(signs.diastolic)
      && signs.systolic - signs.diastolic >= 15 && (0.0...1).contains(signs.sedation) && (1...4).contains(signs.poss)
      && (-5...2).contains(signs.rass) && (0...92).contains(signs.dissociation) && (0...10).contains(signs.distress)
      && (0...10).contains(signs.nausea)
  }

  @Test(
    "any volume, any event and any pause leave every sign in its range and every level finite",
    arguments: 1...6 as ClosedRange<UInt64>)
  func fuzzed(seed: UInt64) {
    var random = Random(seed: seed)
    var patient = patient(seed.isMultiple(of: 2) ? Person.numbered(seed, weight: Population.weight) : nil, seed: seed)
    var (now, volume) = (start, Int64(0))
    let faults = Fault.all()
    for _ in 0..<400 {
      now = now + .milliseconds(Int64(1 + random.below(6_000)))
      let most = [0, 10_000, 1_000_000, 1_000_000_000_000][random.below(4)]
      volume += Int64(random.below(most + 1))
      if random.oneIn(20) {
        // Refusals are what some of these events get.
        _ = try? patient.inject(faults[random.below(faults.count)], for: .seconds(Int64(1 + random.below(90))))
      }
      if random.oneIn(60) { _ = patient.clearFaults() }
      // A counter that goes back, as of a pump that was changed, gives nothing and takes nothing.
      let told = random.oneIn(10) ? volume / 2 : volume
      patient.advance(to: now, received: Volume(nanoliters: told))
      #expect(isPossible(patient.signs), "\(patient.signs)")
      #expect(patient.level.isFinite && patient.level >= 0 && patient.effectSiteLevel.isFinite && patient.effectSiteLevel >= 0)
    }
  }

  @Test("a patient who got all the drug there is for hours, is still there, and is as before a day later")
  func days() {
    var patient = patient()
    // In steps far apart: what arrived counts in the first step of each.
    for hour in 1...Int64(2) {
      patient.advance(to: start + .seconds(hour * 600), received: Volume(nanoliters: hour * 50_000_000))
      #expect(isPossible(patient.signs))
    }
    let high = patient.level
    patient.advance(to: start + .seconds(86_400), received: Volume(nanoliters: 100_000_000))
    #expect(high > 3_000 && patient.level < 20)
    #expect(isPossible(patient.signs) && patient.signs.rass == 0 && patient.signs.dissociation == 0)
    #expect(patient.saturation > 96)
  }

  @Test("more drug never gives a better breath, saturation or mind, at any moment of an infusion and after it")
  func monotone() {
    var patients = [0, 1, 3, 10, 30].map { factor in (volume: Int64(factor) * 400, patient: patient()) }
    for second in 1...Int64(2_400) {
      for index in patients.indices {
        let volume = Volume(nanoliters: patients[index].volume * min(second, 1_200))
        patients[index].patient.advance(to: start + .seconds(second), received: volume)
      }
      for (less, more) in zip(patients, patients.dropFirst()) {
        let (less, more) = (less.patient.signs, more.patient.signs)
        let isMonotone =
          more.saturation <= less.saturation && more.respirationRate <= less.respirationRate
          && more.endTidalCarbonDioxide ?? 100 >= less.endTidalCarbonDioxide ?? 100 && more.heartRate >= less.heartRate
          && more.systolic >= less.systolic && more.sedation >= less.sedation && more.poss >= less.poss
          && more.dissociation >= less.dissociation && more.distress >= less.distress && more.nausea >= less.nausea
        #expect(isMonotone, "\(second) s")
      }
    }
  }

  @Test("the same person and seed have the same signs to the bit, however time passes; another person other ones")
  func same() {
    let person = Person.numbered(12, weight: Population.weight)
    var (whole, parts, other) = (patient(person), patient(person), patient(Person.numbered(13, weight: Population.weight)))
    whole.advance(to: start + .seconds(60), received: Volume(nanoliters: 0))
    other.advance(to: start + .seconds(60), received: Volume(nanoliters: 0))
    for tick in 1...Int64(600) { parts.advance(to: start + .milliseconds(tick * 100), received: .zero) }
    #expect(whole == parts && whole.signs != other.signs)
  }

  @Test("what the store of oxygen holds follows hemoglobin: flat above 90 %, steep below")
  func hemoglobin() {
    #expect((0.97...0.98).contains(GasExchange.saturation(at: 100)))
    #expect((0.88...0.91).contains(GasExchange.saturation(at: 60)))
    #expect((0.48...0.52).contains(GasExchange.saturation(at: 27)))
    #expect(GasExchange.saturation(at: 0) == 0)
    var gas = GasExchange(restingCarbonDioxide: 38, step: 0.1)
    for _ in 0..<36_000 { gas.breathe(rate: 1) }
    #expect(gas.saturationLoss == 0 && gas.carbonDioxide == 38)
  }
}
