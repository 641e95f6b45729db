public import Quantities

/// One set of ceilings on a session; a value equal to a ceiling passes, any value above it is refused (SR-001).
public struct DoseCeilings: Hashable, Sendable, BitwiseCopyable {
  /// Ceiling on the weight-scaled rate.
  public var doseRate: DoseRate
  /// Ceiling on the drug mass per hour.
  public var massRate: MassRate
  /// Ceiling on the flow of fluid.
  public var flowRate: FlowRate
  /// Ceiling on the drug mass of one session.
  public var sessionMass: Mass
  /// Ceiling on the drug mass of one session per kilogram of body mass.
  public var sessionMassPerKilogram: Mass
  /// Ceiling on the infusion time of one session.
  public var duration: Interval
  /// Ceiling on a single step up after the start (SR-009).
  public var stepUp: DoseRate
  /// Ceiling on a patient's sessions in any 14 days, the one at hand included (SR-018).
  public var sessionsPerFortnight: Int64
  /// Ceiling on the concentration in plasma that a model predicts (SR-055).
  public var predictedConcentration: PlasmaConcentration

  /// A set of ceilings; the last three are the hard clinical defaults unless given: 0.2 mg/kg/h a step (SR-009), 12 sessions
  /// (SR-018), 640 ng/mL (SR-055).
  @_noAllocation @_noLocks
  public init(
    doseRate: DoseRate, massRate: MassRate, flowRate: FlowRate, sessionMass: Mass, sessionMassPerKilogram: Mass,
    duration: Interval, stepUp: DoseRate = DoseRate(picogramsPerKilogramPerHour: 200_000_000),
    sessionsPerFortnight: Int64 = 12,
    predictedConcentration: PlasmaConcentration = PlasmaConcentration(picogramsPerMilliliter: 640_000)
  ) {
    self.doseRate = doseRate
    self.massRate = massRate
    self.flowRate = flowRate
    self.sessionMass = sessionMass
    self.sessionMassPerKilogram = sessionMassPerKilogram
    self.duration = duration
    self.stepUp = stepUp
    self.sessionsPerFortnight = sessionsPerFortnight
    self.predictedConcentration = predictedConcentration
  }

  /// The highest ceilings that a library may set: five times the hard defaults of the clinical sheet, section 2, and a pump's
  /// 1200 mL/h. Whatever lies above is taken as a slip of ten in a number or of sixty in a unit, which must be unreachable.
  public static let outermost = DoseCeilings(
    doseRate: DoseRate(picogramsPerKilogramPerHour: 5_000_000_000), massRate: MassRate(nanogramsPerHour: 500_000_000),
    flowRate: FlowRate(nanolitersPerHour: 1_200_000_000), sessionMass: Mass(nanograms: 2_000_000_000),
    sessionMassPerKilogram: Mass(nanograms: 20_000_000), duration: .minutes(1_440),
    stepUp: DoseRate(picogramsPerKilogramPerHour: 1_000_000_000), sessionsPerFortnight: 60,
    predictedConcentration: PlasmaConcentration(picogramsPerMilliliter: 1_200_000))

  /// The lower of the two session-mass ceilings for a patient of `weight`.
  @_noAllocation @_noLocks
  public func sessionMass(for weight: BodyMass) -> Mass {
    let scaled = sessionMassPerKilogram.scaled(weight.grams, over: 1_000)
    return scaled < sessionMass ? scaled : sessionMass
  }

  /// The fastest flow that the three rate ceilings allow for this weight and concentration.
  @_noAllocation @_noLocks
  public func fastestFlow(for weight: BodyMass, at concentration: Concentration) -> FlowRate {
    let byDose = doseRate.massRate(for: weight)
    let byMass = (byDose < massRate ? byDose : massRate).flowRate(at: concentration)
    return byMass < flowRate ? byMass : flowRate
  }
}

/// Where two different clinicians have to confirm (SR-004).
public struct SecondPersonThreshold: Hashable, Sendable, BitwiseCopyable {
  /// Above this rate.
  public var doseRate: DoseRate
  /// Above this predicted concentration in plasma.
  public var predictedConcentration: PlasmaConcentration

  /// A threshold; 0.7 mg/kg/h and 400 ng/mL unless given (SR-004; clinical defaults, sections 2 and 3).
  public init(
    doseRate: DoseRate = DoseRate(picogramsPerKilogramPerHour: 700_000_000),
    predictedConcentration: PlasmaConcentration = PlasmaConcentration(picogramsPerMilliliter: 400_000)
  ) {
    self.doseRate = doseRate
    self.predictedConcentration = predictedConcentration
  }
}

/// What an order may not fall below: a dose that small is taken for a slip of a digit or a unit (SR-005).
public struct DoseFloors: Hashable, Sendable, BitwiseCopyable {
  /// Floor under the weight-scaled rate of each step of an order.
  public var doseRate: DoseRate
  /// Floor under the drug mass per hour of each step of an order.
  public var massRate: MassRate
  /// Floor under the infusion time of an order.
  public var duration: Interval

  /// No floor at all unless given.
  public init(doseRate: DoseRate = .zero, massRate: MassRate = .zero, duration: Interval = .zero) {
    self.doseRate = doseRate
    self.massRate = massRate
    self.duration = duration
  }
}

/// One entry of the drug library: a drug at one concentration with its own limits (SR-005, SR-006).
///
/// Racemate and S(+)-ketamine are different entries and never share limits; no limit is scaled by a typed concentration.
public struct DrugEntry: Hashable, Sendable, BitwiseCopyable {
  /// The entry's name, for example `ketamine-racemic-2`.
  public let name: Label
  /// The drug with its enantiomer, for example `ketamine-racemic`.
  public let drug: Label
  /// The concentration of the prepared fluid.
  public let concentration: Concentration
  /// Ceilings above which a physician has to confirm (SR-003).
  public let soft: DoseCeilings
  /// Ceilings that nobody can exceed (SR-002).
  public let hard: DoseCeilings
  /// Floors under which a physician has to confirm (SR-005).
  public let softFloors: DoseFloors
  /// Floors that no order may lie under; lowering a running rate is always allowed (SR-005, SR-009).
  public let hardFloors: DoseFloors
  /// Above which two clinicians have to confirm (SR-004).
  public let secondPerson: SecondPersonThreshold
  /// Whether the entry may only be used where every device of the channel is simulated.
  public let simulationOnly: Bool

  /// Concentrations that an entry may have: the hard bounds of the clinical defaults, section 2; above 10 mg/mL SR-006 refuses.
  public static let acceptedConcentration =
    Concentration(nanogramsPerMilliliter: 200_000)...Concentration(nanogramsPerMilliliter: 10_000_000)

  /// An entry; without floors and with the default second-person threshold unless given.
  public init(
    name: Label, drug: Label, concentration: Concentration, soft: DoseCeilings, hard: DoseCeilings,
    softFloors: DoseFloors = DoseFloors(), hardFloors: DoseFloors = DoseFloors(),
    secondPerson: SecondPersonThreshold = SecondPersonThreshold(), simulationOnly: Bool
  ) {
    self.name = name
    self.drug = drug
    self.concentration = concentration
    self.soft = soft
    self.hard = hard
    self.softFloors = softFloors
    self.hardFloors = hardFloors
    self.secondPerson = secondPerson
    self.simulationOnly = simulationOnly
  }
}
