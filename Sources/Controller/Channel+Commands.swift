import Quantities
import Safety
import Therapy

// What an operator asks for. Every branch ends in one reply; a refusal changes nothing.

extension Channel {
  /// Carries out one command and answers it, now or when the journal has it.
  mutating func take(_ command: OperatorCommand, _ tick: inout TickOutput) {
    touchedAt = tick.now
    switch command.action {
    case .prepare(let order, let session, let token): prepare(order, session, token, command, &tick)
    case .start(let token, let again): confirm(.start, token, again, command, &tick)
    case .setRate(let rate, let token): setRate(rate, token, command, &tick)
    case .nextStep(let token): prepareNextStep(token, command, &tick)
    case .confirm(let token, let again): confirm(.raise, token, again, command, &tick)
    case .approve(let token): approve(token, command, &tick)
    case .second(let token): second(token, command, &tick)
    case .pause:
      pause(.command, .overtaken, &tick)
      accept(command, &tick)
    case .stop:
      stop(.command, &tick)
      accept(command, &tick)
    case .prepareResume(let rate, let token): prepareResume(rate, token, command, &tick)
    case .resume(let token, let again): confirm(.resume, token, again, command, &tick)
    case .reconcile: reconcile(command, &tick)
    case .reset: reset(command, &tick)
    case .close: close(command, &tick)
    case .closeEarly: closeEarly(command, &tick)
    case .score(let scale, let value): score(scale, value, command, &tick)
    case .vitals(let systolic, let diastolic, let mean): vitals(systolic, diastolic, mean, command, &tick)
    case .handover(let person): handover(to: person, command, &tick)
    case .setLimit(let signal, let change): setLimit(signal, change, command, &tick)
    case .acknowledge, .pauseAudio, .testAlarms, .confirmAlarmTest: preconditionFailure("alarms are the controller's")
    }
  }

  /// Records and answers a refusal.
  func refuse(_ command: OperatorCommand, _ refusal: Refusal, _ tick: inout TickOutput) {
    tick.record(
      .refused(command.action.kind, refusal, by: command.user, command: command.id), channel: index, session: session)
    tick.reply(.refused(refusal), to: command.id, of: command.user, channel: index)
  }

  /// Records and answers what was done.
  func accept(_ command: OperatorCommand, _ tick: inout TickOutput, _ outcome: CommandOutcome = .done) {
    tick.record(.accepted(command.action.kind, by: command.user, command: command.id), channel: index, session: session)
    tick.reply(outcome, to: command.id, of: command.user, channel: index)
  }

  // MARK: - Prepare

  private mutating func prepare(
    _ order: Order, _ session: SessionID, _ token: Token, _ command: OperatorCommand, _ tick: inout TickOutput
  ) {
    if let refusal = prepareRefusal(order) { return refuse(command, refusal, &tick) }
    // A tick hands one order per channel to the journal; a second would take the place of the first in its record.
    guard case .none = tick.preparedOrders[Int(index)] else { return refuse(command, .anotherPending, &tick) }
    // What was entered for this patient while the order waited is still true of the patient: baseline, scores.
    let isSamePatient = phase.isUnstarted && self.order?.patient.code == order.patient.code
    let kept = limits
    if self.session != nil { endSession(by: .close, .command, &tick) }
    if !isSamePatient { observed = HandObservations() }
    self.session = session
    self.order = order
    // Preparing again for the same patient keeps what somebody has set for this patient meanwhile (SR-111).
    if !isSamePatient { limits = setup.limits } else { limits = kept }
    firmware = pump.report?.firmware
    isFinishing = false
    hasEnded = false
    delivered = DeliveredVolume()
    exposure = Exposure(
      weight: order.patient.weight, concentration: order.drug.concentration, residual: order.history.residual, at: tick.now)
    (prediction, orderPeak) = (nil, order.predictedPeak)
    restCounter = nil
    if let report = pump.report {
      _ = delivered.take(report, now: tick.now, ordered: .zero, isSettled: true)
    }
    let rate = order.program.step(at: 0).rate
    let needs = needs(for: .start, rate: rate, at: tick.now)
    transition(needs.prepareEvent, cause: .command, &tick)
    tick.preparedOrders[Int(index)] = order
    tick.record(.prepared(by: command.user), channel: index, session: session)
    if isSamePatient { recordChangedLimits(by: command.user, &tick) }
    makeOffer(.start, token, needs, command, rate: rate, &tick)
  }

  /// Reads back: the token is good from now on, and a stop is sent so that the stop path is proven before the flow.
  mutating func makeOffer(
    _ kind: IntentKind, _ token: Token, _ needs: Confirmations, _ command: OperatorCommand, rate: FlowRate,
    _ tick: inout TickOutput
  ) {
    let offer = Offer(
      kind: kind, token: token, user: command.user, rate: rate, revision: revision, madeAt: tick.now, shownAt: tick.now,
      needs: needs, predictedPeak: predictedPeak(of: kind, rate: rate, at: tick.now))
    self.offer = offer
    if ordered == .zero { needsProof = true }
    accept(command, &tick, .readBack(readBack(offer)))
  }

  private func readBack(_ offer: Offer) -> ReadBack {
    ReadBack(
      rate: offer.rate, rateBefore: requested, remaining: remaining, timeLeft: timeLeft,
      tokenUntil: offer.madeAt + Offer.life, revision: revision, predictedPeak: offer.predictedPeak, needs: offer.needs)
  }

  // MARK: - Confirm

  /// Takes a confirmation: the token is spent and the increase waits for the journal (SR-131).
  private mutating func confirm(
    _ kind: IntentKind, _ token: Token, _ again: Token, _ command: OperatorCommand, _ tick: inout TickOutput
  ) {
    if let refusal = confirmRefusal(kind, token, command, tick.now) { return refuse(command, refusal, &tick) }
    guard var offer else { preconditionFailure("a confirmed offer is there") }
    // What surprises is read and confirmed twice, each time with a token of its own (SR-122).
    if offer.needs.again != nil {
      offer.needs.again = nil
      offer.token = again
      (offer.madeAt, offer.shownAt) = (tick.now, tick.now)
      self.offer = offer
      return accept(command, &tick, .readBack(readBack(offer)))
    }
    self.offer = nil
    // The account that a restart needs is durable no later than the intent.
    recordDelivery(&tick)
    let sequence = tick.record(
      .intent(offer.kind, rate: offer.rate, by: command.user, command: command.id), channel: index, session: session)
    pending = PendingIntent(
      kind: offer.kind, rate: offer.rate, user: command.user, command: command.id, recordSequence: sequence,
      since: command.takenAt, isApproved: offer.isApproved, predictedPeak: offer.predictedPeak)
    switch offer.kind {
    case .start: transition(.confirmStart, cause: .command, &tick)
    case .resume: transition(.confirmResume, cause: .command, &tick)
    case .raise, .nextStep: break
    }
  }

  private func confirmRefusal(_ kind: IntentKind, _ token: Token, _ command: OperatorCommand, _ now: Instant) -> Refusal? {
    guard now.since(command.takenAt) <= PendingIntent.life else { return .commandExpired }
    guard pending == nil else { return .anotherPending }
    guard let offer else { return .tokenUnknown }
    if let refusal = offer.refusal(of: token, by: command.user, for: kind, revision: revision, now: now) { return refusal }
    // A pause that has become long since the read-back asks for a second person (SR-025).
    guard offer.isSeconded || !needs(for: offer.kind, rate: offer.rate, at: now).secondPerson else { return .tokenStale }
    return refusal(of: offer.kind, rate: offer.rate, isApproved: offer.isApproved, now)
  }

  /// Why an increase of this kind cannot be made now: asked when it is confirmed and again when the journal has it.
  func refusal(of kind: IntentKind, rate: FlowRate, isApproved: Bool, _ now: Instant) -> Refusal? {
    let refusal =
      switch kind {
      case .start: startRefusal(isApproved: isApproved, now)
      case .resume: resumeRefusal(rate: rate, isApproved: isApproved, isConfirmed: true, now)
      case .raise: raiseRefusal(rate, isApproved: isApproved, now)
      case .nextStep: nextStepRefusal(isApproved: isApproved, now)
      }
    return refusal ?? concentrationRefusal(of: kind, rate: rate, isApproved: isApproved, at: now)
  }

  // MARK: - Other persons

  /// A physician approves what is beyond a soft limit; who may is the server's table (SR-003).
  private mutating func approve(_ token: Token, _ command: OperatorCommand, _ tick: inout TickOutput) {
    guard var offer else { return refuse(command, .tokenUnknown, &tick) }
    if let refusal = offer.refusal(of: token, revision: revision, now: tick.now) { return refuse(command, refusal, &tick) }
    guard offer.needs.approval != nil else { return refuse(command, .nothingToConfirm, &tick) }
    offer.needs.approval = nil
    offer.needs.approvals = LimitKinds()
    offer.isApproved = true
    if phase == .awaitingApproval {
      transition(offer.needs.secondPerson ? .approveUnseconded : .approve, cause: .command, &tick)
    }
    renew(&offer, command, &tick)
  }

  /// Another clinician confirms what is above the second-person threshold (SR-004).
  private mutating func second(_ token: Token, _ command: OperatorCommand, _ tick: inout TickOutput) {
    guard var offer else { return refuse(command, .tokenUnknown, &tick) }
    if let refusal = offer.refusal(of: token, revision: revision, now: tick.now) { return refuse(command, refusal, &tick) }
    guard offer.needs.secondPerson else { return refuse(command, .nothingToConfirm, &tick) }
    guard command.user != offer.user else { return refuse(command, .samePerson, &tick) }
    if let limit = offer.needs.approval { return refuse(command, .approvalMissing(limit.kind, limit: limit.limit), &tick) }
    offer.needs.secondPerson = false
    offer.isSeconded = true
    if phase == .awaitingSecondPerson { transition(.second, cause: .command, &tick) }
    renew(&offer, command, &tick)
  }

  /// The read-back that another person has just confirmed is good for another 60 s.
  private mutating func renew(_ offer: inout Offer, _ command: OperatorCommand, _ tick: inout TickOutput) {
    offer.revision = revision
    offer.madeAt = tick.now
    self.offer = offer
    accept(command, &tick)
  }
}

extension Confirmations {
  /// How a prepared order begins: complete, or with a confirmation missing.
  fileprivate var prepareEvent: PhaseEvent {
    if approval != nil { return .prepareUnapproved }
    return secondPerson ? .prepareUnseconded : .prepare
  }
}
