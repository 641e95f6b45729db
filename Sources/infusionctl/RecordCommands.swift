import ArgumentParser
import ControlAPI

/// `record`.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Shows records of sessions.", subcommands: [RecordShowCommand.self])
}

/// `record show`.
struct RecordShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows the record of a session.",
    discussion: "A number is a session; anything else is a channel, whose newest session is shown.")

  @Argument(help: "The session's number, or a channel; may be left out where there is one channel.") var session: String?
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let (record, bytes) = try await options.get(RecordDocument.self, try await path())
    if options.json { return Terminal.say(json: bytes) }
    RecordText.lines(record).forEach(Terminal.say)
  }

  private func path() async throws -> String {
    if let session { return UInt64(session).map(APIPath.record) ?? APIPath.newestRecord(channel: session) }
    let channels = try await options.get(StatusDocument.self, APIPath.status).document.channels
    guard channels.count == 1 else {
      Terminal.complain(
        "infusionctl: name a session's number or one of these channels: \(channels.map(\.channel).joined(separator: ", "))")
      throw Exit.usage
    }
    return APIPath.newestRecord(channel: channels[0].channel)
  }
}
