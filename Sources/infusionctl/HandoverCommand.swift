import ArgumentParser
import ControlAPI

/// `handover`.
struct HandoverCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handover", abstract: "Hands a patient over to another person, or takes the patient as that person.",
    discussion: "The same command from both: whoever answers for the patient offers, and USER takes within 5 min.")

  @OptionGroup var target: ChannelOptions
  @Option(help: ArgumentHelp("The account of whoever takes the patient.", valueName: "user"), transform: readAccount)
  var to: String
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send("handover", HandoverRequest(command: commanding.id, to: to)) { _ in
      Self.told(of: to, now: await commanding.look(), commanding)
    }
  }

  /// What came of it, as the channel shows; nil is a channel that could not be read, and then it is not known.
  static func told(of user: String, now: ChannelDocument?, _ commanding: Commanding) -> [String] {
    guard let now else {
      return [
        "the daemon took it; whether \(user) answers for the patient now, or was only offered the patient, is not known.",
        "Look: \(commanding.command("status"))",
      ]
    }
    if now.responsible == user, now.handoverTo == nil { return ["\(user) answers for the patient now."] }
    return [
      "offered to \(user); until it is taken nothing changes.",
      "  within 5 min, as \(user): \(commanding.command("handover", " --to \(shellQuoted(user))"))",
    ]
  }
}
