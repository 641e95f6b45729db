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
  }

  struct Drug: Codable {
    let entry: LabelText
    let drug: LabelText
    let concentration: QuantityText<Concentration>
    let soft: Ceilings
    let hard: Ceilings
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
  let requiredSignals: [RecordName<VitalSignal>]
  let resumeHold: QuantityText<Interval>
  let simulationOnly: Bool

  enum CodingKeys: String, CodingKey {
    case patient, drug, steps, total, requiredSignals, resumeHold, simulationOnly
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
  }

  var ceilings: DoseCeilings {
    DoseCeilings(
      doseRate: doseRate.value, massRate: massRate.value, flowRate: flowRate.value, sessionMass: sessionMass.value,
      sessionMassPerKilogram: sessionMassPerKg.value, duration: duration.value)
  }
}

extension OrderBody {
  init(_ order: Order) {
    patient = PatientBody(code: LabelText(order.patient.code), weight: QuantityText(order.patient.weight))
    drug = Drug(
      entry: LabelText(order.drug.name), drug: LabelText(order.drug.drug),
      concentration: QuantityText(order.drug.concentration), soft: Ceilings(order.drug.soft),
      hard: Ceilings(order.drug.hard), simulationOnly: order.drug.simulationOnly)
    protocolName = LabelText(order.protocolName)
    steps = (0..<order.program.stepCount).map {
      let step = order.program.step(at: $0)
      return Step(rate: QuantityText(step.rate), duration: QuantityText(step.duration))
    }
    total = QuantityText(order.program.total)
    requiredSignals = VitalSignal.allCases.filter(order.monitoring.requires).map(RecordName.init)
    resumeHold = QuantityText(order.monitoring.resumeHold)
    simulationOnly = order.simulationOnly
  }

  /// The order; throws when it breaks a rule that every order keeps.
  func order() throws(BodyFault) -> Order {
    guard let patient = Patient(code: patient.code.value, weight: patient.weight.value) else {
      throw BodyFault(detail: "the weight is out of range")
    }
    let program = TherapyProgram(
      steps: steps.map { ProgramStep(rate: $0.rate.value, duration: $0.duration.value) }, total: total.value)
    guard let program else { throw BodyFault(detail: "the program is not one") }
    return Order(
      patient: patient,
      drug: DrugEntry(
        name: drug.entry.value, drug: drug.drug.value, concentration: drug.concentration.value,
        soft: drug.soft.ceilings, hard: drug.hard.ceilings, simulationOnly: drug.simulationOnly),
      protocolName: protocolName.value, program: program,
      monitoring: MonitoringRules(required: requiredSignals.map(\.value), resumeHold: resumeHold.value),
      simulationOnly: simulationOnly)
  }
}

/// What is wrong with a body that was read.
struct BodyFault: Error {
  let detail: String
}
