public import Quantities
public import Safety
public import Therapy

/// What a start, resume or raise intends; it is durable before it acts (SR-131).
public enum IntentKind: UInt8, Sendable, BitwiseCopyable {
  case start, resume, raise, nextStep

  /// The name in records.
  public var name: String {
    switch self {
    case .start: "start"
    case .resume: "resume"
    case .raise: "raise"
    case .nextStep: "next-step"
    }
  }
}

/// Delivered volume and what is needed to find it again after a restart.
public struct DeliveryRecord: Hashable, Sendable, BitwiseCopyable {
  /// At least this much was delivered.
  public var atLeast: Volume
  /// At most this much was delivered.
  public var atMost: Volume
  /// The infusing time so far.
  public var elapsed: Interval
  /// The rate ordered last above zero.
  public var rate: FlowRate
  /// The pump's own account.
  public var account: CounterAccount
  /// Which step of the program runs.
  public var step: UInt8
  /// The infusing time at which it began.
  public var stepBegan: Interval
  /// Pauses that no person asked for (SR-026).
  public var automaticPauses: UInt8
  /// What is predicted from it; nil where nothing is (SR-056).
  public var prediction: Prediction?

  /// A record; in the first step, without automatic pauses and without a prediction unless given.
  public init(
    atLeast: Volume, atMost: Volume, elapsed: Interval, rate: FlowRate, account: CounterAccount, step: UInt8 = 0,
    stepBegan: Interval = .zero, automaticPauses: UInt8 = 0, prediction: Prediction? = nil
  ) {
    self.step = step
    self.stepBegan = stepBegan
    self.automaticPauses = automaticPauses
    self.prediction = prediction
    self.atLeast = atLeast
    self.atMost = atMost
    self.elapsed = elapsed
    self.rate = rate
    self.account = account
  }
}

/// What happened, for the journal.
public enum ControlEvent: Sendable, BitwiseCopyable {
  /// A session was prepared; the order itself stands in the tick's `preparedOrders`.
  case prepared(by: UserID)
  /// A start, resume or raise to this rate was confirmed; it acts once this record is durable.
  case intent(IntentKind, rate: FlowRate, by: UserID, command: CommandID)
  /// An intent was withdrawn before it acted.
  case withdrawn(IntentKind, Refusal)
  /// A command was accepted.
  case accepted(CommandKind, by: UserID, command: CommandID)
  /// A command was refused.
  case refused(CommandKind, Refusal, by: UserID, command: CommandID)
  /// The session changed its phase.
  case phase(from: SessionPhase, to: SessionPhase, cause: PhaseCause)
  /// The pump was ordered another rate.
  case ordered(rate: FlowRate, vtbi: Volume, sequence: UInt64)
  /// The fate of a pump order.
  case receipt(DeliveryReceipt, sequence: UInt64)
  /// Volume delivered so far.
  case delivered(DeliveryRecord)
  /// An alarm changed.
  case alarm(AlarmEvent)
  /// The stop latch was set or cleared.
  case stopLatch(Bool)
  /// The pump's own account broke off (restart or cleared counter): what it delivered is bounded, not known.
  case counterBroke(at: Volume)
  /// An operator accepted what the pump says.
  case reconciled(by: UserID)
  /// A session was closed while nobody knew what its pump did (SR-034).
  case abandoned(by: UserID)
  /// The rate was cut automatically (SR-050).
  case reduced(to: FlowRate, cause: Interlock)
  /// A person entered a score.
  case score(ClinicalScale, Int8, by: UserID)
  /// A person entered a blood pressure, mmHg.
  case cuff(systolic: Int32, diastolic: Int32, mean: Int32, by: UserID)
  /// The patient was handed over (SR-126).
  case handedOver(from: UserID?, to: UserID)
  /// The limits of a vital sign were changed for this session (SR-111).
  case limits(LimitedSignal, SignalLimits, by: UserID)
  /// The audio of the room's alarms was paused (SR-104).
  case audioPaused(for: Interval, by: UserID)
  /// A person confirmed that all alarm outputs of the room were seen and heard (SR-112).
  case alarmsTested(by: UserID)
}

/// One entry of the control step for the journal.
public struct ControlRecord: Sendable, BitwiseCopyable {
  /// Counts up from 1 since the daemon started.
  public let sequence: UInt64
  /// When it happened.
  public let at: Instant
  /// The channel's index.
  public let channel: UInt8
  /// The session; nil when none is open.
  public let session: SessionID?
  /// What happened.
  public let event: ControlEvent
}
