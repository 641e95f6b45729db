@testable import HardwareSim
import Quantities
import Testing

/// The figures of hardware-sim/PATIENT.md, over persons who are drawn.
@Suite("What ketamine does to the persons who can be drawn is what clinics report")
struct PatientCalibrationTests {
  private static let persons = Population.persons(4_000)
  private static let moodEffects = persons.map {
    DrugEffects(on: $0, at: Population.end(of: Population.mood, in: $0).effectSite)
  }
  private var mood: [DrugEffects] { Self.moodEffects }

  private func typical(at concentration: Double) -> DrugEffects {
    DrugEffects(on: .typical(weight: Population.weight), at: concentration)
  }

  private func share(_ condition: (DrugEffects) -> Bool) -> Double { Double(mood.count { condition($0) }) / Double(mood.count) }

  @Test("heart rate rises by 1.9/min on average at the mood dose")
  func heartRate() {
    #expect((1.7...2.1).contains(mood.map(\.heartRateRise).mean))
  }

  @Test("pressure rises by 3.3/3.2 to 7.4/6.0 mmHg on average at the mood dose, more in those who dissociate")
  func pressure() {
    let (systolic, diastolic) = (mood.map(\.systolicRise).mean, mood.map(\.diastolicRise).mean)
    #expect((3.3...7.4).contains(systolic) && (3.2...6.0).contains(diastolic))
    let dissociating = mood.filter { $0.dissociation.rounded() >= 4 }.map(\.systolicRise).mean
    let others = mood.filter { $0.dissociation.rounded() < 4 }.map(\.systolicRise).mean
    #expect(dissociating > others + 1)
  }

  @Test("the CADSS total at the mood dose has a mean of 7.7 and an SD of 9.2; 61 to 75 % have 4 or more")
  func dissociation() {
    let totals = mood.map { $0.dissociation.rounded() }
    #expect((7.2...8.2).contains(totals.mean) && (8.5...9.9).contains(totals.deviation))
    #expect((0.61...0.75).contains(share { $0.dissociation.rounded() >= 4 }))
    #expect(totals.allSatisfy { (0...92).contains($0) })
  }

  @Test("dissociation comes in the band of 100 to 250 ng/mL: a fifth of the person's most below it, three quarters above")
  func dissociationBand() {
    let most = typical(at: 1e9).dissociation
    #expect(typical(at: 100).dissociation < 0.2 * most && typical(at: 250).dissociation > 0.75 * most)
  }

  @Test("distress of 4 or more is some people's, and 7 or more a few people's")
  func distress() {
    let (some, few) = (share { $0.distress.rounded() >= 4 }, share { $0.distress.rounded() >= 7 })
    #expect((0.05...0.15).contains(some) && (0.01...0.06).contains(few))
  }

  @Test("nausea of 4 or more is one person's in six")
  func nausea() {
    #expect((0.1...0.25).contains(share { $0.nausea.rounded() >= 4 }))
  }

  @Test("the typical patient is at most drowsy below 250 ng/mL, wakes to voice at 642, and is under anesthesia from 1,200")
  func sedation() {
    func scores(_ concentration: Double) -> [Int] {
      let depth = typical(at: concentration).sedation
      return [Scale.poss(sedation: depth), Scale.rass(sedation: depth)]
    }
    #expect(scores(0) == [1, 0] && scores(150) == [1, 0])
    #expect(scores(200) == [2, -1] && scores(250) == [2, -1] && scores(380) == [2, -1])
    #expect(scores(400) == [3, -2] && scores(600) == [3, -3])
    #expect(scores(641) == [3, -3] && scores(643) == [4, -4])
    #expect(scores(1_195) == [4, -4] && scores(1_205) == [4, -5] && scores(2_400) == [4, -5])
    let deep = share { Scale.poss(sedation: $0.sedation) >= 3 }
    #expect((0.02...0.12).contains(deep))
  }

  @Test("SpO2 is 1 percent point lower at 250 ng/mL, and breathing is whole at clinic doses")
  func breathing() {
    #expect(abs(typical(at: 250).saturationLoss - 1) < 1e-12)
    #expect(typical(at: 250).breathing > 0.99 && typical(at: 640).breathing > 0.95)
    #expect((0.5...0.65).contains(typical(at: 2_400).breathing))
    #expect(mood.map(\.breathing).min() ?? 0 > 0.8)
  }

  @Test("more drug never gives less of an effect, whoever the person")
  func monotone() {
    for person in Self.persons.prefix(300) {
      let effects = stride(from: 0.0, through: 5_000, by: 50).map { DrugEffects(on: person, at: $0) }
      for (less, more) in zip(effects, effects.dropFirst()) {
        let rises: [KeyPath<DrugEffects, Double>] = [
          \.saturationLoss, \.heartRateRise, \.systolicRise, \.diastolicRise, \.sedation, \.dissociation, \.distress, \.nausea,
        ]
        let isMonotone = more.breathing <= less.breathing && rises.allSatisfy { more[keyPath: $0] >= less[keyPath: $0] }
        #expect(isMonotone)
      }
    }
  }
}
