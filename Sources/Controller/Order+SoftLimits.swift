import Quantities
public import Therapy

extension Order {
  /// The soft limit of this kind, as the drug library sets it for this patient, in base units of its quantity (SR-003).
  public func softLimit(_ kind: LimitKind) -> SoftLimit {
    let (soft, floors) = (drug.soft, drug.softFloors)
    let limit =
      switch kind {
      case .doseRate: soft.doseRate.baseUnits
      case .massRate: soft.massRate.baseUnits
      case .flowRate: soft.flowRate.baseUnits
      case .sessionMass: soft.sessionMass(for: patient.weight).baseUnits
      case .duration: soft.duration.baseUnits
      case .stepUp: soft.stepUp.baseUnits
      case .sessions: soft.sessionsPerFortnight
      case .predictedConcentration: soft.predictedConcentration.baseUnits
      case .leastDoseRate: floors.doseRate.baseUnits
      case .leastMassRate: floors.massRate.baseUnits
      case .leastDuration: floors.duration.baseUnits
      }
    return SoftLimit(kind: kind, limit: limit)
  }
}
