import Synchronization

/// Proof that a thread moves: it beats once per cycle, and a watcher compares counts (SR-082).
public final class Heartbeat: Sendable {
  private let beats = Atomic<UInt64>(0)

  /// A heart that has not beaten.
  public init() {}

  /// One more beat; never waits. Any thread.
  public func beat() { beats.wrappingAdd(1, ordering: .releasing) }

  /// Beats since the beginning. Any thread.
  public var count: UInt64 { beats.load(ordering: .acquiring) }
}
