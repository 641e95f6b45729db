public import Quantities
public import Therapy

/// What an operator asks to prepare: a protocol for a patient, with what is to differ from the protocol.
public struct OrderRequest: Hashable, Sendable {
  /// The protocol.
  public var infusionProtocol: InfusionProtocol
  /// The clinic's code for the patient.
  public var patientCode: String
  /// Today's weight.
  public var weight: BodyMass
  /// A rate other than the protocol's; only where the protocol has one step.
  public var rate: RequestedRate?
  /// A duration other than the protocol's; only where the protocol has one step.
  public var duration: Interval?
  /// The concentration of the prepared fluid; nil for the protocol's, or the only one in the library.
  public var concentration: Concentration?
  /// What earlier sessions of the patient mean.
  public var history: PatientHistory

  /// A request for a protocol as it stands, unless told otherwise.
  public init(
    infusionProtocol: InfusionProtocol, patientCode: String, weight: BodyMass, rate: RequestedRate? = nil,
    duration: Interval? = nil, concentration: Concentration? = nil, history: PatientHistory = PatientHistory()
  ) {
    self.history = history
    self.infusionProtocol = infusionProtocol
    self.patientCode = patientCode
    self.weight = weight
    self.rate = rate
    self.duration = duration
    self.concentration = concentration
  }

  /// The order that this request means for a pump of `resolution`: every rate rounded down to it, the total what the steps
  /// deliver at these rates (SR-016). Whether it keeps the limits is judged by the controller, not here.
  public func order(from library: DrugLibrary, resolution: FlowRate) throws(OrderRefusal) -> Order {
    guard let code = Label(patientCode) else { throw .patientCode(patientCode) }
    guard let patient = Patient(code: code, weight: weight) else { throw .weight(weight) }
    let entry = try entry(in: library)
    let steps = try steps(at: entry.concentration, resolution: resolution)
    var integrator = VolumeIntegrator()
    for step in steps { integrator.add(step.rate, for: step.duration) }
    guard let program = TherapyProgram(steps: steps, total: integrator.volume) else { throw .nothingPlanned }
    var monitoring = infusionProtocol.monitoring
    if !infusionProtocol.isSimulationOnly {
      // What is ordered may last longer than what the protocol plans (SR-034).
      monitoring.recovery = max(monitoring.recovery, InfusionProtocol.shortestRecovery(after: program.duration))
    }
    return Order(
      patient: patient, drug: entry, protocolName: infusionProtocol.name, program: program, monitoring: monitoring,
      simulationOnly: infusionProtocol.isSimulationOnly || entry.simulationOnly, history: history)
  }

  /// The library entry; a concentration is never guessed, since a wrong one multiplies the dose (SR-006).
  private func entry(in library: DrugLibrary) throws(OrderRefusal) -> DrugEntry {
    let drug = infusionProtocol.drug
    let entries = library.entries(of: drug)
    let known = entries.map(\.concentration)
    if let asked = concentration ?? infusionProtocol.concentration {
      guard let entry = entries.first(where: { $0.concentration == asked }) else {
        throw .concentrationUnknown(drug: drug, asked: asked, known: known)
      }
      return entry
    }
    guard let entry = entries.first else { throw .drugUnknown(drug) }
    guard entries.count == 1 else { throw .concentrationNeeded(drug: drug, known: known) }
    return entry
  }

  private func steps(at concentration: Concentration, resolution: FlowRate) throws(OrderRefusal) -> [ProgramStep] {
    let planned = infusionProtocol.steps
    guard planned.count == 1 || (rate == nil && duration == nil) else { throw .severalSteps(planned.count) }
    if let duration {
      guard duration > .zero, duration <= TherapyProgram.longestStep else { throw .duration(duration) }
    }
    var steps: [ProgramStep] = []
    for step in planned {
      let asked = rate ?? .dose(step.rate)
      let flow = asked.flow(weight: weight, concentration: concentration).roundedDown(to: resolution)
      guard flow > .zero else { throw .rateTooLow(resolution) }
      steps.append(ProgramStep(rate: flow, duration: duration ?? step.duration))
    }
    return steps
  }
}

/// Why a request cannot become an order: finite, with a stable code and a sentence for an operator.
public enum OrderRefusal: Error, Hashable, Sendable {
  /// The patient's code is not a label.
  case patientCode(String)
  /// The weight is outside 30 kg to 250 kg (SR-008).
  case weight(BodyMass)
  /// The drug is not in the library (SR-005).
  case drugUnknown(Label)
  /// The drug is not in the library at this concentration (SR-005).
  case concentrationUnknown(drug: Label, asked: Concentration, known: [Concentration])
  /// The library has several concentrations and nobody said which.
  case concentrationNeeded(drug: Label, known: [Concentration])
  /// A rate or duration was given for a protocol with several steps.
  case severalSteps(Int)
  /// The duration is zero or longer than a day.
  case duration(Interval)
  /// Rounded down to the pump's resolution the rate is zero.
  case rateTooLow(FlowRate)
  /// No volume comes out of rate and duration.
  case nothingPlanned

  /// The stable code for programs.
  public var code: String {
    switch self {
    case .patientCode: "bad-patient-code"
    case .weight: "weight-out-of-range"
    case .drugUnknown: "unknown-drug"
    case .concentrationUnknown: "unknown-concentration"
    case .concentrationNeeded: "concentration-needed"
    case .severalSteps: "several-steps"
    case .duration: "duration-out-of-range"
    case .rateTooLow: "rate-too-low"
    case .nothingPlanned: "nothing-planned"
    }
  }

  /// What an operator reads: what is the matter and what to do.
  public var sentence: String {
    func list(_ known: [Concentration]) -> String { known.map(\.description).joined(separator: " or ") }
    switch self {
    case .patientCode:
      // Not repeated: what was typed may be a name, and names stay out of the record.
      return "This is not a patient code: 1 to \(Label.longest) letters, digits, '-', '_' or '.', no blanks, never a name."
    case .weight(let weight):
      let range = Patient.acceptedWeight
      return "A weight of \(weight) is outside \(range.lowerBound) to \(range.upperBound). Weigh the patient and enter it anew."
    case .drugUnknown(let drug): return "\(drug) is not in the drug library."
    case .concentrationUnknown(let drug, let asked, let known):
      return "\(drug) at \(asked) is not in the drug library, which has \(list(known)). Look at the label of the container."
    case .concentrationNeeded(let drug, let known):
      return "The drug library has \(drug) at \(list(known)). Look at the container and name its concentration."
    case .severalSteps(let count):
      return "The protocol has \(count) steps, so one rate or duration cannot replace them. Leave both out."
    case .duration(let duration):
      return "A duration of \(duration) is not possible: more than 0 s and at most \(TherapyProgram.longestStep)."
    case .rateTooLow(let resolution):
      return "The rate is too low: rounded down to the pump's resolution of \(resolution) it is 0 mL/h."
    case .nothingPlanned: return "Rate and duration are so small that nothing would be infused."
    }
  }
}
