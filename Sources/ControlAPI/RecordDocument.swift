/// The record of one session: the answer to `GET /v1/records/SESSION` and `GET /v1/channels/NAME/record`.
///
/// Times are RFC 3339 labels; `by` is the Unix user as the kernel named the peer (SR-134).
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
  /// Every pause.
  public var pauses: [PauseDocument]
  /// Every alarm.
  public var alarms: [RecordedAlarmDocument]
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
    pauses = []
    alarms = []
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

  /// A pause.
  public init(from: String, until: String?, cause: String, causeText: String) {
    self.from = from
    self.until = until
    self.cause = cause
    self.causeText = causeText
  }
}

/// One alarm of a session.
public struct RecordedAlarmDocument: Codable, Hashable, Sendable {
  /// When it began.
  public var onset: String
  /// When it ended; absent while it is on.
  public var ended: String?
  /// When it was acknowledged.
  public var acknowledged: String?
  /// The condition, for programs.
  public var code: String
  /// `high`, `medium` or `low`.
  public var priority: String
  /// `!!!`, `!!` or `!`.
  public var mark: String
  /// What happened.
  public var sentence: String

  /// An alarm.
  public init(
    onset: String, ended: String?, acknowledged: String?, code: String, priority: String, mark: String, sentence: String
  ) {
    self.onset = onset
    self.ended = ended
    self.acknowledged = acknowledged
    self.code = code
    self.priority = priority
    self.mark = mark
    self.sentence = sentence
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
  /// `accepted`, or the code of the refusal.
  public var outcome: String
  /// The sentence of a refusal, or the operator's reason.
  public var text: String?

  /// A command.
  public init(at: String, kind: String, by: UInt32?, outcome: String, text: String? = nil) {
    self.at = at
    self.kind = kind
    self.by = by
    self.outcome = outcome
    self.text = text
  }
}
