import Synchronization

/// What an operator asked for with a stop bit.
public enum StopKind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Stop the flow now; the session may be resumed by an operator.
  case pause
  /// Stop the flow now; the session is over until it is reset.
  case stop
}

/// One look at a `StopBit`.
public struct StopBitSnapshot: Sendable, Hashable, BitwiseCopyable {
  /// The number of requests seen, pauses and stops together; what `StopBit.clear(through:)` takes.
  public let generation: UInt64
  /// Pauses asked for since the program started.
  public let pauseRequests: UInt64
  /// Stops asked for since the program started.
  public let stopRequests: UInt64
  /// True while a request was not answered by a zero rate that was read after it.
  public let pending: Bool

  /// A snapshot of the given values, for code that is run without a `StopBit` (tests, replay).
  public init(generation: UInt64, pauseRequests: UInt64, stopRequests: UInt64, pending: Bool) {
    self.generation = generation
    self.pauseRequests = pauseRequests
    self.stopRequests = stopRequests
    self.pending = pending
  }
}

/// The sticky stop of one channel: any thread may set it at any time, nothing overwrites it, and only the link that read a zero
/// rate after the stop clears what it has seen.
///
/// The server sets it, the link reads it directly (the control thread may be hung), the control step sees it as an input.
/// Nobody ever waits. There is no stored bit: each kind of request is a count that only grows, the generation is their sum, and
/// the bit is pending while the sum is ahead of the cleared generation. So two requests at the same moment cannot lose one
/// another, and a request that arrives after a snapshot makes the sum larger than any generation that the snapshot can clear.
public final class StopBit: Sendable {
  private let pauses = Atomic<UInt64>(0)
  private let stops = Atomic<UInt64>(0)
  private let cleared = Atomic<UInt64>(0)

  /// A stop bit that nobody has set.
  public init() {}

  /// Sets the bit; returns a generation that includes this request. Any thread.
  @discardableResult public func request(_ kind: StopKind) -> UInt64 {
    // Requests are rare: the strongest order costs nothing here and leaves nothing to argue about.
    switch kind {
    case .pause: pauses.wrappingAdd(1, ordering: .sequentiallyConsistent)
    case .stop: stops.wrappingAdd(1, ordering: .sequentiallyConsistent)
    }
    return pauses.load(ordering: .sequentiallyConsistent) + stops.load(ordering: .sequentiallyConsistent)
  }

  /// True while a request was not cleared. Any thread; what was requested before this call is seen.
  public var pending: Bool { snapshot().pending }

  /// The counts now. Any thread; what was requested before this call is included.
  public func snapshot() -> StopBitSnapshot {
    // The cleared generation is read first: a clear in between can make the bit look pending once more, never cleared too early.
    let clearedNow = cleared.load(ordering: .sequentiallyConsistent)
    let pausesNow = pauses.load(ordering: .sequentiallyConsistent)
    let stopsNow = stops.load(ordering: .sequentiallyConsistent)
    return StopBitSnapshot(
      generation: pausesNow + stopsNow, pauseRequests: pausesNow, stopRequests: stopsNow,
      pending: pausesNow + stopsNow > clearedNow)
  }

  /// Clears the requests up to `generation`, and never a later one.
  ///
  /// The generation must come from a snapshot taken before the stop was sent that the zero rate answers. Traps when no such
  /// request was ever made: clearing in advance would swallow a stop.
  public func clear(through generation: UInt64) {
    precondition(generation <= snapshot().generation, "a stop bit is cleared only for requests that were made")
    cleared.max(generation, ordering: .sequentiallyConsistent)
  }
}
