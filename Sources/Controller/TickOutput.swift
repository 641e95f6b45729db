public import Safety
public import Therapy

/// Everything that one control step decides.
public struct TickOutput: Sendable, BitwiseCopyable {
  /// The pump order of each channel, renewed at every tick.
  public var orders: InlineArray<4, PumpOrder>
  /// Answers to commands.
  public var replies: BoundedList<16, CommandReply>
  /// Entries for the journal, in order.
  public var records: BoundedList<96, ControlRecord>
  /// The orders of sessions prepared in this tick, by channel index.
  public var preparedOrders: InlineArray<4, Order?>
  /// What is to be seen and heard in the room now.
  public var signal: AlarmSignal
}
