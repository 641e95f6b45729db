import ArgumentParser
import ControlAPI
import Therapy

/// `score`.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Enters scores of the patient.", subcommands: [ScoreAddCommand.self])
}

/// `score add`.
struct ScoreAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Enters a score; the rate may be cut or the infusion paused by it, never raised.",
    discussion: """
      Scales: POSS S or 1 to 4, RASS -5 to +4, MOAA/S 0 to 5, distress 0 to 10, nausea 0 to 10, CADSS 0 to 92, CADSS-6 0 to 24,
      NRS 0 to 10, vomiting yes or no. Scales run in opposite directions: the name goes with the number.
      """)

  @OptionGroup var target: ChannelOptions
  @Option(help: ArgumentHelp("The scale, for example POSS.", valueName: "scale"), transform: readScale)
  var scale: ClinicalScale
  @Option(help: ArgumentHelp("The value on that scale, for example 2, S or -1.", valueName: "value")) var value: String
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    guard scale.value(parsing: value) == nil else { return }
    throw ValidationError(
      "\"\(printable(String(value.prefix(40))))\" is no value of \(scale.name), which goes from "
        + "\(scale.text(scale.range.lowerBound)) to \(scale.text(scale.range.upperBound))"
        + (scale == .vomiting ? "" : " in whole numbers"))
  }

  func run() async throws {
    let commanding = Commanding(options, target)
    let request = ScoreRequest(command: commanding.id, scale: scale.name, value: value)
    try await commanding.send("score", request) { _ in
      ["\(scale.name) \(scale.value(parsing: value).map(scale.text) ?? value) entered."] + (await commanding.consequences())
    }
  }
}

/// `vitals`.
struct VitalsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vitals", abstract: "Enters vital signs that no monitor sends.", subcommands: [VitalsEnterCommand.self])
}

/// `vitals enter`.
struct VitalsEnterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enter", abstract: "Enters a blood pressure; the infusion may be paused by it, never raised.")

  @OptionGroup var target: ChannelOptions
  @Option(
    help: ArgumentHelp("SYSTOLIC/DIASTOLIC/MEAN in mmHg, for example 120/80/93.", valueName: "pressure"),
    transform: readPressure)
  var nibp: String
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    try await commanding.send("vitals", VitalsRequest(command: commanding.id, nibp: nibp)) { _ in
      ["blood pressure \(nibp) mmHg entered."] + (await commanding.consequences())
    }
  }
}

extension Commanding {
  /// What an observation has brought about: the phase, the most urgent alarm, and what is still missing for an increase.
  fileprivate func consequences() async -> [String] {
    guard let now = await look() else { return ["  What it brought about is not known. Look: \(command("status"))"] }
    let isInfusing = now.phase == "infusing" || now.phase == "reduced"
    var lines = ["  now: \(PhaseText.headline(now))" + (isInfusing ? ", \(Figures.rate(now.rate))" : "")]
    if let alarm = now.alarms.first {
      lines += ["  \(AlarmText.short(alarm))", "      -> \(printable(alarm.advice))"]
    }
    if let baseline = now.baselineSystolic, now.delivered.atMost.volume == "0 mL" {
      lines.append("  baseline: systolic \(baseline) mmHg")
    }
    return lines + ChannelText.blockers(now).map { "  in the way of more flow: \($0)" }
  }
}
