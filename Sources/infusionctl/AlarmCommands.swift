import ArgumentParser
import ControlAPI

/// `alarm`.
struct AlarmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alarm", abstract: "Lists and acknowledges alarms.",
    subcommands: [AlarmListCommand.self, AcknowledgeCommand.self])
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
      if document.alarms.isEmpty { Terminal.say("No alarm is on.") }
      for alarm in document.alarms {
        Terminal.say("\(ChannelText.padded(alarm.mark, 4))\(AlarmText.line(alarm))")
        Terminal.say("    -> \(alarm.advice)")
        if !alarm.acknowledged {
          Terminal.say("    acknowledge: \(options.program) alarm acknowledge \(shellQuoted(alarm.id))")
        }
      }
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
