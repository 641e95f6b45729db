import ArgumentParser
import ControlAPI

/// `status`.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Shows what every channel does, or one channel.")

  @Argument(help: "The channel; all without it.") var channel: String?
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    if let channel {
      let (document, bytes) = try await options.get(ChannelDocument.self, APIPath.channel(channel))
      if options.json { return Terminal.say(json: bytes) }
      say(document.room)
      ChannelText.lines(document, program: options.program).forEach(Terminal.say)
    } else {
      let (document, bytes) = try await options.get(StatusDocument.self, APIPath.status)
      if options.json { return Terminal.say(json: bytes) }
      say(document.room)
      for channel in document.channels { ChannelText.lines(channel, program: options.program).forEach(Terminal.say) }
    }
  }

  private func say(_ room: RoomDocument?) {
    if let room { Terminal.say("room  \(RoomText.line(room, program: options.program))") }
  }
}
