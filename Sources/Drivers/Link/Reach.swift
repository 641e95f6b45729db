import Quantities
import Therapy

/// Whether the pump is reached and proven to be the right one, and how often to ask when it is not.
struct Reach: Hashable, Sendable {
  /// Failed polls after which a pump counts as silent.
  static var failureLimit: Int { 3 }
  /// Time without an answer after which a pump counts as silent (SR-060).
  static var silenceLimit: Interval { .seconds(3) }
  static var shortestBackOff: Interval { .milliseconds(500) }
  static var longestBackOff: Interval { .seconds(4) }

  private(set) var state = PumpLinkState.connecting
  /// Whether the pump must be identified before anything but a stop; at the start, after silence, after a wrong device.
  private(set) var needsIdentity = true
  /// Whether the right pump was ever identified.
  private(set) var wasIdentified = false
  /// Whether the first question after the start went unanswered: from then on a stop is sent blindly.
  private(set) var hasFailed = false
  /// When to ask next while `needsIdentity`.
  private(set) var nextProbe = Instant.boot
  private var failures = 0
  private var lastAnswer: Instant?
  private var backOff = Self.shortestBackOff

  /// The right pump answered a read.
  mutating func answered(at now: Instant) {
    failures = 0
    lastAnswer = now
  }

  /// The right pump was identified.
  mutating func identified(at now: Instant) {
    answered(at: now)
    state = .up
    needsIdentity = false
    wasIdentified = true
    backOff = Self.shortestBackOff
  }

  /// Another device answered.
  mutating func foundWrong(at now: Instant) {
    if !state.isWrongDevice { backOff = Self.shortestBackOff }
    state = .wrongDevice
    needsIdentity = true
    failures = 0
    scheduleProbe(after: now)
  }

  /// A read went unanswered; returns whether the pump counts as silent from now on and did not before.
  mutating func failed(at now: Instant) -> Bool {
    failures += 1
    hasFailed = true
    // A pump that was never heard is counted from the first question that it did not answer.
    let heard = lastAnswer ?? now
    lastAnswer = heard
    let isSilent = failures >= Self.failureLimit || now.since(heard) >= Self.silenceLimit
    let becomesSilent = isSilent && (state == .up || state == .connecting)
    if becomesSilent {
      state = .silent
      needsIdentity = true
    }
    if needsIdentity { scheduleProbe(after: now) }
    return becomesSilent
  }

  private mutating func scheduleProbe(after now: Instant) {
    nextProbe = now + backOff
    backOff = min(backOff + backOff, Self.longestBackOff)
  }
}
