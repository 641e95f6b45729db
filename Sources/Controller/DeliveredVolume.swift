public import Quantities
import Therapy

/// A pump's own account of a session's volume: counters as read, and what earlier segments settled.
public struct CounterAccount: Hashable, Sendable, BitwiseCopyable {
  /// The lower end of the segments before the current one.
  public var settledAtLeast: Volume = .zero
  /// The upper end of the segments before the current one.
  public var settledAtMost: Volume = .zero
  /// The counter at the beginning of the current segment; nil before the first reading.
  public var base: Volume?
  /// The counter at the newest reading.
  public var last: Volume = .zero
  /// The counter's resolution: it is truncated, so truth is up to one step above it.
  public var resolution: Volume = .zero

  /// An account without a reading.
  public init() {}

  /// Whether the figures can be an account at all: one that was read from a file may be anything.
  var isPossible: Bool {
    let most = TherapyProgram.largestTotal
    guard settledAtLeast <= settledAtMost, settledAtMost <= most, last <= most, resolution <= most else { return false }
    return base.map { $0 <= last } ?? true
  }
}

/// The volume delivered in a session, as an interval that the truth lies in (law 4).
///
/// Lower end: what the pump's own counter has shown. Upper end: that, its resolution, and the fastest rate that the pump
/// may have run at since the newest reading was asked for. A counter that breaks off (the pump restarted, or was cleared)
/// ends a segment: the bounds so far are settled and a new segment begins.
public struct DeliveredVolume: Hashable, Sendable, BitwiseCopyable {
  /// The pump's account.
  public private(set) var account: CounterAccount
  /// The upper bound of what came since the newest reading was asked for.
  private var since: VolumeIntegrator
  /// The fastest rate that the pump may run at, as far as is known now.
  private var fastest: FlowRate
  /// Whether the pump may have run at all in the current segment.
  private var mayHaveFlowed: Bool
  /// After a restart of ours: the upper bound until a reading continues the old counter.
  private var worstCase: Volume?
  /// Whether the newest reading said that the pump had restarted.
  private var restartWasSeen: Bool

  /// Nothing was delivered yet.
  public init() {
    account = CounterAccount()
    since = VolumeIntegrator()
    fastest = .zero
    mayHaveFlowed = false
    worstCase = nil
    restartWasSeen = false
  }

  /// What is known after a restart of ours: the account, and `worstCase` above until the pump's counter is read again.
  public init(recovering account: CounterAccount, worstCase: Volume) {
    self.init()
    self.account = account
    mayHaveFlowed = true
    self.worstCase = worstCase
  }

  /// Whether the upper end is the worst case of a restart: the pump has not been read since.
  public var isWorstCase: Bool { @_noAllocation @_noLocks get { worstCase != nil } }

  /// The fastest rate that the pump may run at, as far as is known now.
  public var mayRunAt: FlowRate { @_noAllocation @_noLocks get { fastest } }

  /// The least that may have been delivered.
  public var atLeast: Volume {
    @_noAllocation @_noLocks get {
      guard let base = account.base else { return account.settledAtLeast }
      // The counter is truncated: the true base may lie almost one step above the shown one.
      return account.settledAtLeast + (account.last - base).remaining(after: account.resolution)
    }
  }

  /// The most that may have been delivered.
  public var atMost: Volume {
    @_noAllocation @_noLocks get {
      let known = account.settledAtMost + counted + sinceReading
      guard let worstCase, worstCase > known else { return known }
      return worstCase
    }
  }

  /// Lets time pass: until a reading tells otherwise the pump may have run at the fastest rate that it may have taken.
  ///
  /// `ordered` is the rate of the newest pump order: it may be in effect from the moment that it is posted.
  @_noAllocation @_noLocks
  mutating func advance(by step: Interval, ordered: FlowRate) {
    if ordered > fastest { fastest = ordered }
    if fastest > .zero { mayHaveFlowed = true }
    since.add(fastest, for: step)
  }

  /// Takes a reading that is newer than the last one; `isSettled` tells that the pump is known to have taken the newest
  /// order before the reading was asked for, so that no faster one can be in effect any more.
  ///
  /// Returns false when the counter broke off.
  @_noAllocation @_noLocks
  mutating func take(_ report: PumpReport, now: Instant, ordered: FlowRate, isSettled: Bool) -> Bool {
    let hasRestarted = report.hasRestarted
    let continues = account.base == nil || (report.infused >= account.last && (!hasRestarted || restartWasSeen))
    if continues {
      if account.base == nil { account.base = report.infused }
      // The counter moved, so something flowed, whatever rate was ever ordered or shown (a keypad, a bolus).
      if let base = account.base, report.infused > base { mayHaveFlowed = true }
    } else {
      let (least, most) = (atLeast, atMost)
      // A pump whose counter breaks off at every reading adds up without end; more than any order holds is enough to know.
      let (largest, sum) = (TherapyProgram.largestTotal, most + report.infused + report.infusedResolution)
      account.settledAtMost = sum < largest ? sum : largest
      account.settledAtLeast = least < account.settledAtMost ? least : account.settledAtMost
      account.base = report.infused
      mayHaveFlowed = true
    }
    // Between the request and now the pump ran at most at the fastest rate of that time.
    since = VolumeIntegrator()
    since.add(max(fastest, report.rate), for: now.since(report.readBegan))
    account.last = report.infused
    account.resolution = report.infusedResolution
    worstCase = nil
    restartWasSeen = hasRestarted
    fastest = isSettled ? max(ordered, report.rate) : max(fastest, max(ordered, report.rate))
    if fastest > .zero { mayHaveFlowed = true }
    return continues
  }

  private var counted: Volume {
    @_noAllocation @_noLocks get {
      guard let base = account.base, mayHaveFlowed else { return .zero }
      return account.last - base + account.resolution
    }
  }

  private var sinceReading: Volume {
    @_noAllocation @_noLocks get {
      since.remainder == 0 ? since.volume : since.volume + Volume(nanoliters: 1)
    }
  }
}
