/// What is to be seen and heard in the room: one loudspeaker and one signal tower serve all channels (SR-101, SR-105, SR-112).
public struct RoomDocument: Codable, Hashable, Sendable {
  /// When this was told, milliseconds of the machine's monotonic clock: lamps flash by it.
  public var takenAtMs: Int64
  /// How old the alarm signal is; more than 3 s means that nobody judges alarms any more, which is itself a high alarm.
  public var signalAge: String
  /// How many alarms are on in all channels.
  public var alarmCount: Int
  /// The lamp; absent when it is dark.
  public var lamp: LampDocument?
  /// The newest burst of tones; absent before the first.
  public var burst: BurstDocument?
  /// For how long the audio is still paused; absent when it is not (SR-105).
  public var audioPausedFor: String?
  /// Whether the second contact is called because nobody answers (SR-107).
  public var callsSecondContact: Bool
  /// Whether the main sounder is lost and the second one sounds (SR-112).
  public var usesSecondSounder: Bool
  /// Whether this is a test of the alarms and no alarm.
  public var isTest: Bool
  /// Whether somebody has seen and heard all alarm outputs since the daemon started; nothing starts before (SR-112).
  public var alarmsTested: Bool

  /// A room with every member given.
  public init(
    takenAtMs: Int64, signalAge: String, alarmCount: Int, lamp: LampDocument?, burst: BurstDocument?, audioPausedFor: String?,
    callsSecondContact: Bool, usesSecondSounder: Bool, isTest: Bool, alarmsTested: Bool
  ) {
    self.takenAtMs = takenAtMs
    self.signalAge = signalAge
    self.alarmCount = alarmCount
    self.lamp = lamp
    self.burst = burst
    self.audioPausedFor = audioPausedFor
    self.callsSecondContact = callsSecondContact
    self.usesSecondSounder = usesSecondSounder
    self.isTest = isTest
    self.alarmsTested = alarmsTested
  }
}

/// A lamp that is lit.
public struct LampDocument: Codable, Hashable, Sendable {
  /// `high`, `medium` or `low`.
  public var priority: String
  /// `red`, `yellow` or `cyan`.
  public var color: String
  /// The time from one flash to the next in milliseconds; 0 for a steady light.
  public var periodMs: Int64
  /// For how much of each period it is lit, milliseconds.
  public var litMs: Int64

  /// A lamp with every member given.
  public init(priority: String, color: String, periodMs: Int64, litMs: Int64) {
    self.priority = priority
    self.color = color
    self.periodMs = periodMs
    self.litMs = litMs
  }
}

/// One burst of an alarm's tones.
public struct BurstDocument: Codable, Hashable, Sendable {
  /// Counts up with each burst: whoever sees a new number plays it once.
  public var number: UInt32
  /// Its priority.
  public var priority: String
  /// How long ago it began.
  public var age: String

  /// A burst with every member given.
  public init(number: UInt32, priority: String, age: String) {
    self.number = number
    self.priority = priority
    self.age = age
  }
}

/// The answer to a command that concerns the room and no channel: a pause of the audio, an alarm test, its confirmation.
public struct RoomCommandDocument: Codable, Hashable, Sendable {
  /// The command id.
  public var command: String
  /// The command, for example `pause-audio`.
  public var kind: String
  /// When the daemon took it, milliseconds of the machine's monotonic clock.
  public var takenAtMs: Int64
  /// For how long the audio is paused; absent for other commands.
  public var audioPausedFor: String?
  /// The test that was begun; absent for other commands.
  public var alarmTest: AlarmTestDocument?

  /// An answer without more than its identity.
  public init(command: String, kind: String, takenAtMs: Int64) {
    self.command = command
    self.kind = kind
    self.takenAtMs = takenAtMs
  }
}

/// An alarm test that runs.
public struct AlarmTestDocument: Codable, Hashable, Sendable {
  /// The token that confirms it once it is over.
  public var token: String
  /// How long it runs.
  public var length: String
  /// For how long the token is good from the test's begin on.
  public var tokenLife: String
  /// What is to be seen and heard, in order.
  public var steps: [AlarmTestStepDocument]

  /// A test with every member given.
  public init(token: String, length: String, tokenLife: String, steps: [AlarmTestStepDocument]) {
    self.token = token
    self.length = length
    self.tokenLife = tokenLife
    self.steps = steps
  }
}

/// One part of an alarm test.
public struct AlarmTestStepDocument: Codable, Hashable, Sendable {
  /// The lamp that is to be seen.
  public var lamp: LampDocument
  /// How many tones are to be heard.
  public var tones: Int
  /// Whether they are heard from the second sounder, and the second contact is called.
  public var second: Bool

  /// A step with every member given.
  public init(lamp: LampDocument, tones: Int, second: Bool) {
    self.lamp = lamp
    self.tones = tones
    self.second = second
  }
}
