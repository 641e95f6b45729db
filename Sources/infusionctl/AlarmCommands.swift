import ArgumentParser
import ControlAPI
import Quantities

/// `alarm`.
struct AlarmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alarm", abstract: "Lists, acknowledges, silences and tests alarms.",
    subcommands: [AlarmListCommand.self, AcknowledgeCommand.self, PauseAudioCommand.self, AlarmTestCommand.self])
}

/// `alarm list`.
struct AlarmListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists every alarm that is on, the most urgent first.",
    discussion: "Exit code 11 while an alarm is on, 0 when none is.")

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let (document, bytes) = try await options.get(AlarmListDocument.self, APIPath.alarms)
    if options.json {
      Terminal.say(json: bytes)
    } else {
      AlarmText.lines(document, program: options.program).forEach(Terminal.say)
    }
    if !document.alarms.isEmpty { throw Exit.alarmActive }
  }
}

/// `alarm acknowledge`.
struct AcknowledgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acknowledge", abstract: "Silences an alarm; it clears no cause and allows no resume.")

  @Argument(help: ArgumentHelp("The alarm, for example bed-1:3.", valueName: "id")) var alarm: String
  @Option(help: ArgumentHelp("The id of the command.", valueName: "id"), transform: readCommandID) var commandID: String?
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let id = commandID ?? newCommandID()
    let (_, bytes) = try await options.post(
      PlainRequest(command: id), APIPath.acknowledge(alarm: alarm), CommandDocument.self, retry: id)
    if options.json { return Terminal.say(json: bytes) }
    Terminal.say("\(printable(alarm)): acknowledged.")
  }
}

/// `alarm pause-audio`.
struct PauseAudioCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause-audio", abstract: "Pauses the audio of all alarms that are on, in the whole room.",
    discussion: "Lamps and texts stay. A new or more urgent alarm is heard at once, and ends the pause.")

  @Option(
    name: .customLong("for"), help: ArgumentHelp("For how long, 30 s to 10 min; 2 min without it.", valueName: "time"),
    transform: readQuantity(Interval.self))
  var time: String?
  @Option(help: ArgumentHelp("The id of the command.", valueName: "id"), transform: readCommandID) var commandID: String?
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let id = commandID ?? newCommandID()
    let (answer, bytes) = try await options.post(
      AudioPauseRequest(command: id, time: time), APIPath.pauseAudio, RoomCommandDocument.self, retry: id)
    if options.json { return Terminal.say(json: bytes) }
    let length = answer.audioPausedFor.map { " for \(Figures.time($0))" } ?? ""
    Terminal.say("\(RoomText.pausedSymbol) The audio of all alarms is paused\(length); lamps and texts stay.")
    Terminal.say("A new or more urgent alarm is heard at once. See what is on: \(options.program) alarm list")
  }
}

/// `alarm test`.
struct AlarmTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Tests lamps and sounders, calls the second contact; with the token it confirms that all were seen and heard.",
    discussion: "Nothing can be started before somebody has confirmed a test since the daemon started.")

  @Option(help: ArgumentHelp("The token of the test that is confirmed.", valueName: "token"), transform: readToken)
  var token: String?
  @Option(help: ArgumentHelp("The id of the command.", valueName: "id"), transform: readCommandID) var commandID: String?
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let id = commandID ?? newCommandID()
    if let token {
      let (_, bytes) = try await options.post(
        TokenRequest(command: id, token: token), APIPath.confirmAlarmTest, RoomCommandDocument.self, retry: id)
      if options.json { return Terminal.say(json: bytes) }
      return Terminal.say("The alarm test is confirmed: lamps and sounders were seen and heard.")
    }
    let (answer, bytes) = try await options.post(
      PlainRequest(command: id), APIPath.testAlarms, RoomCommandDocument.self, retry: id)
    if options.json { return Terminal.say(json: bytes) }
    guard let test = answer.alarmTest else { return Terminal.say("The alarm test runs.") }
    RoomText.lines(test, program: options.program).forEach(Terminal.say)
  }
}
