public import Quantities
public import Safety
public import Therapy

/// A snapshot of one channel for people and programs; never an input of a decision.
public struct ChannelView: Sendable, BitwiseCopyable {
  /// When the snapshot was taken.
  public var at: Instant
  /// The phase.
  public var phase: SessionPhase
  /// Why that phase was entered.
  public var cause: PhaseCause
  /// Whether a stop is latched.
  public var isStopLatched: Bool
  /// Whether an operator must reconcile before anything can be started.
  public var needsReconcile: Bool
  /// Counts up with every change of phase, rate or order.
  public var revision: UInt32
  /// The open session.
  public var session: SessionID?
  /// Its order.
  public var order: Order?
  /// The rate ordered now.
  public var ordered: FlowRate
  /// At least this much was delivered in the session.
  public var deliveredAtLeast: Volume
  /// At most this much was delivered in the session.
  public var deliveredAtMost: Volume
  /// What is predicted of the drug in the patient; nil where nothing is (SR-056).
  public var prediction: Prediction?
  /// The infusing time so far.
  public var elapsed: Interval
  /// What the pump's link tells.
  public var pump: PumpObservation
  /// Whether 0 mL/h is observed.
  public var zeroIsObserved: Bool
  /// What the monitors tell.
  public var monitor: MonitorObservation
  /// The alarms.
  public var alarms: AlarmSystem
  /// Interlocks that forbid a start now.
  public var startBlockers: InterlockSet
  /// Since when a resume is not blocked; nil while it is.
  public var resumableSince: Instant?
  /// What the newest read-back still asks for; nil without one whose token is alive.
  public var needs: Confirmations?
  /// The highest predicted level of what that read-back would bring; nil without one.
  public var offeredPeak: PlasmaConcentration?
  /// The rate before the pause of now, or the last one.
  public var rateBeforePause = FlowRate.zero
  /// For how long the session has been paused; nil when it is not.
  public var pausedFor: Interval?
  /// For how long the patient is still to be watched after the last drug (SR-034).
  public var recoveryLeft = Interval.zero
  /// Which step of the program runs, from 0.
  public var step = 0
  /// The rate of the step that waits at a hold point; nil where none does.
  public var nextStepRate: FlowRate?
  /// What persons entered about the patient.
  public var observed = HandObservations()
  /// What the second monitor tells; nil where the channel has none.
  public var secondMonitor: MonitorObservation?
  /// The limits of vital signs in this session (SR-111).
  public var limits = VitalLimits()
  /// The clinic's limits, which the next session begins with.
  public var clinicLimits = VitalLimits()
  /// Whether the alarm outputs of the room were tested since the daemon started (SR-020).
  public var alarmsAreTested = false
  /// What is to be seen and heard in the room.
  public var signal = AlarmSignal(at: .boot)
  /// Who answers for the patient.
  public var responsible: UserID?
  /// Who is about to take the patient over.
  public var handoverTo: UserID?
  /// Why the session gets no more drug; nil while it may.
  public var endCause: PhaseCause?
  /// Since when the phase lasts.
  public var phaseSince = Instant.boot
  /// Why the next increase would be refused now, whoever confirmed it: a start, a resume or a raise; nil where nothing forbids
  /// it, or where none is possible in this phase.
  public var increaseRefusal: Refusal?
}
