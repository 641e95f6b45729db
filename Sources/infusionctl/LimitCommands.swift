import ArgumentParser
import ControlAPI
import Therapy

/// `limit`.
struct LimitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limit", abstract: "Shows and changes the limits of vital signs for one session.",
    subcommands: [LimitShowCommand.self, LimitSetCommand.self])
}

/// `limit show`.
struct LimitShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows every limit beside the clinic's, with its bounds; what was changed is marked.")

  @Argument(help: "The channel.") var channel: String
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let (document, bytes) = try await options.get(LimitListDocument.self, APIPath.limits(channel: channel))
    if options.json { return Terminal.say(json: bytes) }
    LimitText.lines(document).forEach(Terminal.say)
  }
}

/// `limit set`.
struct LimitSetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Changes limits of one vital sign for the open session; the next session has the clinic's again.",
    discussion: """
      Values are whole numbers with the figure's unit: SpO2 "88 %", RR and HR "45/min", SBP, DBP, MAP and EtCO2 "130 mmHg";
      delays are times of whole seconds, "15 s". A limit that is not named stays as it is. Bounds that nobody can cross are shown
      by limit show.
      """)

  @OptionGroup var target: ChannelOptions
  @Argument(help: ArgumentHelp("The vital sign, for example SpO2.", valueName: "signal"), transform: readSignal)
  var signal: LimitedSignal
  @Option(help: ArgumentHelp("A value below warns.", valueName: "value")) var warnLow: String?
  @Option(help: ArgumentHelp("A value above warns.", valueName: "value")) var warnHigh: String?
  @Option(help: ArgumentHelp("A value below pauses the infusion.", valueName: "value")) var pauseLow: String?
  @Option(help: ArgumentHelp("A value above pauses the infusion.", valueName: "value")) var pauseHigh: String?
  @Option(help: ArgumentHelp("How long a value must be bad before it warns.", valueName: "time")) var warnDelay: String?
  @Option(help: ArgumentHelp("How long before it pauses.", valueName: "time")) var pauseDelay: String?
  @OptionGroup var options: GlobalOptions

  /// What was typed, by limit.
  private var typed: [(key: LimitKey, text: String?)] {
    [
      (.warnLow, warnLow), (.warnHigh, warnHigh), (.pauseLow, pauseLow), (.pauseHigh, pauseHigh), (.warnDelay, warnDelay),
      (.pauseDelay, pauseDelay),
    ]
  }

  func validate() throws {
    let given = typed.compactMap { entry in entry.text.map { (key: entry.key, text: $0) } }
    guard !given.isEmpty else {
      let example = LimitKey.pauseLow.text(LimitBounds.range(of: .pauseLow, signal).least, of: signal)
      throw ValidationError("name at least one limit, for example --pause-low \"\(example)\"")
    }
    for entry in given {
      do throws(LimitTextFault) { _ = try entry.key.value(parsing: entry.text, of: signal) } catch {
        throw ValidationError(error.sentence)
      }
    }
  }

  func run() async throws {
    let commanding = Commanding(options, target)
    var request = LimitRequest(command: commanding.id, signal: signal.name)
    (request.warnLow, request.warnHigh, request.pauseLow, request.pauseHigh) = (warnLow, warnHigh, pauseLow, pauseHigh)
    (request.warnDelay, request.pauseDelay) = (warnDelay, pauseDelay)
    try await commanding.send("set-limit", request) { _ in
      let path = APIPath.limits(channel: target.channel)
      guard let now = try? await options.client.get(LimitListDocument.self, from: path) else {
        return ["the limits of \(signal.name) are set. Look: \(commanding.command("limit show"))"]
      }
      return ["the limits of \(signal.name) are set, for this session only:"]
        + now.limits.filter { $0.signal == signal.name }.map { "  " + LimitText.line($0) }
    }
  }
}

/// How limits read.
enum LimitText {
  /// All of them, a heading first.
  static func lines(_ list: LimitListDocument) -> [String] {
    let changed = list.limits.count { $0.changed }
    let heading =
      changed == 0 ? "the clinic's limits hold" : "\(changed) CHANGED for this session; the next one has the clinic's again"
    return ["\(printable(list.channel)): \(heading)"] + list.limits.map { "  " + line($0) }
  }

  /// One limit: its value, the clinic's, its bounds, and whether it was changed.
  static func line(_ limit: LimitDocument) -> String {
    let value = ChannelText.padded(printable(limit.value ?? "none"), 10)
    let text =
      "\(ChannelText.padded(printable(limit.signal), 6))\(ChannelText.padded(printable(limit.limit), 12))\(value)"
      + "clinic \(ChannelText.padded(printable(limit.standard ?? "none"), 10))"
      + "bounds \(printable(limit.least)) to \(printable(limit.most))"
    return limit.changed ? text + "  CHANGED" : text
  }

  /// A changed limit, for the status.
  static func changed(_ limit: LimitDocument) -> String {
    printable(
      "\(limit.signal) \(limit.limit) CHANGED to \(limit.value ?? "none") for this session (clinic: \(limit.standard ?? "none"))")
  }
}
