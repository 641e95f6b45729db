import ArgumentParser
import ControlAPI
import Quantities

/// `session`.
struct SessionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "session", abstract: "Prepares, starts, changes, pauses, resumes, stops and closes a session.",
    discussion:
      "What gives more drug takes two steps: a read-back with a token, and its confirmation. Pause and stop act at once. "
      + "Where a physician or a second person is needed, the read-back says so and shows what to type.",
    subcommands: [
      PrepareCommand.self, StartCommand.self, SetRateCommand.self, NextStepCommand.self, ConfirmCommand.self,
      ApproveCommand.self, SecondCommand.self, PauseCommand.self, PrepareResumeCommand.self, ResumeCommand.self,
      StopCommand.self, ReconcileCommand.self, ResetCommand.self, CloseCommand.self,
    ])
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
    let request = SetRateRequest(command: commanding.id, rate: rate, reason: reason)
    try await commanding.send("set-rate", request, asked: Asked(rate: rate)) { answer in
      let look = "Look: \(commanding.command("status"))"
      guard let old = answer.rateBefore, let new = answer.rate else { return ["the rate is lowered to \(rate). \(look)"] }
      return ["the rate is lowered.", "  from  \(Figures.rate(old))", "  to    \(Figures.rate(new))", look]
    }
  }
}

/// `session next-step`.
struct NextStepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "next-step", abstract: "Reads back the program's next step, at its hold point; session confirm makes it so.")

  @OptionGroup var target: ChannelOptions
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send("next-step", PlainRequest(command: commanding.id), done: "read back.")
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
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Ends the record of a session whose recovery time is over, or that was never started.",
    discussion: """
      With a reason it is a physician's early close: before the recovery time is over, or with a pump that is gone. What the pump
      did stays unknown then, and the channel needs a reconcile before anything is prepared on it.
      """)

  @OptionGroup var target: ChannelOptions
  @Option(
    help: ArgumentHelp("Why it is right to close early, at least 10 characters; a physician's word.", valueName: "text"),
    transform: readWeighedReason)
  var reason: String?
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    let record = "Its record: \(commanding.command("record show"))"
    guard let reason else {
      return try await commanding.send("close", PlainRequest(command: commanding.id), done: "closed. \(record)")
    }
    let request = ReasonRequest(command: commanding.id, reason: reason)
    try await commanding.send("close-early", request) { _ in
      let needsReconcile = await commanding.look()?.needsReconcile ?? false
      let warning = "Look at the pump; before anything is prepared here: \(commanding.command("session reconcile"))"
      return ["closed early. \(record)"] + (needsReconcile ? [warning] : [])
    }
  }
}
