import Quantities
import Safety
import Therapy

/// The state of one channel: a session, what is believed of its pump and patient, and what is ordered. No heap, no string.
///
/// What is read of it at every step is inlined: a call would be handed a copy of all of it.
struct Channel: BitwiseCopyable {
  let index: UInt8
  let setup: ChannelSetup

  // The session.
  var phase = SessionPhase.idle
  var cause = PhaseCause.command
  /// When that phase was entered.
  var phaseSince: Instant
  var session: SessionID?
  var order: Order? { didSet { terms = order.map(OrderTerms.init) } }
  /// What the interlocks judge the order by.
  private var terms: OrderTerms?
  var isStopLatched = false
  var needsReconcile = false
  /// The patient of a session that was closed while nobody knew what its pump did; until somebody reconciles, the pump may
  /// still be at this patient and its alarms go on.
  var abandoned: Label?
  /// That session, and its delivery record when it was closed; nil after a restart.
  var abandonedRecord: (session: SessionID, delivery: DeliveryRecord)?
  var revision: UInt32 = 0
  var course = Course()
  var pauses = PauseMemory()
  var startingSince = Instant.boot
  /// Whether the zero that is waited for ends the session by itself.
  var isFinishing = false
  /// Whether the session had ended when a restart found it open: it gets no more drug.
  var hasEnded = false
  /// Why the session gets no more drug; nil while it may.
  var endCause: PhaseCause?
  var offer: Offer?
  var pending: PendingIntent?
  /// Who answers for the patient: whoever started, resumed, or took the patient over (SR-126).
  var responsible: UserID?
  var handover: Handover?
  /// When a person last did something with this channel (inactivity).
  var touchedAt = Instant.boot

  // What is believed.
  var delivered = DeliveredVolume()
  /// What the infusion has left in the patient; nil without an order.
  var exposure: Exposure?
  /// What is predicted, and when that was; nil without an order, and after a restart until the pump has been read (SR-055).
  var prediction: Prediction?
  var predictedAt = Instant.boot
  /// The highest level of any model in the whole order, from its beginning.
  var orderPeak = PlasmaConcentration.zero
  /// The highest level if the smallest raise, or the usual resume, were made now: for people; nil where none is possible.
  var nextPeak: PlasmaConcentration?
  var requests = StopRequests()
  var pump = PumpObservation()
  var monitor = MonitorObservation()
  var secondMonitor: MonitorObservation?
  var lastGood: InlineArray<4, Instant?> = InlineArray(repeating: nil)
  /// Since when the values of each monitor stand still, and how many damaged answers came.
  var watches: InlineArray<2, MonitorWatch> = InlineArray(repeating: MonitorWatch())
  var pumpDamage = DamageWatch()
  var isCalling = false
  /// The firmware that the pump told when the session was prepared (SR-069).
  var firmware: UInt16?
  var observed = HandObservations()
  var lastRecordedDelivery = Instant.boot
  /// The upper end of the newest delivery record.
  var recordedAtMost = Volume.zero
  /// The pump's counter when it was first seen at rest under the 0 mL/h of now; nil before (SR-063).
  var restCounter: Volume?
  /// Whether the pump was seen under our control in this session (SR-072).
  var wasOwned = false
  /// Whether somebody took the pump at its keypad when the session had nothing more to lose by it: it is left to them (SR-072).
  var isTakenOver = false
  /// Whether 0 mL/h is to be ordered anew, so that a stop goes out and is read back before anything flows.
  var needsProof = false

  // What was judged.
  /// The limits of vital signs in this session (SR-111).
  var limits: VitalLimits
  /// Whether the alarm outputs of the room were tested since the daemon started (SR-020).
  var alarmsAreTested = false
  /// What happened with alarms in this step, for lamps and sounders.
  var demand = AlarmDemand()
  var startBlockers = InterlockSet()
  var resumableSince: Instant?

  // What is ordered.
  var ordered = FlowRate.zero
  var orderedSince: Instant
  var orderSequence: UInt64 = 0
  var isEngaged = false
  /// Whether the order of now starts the pump.
  var begins = false
  var clearsAlarms = false
  var clearsAlarmsUntil = Instant.boot
  var wasClearing = false

  init(index: UInt8, setup: ChannelSetup, startedAt: Instant) {
    self.index = index
    self.setup = setup
    orderedSince = startedAt
    phaseSince = startedAt
    limits = setup.limits
  }

  /// Whether 0 mL/h is ordered and observed.
  var zeroIsObserved: Bool {
    @inline(__always) get { ordered == .zero && pump.confirmsZero(of: orderSequence, orderedSince: orderedSince) }
  }

  /// Whether the pump is in somebody's hands at its keypad.
  var isUnderLocalControl: Bool { @inline(__always) get { phase == .manual || isTakenOver } }

  /// The volume that the order leaves when all that may have been delivered counts (SR-010).
  var remaining: Volume { @inline(__always) get { order?.program.total.remaining(after: delivered.atMost) ?? .zero } }

  /// The infusing time that the order leaves.
  var timeLeft: Interval { @inline(__always) get { order?.program.duration.remaining(after: course.elapsed) ?? .zero } }

  /// The rate that persons have authorized and that nothing has lowered since; zero where nothing may flow.
  var requested: FlowRate { @inline(__always) get { phase.allowsFlow && timeLeft > .zero ? course.authorized : .zero } }

  /// For how long the session has been paused; nil when it is not.
  @inline(__always)
  func pausedFor(at now: Instant) -> Interval? {
    // A resume that waits for the journal has not ended the pause yet.
    let isPaused = phase == .paused || (phase == .awaitingJournal && course.flowBegan != nil)
    return isPaused ? now.since(pauses.since) : nil
  }

  /// Since when, in the pause of now, nothing has spoken against a resume; nil while something does (SR-023).
  var calmSince: Instant? { resumableSince.map { $0 > pauses.since ? $0 : pauses.since } }

  /// What the newest read-back still asks for; nil without one whose token is alive.
  func needs(at now: Instant) -> Confirmations? {
    offer.flatMap { now.since($0.madeAt) <= Offer.life ? $0.needs : nil }
  }

  /// Who may take the patient over now.
  func handoverTo(at now: Instant) -> UserID? {
    handover.flatMap { now.since($0.at) <= Handover.life ? $0.to : nil }
  }

  /// What is left of the time for which the patient is watched after the last drug (SR-034).
  @inline(__always)
  func recoveryLeft(at now: Instant) -> Interval {
    guard let order, let last = course.lastDrugAt else { return .zero }
    return order.monitoring.recovery.remaining(after: now.since(last))
  }

  /// What the pump's counter has grown by at rest, in a session that has flowed (SR-063).
  var restGrowth: Volume {
    @inline(__always) get {
      guard phase.hasFlowed || abandoned != nil, let restCounter, let report = pump.report else { return .zero }
      return report.infused.remaining(after: restCounter)
    }
  }

  /// The facts that the interlocks judge. Changes nothing; it is mutating so that the whole channel is not copied for it.
  mutating func situation(
    at now: Instant, after gap: Interval, _ machine: MachineCondition, journal: JournalCondition, lease: Interval
  ) -> Situation {
    var situation = Situation(now: now, lease: lease, pumpResolution: setup.resolution)
    situation.order = terms
    situation.requested = requested
    situation.ordered = ordered
    situation.orderedSince = orderedSince
    situation.orderSequence = orderSequence
    situation.deliveredAtLeast = delivered.atLeast
    situation.deliveredAtMost = delivered.atMost
    situation.commanded = course.commanded.volume
    situation.predictedConcentration = prediction?.highestAhead
    situation.vitals = monitor.vitals
    if let secondMonitor {
      situation.hasSecondMonitor = true
      situation.secondVitals = secondMonitor.vitals
    }
    situation.frozenSince = frozenSince(at: now)
    situation.limits = limits
    situation.isPatientCalling = isCalling
    situation.approvedFirmware = setup.firmware
    situation.sessionFirmware = firmware
    situation.damagedAnswers = damagedAnswers(at: now)
    situation.machine = machine
    situation.lastGood = lastGood
    situation.pump = pump
    situation.journal = journal
    situation.controlGap = gap
    situation.elapsed = course.elapsed
    situation.flowBegan = course.flowBegan
    situation.increasedAt = course.increasedAt
    situation.scores = observed.scores
    situation.cuff = observed.cuff
    situation.baselineSystolic = observed.baseline.systolic
    situation.restGrowth = restGrowth
    situation.pausedFor = pausedFor(at: now)
    situation.automaticPauses = (pauses.recent(at: now), pauses.automatic)
    situation.isAbandoned = abandoned != nil
    situation.isOver = phase.isOver
    let isRecovering = phase.isOver && recoveryLeft(at: now) > .zero
    situation.recoveringFor = isRecovering ? course.lastDrugAt.map { now.since($0) } : nil
    situation.reducedAt = course.reducedAt
    // Whoever has reconciled knows of it; the pump stays theirs all the same.
    situation.isUnderLocalControl = phase == .manual || (isTakenOver && needsReconcile)
    if let order { situation.waitsAtHoldPoint = course.isAtHoldPoint(of: order.program) }
    return situation
  }
}

/// What the safety evaluation of a channel remembers: apart from the session, which cannot touch it (SR-080).
struct Watchfulness: BitwiseCopyable {
  var memories = InterlockMemories()
  var alarms = AlarmSystem()
}

/// A patient about to be handed over.
struct Handover: BitwiseCopyable {
  var to: UserID
  var at: Instant

  /// How long it may take to be answered (SR-126: 5 min without a named person alarm).
  static var life: Interval { .minutes(5) }
}
