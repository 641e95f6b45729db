import Quantities
import Safety
import Therapy

// What readings and ended tasks mean for the link.

extension LinkPolicy where Driver: ~Copyable {
  // MARK: - Readings

  /// Takes a reading. Every one proves the pump's identity again.
  mutating func take(_ report: PumpReport) {
    guard report.serialNumber == settings.expectedSerialNumber else {
      return becomeWrong(wrongSerialNumber(report.serialNumber), at: report.readEnded)
    }
    observation.report = report
    reach.answered(at: report.readEnded)
    let isRunning = job?.isRun ?? false
    checkArming(report, isRunning: isRunning)
    // While a run is under way the pump is between two states; its own end settles it.
    guard !isRunning else { return }
    if report.isAtZero { sawZero(report) } else { sawFlow(report) }
    settle(report)
  }

  private func wrongSerialNumber(_ found: UInt32) -> String {
    "serial number \(found) answers, the inventory names \(settings.expectedSerialNumber)"
  }

  /// A pump that restarted, tripped its watchdog or was taken over at its keypad is not armed any more.
  private mutating func checkArming(_ report: PumpReport, isRunning: Bool) {
    guard isArmed else { return }
    let lost: PumpAlarms = [.configurationLost, .communicationWatchdog]
    let isTripped = !report.liveAlarms.isDisjoint(with: lost) || report.watchdogRemaining == .zero
    guard isTripped || !report.isRemotelyOwned else { return }
    isArmed = false
    guard !isRunning, let order, order.isEngaged, order.rate > .zero, void == nil else { return }
    // The order's rate may not come back by itself, even if the pump still runs.
    // One that is on its way to the pump is settled by its own end, but not where somebody has taken the pump meanwhile.
    if observation.receipt != .underway || !report.isRemotelyOwned { refuse(report.isRemotelyOwned ? .interlock : .owner) }
  }

  private mutating func sawZero(_ report: PumpReport) {
    stop.sawZero(readBegan: report.readBegan)
    guard !stop.isOwed else { return }
    lease.sawZero()
    mayFlow = false
    guard let order else { return }
    if order.rate == .zero {
      mayHaveStarted = false
      observation.receipt = .applied(.zero)
    } else if let void {
      observation.receipt = .refused(void)
    } else if mayHaveStarted, observation.receipt == .underway {
      // It was stopped since, or the start never came to it: either way a lower rate does not start it again.
      refuse(.state)
    }
  }

  private mutating func sawFlow(_ report: PumpReport) {
    lease.sawFlow(at: report.readEnded)
    // Nobody asked for it, but the session that holds the pump wants zero.
    guard let order, order.isEngaged, order.rate == .zero || void != nil else { return }
    if !stop.isOwed { stop.owe() }
  }

  /// A read begun after a lost reply tells what the lost write did.
  private mutating func settle(_ report: PumpReport) {
    guard let since = observation.uncertainSince, report.readBegan >= lostWriteEnded else { return }
    guard observation.receipt == .uncertain, void == nil, let order, order.rate > .zero else {
      observation.uncertainSince = nil
      return
    }
    if report.state == .infusing, report.rate.distance(to: order.rate) <= order.rate.divided(by: 100) {
      observation.uncertainSince = nil
      observation.receipt = .applied(order.rate)
    } else if report.rate > order.rate || report.readBegan.since(since) >= Self.reachTime {
      observation.uncertainSince = nil
      refuse(.notReached)
    }
  }

  /// How long a pump may take to reach a rate before a read that shows another one counts (reference pump map, driver rule 3).
  private static var reachTime: Interval { .seconds(2) }

  // MARK: - Ends of tasks

  /// Takes the end of a task.
  mutating func finish(_ job: Job, _ outcome: TaskOutcome, at now: Instant) {
    if case .wrongDevice(let what) = outcome { return becomeWrong(what, at: now) }
    switch job.task {
    case .identify:
      stop.readEnded()
      if outcome == .done { identified(at: now) } else { readFailed(job, at: now) }
    case .stop: needsRead = true
    case .read:
      stop.readEnded()
      if outcome == .done { readDone(job) } else { readFailed(job, at: now) }
    case .feed:
      if outcome == .done { lastFed = job.began } else { feedFailed(at: now) }
    case .arm: armEnded(job, outcome, at: now)
    case .run: runEnded(job, outcome, at: now)
    case .clearAlarms:
      // One more try only when it is unknown whether the first was heard.
      if outcome != .uncertain { clearTries = Self.tryLimit }
      readSoon(at: now)
    case .release:
      isArmed = false
      readSoon(at: now)
    }
  }

  private mutating func identified(at now: Instant) {
    guard let candidate, candidate.serialNumber == settings.expectedSerialNumber else {
      return becomeWrong(wrongSerialNumber(candidate?.serialNumber ?? 0), at: now)
    }
    let isFirstContact = !reach.wasIdentified || reach.state.isWrongDevice
    identity = candidate
    mismatch = nil
    reach.identified(at: now)
    observation.link = reach.state
    readSoon(at: now)
    let wantsZero = order.map { $0.isEngaged && ($0.rate == .zero || void != nil) } ?? false
    if isFirstContact || observation.uncertainSince != nil || wantsZero || stop.isOwed {
      stop.owe()
      // A zero of before the silence is none any more, until it is read again.
      if order?.rate == .zero { observation.receipt = .underway }
    }
    // What was unknown before the silence is stopped, not continued.
    if observation.receipt == .uncertain { void = void ?? .notReached }
  }

  private mutating func readDone(_ job: Job) {
    needsRead = false
    let interval = order?.isEngaged == true ? settings.pollInterval : settings.idlePollInterval
    nextRead = job.began + (observation.uncertainSince == nil ? interval : Self.urgentInterval)
  }

  private mutating func readFailed(_ job: Job, at now: Instant) {
    nextRead = max(job.began + settings.pollInterval, now)
    let becameSilent = reach.failed(at: now)
    observation.link = reach.state
    guard becameSilent, let order, order.rate > .zero, void == nil else { return }
    // What was not begun before the silence is not begun after it.
    if observation.receipt == .underway { refuse(.notReached) }
  }

  private mutating func feedFailed(at now: Instant) {
    feedNotBefore = now + settings.pollInterval.divided(by: 2)
    readSoon(at: now)
  }

  /// The pump is read before anything but a stop.
  mutating func readSoon(at now: Instant) {
    needsRead = true
    nextRead = now
  }

  private mutating func armEnded(_ job: Job, _ outcome: TaskOutcome, at now: Instant) {
    readSoon(at: now)
    switch outcome {
    case .done:
      isArmed = true
      lastFed = job.began
    case .refused(let reason):
      isArmed = false
      if order?.rate != .zero { refuse(reason) }
    case .noAnswer: readFailed(job, at: now)
    case .uncertain, .wrongDevice: isArmed = false
    }
  }

  private mutating func runEnded(_ job: Job, _ outcome: TaskOutcome, at now: Instant) {
    guard job.sequence == sequence, let order else { return }
    switch outcome {
    case .done:
      observation.uncertainSince = nil
      observation.receipt = .applied(order.rate)
      nextRead = now + settings.pollInterval
    case .refused(let reason): refuse(reason)
    case .noAnswer:
      needsRead = true
      readFailed(job, at: now)
    case .uncertain, .wrongDevice:
      observation.receipt = .uncertain
      observation.uncertainSince = observation.uncertainSince ?? now
      readSoon(at: now)
    }
  }

  // MARK: - Another device

  /// Another device answers: nothing is written to it, and what our pump does is unknown if it was running.
  mutating func becomeWrong(_ what: String, at now: Instant) {
    job = nil
    stop.readEnded()
    reach.foundWrong(at: now)
    observation.link = reach.state
    mismatch = what
    isArmed = false
    if mayFlow { observation.uncertainSince = observation.uncertainSince ?? now }
    guard let order, order.rate > .zero else { return }
    if mayFlow { observation.receipt = .uncertain } else if void == nil { observation.receipt = .refused(.owner) }
    void = void ?? .owner
  }
}
