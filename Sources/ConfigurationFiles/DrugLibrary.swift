import Quantities
public import Therapy

/// The drug library: which drugs may be infused at which concentrations, and within which limits (SR-005, SR-006).
public struct DrugLibrary: Hashable, Sendable {
  /// The entries in the order of the file; names differ, and so do drug and concentration together.
  public let entries: [DrugEntry]

  /// The entries of one drug.
  public func entries(of drug: Label) -> [DrugEntry] { entries.filter { $0.drug == drug } }

  /// Concentrations without a warning: the soft bounds of the clinical defaults, section 2; above 2 mg/mL SR-006 warns.
  static let usual = Concentration(nanogramsPerMilliliter: 500_000)...Concentration(nanogramsPerMilliliter: 2_000_000)

  /// Reads the file; nil when something in it is wrong, which is then in `problems`.
  init?(path: String, problems: ProblemList) {
    let before = problems.problems.count
    guard let file = ConfigurationFile(.drugLibrary, path: path, problems: problems) else { return nil }
    var root = KeyedTable(file, problems: problems)
    var entries: [DrugEntry] = []
    for table in root.tables("entry", count: 1...256, expected: "1 to 256 tables [[entry]]") {
      var table = table
      let entry = Self.entry(&table)
      table.refuseUnknownKeys()
      guard let entry else { continue }
      if entries.contains(where: { $0.name == entry.name }) {
        table.fault("name", "\"\(entry.name)\" is used already; expected a name of its own")
      }
      if entries.contains(where: { $0.drug == entry.drug && $0.concentration == entry.concentration }) {
        table.fault("concentration", "\(entry.drug) at \(entry.concentration) has an entry already; expected one for each")
      }
      entries.append(entry)
    }
    root.refuseUnknownKeys()
    guard problems.problems.count == before else { return nil }
    self.entries = entries
  }

  private static func entry(_ table: inout KeyedTable) -> DrugEntry? {
    let (name, drug) = (table.label("name"), table.label("drug"))
    let concentration = table.quantity("concentration", in: DrugEntry.acceptedConcentration)
    if let concentration, !usual.contains(concentration) {
      table.warn("concentration", "\(concentration) is unusual; usual is \(usual.lowerBound) to \(usual.upperBound) (SR-006)")
    }
    let simulationOnly = table.flag("simulation_only", or: false)
    var (softTable, hardTable) = (table.table("soft"), table.table("hard"))
    let hard = hardTable.flatMap { _ in hardTable?.ceilings(.hard) }
    let soft = softTable.flatMap { _ in softTable?.ceilings(.soft) }
    if let soft, let hard { softTable?.compare(soft, with: hard) }
    let softFloors = table.floors("soft_floor"), hardFloors = table.floors("hard_floor")
    let secondPerson = table.secondPerson(under: hard)
    guard let name, let drug, let concentration, let simulationOnly, let soft, let hard else { return nil }
    return DrugEntry(
      name: name, drug: drug, concentration: concentration, soft: soft, hard: hard, softFloors: softFloors,
      hardFloors: hardFloors, secondPerson: secondPerson, simulationOnly: simulationOnly)
  }
}

/// The ceilings that hold where the file names none; the figures are those of SR-009, SR-018, SR-055 and the clinical
/// defaults, section 2.
private struct UsualCeilings {
  let stepUp: DoseRate
  let sessions: Int
  let predicted: PlasmaConcentration

  static let soft = UsualCeilings(
    stepUp: DoseRate(picogramsPerKilogramPerHour: 100_000_000), sessions: 10,
    predicted: PlasmaConcentration(picogramsPerMilliliter: 250_000))
  static let hard = UsualCeilings(
    stepUp: DoseRate(picogramsPerKilogramPerHour: 200_000_000), sessions: 12,
    predicted: PlasmaConcentration(picogramsPerMilliliter: 640_000))
}

extension KeyedTable {
  /// The ceilings that this table holds, each above zero and not above `DoseCeilings.outermost`.
  fileprivate mutating func ceilings(_ usual: UsualCeilings) -> DoseCeilings? {
    let most = DoseCeilings.outermost
    let doseRate = quantity("dose_rate", in: DoseRate(picogramsPerKilogramPerHour: 1_000_000)...most.doseRate)
    let massRate = quantity("mass_rate", in: MassRate(nanogramsPerHour: 1_000)...most.massRate)
    let flowRate = quantity("flow_rate", in: FlowRate(nanolitersPerHour: 1_000)...most.flowRate)
    let sessionMass = quantity("session_mass", in: Mass(nanograms: 1_000)...most.sessionMass)
    let perKilogram = massPerKilogram("session_mass_per_kg", in: Mass(nanograms: 1_000)...most.sessionMassPerKilogram)
    let duration = quantity("duration", in: Interval.seconds(1)...most.duration)
    let least = DoseRate(picogramsPerKilogramPerHour: 1_000_000)
    let stepUp = optionalQuantity("step_up", in: least...most.stepUp) ?? usual.stepUp
    let sessions =
      has("sessions_per_14_days")
      ? integer("sessions_per_14_days", in: 1...Int(most.sessionsPerFortnight)) ?? usual.sessions : usual.sessions
    let lowest = PlasmaConcentration(picogramsPerMilliliter: 1_000)
    let predicted =
      optionalQuantity("predicted_concentration", in: lowest...most.predictedConcentration) ?? usual.predicted
    refuseUnknownKeys()
    guard let doseRate, let massRate, let flowRate, let sessionMass, let perKilogram, let duration else { return nil }
    return DoseCeilings(
      doseRate: doseRate, massRate: massRate, flowRate: flowRate, sessionMass: sessionMass,
      sessionMassPerKilogram: perKilogram, duration: duration, stepUp: stepUp, sessionsPerFortnight: Int64(sessions),
      predictedConcentration: predicted)
  }

  /// The floors in the table at `key`; none where it is absent (SR-005).
  fileprivate mutating func floors(_ key: String) -> DoseFloors {
    guard var table = optionalTable(key) else { return DoseFloors() }
    let most = DoseCeilings.outermost
    let floors = DoseFloors(
      doseRate: table.optionalQuantity("dose_rate", in: .zero...most.doseRate) ?? .zero,
      massRate: table.optionalQuantity("mass_rate", in: .zero...most.massRate) ?? .zero,
      duration: table.optionalQuantity("duration", in: .zero...most.duration) ?? .zero)
    table.refuseUnknownKeys()
    return floors
  }

  /// The threshold in the table `second_person`; the default where it, or a key of it, is absent (SR-004).
  fileprivate mutating func secondPerson(under hard: DoseCeilings?) -> SecondPersonThreshold {
    var threshold = SecondPersonThreshold()
    guard var table = optionalTable("second_person") else { return threshold }
    let most = DoseCeilings.outermost
    if let doseRate = table.optionalQuantity("dose_rate", in: .zero...most.doseRate) {
      threshold.doseRate = doseRate
      if let hard, doseRate > hard.doseRate {
        table.fault("dose_rate", "\(doseRate) is above the hard limit of \(hard.doseRate), so it would never be asked for")
      }
    }
    threshold.predictedConcentration =
      table.optionalQuantity("predicted_concentration", in: .zero...most.predictedConcentration)
      ?? threshold.predictedConcentration
    table.refuseUnknownKeys()
    return threshold
  }

  /// Notes every soft ceiling that lies above its hard one.
  fileprivate func compare(_ soft: DoseCeilings, with hard: DoseCeilings) {
    func check<Q: Quantity>(_ key: String, _ soft: Q, _ hard: Q) {
      guard soft > hard else { return }
      fault(key, "\(soft) is above the hard limit of \(hard); expected at most that")
    }
    check("dose_rate", soft.doseRate, hard.doseRate)
    check("mass_rate", soft.massRate, hard.massRate)
    check("flow_rate", soft.flowRate, hard.flowRate)
    check("session_mass", soft.sessionMass, hard.sessionMass)
    check("session_mass_per_kg", soft.sessionMassPerKilogram, hard.sessionMassPerKilogram)
    check("duration", soft.duration, hard.duration)
    check("step_up", soft.stepUp, hard.stepUp)
    check("predicted_concentration", soft.predictedConcentration, hard.predictedConcentration)
    if soft.sessionsPerFortnight > hard.sessionsPerFortnight {
      fault(
        "sessions_per_14_days",
        "\(soft.sessionsPerFortnight) is above the hard limit of \(hard.sessionsPerFortnight); expected at most that")
    }
  }
}
