import Quantities

/// How often and for how long a session was paused (SR-025, SR-026).
struct PauseMemory: BitwiseCopyable {
  /// When the pause of now, or the last one, began.
  private(set) var since = Instant.boot
  /// Pauses of the session that no person asked for.
  private(set) var automatic = 0
  /// When the newest three of them began.
  private var newest: InlineArray<3, Instant?> = InlineArray(repeating: nil)

  /// The time after which a resume needs the checks of a start.
  private static var longest: Interval { .minutes(30) }
  /// The time in which automatic pauses count together.
  private static var window: Interval { .minutes(10) }

  /// A pause begins; `isAutomatic` where no person asked for it.
  @_noAllocation @_noLocks
  mutating func begin(at now: Instant, isAutomatic: Bool) {
    since = now
    guard isAutomatic else { return }
    newest[automatic % 3] = now
    automatic += 1
  }

  /// The pause of a session that a restart found, with the automatic pauses until then.
  mutating func recover(at now: Instant, pausedFor age: Interval, automatic: Int) {
    since = now.nanoseconds > age.nanoseconds ? Instant(nanoseconds: now.nanoseconds - age.nanoseconds) : .boot
    self.automatic = automatic
    // When they were is not known: the worst case is just now. They alone stop nothing; the next one does (SR-026).
    for back in 1...2 where back <= automatic { newest[(automatic - back) % 3] = now }
  }

  /// Whether a resume needs the checks of a start (SR-025).
  func isLong(at now: Instant) -> Bool { now.since(since) > Self.longest }

  /// Automatic pauses within the last 10 min.
  @_noAllocation @_noLocks
  func recent(at now: Instant) -> Int {
    var count = 0
    for index in 0..<3 {
      guard let began = newest[index], now.since(began) <= Self.window else { continue }
      count += 1
    }
    return count
  }
}
