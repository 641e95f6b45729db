import ArgumentParser

/// The program's entry.
@main enum Program {
  static func main() async {
    let arguments = GlobalOptions.read(Array(CommandLine.arguments.dropFirst()))
    // Left to the parser, the "h" of "-5 mL/h" would ask for help, and that ends with 0.
    if let signed = arguments.first(where: GlobalOptions.isSigned) {
      Terminal.complain(
        "infusionctl: \"\(printable(signed))\" begins with a sign; nothing was sent. Write NUMBER UNIT without it, for example "
          + "\"12.25 mL/h\".")
      Infusionctl.exit(withError: Exit.usage)
    }
    warnOfNoStop(arguments)
    if let repeated = GlobalOptions.repeated(arguments) {
      Terminal.complain("infusionctl: \(repeated) is given twice; nothing was sent. Give it once.")
      Infusionctl.exit(withError: Exit.usage)
    }
    await Infusionctl.main(arguments)
  }

  /// Says that nothing was stopped when a stop or pause is written so that it cannot be read: usage alone would not tell.
  private static func warnOfNoStop(_ arguments: [String]) {
    guard arguments.contains("stop") || arguments.contains("pause") else { return }
    do {
      _ = try Infusionctl.parseAsRoot(arguments)
    } catch {
      guard Infusionctl.exitCode(for: error) == Exit.usage else { return }
      Terminal.complain(
        "NOTHING WAS STOPPED. Give: infusionctl session stop CHANNEL, or press the pump's own stop.")
    }
  }
}

/// The command line of infusiond.
struct Infusionctl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infusionctl",
    abstract: "Looks at and commands infusiond, an infusion-pump controller. Not a medical device.",
    discussion: """
      Quantities are written NUMBER UNIT with a leading zero: "70 kg", "0.35 mg/kg/h", "12.25 mL/h", "80 s".
      Everyone may look, pause and stop; whatever else needs a role, which membership in a Unix group gives.

      Exit codes: 0 done; 1 failed, or a pause or stop that the pump has not confirmed; 10 refused by a rule;
      11 an alarm is on (alarm list only); 12 the read-back is not what was asked for; 64 malformed arguments or files;
      69 the daemon is not reachable; 75 try again; 77 not permitted.
      """,
    subcommands: [
      StatusCommand.self, WatchCommand.self, SessionCommand.self, ScoreCommand.self, VitalsCommand.self, HandoverCommand.self,
      AlarmCommand.self, LimitCommand.self, ExplainCommand.self, RecordCommand.self, DeviceCommand.self, ConfigCommand.self,
      PredictCommand.self,
    ])
}

/// What every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The control socket of the daemon.", valueName: "path"))
  var socket = GlobalOptions.defaultSocket

  @Flag(help: "Print JSON instead of text.")
  var json = false

  static let defaultSocket = "/run/infusiond/control.sock"

  /// The options whose value a person types freely.
  private static let typed: Set = [
    "--reason", "--weight", "--rate", "--duration", "--concentration", "--patient", "--protocol", "--token", "--command-id",
    "--scale", "--value", "--nibp", "--to", "--for", "--warn-low", "--warn-high", "--pause-low", "--pause-high", "--warn-delay",
    "--pause-delay", "--model", "--steps", "--every", "--until", "--format",
  ]

  /// Every option of the program: what a person who forgot the reason has typed next.
  static let known = typed.union(["--all", "--help", "--json", "--once", "--socket"])

  /// The arguments as the parser is given them.
  static func read(_ arguments: [String]) -> [String] { moved(behind: joined(arguments)) }

  /// The arguments with each typed value that begins with a dash joined to its option by `=`: "-5 kg" is then told as a bad
  /// quantity, and no reason keeps a stop from being sent, whatever it begins with. Only what is an option of the program, and
  /// nothing else, is taken for a reason that was forgotten.
  static func joined(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var joined: [String] = []
    while let first = rest.popFirst() {
      if first == "--" { return joined + [first] + rest }
      if let value = rest.first, typed.contains(first), isValue(value, of: first) {
        rest.removeFirst()
        joined.append("\(first)=\(value)")
      } else {
        joined.append(first)
      }
    }
    return joined
  }

  /// Whether an argument that begins with a dash is the value of the option before it.
  private static func isValue(_ argument: String, of option: String) -> Bool {
    guard argument.hasPrefix("-") else { return false }
    return option == "--reason" ? !known.contains(argument) : !argument.hasPrefix("--")
  }

  /// Whether an argument is a number with a sign, which nothing here takes.
  static func isSigned(_ argument: String) -> Bool {
    let bytes = argument.utf8
    guard bytes.first == UInt8(ascii: "-"), let next = bytes.dropFirst().first else { return false }
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) || next == UInt8(ascii: ".")
  }

  /// The option with a value that is given more than once: the parser would take the last without a word. A stop, a pause or a
  /// lower rate is never refused for it.
  static func repeated(_ arguments: [String]) -> String? {
    let command = arguments.prefix(2)
    if command.first == "session", ["stop", "pause", "set-rate"].contains(command.last) { return nil }
    var seen: Set<String> = []
    for argument in arguments.prefix(while: { $0 != "--" }) {
      let name = String(argument.prefix { $0 != "=" })
      guard typed.contains(name) || name == "--socket" else { continue }
      guard seen.insert(name).inserted else { return name }
    }
    return nil
  }

  /// The arguments with options that stand before the command moved behind it, so that they are good in either place.
  static func moved(behind arguments: [String]) -> [String] {
    var rest = arguments[...]
    var moved: [String] = []
    while let first = rest.first, first == "--json" || first == "--socket" || first.hasPrefix("--socket=") {
      moved.append(rest.removeFirst())
      if first == "--socket", let path = rest.popFirst() { moved.append(path) }
    }
    guard rest.first.map({ !$0.hasPrefix("-") }) ?? false else { return arguments }
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return Array(rest[..<end]) + moved + Array(rest[end...])
  }
}

/// Exit codes (interface of the project); 0 and 1 as everywhere.
enum Exit {
  static let failed = ExitCode(1)
  static let refused = ExitCode(10)
  static let alarmActive = ExitCode(11)
  static let readBackMismatch = ExitCode(12)
  static let usage = ExitCode(64)
  static let unreachable = ExitCode(69)
  static let tryAgain = ExitCode(75)
  static let notPermitted = ExitCode(77)
}
