public import Controller
public import Quantities
public import Safety
public import Therapy

/// One change of an alarm, as the journal keeps it.
public struct AlarmNote: Hashable, Sendable {
  /// What changed.
  public let change: AlarmChange
  /// Which condition.
  public let condition: AlarmCondition
  /// How urgent it is after the change: a medium alarm that nobody answers becomes high (SR-107).
  public let priority: AlarmPriority
  /// The occurrence's number on its channel; a restart counts on.
  public let occurrence: UInt32
  /// Whether the alarm is on after the change.
  public let isOn: Bool
  /// Whether its cause is present after the change.
  public let isPresent: Bool
  /// Whether a person acknowledged it.
  public let isAcknowledged: Bool
  /// When the occurrence began.
  public let onset: Instant
  /// The value that was judged when it began.
  public let value: Int64
  /// The limit that it was judged against.
  public let limit: Int64

  /// Whether it stays on until somebody acknowledges it.
  var waits: Bool { WaitingAlarm.waits(latches: condition.latches, priority) }

  /// What happened, for people.
  public var sentence: String { condition.sentence(value: value, limit: limit) }
}

/// What one entry of the journal says.
public enum JournalContent: Sendable {
  /// The daemon started, with the configuration whose files have this digest, 64 hexadecimal digits (SR-091). Entries of older
  /// versions have none.
  case daemonStarted(version: String, configuration: String? = nil)
  /// The daemon stopped in order.
  case daemonStopped(reason: String)
  /// A session was prepared with this order.
  case prepared(Order, by: UserID)
  /// A start, resume or raise to this rate was confirmed.
  case intent(IntentKind, rate: FlowRate, by: UserID, command: CommandID)
  /// An intent was withdrawn before it acted.
  case withdrawn(IntentKind, Refusal)
  /// A command was accepted.
  case accepted(CommandKind, by: UserID, command: CommandID)
  /// A command was refused by the controller.
  case refused(CommandKind, Refusal, by: UserID, command: CommandID)
  /// The session changed its phase.
  case phase(from: SessionPhase, to: SessionPhase, cause: PhaseCause)
  /// The pump was ordered another rate.
  case ordered(rate: FlowRate, vtbi: Volume, sequence: UInt64)
  /// The fate of a pump order.
  case receipt(DeliveryReceipt, sequence: UInt64)
  /// Volume delivered so far.
  case delivered(DeliveryRecord)
  /// An alarm changed.
  case alarm(AlarmNote)
  /// The stop latch was set or cleared.
  case stopLatch(Bool)
  /// The pump's own account broke off.
  case counterBroke(at: Volume)
  /// An operator accepted what the pump says.
  case reconciled(by: UserID)
  /// A session was closed while nobody knew what its pump did.
  case abandoned(by: UserID)
  /// The rate was cut automatically.
  case reduced(to: FlowRate, cause: Interlock)
  /// A person entered a score.
  case score(ClinicalScale, Int8, by: UserID)
  /// A person entered a blood pressure, mmHg.
  case cuff(systolic: Int32, diastolic: Int32, mean: Int32, by: UserID)
  /// The patient was handed over; the actor is who took it.
  case handedOver(from: UserID?, to: UserID)
  /// The limits of a vital sign were changed for this session (SR-111).
  case limits(LimitedSignal, SignalLimits, by: UserID)
  /// The clinic's limits of a vital sign, which each session of this run of the daemon begins with.
  case clinicLimits(LimitedSignal, SignalLimits)
  /// The audio of the room's alarms was paused (SR-104).
  case audioPaused(for: Interval, by: UserID)
  /// A person saw and heard all alarm outputs of the room (SR-112).
  case alarmsTested(by: UserID)
  /// The reason that a person gave for a command.
  case reason(CommandKind, text: String, by: UserID, command: CommandID)
  /// A request that was refused before the controller saw it: not permitted, or not an order at all. Its id is the client's, or
  /// one that was made for the refusal; entries of older versions have none.
  case turnedAway(operation: String, code: String, sentence: String, by: UserID, command: CommandID? = nil)
  /// Something about the daemon itself that belongs into the record.
  case remark(String)

  /// What the controller recorded; traps when `event` is a preparation and its order is missing.
  public init(_ event: ControlEvent, order: Order?) {
    switch event {
    case .prepared(let user):
      guard let order else { preconditionFailure("a prepared session has an order") }
      self = .prepared(order, by: user)
    case .intent(let kind, let rate, let user, let command): self = .intent(kind, rate: rate, by: user, command: command)
    case .withdrawn(let kind, let refusal): self = .withdrawn(kind, refusal)
    case .accepted(let kind, let user, let command): self = .accepted(kind, by: user, command: command)
    case .refused(let kind, let refusal, let user, let command):
      self = .refused(kind, refusal, by: user, command: command)
    case .phase(let from, let to, let cause): self = .phase(from: from, to: to, cause: cause)
    case .ordered(let rate, let vtbi, let sequence): self = .ordered(rate: rate, vtbi: vtbi, sequence: sequence)
    case .receipt(let receipt, let sequence): self = .receipt(receipt, sequence: sequence)
    case .delivered(let record): self = .delivered(record)
    case .alarm(let event):
      self = .alarm(
        AlarmNote(
          change: event.change, condition: event.condition, priority: event.record.priority,
          occurrence: event.record.occurrence, isOn: event.record.isOn, isPresent: event.record.isPresent,
          isAcknowledged: event.record.isAcknowledged, onset: event.record.onset, value: event.record.value,
          limit: event.record.limit))
    case .stopLatch(let isSet): self = .stopLatch(isSet)
    case .counterBroke(let volume): self = .counterBroke(at: volume)
    case .reconciled(let user): self = .reconciled(by: user)
    case .abandoned(let user): self = .abandoned(by: user)
    case .reduced(let rate, let cause): self = .reduced(to: rate, cause: cause)
    case .score(let scale, let value, let user): self = .score(scale, value, by: user)
    case .cuff(let systolic, let diastolic, let mean, let user):
      self = .cuff(systolic: systolic, diastolic: diastolic, mean: mean, by: user)
    case .handedOver(let from, let to): self = .handedOver(from: from, to: to)
    case .limits(let signal, let limits, let user): self = .limits(signal, limits, by: user)
    case .audioPaused(let time, let user): self = .audioPaused(for: time, by: user)
    case .alarmsTested(let user): self = .alarmsTested(by: user)
    }
  }

  /// The kind of entry: a stable name.
  public var kind: String {
    switch self {
    case .daemonStarted: "daemon-started"
    case .daemonStopped: "daemon-stopped"
    case .prepared: "prepared"
    case .intent: "intent"
    case .withdrawn: "withdrawn"
    case .accepted: "accepted"
    case .refused: "refused"
    case .phase: "phase"
    case .ordered: "ordered"
    case .receipt: "receipt"
    case .delivered: "delivered"
    case .alarm: "alarm"
    case .stopLatch: "stop-latch"
    case .counterBroke: "counter-broke"
    case .reconciled: "reconciled"
    case .abandoned: "abandoned"
    case .reduced: "reduced"
    case .score: "score"
    case .cuff: "cuff"
    case .handedOver: "handed-over"
    case .limits: "limits"
    case .clinicLimits: "clinic-limits"
    case .audioPaused: "audio-paused"
    case .alarmsTested: "alarms-tested"
    case .reason: "reason"
    case .turnedAway: "turned-away"
    case .remark: "remark"
    }
  }

  /// Who did it; nil where nobody did.
  public var actor: UserID? {
    switch self {
    case .prepared(_, let user), .intent(_, _, let user, _), .accepted(_, let user, _), .refused(_, _, let user, _),
      .reconciled(let user), .abandoned(let user), .reason(_, _, let user, _), .turnedAway(_, _, _, let user, _),
      .score(_, _, let user), .cuff(_, _, _, let user), .handedOver(_, let user), .limits(_, _, let user),
      .audioPaused(_, let user), .alarmsTested(let user):
      user
    case .daemonStarted, .daemonStopped, .withdrawn, .phase, .ordered, .receipt, .delivered, .alarm, .stopLatch,
      .counterBroke, .reduced, .clinicLimits, .remark:
      nil
    }
  }
}

/// One thing to be written into the journal.
public struct JournalItem: Sendable {
  /// When it happened, on the monotonic clock.
  public let at: Instant
  /// The same, as a label for people.
  public let wall: WallTime
  /// The channel's name; nil where it concerns the daemon.
  public let channel: String?
  /// The session; nil when none was open.
  public let session: SessionID?
  /// What happened.
  public let content: JournalContent

  /// An item with every field given.
  public init(at: Instant, wall: WallTime, channel: String? = nil, session: SessionID? = nil, content: JournalContent) {
    self.at = at
    self.wall = wall
    self.channel = channel
    self.session = session
    self.content = content
  }

  /// Notes of the daemon and records of the controller as one story, in the order of their times: the start of a run stands
  /// before its first record and the end after its last one, however they were collected. A note precedes a record of its time.
  public static func inOrder(notes: [JournalItem], records: [JournalItem]) -> [JournalItem] {
    (notes + records).sorted { $0.at < $1.at }
  }

  /// What the controller recorded on the channel of this name; `order` comes from the same tick's `preparedOrders` and is
  /// needed for a preparation only.
  public init(_ record: ControlRecord, channel: String, wall: WallTime, order: Order?) {
    self.init(
      at: record.at, wall: wall, channel: channel, session: record.session,
      content: JournalContent(record.event, order: order))
  }
}
