public import Quantities

/// One occurrence of an alarm condition on a channel.
public struct AlarmRecord: Hashable, Sendable, BitwiseCopyable {
  /// The occurrence's number, on its channel, counted on over restarts; 0 when the condition never occurred.
  public fileprivate(set) var occurrence: UInt32 = 0
  /// Whether the alarm is on: its cause is present, or it is latched.
  public fileprivate(set) var isOn = false
  /// Whether its cause is present.
  public fileprivate(set) var isPresent = false
  /// Whether a person acknowledged this occurrence.
  public fileprivate(set) var isAcknowledged = false
  /// How urgent it is now: a medium alarm that nobody answers becomes high (SR-107).
  public fileprivate(set) var priority = AlarmPriority.low
  /// Whether the second contact was called for it (SR-107).
  public fileprivate(set) var calledSecondContact = false
  /// When this occurrence began.
  public fileprivate(set) var onset: Instant = .boot
  /// The value that was judged when it began.
  public fileprivate(set) var value: Int64 = 0
  /// The limit that it was judged against.
  public fileprivate(set) var limit: Int64 = 0
  /// What its finding demanded.
  public fileprivate(set) var response = Response.proceed
  /// What it is about; see `Finding.subject`.
  fileprivate var subject: UInt32 = 0
  /// The session in which it began: an alarm of the patient before is none of this one's.
  fileprivate var session: UInt32 = 0
  /// Since when it is as urgent as it is now.
  fileprivate var urgentSince: Instant = .boot
  /// When people were last told of it.
  fileprivate var toldAt: Instant = .boot
  /// When its sound was last asked for: a chattering condition is not heard each time (SR-110).
  fileprivate var soundedAt: Instant?

  /// A condition that never occurred.
  @_noAllocation @_noLocks
  public init() {}
}

/// What changed with an alarm.
public enum AlarmChange: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case raised, causeGone, ended, acknowledged
  /// Nobody answered for 2 min: it is of high priority now (SR-107).
  case escalated
  /// A high alarm that nobody answers is told again (SR-107).
  case reminded
  /// A high alarm that nobody answers goes to the second contact (SR-107).
  case secondContact
}

/// One change of one alarm.
public struct AlarmEvent: Sendable, BitwiseCopyable {
  /// What changed.
  public let change: AlarmChange
  /// Which condition.
  public let condition: AlarmCondition
  /// The alarm after the change.
  public let record: AlarmRecord
  /// Whether it is to be heard at once.
  public let isSounded: Bool

  @_noAllocation @_noLocks
  fileprivate init(_ change: AlarmChange, _ condition: AlarmCondition, _ record: AlarmRecord, isSounded: Bool = false) {
    self.change = change
    self.condition = condition
    self.record = record
    self.isSounded = isSounded
  }
}

/// The alarms of one channel: conditions in, occurrences kept, changes told. Condition, occurrence and signal stay apart: what is
/// to be seen and heard is the `Annunciation`'s.
public struct AlarmSystem: Sendable, BitwiseCopyable {
  private var records: InlineArray<76, AlarmRecord>
  /// What the table says of each condition: the step itself must not reach for a table of texts.
  private let ranks: InlineArray<76, AlarmRank>
  private var lastOccurrence: UInt32
  /// Counts up with each session.
  private var session: UInt32 = 0
  /// Which alarms are on: the step looks at no others.
  public private(set) var on = AlarmSet()

  /// No alarm ever occurred.
  public init() {
    records = InlineArray(repeating: AlarmRecord())
    ranks = InlineArray { index in
      let row = AlarmTable.rows[index]
      return AlarmRank(priority: row.priority, latches: row.latches)
    }
    lastOccurrence = 0
  }

  @_noAllocation @_noLocks
  private mutating func set(_ condition: AlarmCondition, on isOn: Bool) {
    records[Int(condition.rawValue)].isOn = isOn
    on.set(condition, isOn)
  }

  /// The newest occurrence of `condition`.
  @_noAllocation @_noLocks
  public func record(of condition: AlarmCondition) -> AlarmRecord { records[Int(condition.rawValue)] }

  /// Takes what the interlocks found about `condition` (nil: nothing) and tells what changed with its alarm.
  ///
  /// A latching alarm stays on until it was acknowledged and its cause is gone; the others end with their cause (SR-106). An
  /// alarm that nobody answers becomes more urgent with time (SR-107).
  @_noAllocation @_noLocks
  public mutating func update(_ condition: AlarmCondition, found: Finding?, now: Instant) -> AlarmEvent? {
    let before = records[Int(condition.rawValue)]
    if let found {
      guard before.isPresent, !isAnother(found, than: before) else { return present(condition, found, now: now) }
    } else if before.isPresent {
      let index = Int(condition.rawValue)
      records[index].isPresent = false
      return ended(condition) ?? AlarmEvent(.causeGone, condition, records[index])
    }
    return before.isOn && !before.isAcknowledged ? urge(condition, now: now) : nil
  }

  /// Whether a finding is more than the alarm that is on tells: it demands more, or it is about something else. Whoever knows of
  /// a cut rate has not heard of the pause, and whoever looks for one probe not of the other (SR-107, SR-109).
  @_noAllocation @_noLocks
  private func isAnother(_ found: Finding, than record: AlarmRecord) -> Bool {
    record.isOn
      && (found.response > record.response || found.subject & ~record.subject != 0 || record.session != session)
  }

  /// A session begins: what is on from before goes on until somebody answers, and what is found from now on is new.
  @_noAllocation @_noLocks
  public mutating func beginSession() { session &+= 1 }

  /// The cause is present and was not, or it is another one.
  @_noAllocation @_noLocks
  private mutating func present(_ condition: AlarmCondition, _ found: Finding, now: Instant) -> AlarmEvent? {
    let index = Int(condition.rawValue)
    let before = records[index]
    records[index].isPresent = true
    // A cause that returns while its alarm is still on and unacknowledged is the same occurrence.
    if before.isOn, !before.isAcknowledged, !isAnother(found, than: before) { return nil }
    let record = begin(condition, found, now: now)
    return AlarmEvent(.raised, condition, record, isSounded: sounds(condition, now: now))
  }

  /// Takes over an alarm that nobody had acknowledged when the daemon ended: on, as urgent as it had become, under its number,
  /// and its cause unknown (SR-106, SR-107).
  public mutating func restore(_ alarm: WaitingAlarm, now: Instant) {
    // What it demanded is not known any more: it returns as the same occurrence, whatever it demands now.
    var found = Finding(.stop, alarm: alarm.condition, value: alarm.value, limit: alarm.limit)
    found.subject = .max
    let last = lastOccurrence
    _ = begin(alarm.condition, found, now: now)
    let index = Int(alarm.condition.rawValue)
    records[index].isPresent = false
    records[index].occurrence = alarm.occurrence
    records[index].priority = max(ranks[index].priority, alarm.priority)
    records[index].calledSecondContact = alarm.calledSecondContact
    lastOccurrence = max(last, alarm.occurrence)
  }

  /// Counts on from the newest number that the journal has, so that an alarm on an old screen is no other one. Alarms that never
  /// reached the journal are not counted.
  public mutating func count(from occurrence: UInt32) { lastOccurrence = max(lastOccurrence, occurrence) }

  @_noAllocation @_noLocks
  private mutating func begin(_ condition: AlarmCondition, _ found: Finding, now: Instant) -> AlarmRecord {
    let index = Int(condition.rawValue)
    // The number may come from a damaged journal: it never traps, and 0 is none.
    lastOccurrence = lastOccurrence == .max ? 1 : lastOccurrence + 1
    var record = AlarmRecord()
    record.occurrence = lastOccurrence
    record.isOn = true
    record.isPresent = true
    record.priority = ranks[index].priority
    record.onset = now
    record.urgentSince = now
    record.toldAt = now
    record.value = found.value
    record.limit = found.limit
    record.response = found.response
    record.subject = found.subject
    record.session = session
    record.soundedAt = records[index].soundedAt
    records[index] = record
    set(condition, on: true)
    return record
  }

  /// Whether a raise is heard at once: a low or medium alarm at most once in 15 s, a high one always (SR-110).
  @_noAllocation @_noLocks
  private mutating func sounds(_ condition: AlarmCondition, now: Instant) -> Bool {
    let index = Int(condition.rawValue)
    if records[index].priority < .high, let last = records[index].soundedAt, now.since(last) < .seconds(15) { return false }
    records[index].soundedAt = now
    return true
  }

  /// Tells again, and louder, of an alarm that nobody answers (SR-107).
  @_noAllocation @_noLocks
  private mutating func urge(_ condition: AlarmCondition, now: Instant) -> AlarmEvent? {
    let index = Int(condition.rawValue)
    let waits = now.since(records[index].urgentSince)
    switch records[index].priority {
    case .low: return nil
    case .medium:
      guard waits >= .minutes(2) else { return nil }
      records[index].priority = .high
      records[index].urgentSince = now
      records[index].toldAt = now
      return AlarmEvent(.escalated, condition, records[index], isSounded: true)
    case .high:
      if waits >= .minutes(2), !records[index].calledSecondContact {
        records[index].calledSecondContact = true
        records[index].toldAt = now
        return AlarmEvent(.secondContact, condition, records[index], isSounded: true)
      }
      guard now.since(records[index].toldAt) >= .minutes(1) else { return nil }
      records[index].toldAt = now
      return AlarmEvent(.reminded, condition, records[index])
    }
  }

  /// Notes that a person acknowledged `condition`'s alarm; silences it and, if its cause is gone, ends it (SR-108).
  @_noAllocation @_noLocks
  public mutating func acknowledge(_ condition: AlarmCondition) -> AlarmEvent? {
    let index = Int(condition.rawValue)
    guard records[index].isOn, !records[index].isAcknowledged else { return nil }
    records[index].isAcknowledged = true
    return ended(condition) ?? AlarmEvent(.acknowledged, condition, records[index])
  }

  /// The condition whose alarm on this channel has this occurrence number and is on.
  @_noAllocation @_noLocks
  public func condition(ofOccurrence occurrence: UInt32) -> AlarmCondition? {
    for index in 0..<AlarmCondition.count where records[index].isOn && records[index].occurrence == occurrence {
      return AlarmCondition(rawValue: UInt8(index))
    }
    return nil
  }

  /// What all alarms together ask lamps and sounders for.
  @_noAllocation @_noLocks
  public func demand() -> AlarmDemand {
    var demand = AlarmDemand()
    let on = on
    guard !on.isEmpty else { return demand }
    for index in 0..<AlarmCondition.count {
      guard let condition = AlarmCondition(rawValue: UInt8(index)), on.contains(condition) else { continue }
      let record = records[index]
      demand.seen = higher(demand.seen, record.priority)
      guard !record.isAcknowledged else { continue }
      demand.heard = higher(demand.heard, record.priority)
      if record.calledSecondContact { demand.callsSecondContact = true }
    }
    return demand
  }

  /// Ends the alarm when nothing keeps it on.
  @_noAllocation @_noLocks
  private mutating func ended(_ condition: AlarmCondition) -> AlarmEvent? {
    let index = Int(condition.rawValue)
    guard records[index].isOn, !records[index].isPresent else { return nil }
    let waits = WaitingAlarm.waits(latches: ranks[index].latches, records[index].priority)
    guard !waits || records[index].isAcknowledged else { return nil }
    set(condition, on: false)
    return AlarmEvent(.ended, condition, records[index])
  }
}

/// A set of alarm conditions.
public struct AlarmSet: Hashable, Sendable, BitwiseCopyable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// The empty set.
  @_noAllocation @_noLocks
  public init() {}

  /// Whether `condition` is in the set.
  @_noAllocation @_noLocks
  public func contains(_ condition: AlarmCondition) -> Bool {
    let place = UInt64(condition.rawValue)
    return place < 64 ? low & 1 << place != 0 : high & 1 << (place - 64) != 0
  }

  /// Whether the set is empty.
  public var isEmpty: Bool { @_noAllocation @_noLocks get { low == 0 && high == 0 } }

  @_noAllocation @_noLocks
  fileprivate mutating func set(_ condition: AlarmCondition, _ isMember: Bool) {
    let place = UInt64(condition.rawValue)
    if place < 64 {
      low = isMember ? low | 1 << place : low & ~(1 << place)
    } else {
      high = isMember ? high | 1 << (place - 64) : high & ~(1 << (place - 64))
    }
  }
}

/// What the step needs of a row of the table.
private struct AlarmRank: BitwiseCopyable {
  var priority: AlarmPriority
  var latches: Bool
}
