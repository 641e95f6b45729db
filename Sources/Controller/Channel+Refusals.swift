import Quantities
import Safety
import Therapy

// Why an increase is refused: asked when it is prepared, when it is confirmed, and again when the journal has it.

extension Channel {
  /// Why this order cannot be prepared here; nil when it can.
  func prepareRefusal(_ order: Order) -> Refusal? {
    guard !isStopLatched else { return .stopLatched }
    guard phase.next(on: .prepare) != nil else { return .wrongPhase(phase) }
    guard !needsReconcile else { return .needsReconcile }
    guard pump.link.isUp, case .some = pump.report else { return .pumpNotHeard }
    return limitRefusal(order)
  }

  /// Why this order breaks a limit; nil when it keeps them all. A value equal to a limit passes (SR-001).
  func limitRefusal(_ order: Order) -> Refusal? {
    guard setup.isSimulated || !(order.simulationOnly || order.drug.simulationOnly) else { return .simulationOnly }
    for index in 0..<order.program.stepCount {
      if let refusal = limitRefusal(order.program.step(at: index).rate, under: order) { return refusal }
    }
    let mass = order.totalMass
    let hardMass = order.drug.hard.sessionMass(for: order.patient.weight)
    let softMass = order.drug.soft.sessionMass(for: order.patient.weight)
    guard mass <= hardMass else { return .aboveHardLimit(.sessionMass, limit: hardMass.nanograms) }
    let duration = order.program.duration
    let (hardTime, softTime) = (order.drug.hard.duration, order.drug.soft.duration)
    guard duration <= hardTime else { return .aboveHardLimit(.duration, limit: hardTime.nanoseconds) }
    guard mass <= softMass else { return .aboveSoftLimit(.sessionMass, limit: softMass.nanograms) }
    guard duration <= softTime else { return .aboveSoftLimit(.duration, limit: softTime.nanoseconds) }
    return nil
  }

  /// Why this rate breaks a limit of this order or the pump's range.
  func limitRefusal(_ rate: FlowRate, under order: Order) -> Refusal? {
    guard rate >= setup.resolution else { return .rateTooLow }
    guard rate <= setup.fastest else { return .abovePumpRange(setup.fastest) }
    if let (kind, limit) = exceeded(order.drug.hard, by: rate, order) { return .aboveHardLimit(kind, limit: limit) }
    if let (kind, limit) = exceeded(order.drug.soft, by: rate, order) { return .aboveSoftLimit(kind, limit: limit) }
    return nil
  }

  private func exceeded(_ ceilings: DoseCeilings, by rate: FlowRate, _ order: Order) -> (LimitKind, Int64)? {
    let concentration = order.drug.concentration
    let byDose = ceilings.doseRate.massRate(for: order.patient.weight).flowRate(at: concentration)
    if rate > byDose { return (.doseRate, ceilings.doseRate.baseUnits) }
    if rate > ceilings.massRate.flowRate(at: concentration) { return (.massRate, ceilings.massRate.baseUnits) }
    if rate > ceilings.flowRate { return (.flowRate, ceilings.flowRate.baseUnits) }
    return nil
  }

  /// Why the prepared session cannot be started now: the order is validated in full again (SR-007, SR-020).
  func startRefusal() -> Refusal? {
    guard let order else { return .wrongPhase(phase) }
    switch phase {
    case .prepared, .awaitingJournal: break
    case .idle, .starting, .infusing, .pausing, .paused, .stopping, .stopped, .completed, .interrupted:
      return .wrongPhase(phase)
    }
    if let refusal = flowRefusal() { return refusal }
    guard startBlockers.isEmpty else { return .blocked(startBlockers) }
    return limitRefusal(order)
  }

  /// Why a paused session cannot be resumed now (SR-022 to SR-025).
  func resumeRefusal(_ now: Instant, isConfirmed: Bool = true) -> Refusal? {
    guard let order else { return .wrongPhase(phase) }
    switch phase {
    case .paused: break
    case .awaitingJournal where isConfirmed: break
    case .awaitingJournal, .idle, .prepared, .starting, .infusing, .pausing, .stopping, .stopped, .completed, .interrupted:
      return .wrongPhase(phase)
    }
    if let refusal = flowRefusal() { return refusal }
    guard remaining > .zero, timeLeft > .zero else { return .nothingLeft }
    guard now.since(pausedSince) <= .minutes(30) else { return .pausedTooLong }
    guard startBlockers.isEmpty else { return .blocked(startBlockers) }
    // Blocked now is not calm for any time, however short the hold is.
    guard let resumableSince else { return .holdNotOver(order.monitoring.resumeHold) }
    let calm = now.since(resumableSince)
    guard calm >= order.monitoring.resumeHold else {
      return .holdNotOver(order.monitoring.resumeHold.remaining(after: calm))
    }
    return limitRefusal(order)
  }

  /// Why a running session cannot be raised to `rate` now.
  func raiseRefusal(_ rate: FlowRate) -> Refusal? {
    guard phase.allowsFlow, let order else { return .wrongPhase(phase) }
    guard !isStopLatched else { return .stopLatched }
    guard !needsReconcile else { return .needsReconcile }
    guard startBlockers.isEmpty else { return .blocked(startBlockers) }
    return limitRefusal(rate, under: order)
  }

  /// Why nothing may flow from standstill.
  private func flowRefusal() -> Refusal? {
    guard !isStopLatched else { return .stopLatched }
    guard !needsReconcile else { return .needsReconcile }
    guard pump.link.isUp else { return .pumpNotHeard }
    guard zeroIsObserved, !requests.isPending else { return .notAtZero }
    return nil
  }
}
