public import Quantities

/// A signal that a protocol can require (SR-044): measured by a monitor, or entered by hand where it changes slowly.
public enum RequiredSignal: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case oxygenSaturation, heartRate, bloodPressure, sedation
  /// Respiration rate or end-tidal carbon dioxide: either is enough (SR-044).
  case respiration
  case distress, nausea

  /// The name as people and files write it.
  public var name: String {
    switch self {
    case .oxygenSaturation: "SpO2"
    case .heartRate: "HR"
    case .bloodPressure: "BP"
    case .sedation: "sedation"
    case .respiration: "respiration"
    case .distress: "distress"
    case .nausea: "nausea"
    }
  }
}

extension VitalSignal {
  /// This signal as one that can be required.
  public var asRequired: RequiredSignal {
    @_noAllocation @_noLocks get {
      switch self {
      case .oxygenSaturation: .oxygenSaturation
      case .heartRate: .heartRate
      case .respirationRate, .endTidalCarbonDioxide: .respiration
      }
    }
  }
}

/// The monitoring rules of a session, fixed when it is prepared.
public struct MonitoringRules: Hashable, Sendable, BitwiseCopyable {
  /// Signals that must be fresh to start and to go on (SR-044), by signal.
  private var required: UInt8
  /// How long every required signal must have been fresh and outside its warning band before a resume (SR-023).
  public let resumeHold: Interval
  /// How long the patient is watched after the last drug (SR-034).
  public var recovery: Interval
  /// The shortest time between two increases: start, resume, raise (SR-009).
  public let stepUpSpacing: Interval
  /// The shortest time between the two blood pressures that make a baseline (SR-059).
  public let baselineSpacing: Interval
  /// The rate above which respiration must be watched; nil where the protocol does not ask for it (SR-044).
  public let respirationAbove: DoseRate?

  /// The rules of no order: nothing is required, nothing waits.
  @_noAllocation @_noLocks
  public init() {
    required = 0
    resumeHold = .zero
    recovery = .zero
    stepUpSpacing = .zero
    baselineSpacing = .zero
    respirationAbove = nil
  }

  /// Rules that require `signals`; times are the clinical defaults unless given: 2 h of recovery, 15 min between increases,
  /// 5 min between baseline readings.
  public init(
    required signals: [RequiredSignal], resumeHold: Interval, recovery: Interval = .minutes(120),
    stepUpSpacing: Interval = .minutes(15), baselineSpacing: Interval = .minutes(5), respirationAbove: DoseRate? = nil
  ) {
    required = signals.reduce(0) { $0 | 1 << $1.rawValue }
    self.resumeHold = resumeHold
    self.recovery = recovery
    self.stepUpSpacing = stepUpSpacing
    self.baselineSpacing = baselineSpacing
    self.respirationAbove = respirationAbove
  }

  /// Whether `signal` is required.
  @_noAllocation @_noLocks
  public func requires(_ signal: RequiredSignal) -> Bool {
    required & 1 << signal.rawValue != 0
  }
}

/// A complete order for one session: who, what, how much, how fast, and what must be watched. Immutable once prepared.
public struct Order: Sendable, BitwiseCopyable {
  /// The patient and today's weight.
  public let patient: Patient
  /// The drug library entry, with its limits as they were when the order was prepared.
  public let drug: DrugEntry
  /// The protocol's name.
  public let protocolName: Label
  /// What is to be infused.
  public let program: TherapyProgram
  /// What must be watched.
  public let monitoring: MonitoringRules
  /// Whether the order may only run on simulated devices.
  public let simulationOnly: Bool
  /// What earlier sessions of the patient mean for this one.
  public let history: PatientHistory

  /// An order; for a patient without earlier sessions unless given.
  public init(
    patient: Patient, drug: DrugEntry, protocolName: Label, program: TherapyProgram, monitoring: MonitoringRules,
    simulationOnly: Bool, history: PatientHistory = PatientHistory()
  ) {
    self.patient = patient
    self.history = history
    self.drug = drug
    self.protocolName = protocolName
    self.program = program
    self.monitoring = monitoring
    self.simulationOnly = simulationOnly
  }

  /// The drug mass that the order's total volume holds.
  public var totalMass: Mass { @_noAllocation @_noLocks get { program.total.mass(at: drug.concentration) } }

  /// The flow that a weight-scaled rate means under this order, rounded down.
  @_noAllocation @_noLocks
  public func flow(of rate: DoseRate) -> FlowRate {
    rate.massRate(for: patient.weight).flowRate(at: drug.concentration)
  }

  /// The weight-scaled rate of a flow under this order, rounded down.
  public func doseRate(of flow: FlowRate) -> DoseRate {
    flow.massRate(at: drug.concentration).doseRate(for: patient.weight)
  }
}
