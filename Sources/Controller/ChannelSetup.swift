public import Quantities
import Safety
public import Therapy

/// What the configuration fixes about one channel for the life of the daemon.
public struct ChannelSetup: Sendable, BitwiseCopyable {
  /// The smallest rate step of the pump; rates are rounded down to it (SR-016).
  public var resolution: FlowRate
  /// The fastest rate that the pump can run.
  public var fastest: FlowRate
  /// Whether every device of the channel is declared simulated.
  public var isSimulated: Bool
  /// The firmware versions of the pump that were approved; nil where the inventory names none and any is taken (SR-069).
  public var firmware: ApprovedFirmware?
  /// The clinic's limits of vital signs, which each session begins with (SR-111).
  public var limits = VitalLimits()

  /// A setup with every field given; any firmware and the default limits unless set.
  public init(resolution: FlowRate, fastest: FlowRate, isSimulated: Bool) {
    self.resolution = resolution
    self.fastest = fastest
    self.isSimulated = isSimulated
  }
}

/// A session that the journal shows as open when the daemon starts.
public struct SessionRecovery: Sendable, BitwiseCopyable {
  /// The session.
  public var session: SessionID
  /// Its order.
  public var order: Order
  /// The newest delivery record; nil when the journal has none.
  public var delivery: DeliveryRecord?
  /// Whether the session had been stopped or completed: it gets no more drug.
  public var hasEnded: Bool
  /// For how long nothing has been infused; nil when no clock tells, and then the session gets no more drug (SR-025).
  public var pausedFor: Interval?
  /// What the session and the patient's sessions before it have left in the patient; nil where the journal does not tell.
  public var exposure: Exposure?

  /// A recovery; without a known time of the pause unless given.
  public init(
    session: SessionID, order: Order, delivery: DeliveryRecord?, hasEnded: Bool, pausedFor: Interval? = nil
  ) {
    self.pausedFor = pausedFor
    self.session = session
    self.order = order
    self.delivery = delivery
    self.hasEnded = hasEnded
  }
}
