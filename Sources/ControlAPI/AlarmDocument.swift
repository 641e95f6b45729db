/// Every alarm that is on, the most urgent first and the older before the newer: the answer to `GET /v1/alarms` (SR-109).
public struct AlarmListDocument: Codable, Hashable, Sendable {
  /// The alarms of all channels.
  public var alarms: [AlarmDocument]
  /// What is to be seen and heard in the room.
  public var room: RoomDocument

  /// A list.
  public init(alarms: [AlarmDocument], room: RoomDocument) {
    self.alarms = alarms
    self.room = room
  }
}

/// One alarm that is on.
public struct AlarmDocument: Codable, Hashable, Sendable {
  /// What `alarm acknowledge` takes: the channel, a colon and the occurrence's number.
  public var id: String
  /// The channel.
  public var channel: String
  /// The condition, for programs.
  public var code: String
  /// `high`, `medium` or `low`, as urgent as it is now.
  public var priority: String
  /// `!!!`, `!!` or `!`.
  public var mark: String
  /// What happened, with value and limit.
  public var sentence: String
  /// What to do.
  public var advice: String
  /// When it began, RFC 3339; a label.
  public var onset: String
  /// How long ago it began.
  public var age: String
  /// Whether its cause is present; if not, it stays on until it is acknowledged.
  public var present: Bool
  /// Whether a person acknowledged it.
  public var acknowledged: Bool
  /// The priority that it began with, where nobody's answer has made it more urgent since; absent otherwise (SR-107).
  public var escalatedFrom: String?
  /// Whether the second contact was called for it (SR-107).
  public var secondContactCalled = false

  /// An alarm with every member given.
  public init(
    id: String, channel: String, code: String, priority: String, mark: String, sentence: String, advice: String, onset: String,
    age: String, present: Bool, acknowledged: Bool
  ) {
    self.id = id
    self.channel = channel
    self.code = code
    self.priority = priority
    self.mark = mark
    self.sentence = sentence
    self.advice = advice
    self.onset = onset
    self.age = age
    self.present = present
    self.acknowledged = acknowledged
  }
}
