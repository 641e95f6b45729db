import Quantities
import Safety
import Therapy

/// One control step under way: its time, and what it has decided so far.
struct Tick: BitwiseCopyable {
  let now: Instant
  /// Time since the step before; zero at the first.
  let gap: Interval
  /// What is known of the machine.
  let machine: MachineCondition
  /// The number of the next record.
  var nextSequence: UInt64
  var output: TickOutput

  init(now: Instant, gap: Interval, machine: MachineCondition, nextSequence: UInt64, lease: Interval) {
    self.now = now
    self.gap = gap
    self.machine = machine
    self.nextSequence = nextSequence
    let idle = PumpOrder.idle(sequence: 0, leaseUntil: now + lease)
    output = TickOutput(
      orders: InlineArray(repeating: idle), replies: BoundedList(), records: BoundedList(),
      preparedOrders: InlineArray(repeating: nil), signal: AlarmSignal(at: now))
  }

  /// Records an event and returns its number.
  @discardableResult
  mutating func record(_ event: ControlEvent, channel: UInt8, session: SessionID?) -> UInt64 {
    let sequence = nextSequence
    nextSequence += 1
    output.records.append(
      ControlRecord(sequence: sequence, at: now, channel: channel, session: session, event: event))
    return sequence
  }

  /// Answers a command.
  mutating func reply(_ outcome: CommandOutcome, to command: CommandID, of user: UserID, channel: UInt8) {
    output.replies.append(CommandReply(command: command, user: user, channel: channel, outcome: outcome))
  }
}
