import Quantities
import Safety
import Therapy

// What orders, their leases and the stop bit mean for the link, looked at before every frame.

extension LinkPolicy where Driver: ~Copyable {
  /// Whether a session holds the pump by `order` and the order's lease lives: only then may the link feed or run.
  func isLive(_ order: PumpOrder, at now: Instant) -> Bool {
    order.isEngaged && now < order.leaseUntil && lease.deadSequence != order.sequence
  }

  /// Whether stop is to be sent or its zero awaited.
  var isStopDemanded: Bool { stop.isOwed || stop.hasPending || lease.isDead }

  /// Takes the newest order: a new sequence, a renewed lease, or a lease that ran out.
  mutating func heed(_ newest: PumpOrder?, at now: Instant) {
    if let newest {
      if newest.sequence != sequence { adopt(newest, at: now) }
      let isTooLate = now >= newest.leaseUntil || isRenewedTooLate(newest)
      order = newest
      if newest.isEngaged, isTooLate, lease.deadSequence != newest.sequence {
        lease.expire(newest.sequence, at: now)
        observation.leaseExpired = true
        forbid(.overtaken)
        stop.owe()
      }
    } else if let order {
      // An order does not vanish; if it does, nothing may run on its word.
      if order.isEngaged { stop.owe() }
      forbid(.overtaken)
      self.order = nil
    }
    // Setting the stop bit voids every rate that was ordered before it was cleared.
    if stop.hasPending { forbid(.overtaken) }
  }

  /// Whether the renewal was made after the lease that it renews had run out: the link was on the line at that moment and has
  /// not seen it, but the order is dead all the same.
  private func isRenewedTooLate(_ newest: PumpOrder) -> Bool {
    guard let order, order.sequence == newest.sequence else { return false }
    return newest.leaseUntil >= order.leaseUntil + settings.lease
  }

  private mutating func adopt(_ newest: PumpOrder, at now: Instant) {
    let wasEngaged = order?.isEngaged ?? true
    sequence = newest.sequence
    orderSeenAt = now
    void = nil
    armTries = 0
    runTries = 0
    clearTries = 0
    if newest.isEngaged { releaseTries = 0 }
    observation.orderSequence = newest.sequence
    observation.receipt = .underway
    // A dead order's state ends with another sequence, but not the wait for the zero that is owed.
    if lease.isDead {
      lease.end()
      observation.leaseExpired = false
    }
    if newest.rate == .zero, newest.isEngaged || wasEngaged { stop.owe() }
  }

  /// The order in force may not run any more; it is told as refused, at once where nothing of it was written, otherwise when
  /// the pump shows zero.
  mutating func forbid(_ reason: PumpRefusal) {
    guard let order, order.rate > .zero, void == nil else { return }
    void = reason
    let isHalfWay = job.map { $0.isRun && $0.hasWritten } ?? false
    if observation.receipt == .underway, !isHalfWay { observation.receipt = .refused(reason) }
  }

  /// The order in force failed: it is told, the pump is stopped, and nothing is repeated.
  mutating func refuse(_ reason: PumpRefusal) {
    void = void ?? reason
    observation.receipt = .refused(reason)
    stop.owe()
  }

  /// Whether the task under way must give way before its next frame.
  func isOverruled(_ job: Job, at now: Instant) -> Bool {
    if lease.quietUntil != nil { return true }
    switch job.task {
    case .stop: return false
    case .identify:
      // Before the first answer ever, and after a wrong one, identity comes before the stop.
      guard reach.hasFailed || reach.wasIdentified, !reach.state.isWrongDevice else { return false }
      return isStopDue(during: job, at: now)
    case .read: return isStopDue(during: job, at: now)
    case .run:
      guard let order, isLive(order, at: now) else { return true }
      return isStopDemanded || void != nil || job.sequence != sequence
    case .clearAlarms:
      guard let order, isLive(order, at: now) else { return true }
      return isStopDemanded || job.sequence != sequence
    case .arm, .feed:
      guard let order, isLive(order, at: now) else { return true }
      return isStopDemanded
    case .release:
      guard let order else { return true }
      return isStopDemanded || order.isEngaged || now >= order.leaseUntil
    }
  }

  /// Whether a read must give way to a stop: to one that was not sent yet, or to a repetition when the read gets no answer.
  private func isStopDue(during job: Job, at now: Instant) -> Bool {
    if stop.isUnsent { return true }
    guard isStopDemanded, job.lostAnswer, let sent = stop.sent else { return false }
    return now.since(sent.began) >= Self.stopRepeatTime
  }

  /// A stop that nobody confirms is repeated after this time; with the frame's own time-outs that is once a second.
  static var stopRepeatTime: Interval { .milliseconds(750) }

  /// Drops the task under way. What it may have done is unknown if it was making the pump run.
  mutating func abandon(_ job: Job, at now: Instant) {
    self.job = nil
    switch job.task {
    case .run:
      guard job.hasWritten else { return }
      readSoon(at: now)
      guard job.sequence == sequence, order?.rate != .zero else { return }
      observation.receipt = .uncertain
      void = void ?? .overtaken
      if !stop.isOwed { stop.owe() }
    case .arm: isArmed = false
    case .identify, .stop, .read, .feed, .clearAlarms, .release: return
    }
  }
}
