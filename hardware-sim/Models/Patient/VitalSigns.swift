/// What is really the case with a patient at one moment; a monitor shows some of it, a nurse finds the rest.
public struct VitalSigns: Hashable, Sendable {
  /// Arterial oxygen saturation, 0...100 %.
  public internal(set) var saturation: Double
  /// Heart rate, beats per minute, 0...260.
  public internal(set) var heartRate: Double
  /// Breaths per minute, 0...30; 0 while the patient does not breathe.
  public internal(set) var respirationRate: Double
  /// Carbon dioxide at the end of a breath, 10...110 mmHg; nil while there is no breath to measure it in.
  public internal(set) var endTidalCarbonDioxide: Double?
  /// Systolic arterial pressure, 40...260 mmHg.
  public internal(set) var systolic: Double
  /// Diastolic arterial pressure, 20...180 mmHg, always at least 15 below the systolic one.
  public internal(set) var diastolic: Double
  /// The depth of sedation, 0...1, of which `poss` and `rass` are read; one half at the waking level.
  public internal(set) var sedation = 0.0
  /// The CADSS total, 0...92.
  public internal(set) var dissociation = 0
  /// How distressed the patient is, 0...10.
  public internal(set) var distress = 0
  /// Nausea, 0...10.
  public internal(set) var nausea = 0
  /// Whether the patient vomits.
  public internal(set) var isVomiting = false

  /// The signs of a person at rest, without drug.
  init(atRest rest: Person.RestingSigns) {
    saturation = rest.saturation
    heartRate = rest.heartRate
    respirationRate = rest.respirationRate
    endTidalCarbonDioxide = rest.carbonDioxide
    systolic = rest.systolic
    diastolic = rest.diastolic
  }

  /// Mean arterial pressure, mmHg: the diastolic and a third of the way to the systolic one.
  public var meanPressure: Double { diastolic + (systolic - diastolic) / 3 }
  /// The sedation score POSS, 1 awake to 4 cannot be roused; S, asleep, is not told apart.
  public var poss: Int { Scale.poss(sedation: sedation) }
  /// The sedation score RASS, +2 agitated by distress to -5 not to be roused.
  public var rass: Int {
    let sedated = Scale.rass(sedation: sedation)
    let agitated = Scale.agitation(distress: Double(distress))
    return sedated >= -1 && agitated > 0 ? agitated : sedated
  }
}
