import Quantities
public import Safety
public import Therapy

/// Everything that one control step decides, and what is known of the step while it is under way.
///
/// It is large, so whoever steps at a fixed period keeps one and has it filled anew: a fresh one would be made and copied at
/// every step, for lists that are empty nearly always.
public struct TickOutput: Sendable, BitwiseCopyable {
  /// The pump order of each channel, renewed at every tick.
  public internal(set) var orders: InlineArray<4, PumpOrder>
  /// Answers to commands.
  public internal(set) var replies: BoundedList<16, CommandReply>
  /// Entries for the journal, in order.
  public internal(set) var records: BoundedList<96, ControlRecord>
  /// The orders of sessions prepared in this tick, by channel index.
  public internal(set) var preparedOrders: InlineArray<4, Order?>
  /// What is to be seen and heard in the room now.
  public internal(set) var signal: AlarmSignal

  /// The instant of the step.
  private(set) var now: Instant
  /// Time since the step before; zero at the first.
  private(set) var gap: Interval
  /// What is known of the machine.
  private(set) var machine: MachineCondition
  /// The number of the next record.
  private(set) var nextSequence: UInt64

  /// An output that no step has filled yet: 0 mL/h for every channel, by orders that are dead already.
  public init() {
    orders = InlineArray(repeating: .idle(sequence: 0, leaseUntil: .boot))
    replies = BoundedList()
    records = BoundedList()
    preparedOrders = InlineArray(repeating: nil)
    signal = AlarmSignal(at: .boot)
    now = .boot
    gap = .zero
    machine = MachineCondition()
    nextSequence = 1
  }

  /// Forgets the step before; whatever this one does not order is 0 mL/h.
  mutating func begin(now: Instant, gap: Interval, machine: MachineCondition, nextSequence: UInt64, lease: Interval) {
    self.now = now
    self.gap = gap
    self.machine = machine
    self.nextSequence = nextSequence
    replies.removeAll()
    records.removeAll()
    for index in 0..<channelLimit {
      orders[index] = .idle(sequence: 0, leaseUntil: now + lease)
      preparedOrders[index] = nil
    }
  }

  /// Records an event and returns its number.
  @discardableResult
  mutating func record(_ event: ControlEvent, channel: UInt8, session: SessionID?) -> UInt64 {
    let sequence = nextSequence
    nextSequence += 1
    records.append(ControlRecord(sequence: sequence, at: now, channel: channel, session: session, event: event))
    return sequence
  }

  /// Answers a command.
  mutating func reply(_ outcome: CommandOutcome, to command: CommandID, of user: UserID, channel: UInt8) {
    replies.append(CommandReply(command: command, user: user, channel: channel, outcome: outcome))
  }
}
