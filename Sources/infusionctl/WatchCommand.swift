import ArgumentParser
import ControlAPI
import Synchronization

/// `watch`.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Shows what every channel does, or one channel, one line a second.",
    discussion: """
      In a terminal the last line is the room's alarm lamp, which flashes as the signal tower does, and the bell rings with each
      burst of tones. Ends when it is interrupted. While the daemon cannot be reached it says so and tries again.
      """)

  @Argument(help: "The channel; all without it.") var channel: String?
  @Flag(help: "Once, then end.") var once = false
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    var seen = AlarmNews()
    try await look(&seen)
    if !once, !options.json, Terminal.isInteractive { return try await annunciate(&seen) }
    while !once {
      try await Task.sleep(for: .seconds(1))
      do {
        try await look(&seen)
      } catch let code as ExitCode where code == Exit.unreachable || code == Exit.tryAgain {
        // What was shown last may be true no longer, and the complaint just said so.
        Terminal.complain(Self.nothingKnown)
      }
    }
  }

  private static let nothingKnown = "!!! nothing is known about the pump now: look at the pump itself; trying again"

  private func look(_ seen: inout AlarmNews) async throws {
    let (status, bytes) = try await options.get(StatusDocument.self, APIPath.status)
    let channels = status.channels.filter { channel == nil || $0.channel == channel }
    if channels.isEmpty, let channel {
      let known = status.channels.map(\.channel).joined(separator: ", ")
      Terminal.complain("infusionctl: There is no channel \"\(printable(channel))\". There is: \(known). [unknown-channel]")
      throw Exit.refused
    }
    if options.json { return Terminal.say(json: channel == nil ? bytes : APICoding.encode(channels[0])) }
    lines(status, &seen).forEach(Terminal.say)
    // In a terminal the lamp is drawn by itself.
    if once || !Terminal.isInteractive, !RoomText.isQuiet(status.room) {
      Terminal.say("room: \(RoomText.line(status.room, program: options.program))")
    }
  }

  /// A line for each channel, and two for each alarm that is new.
  private func lines(_ status: StatusDocument, _ seen: inout AlarmNews) -> [String] {
    var lines: [String] = []
    let channels = status.channels.filter { self.channel == nil || $0.channel == self.channel }
    let news = seen.take(channels.flatMap(\.alarms))
    for channel in channels {
      lines.append(ChannelText.line(channel, time: status.time))
      for alarm in channel.alarms where news.contains(alarm) {
        lines.append("  \(alarm.mark) new alarm: \(AlarmText.line(alarm))")
        lines.append("  \(ChannelText.padded("", alarm.mark.count + 1))-> \(alarm.advice)")
      }
    }
    return lines
  }

  // MARK: - In a terminal

  /// From one drawing to the next, milliseconds: four in each flash of a high alarm.
  private static let pace: Int64 = 125

  /// Draws the room's lamp below the lines, eight times a second, and rings the bell; a daemon that hangs holds up neither.
  ///
  /// Time is counted in drawings, which come a little later than they should: the daemon's own clock comes with each look.
  private func annunciate(_ seen: inout AlarmNews) async throws {
    let looks = Looks()
    // A look takes 2 s at the most, so that what is shown is never older than 3 s without saying so (SR-120).
    let asking = Task { [client = options.client(timeout: 2)] in try await looks.ask(client) }
    defer { asking.cancel() }
    var annunciator = TerminalAnnunciator()
    var (now, heardAt, printedAt, taken) = (Int64(0), Int64(0), Int64(0), 0)
    while true {
      let look = looks.newest
      var rings = false
      if look.number != taken {
        (taken, heardAt) = (look.number, now)
        rings = annunciator.take(look.status.map { .room($0.room) } ?? .silence, at: now)
      } else if now - heardAt > 3_000 {
        rings = annunciator.take(.silence, at: now)
      }
      var text = Terminal.clearedLine
      if now - printedAt >= 1_000 {
        printedAt = now
        // What is older than that may be true no longer.
        let status = now - heardAt > 3_000 ? nil : look.status
        let news = status.map { lines($0, &seen) } ?? ["infusionctl: \(look.error ?? "no answer yet")", Self.nothingKnown]
        text += news.map { $0 + "\n" }.joined()
      }
      text += Terminal.inOneRow(annunciator.line(at: now, hasColor: Terminal.hasColor, program: options.program))
      Terminal.draw(rings ? text + Terminal.bell : text)
      try await Task.sleep(for: .milliseconds(Self.pace))
      now += Self.pace
    }
  }
}

/// Looks at the daemon again and again, beside whoever draws.
private final class Looks: Sendable {
  /// What came of one look.
  struct Look: Sendable {
    var status: StatusDocument?
    var error: String?
    var number = 0
  }

  private let state = Mutex(Look())

  var newest: Look { state.withLock { $0 } }

  /// Looks twice a second until it is cancelled.
  func ask(_ client: ControlClient) async throws {
    while true {
      do throws(ControlClientError) {
        let status = try await client.get(StatusDocument.self, from: APIPath.status)
        keep(status, nil)
      } catch {
        keep(nil, GlobalOptions.sentence(error))
      }
      try await Task.sleep(for: .milliseconds(500))
    }
  }

  private func keep(_ status: StatusDocument?, _ error: String?) {
    state.withLock { $0 = Look(status: status, error: error, number: $0.number + 1) }
  }
}
