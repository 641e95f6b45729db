import Quantities

/// The link's own watch over the lease: which order died, and when to be silent so that the pump's watchdog can act (law 3).
struct LeaseWatch: Hashable, Sendable {
  /// How long after the expiry zero may be missing before the link goes silent.
  static var patience: Interval { .seconds(3) }

  /// The order whose lease ran out. Nothing revives it; only an order with another sequence ends this state.
  private(set) var deadSequence: UInt64?
  /// Since when zero should be seen and is not; nil while it is seen.
  private(set) var unseenSince: Instant?
  /// Until when nothing but a new stop request is sent.
  private(set) var quietUntil: Instant?

  /// Whether an order died and no other has come.
  var isDead: Bool { deadSequence != nil }

  /// The order `sequence` was found expired.
  mutating func expire(_ sequence: UInt64, at now: Instant) {
    deadSequence = sequence
    unseenSince = now
    quietUntil = nil
  }

  /// Another order came.
  mutating func end() { self = LeaseWatch() }

  /// A read begun after a stop after the expiry showed zero.
  mutating func sawZero() { unseenSince = nil }

  /// A read showed flow.
  mutating func sawFlow(at now: Instant) {
    if isDead { unseenSince = unseenSince ?? now }
  }

  /// Starts and ends the silence as time passes.
  mutating func advance(to now: Instant, watchdog: Interval) {
    if let end = quietUntil, now >= end {
      quietUntil = nil
      unseenSince = now
    }
    if quietUntil == nil, let unseenSince, now.since(unseenSince) >= Self.patience { quietUntil = now + watchdog }
  }
}
