public import Quantities
public import Safety
public import Therapy

/// The most channels that one controller drives.
public let channelLimit = 4

/// The sticky stop requests of a channel, as counters: a request is seen as a change (architecture: the stop bit).
public struct StopRequests: Hashable, Sendable, BitwiseCopyable {
  /// How often a pause was asked for since the daemon started.
  public var pauses: UInt64 = 0
  /// How often a stop was asked for since the daemon started.
  public var stops: UInt64 = 0
  /// Whether a request was not yet answered by an observed zero.
  public var isPending = false

  /// No request.
  public init() {}
}

/// What the shell knows about one channel at a tick.
public struct ChannelInput: Sendable, BitwiseCopyable {
  /// Stop and pause requests.
  public var requests = StopRequests()
  /// What the pump's link tells.
  public var pump = PumpObservation()
  /// What the monitor tells.
  public var monitor = MonitorObservation()
  /// What a second monitor of the same patient tells; nil where the channel has none (SR-048).
  public var secondMonitor: MonitorObservation?
  /// Whether the patient's call button is pressed (clinical defaults, section 4).
  public var isCalling = false

  /// A channel of which nothing was heard.
  public init() {}
}

/// Everything that one control step is told. Values only; replaying them gives the same outputs (law 5).
public struct TickInput: Sendable, BitwiseCopyable {
  /// The instant of the step.
  public var now: Instant
  /// By channel index.
  public var channels: InlineArray<4, ChannelInput>
  /// Commands of this tick, oldest first.
  public var commands: BoundedList<4, OperatorCommand>
  /// The journal has every record up to this sequence number.
  public var durableThrough: UInt64
  /// Whether the journal takes entries.
  public var journal: JournalCondition
  /// What is known of the machine that this runs on.
  public var machine = MachineCondition()

  /// A tick at `now` in which nothing was heard.
  public init(now: Instant) {
    self.now = now
    channels = InlineArray(repeating: ChannelInput())
    commands = BoundedList()
    durableThrough = 0
    journal = JournalCondition()
  }
}
