/// Everything at a glance: the answer to `GET /v1/status`.
public struct StatusDocument: Codable, Hashable, Sendable {
  /// The wall clock of the answer, RFC 3339; a label.
  public var time: String
  /// Whether at least one channel runs on simulated devices.
  public var simulation: Bool
  /// Every channel in the order of the configuration.
  public var channels: [ChannelDocument]
  /// What is to be seen and heard in the room.
  public var room: RoomDocument

  /// A status with every member given.
  public init(time: String, simulation: Bool, channels: [ChannelDocument], room: RoomDocument) {
    self.time = time
    self.simulation = simulation
    self.channels = channels
    self.room = room
  }
}

/// One channel as the control step saw it last: the answer to `GET /v1/channels/NAME`.
///
/// Every quantity is text of the form `NUMBER UNIT`; a member is absent where there is nothing to say.
public struct ChannelDocument: Codable, Hashable, Sendable {
  /// The channel's name.
  public var channel: String
  /// Whether its devices are simulated.
  public var simulation: Bool
  /// When the control step took this snapshot, milliseconds of the machine's monotonic clock.
  public var takenAtMs: Int64
  /// How old the snapshot is; more than a second means that the control step does not move.
  public var snapshotAge: String
  /// The phase, for example `infusing`.
  public var phase: String
  /// Why the phase was entered, for programs.
  public var cause: String
  /// Why the phase was entered, for people.
  public var causeText: String
  /// Whether a stop is latched; `session reset` clears it.
  public var stopLatched: Bool
  /// Whether an operator must reconcile before anything can be started.
  public var needsReconcile: Bool
  /// Counts up with every change of phase, rate or order; tokens are bound to it.
  public var revision: UInt32
  /// The number of the open session.
  public var session: UInt64?
  /// The order of the open session.
  public var order: OrderDocument?
  /// The rate ordered from the pump now.
  public var rate: RateDocument
  /// What was delivered in the session, as an interval that holds the truth.
  public var delivered: DeliveredDocument
  /// What is predicted of the drug in the patient; absent where nothing is (SR-056).
  public var prediction: PredictionDocument?
  /// The infusing time so far.
  public var elapsed: String
  /// The infusing time left until the order's duration or total, whichever comes first.
  public var timeLeft: String?
  /// What the pump tells.
  public var pump: PumpDocument
  /// The vital signs.
  public var vitals: [VitalDocument]
  /// Alarms that are on, the most urgent first.
  public var alarms: [AlarmDocument]
  /// What forbids a start now.
  public var startBlockers: [BlockerDocument]
  /// Why the next start, resume or raise would be refused now, whoever confirmed it; absent where nothing forbids it, or where
  /// none is possible in this phase.
  public var increaseBlocker: BlockerDocument?
  /// How long the phase has lasted.
  public var phaseFor: String
  /// How long nothing has spoken against a resume; absent while something does.
  public var resumableFor: String?
  /// What the newest read-back still needs; absent without one.
  public var needs: NeedsDocument?
  /// How long the session has been paused; absent when it is not.
  public var pausedFor: String?
  /// The rate before the pause; a resume is at most this; absent when nothing is paused.
  public var rateBeforePause: RateDocument?
  /// How long the patient is still to be watched after the last drug; absent when no recovery runs.
  public var recoveryLeft: String?
  /// Why the session gets no more drug; absent while it may.
  public var endedBy: String?
  /// Which step of the order runs, from 1; absent without an order.
  public var step: Int?
  /// The rate of the next step, which waits for a person at a hold point; absent where none waits.
  public var nextStepRate: RateDocument?
  /// What persons entered, newest value of each kind.
  public var observations: [ObservationDocument]
  /// The mean systolic pressure before the infusion, mmHg; absent without two readings.
  public var baselineSystolic: Int?
  /// The account of whoever answers for the patient.
  public var responsible: String?
  /// The account of whoever is about to take the patient.
  public var handoverTo: String?
  /// The fallback mode: `NORMAL`, `REDUCED`, `PAUSED`, `LINK-LOST`, `MANUAL` or `STOPPED`; absent where nothing has begun to
  /// infuse (SR-086).
  public var mode: String?
  /// What ends that mode.
  public var modeExit: String?
  /// What a person must do in it.
  public var modeAdvice: String?
  /// The limits that were changed for this session (SR-111).
  public var changedLimits: [LimitDocument]
  /// What is to be seen and heard in the room; absent where the answer has it once for all channels.
  public var room: RoomDocument?

  /// A channel of which only identity, phase and amounts are given; the rest is filled in by assignment.
  public init(
    channel: String, simulation: Bool, takenAtMs: Int64, snapshotAge: String, phase: String, cause: String, causeText: String,
    rate: RateDocument, delivered: DeliveredDocument, pump: PumpDocument
  ) {
    self.channel = channel
    self.simulation = simulation
    self.takenAtMs = takenAtMs
    self.snapshotAge = snapshotAge
    self.phase = phase
    self.cause = cause
    self.causeText = causeText
    self.rate = rate
    self.delivered = delivered
    self.pump = pump
    stopLatched = false
    needsReconcile = false
    revision = 0
    elapsed = "0 s"
    phaseFor = "0 s"
    vitals = []
    alarms = []
    startBlockers = []
    observations = []
    changedLimits = []
  }
}

/// An order as it was read back.
public struct OrderDocument: Codable, Hashable, Sendable {
  /// The clinic's code for the patient.
  public var patient: String
  /// The weight that the dose is scaled by.
  public var weight: String
  /// The drug with its enantiomer.
  public var drug: String
  /// The entry of the drug library.
  public var libraryEntry: String
  /// The concentration of the fluid.
  public var concentration: String
  /// The protocol.
  public var `protocol`: String
  /// What is ordered in all.
  public var total: AmountDocument
  /// The infusing time of the whole program.
  public var duration: String
  /// The steps of the program.
  public var steps: [StepDocument]
  /// Whether the order may only run on simulated devices.
  public var simulationOnly: Bool

  /// An order with every member given.
  public init(
    patient: String, weight: String, drug: String, libraryEntry: String, concentration: String, protocol: String,
    total: AmountDocument, duration: String, steps: [StepDocument], simulationOnly: Bool
  ) {
    self.patient = patient
    self.weight = weight
    self.drug = drug
    self.libraryEntry = libraryEntry
    self.concentration = concentration
    self.protocol = `protocol`
    self.total = total
    self.duration = duration
    self.steps = steps
    self.simulationOnly = simulationOnly
  }
}

/// One step of a program.
public struct StepDocument: Codable, Hashable, Sendable {
  /// The rate.
  public var rate: RateDocument
  /// How long the step lasts in infusing time.
  public var duration: String

  /// A step.
  public init(rate: RateDocument, duration: String) {
    self.rate = rate
    self.duration = duration
  }
}

/// One rate in the three ways that it is spoken of; the last two need an order and are absent without one.
public struct RateDocument: Codable, Hashable, Sendable {
  /// Fluid, mL/h.
  public var flow: String
  /// Drug per body mass, mg/kg/h.
  public var dose: String?
  /// Drug, mg/h.
  public var mass: String?

  /// A rate.
  public init(flow: String, dose: String? = nil, mass: String? = nil) {
    self.flow = flow
    self.dose = dose
    self.mass = mass
  }
}

/// One amount as fluid and as drug.
public struct AmountDocument: Codable, Hashable, Sendable {
  /// Fluid, mL.
  public var volume: String
  /// Drug, mg; absent without an order.
  public var mass: String?

  /// An amount.
  public init(volume: String, mass: String? = nil) {
    self.volume = volume
    self.mass = mass
  }
}

/// What was delivered, as an interval.
public struct DeliveredDocument: Codable, Hashable, Sendable {
  /// At least this much.
  public var atLeast: AmountDocument
  /// At most this much; limits are judged by it.
  public var atMost: AmountDocument

  /// An interval.
  public init(atLeast: AmountDocument, atMost: AmountDocument) {
    self.atLeast = atLeast
    self.atMost = atMost
  }
}

/// What the pump's link tells.
public struct PumpDocument: Codable, Hashable, Sendable {
  /// `connecting`, `up`, `silent` or `wrong-device`.
  public var link: String
  /// What the pump says that it does; absent before the first reading.
  public var state: String?
  /// The rate that the pump says it runs at.
  public var rate: String?
  /// How old the newest reading is.
  public var age: String?
  /// Whether 0 mL/h was observed by a reading begun after the stop was sent.
  public var zeroObserved: Bool
  /// The fate of the newest pump order: `none`, `underway`, `applied`, `refused` or `uncertain`.
  public var receipt: String
  /// Answers that were thrown away since the port was opened.
  public var badFrames: UInt64

  /// What a link tells.
  public init(link: String, zeroObserved: Bool, receipt: String, badFrames: UInt64) {
    self.link = link
    self.zeroObserved = zeroObserved
    self.receipt = receipt
    self.badFrames = badFrames
  }
}

/// One thing that forbids a start or resume.
public struct BlockerDocument: Codable, Hashable, Sendable {
  /// The interlock or the refusal, for programs.
  public var code: String
  /// The reason, for people.
  public var reason: String

  /// A blocker.
  public init(code: String, reason: String) {
    self.code = code
    self.reason = reason
  }
}

/// Something that a person entered about the patient.
public struct ObservationDocument: Codable, Hashable, Sendable {
  /// The scale, or `BP`.
  public var name: String
  /// The value: on its scale, or `SYSTOLIC/DIASTOLIC/MEAN`.
  public var value: String
  /// `mmHg` for a pressure; absent for a score.
  public var unit: String?
  /// How long ago it was entered.
  public var age: String
  /// The account of whoever entered it.
  public var by: String

  /// An observation with every member given.
  public init(name: String, value: String, unit: String?, age: String, by: String) {
    self.name = name
    self.value = value
    self.unit = unit
    self.age = age
    self.by = by
  }
}
