public import Quantities
public import Therapy

/// Whether the journal takes entries.
public struct JournalCondition: Hashable, Sendable, BitwiseCopyable {
  /// Since when writing fails; nil while it works.
  public var failingSince: Instant?

  /// A journal in this condition.
  @_noAllocation @_noLocks
  public init(failingSince: Instant? = nil) { self.failingSince = failingSince }
}

/// Everything that the interlocks may know about one channel at one instant: facts, never session state.
public struct Situation: Sendable, BitwiseCopyable {
  /// The instant of the judgement.
  public var now: Instant
  /// What the order of the open session says; nil when no session is open.
  public var order: OrderTerms? {
    @_noAllocation @_noLocks get { hasOrder ? terms : nil }
    @_noAllocation @_noLocks set {
      hasOrder = newValue != nil
      terms = newValue ?? OrderTerms()
    }
  }
  /// Not stored as an optional: whoever looks at one of its figures would be handed a copy of all of it.
  private var hasOrder = false
  private var terms = OrderTerms()
  /// The rate that the program or the operator asks for; zero when nobody asks for flow.
  public var requested: FlowRate
  /// The rate of the newest pump order.
  public var ordered: FlowRate
  /// Since when that rate is ordered.
  public var orderedSince: Instant
  /// The sequence number of that order.
  public var orderSequence: UInt64
  /// The most that may have been delivered in this session, up to now (law 4).
  public var deliveredAtMost: Volume
  /// The newest readings of the patient's monitor.
  public var vitals: VitalSigns
  /// Whether a second monitor watches the same patient (SR-048).
  public var hasSecondMonitor: Bool
  /// Its newest readings.
  public var secondVitals: VitalSigns
  /// When each signal last had a good value from any source, by `VitalSignal.rawValue`; nil where it never had one.
  public var lastGood: InlineArray<4, Instant?>
  /// Since when no value of one of the monitors has moved; nil while all of them move.
  public var frozenSince: Instant?
  /// The limits of vital signs in this session (SR-111).
  public var limits: VitalLimits
  /// Whether the patient's call button is pressed.
  public var isPatientCalling: Bool
  /// What the pump's link tells.
  public var pump: PumpObservation
  /// The firmware that was approved for the pump; nil where any is taken (SR-069).
  public var approvedFirmware: ApprovedFirmware?
  /// The firmware that the pump told when the session was prepared; nil when it told none.
  public var sessionFirmware: UInt16?
  /// How many damaged answers of one device came within the last 10 s, up to 3 (SR-073).
  public var damagedAnswers: Int
  /// The smallest rate step of the pump.
  public var pumpResolution: FlowRate
  /// Whether the journal takes entries.
  public var journal: JournalCondition
  /// What is known of the machine that this runs on.
  public var machine: MachineCondition
  /// The time between this control step and the one before it.
  public var controlGap: Interval
  /// How long an order lives without renewal.
  public var lease: Interval
  /// The infusing time so far.
  public var elapsed: Interval
  /// When flow was first permitted in this session; nil before.
  public var flowBegan: Instant?
  /// When the rate was last raised: by a start, a resume or a raise; nil before.
  public var increasedAt: Instant?
  /// The newest scores that persons entered.
  public var scores: ClinicalScores
  /// The newest blood pressure.
  public var cuff: CuffReading?
  /// The mean systolic pressure before the infusion, mmHg; nil without two readings (SR-059).
  public var baselineSystolic: Int32?
  /// The highest concentration in plasma or at the effect site that any of the models predicts for now and the next 10 min; nil
  /// while nothing is predicted (SR-055).
  public var predictedConcentration: PlasmaConcentration?
  /// The least that may have been delivered in this session (law 4).
  public var deliveredAtLeast: Volume
  /// The integral of the ordered rates in this session (SR-011).
  public var commanded: Volume
  /// What the pump's counter has grown by since it was seen at rest with 0 mL/h ordered.
  public var restGrowth: Volume
  /// For how long the session has been paused; nil when it is not.
  public var pausedFor: Interval?
  /// Pauses that no person asked for: in the last 10 min, and in the session (SR-026).
  public var automaticPauses: (recent: Int, total: Int)
  /// Whether somebody has taken the pump at its own keypad (SR-072).
  public var isUnderLocalControl: Bool
  /// Whether the session was closed while nobody knew what its pump did, and nobody has reconciled since.
  public var isAbandoned: Bool
  /// Whether the session gets no more drug and its pump was seen at rest: the patient recovers.
  public var isOver: Bool
  /// The time since drug may last have flowed, in a session that gets no more; nil before that and once the recovery is over.
  public var recoveringFor: Interval?
  /// When the rate was last cut automatically; nil before (SR-050).
  public var reducedAt: Instant?
  /// Whether the program's next step up waits for a person.
  public var waitsAtHoldPoint: Bool

  /// A situation without a session, a report or a reading.
  @_noAllocation @_noLocks
  public init(now: Instant, lease: Interval, pumpResolution: FlowRate) {
    self.now = now
    requested = .zero
    ordered = .zero
    orderedSince = now
    orderSequence = 0
    deliveredAtMost = .zero
    vitals = VitalSigns()
    hasSecondMonitor = false
    secondVitals = VitalSigns()
    limits = VitalLimits()
    isPatientCalling = false
    damagedAnswers = 0
    lastGood = InlineArray(repeating: nil)
    pump = PumpObservation()
    self.pumpResolution = pumpResolution
    journal = JournalCondition()
    machine = MachineCondition()
    controlGap = .zero
    self.lease = lease
    elapsed = .zero
    scores = ClinicalScores()
    deliveredAtLeast = .zero
    commanded = .zero
    restGrowth = .zero
    automaticPauses = (0, 0)
    isUnderLocalControl = false
    isAbandoned = false
    isOver = false
    waitsAtHoldPoint = false
  }

  /// What the order leaves to be infused when everything that may have been delivered counts (SR-010).
  public var remaining: Volume {
    @_noAllocation @_noLocks get {
      guard let order else { return .zero }
      return order.total.remaining(after: deliveredAtMost)
    }
  }

  /// Whether a pump is at a patient, or may be.
  var hasPatient: Bool {
    @_noAllocation @_noLocks get { order != nil || isAbandoned }
  }

  /// Whether the infusion is over and the newest reading, however old, shows a pump at rest: it may be switched off.
  var isAtRestForGood: Bool {
    @_noAllocation @_noLocks get { isOver && pump.report?.isAtZero == true && restGrowth <= Volume(microliters: 100) }
  }

  /// Whether 0 mL/h is ordered and the pump has been seen to have obeyed.
  public var zeroIsObserved: Bool {
    @_noAllocation @_noLocks get { ordered == .zero && pump.confirmsZero(of: orderSequence, orderedSince: orderedSince) }
  }
}
