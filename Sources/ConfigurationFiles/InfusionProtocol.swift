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
  /// What must be watched, and for how long things must last.
  public let monitoring: MonitoringRules
  /// 1 to 8 steps.
  public let steps: [ProtocolStep]

  /// The shortest resume hold for a patient (SR-023).
  static let shortestHold = Interval.seconds(120)
  /// The shortest time between two increases for a patient (SR-009).
  static let shortestSpacing = Interval.minutes(15)
  /// The shortest time between the two blood pressures of a patient's baseline (SR-059).
  static let shortestBaseline = Interval.minutes(5)
  /// The shortest recovery of a patient: two hours after a long infusion, one after the short one (SR-034).
  static func shortestRecovery(after infusion: Interval) -> Interval {
    infusion <= .minutes(40) ? .minutes(60) : .minutes(120)
  }
  /// What a protocol for patients requires at least (SR-044).
  static let leastSignals: [RequiredSignal] = [.oxygenSaturation, .heartRate, .bloodPressure, .sedation]
  /// The rate of a patient above which respiration must be watched: its protocol requires it too (SR-044).
  static let respirationAbove = DoseRate(picogramsPerKilogramPerHour: 350_000_000)

  /// Reads the file; nil when something in it is wrong, which is then in `problems`.
  init?(path: String, library: DrugLibrary?, problems: ProblemList) {
    let before = problems.problems.count
    guard let file = ConfigurationFile(path: path, problems: problems) else { return nil }
    var table = KeyedTable(file, problems: problems)
    let name = table.label("name")
    let title = table.text("title", expected: "a title for people")
    let (drug, concentration) = Self.drug(&table, library)
    let isSimulationOnly = table.flag("simulation_only", or: false)
    let steps = Self.steps(&table)
    let monitoring = Self.monitoring(&table, steps, isSimulationOnly: isSimulationOnly ?? false)
    table.refuseUnknownKeys()
    guard problems.problems.count == before, let name, let title, let drug, let isSimulationOnly, let monitoring else {
      return nil
    }
    self.name = name
    self.title = title
    self.drug = drug
    self.concentration = concentration
    self.isSimulationOnly = isSimulationOnly
    self.monitoring = monitoring
    self.steps = steps
  }

  private static func drug(_ table: inout KeyedTable, _ library: DrugLibrary?) -> (Label?, Concentration?) {
    let drug = table.label("drug")
    let concentration = table.optionalQuantity("concentration", in: DrugEntry.acceptedConcentration)
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

  /// The rules of monitoring. Only a simulation may shorten what keeps a patient safe.
  private static func monitoring(
    _ table: inout KeyedTable, _ steps: [ProtocolStep], isSimulationOnly: Bool
  ) -> MonitoringRules? {
    func least(_ key: String, _ value: Interval, _ least: Interval, _ requirement: String) {
      guard value < least, !isSimulationOnly else { return }
      table.fault(key, "\(value) is too short; expected at least \(least) unless simulation_only = true (\(requirement))")
    }
    func time(_ key: String, or usual: Interval, atLeast shortest: Interval, _ requirement: String) -> Interval {
      let value = table.optionalQuantity(key, in: Interval.seconds(1)...Interval.minutes(1_440)) ?? usual
      least(key, value, shortest, requirement)
      return value
    }
    let signals = signals(&table, isSimulationOnly: isSimulationOnly)
    let hold = table.quantity("resume_hold", in: Interval.seconds(1)...Interval.minutes(30))
    if let hold { least("resume_hold", hold, shortestHold, "SR-023") }
    let shortestRecovery = shortestRecovery(after: steps.reduce(Interval.zero) { $0 + $1.duration })
    let recovery = time("recovery", or: shortestRecovery, atLeast: shortestRecovery, "SR-034")
    let spacing = time("step_up_spacing", or: shortestSpacing, atLeast: shortestSpacing, "SR-009")
    let baseline = time("baseline_spacing", or: shortestBaseline, atLeast: shortestBaseline, "SR-059")
    guard let hold else { return nil }
    return MonitoringRules(
      required: signals, resumeHold: hold, recovery: recovery, stepUpSpacing: spacing, baselineSpacing: baseline,
      respirationAbove: isSimulationOnly ? nil : respirationAbove)
  }

  private static func signals(_ table: inout KeyedTable, isSimulationOnly: Bool) -> [RequiredSignal] {
    let supported = RequiredSignal.allCases.map(\.name)
    let expected = "a list of signals from: \(supported.joined(separator: ", "))"
    guard let names = table.texts("required_signals", expected: expected) else { return [] }
    var signals: [RequiredSignal] = []
    for (index, name) in names.enumerated() {
      let key = "required_signals[\(index)]"
      if names[..<index].contains(name) {
        table.fault(key, "\"\(name.prefix(40))\" is in the list already; expected each signal once")
      } else if let signal = RequiredSignal.allCases.first(where: { $0.name == name }) {
        signals.append(signal)
      } else {
        table.fault(key, "\"\(name.prefix(40))\" is not a signal; expected \(expected)")
      }
    }
    let missing = leastSignals.map(\.name).filter { !names.contains($0) }
    if !isSimulationOnly, !missing.isEmpty {
      table.fault(
        "required_signals",
        "a protocol for patients must require \(leastSignals.map(\.name).joined(separator: ", ")) (SR-044); missing: "
          + "\(missing.joined(separator: ", ")). Only a protocol with simulation_only = true may leave them out")
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
      let rate = element.quantity("rate", in: slowest...DoseCeilings.outermost.doseRate)
      let duration = element.quantity("duration", in: Interval.seconds(1)...TherapyProgram.longestStep)
      element.refuseUnknownKeys()
      guard let rate, let duration else { return nil }
      return ProtocolStep(rate: rate, duration: duration)
    }
  }
}
