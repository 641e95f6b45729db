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
  /// The order of the open session, with its limits; nil when no session is open.
  public var order: Order?
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
  /// The newest readings of the patient's monitors.
  public var vitals: VitalSigns
  /// When each signal last had a good value, by `VitalSignal.rawValue`; nil where it never had one.
  public var lastGood: InlineArray<2, Instant?>
  /// What the pump's link tells.
  public var pump: PumpObservation
  /// The smallest rate step of the pump.
  public var pumpResolution: FlowRate
  /// Whether the journal takes entries.
  public var journal: JournalCondition
  /// The time between this control step and the one before it.
  public var controlGap: Interval
  /// How long an order lives without renewal.
  public var lease: Interval

  /// A situation without a session, a report or a reading.
  @_noAllocation @_noLocks
  public init(now: Instant, lease: Interval, pumpResolution: FlowRate) {
    self.now = now
    order = nil
    requested = .zero
    ordered = .zero
    orderedSince = now
    orderSequence = 0
    deliveredAtMost = .zero
    vitals = VitalSigns()
    lastGood = InlineArray(repeating: nil)
    pump = PumpObservation()
    self.pumpResolution = pumpResolution
    journal = JournalCondition()
    controlGap = .zero
    self.lease = lease
  }

  /// What the order leaves to be infused when everything that may have been delivered counts (SR-010).
  public var remaining: Volume {
    @_noAllocation @_noLocks get {
      guard let order else { return .zero }
      return order.program.total.remaining(after: deliveredAtMost)
    }
  }

  /// Whether 0 mL/h is ordered and the pump has been seen to have obeyed.
  public var zeroIsObserved: Bool {
    @_noAllocation @_noLocks get { ordered == .zero && pump.confirmsZero(orderedSince: orderedSince) }
  }
}
