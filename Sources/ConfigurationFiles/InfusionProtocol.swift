public import Quantities
public import Therapy

/// One step of a protocol: a weight-scaled rate for a time.
public struct ProtocolStep: Hashable, Sendable {
  /// The rate.
  public let rate: DoseRate
  /// How long it lasts, in infusing time.
  public let duration: Interval
}

/// A protocol file: how a drug is infused and what must be watched meanwhile.
public struct InfusionProtocol: Hashable, Sendable {
  /// The name that operators use.
  public let name: Label
  /// What it is, for people.
  public let title: String
  /// The drug, as the library calls it.
  public let drug: Label
  /// The concentration that is used unless the operator names one; nil when the file names none.
  public let concentration: Concentration?
  /// Whether it may only be used where every device of the channel is simulated.
  public let isSimulationOnly: Bool
  /// Signals that must be fresh (SR-044).
  public let requiredSignals: [VitalSignal]
  /// How long they must have been normal before a resume (SR-023).
  public let resumeHold: Interval
  /// 1 to 8 steps.
  public let steps: [ProtocolStep]

  /// The shortest resume hold for a patient (SR-023).
  static let shortestHold = Interval.seconds(120)
  /// Signals that every protocol for a patient requires, and that this version cannot measure (SR-044).
  static let unsupportedSignals = ["BP", "sedation"]

  /// Reads the file; nil when something in it is wrong, which is then in `problems`.
  init?(path: String, library: DrugLibrary?, problems: ProblemList) {
    let before = problems.problems.count
    guard let file = ConfigurationFile(path: path, problems: problems) else { return nil }
    var table = KeyedTable(file, problems: problems)
    let name = table.label("name")
    let title = table.text("title", expected: "a title for people")
    let (drug, concentration) = Self.drug(&table, library)
    let isSimulationOnly = table.flag("simulation_only", or: false)
    let signals = Self.signals(&table, isSimulationOnly: isSimulationOnly)
    let hold = table.quantity("resume_hold", in: Interval.seconds(1)...Interval.minutes(30))
    if let hold, hold < Self.shortestHold, isSimulationOnly == false {
      table.fault(
        "resume_hold", "\(hold) is too short; expected at least \(Self.shortestHold) unless simulation_only = true (SR-023)")
    }
    let steps = Self.steps(&table)
    table.refuseUnknownKeys()
    guard problems.problems.count == before, let name, let title, let drug, let isSimulationOnly, let hold else { return nil }
    self.name = name
    self.title = title
    self.drug = drug
    self.concentration = concentration
    self.isSimulationOnly = isSimulationOnly
    self.requiredSignals = signals
    self.resumeHold = hold
    self.steps = steps
  }

  private static func drug(_ table: inout KeyedTable, _ library: DrugLibrary?) -> (Label?, Concentration?) {
    let drug = table.label("drug")
    let concentration = table.optionalQuantity("concentration", in: DrugLibrary.accepted)
    guard let drug, let library else { return (drug, concentration) }
    let entries = library.entries(of: drug)
    if entries.isEmpty {
      let drugs = Set(library.entries.map(\.drug.description)).sorted().joined(separator: ", ")
      table.fault("drug", "\"\(drug)\" is not in the drug library; expected one of: \(drugs) (SR-005)")
    } else if let concentration, !entries.contains(where: { $0.concentration == concentration }) {
      let known = entries.map(\.concentration.description).joined(separator: ", ")
      table.fault("concentration", "\(drug) at \(concentration) is not in the drug library; expected one of: \(known) (SR-005)")
    }
    return (drug, concentration)
  }

  private static func signals(_ table: inout KeyedTable, isSimulationOnly: Bool?) -> [VitalSignal] {
    let supported = VitalSignal.allCases.map(\.name)
    let expected = "a list of signals from: \((supported + unsupportedSignals).joined(separator: ", "))"
    guard let names = table.texts("required_signals", expected: expected) else { return [] }
    var signals: [VitalSignal] = []
    for (index, name) in names.enumerated() {
      let key = "required_signals[\(index)]"
      if names[..<index].contains(name) {
        table.fault(key, "\"\(name.prefix(40))\" is in the list already; expected each signal once")
      } else if let signal = VitalSignal.allCases.first(where: { $0.name == name }) {
        signals.append(signal)
      } else if unsupportedSignals.contains(name) {
        table.fault(key, "this version cannot watch \(name), so no protocol that requires it can be used")
      } else {
        table.fault(key, "\"\(name.prefix(40))\" is not a signal; expected \(expected)")
      }
    }
    if isSimulationOnly == false {
      let missing = (supported + unsupportedSignals).filter { !names.contains($0) }
      if !missing.isEmpty {
        table.fault(
          "required_signals",
          "a protocol for patients must require SpO2, HR, BP and sedation (SR-044); missing: "
            + "\(missing.joined(separator: ", ")). This version cannot watch BP and sedation yet, so it only runs protocols "
            + "with simulation_only = true")
      }
    } else if names.isEmpty {
      table.fault("required_signals", "is empty; expected \(expected)")
    }
    return signals
  }

  private static func steps(_ table: inout KeyedTable) -> [ProtocolStep] {
    let limit = TherapyProgram.stepLimit
    let expected = "1 to \(limit) steps { rate = \"0.35 mg/kg/h\", duration = \"4 h\" }"
    return table.tables("steps", count: 1...limit, expected: expected).compactMap { element in
      var element = element
      let slowest = DoseRate(picogramsPerKilogramPerHour: 1_000_000)
      let rate = element.quantity("rate", in: slowest...DrugLibrary.outermost.doseRate)
      let duration = element.quantity("duration", in: Interval.seconds(1)...TherapyProgram.longestStep)
      element.refuseUnknownKeys()
      guard let rate, let duration else { return nil }
      return ProtocolStep(rate: rate, duration: duration)
    }
  }
}
