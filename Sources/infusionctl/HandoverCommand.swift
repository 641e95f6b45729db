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
      let now = await commanding.look()
      if now?.responsible == to, now?.handoverTo == nil { return ["\(to) answers for the patient now."] }
      return [
        "offered to \(to); until it is taken nothing changes.",
        "  within 5 min, as \(to): \(commanding.command("handover", " --to \(shellQuoted(to))"))",
      ]
    }
  }
}
