/// The record of one session: the answer to `GET /v1/records/SESSION` and `GET /v1/channels/NAME/record`.
///
/// Times are RFC 3339 labels; `by` is the number of the Unix user as the kernel named the peer, `byName` the name of that
/// account now (SR-134). `entry` is a number in the journal, for `explain '#NUMBER'`.
public struct RecordDocument: Codable, Hashable, Sendable {
  /// The session's number.
  public var session: UInt64
  /// The channel.
  public var channel: String
  /// Whether it ran on simulated devices.
  public var simulation: Bool
  /// What was ordered.
  public var order: OrderDocument
  /// When it was prepared.
  public var prepared: String?
  /// When the pump first showed the ordered flow.
  public var started: String?
  /// When 0 mL/h was seen at its end.
  public var ended: String?
  /// How it ended, also when its record is closed; absent while it may get drug.
  public var ending: String?
  /// When the record was closed.
  public var closed: String?
  /// The phase now, or at the end.
  public var phase: String
  /// Why that phase was entered, for people.
  public var causeText: String
  /// What was delivered, as an interval that holds the truth.
  public var delivered: DeliveredDocument
  /// The infusing time.
  public var elapsed: String
  /// The highest predicted plasma level of the session; absent where none was predicted (SR-056).
  public var highestPrediction: RecordedPredictionDocument?
  /// The newest prediction.
  public var lastPrediction: RecordedPredictionDocument?
  /// The SHA-256 digest of the configuration that the session was prepared under, then those of restarts in it under another
  /// one.
  public var configurations: [String]
  /// Every pause.
  public var pauses: [PauseDocument]
  /// Every automatic reduction of the rate.
  public var reductions: [ReductionDocument]
  /// Everything that persons entered about the patient.
  public var observations: [RecordedObservationDocument]
  /// Every handover of the patient.
  public var handovers: [HandoverDocument]
  /// Every alarm.
  public var alarms: [RecordedAlarmDocument]
  /// Every change of the limits of a vital sign (SR-111).
  public var limitChanges: [RecordedLimitChangeDocument]
  /// Every pause of the room's audio, on whatever channel it was asked for: all are silent then (SR-104).
  public var audioPauses: [RecordedAudioPauseDocument]
  /// The newest test of the alarm outputs before the session, and those meanwhile (SR-112).
  public var alarmTests: [RecordedAlarmTestDocument]
  /// Every rate ordered, oldest first.
  public var rates: [RecordedRateDocument]
  /// Every command and what became of it, oldest first.
  public var commands: [RecordedCommandDocument]

  /// A record without times and lists, which are filled in by assignment.
  public init(
    session: UInt64, channel: String, simulation: Bool, order: OrderDocument, phase: String, causeText: String,
    delivered: DeliveredDocument, elapsed: String
  ) {
    self.session = session
    self.channel = channel
    self.simulation = simulation
    self.order = order
    self.phase = phase
    self.causeText = causeText
    self.delivered = delivered
    self.elapsed = elapsed
    configurations = []
    pauses = []
    reductions = []
    observations = []
    handovers = []
    alarms = []
    limitChanges = []
    audioPauses = []
    alarmTests = []
    rates = []
    commands = []
  }
}

/// One pause of a session.
public struct PauseDocument: Codable, Hashable, Sendable {
  /// When it began.
  public var from: String
  /// When the session resumed or ended; absent while it lasts.
  public var until: String?
  /// Why, for programs.
  public var cause: String
  /// Why, for people.
  public var causeText: String
  /// Where it begins in the journal.
  public var entry: UInt64?
  /// The rate that it was resumed at; absent where it was not.
  public var resumedRate: RateDocument?
  /// The account of whoever resumed.
  public var resumedBy: String?

  /// A pause; entry and resume are filled in by assignment.
  public init(from: String, until: String?, cause: String, causeText: String) {
    self.from = from
    self.until = until
    self.cause = cause
    self.causeText = causeText
  }
}

/// One automatic reduction of the rate.
public struct ReductionDocument: Codable, Hashable, Sendable {
  /// When.
  public var at: String
  /// The rate that it was cut to.
  public var rate: RateDocument
  /// Why, for programs.
  public var cause: String
  /// Why, for people.
  public var causeText: String
  /// Where it stands in the journal.
  public var entry: UInt64

  /// A reduction.
  public init(at: String, rate: RateDocument, cause: String, causeText: String, entry: UInt64) {
    self.at = at
    self.rate = rate
    self.cause = cause
    self.causeText = causeText
    self.entry = entry
  }
}

/// One thing that a person entered about the patient.
public struct RecordedObservationDocument: Codable, Hashable, Sendable {
  /// When it was entered.
  public var at: String
  /// The scale, or `BP`.
  public var name: String
  /// The value: on its scale, or `SYSTOLIC/DIASTOLIC/MEAN`.
  public var value: String
  /// `mmHg` for a pressure; absent for a score.
  public var unit: String?
  /// The account of whoever entered it.
  public var by: String

  /// An observation with every member given.
  public init(at: String, name: String, value: String, unit: String?, by: String) {
    self.at = at
    self.name = name
    self.value = value
    self.unit = unit
    self.by = by
  }
}

/// One handover of the patient.
public struct HandoverDocument: Codable, Hashable, Sendable {
  /// When the patient was taken over.
  public var at: String
  /// The account of whoever had answered for the patient; absent where nobody had.
  public var from: String?
  /// The account of whoever took the patient.
  public var to: String

  /// A handover.
  public init(at: String, from: String?, to: String) {
    self.at = at
    self.from = from
    self.to = to
  }
}

/// One rate ordered from the pump.
public struct RecordedRateDocument: Codable, Hashable, Sendable {
  /// When.
  public var at: String
  /// The rate.
  public var rate: RateDocument

  /// A rate.
  public init(at: String, rate: RateDocument) {
    self.at = at
    self.rate = rate
  }
}

/// One command and what became of it.
public struct RecordedCommandDocument: Codable, Hashable, Sendable {
  /// When.
  public var at: String
  /// The command, for example `set-rate`.
  public var kind: String
  /// The Unix user id.
  public var by: UInt32?
  /// The name of that account now.
  public var byName: String?
  /// `accepted`, or the code of the refusal.
  public var outcome: String
  /// The sentence of a refusal, or the operator's reason.
  public var text: String?
  /// Where it stands in the journal.
  public var entry: UInt64?

  /// A command; entry and name are filled in by assignment.
  public init(at: String, kind: String, by: UInt32?, outcome: String, text: String? = nil) {
    self.at = at
    self.kind = kind
    self.by = by
    self.outcome = outcome
    self.text = text
  }
}
