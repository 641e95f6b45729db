import ArgumentParser
import ControlAPI

// Neither reason nor id is checked here: what they say keeps no stop from being sent. The daemon drops what it cannot use, and
// says so.

/// `session pause`.
struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "0 mL/h at once, by anyone; an operator may resume later.",
    discussion: Stopping.waiting)

  @Argument(help: "The channel.") var channel: String
  @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String?
  @Option(help: ArgumentHelp("The id of the command.", valueName: "id")) var commandID: String?
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let stopping = Stopping(options: options, word: "paused")
    let request = StopRequest(command: commandID ?? newCommandID(), reason: reason)
    let taken = try await stopping.post(request, APIPath.command("pause", channel: channel), CommandDocument.self)
    try await stopping.confirm([taken])
  }
}

/// `session stop`.
struct StopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "0 mL/h at once and for this session, by anyone.",
    discussion: Stopping.waiting + " The stop stays latched until reset.")

  @Argument(help: "The channel.") var channel: String?
  @Flag(help: "Every channel.") var all = false
  @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String?
  @Option(help: ArgumentHelp("The id of the command.", valueName: "id")) var commandID: String?
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    guard all != (channel != nil) else { throw ValidationError("Name one channel, or give --all for every channel.") }
  }

  func run() async throws {
    let stopping = Stopping(options: options, word: "stopped")
    let request = StopRequest(command: commandID ?? newCommandID(), reason: reason)
    guard let channel else {
      return try await stopping.confirm(try await stopping.post(request, APIPath.stopAll, StopAllDocument.self).channels)
    }
    let taken = try await stopping.post(request, APIPath.command("stop", channel: channel), CommandDocument.self)
    try await stopping.confirm([taken])
  }
}

/// What became of a pause or stop, for `--json`.
struct StopResult: Codable, Hashable {
  let channel: String
  /// Whether the pump showed 0 mL/h after the command.
  let confirmed: Bool
  let phase: String?
}

/// Gives a stop and waits for the pump's zero.
struct Stopping {
  let options: GlobalOptions
  let word: String

  /// What the help says about it.
  static let waiting =
    "Waits up to 3 s for the daemon's answer, exit code 75 when there is none, and from then on up to 3 s for the pump to show "
    + "0 mL/h, exit code 1 when it has not."

  /// How long the daemon may take to answer, and then the pump to show 0 mL/h, seconds (SR-028).
  static let patience = 3
  /// How long one look at the pump may take, seconds: one answer that is lost leaves time for others.
  static let patienceOfLook = 1

  /// Sends the request; whatever goes wrong, the pump's own stop is what helps.
  func post<Document: Decodable>(_ request: StopRequest, _ path: String, _ type: Document.Type) async throws -> Document {
    do {
      return try await options.post(request, path, type, by: options.client(timeout: Self.patience)).document
    } catch let code as ExitCode {
      Terminal.complain("NOTHING WAS CONFIRMED. Press the pump's own stop and clamp the line.")
      throw code
    }
  }

  /// Waits until each pump shows 0 mL/h in a snapshot taken after the command, tells so, or tells what to do.
  func confirm(_ taken: [CommandDocument]) async throws {
    for notice in Set(taken.compactMap(\.notice)) { Terminal.complain("infusionctl: \(printable(notice))") }
    let looking = Task { await look(at: taken) }
    let limit = Task {
      try await Task.sleep(for: .seconds(Self.patience))
      looking.cancel()
    }
    let results = await looking.value
    limit.cancel()
    let open = results.filter { !$0.confirmed }
    for result in open {
      Terminal.complain(
        "!!! \(printable(result.channel)): 0 mL/h is ordered, but the pump HAS NOT CONFIRMED it within \(Self.patience) s. "
          + "Press the pump's own stop and clamp the line.")
    }
    if options.json { Terminal.say(json: APICoding.encode(results)) }
    if !open.isEmpty { throw Exit.failed }
  }

  /// Looks at the pumps until each shows 0 mL/h, or until it is cancelled: confirmed ones first, then the others.
  private func look(at taken: [CommandDocument]) async -> [StopResult] {
    let client = options.client(timeout: Self.patienceOfLook)
    var open = taken
    var results: [StopResult] = []
    var phases: [String: String] = [:]
    repeat {
      var left: [CommandDocument] = []
      for command in open {
        // A look that fails is no zero; the last one that worked tells the phase.
        let channel = try? await client.get(ChannelDocument.self, from: APIPath.channel(command.channel))
        if let channel { phases[command.channel] = channel.phase }
        if let channel, Self.isConfirmed(channel, since: command) {
          results.append(StopResult(channel: channel.channel, confirmed: true, phase: channel.phase))
          say("\(printable(channel.channel)): \(word). The pump shows 0 mL/h.")
        } else {
          left.append(command)
        }
      }
      open = left
      // Cancelled, the pause ends at once, and with it the looking.
      if !open.isEmpty { try? await Task.sleep(for: .milliseconds(100)) }
    } while !open.isEmpty && !Task.isCancelled
    return results + open.map { StopResult(channel: $0.channel, confirmed: false, phase: phases[$0.channel]) }
  }

  /// Whether a snapshot taken after the command shows a pump at zero.
  static func isConfirmed(_ channel: ChannelDocument, since command: CommandDocument) -> Bool {
    channel.takenAtMs > command.takenAtMs && channel.pump.zeroObserved
  }

  private func say(_ line: String) {
    if !options.json { Terminal.say(line) }
  }
}
