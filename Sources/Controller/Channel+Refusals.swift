import Quantities
import Safety
import Therapy

// Why an increase is refused: asked when it is prepared, when it is confirmed, and again when the journal has it. Limits are in
// Channel+Limits.

extension Channel {
  /// Why this order cannot be prepared here; nil when it can.
  func prepareRefusal(_ order: Order) -> Refusal? {
    guard phase.hasNoSession || phase.isUnstarted else { return isStopLatched ? .stopLatched : .wrongPhase(phase) }
    return channelRefusal() ?? hardRefusal(of: order) ?? concentrationRefusal(of: order.predictedPeak, under: order)
  }

  /// Why nothing at all can be prepared here.
  private func channelRefusal() -> Refusal? {
    guard !isStopLatched else { return .stopLatched }
    guard !needsReconcile else { return .needsReconcile }
    guard pump.link.isUp, case .some = pump.report else { return .pumpNotHeard }
    return nil
  }

  /// Why the prepared session cannot be started now: the order is validated in full again (SR-007, SR-020).
  func startRefusal(isApproved: Bool, _ now: Instant) -> Refusal? {
    guard let order, phase == .prepared || phase == .awaitingJournal else { return .wrongPhase(phase) }
    if let refusal = flowRefusal() { return refusal }
    return baselineRefusal(order, now) ?? orderRefusal(order, isApproved: isApproved)
  }

  /// Whether two pressures of the last hour stand against which later ones are judged (SR-059).
  private func baselineRefusal(_ order: Order, _ now: Instant) -> Refusal? {
    !order.monitoring.requires(.bloodPressure) || observed.baseline.isComplete(at: now) ? nil : .baselineMissing
  }

  /// What every start checks, and a resume after a long pause (SR-020, SR-025).
  private func orderRefusal(_ order: Order, isApproved: Bool) -> Refusal? {
    guard startBlockers.isEmpty else { return .blocked(startBlockers) }
    if let refusal = hardRefusal(of: order) { return refusal }
    guard !isApproved, let limit = softLimit(of: order) else { return nil }
    return .approvalMissing(limit.kind, limit: limit.limit)
  }

  /// Why a paused session cannot be resumed at `rate` now (SR-022 to SR-025); `isConfirmed` once it was read back.
  func resumeRefusal(rate: FlowRate, isApproved: Bool, isConfirmed: Bool, _ now: Instant) -> Refusal? {
    guard let order, phase == .paused || (phase == .awaitingJournal && isConfirmed) else { return .wrongPhase(phase) }
    if let refusal = flowRefusal() { return refusal }
    guard remaining > .zero, timeLeft > .zero else { return .nothingLeft }
    guard rate > .zero else { return .rateTooLow }
    guard rate <= course.rateBeforePause else { return .aboveRateBeforePause(course.rateBeforePause) }
    if order.monitoring.requires(.bloodPressure) {
      guard let cuff = observed.cuff, cuff.at > pauses.since else { return .pressureAfterPauseMissing }
      guard observed.baseline.systolic != nil else { return .baselineMissing }
    }
    if pauses.isLong(at: now), let refusal = orderRefusal(order, isApproved: true) { return refusal }
    guard startBlockers.isEmpty else { return .blocked(startBlockers) }
    if let refusal = holdRefusal(order, now) { return refusal }
    // After a restart the rate before the pause comes from the journal, and the pump or its limits may be others now.
    if let refusal = hardRefusal(of: rate, under: order) { return refusal }
    return softRefusal(of: rate, above: rate, under: order, isApproved: isApproved)
  }

  /// Blocked now is not calm for any time, however short the hold is.
  private func holdRefusal(_ order: Order, _ now: Instant) -> Refusal? {
    let hold = order.monitoring.resumeHold
    guard let calmSince else { return .holdNotOver(hold) }
    let calm = now.since(calmSince)
    return calm >= hold ? nil : .holdNotOver(hold.remaining(after: calm))
  }

  /// Why a running session cannot be raised to `rate` now (SR-009, SR-122).
  func raiseRefusal(_ rate: FlowRate, isApproved: Bool, _ now: Instant) -> Refusal? {
    guard phase.isInfusing, let order else { return .wrongPhase(phase) }
    guard !isStopLatched else { return .stopLatched }
    guard !needsReconcile else { return .needsReconcile }
    guard !requests.isPending else { return .overtaken }
    guard startBlockers.isEmpty else { return .blocked(startBlockers) }
    // What runs now must be known before anything is put on top of it (law 4).
    guard pump.hasApplied(orderSequence), ordered == requested else { return .notReadBack }
    if let refusal = hardRefusal(of: rate, under: order) { return refusal }
    if let refusal = stepRefusal(to: rate, under: order, now) { return refusal }
    return softRefusal(of: rate, above: requested, under: order, isApproved: isApproved)
  }

  /// Why the program's next step cannot be taken now.
  func nextStepRefusal(isApproved: Bool, _ now: Instant) -> Refusal? {
    guard phase.isInfusing else { return .wrongPhase(phase) }
    guard let rate = nextStepRate else { return .notAtHoldPoint }
    return raiseRefusal(rate, isApproved: isApproved, now)
  }

  /// Why the next increase would be refused now, whoever confirmed it: the start of what is prepared, a resume at half the rate
  /// before the pause, the smallest raise. For people; what is decided is asked again when somebody confirms.
  func nextIncreaseRefusal(_ now: Instant) -> Refusal? {
    nextFlowRefusal(now) ?? nextPeak.flatMap { peak in order.flatMap { concentrationRefusal(of: peak, under: $0) } }
  }

  private func nextFlowRefusal(_ now: Instant) -> Refusal? {
    switch phase {
    case .idle, .closed: channelRefusal()
    case .prepared, .awaitingApproval, .awaitingSecondPerson:
      flowRefusal() ?? order.flatMap { baselineRefusal($0, now) ?? orderRefusal($0, isApproved: true) }
    case .paused:
      resumeRefusal(rate: usualResumeRate, isApproved: true, isConfirmed: false, now)
    case .infusing, .reduced: raiseRefusal(requested + setup.resolution, isApproved: true, now)
    case .awaitingJournal, .starting, .pausing, .stopping, .stopped, .linkLost, .manual, .recovering, .completed, .interrupted:
      nil
    }
  }

  /// Why nothing may flow from standstill. A read-back orders 0 mL/h anew, so that the zero asked for here answers a stop that
  /// was sent after it: the stop path is proven before each start.
  private func flowRefusal() -> Refusal? {
    guard !isStopLatched else { return .stopLatched }
    guard !needsReconcile else { return .needsReconcile }
    guard alarmsAreTested else { return .alarmsNotTested }
    guard pump.link.isUp else { return .pumpNotHeard }
    guard zeroIsObserved, !requests.isPending else { return .notAtZero }
    return nil
  }
}
