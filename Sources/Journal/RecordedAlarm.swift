public import Controller
public import Quantities
public import Safety
public import Therapy

/// One occurrence of an alarm: the line of the alarm log (SR-106, SR-114).
public struct RecordedAlarm: Hashable, Sendable {
  /// The condition, with its code.
  public let condition: AlarmCondition
  /// The occurrence's number on its channel; a restart counts on.
  public let occurrence: UInt32
  /// How urgent it was when it began.
  public let priority: AlarmPriority
  /// The value that was judged when it began, in the condition's unit.
  public let value: Int64
  /// The limit that it was judged against.
  public let limit: Int64
  /// What happened, with value and limit.
  public let sentence: String
  /// When it began.
  public let raised: RecordedMoment
  /// When it became of high priority because nobody answered (SR-107).
  public internal(set) var escalated: RecordedMoment?
  /// When the second contact was called because nobody answered (SR-107).
  public internal(set) var secondContact: RecordedMoment?
  /// How often it was told again (SR-107).
  public internal(set) var reminders = 0
  /// When the audio was paused while it waited for an answer (SR-104).
  public internal(set) var audioPaused: [RecordedMoment] = []
  /// When its cause went away.
  public internal(set) var causeGone: RecordedMoment?
  /// When a person acknowledged it.
  public internal(set) var acknowledged: RecordedMoment?
  /// Who did.
  public internal(set) var acknowledgedBy: UserID?
  /// When it ended; where no entry tells, when the next occurrence of its condition began.
  public internal(set) var ended: RecordedMoment?
  /// When a restart of the daemon cut it off: it was not taken over, and when its cause went away is not known.
  public internal(set) var cutOff: RecordedMoment?

  /// Whether it is on, as far as the journal tells.
  public var isOn: Bool { ended == nil && cutOff == nil }
}

/// One change of the limits of a vital sign (SR-111).
public struct RecordedLimitChange: Hashable, Sendable {
  /// The vital sign.
  public let signal: LimitedSignal
  /// What counted before: the limits of an earlier change, or the clinic's; nil where the journal does not tell.
  public let from: SignalLimits?
  /// What counts since.
  public let to: SignalLimits
  /// Who changed them.
  public let by: UserID
  /// When.
  public let moment: RecordedMoment
}

/// One pause of the room's audio (SR-104).
public struct RecordedAudioPause: Hashable, Sendable {
  /// For how long; a new alarm ends it before.
  public let time: Interval
  /// Who asked for it.
  public let by: UserID
  /// When.
  public let moment: RecordedMoment
}

/// One test of the room's alarm outputs (SR-112).
public struct RecordedAlarmTest: Hashable, Sendable {
  /// Who saw and heard all of them.
  public let by: UserID
  /// When that was confirmed.
  public let moment: RecordedMoment
}
