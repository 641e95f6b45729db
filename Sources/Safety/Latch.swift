import Quantities

/// What the newest observation says about a condition.
enum Evidence {
  /// The condition holds.
  case bad
  /// It does not hold, but the value is still within the hysteresis.
  case between
  /// It does not hold, by more than the hysteresis.
  case clear
  /// Nothing can be said: missing, stale or doubtful. Never counts as clear.
  case unknown

  /// Whether the condition holds.
  var isBad: Bool {
    @_noAllocation @_noLocks get {
      switch self {
      case .bad: true
      case .between, .clear, .unknown: false
      }
    }
  }

  /// Whether it does not hold, by more than the hysteresis.
  var isClear: Bool {
    @_noAllocation @_noLocks get {
      switch self {
      case .clear: true
      case .bad, .between, .unknown: false
      }
    }
  }

  /// Whether it is known not to hold, be it within the hysteresis.
  var isGood: Bool {
    @_noAllocation @_noLocks get {
      switch self {
      case .between, .clear: true
      case .bad, .unknown: false
      }
    }
  }

  /// Whether this says worse about the patient than `other`: bad before between before clear, and anything before nothing.
  @_noAllocation @_noLocks
  func isWorse(than other: Evidence) -> Bool { rank > other.rank }

  private var rank: Int {
    @_noAllocation @_noLocks get {
      switch self {
      case .bad: 3
      case .between: 2
      case .clear: 1
      case .unknown: 0
      }
    }
  }
}

/// A condition with persistence before it trips and a calm time before it releases.
///
/// A doubtful observation neither resets the way to tripping nor counts towards release: missing is bad, never normal.
public struct Latch: Hashable, Sendable, BitwiseCopyable {
  /// Whether it has tripped and not been released.
  public private(set) var isTripped = false
  private var badSince: Instant?
  private var clearSince: Instant?
  /// When each of two sources last said something else than clear; nil when it said clear since, or nothing for too long.
  private var firstDisputedAt: Instant?
  private var secondDisputedAt: Instant?

  /// Whether the condition was told and not taken back, and has not lasted long enough to trip.
  var isWaiting: Bool { @_noAllocation @_noLocks get { badSince != nil } }

  /// A latch that has not tripped.
  init() {}

  /// Notes what two sources say, and tells whether one of them says nothing now and last said something else than clear: then
  /// the other one's word does not end what it told. What was said longer than `life` ago stands for nothing.
  @_noAllocation @_noLocks
  mutating func isDisputed(
    _ first: (evidence: Evidence, at: Instant), _ second: (evidence: Evidence, at: Instant), now: Instant, life: Interval
  ) -> Bool {
    firstDisputedAt = Self.disputed(first, before: firstDisputedAt, now, life)
    secondDisputedAt = Self.disputed(second, before: secondDisputedAt, now, life)
    let firstDisputes = firstDisputedAt != nil && !first.evidence.isWorse(than: .unknown)
    let secondDisputes = secondDisputedAt != nil && !second.evidence.isWorse(than: .unknown)
    return firstDisputes || secondDisputes
  }

  @_noAllocation @_noLocks
  private static func disputed(
    _ word: (evidence: Evidence, at: Instant), before: Instant?, _ now: Instant, _ life: Interval
  ) -> Instant? {
    if word.evidence.isClear { return nil }
    if word.evidence.isWorse(than: .unknown) { return word.at }
    guard let before, now.since(before) <= life else { return nil }
    return before
  }

  /// Takes one observation and tells whether the latch is tripped now.
  @_noAllocation @_noLocks
  mutating func update(_ evidence: Evidence, now: Instant, onset: Interval, release: Interval) -> Bool {
    if isTripped {
      switch evidence {
      case .clear:
        let since = clearSince ?? now
        clearSince = since
        if now.since(since) >= release { self = Latch() }
      case .bad, .between, .unknown: clearSince = nil
      }
    } else {
      switch evidence {
      case .bad: badSince = badSince ?? now
      case .between, .clear: badSince = nil
      case .unknown: break
      }
      if let badSince, now.since(badSince) >= onset {
        isTripped = true
        self.badSince = nil
      }
    }
    return isTripped
  }
}

/// A latch for each side of a band.
struct SideLatches: Hashable, BitwiseCopyable {
  var low = Latch()
  var high = Latch()
}

/// What one interlock remembers between two steps.
public struct InterlockMemory: Hashable, Sendable, BitwiseCopyable {
  /// The warning.
  var warning = Latch()
  /// The action.
  var action = Latch()
  /// The action on a worse value, with a shorter delay.
  var severe = Latch()
  /// The warning again, each side of the band by itself: what is told anew has lasted as long as what was told first.
  var warningSides = SideLatches()
  /// The same of the action.
  var actionSides = SideLatches()
  /// Whether the action has ended and its warning has not: the tail of one episode, no new one.
  var isTail = false
  /// The newest value that was seen, for the alarm's text when the value itself is gone.
  var newestValue: Int32 = 0
  /// The time of an entered observation that was acted on, or that waits for its repetition.
  var observedAt: Instant?

  init() {}
}

/// The memory of all interlocks of one channel, each its own slot.
public struct InterlockMemories: Sendable, BitwiseCopyable {
  var slots: InlineArray<54, InterlockMemory>

  /// A memory in which nothing has tripped.
  @_noAllocation @_noLocks
  public init() { slots = InlineArray(repeating: InterlockMemory()) }
}
