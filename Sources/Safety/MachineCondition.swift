public import Quantities

/// What a self-test found wrong; the order is that of the test (SR-083, SR-084).
public enum SelfTestFault: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// The monotonic clock stood still or went back.
  case clock
  /// The journal did not take and give back an entry.
  case store
  /// Configuration, inventory, drug library or a protocol cannot be read any more.
  case configuration
  /// An annunciator does not answer.
  case annunciators
  /// The interlocks gave another answer than the known one to a known situation.
  case knownAnswer

  /// What failed, for people.
  public var sentence: String {
    switch self {
    case .clock: "the monotonic clock does not move as it should"
    case .store: "the journal does not take an entry"
    case .configuration: "a configuration file cannot be read"
    case .annunciators: "a loudspeaker or signal tower does not answer"
    case .knownAnswer: "the interlocks answer a known situation wrongly"
    }
  }
}

/// What the shell knows about the machine that this runs on; facts, judged by the interlocks.
public struct MachineCondition: Hashable, Sendable, BitwiseCopyable {
  /// Since when less than 5 % or 200 MB are free where the journal lies; nil while there is room (SR-089).
  public var diskLowSince: Instant?
  /// When the wall clock was last seen to step by more than 2 s against the monotonic one; nil when it never did (SR-090).
  public var clockSteppedAt: Instant?
  /// Since when the system says that its clock is not synchronized; nil while it is (SR-090).
  public var clockUnsynchronizedSince: Instant?
  /// Since when a file of configuration, inventory, drug library or protocols differs from what was loaded (SR-091).
  public var filesChangedSince: Instant?
  /// When the newest self-test ended; nil before the first (SR-083, SR-084).
  public var selfTestedAt: Instant?
  /// What it found wrong; nil when nothing.
  public var selfTestFault: SelfTestFault?
  /// Since when a configured annunciator does not work; nil while all do (SR-112).
  public var annunciatorLostSince: Instant?
  /// Whether the loudspeaker is lost.
  public var isSounderLost = false
  /// Whether the signal tower is lost.
  public var isTowerLost = false

  /// A machine of which nothing is known to be wrong.
  @_noAllocation @_noLocks
  public init() {}
}
