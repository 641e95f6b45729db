public import Quantities

// How persons differ: factors from log-normal distributions, resting signs from bounded bells.

extension Person {
  /// The person with that number, of `weight`: the same number is the same person on every machine.
  public static func numbered(_ number: UInt64, weight: BodyMass) -> Person {
    var random = Random(seed: number)
    var person = drawn(weight: weight, using: &random)
    person.number = number
    return person
  }

  /// A person of `weight`, greater than zero, drawn from `random`.
  ///
  /// Each factor is e^(s b), b a bell of unit spread that ends at 3: its median is 1. The kinetic factors share one part, as a
  /// person who clears much is also a large one to the drug; together they make the median absolute error of the typical
  /// prediction about 23 % (Gray 1999). All other spreads are assumptions, those of dissociation set by its published mean
  /// and SD.
  public static func drawn(weight: BodyMass, using random: inout Random) -> Person {
    var person = Person.typical(weight: weight)
    person.kinetics = drawnKinetics(using: &random)
    person.rest = drawnRest(using: &random)
    var factors = Sensitivity()
    factors.breathing = factor(spread: 0.3, using: &random)
    factors.saturation = factor(spread: 0.4, using: &random)
    factors.heartRate = factor(spread: 0.4, using: &random)
    factors.pressure = factor(spread: 0.4, using: &random)
    factors.sedation = factor(spread: 0.2, using: &random)
    factors.dissociation = factor(spread: 0.2, using: &random)
    factors.dissociationExtent = factor(spread: 0.97, using: &random)
    factors.distress = factor(spread: 0.6, using: &random)
    factors.nausea = factor(spread: 0.6, using: &random)
    person.sensitivity = factors
    return person
  }

  private static func drawnKinetics(using random: inout Random) -> Kinetics {
    var kinetics = Kinetics()
    let size = factor(spread: 0.33, using: &random)
    kinetics.elimination = size * factor(spread: 0.15, using: &random)
    kinetics.exchange = size * factor(spread: 0.2, using: &random)
    kinetics.volumes = size * factor(spread: 0.2, using: &random)
    // The published range is 0 to 11.8 min and its mean 6.1: a bell whose middle is a little above, as it reaches less far up.
    let (middle, longest, bell) = (6.17, 11.8, random.noise())
    kinetics.effectHalfTime = middle + bell * (bell < 0 ? middle : longest - middle)
    return kinetics
  }

  /// Bounded, so that nobody is drawn whose rest is an alarm.
  private static func drawnRest(using random: inout Random) -> RestingSigns {
    var rest = RestingSigns()
    rest.saturation += 1.8 * random.noise()
    rest.heartRate += 20 * random.noise()
    rest.respirationRate += 3.5 * random.noise()
    rest.carbonDioxide += 5 * random.noise()
    let systolic = 24 * random.noise()
    rest.systolic += systolic
    // Both pressures are high or low together.
    rest.diastolic += 0.4 * systolic + 6 * random.noise()
    return rest
  }

  private static func factor(spread: Double, using random: inout Random) -> Double {
    exponential(spread * min(max(random.bell(), -3), 3))
  }
}
