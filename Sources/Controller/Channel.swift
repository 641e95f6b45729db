import Quantities
import Safety
import Therapy

/// The state of one channel: a session, what is believed of its pump and patient, and what is ordered. No heap, no string.
struct Channel: BitwiseCopyable {
  let index: UInt8
  let setup: ChannelSetup

  // The session.
  var phase = SessionPhase.idle
  var cause = PhaseCause.command
  var session: SessionID?
  var order: Order?
  var isStopLatched = false
  var needsReconcile = false
  var revision: UInt32 = 0
  /// The infusing time so far: the program's clock.
  var elapsed = Interval.zero
  /// The rate that an operator set; it replaces the program's from then on.
  var operatorRate: FlowRate?
  /// Whether that rate was above the program's when it was set: a confirmed raise.
  var exceedsProgram = false
  var rateBeforePause = FlowRate.zero
  var pausedSince = Instant.boot
  var startingSince = Instant.boot
  /// Whether the zero that is waited for ends the session as completed.
  var isFinishing = false
  /// Whether the session had ended when a restart found it open: it gets no more drug.
  var hasEnded = false
  var offer: Offer?
  var pending: PendingIntent?

  // What is believed.
  var delivered = DeliveredVolume()
  var requests = StopRequests()
  var pump = PumpObservation()
  var monitor = MonitorObservation()
  var lastGood: InlineArray<2, Instant?> = InlineArray(repeating: nil)
  var lastRecordedDelivery = Instant.boot

  // What was judged.
  var memories = InterlockMemories()
  var alarms = AlarmSystem()
  var startBlockers = InterlockSet()
  var resumableSince: Instant?

  // What is ordered.
  var ordered = FlowRate.zero
  var orderedSince: Instant
  var orderSequence: UInt64 = 0
  var isEngaged = false
  var clearsAlarms = false
  var clearsAlarmsUntil = Instant.boot
  var wasClearing = false

  init(index: UInt8, setup: ChannelSetup, startedAt: Instant) {
    self.index = index
    self.setup = setup
    orderedSince = startedAt
  }

  /// Whether 0 mL/h is ordered and observed.
  var zeroIsObserved: Bool { ordered == .zero && pump.confirmsZero(orderedSince: orderedSince) }

  /// The volume that the order leaves when all that may have been delivered counts (SR-010).
  var remaining: Volume { order?.program.total.remaining(after: delivered.atMost) ?? .zero }

  /// The infusing time that the order leaves.
  var timeLeft: Interval { order?.program.duration.remaining(after: elapsed) ?? .zero }

  /// The rate that the program or the operator asks for now.
  var requested: FlowRate {
    guard phase.allowsFlow, let order else { return .zero }
    let programmed = order.program.rate(after: elapsed)
    // An operator's rate outlives the steps, but never the program's end. Only one that was above its step when it was set
    // stays above a later, lower step: lowering the rate must never give more than leaving it alone.
    guard let operatorRate, programmed > .zero else { return programmed }
    return exceedsProgram ? operatorRate : min(operatorRate, programmed)
  }

  /// Lets `rate` take the program's place from now on; nil gives the rate back to the program.
  mutating func setOperatorRate(_ rate: FlowRate?) {
    operatorRate = rate
    exceedsProgram = false
    if let rate, let order { exceedsProgram = rate > order.program.rate(after: elapsed) }
  }

  /// The facts that the interlocks judge.
  func situation(_ tick: Tick, journal: JournalCondition, lease: Interval) -> Situation {
    var situation = Situation(now: tick.now, lease: lease, pumpResolution: setup.resolution)
    situation.order = order
    situation.requested = requested
    situation.ordered = ordered
    situation.orderedSince = orderedSince
    situation.orderSequence = orderSequence
    situation.deliveredAtMost = delivered.atMost
    situation.vitals = monitor.vitals
    situation.lastGood = lastGood
    situation.pump = pump
    situation.journal = journal
    situation.controlGap = tick.gap
    return situation
  }

  /// Changes the phase by an event that the table of legal transitions must know; traps otherwise.
  mutating func transition(_ event: PhaseEvent, cause: PhaseCause, _ tick: inout Tick) {
    guard let next = phase.next(on: event) else { preconditionFailure("no such transition") }
    tick.record(.phase(from: phase, to: next, cause: cause), channel: index, session: session)
    phase = next
    self.cause = cause
    revision &+= 1
  }

  /// Records the delivered volume.
  mutating func recordDelivery(_ tick: inout Tick) {
    lastRecordedDelivery = tick.now
    let record = DeliveryRecord(
      atLeast: delivered.atLeast, atMost: delivered.atMost, elapsed: elapsed,
      rate: ordered > .zero ? ordered : rateBeforePause, account: delivered.account)
    tick.record(.delivered(record), channel: index, session: session)
  }

  /// Takes back whatever was read back or waits for the journal: a stop or pause overtakes every increase (SR-030).
  mutating func withdrawIncreases(_ refusal: Refusal, _ tick: inout Tick) {
    offer = nil
    guard let pending else { return }
    self.pending = nil
    tick.record(.withdrawn(pending.kind, refusal), channel: index, session: session)
    tick.reply(.refused(refusal), to: pending.command, channel: index)
    switch pending.kind {
    case .start: transition(.withdrawStart, cause: .withdrawn, &tick)
    case .resume: transition(.withdrawResume, cause: .withdrawn, &tick)
    case .raise: break
    }
  }

  /// 0 mL/h, resumable. Waits for nothing.
  mutating func pause(_ cause: PhaseCause, _ refusal: Refusal, _ tick: inout Tick) {
    withdrawIncreases(refusal, &tick)
    guard phase.next(on: .pause) != nil else { return }
    rateBeforePause = ordered > .zero ? ordered : requested
    transition(.pause, cause: cause, &tick)
  }

  /// 0 mL/h for this session, latched. Waits for nothing.
  mutating func stop(_ cause: PhaseCause, _ tick: inout Tick) {
    withdrawIncreases(.overtaken, &tick)
    if !isStopLatched {
      isStopLatched = true
      tick.record(.stopLatch(true), channel: index, session: session)
    }
    // A session that was finishing on its own is stopped now.
    isFinishing = false
    guard phase.next(on: .stop) != nil, !isStopping else { return }
    transition(.stop, cause: cause, &tick)
  }

  private var isStopping: Bool {
    switch phase {
    case .stopping: true
    case .idle, .prepared, .awaitingJournal, .starting, .infusing, .pausing, .paused, .stopped, .completed, .interrupted: false
    }
  }
}
