import Quantities
import Safety
import Therapy

// How the phase moves, and what goes with it: records, withdrawn increases, pause, stop. None of it waits for anything.

extension Channel {
  /// Changes the phase by an event that the table of legal transitions must know; traps otherwise.
  mutating func transition(_ event: PhaseEvent, cause: PhaseCause, _ tick: inout TickOutput) {
    guard let next = phase.next(on: event) else { preconditionFailure("no such transition") }
    tick.record(.phase(from: phase, to: next, cause: cause), channel: index, session: session)
    phase = next
    self.cause = cause
    phaseSince = tick.now
    revision &+= 1
  }

  /// Records the delivered volume.
  mutating func recordDelivery(_ tick: inout TickOutput) {
    lastRecordedDelivery = tick.now
    recordedAtMost = delivered.atMost
    if let before = exposure?.at {
      exposure?.take(atLeast: delivered.atLeast, atMost: delivered.atMost, after: tick.now.since(before))
    }
    prediction = nil
    predict(at: tick.now)
    tick.record(.delivered(deliveryRecord()), channel: index, session: session)
  }

  /// Records the delivered volume 5 s after the newest record, where drug flows or may have flowed since: also in a pause, when
  /// somebody gives it at the keypad, and while the pump is not heard. The exposure takes the rate between two records as
  /// constant.
  mutating func recordDeliveryWhenDue(_ tick: inout TickOutput) {
    guard tick.now.since(lastRecordedDelivery) >= Self.recordPeriod, session != nil, phase.hasFlowed else { return }
    guard !delivered.isWorstCase, phase.isInfusing || delivered.atMost > recordedAtMost else { return }
    recordDelivery(&tick)
  }

  /// Records what was delivered until now, when a reading says that something flows after a time in which nothing did.
  mutating func recordQuietEnd(before report: PumpReport, _ tick: inout TickOutput) {
    guard report.infused > delivered.account.last || report.rate > .zero else { return }
    guard tick.now.since(lastRecordedDelivery) >= Self.recordPeriod, session != nil, phase.hasFlowed else { return }
    if !delivered.isWorstCase { recordDelivery(&tick) }
  }

  private static var recordPeriod: Interval { .seconds(5) }

  /// What was delivered, as a restart needs it.
  func deliveryRecord() -> DeliveryRecord {
    DeliveryRecord(
      atLeast: delivered.atLeast, atMost: delivered.atMost, elapsed: course.elapsed,
      rate: phase.allowsFlow && ordered > .zero ? ordered : course.rateBeforePause, account: delivered.account,
      step: UInt8(clamping: course.step), stepBegan: course.stepBegan,
      automaticPauses: UInt8(clamping: pauses.automatic), prediction: prediction)
  }

  /// Takes back whatever was read back or waits for the journal: a stop or pause overtakes every increase (SR-030).
  mutating func withdrawIncreases(_ refusal: Refusal, _ tick: inout TickOutput) {
    offer = nil
    guard let pending else { return }
    self.pending = nil
    tick.record(.withdrawn(pending.kind, refusal), channel: index, session: session)
    tick.reply(.refused(refusal), to: pending.command, of: pending.user, channel: index)
    switch pending.kind {
    case .start: transition(.withdrawStart, cause: .withdrawn, &tick)
    case .resume: transition(.withdrawResume, cause: .withdrawn, &tick)
    case .raise, .nextStep: break
    }
  }

  /// 0 mL/h, resumable. Waits for nothing.
  mutating func pause(_ cause: PhaseCause, _ refusal: Refusal, _ tick: inout TickOutput) {
    leaveFlow(by: .pause, cause, refusal, &tick)
  }

  /// 0 mL/h because the pump was lost, or because somebody took it: a person has to reconcile.
  mutating func leaveControl(by event: PhaseEvent, _ cause: PhaseCause, _ tick: inout TickOutput) {
    leaveFlow(by: event, cause, .needsReconcile, &tick)
    wasOwned = false
  }

  private mutating func leaveFlow(by event: PhaseEvent, _ cause: PhaseCause, _ refusal: Refusal, _ tick: inout TickOutput) {
    withdrawIncreases(refusal, &tick)
    guard phase.next(on: event) != nil else { return }
    let wasFlowing = phase.allowsFlow
    if wasFlowing {
      // A rate that was lowered in this very step is the one that a resume is measured by (SR-024).
      course.rateBeforePause = ordered > .zero ? min(ordered, course.authorized) : course.authorized
      pauses.begin(at: tick.now, isAutomatic: cause.isAutomatic)
    }
    transition(event, cause: cause, &tick)
    // A restart counts this pause with the others (SR-026).
    if wasFlowing { recordDelivery(&tick) }
  }

  /// 0 mL/h for this session, latched. Waits for nothing.
  mutating func stop(_ cause: PhaseCause, _ tick: inout TickOutput) {
    withdrawIncreases(.overtaken, &tick)
    // What had ended the session already is why it ended.
    let cause = isStopLatched ? endCause ?? cause : cause
    latchStop(&tick)
    // A session that was finishing on its own is stopped now, and so is a pump that somebody has in hand.
    isFinishing = false
    isTakenOver = false
    guard phase.canBeStopped else { return }
    endCause = cause
    if phase != .stopping { transition(.stop, cause: cause, &tick) }
  }

  /// Until somebody resets it, nothing flows.
  mutating func latchStop(_ tick: inout TickOutput) {
    guard !isStopLatched else { return }
    isStopLatched = true
    tick.record(.stopLatch(true), channel: index, session: session)
  }

  /// The ordered volume or time is over: the session gets no more drug, and the patient recovers.
  mutating func finish(_ cause: PhaseCause, _ tick: inout TickOutput) {
    withdrawIncreases(.nothingLeft, &tick)
    isFinishing = true
    endCause = cause
    course.rateBeforePause = ordered
    transition(.finish, cause: cause, &tick)
  }

  /// Cuts the rate at once; one that leaves nothing is a pause (SR-050, SR-053).
  mutating func reduce(to rate: FlowRate, cause: Interlock, _ tick: inout TickOutput) {
    let rate = rate.roundedDown(to: setup.resolution)
    guard phase.isInfusing, rate > .zero else { return pause(.interlock(cause), .blocked(startBlockers), &tick) }
    withdrawIncreases(.overtaken, &tick)
    course.authorized = min(course.authorized, rate)
    course.reducedAt = tick.now
    tick.record(.reduced(to: course.authorized, cause: cause), channel: index, session: session)
    transition(.reduce, cause: .interlock(cause), &tick)
  }

  /// The session's record ends; the channel is free.
  mutating func endSession(by event: PhaseEvent, _ cause: PhaseCause, _ tick: inout TickOutput) {
    offer = nil
    transition(event, cause: cause, &tick)
    session = nil
    order = nil
    (exposure, prediction, nextPeak) = (nil, nil, nil)
    limits = setup.limits
    firmware = nil
    course = Course()
    pauses = PauseMemory()
    responsible = nil
    handover = nil
    wasOwned = false
    isTakenOver = false
    resumableSince = nil
    endCause = nil
  }
}

extension PhaseCause {
  /// Whether no person asked for it (SR-026).
  var isAutomatic: Bool {
    switch self {
    case .command, .restart: false
    case .interlock(.localControl): false
    case .interlock, .journalDurable, .withdrawn, .flowObserved, .notStarted, .volumeReached, .durationReached, .counterBroke,
      .recoveryOver, .inactivity:
      true
    }
  }
}
