public import Controller
public import Quantities
public import Therapy

/// When something happened.
public struct RecordedMoment: Hashable, Sendable {
  /// The number of the entry that says so: orders moments, also across a restart of the machine.
  public let sequence: UInt64
  /// In UTC, a label for people.
  public let utc: String
  /// On the monotonic clock of that boot of the machine.
  public let at: Instant
}

/// One time that an infusion was interrupted.
public struct RecordedPause: Hashable, Sendable {
  /// Why.
  public let cause: PhaseCause
  /// When 0 mL/h was ordered, or the daemon found the session open after a restart.
  public let began: RecordedMoment
  /// When 0 mL/h was observed.
  public internal(set) var zeroObserved: RecordedMoment?
  /// When it ended: resumed, stopped or closed; nil while it lasts.
  public internal(set) var ended: RecordedMoment?
  /// The rate that it was resumed at; nil where it was not.
  public internal(set) var resumedRate: FlowRate?
  /// Who resumed.
  public internal(set) var resumedBy: UserID?
}

/// One thing that was asked for and not done.
public struct RecordedRefusal: Hashable, Sendable {
  /// What was asked for, as the command line calls it.
  public let operation: String
  /// The stable code.
  public let code: String
  /// What the operator read.
  public let sentence: String
  /// Who asked; nil where the daemon withdrew it by itself.
  public let by: UserID?
  /// When.
  public let moment: RecordedMoment
}

/// One thing that a person did.
public struct RecordedAction: Hashable, Sendable {
  /// What.
  public let command: CommandKind
  /// The rate that it asked for, where it asked for one.
  public let rate: FlowRate?
  /// Who.
  public let by: UserID
  /// When.
  public let moment: RecordedMoment
  /// The reason that was given.
  public internal(set) var reason: String?
  let id: CommandID
}

/// One line of the list of sessions.
public struct SessionSummary: Hashable, Sendable {
  /// The session.
  public let session: SessionID
  /// The channel's name.
  public let channel: String
  /// The patient's code.
  public let patient: Label
  /// The protocol's name.
  public let protocolName: Label
  /// Whether the session is a simulation.
  public let isSimulation: Bool
  /// When it was prepared.
  public let prepared: RecordedMoment
  /// The newest phase in the journal; idle when it is closed.
  public let phase: SessionPhase
  /// The newest delivery record.
  public let delivery: DeliveryRecord?
}

/// A prediction, and when it was made.
public struct RecordedPrediction: Hashable, Sendable {
  /// What was predicted.
  public let prediction: Prediction
  /// When.
  public let moment: RecordedMoment
}

/// Everything that the journal knows about one session, put in order for a reader.
public struct SessionRecord: Sendable {
  /// The session.
  public let session: SessionID
  /// The channel's name.
  public let channel: String
  /// What was ordered.
  public let order: Order
  /// When it was prepared.
  public let prepared: RecordedMoment
  /// Who prepared it.
  public let preparedBy: UserID
  /// When flow was first permitted; nil when it never was.
  public internal(set) var started: RecordedMoment?
  /// The newest phase; idle when the session is closed.
  public internal(set) var phase: SessionPhase
  /// Why the session got no more drug; nil while it may.
  public internal(set) var endCause: PhaseCause?
  /// When it was told to stop for good.
  var stopping: RecordedMoment?
  /// When 0 mL/h was observed at its end.
  public internal(set) var ended: RecordedMoment?
  /// When the record was closed.
  public internal(set) var closed: RecordedMoment?
  /// The newest delivery record: delivered volume as an interval, infusing time.
  public internal(set) var delivery: DeliveryRecord?
  /// The highest predicted level in plasma; nil where none was predicted.
  public internal(set) var highestPrediction: RecordedPrediction?
  /// The newest prediction.
  public internal(set) var lastPrediction: RecordedPrediction?
  /// Interruptions, in order.
  public internal(set) var pauses: [RecordedPause] = []
  /// Automatic reductions of the rate, in order.
  public internal(set) var reductions: [RecordedReduction] = []
  /// What persons entered about the patient, in order.
  public internal(set) var observations: [RecordedObservation] = []
  /// Handovers of the patient, in order.
  public internal(set) var handovers: [RecordedHandover] = []
  /// Alarms, in order of their beginning.
  public internal(set) var alarms: [RecordedAlarm] = []
  /// Changes of the limits of vital signs, in order (SR-111).
  public internal(set) var limitChanges: [RecordedLimitChange] = []
  /// Pauses of the room's audio, in order, on whatever channel they were asked for: all are silent then (SR-104).
  public internal(set) var audioPauses: [RecordedAudioPause] = []
  /// Tests of the room's alarm outputs: the newest one before the session, and those meanwhile (SR-112).
  public internal(set) var alarmTests: [RecordedAlarmTest] = []
  /// Refusals, in order.
  public internal(set) var refusals: [RecordedRefusal] = []
  /// What people did, in order.
  public internal(set) var actions: [RecordedAction] = []
  /// Every entry of the session, in order, with what concerned all channels in between: the daemon's starts and stops, the
  /// clinic's limits, and the audio of the room.
  public let entries: [JournalEntry]
  /// The clinic's limits that the session was prepared under, and those of restarts in it under others, as far as the journal
  /// tells them.
  var clinicLimits: [LimitedSignal: SignalLimits] = [:]
  var laterClinicLimits: [LimitedSignal: SignalLimits] = [:]

  /// The digest of the configuration that the session was prepared under, then those of restarts in it under another one; empty
  /// where an older version of the daemon wrote the journal (SR-091).
  public internal(set) var configurations: [String] = []

  /// Whether the session is a simulation: said wherever the record is shown.
  public var isSimulation: Bool { order.simulationOnly }

  /// The delivered drug mass: the lower end rounded down, the upper end rounded up; nil before the first delivery record.
  public var deliveredMass: ClosedRange<Mass>? {
    guard let delivery else { return nil }
    let (least, most) = (delivery.atLeast, delivery.atMost)
    let up = most == .zero ? Mass.zero : most.mass(at: order.drug.concentration) + Mass(nanograms: 1)
    return least.mass(at: order.drug.concentration)...up
  }
}
