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

  var ceilings: DoseCeilings {
    DoseCeilings(
      doseRate: doseRate.value, massRate: massRate.value, flowRate: flowRate.value, sessionMass: sessionMass.value,
      sessionMassPerKilogram: sessionMassPerKg.value, duration: duration.value, stepUp: stepUp.value,
      sessionsPerFortnight: sessionsPerFortnight, predictedConcentration: predictedConcentration.value)
  }
}

extension OrderBody.Floors {
  init(_ floors: DoseFloors) {
    doseRate = QuantityText(floors.doseRate)
    massRate = QuantityText(floors.massRate)
    duration = QuantityText(floors.duration)
  }

  var floors: DoseFloors { DoseFloors(doseRate: doseRate.value, massRate: massRate.value, duration: duration.value) }
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

  var drugEntry: DrugEntry {
    DrugEntry(
      name: entry.value, drug: drug.value, concentration: concentration.value, soft: soft.ceilings, hard: hard.ceilings,
      softFloors: softFloors.floors, hardFloors: hardFloors.floors,
      secondPerson: SecondPersonThreshold(
        doseRate: secondPerson.doseRate.value, predictedConcentration: secondPerson.predictedConcentration.value),
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
    let program = TherapyProgram(
      steps: steps.map { ProgramStep(rate: $0.rate.value, duration: $0.duration.value) }, total: total.value)
    guard let program else { throw BodyFault(detail: "the program is not one") }
    guard drug.concentration.value > .zero else { throw BodyFault(detail: "the concentration is zero") }
    guard drug.soft.ceilings.areWithin(.outermost), drug.hard.ceilings.areWithin(.outermost) else {
      throw BodyFault(detail: "a limit is above all that a library may set")
    }
    guard history.sessionsInFortnight >= 0 else { throw BodyFault(detail: "the number of sessions is negative") }
    return Order(
      patient: patient, drug: drug.drugEntry, protocolName: protocolName.value, program: program,
      monitoring: MonitoringRules(
        required: requiredSignals.map(\.value), resumeHold: resumeHold.value, recovery: recovery.value,
        stepUpSpacing: stepUpSpacing.value, baselineSpacing: baselineSpacing.value,
        respirationAbove: respirationAbove?.value),
      simulationOnly: simulationOnly,
      history: PatientHistory(
        sessionsInFortnight: history.sessionsInFortnight, lastWeight: history.lastWeight?.value))
  }
}

/// What is wrong with a body that was read.
struct BodyFault: Error {
  let detail: String
}
