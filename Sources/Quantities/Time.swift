/// A span of time; base unit nanosecond. Never negative.
@frozen public struct Interval: Quantity {
  /// Nanoseconds, 0 or more.
  public let nanoseconds: Int64
  /// Nanoseconds.
  @inlinable public var baseUnits: Int64 { nanoseconds }

  /// A span of `nanoseconds`; traps when negative.
  @inlinable public init(nanoseconds: Int64) {
    precondition(nanoseconds >= 0)
    self.nanoseconds = nanoseconds
  }
  /// A span of `baseUnits` nanoseconds.
  @inlinable public init(baseUnits: Int64) { self.init(nanoseconds: baseUnits) }

  /// A span of whole milliseconds.
  @inlinable public static func milliseconds(_ count: Int64) -> Interval { Interval(nanoseconds: count * 1_000_000) }
  /// A span of whole seconds.
  @inlinable public static func seconds(_ count: Int64) -> Interval { Interval(nanoseconds: count * 1_000_000_000) }
  /// A span of whole minutes.
  @inlinable public static func minutes(_ count: Int64) -> Interval { .seconds(count * 60) }
  /// One hour.
  @inlinable public static var hour: Interval { .seconds(3_600) }

  /// The span in whole milliseconds, rounded down.
  @inlinable public var wholeMilliseconds: Int64 { nanoseconds / 1_000_000 }
  /// The span in whole seconds, rounded down.
  @inlinable public var wholeSeconds: Int64 { nanoseconds / 1_000_000_000 }

  /// The span as people say it, rounded down to its smaller unit: `45 s`, `12 min 34 s`, from an hour on `1 h 52 min`.
  public var spoken: String {
    let seconds = wholeSeconds
    func joined(_ whole: Int64, _ unit: String, _ rest: Int64, _ restUnit: String) -> String {
      rest == 0 ? "\(whole) \(unit)" : "\(whole) \(unit) \(rest) \(restUnit)"
    }
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3_600 { return joined(seconds / 60, "min", seconds % 60, "s") }
    return joined(seconds / 3_600, "h", seconds % 3_600 / 60, "min")
  }
}

/// A point on the machine's monotonic clock, in nanoseconds since its boot; every decision uses this time (SR-090).
@frozen public struct Instant: Comparable, Hashable, Sendable, BitwiseCopyable {
  /// Nanoseconds since boot, 0 or more.
  public let nanoseconds: Int64

  /// The instant `nanoseconds` after boot; traps when negative.
  @inlinable public init(nanoseconds: Int64) {
    precondition(nanoseconds >= 0)
    self.nanoseconds = nanoseconds
  }

  /// Boot: an instant before any that a clock returns.
  @inlinable public static var boot: Instant { Instant(nanoseconds: 0) }

  /// The same instant.
  @inlinable public static func == (lhs: Instant, rhs: Instant) -> Bool { lhs.nanoseconds == rhs.nanoseconds }

  /// Orders by time.
  @inlinable public static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

  /// The instant a span later; traps on overflow.
  @inlinable public static func + (lhs: Instant, rhs: Interval) -> Instant {
    Instant(nanoseconds: lhs.nanoseconds + rhs.nanoseconds)
  }

  /// The span since `earlier`, or zero when `earlier` is not earlier.
  @inlinable public func since(_ earlier: Instant) -> Interval {
    nanoseconds > earlier.nanoseconds ? Interval(nanoseconds: nanoseconds - earlier.nanoseconds) : .zero
  }
}

/// The wall clock in microseconds since 1970-01-01 UTC: a label for people and records, never an input of a decision (SR-090).
@frozen public struct WallTime: Hashable, Sendable, BitwiseCopyable {
  /// Microseconds since 1970-01-01 00:00 UTC.
  public let microsecondsSince1970: Int64

  /// The label for a wall-clock reading.
  @inlinable public init(microsecondsSince1970: Int64) { self.microsecondsSince1970 = microsecondsSince1970 }
}
