/// An alarm that nobody had acknowledged when the daemon ended, and that waits for it (SR-106).
public struct WaitingAlarm: Hashable, Sendable, BitwiseCopyable {
  /// The condition.
  public let condition: AlarmCondition
  /// The occurrence's number.
  public let occurrence: UInt32
  /// How urgent it had become (SR-107).
  public let priority: AlarmPriority
  /// Whether the second contact was called for it.
  public let calledSecondContact: Bool
  /// The value that was judged when it began.
  public let value: Int64
  /// The limit that it was judged against.
  public let limit: Int64

  /// An alarm with every field given.
  public init(
    _ condition: AlarmCondition, occurrence: UInt32, priority: AlarmPriority, calledSecondContact: Bool, value: Int64,
    limit: Int64
  ) {
    self.condition = condition
    self.occurrence = occurrence
    self.priority = priority
    self.calledSecondContact = calledSecondContact
    self.value = value
    self.limit = limit
  }

  /// Whether an alarm stays on after its cause until somebody acknowledges it: one that latches, and one that has become high by
  /// waiting.
  @_noAllocation @_noLocks
  public static func waits(latches: Bool, _ priority: AlarmPriority) -> Bool { latches || priority == .high }
}
