import ArgumentParser
import ControlAPI
import Quantities

/// `session`.
struct SessionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "session", abstract: "Prepares, starts, changes, pauses, resumes, stops and closes a session.",
    discussion:
      "What gives more drug takes two steps: a read-back with a token, and its confirmation. Pause and stop act at once.",
    subcommands: [
      PrepareCommand.self, StartCommand.self, SetRateCommand.self, ConfirmCommand.self, PauseCommand.self,
      PrepareResumeCommand.self, ResumeCommand.self, StopCommand.self, ReconcileCommand.self, ResetCommand.self,
      CloseCommand.self,
    ])
}

/// What every command for a channel takes.
struct ChannelOptions: ParsableArguments {
  @Argument(help: "The channel.") var channel: String
  @Option(
    help: ArgumentHelp("The id of the command; the same again for a retry that must not act twice.", valueName: "id"),
    transform: readCommandID)
  var commandID: String?
}

/// Sends a command and shows what came of it.
struct Commanding {
  let options: GlobalOptions
  let channel: String
  let id: String

  init(_ options: GlobalOptions, _ channel: ChannelOptions) {
    self.options = options
    self.channel = channel.channel
    id = channel.commandID ?? newCommandID()
  }

  /// Sends it; a read-back is shown and compared with what was asked for, anything else is told by `done`.
  func send(_ kind: String, _ request: some Encodable, asked: Asked = Asked(), done: String) async throws {
    let (answer, bytes) = try await options.post(
      request, APIPath.command(kind, channel: channel), CommandDocument.self, retry: id)
    if options.json { Terminal.say(json: bytes) }
    if let notice = answer.notice { Terminal.complain("infusionctl: \(printable(notice))") }
    guard let readBack = answer.readBack else {
      if !options.json { Terminal.say("\(printable(channel)): \(done)") }
      return
    }
    let mismatches = ReadBackText.mismatches(asked, readBack)
    guard mismatches.isEmpty else {
      Terminal.complain("infusionctl: the read-back is not what was asked for; do not confirm it")
      for mismatch in mismatches { Terminal.complain("  \(mismatch)") }
      throw Exit.readBackMismatch
    }
    if options.json { return }
    let simulation = try await options.get(ChannelDocument.self, APIPath.channel(channel)).document.simulation
    ReadBackText.lines(readBack, channel: channel, simulation: simulation, program: options.program).forEach(Terminal.say)
  }
}

/// `session prepare`.
struct PrepareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare", abstract: "Reads back an order and hands out the token that starts it.")

  @OptionGroup var target: ChannelOptions
  @Option(name: .customLong("protocol"), help: ArgumentHelp("The protocol.", valueName: "name")) var protocolName: String
  @Option(help: ArgumentHelp("The clinic's code for the patient, never a name.", valueName: "id")) var patient: String
  @Option(
    help: ArgumentHelp("Today's weight, for example \"70 kg\".", valueName: "quantity"), transform: readQuantity(BodyMass.self))
  var weight: String
  @Option(
    help: ArgumentHelp("Another rate than the protocol's: mL/h, mg/kg/h, ug/kg/min or mg/h.", valueName: "quantity"),
    transform: readRate)
  var rate: String?
  @Option(
    help: ArgumentHelp("Another duration than the protocol's.", valueName: "quantity"), transform: readQuantity(Interval.self))
  var duration: String?
  @Option(
    help: ArgumentHelp("The concentration, where the protocol leaves a choice.", valueName: "quantity"),
    transform: readQuantity(Concentration.self))
  var concentration: String?
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send(
      "prepare",
      PrepareRequest(
        command: commanding.id, protocol: protocolName, patient: patient, weight: weight, rate: rate, duration: duration,
        concentration: concentration),
      asked: Asked(
        patient: patient, protocolName: protocolName, weight: weight, rate: rate, duration: duration,
        concentration: concentration),
      done: "prepared.")
  }
}

/// `session start`.
struct StartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "start", abstract: "Starts what was read back.")

  @OptionGroup var target: ChannelOptions
  @Option(help: ArgumentHelp("The token of the read-back.", valueName: "token"), transform: readToken) var token: String
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send(
      "start", TokenRequest(command: commanding.id, token: token),
      done: "started. Watch it: \(options.program) watch \(shellQuoted(target.channel))")
  }
}

/// `session set-rate`.
struct SetRateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set-rate", abstract: "Lowers the rate at once, or reads back a raise and hands out the token that confirms it.")

  @OptionGroup var target: ChannelOptions
  @Argument(help: ArgumentHelp("The new rate: mL/h, mg/kg/h, ug/kg/min or mg/h.", valueName: "rate"), transform: readRate)
  var rate: String
  @Option(help: ArgumentHelp("Why.", valueName: "text"), transform: readReason) var reason: String?
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send(
      "set-rate", SetRateRequest(command: commanding.id, rate: rate, reason: reason), asked: Asked(rate: rate),
      done: "the rate is lowered to \(rate). Look: \(options.program) status \(shellQuoted(target.channel))")
  }
}

/// `session confirm`.
struct ConfirmCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "confirm", abstract: "Confirms the raise that was read back.")

  @OptionGroup var target: ChannelOptions
  @Option(help: ArgumentHelp("The token of the read-back.", valueName: "token"), transform: readToken) var token: String
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send(
      "confirm", TokenRequest(command: commanding.id, token: token),
      done: "confirmed. Look: \(options.program) status \(shellQuoted(target.channel))")
  }
}

/// `session prepare-resume`.
struct PrepareResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare-resume", abstract: "Reads back a resume after a pause and hands out the token that makes it so.",
    discussion: "Without a rate it is half the rate before the pause; it is never more than the rate before the pause.")

  @OptionGroup var target: ChannelOptions
  @Option(
    help: ArgumentHelp("The rate to resume at: mL/h, mg/kg/h, ug/kg/min or mg/h.", valueName: "quantity"), transform: readRate)
  var rate: String?
  @Option(help: ArgumentHelp("Why it is right to resume.", valueName: "text"), transform: readReason) var reason: String
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send(
      "prepare-resume", ResumeRequest(command: commanding.id, rate: rate, reason: reason), asked: Asked(rate: rate),
      done: "prepared.")
  }
}

/// `session resume`.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "resume", abstract: "Resumes as it was read back.")

  @OptionGroup var target: ChannelOptions
  @Option(help: ArgumentHelp("The token of the read-back.", valueName: "token"), transform: readToken) var token: String
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send(
      "resume", TokenRequest(command: commanding.id, token: token),
      done: "resumed. Watch it: \(options.program) watch \(shellQuoted(target.channel))")
  }
}

/// `session reset`.
struct ResetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "reset", abstract: "Clears a stop latch; never infuses.")

  @OptionGroup var target: ChannelOptions
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send(
      "reset", PlainRequest(command: commanding.id), done: "the stop latch is cleared; nothing infuses.")
  }
}

/// `session close`.
struct CloseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "close", abstract: "Ends the record of a session.")

  @OptionGroup var target: ChannelOptions
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send(
      "close", PlainRequest(command: commanding.id),
      done: "closed. Its record: \(options.program) record show \(shellQuoted(target.channel))")
  }
}
