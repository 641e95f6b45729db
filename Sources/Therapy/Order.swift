public import Quantities

/// The monitoring rules of a session, fixed when it is prepared.
public struct MonitoringRules: Hashable, Sendable, BitwiseCopyable {
  /// Signals that must be fresh to start and to go on (SR-044), by signal.
  private var required: UInt8
  /// How long every required signal must have been fresh and outside its warning band before a resume (SR-023).
  public let resumeHold: Interval

  /// Rules that require `signals`.
  public init(required signals: [VitalSignal], resumeHold: Interval) {
    required = signals.reduce(0) { $0 | 1 << $1.rawValue }
    self.resumeHold = resumeHold
  }

  /// Whether `signal` is required.
  @_noAllocation @_noLocks
  public func requires(_ signal: VitalSignal) -> Bool {
    switch signal {
    case .oxygenSaturation: required & 0b01 != 0
    case .heartRate: required & 0b10 != 0
    }
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

  /// An order with every field given.
  public init(
    patient: Patient, drug: DrugEntry, protocolName: Label, program: TherapyProgram, monitoring: MonitoringRules,
    simulationOnly: Bool
  ) {
    self.patient = patient
    self.drug = drug
    self.protocolName = protocolName
    self.program = program
    self.monitoring = monitoring
    self.simulationOnly = simulationOnly
  }

  /// The drug mass that the order's total volume holds.
  public var totalMass: Mass { @_noAllocation @_noLocks get { program.total.mass(at: drug.concentration) } }

  /// The weight-scaled rate of a flow under this order, rounded down.
  public func doseRate(of flow: FlowRate) -> DoseRate {
    flow.massRate(at: drug.concentration).doseRate(for: patient.weight)
  }
}
