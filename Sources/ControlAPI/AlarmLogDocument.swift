// The alarm log of a record: alarms, their audio and its tests, and the limits that they were judged against (SR-106, SR-114).

/// One alarm of a session.
public struct RecordedAlarmDocument: Codable, Hashable, Sendable {
  /// When it began.
  public var onset: String
  /// When it ended; absent while it is on, and where a restart cut it off.
  public var ended: String?
  /// When its cause went away; absent until it ended.
  public var causeGone: String?
  /// When it was acknowledged.
  public var acknowledged: String?
  /// The account of whoever acknowledged it.
  public var acknowledgedBy: String?
  /// The condition, for programs.
  public var code: String
  /// `high`, `medium` or `low`: how urgent it was when it began.
  public var priority: String
  /// `!!!`, `!!` or `!`.
  public var mark: String
  /// What happened.
  public var sentence: String
  /// The value that was judged when it began, with its unit; absent where the condition has none.
  public var value: String?
  /// The limit that it was judged against, with its unit; absent where the condition has none.
  public var limit: String?
  /// When it became high because nobody answered (SR-107).
  public var escalated: String?
  /// When the second contact was called because nobody answered (SR-107).
  public var secondContact: String?
  /// How often it was told again (SR-107).
  public var reminders = 0
  /// When the audio was paused while it waited for an answer (SR-104).
  public var audioPaused: [String] = []
  /// When a restart of the daemon cut it off; when its cause went away is not known then.
  public var cutOff: String?
  /// Where it begins in the journal.
  public var entry: UInt64?

  /// An alarm of which nothing became yet; what did is filled in by assignment.
  public init(onset: String, code: String, priority: String, mark: String, sentence: String) {
    self.onset = onset
    self.code = code
    self.priority = priority
    self.mark = mark
    self.sentence = sentence
  }
}

/// One change of the limits of a vital sign, for that session (SR-111).
public struct RecordedLimitChangeDocument: Codable, Hashable, Sendable {
  /// When.
  public var at: String
  /// The figure, for example `SpO2`.
  public var signal: String
  /// All its limits before, for people; absent where the journal does not tell.
  public var from: String?
  /// All its limits since, for people.
  public var to: String
  /// Those that are not what they were; all of them where the journal does not tell what they were.
  public var changes: [ChangedLimitDocument]
  /// The account of whoever changed them.
  public var by: String
  /// Where it stands in the journal.
  public var entry: UInt64

  /// A change with every member given.
  public init(
    at: String, signal: String, from: String?, to: String, changes: [ChangedLimitDocument], by: String, entry: UInt64
  ) {
    self.at = at
    self.signal = signal
    self.from = from
    self.to = to
    self.changes = changes
    self.by = by
    self.entry = entry
  }
}

/// One limit that was changed; values are text with their unit.
public struct ChangedLimitDocument: Codable, Hashable, Sendable {
  /// Which of the figure's limits, for example `pause-low`.
  public var limit: String
  /// The value before; absent where there was none, or where the journal does not tell.
  public var from: String?
  /// The value since; absent where that side has none any more.
  public var to: String?

  /// A changed limit.
  public init(limit: String, from: String?, to: String?) {
    self.limit = limit
    self.from = from
    self.to = to
  }
}

/// One pause of the room's audio (SR-104).
public struct RecordedAudioPauseDocument: Codable, Hashable, Sendable {
  /// When.
  public var at: String
  /// For how long; a new alarm ends it before.
  public var time: String
  /// The account of whoever asked for it.
  public var by: String
  /// Where it stands in the journal.
  public var entry: UInt64

  /// A pause.
  public init(at: String, time: String, by: String, entry: UInt64) {
    self.at = at
    self.time = time
    self.by = by
    self.entry = entry
  }
}

/// One test of the room's alarm outputs (SR-112).
public struct RecordedAlarmTestDocument: Codable, Hashable, Sendable {
  /// When it was confirmed that all were seen and heard.
  public var at: String
  /// The account of whoever saw and heard them.
  public var by: String
  /// Where it stands in the journal.
  public var entry: UInt64

  /// A test.
  public init(at: String, by: String, entry: UInt64) {
    self.at = at
    self.by = by
    self.entry = entry
  }
}
