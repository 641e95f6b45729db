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
      ChannelText.lines(document, program: options.program).forEach(Terminal.say)
    } else {
      let (document, bytes) = try await options.get(StatusDocument.self, APIPath.status)
      if options.json { return Terminal.say(json: bytes) }
      for channel in document.channels { ChannelText.lines(channel, program: options.program).forEach(Terminal.say) }
    }
  }
}

/// `watch`.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Shows what every channel does, or one channel, one line a second.",
    discussion: "Ends when it is interrupted. While the daemon cannot be reached it says so and tries again.")

  @Argument(help: "The channel; all without it.") var channel: String?
  @Flag(help: "Once, then end.") var once = false
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    var seen: Set<String> = []
    try await look(&seen)
    while !once {
      try await Task.sleep(for: .seconds(1))
      do {
        try await look(&seen)
      } catch let code as ExitCode where code == Exit.unreachable || code == Exit.tryAgain {
        // What was shown last may be true no longer, and the complaint just said so.
        Terminal.complain("!!! nothing is known about the pump now: look at the pump itself; trying again")
      }
    }
  }

  private func look(_ seen: inout Set<String>) async throws {
    let (status, bytes) = try await options.get(StatusDocument.self, APIPath.status)
    let channels = status.channels.filter { channel == nil || $0.channel == channel }
    if channels.isEmpty, let channel {
      let known = status.channels.map(\.channel).joined(separator: ", ")
      Terminal.complain("infusionctl: There is no channel \"\(printable(channel))\". There is: \(known). [unknown-channel]")
      throw Exit.refused
    }
    if options.json { return Terminal.say(json: channel == nil ? bytes : APICoding.encode(channels[0])) }
    for channel in channels {
      Terminal.say(ChannelText.line(channel, time: status.time))
      for alarm in channel.alarms where seen.insert(alarm.id).inserted {
        Terminal.say("  \(alarm.mark) new alarm: \(AlarmText.line(alarm))")
        Terminal.say("  \(ChannelText.padded("", alarm.mark.count + 1))-> \(alarm.advice)")
      }
    }
  }
}
