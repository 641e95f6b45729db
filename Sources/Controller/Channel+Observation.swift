import Quantities
import Safety
import Therapy

// What a step learns: readings, receipts, stop requests, and what the journal has.

extension Channel {
  /// Lets the time since the last step pass and takes what the shell knows now.
  mutating func observe(_ input: ChannelInput, _ tick: inout TickOutput) {
    takeReadings(input, &tick)
    takeRequests(input.requests, &tick)
  }

  private mutating func takeReadings(_ input: ChannelInput, _ tick: inout TickOutput) {
    delivered.advance(by: tick.gap, ordered: ordered)
    course.commanded.add(ordered, for: tick.gap)
    if phase.isInfusing { course.elapsed = course.elapsed + tick.gap }
    // An operator's word to clear alarms is for those that were there, not for one that comes later.
    if tick.now > clearsAlarmsUntil { clearsAlarms = false }
    let before = pump
    pump = input.pump
    isCalling = input.isCalling
    takeMonitors(input, tick.now)
    pumpDamage.take(pump.badFrames, tick.now)
    if pump.orderSequence != before.orderSequence || !pump.receipt.isSame(as: before.receipt), session != nil {
      tick.record(.receipt(pump.receipt, sequence: pump.orderSequence), channel: index, session: session)
    }
    guard let report = pump.report, before.report?.readEnded.nanoseconds != report.readEnded.nanoseconds else { return }
    takeReading(report, &tick)
  }

  private mutating func takeReading(_ report: PumpReport, _ tick: inout TickOutput) {
    // Nothing is infused for a session before its start: the account begins at the last reading before it.
    if !phase.hasFlowed, abandoned == nil { delivered = DeliveredVolume() }
    recordQuietEnd(before: report, &tick)
    let isSettled = zeroIsObserved || (report.readBegan >= orderedSince && pump.hasApplied(orderSequence))
    let continues = delivered.take(report, now: tick.now, ordered: ordered, isSettled: isSettled)
    if !continues {
      tick.record(.counterBroke(at: report.infused), channel: index, session: session)
      pause(.counterBroke, .needsReconcile, &tick)
      needsReconcile = true
      restCounter = nil
      // Nobody knows what flowed meanwhile.
      if phase.isOver { course.lastDrugAt = tick.now }
      recordDelivery(&tick)
    }
    // After a restart, and where the pump was not heard when the session was prepared, the first word of it counts (SR-069).
    if session != nil, firmware == nil { firmware = report.firmware }
    watchRest(report)
    watchOwner(report, &tick)
    if clearsAlarms, report.latchedAlarms.rawValue == 0 { clearsAlarms = false }
  }

  /// Keeps the counter at rest, which must not grow (SR-063); growth that somebody has to explain waits for a reconcile.
  private mutating func watchRest(_ report: PumpReport) {
    guard ordered == .zero else { return restCounter = nil }
    if let rest = restCounter, report.infused < rest { restCounter = report.infused }
    if restCounter == nil, zeroIsObserved { restCounter = report.infused }
    if restGrowth > Volume(microliters: 100) { needsReconcile = true }
  }

  /// Notices a pump that was ours and is not any more, though it neither restarted nor tripped its watchdog: somebody took it
  /// at its keypad, and that wins (SR-072).
  private mutating func watchOwner(_ report: PumpReport, _ tick: inout TickOutput) {
    guard phase.hasFlowed else { return wasOwned = false }
    guard !report.isRemotelyOwned else {
      wasOwned = true
      return isTakenOver = false
    }
    guard wasOwned, !report.hasLostControl else { return }
    // A resume that waits for the journal would take the pump back from them.
    withdrawIncreases(.needsReconcile, &tick)
    if phase.next(on: .takeOver) != nil { return leaveControl(by: .takeOver, .interlock(.localControl), &tick) }
    // A stop that is on its way goes on; a pump that was seen at rest is theirs, until somebody reconciles.
    guard phase.isOver || phase.needsPerson, !isTakenOver else { return }
    (isTakenOver, needsReconcile) = (true, true)
  }

  /// Acts on stop and pause requests: they are seen as changed counters, so none is lost (law 2).
  private mutating func takeRequests(_ now: StopRequests, _ tick: inout TickOutput) {
    let before = requests
    requests = now
    if now.stops != before.stops {
      stop(.command, &tick)
    } else if now.pauses != before.pauses || now.isPending {
      // A request that is pending pauses even where its counter was seen before: the rate would come back by itself otherwise.
      pause(.command, .overtaken, &tick)
    }
  }

  /// Acts on a pending increase once the journal has it, after judging everything again; drops it when that took too long.
  mutating func takeDurable(through durable: UInt64, _ tick: inout TickOutput) {
    guard let pending else { return }
    guard tick.now.since(pending.since) <= PendingIntent.life else { return withdrawIncreases(.journalLate, &tick) }
    guard durable >= pending.recordSequence else { return }
    if let refusal = refusal(of: pending.kind, rate: pending.rate, isApproved: pending.isApproved, tick.now) {
      return withdrawIncreases(refusal, &tick)
    }
    self.pending = nil
    act(on: pending, &tick)
    tick.reply(.done, to: pending.command, of: pending.user, channel: index)
  }

  /// THE place where a rate is raised: by a person's confirmation that the journal has.
  private mutating func act(on intent: PendingIntent, _ tick: inout TickOutput) {
    guard let order else { preconditionFailure("an increase has an order") }
    switch intent.kind {
    case .start, .resume: begin(at: intent.rate, by: intent.user, &tick)
    case .raise: course.authorized = intent.rate
    case .nextStep: course.takeNextStep(of: order.program)
    }
    if intent.isApproved {
      let approved = intent.kind == .start ? order.program.fastestRate : intent.rate
      course.approvedRate = max(course.approvedRate, approved)
      course.approvedPeak = max(course.approvedPeak, intent.predictedPeak)
    }
    course.increasedAt = tick.now
    revision &+= 1
    if phase == .reduced { transition(.restore, cause: .command, &tick) }
  }

  private mutating func begin(at rate: FlowRate, by user: UserID, _ tick: inout TickOutput) {
    course.authorized = rate
    course.flowBegan = course.flowBegan ?? tick.now
    // What somebody else offered was another person's patient to give.
    if responsible != user { handover = nil }
    responsible = user
    startingSince = tick.now
    transition(.durable, cause: .journalDurable, &tick)
  }
}

extension PumpReport {
  /// Whether the pump was taken from us by its own watchdog or restart, and not by a hand.
  fileprivate var hasLostControl: Bool {
    let lost = PumpAlarms.communicationWatchdog.rawValue | PumpAlarms.configurationLost.rawValue
    return (liveAlarms.rawValue | latchedAlarms.rawValue) & lost != 0
  }
}

extension PumpObservation {
  /// Whether the pump was seen to run as the order with this sequence number says.
  func hasApplied(_ sequence: UInt64) -> Bool {
    guard orderSequence == sequence else { return false }
    switch receipt {
    case .applied: return true
    case .none, .underway, .refused, .uncertain: return false
    }
  }
}

extension DeliveryReceipt {
  /// Whether both are the same fate; the rate of an applied order does not matter.
  fileprivate func isSame(as other: DeliveryReceipt) -> Bool { kind == other.kind }

  private var kind: Int {
    switch self {
    case .none: 0
    case .underway: 1
    case .applied: 2
    case .refused: 3
    case .uncertain: 4
    }
  }
}
