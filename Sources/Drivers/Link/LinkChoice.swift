import Quantities
import Safety
import Therapy

// Which task comes next when none is under way.

/// The next thing to do.
enum LinkChoice {
  case begin(PumpTask)
  case wait(Instant)
}

extension LinkPolicy where Driver: ~Copyable {
  /// Between two reads while it is unknown what the pump does, and between two stops to a pump that answers but still flows.
  static var urgentInterval: Interval { .milliseconds(100) }

  /// How often an arming or a run that wrote nothing is tried before the order is refused.
  static var tryLimit: Int { 3 }

  /// Chooses the next task. The order of the cases is the precedence.
  mutating func choose(at now: Instant) -> LinkChoice {
    if let quietUntil = lease.quietUntil { return chooseInSilence(until: quietUntil, at: now) }
    if reach.state.isWrongDevice { return probe(at: now) }
    if !reach.wasIdentified, !reach.hasFailed { return .begin(.identify) }
    if isStopDemanded { return chooseStop(at: now) }
    if reach.needsIdentity { return probe(at: now) }
    if needsRead { return poll(at: now) }
    guard let order else { return poll(at: now) }
    if observation.uncertainSince != nil { return isLive(order, at: now) ? chooseKeeping(at: now) : poll(at: now) }
    if isLive(order, at: now) { return chooseEngaged(order, at: now) }
    return chooseIdle(order, at: now)
  }

  /// The pump's watchdog is to act: a new request for stop goes out once, all else waits.
  private func chooseInSilence(until end: Instant, at now: Instant) -> LinkChoice {
    let mayWrite = !reach.state.isWrongDevice && (reach.wasIdentified || reach.hasFailed)
    guard stop.hasUnsentGeneration, mayWrite else { return .wait(end) }
    let due = nextStop
    return now >= due ? .begin(.stop) : .wait(due)
  }

  private func probe(at now: Instant) -> LinkChoice { now >= reach.nextProbe ? .begin(.identify) : .wait(reach.nextProbe) }

  private func poll(at now: Instant) -> LinkChoice { now >= nextRead ? .begin(.read) : .wait(nextRead) }

  // MARK: - Stop, read, stop, read

  private func chooseStop(at now: Instant) -> LinkChoice {
    if stop.awaitsRead, !stop.isUnsent { return .begin(reach.needsIdentity ? .identify : .read) }
    let due = nextStop
    return now >= due ? .begin(.stop) : .wait(due)
  }

  /// When the next stop goes out.
  private var nextStop: Instant {
    guard let last = stop.lastTry else { return .boot }
    let wasSent = stop.sent?.began == last
    if stop.isUnsent, wasSent { return .boot }
    guard wasSent else { return last + Self.urgentInterval }
    if reach.needsIdentity { return isUrgent ? last + Self.stopRepeatTime : max(reach.nextProbe, last + Self.urgentInterval) }
    let isSettled = !stop.isOwed && !stop.hasPending
    return last + (isSettled ? settings.pollInterval : Self.urgentInterval)
  }

  /// Whether a stop to a silent pump is repeated each second, rather than with the ever rarer questions.
  private var isUrgent: Bool {
    stop.hasPending || lease.isDead || mayFlow || order?.isEngaged == true
  }

  // MARK: - Under a live order

  private mutating func chooseEngaged(_ order: PumpOrder, at now: Instant) -> LinkChoice {
    if order.rate > .zero, void == nil, observation.receipt == .underway { return chooseRun(order, at: now) }
    if order.rate == .zero, order.clearsAlarms, clearTries < 2 {
      guard isArmed else { return arm(at: now) ?? poll(at: now) }
      clearTries += 1
      return .begin(.clearAlarms)
    }
    return chooseKeeping(at: now)
  }

  /// Feeds the watchdog and polls.
  private func chooseKeeping(at now: Instant) -> LinkChoice {
    guard isArmed else { return poll(at: now) }
    let due = feedDue(after: settings.feedInterval)
    if now >= due { return .begin(.feed) }
    return now >= nextRead ? .begin(.read) : .wait(min(nextRead, due))
  }

  /// When the next feeding is due, that time after the last good one.
  private func feedDue(after interval: Interval) -> Instant { max(lastFed + interval, feedNotBefore) }

  private mutating func chooseRun(_ order: PumpOrder, at now: Instant) -> LinkChoice {
    // An order that could not be begun within a lease is old: the controller judges anew (SR-029, SR-062).
    guard now.since(orderSeenAt) < settings.lease, runTries < Self.tryLimit else {
      refuse(.notReached)
      return chooseStop(at: now)
    }
    guard isArmed else {
      // Only a start takes the pump: one that was lost to its keypad, its watchdog or a restart is a person's.
      guard order.begins, !mayHaveStarted else {
        refuse(observation.report?.isRemotelyOwned == false ? .owner : .interlock)
        return chooseStop(at: now)
      }
      guard let choice = arm(at: now) else {
        refuse(.interlock)
        return chooseStop(at: now)
      }
      return choice
    }
    // The run may take two seconds in which nothing else is sent: it begins with a well-fed watchdog.
    if now.since(lastFed) >= settings.feedInterval.divided(by: 2) {
      let due = feedDue(after: settings.feedInterval.divided(by: 2))
      return now >= due ? .begin(.feed) : .wait(due)
    }
    runTries += 1
    // Where a lower rate took the place of a start, that start may have reached the pump: then it runs by our word already.
    return .begin(.run(rate: order.rate, vtbi: order.vtbi, begins: order.begins && !mayHaveStarted))
  }

  /// Arming, as often as it may be tried; nil when it was tried enough.
  private mutating func arm(at now: Instant) -> LinkChoice? {
    // A pump in its self-test refuses everything; it is over in a moment.
    if observation.report?.state == .selfTest { return poll(at: now) }
    guard armTries < Self.tryLimit else { return nil }
    armTries += 1
    return .begin(.arm(watchdog: settings.watchdog))
  }

  // MARK: - No session holds the pump

  private mutating func chooseIdle(_ order: PumpOrder, at now: Instant) -> LinkChoice {
    if !order.isEngaged, now < order.leaseUntil, let report = observation.report, report.isAtZero,
      report.isRemotelyOwned || report.watchdogRemaining > .zero, releaseTries < Self.tryLimit
    {
      releaseTries += 1
      return .begin(.release)
    }
    return poll(at: now)
  }
}
