import ArgumentParser
import ControlAPI

/// What every command for a channel takes.
struct ChannelOptions: ParsableArguments {
  @Argument(help: "The channel.") var channel: String
  @Option(
    help: ArgumentHelp("The id of the command; the same again for a retry that must not act twice.", valueName: "id"),
    transform: readCommandID)
  var commandID: String?
}

/// Sends a command and shows what came of it.
struct Commanding {
  let options: GlobalOptions
  let channel: String
  let id: String
  /// Whether the id was given: then the answer may be that of an earlier time.
  let mayBeRepeated: Bool

  init(_ options: GlobalOptions, _ channel: ChannelOptions) {
    self.options = options
    self.channel = channel.channel
    id = channel.commandID ?? newCommandID()
    mayBeRepeated = channel.commandID != nil
  }

  /// Sends it; a read-back is shown and compared with what was asked for, anything else is told by `done`.
  func send(_ kind: String, _ request: some Encodable, asked: Asked = Asked(), done: String) async throws {
    try await send(kind, request, asked: asked) { _ in [done] }
  }

  /// Sends it; a read-back is shown and compared with what was asked for, anything else is told by `told`, line by line.
  func send(
    _ kind: String, _ request: some Encodable, asked: Asked = Asked(), told: (CommandDocument) async -> [String]
  ) async throws {
    let (answer, bytes) = try await options.post(
      request, APIPath.command(kind, channel: channel), CommandDocument.self, retry: id)
    // A token confirms nothing for half a second after its read-back (SR-021): what is shown can be used at once.
    if answer.readBack != nil { try await Task.sleep(for: .milliseconds(500)) }
    if options.json { Terminal.say(json: bytes) }
    if let notice = answer.notice { Terminal.complain("infusionctl: \(printable(notice))") }
    guard let readBack = answer.readBack else {
      if options.json { return }
      let lines = await told(answer)
      Terminal.say("\(printable(channel)): \(lines.first ?? "done.")")
      return lines.dropFirst().forEach(Terminal.say)
    }
    let mismatches = ReadBackText.mismatches(asked, readBack)
    guard mismatches.isEmpty else {
      Terminal.complain("infusionctl: the read-back is not what was asked for; do not confirm it")
      for mismatch in mismatches { Terminal.complain("  \(mismatch)") }
      throw Exit.readBackMismatch
    }
    if options.json { return }
    let now = await look()
    ReadBackText.lines(readBack, channel: channel, now: now, program: options.program, mayBeRepeated: mayBeRepeated)
      .forEach(Terminal.say)
  }

  /// The channel after the command; nil when it cannot be read, which changes nothing of what was done.
  func look() async -> ChannelDocument? { try? await options.client.get(ChannelDocument.self, from: APIPath.channel(channel)) }

  /// A command for the same channel, to be typed next.
  func command(_ words: String, _ rest: String = "") -> String {
    "\(options.program) \(words) \(shellQuoted(channel))\(rest)"
  }
}
