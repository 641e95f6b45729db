/// What the drug does to one person at one effect-site concentration, without time and without events.
///
/// Every effect is a Hill curve with a whole power, so that more drug never gives less of one. All of them follow the effect
/// site, none plasma: mind and breath feel what is in the brain, and of heart and pressure the sources give averages over an
/// infusion, from which no shorter delay can be told. Anything that is not said to have a source is an assumption, see
/// hardware-sim/PATIENT.md.
struct DrugEffects: Hashable, Sendable {
  /// What is left of the resting breathing rate, 0.4...1.
  let breathing: Double
  /// By how much saturation is lower although breathing is whole, percent points, 0...4: 1 at 250 ng/mL, as it always was here.
  let saturationLoss: Double
  /// /min, 0...20: +1.9 on average over 741 infusions of 0.5 mg/kg in 40 min.
  let heartRateRise: Double
  /// mmHg, 0...64: between +3.3 (684 infusions) and +7.4 (741 infusions) on average, more in the dissociating.
  let systolicRise: Double
  /// mmHg, 0...54: between +3.2 and +6.0 on average in the same infusions.
  let diastolicRise: Double
  /// How deep sedation is, 0...1: one half where patients wake, about 642 ng/mL (Idvall).
  let sedation: Double
  /// The CADSS total before rounding, 0...92: 7.7 on average, SD 9.2, after the mood dose; the band is 100 to 250 ng/mL.
  let dissociation: Double
  /// 0...10, before rounding.
  let distress: Double
  /// 0...10, before rounding.
  let nausea: Double

  /// At which concentration the typical person has half of an effect, ng/mL.
  private enum Half {
    static let breathing = 1_800.0
    static let saturation = 750.0
    static let heartRate = 2_400.0
    static let pressure = 1_700.0
    static let waking = 642.0
    static let dissociation = 165.0
    static let nausea = 600.0
  }

  /// The effects on `person` of `concentration` at the effect site, ng/mL, 0 or more.
  init(on person: Person, at concentration: Double) {
    let own = person.sensitivity
    breathing = 1 - 0.6 * hill(concentration * own.breathing / Half.breathing, power: 3)
    saturationLoss = 4 * hill(concentration * own.saturation / Half.saturation, power: 1)
    heartRateRise = 20 * hill(concentration * own.heartRate / Half.heartRate, power: 1)
    sedation = hill(concentration * own.sedation / Half.waking, power: 2)
    let extent = min(Scale.mostDissociation, 7.5 * own.dissociationExtent)
    dissociation = extent * hill(concentration * own.dissociation / Half.dissociation, power: 3)
    // A total of 8 is about the mean of those who were asked: there the rise is one half more than without dissociation.
    let stirred = 0.8 + 0.8 * hill(dissociation / 8, power: 1)
    let pressure = stirred * hill(concentration * own.pressure / Half.pressure, power: 1)
    systolicRise = 40 * pressure
    diastolicRise = 34 * pressure
    distress = Scale.most * hill(dissociation * own.distress / 30, power: 2)
    nausea = Scale.most * hill(concentration * own.nausea / Half.nausea, power: 2)
  }
}

/// The scales that the patient's state is read on.
enum Scale {
  /// The top of the scales of distress and nausea.
  static let most = 10.0
  /// CADSS: 23 items of 0 to 4.
  static let mostDissociation = 92.0

  /// RASS 0...-5 for a depth of sedation: drowsy above about 180 ng/mL, to voice without eye contact from 520, awake to touch
  /// only above the waking level of 642, and not at all from 1,200, where anesthesia begins.
  static func rass(sedation: Double) -> Int { -[0.07, 0.27, 0.40, 0.50, 0.777].count { sedation >= $0 } }

  /// POSS 1...4 for a depth of sedation: 2 drowsy, 3 drifting off above about 390 ng/mL, 4 above the waking level of 642.
  static func poss(sedation: Double) -> Int { 1 + [0.07, 0.27, 0.50].count { sedation >= $0 } }

  /// The depth that a scripted sedation goes to: well inside of what is POSS 3 and POSS 4.
  static func sedation(poss: Int) -> Double { poss >= 4 ? 0.6 : 0.33 }

  /// RASS +1 or +2 by distress, for one who is awake enough to show it.
  static func agitation(distress: Double) -> Int { distress >= 8 ? 2 : distress >= 5 ? 1 : 0 }
}
