public import Quantities
public import Safety
public import Therapy

/// What a pump's link does next.
public enum LinkStep: Hashable, Sendable {
  /// Put this request on the line now, then call `completed`.
  case transact(BusRequest)
  /// Put nothing on the line; ask again at this time at the latest, and at once when a stop is requested or the order changes.
  case wait(until: Instant)
}

/// The rules of one pump's link: lease, stop first, identity, retries, back-off. Pure, so that the daemon and the simulated
/// world run the same ones.
///
/// The owner of the line calls `next` before every frame, also in the middle of a task, and `completed` with its end. So the
/// lease and the stop bit are looked at between any two frames, and no frame is decided on an older look.
///
/// The rules, in the order of their precedence:
/// 1. A device that was not identified as the right pump is not written to; only a pump that gives no answer gets a blind stop.
/// 2. A demand for stop goes before everything: stop, read, stop, read, until a read begun after the stop shows zero.
/// 3. An order whose lease ran out is dead for good: stop and read only, then silence, so that the pump's watchdog can act.
/// 4. A rate is run once per order. What fails is stopped and told, never repeated; what is unknown is read until it is known.
/// 5. The watchdog is fed only under an engaged order with a live lease.
public struct LinkPolicy<Driver: RegisterDriver & ~Copyable>: ~Copyable {
  /// The task under way.
  struct Job {
    let task: PumpTask
    /// The order that was in force when it began.
    let sequence: UInt64?
    let began: Instant
    /// The request to send next; nil while its answer is awaited.
    var request: BusRequest?
    /// When that request may be sent at the earliest.
    var notBefore: Instant
    /// Whether the answer to the last request was lost.
    var lostAnswer = false
    /// Whether a write of this task was handed to the line.
    var hasWritten = false

    /// Whether the task makes the pump run.
    var isRun: Bool {
      if case .run = task { true } else { false }
    }
  }

  /// Times and the pump's name.
  public let settings: LinkSettings
  /// What the link knows of its pump, for the control step.
  public internal(set) var observation = PumpObservation()
  /// Who answered when the right pump was last identified.
  public internal(set) var identity: PumpIdentity?
  /// What is wrong with the device at the pump's address, in words; nil unless `observation.link` is `wrongDevice`.
  public internal(set) var mismatch: String?
  /// The newest generation of the stop bit that a zero, read after a stop sent for it, has answered.
  public var clearedStopGeneration: UInt64 { stop.cleared }

  var driver: Driver
  var job: Job?
  var reach = Reach()
  var stop = StopDuty()
  var lease = LeaseWatch()

  /// The order in force, with its newest lease.
  var order: PumpOrder?
  /// Its sequence; kept when no order is given any more.
  var sequence: UInt64?
  var orderSeenAt = Instant.boot
  /// Why the order in force may not run any more, whatever becomes of its lease.
  var void: PumpRefusal?

  var isArmed = false
  /// Whether a program may have been started since zero was last seen.
  var mayFlow = false
  /// Whether a start may have reached the pump since it was last at rest with 0 mL/h ordered.
  var mayHaveStarted = false
  /// Whether the pump must be read before anything but a stop.
  var needsRead = false
  var nextRead = Instant.boot
  var lastFed = Instant.boot
  /// Holds feeding back after one that failed.
  var feedNotBefore = Instant.boot
  /// The end of the newest write whose reply was lost: only a later read can settle it.
  var lostWriteEnded = Instant.boot
  var armTries = 0
  var runTries = 0
  var clearTries = 0
  var releaseTries = 0
  /// The serial number told by the identification under way.
  var candidate: PumpIdentity?

  /// The frame whose end is awaited.
  private var outstanding: BusRequest?
  /// The newest generation of the stop bit when that frame was decided.
  private var generationSent: UInt64 = 0

  /// The link of a pump that was never heard.
  public init(driver: consuming Driver, settings: LinkSettings) {
    self.driver = driver
    self.settings = settings
  }

  /// Decides on the next frame; asked before every one.
  ///
  /// `order` is the newest order, nil when there was none yet. `stopGeneration` is the newest generation of the channel's stop
  /// bit, counted from 1; nil when it was never set. Traps when the end of the last frame was not told.
  public mutating func next(now: Instant, order: PumpOrder?, stopGeneration: UInt64?) -> LinkStep {
    precondition(outstanding == nil, "the end of the last frame comes before the next one")
    stop.heed(stopGeneration)
    heed(order, at: now)
    lease.advance(to: now, watchdog: settings.watchdog)
    if let job, isOverruled(job, at: now) { abandon(job, at: now) }
    // A task may end without a frame, when a value is out of the pump's range; then the next one is chosen.
    for _ in 0..<8 {
      if let job {
        guard let request = job.request, now >= job.notBefore else { return .wait(until: firstOf(job.notBefore, after: now)) }
        self.job?.request = nil
        outstanding = request
        generationSent = stop.pending
        return .transact(request)
      }
      switch choose(at: now) {
      case .begin(let task): begin(task, at: now)
      case .wait(let until): return .wait(until: firstOf(until, after: now))
      }
    }
    return .wait(until: now + .milliseconds(100))
  }

  /// How urgent this link is among those of one line, asked before `next` with the same arguments; changes nothing.
  public func urgency(at now: Instant, order newest: PumpOrder, stopGeneration: UInt64?) -> LinkUrgency {
    let isNewZero = newest.isEngaged && newest.rate == .zero && newest.sequence != sequence
    let isExpiring = newest.isEngaged && now >= newest.leaseUntil && lease.deadSequence != newest.sequence
    if (stopGeneration ?? 0) > stop.pending || isNewZero || isExpiring { return .unsentStop }
    guard isStopDemanded else { return .other }
    return stop.isUnsent && !reach.state.isWrongDevice ? .unsentStop : .unansweredStop
  }

  /// Takes the end of the frame that `next` asked for, with the times of its first and its answer's last byte.
  public mutating func completed(_ reply: BusReply, began: Instant, ended: Instant) {
    guard let request = outstanding.take(), var job else { preconditionFailure("a frame ended that was not asked for") }
    job.lostAnswer = !reply.isAnswer
    if reply.isDamaged(asAnswerTo: request) { observation.badFrames += 1 }
    if job.task == .stop {
      let reachedLine = reply != .notSent
      stop.tried(generation: generationSent, began: began, ended: ended, reachedLine: reachedLine)
      if reachedLine { observation.stopSentAt = began }
    }
    if request.isWrite, reply != .notSent {
      job.hasWritten = true
      if job.isRun { mayFlow = true }
      if driver.starts(request) { mayHaveStarted = true }
      if job.lostAnswer, job.task != .feed {
        observation.uncertainSince = observation.uncertainSince ?? began
        lostWriteEnded = ended
      }
    }
    self.job = job
    apply(driver.handle(.reply(reply, began: began, ended: ended)), at: ended)
  }

  private mutating func begin(_ task: PumpTask, at now: Instant) {
    job = Job(task: task, sequence: sequence, began: now, notBefore: now)
    apply(driver.handle(.begin(task, at: now)), at: now)
  }

  /// Carries out what the driver wants; a report of a wrong device ends the task, and the rest of the list with it.
  private mutating func apply(_ actions: [BusAction], at now: Instant) {
    for action in actions {
      guard job != nil else { return }
      switch action {
      case .transact(let request):
        job?.request = request
        job?.notBefore = now
      case .transactLater(let request, let time):
        job?.request = request
        job?.notBefore = time
      case .identity(let identity): candidate = identity
      case .unreadable: observation.badFrames += 1
      case .report(let report): take(report)
      case .finished(let outcome):
        guard let job else { return }
        self.job = nil
        finish(job, outcome, at: now)
      }
    }
    precondition(job == nil || job?.request != nil, "a driver's list ends with a request or with the end of the task")
  }

  /// The earlier of `until` and the moment at which the order dies, which must not be slept through.
  private func firstOf(_ until: Instant, after now: Instant) -> Instant {
    guard let order, isLive(order, at: now) else { return max(until, now) }
    return max(min(until, order.leaseUntil), now)
  }
}
