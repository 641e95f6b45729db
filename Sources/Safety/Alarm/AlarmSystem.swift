public import Quantities

/// One occurrence of an alarm condition on a channel.
public struct AlarmRecord: Hashable, Sendable, BitwiseCopyable {
  /// The occurrence's number, unique per channel since the daemon started; 0 when the condition never occurred.
  public fileprivate(set) var occurrence: UInt32 = 0
  /// Whether the alarm is on: its cause is present, or it is latched.
  public fileprivate(set) var isOn = false
  /// Whether its cause is present.
  public fileprivate(set) var isPresent = false
  /// Whether a person acknowledged this occurrence.
  public fileprivate(set) var isAcknowledged = false
  /// When this occurrence began.
  public fileprivate(set) var onset: Instant = .boot
  /// The value that was judged when it began.
  public fileprivate(set) var value: Int64 = 0
  /// The limit that it was judged against.
  public fileprivate(set) var limit: Int64 = 0
  /// What its finding demanded.
  public fileprivate(set) var response = Response.proceed

  /// A condition that never occurred.
  @_noAllocation @_noLocks
  public init() {}
}

/// What changed with an alarm.
public enum AlarmChange: UInt8, Sendable, BitwiseCopyable {
  case raised, causeGone, ended, acknowledged
}

/// One change of one alarm.
public struct AlarmEvent: Sendable, BitwiseCopyable {
  /// What changed.
  public let change: AlarmChange
  /// Which condition.
  public let condition: AlarmCondition
  /// The alarm after the change.
  public let record: AlarmRecord
}

/// The alarms of one channel: conditions in, occurrences kept, changes told. Condition and occurrence stay apart.
public struct AlarmSystem: Sendable, BitwiseCopyable {
  private var records: InlineArray<45, AlarmRecord>
  private var lastOccurrence: UInt32

  /// No alarm ever occurred.
  @_noAllocation @_noLocks
  public init() {
    records = InlineArray(repeating: AlarmRecord())
    lastOccurrence = 0
  }

  /// The newest occurrence of `condition`.
  @_noAllocation @_noLocks
  public func record(of condition: AlarmCondition) -> AlarmRecord { records[Int(condition.rawValue)] }

  /// Takes what the interlocks found about `condition` (nil: nothing) and tells what changed with its alarm.
  ///
  /// A latching alarm stays on until it was acknowledged and its cause is gone; the others end with their cause (SR-106).
  @_noAllocation @_noLocks
  public mutating func update(_ condition: AlarmCondition, found: Finding?, now: Instant) -> AlarmEvent? {
    let index = Int(condition.rawValue)
    let before = records[index]
    if let found {
      let isWorse = before.isOn && before.isAcknowledged && found.response > before.response
      guard !before.isPresent || isWorse else { return nil }
      records[index].isPresent = true
      // A cause that returns while its alarm is still on and unacknowledged is the same occurrence. One that demands more than
      // what was acknowledged is not: whoever knows of a cut rate has not heard of the pause.
      if before.isOn, !before.isAcknowledged { return nil }
      lastOccurrence += 1
      var record = AlarmRecord()
      record.occurrence = lastOccurrence
      record.isOn = true
      record.isPresent = true
      record.onset = now
      record.value = found.value
      record.limit = found.limit
      record.response = found.response
      records[index] = record
      return AlarmEvent(change: .raised, condition: condition, record: record)
    }
    guard before.isPresent else { return nil }
    records[index].isPresent = false
    return ended(condition) ?? AlarmEvent(change: .causeGone, condition: condition, record: records[index])
  }

  /// Notes that a person acknowledged `condition`'s alarm; silences it and, if its cause is gone, ends it (SR-108).
  @_noAllocation @_noLocks
  public mutating func acknowledge(_ condition: AlarmCondition) -> AlarmEvent? {
    let index = Int(condition.rawValue)
    guard records[index].isOn, !records[index].isAcknowledged else { return nil }
    records[index].isAcknowledged = true
    return ended(condition) ?? AlarmEvent(change: .acknowledged, condition: condition, record: records[index])
  }

  /// The condition whose alarm on this channel has this occurrence number and is on.
  @_noAllocation @_noLocks
  public func condition(ofOccurrence occurrence: UInt32) -> AlarmCondition? {
    for index in 0..<AlarmCondition.count where records[index].isOn && records[index].occurrence == occurrence {
      return AlarmCondition(rawValue: UInt8(index))
    }
    return nil
  }

  /// Ends the alarm when nothing keeps it on.
  @_noAllocation @_noLocks
  private mutating func ended(_ condition: AlarmCondition) -> AlarmEvent? {
    let index = Int(condition.rawValue)
    guard records[index].isOn, !records[index].isPresent else { return nil }
    guard !condition.latches || records[index].isAcknowledged else { return nil }
    records[index].isOn = false
    return AlarmEvent(change: .ended, condition: condition, record: records[index])
  }
}
