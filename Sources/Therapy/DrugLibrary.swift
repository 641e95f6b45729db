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

  /// A set with every ceiling given.
  public init(
    doseRate: DoseRate, massRate: MassRate, flowRate: FlowRate, sessionMass: Mass, sessionMassPerKilogram: Mass,
    duration: Interval
  ) {
    self.doseRate = doseRate
    self.massRate = massRate
    self.flowRate = flowRate
    self.sessionMass = sessionMass
    self.sessionMassPerKilogram = sessionMassPerKilogram
    self.duration = duration
  }

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
  /// Ceilings that ask for a physician's confirmation (SR-003); until that exists they are refusals.
  public let soft: DoseCeilings
  /// Ceilings that nobody can exceed (SR-002).
  public let hard: DoseCeilings
  /// Whether the entry may only be used where every device of the channel is simulated.
  public let simulationOnly: Bool

  /// An entry with every field given.
  public init(
    name: Label, drug: Label, concentration: Concentration, soft: DoseCeilings, hard: DoseCeilings, simulationOnly: Bool
  ) {
    self.name = name
    self.drug = drug
    self.concentration = concentration
    self.soft = soft
    self.hard = hard
    self.simulationOnly = simulationOnly
  }
}
