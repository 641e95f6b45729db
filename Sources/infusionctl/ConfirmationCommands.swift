import ArgumentParser
import ControlAPI

// The second step of whatever gives more drug, by the person who asked for it and by others.

/// What every confirmation takes.
struct ConfirmationOptions: ParsableArguments {
  @OptionGroup var target: ChannelOptions
  @Option(help: ArgumentHelp("The token of the read-back.", valueName: "token"), transform: readToken) var token: String
  @OptionGroup var options: GlobalOptions

  var commanding: Commanding { Commanding(options, target) }

  /// Confirms as the person who asked for the read-back, and tells which command shows what comes of it.
  func send(_ kind: String, done: String, see: String) async throws {
    let commanding = commanding
    let request = TokenRequest(command: commanding.id, token: token)
    try await commanding.send(kind, request, done: "\(done) \(commanding.command(see))")
  }
}

/// `session start`.
struct StartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "start", abstract: "Starts what was read back.")

  @OptionGroup var confirmation: ConfirmationOptions

  func run() async throws { try await confirmation.send("start", done: "started. Watch it:", see: "watch") }
}

/// `session confirm`.
struct ConfirmCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "confirm", abstract: "Confirms the raise that was read back.")

  @OptionGroup var confirmation: ConfirmationOptions

  func run() async throws { try await confirmation.send("confirm", done: "confirmed. Look:", see: "status") }
}

/// `session resume`.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "resume", abstract: "Resumes as it was read back.")

  @OptionGroup var confirmation: ConfirmationOptions

  func run() async throws { try await confirmation.send("resume", done: "resumed. Watch it:", see: "watch") }
}

/// `session approve`.
struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Confirms, as a physician, what was read back and is beyond a soft limit.",
    discussion: "It starts and raises nothing: whoever asked for the read-back confirms it afterwards with the same token.")

  @OptionGroup var confirmation: ConfirmationOptions
  @Option(
    help: ArgumentHelp("Why it is right, at least 10 characters.", valueName: "text"), transform: readWeighedReason)
  var reason: String

  func run() async throws {
    let (commanding, token) = (confirmation.commanding, confirmation.token)
    let request = ApproveRequest(command: commanding.id, token: token, reason: reason)
    try await commanding.send("approve", request) { _ in ["approved."] + (await commanding.remaining(token: token)) }
  }
}

/// `session second`.
struct SecondCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "second", abstract: "Confirms, as another clinician, what was read back.",
    discussion: "It starts and raises nothing: whoever asked for the read-back confirms it afterwards with the same token.")

  @OptionGroup var confirmation: ConfirmationOptions

  func run() async throws {
    let (commanding, token) = (confirmation.commanding, confirmation.token)
    try await commanding.send("second", TokenRequest(command: commanding.id, token: token)) { _ in
      ["confirmed as the second person."] + (await commanding.remaining(token: token))
    }
  }
}

extension Commanding {
  /// What a read-back still needs after somebody else's confirmation, and what to type next.
  fileprivate func remaining(token: String) async -> [String] {
    guard let now = await look() else { return ["What is still needed is not known. Look: \(command("status"))"] }
    return ReadBackText.remaining(of: now, token: token, program: options.program)
  }
}
