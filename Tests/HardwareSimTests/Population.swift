@testable import HardwareSim
import Quantities
import Therapy

/// Persons of 70 kg and what an infusion at a constant rate does to them, exactly and in one step: what a population is looked
/// at with.
enum Population {
  static let weight = BodyMass(grams: 70_000)

  /// As many persons as asked for, numbered from 1.
  static func persons(_ count: UInt64) -> [Person] { (1...count).map { Person.numbered($0, weight: weight) } }

  /// 0.5 mg/kg in 40 min.
  static let mood = Infusion(milligramsPerMinute: 35.0 / 40, minutes: 40)
  /// 0.35 mg/kg/h for 4 h.
  static let fourHours = Infusion(milligramsPerMinute: 24.5 / 60, minutes: 240)

  struct Infusion {
    let milligramsPerMinute: Double
    let minutes: Double
  }

  /// Plasma and effect site at the end of an infusion, ng/mL.
  static func end(of infusion: Infusion, in person: Person) -> (plasma: Double, effectSite: Double) {
    let model = person.model
    var state = KineticState()
    state.advance(by: model.step(minutes: infusion.minutes), rate: infusion.milligramsPerMinute)
    return (state.plasma(model), state.effectSite(model))
  }
}

extension Collection<Double> {
  var mean: Double { reduce(0, +) / Double(count) }
  var median: Double { sorted()[count / 2] }
  var deviation: Double { (map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(count)).squareRoot() }
}
