import ArgumentParser
import Quantities
import Therapy

/// `predict`.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predicts how much ketamine is in a patient's plasma and at its effect site; needs no daemon.",
    discussion: """
      A model of an average adult, not a measurement of a person: half of all patients differ by more than 23 %.

      --steps FILE has one TIME RATE a line, in the order of time: "97.5 min 0.25 mg/kg/h". Each rate holds until the next one; 0
      mg/kg/h is a pause. --rate holds from the beginning until the first line. Without --duration the last line must be a
      rate of 0, which ends the infusion.

      CSV and JSON have ng/mL; lines of the CSV that begin with # carry model, effect-site constant and band.
      """)

  /// How rows are written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, csv, json
  }

  @Option(help: "kamp, kamp-linear, clements or domino.", transform: Self.readModel) var model = KineticModel.kamp
  @Option(help: "The weight, for example \"70 kg\".", transform: Self.read(BodyMass.self)) var weight: BodyMass
  @Option(help: "The rate from the beginning, for example \"0.35 mg/kg/h\" or \"24.5 mg/h\".", transform: Self.readRate)
  var rate: PlannedRate?
  @Option(
    help: "The time from the beginning to the end of the infusion, for example \"4 h\".", transform: Self.read(Interval.self))
  var duration: Interval?
  @Option(help: ArgumentHelp("A file of further rates.", valueName: "file")) var steps: String?
  @Option(help: "The time between two rows.", transform: Self.read(Interval.self)) var every = Interval.minutes(1)
  @Option(help: "The time of the last row; 6 h after the end of the infusion unless given.", transform: Self.read(Interval.self))
  var until: Interval?
  @Option(help: "text, csv or json.") var format: Format?
  @OptionGroup var options: GlobalOptions

  mutating func validate() throws {
    func check(_ fault: String?) throws { if let fault { throw ValidationError(fault) } }
    try check(PredictBounds.fault(ofWeight: weight))
    if let duration { try check(PredictBounds.fault(ofTime: duration, "duration", atLeast: PredictBounds.finest)) }
    try check(PredictBounds.fault(ofTime: every, "every", atLeast: PredictBounds.finest))
    if let until { try check(PredictBounds.fault(ofTime: until, "until", atLeast: every)) }
    if options.json, let format, format != .json { throw ValidationError("--json and --format \(format.rawValue) contradict") }
    if steps == nil {
      guard let rate else { throw ValidationError("what is given is missing: --rate, or --steps FILE") }
      guard !rate.isZero else { throw ValidationError("rate 0 gives nothing to predict; write a rate above 0") }
      guard duration != nil else { throw ValidationError("the end of the infusion is missing: --duration, for example \"4 h\"") }
    }
  }

  func run() throws {
    let regimen: Regimen
    do throws(StepsFile.Fault) {
      regimen = try readRegimen()
    } catch {
      Terminal.complain("infusionctl: \(error.sentence)")
      throw Exit.usage
    }
    guard regimen.milligrams > 0 else {
      Terminal.complain("infusionctl: every rate is 0, so there is nothing to predict; write a rate above 0")
      throw Exit.usage
    }
    let last = until ?? min(regimen.end + .seconds(6 * 3_600), PredictBounds.longest)
    guard last.nanoseconds / every.nanoseconds < PredictBounds.mostRows else {
      Terminal.complain(
        "infusionctl: \(last.nanoseconds / every.nanoseconds + 1) rows are more than \(PredictBounds.mostRows); write a longer "
          + "--every or an earlier --until")
      throw Exit.usage
    }
    let prediction = PredictionText(kind: model, regimen: regimen, every: every, until: last)
    switch options.json ? .json : format ?? .text {
    case .text: prediction.text.forEach(Terminal.say)
    case .csv: Terminal.write(prediction.csv)
    case .json: Terminal.write(prediction.json)
    }
  }

  /// What is given when, and until when.
  private func readRegimen() throws(StepsFile.Fault) -> Regimen {
    guard let steps else {
      return Regimen(changes: rate.map { [.init(at: .zero, rate: $0)] } ?? [], end: duration ?? .zero, weight: weight)
    }
    let course = try StepsFile(path: steps).course(rate: rate, duration: duration)
    return Regimen(changes: course.changes, end: course.end, weight: weight)
  }

  // MARK: - Arguments

  @Sendable private static func readModel(_ text: String) throws -> KineticModel {
    guard let model = KineticModel(name: text) else {
      let known = KineticModel.allCases.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no model \"\(printable(String(text.prefix(40))))\"; there is: \(known)")
    }
    return model
  }

  private static func read<Amount: Quantity>(_ type: Amount.Type) -> @Sendable (String) throws -> Amount {
    { text in
      do throws(QuantityError) { return try Amount(parsing: text) } catch { throw ValidationError(printable(error.description)) }
    }
  }

  @Sendable private static func readRate(_ text: String) throws -> PlannedRate {
    do throws(PredictBounds.Fault) { return try PredictBounds.rate(text) } catch {
      throw ValidationError(printable(error.sentence))
    }
  }
}
