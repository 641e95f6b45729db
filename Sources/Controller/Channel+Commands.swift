import Quantities
import Safety
import Therapy

// What an operator asks for. Every branch ends in one reply; a refusal changes nothing.

extension Channel {
  /// Carries out one command and answers it, now or when the journal has it.
  mutating func take(_ command: OperatorCommand, _ tick: inout Tick) {
    switch command.action {
    case .prepare(let order, let session, let token): prepare(order, session, token, command, &tick)
    case .start(let token): confirm(.start, token, command, &tick)
    case .setRate(let rate, let token): setRate(rate, token, command, &tick)
    case .confirm(let token): confirm(.raise, token, command, &tick)
    case .pause:
      pause(.command, .overtaken, &tick)
      accept(command, &tick)
    case .stop:
      stop(.command, &tick)
      accept(command, &tick)
    case .prepareResume(let rate, let token): prepareResume(rate, token, command, &tick)
    case .resume(let token): confirm(.resume, token, command, &tick)
    case .reconcile: reconcile(command, &tick)
    case .reset: reset(command, &tick)
    case .close: close(command, &tick)
    case .acknowledge(let occurrence): acknowledge(occurrence, command, &tick)
    }
  }

  /// Records and answers a refusal.
  func refuse(_ command: OperatorCommand, _ refusal: Refusal, _ tick: inout Tick) {
    tick.record(
      .refused(command.action.kind, refusal, by: command.user, command: command.id), channel: index, session: session)
    tick.reply(.refused(refusal), to: command.id, channel: index)
  }

  private func accept(_ command: OperatorCommand, _ tick: inout Tick, _ outcome: CommandOutcome = .done) {
    tick.record(.accepted(command.action.kind, by: command.user, command: command.id), channel: index, session: session)
    tick.reply(outcome, to: command.id, channel: index)
  }

  // MARK: - Prepare and confirm

  private mutating func prepare(
    _ order: Order, _ session: SessionID, _ token: Token, _ command: OperatorCommand, _ tick: inout Tick
  ) {
    if let refusal = prepareRefusal(order) { return refuse(command, refusal, &tick) }
    // A tick hands one order per channel to the journal; a second would take the place of the first in its record.
    guard case .none = tick.output.preparedOrders[Int(index)] else { return refuse(command, .anotherPending, &tick) }
    if self.session != nil { transition(.close, cause: .command, &tick) }
    self.session = session
    self.order = order
    elapsed = .zero
    setOperatorRate(nil)
    rateBeforePause = .zero
    isFinishing = false
    hasEnded = false
    delivered = DeliveredVolume()
    resumableSince = nil
    if let report = pump.report {
      _ = delivered.take(report, now: tick.now, ordered: .zero, isSettled: true)
    }
    transition(.prepare, cause: .command, &tick)
    tick.output.preparedOrders[Int(index)] = order
    tick.record(.prepared(by: command.user), channel: index, session: session)
    makeOffer(.start, token, command, rate: order.program.step(at: 0).rate, &tick)
  }

  private mutating func makeOffer(
    _ kind: IntentKind, _ token: Token, _ command: OperatorCommand, rate: FlowRate, _ tick: inout Tick
  ) {
    offer = Offer(
      kind: kind, token: token, user: command.user, rate: rate, revision: revision, madeAt: tick.now)
    let readBack = ReadBack(
      rate: rate, rateBefore: ordered, remaining: remaining, timeLeft: timeLeft, tokenUntil: tick.now + Offer.life,
      revision: revision)
    accept(command, &tick, .readBack(readBack))
  }

  /// Takes a confirmation: the token is spent and the increase waits for the journal (SR-131).
  private mutating func confirm(
    _ kind: IntentKind, _ token: Token, _ command: OperatorCommand, _ tick: inout Tick
  ) {
    if let refusal = confirmRefusal(kind, token, command.user, tick.now) { return refuse(command, refusal, &tick) }
    guard let offer else { preconditionFailure("a confirmed offer is there") }
    self.offer = nil
    // The account that a restart needs is durable no later than the intent.
    recordDelivery(&tick)
    let sequence = tick.record(
      .intent(kind, rate: offer.rate, by: command.user, command: command.id), channel: index, session: session)
    pending = PendingIntent(
      kind: kind, rate: offer.rate, command: command.id, recordSequence: sequence, since: tick.now)
    switch kind {
    case .start: transition(.confirmStart, cause: .command, &tick)
    case .resume: transition(.confirmResume, cause: .command, &tick)
    case .raise: break
    }
  }

  private func confirmRefusal(_ kind: IntentKind, _ token: Token, _ user: UserID, _ now: Instant) -> Refusal? {
    guard pending == nil else { return .anotherPending }
    guard let offer else { return .tokenUnknown }
    if let refusal = offer.refusal(of: token, by: user, for: kind, revision: revision, now: now) { return refusal }
    switch kind {
    case .start: return startRefusal()
    case .resume: return resumeRefusal(now)
    case .raise: return raiseRefusal(offer.rate)
    }
  }

  // MARK: - Rate

  private mutating func setRate(_ rate: FlowRate, _ token: Token, _ command: OperatorCommand, _ tick: inout Tick) {
    guard phase.allowsFlow else { return refuse(command, .wrongPhase(phase), &tick) }
    let rate = rate.roundedDown(to: setup.resolution)
    guard rate > .zero else { return refuse(command, .rateTooLow, &tick) }
    guard rate > requested else {
      // Lowering needs nothing, and takes back any raise that was on its way (SR-030).
      withdrawIncreases(.overtaken, &tick)
      setOperatorRate(rate)
      revision &+= 1
      return accept(command, &tick)
    }
    guard pending == nil else { return refuse(command, .anotherPending, &tick) }
    if let refusal = raiseRefusal(rate) { return refuse(command, refusal, &tick) }
    makeOffer(.raise, token, command, rate: rate, &tick)
  }

  private mutating func prepareResume(
    _ rate: FlowRate?, _ token: Token, _ command: OperatorCommand, _ tick: inout Tick
  ) {
    if let refusal = resumeRefusal(tick.now, isConfirmed: false) { return refuse(command, refusal, &tick) }
    // Half the rate before the pause unless told otherwise, and never more than that rate (SR-024).
    let rate = (rate ?? rateBeforePause.divided(by: 2)).roundedDown(to: setup.resolution)
    guard rate > .zero else { return refuse(command, .rateTooLow, &tick) }
    guard rate <= rateBeforePause else { return refuse(command, .aboveRateBeforePause(rateBeforePause), &tick) }
    // After a restart the rate before the pause comes from the journal, and the pump or its limits may be others now.
    if let order, let refusal = limitRefusal(rate, under: order) { return refuse(command, refusal, &tick) }
    makeOffer(.resume, token, command, rate: rate, &tick)
  }

  // MARK: - Afterwards

  private mutating func reconcile(_ command: OperatorCommand, _ tick: inout Tick) {
    guard !phase.isMoving else { return refuse(command, .wrongPhase(phase), &tick) }
    guard pump.link.isUp else { return refuse(command, .pumpNotHeard, &tick) }
    guard zeroIsObserved, let report = pump.report else { return refuse(command, .notAtZero, &tick) }
    guard !report.hasCauseToRemove else { return refuse(command, .pumpAlarmPresent, &tick) }
    needsReconcile = false
    clearsAlarms = true
    clearsAlarmsUntil = tick.now + .seconds(5)
    tick.record(.reconciled(by: command.user), channel: index, session: session)
    if phase.isInterrupted {
      transition(hasEnded || isStopLatched ? .reconcileAfterStop : .reconcile, cause: .command, &tick)
      pausedSince = tick.now
    }
    if session != nil { recordDelivery(&tick) }
    accept(command, &tick)
  }

  private mutating func reset(_ command: OperatorCommand, _ tick: inout Tick) {
    guard !phase.isMoving, !phase.isInterrupted else { return refuse(command, .wrongPhase(phase), &tick) }
    if isStopLatched {
      isStopLatched = false
      tick.record(.stopLatch(false), channel: index, session: session)
    }
    accept(command, &tick)
  }

  private mutating func close(_ command: OperatorCommand, _ tick: inout Tick) {
    guard phase.next(on: .close) != nil else { return refuse(command, .wrongPhase(phase), &tick) }
    guard !needsReconcile else { return refuse(command, .needsReconcile, &tick) }
    offer = nil
    recordDelivery(&tick)
    accept(command, &tick)
    transition(.close, cause: .command, &tick)
    session = nil
    order = nil
    setOperatorRate(nil)
  }

  private mutating func acknowledge(_ occurrence: UInt32, _ command: OperatorCommand, _ tick: inout Tick) {
    guard let condition = alarms.condition(ofOccurrence: occurrence) else {
      return refuse(command, .unknownAlarm, &tick)
    }
    if let event = alarms.acknowledge(condition) { tick.record(.alarm(event), channel: index, session: session) }
    accept(command, &tick)
  }
}

extension SessionPhase {
  /// Whether the pump is or may be moving because of this session, or is about to.
  var isMoving: Bool {
    switch self {
    case .awaitingJournal, .starting, .infusing, .pausing, .stopping: true
    case .idle, .prepared, .paused, .stopped, .completed, .interrupted: false
    }
  }

  /// Whether the daemon restarted with this session open.
  var isInterrupted: Bool {
    switch self {
    case .interrupted: true
    case .idle, .prepared, .awaitingJournal, .starting, .infusing, .pausing, .paused, .stopping, .stopped, .completed: false
    }
  }
}
