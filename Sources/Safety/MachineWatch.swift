public import Quantities

/// What one look at the machine told.
public struct MachineLook: Hashable, Sendable, BitwiseCopyable {
  /// Room where the journal lies.
  public struct Room: Hashable, Sendable, BitwiseCopyable {
    /// What the daemon can still write, in bytes.
    public var availableBytes: UInt64
    /// The size of the whole, in bytes.
    public var totalBytes: UInt64

    /// Room of so many bytes.
    public init(availableBytes: UInt64, totalBytes: UInt64) {
      self.availableBytes = availableBytes
      self.totalBytes = totalBytes
    }
  }

  /// Room where the journal lies; nil when nobody can tell.
  public var room: Room?
  /// The wall clock, read between the next two instants.
  public var wall: WallTime
  /// Just before the wall clock was read.
  public var began: Instant
  /// Just after it was read.
  public var ended: Instant
  /// Whether the system says that its clock is synchronized; false also when it does not tell: a clock that nobody vouches for is
  /// not one to be relied on.
  public var isClockSynchronized: Bool
  /// Whether every file of the configuration was as it was loaded when it was looked at last.
  public var areFilesAsLoaded: Bool

  /// A look with every field given.
  public init(
    room: Room?, wall: WallTime, began: Instant, ended: Instant, isClockSynchronized: Bool, areFilesAsLoaded: Bool
  ) {
    self.room = room
    self.wall = wall
    self.began = began
    self.ended = ended
    self.isClockSynchronized = isClockSynchronized
    self.areFilesAsLoaded = areFilesAsLoaded
  }
}

/// Makes the machine's condition of what looks at it and self-tests tell, one after the other.
public struct MachineWatch: Sendable, BitwiseCopyable {
  /// What is known now.
  public private(set) var condition = MachineCondition()
  private var wallClock = WallClockWatch()

  /// Nothing was looked at.
  public init() {}

  /// Takes a look; looks come in the order of time.
  public mutating func take(_ look: MachineLook) {
    let isLow = Self.isLow(look.room, wasLow: condition.diskLowSince != nil)
    condition.diskLowSince = isLow ? condition.diskLowSince ?? look.ended : nil
    if wallClock.hasStepped(look) { condition.clockSteppedAt = look.ended }
    condition.clockUnsynchronizedSince = look.isClockSynchronized ? nil : condition.clockUnsynchronizedSince ?? look.ended
    condition.filesChangedSince = look.areFilesAsLoaded ? nil : condition.filesChangedSince ?? look.ended
  }

  /// Takes the outcome of a self-test that ended at `now`.
  public mutating func take(selfTest fault: SelfTestFault?, at now: Instant) {
    condition.selfTestedAt = now
    condition.selfTestFault = fault
  }

  /// Low below 5 % or 200 MB (SR-089), and then until there are 6 % and 250 MB: a disk at the limit is one alarm, not many. What
  /// nobody can tell is low: a disk that does not say what is free may not take the next entry either.
  private static func isLow(_ room: MachineLook.Room?, wasLow: Bool) -> Bool {
    guard let room else { return true }
    let (percent, least): (UInt64, UInt64) = wasLow ? (6, 250_000_000) : (5, 200_000_000)
    let share = room.totalBytes.multipliedFullWidth(by: percent)
    return room.availableBytes < least || room.availableBytes.multipliedFullWidth(by: 100) < share
  }
}

/// Tells a step of the wall clock from its slow correction, by the monotonic clock (SR-090).
private struct WallClockWatch: Sendable, BitwiseCopyable {
  /// What the wall clock was ahead of the monotonic one, in microseconds, and when; nil before the first look.
  private var before: (ahead: Int64, at: Instant)?

  /// The most that is no step.
  private static let tolerance: Int64 = 2_000_000
  /// The kernel corrects a clock by up to this share of the time without a step, in millionths (adjtimex(2)).
  private static let slewing: Int64 = 500

  mutating func hasStepped(_ look: MachineLook) -> Bool {
    // Between the two instants this thread may have waited for its turn: only what no such wait explains is a change.
    let least = look.wall.microsecondsSince1970 - look.ended.nanoseconds / 1_000
    let most = max(look.wall.microsecondsSince1970 - look.began.nanoseconds / 1_000, least)
    guard let before else {
      self.before = (least + (most - least) / 2, look.ended)
      return false
    }
    let ahead = min(max(before.ahead, least), most)
    let change = ahead - before.ahead
    guard abs(change) <= Self.tolerance else {
      self.before = (ahead, look.ended)
      return true
    }
    // What slewing can have done is followed, and no more: many small steps one after the other add up to one.
    let slewed = look.ended.since(before.at).nanoseconds / 1_000 * Self.slewing / 1_000_000
    self.before = (before.ahead + min(max(change, -slewed), slewed), look.ended)
    return false
  }
}
