import Quantities
public import Therapy

/// What the interlocks judge an order by. The order itself is larger, and each look at it would be a copy of all of it.
public struct OrderTerms: Sendable, BitwiseCopyable {
  /// Today's weight of the patient.
  let weight: BodyMass
  /// The drug in the container, by volume.
  let concentration: Concentration
  /// What may not be exceeded, whoever asks.
  let hard: DoseCeilings
  /// The predicted concentration in plasma from which on it warns.
  let softConcentration: PlasmaConcentration
  /// The volume at which the program ends.
  let total: Volume
  /// What must be watched.
  let monitoring: MonitoringRules

  /// The terms of no order: nothing may flow.
  @_noAllocation @_noLocks
  init() {
    weight = BodyMass(baseUnits: 0)
    concentration = .zero
    hard = DoseCeilings(
      doseRate: .zero, massRate: .zero, flowRate: .zero, sessionMass: .zero, sessionMassPerKilogram: .zero, duration: .zero)
    softConcentration = .zero
    total = .zero
    monitoring = MonitoringRules()
  }

  /// The terms of `order`.
  @_noAllocation @_noLocks
  public init(_ order: Order) {
    weight = order.patient.weight
    concentration = order.drug.concentration
    hard = order.drug.hard
    softConcentration = order.drug.soft.predictedConcentration
    total = order.program.total
    monitoring = order.monitoring
  }
}
