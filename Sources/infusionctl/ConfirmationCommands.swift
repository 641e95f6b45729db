import ArgumentParser
import ControlAPI

// The second step of whatever gives more drug, by the person who asked for it and by others.

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

/// `session approve`.
struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Confirms, as a physician, what was read back and is beyond a soft limit.",
    discussion: "It starts and raises nothing: whoever asked for the read-back confirms it afterwards with the same token.")

  @OptionGroup var target: ChannelOptions
  @Option(help: ArgumentHelp("The token of the read-back.", valueName: "token"), transform: readToken) var token: String
  @Option(
    help: ArgumentHelp("Why it is right, at least 10 characters.", valueName: "text"), transform: readWeighedReason)
  var reason: String
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send(
      "approve", ApproveRequest(command: commanding.id, token: token, reason: reason)
    ) { _ in ["approved."] + (await commanding.remaining(token: token)) }
  }
}

/// `session second`.
struct SecondCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "second", abstract: "Confirms, as another clinician, what was read back.",
    discussion: "It starts and raises nothing: whoever asked for the read-back confirms it afterwards with the same token.")

  @OptionGroup var target: ChannelOptions
  @Option(help: ArgumentHelp("The token of the read-back.", valueName: "token"), transform: readToken) var token: String
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send("second", TokenRequest(command: commanding.id, token: token)) { _ in
      ["confirmed as the second person."] + (await commanding.remaining(token: token))
    }
  }
}

extension Commanding {
  /// What a read-back still needs after somebody else's confirmation, and what to type next.
  fileprivate func remaining(token: String) async -> [String] {
    guard let now = await look() else { return ["Nothing has changed yet. Look: \(command("status"))"] }
    let confirmation =
      switch now.phase {
      case "prepared", "awaiting-approval", "awaiting-second-person": "start"
      case "paused": "resume"
      default: "confirm"
      }
    let step = ReadBackText.NextStep(
      channel: channel, token: token, confirmWith: confirmation, program: options.program)
    return ReadBackText.next(now.needs ?? NeedsDocument(), step, life: "60 s")
  }
}
