public import Quantities

/// What an annunciator knows of itself: posted by its thread, looked at by the control step.
public struct AnnunciatorState: Hashable, Sendable, BitwiseCopyable {
  /// When it last looked at itself.
  public var checkedAt: Instant
  /// Since when it does not work; nil while it does.
  public var lostSince: Instant?
  /// Whether it was ever seen to work since the daemon started: before that nobody knows, and the self-test waits (SR-083).
  public var hasWorked: Bool

  /// The longest time between two looks of an annunciator whose thread lives. With it a loss is known within the 5 s of SR-112,
  /// also where the thread hangs in a sound card's driver.
  public static var life: Interval { .seconds(3) }

  /// An annunciator that looked at itself at `checkedAt`.
  public init(checkedAt: Instant, lostSince: Instant? = nil, hasWorked: Bool = false) {
    self.checkedAt = checkedAt
    self.lostSince = lostSince
    self.hasWorked = hasWorked
  }

  /// Whether it works, as far as it knows.
  public var isWorking: Bool { lostSince == nil }

  /// Since when it does not work, as seen at `now`: one that does not look at itself any more is lost as well (SR-112).
  public func lostSince(seenAt now: Instant) -> Instant? {
    lostSince ?? (now.since(checkedAt) > Self.life ? checkedAt : nil)
  }
}
