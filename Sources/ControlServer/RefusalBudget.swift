import Quantities
import Synchronization

/// How many refusals at the door are noted one by one: a local user in a loop must not fill the disk.
///
/// Ten at once, then one a second; what is left out is counted and told with the next one that is noted.
final class RefusalBudget: Sendable {
  private struct State {
    var credit = RefusalBudget.burst
    var refilledAt: Instant?
    var leftOut = 0
  }

  /// How many at once.
  static let burst: Int64 = 10

  private let state = Mutex(State())

  /// Whether a refusal at `now` is noted, and if so how many were left out before it.
  func spend(now: Instant) -> Int? {
    state.withLock { state in
      let elapsed = now.since(state.refilledAt ?? now).wholeSeconds
      if state.refilledAt == nil || elapsed > 0 {
        state.credit = min(Self.burst, state.credit + elapsed)
        state.refilledAt = now
      }
      guard state.credit > 0 else {
        state.leftOut += 1
        return nil
      }
      state.credit -= 1
      defer { state.leftOut = 0 }
      return state.leftOut
    }
  }
}
