import Quantities
import Therapy

/// An order as it stands in the journal: complete, with the limits as they were when it was prepared.
struct OrderBody: Codable {
  struct PatientBody: Codable {
    let code: LabelText
    let weight: QuantityText<BodyMass>
  }

  struct Ceilings: Codable {
    let doseRate: QuantityText<DoseRate>
    let massRate: QuantityText<MassRate>
    let flowRate: QuantityText<FlowRate>
    let sessionMass: QuantityText<Mass>
    let sessionMassPerKg: QuantityText<Mass>
    let duration: QuantityText<Interval>
    let stepUp: QuantityText<DoseRate>
    let sessionsPerFortnight: Int64
    let predictedConcentration: QuantityText<PlasmaConcentration>
  }

  struct Floors: Codable {
    let doseRate: QuantityText<DoseRate>
    let massRate: QuantityText<MassRate>
    let duration: QuantityText<Interval>
  }

  struct SecondPerson: Codable {
    let doseRate: QuantityText<DoseRate>
    let predictedConcentration: QuantityText<PlasmaConcentration>
  }

  struct History: Codable {
    let sessionsInFortnight: Int64
    let lastWeight: QuantityText<BodyMass>?
  }

  struct Drug: Codable {
    let entry: LabelText
    let drug: LabelText
    let concentration: QuantityText<Concentration>
    let soft: Ceilings
    let hard: Ceilings
    let softFloors: Floors
    let hardFloors: Floors
    let secondPerson: SecondPerson
    let simulationOnly: Bool
  }

  struct Step: Codable {
    let rate: QuantityText<FlowRate>
    let duration: QuantityText<Interval>
  }

  let patient: PatientBody
  let drug: Drug
  let protocolName: LabelText
  let steps: [Step]
  let total: QuantityText<Volume>
  let requiredSignals: [RecordName<RequiredSignal>]
  let resumeHold: QuantityText<Interval>
  let recovery: QuantityText<Interval>
  let stepUpSpacing: QuantityText<Interval>
  let baselineSpacing: QuantityText<Interval>
  let respirationAbove: QuantityText<DoseRate>?
  let simulationOnly: Bool
  let history: History

  enum CodingKeys: String, CodingKey {
    case patient, drug, steps, total, requiredSignals, resumeHold, recovery, stepUpSpacing, baselineSpacing, respirationAbove
    case simulationOnly, history
    case protocolName = "protocol"
  }
}

extension OrderBody.Ceilings {
  init(_ ceilings: DoseCeilings) {
    doseRate = QuantityText(ceilings.doseRate)
    massRate = QuantityText(ceilings.massRate)
    flowRate = QuantityText(ceilings.flowRate)
    sessionMass = QuantityText(ceilings.sessionMass)
    sessionMassPerKg = QuantityText(ceilings.sessionMassPerKilogram)
    duration = QuantityText(ceilings.duration)
    stepUp = QuantityText(ceilings.stepUp)
    sessionsPerFortnight = ceilings.sessionsPerFortnight
    predictedConcentration = QuantityText(ceilings.predictedConcentration)
  }

  /// The ceilings; throws when one is above all that a library may set. `name` is theirs in the body.
  func ceilings(_ name: String) throws(BodyFault) -> DoseCeilings {
    let most = DoseCeilings.outermost
    guard (0...most.sessionsPerFortnight).contains(sessionsPerFortnight) else {
      throw BodyFault(detail: "\(name).sessions_per_fortnight is out of range")
    }
    return DoseCeilings(
      doseRate: try doseRate.value(upTo: most.doseRate, "\(name).dose_rate"),
      massRate: try massRate.value(upTo: most.massRate, "\(name).mass_rate"),
      flowRate: try flowRate.value(upTo: most.flowRate, "\(name).flow_rate"),
      sessionMass: try sessionMass.value(upTo: most.sessionMass, "\(name).session_mass"),
      sessionMassPerKilogram: try sessionMassPerKg.value(upTo: most.sessionMassPerKilogram, "\(name).session_mass_per_kg"),
      duration: try duration.value(upTo: most.duration, "\(name).duration"),
      stepUp: try stepUp.value(upTo: most.stepUp, "\(name).step_up"), sessionsPerFortnight: sessionsPerFortnight,
      predictedConcentration: try predictedConcentration.value(
        upTo: most.predictedConcentration, "\(name).predicted_concentration"))
  }
}

extension OrderBody.Floors {
  init(_ floors: DoseFloors) {
    doseRate = QuantityText(floors.doseRate)
    massRate = QuantityText(floors.massRate)
    duration = QuantityText(floors.duration)
  }

  /// The floors; throws when one is above all that a library may set.
  func floors(_ name: String) throws(BodyFault) -> DoseFloors {
    let most = DoseCeilings.outermost
    return DoseFloors(
      doseRate: try doseRate.value(upTo: most.doseRate, "\(name).dose_rate"),
      massRate: try massRate.value(upTo: most.massRate, "\(name).mass_rate"),
      duration: try duration.value(upTo: most.duration, "\(name).duration"))
  }
}

extension OrderBody.Drug {
  init(_ entry: DrugEntry) {
    self.entry = LabelText(entry.name)
    drug = LabelText(entry.drug)
    concentration = QuantityText(entry.concentration)
    soft = OrderBody.Ceilings(entry.soft)
    hard = OrderBody.Ceilings(entry.hard)
    softFloors = OrderBody.Floors(entry.softFloors)
    hardFloors = OrderBody.Floors(entry.hardFloors)
    secondPerson = OrderBody.SecondPerson(
      doseRate: QuantityText(entry.secondPerson.doseRate),
      predictedConcentration: QuantityText(entry.secondPerson.predictedConcentration))
    simulationOnly = entry.simulationOnly
  }

  /// The entry; throws when it holds what no library may.
  func drugEntry() throws(BodyFault) -> DrugEntry {
    let (accepted, most) = (DrugEntry.acceptedConcentration, DoseCeilings.outermost)
    guard accepted.contains(concentration.value) else {
      throw BodyFault(detail: "concentration is \(concentration.value), outside \(accepted.lowerBound) to \(accepted.upperBound)")
    }
    return DrugEntry(
      name: entry.value, drug: drug.value, concentration: concentration.value, soft: try soft.ceilings("soft"),
      hard: try hard.ceilings("hard"), softFloors: try softFloors.floors("soft_floors"),
      hardFloors: try hardFloors.floors("hard_floors"),
      secondPerson: SecondPersonThreshold(
        doseRate: try secondPerson.doseRate.value(upTo: most.doseRate, "second_person.dose_rate"),
        predictedConcentration: try secondPerson.predictedConcentration.value(
          upTo: most.predictedConcentration, "second_person.predicted_concentration")),
      simulationOnly: simulationOnly)
  }
}

extension OrderBody {
  init(_ order: Order) {
    patient = PatientBody(code: LabelText(order.patient.code), weight: QuantityText(order.patient.weight))
    drug = Drug(order.drug)
    protocolName = LabelText(order.protocolName)
    steps = (0..<order.program.stepCount).map {
      let step = order.program.step(at: $0)
      return Step(rate: QuantityText(step.rate), duration: QuantityText(step.duration))
    }
    total = QuantityText(order.program.total)
    requiredSignals = RequiredSignal.allCases.filter(order.monitoring.requires).map(RecordName.init)
    resumeHold = QuantityText(order.monitoring.resumeHold)
    recovery = QuantityText(order.monitoring.recovery)
    stepUpSpacing = QuantityText(order.monitoring.stepUpSpacing)
    baselineSpacing = QuantityText(order.monitoring.baselineSpacing)
    respirationAbove = QuantityText(order.monitoring.respirationAbove)
    simulationOnly = order.simulationOnly
    history = History(
      sessionsInFortnight: order.history.sessionsInFortnight, lastWeight: QuantityText(order.history.lastWeight))
  }

  /// The order; throws when it breaks a rule that every order keeps.
  func order() throws(BodyFault) -> Order {
    guard let patient = Patient(code: patient.code.value, weight: patient.weight.value) else {
      throw BodyFault(detail: "the weight is out of range")
    }
    guard history.sessionsInFortnight >= 0 else { throw BodyFault(detail: "the number of sessions is negative") }
    return Order(
      patient: patient, drug: try drug.drugEntry(), protocolName: protocolName.value, program: try program(),
      monitoring: MonitoringRules(
        required: requiredSignals.map(\.value), resumeHold: resumeHold.value, recovery: recovery.value,
        stepUpSpacing: stepUpSpacing.value, baselineSpacing: baselineSpacing.value,
        respirationAbove: try respirationAbove?.value(upTo: DoseCeilings.outermost.doseRate, "respiration_above")),
      simulationOnly: simulationOnly,
      history: PatientHistory(
        sessionsInFortnight: history.sessionsInFortnight, lastWeight: history.lastWeight?.value))
  }

  private func program() throws(BodyFault) -> TherapyProgram {
    var read: [ProgramStep] = []
    for step in steps {
      read.append(
        ProgramStep(
          rate: try step.rate.value(upTo: TherapyProgram.fastestStep, "steps.rate"),
          duration: try step.duration.value(upTo: TherapyProgram.longestStep, "steps.duration")))
    }
    let total = try total.value(upTo: TherapyProgram.largestTotal, "total")
    guard let program = TherapyProgram(steps: read, total: total) else { throw BodyFault(detail: "the program is not one") }
    return program
  }
}

/// What is wrong with a body that was read.
struct BodyFault: Error {
  let detail: String
}
