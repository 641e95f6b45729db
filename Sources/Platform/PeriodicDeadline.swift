import CLinux
public import Quantities

/// How one wake-up of a `PeriodicDeadline` went.
public struct Wake: Sendable, Hashable, BitwiseCopyable {
  /// The time of the wake-up.
  public let now: Instant
  /// How far `now` lies behind the first deadline that was not yet served: the delay of the control (SR-081).
  public let lateBy: Interval
  /// Deadlines that passed without a cycle; they are never made up (SR-081).
  public let skipped: Int64
}

/// Wakes a thread at absolute, evenly spaced times; cycles that come too late are skipped and counted, never made up (SR-081).
///
/// The deadlines are `start + n * period`. A cycle that overran its period does not run again at once: it waits for the next
/// deadline ahead, so that the thread never runs two cycles back to back.
public struct PeriodicDeadline: Sendable {
  /// The distance between two deadlines.
  public let period: Interval
  /// The last deadline that a cycle ran for, or was skipped for.
  private var served: Instant

  /// Deadlines every `period` (greater than zero) after `start`; the first is `start + period`.
  public init(period: Interval, start: Instant) {
    precondition(period > .zero)
    self.period = period
    served = start
  }

  /// Sleeps until the next deadline ahead.
  public mutating func wait() -> Wake {
    let target = Self.nextDeadline(after: SystemClock.now(), served: served, period: period)
    let result = clinux_sleep_until(target.nanoseconds)
    precondition(result == 0, "clock_nanosleep cannot fail for an existing clock and a valid time")
    return wake(at: SystemClock.now())
  }

  /// Accounts for a wake-up at `now`, which is at or after a deadline.
  mutating func wake(at now: Instant) -> Wake {
    let due = served + period
    precondition(now >= due, "the sleep ended before its deadline")
    let lateBy = now.since(due)
    let skipped = lateBy.nanoseconds / period.nanoseconds
    served = due + Interval(nanoseconds: skipped * period.nanoseconds)
    return Wake(now: now, lateBy: lateBy, skipped: skipped)
  }

  /// The deadline to sleep for: the first one after `served` that is not before `now`.
  static func nextDeadline(after now: Instant, served: Instant, period: Interval) -> Instant {
    let due = served + period
    guard now > due else { return due }
    let behind = now.since(due).nanoseconds
    // Rounded up: a deadline already gone, even by a nanosecond, is skipped.
    let steps = behind / period.nanoseconds + (behind % period.nanoseconds == 0 ? 0 : 1)
    return due + Interval(nanoseconds: steps * period.nanoseconds)
  }
}
