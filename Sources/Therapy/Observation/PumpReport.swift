public import Quantities

/// What an infusion pump says that it does.
public enum PumpState: UInt8, Sendable, BitwiseCopyable {
  case off, selfTest, idle, infusing, paused, bolus, keepVeinOpen, alarmStopped, fault

  /// The name for programs.
  public var name: String {
    switch self {
    case .off: "off"
    case .selfTest: "self-test"
    case .idle: "idle"
    case .infusing: "infusing"
    case .paused: "paused"
    case .bolus: "bolus"
    case .keepVeinOpen: "keep-vein-open"
    case .alarmStopped: "alarm-stopped"
    case .fault: "fault"
    }
  }

  /// Whether the pump may be moving fluid in this state.
  @inlinable public var isFlowing: Bool {
    switch self {
    case .infusing, .bolus, .keepVeinOpen: true
    case .off, .selfTest, .idle, .paused, .alarmStopped, .fault: false
    }
  }
}

/// The alarms of an infusion pump in the project's own vocabulary; each driver maps its device's codes to these (SR-064).
public struct PumpAlarms: OptionSet, Hashable, Sendable, BitwiseCopyable {
  /// One bit per alarm.
  public let rawValue: UInt32
  /// The set with these bits.
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The line is blocked.
  @inlinable public static var occlusion: PumpAlarms { PumpAlarms(rawValue: 1 << 0) }
  /// Air in the line.
  @inlinable public static var airInLine: PumpAlarms { PumpAlarms(rawValue: 1 << 1) }
  /// The container is empty or the infusion has ended.
  @inlinable public static var empty: PumpAlarms { PumpAlarms(rawValue: 1 << 2) }
  /// The container is nearly empty.
  @inlinable public static var nearEmpty: PumpAlarms { PumpAlarms(rawValue: 1 << 3) }
  /// Syringe or cassette removed.
  @inlinable public static var syringeRemoved: PumpAlarms { PumpAlarms(rawValue: 1 << 4) }
  /// Door or clamp open.
  @inlinable public static var doorOpen: PumpAlarms { PumpAlarms(rawValue: 1 << 5) }
  /// The motor stalled.
  @inlinable public static var motor: PumpAlarms { PumpAlarms(rawValue: 1 << 6) }
  /// The pump itself measured a rate deviation.
  @inlinable public static var rateDeviation: PumpAlarms { PumpAlarms(rawValue: 1 << 7) }
  /// The pump's communication watchdog stopped it.
  @inlinable public static var communicationWatchdog: PumpAlarms { PumpAlarms(rawValue: 1 << 8) }
  /// Mains power lost.
  @inlinable public static var powerLost: PumpAlarms { PumpAlarms(rawValue: 1 << 9) }
  /// Battery low.
  @inlinable public static var batteryLow: PumpAlarms { PumpAlarms(rawValue: 1 << 10) }
  /// Battery empty.
  @inlinable public static var batteryEmpty: PumpAlarms { PumpAlarms(rawValue: 1 << 11) }
  /// A sensor of the pump failed.
  @inlinable public static var sensorFault: PumpAlarms { PumpAlarms(rawValue: 1 << 12) }
  /// Internal fault.
  @inlinable public static var internalFault: PumpAlarms { PumpAlarms(rawValue: 1 << 13) }
  /// The program in the pump failed its check.
  @inlinable public static var programFault: PumpAlarms { PumpAlarms(rawValue: 1 << 14) }
  /// The pump restarted and lost its configuration.
  @inlinable public static var configurationLost: PumpAlarms { PumpAlarms(rawValue: 1 << 15) }
  /// The pump reminds that nothing was done.
  @inlinable public static var reminder: PumpAlarms { PumpAlarms(rawValue: 1 << 16) }
  /// A test alarm.
  @inlinable public static var test: PumpAlarms { PumpAlarms(rawValue: 1 << 17) }
  /// A code that the driver does not know: treated as the worst (SR-064).
  @inlinable public static var unknown: PumpAlarms { PumpAlarms(rawValue: 1 << 18) }

  /// Alarms that do not stop an infusion by themselves: they warn.
  @inlinable public static var advisory: PumpAlarms {
    PumpAlarms(rawValue: (1 << 3) | (1 << 9) | (1 << 10) | (1 << 16))
  }

  /// Alarms whose cause ends when remote control takes the pump again; every other cause is a person's to remove.
  @inlinable public static var endedByControl: PumpAlarms {
    PumpAlarms(rawValue: (1 << 8) | (1 << 15))
  }
}

/// One complete reading of an infusion pump.
public struct PumpReport: Hashable, Sendable, BitwiseCopyable {
  /// What the pump does.
  public var state: PumpState
  /// Whether remote control is ours, not the keypad's.
  public var isRemotelyOwned: Bool
  /// The rate that the pump says it runs at; zero when not flowing.
  public var rate: FlowRate
  /// The pump's own counter of volume infused, truncated to its resolution.
  public var infused: Volume
  /// The resolution of that counter.
  public var infusedResolution: Volume
  /// Volume left of the VTBI; nil when the pump has no limit programmed.
  public var vtbiRemaining: Volume?
  /// Alarms whose cause is present.
  public var liveAlarms: PumpAlarms
  /// Alarms that are kept until cleared.
  public var latchedAlarms: PumpAlarms
  /// Time left on the pump's communication watchdog; zero when tripped or disarmed.
  public var watchdogRemaining: Interval
  /// The device's serial number.
  public var serialNumber: UInt32
  /// The device's firmware version as it tells it; nil where it tells none (SR-069).
  public var firmware: UInt16?
  /// When the request for this reading was sent: the earliest moment that it can speak of.
  public var readBegan: Instant
  /// When the answer was complete.
  public var readEnded: Instant

  /// A report with every field given.
  public init(
    state: PumpState, isRemotelyOwned: Bool, rate: FlowRate, infused: Volume, infusedResolution: Volume,
    vtbiRemaining: Volume?, liveAlarms: PumpAlarms, latchedAlarms: PumpAlarms, watchdogRemaining: Interval,
    serialNumber: UInt32, readBegan: Instant, readEnded: Instant
  ) {
    self.state = state
    self.isRemotelyOwned = isRemotelyOwned
    self.rate = rate
    self.infused = infused
    self.infusedResolution = infusedResolution
    self.vtbiRemaining = vtbiRemaining
    self.liveAlarms = liveAlarms
    self.latchedAlarms = latchedAlarms
    self.watchdogRemaining = watchdogRemaining
    self.serialNumber = serialNumber
    self.readBegan = readBegan
    self.readEnded = readEnded
  }

  /// Whether the pump says that it restarted and lost its configuration, and nobody has cleared that yet.
  @inlinable public var hasRestarted: Bool {
    (liveAlarms.rawValue | latchedAlarms.rawValue) & PumpAlarms.configurationLost.rawValue != 0
  }

  /// Whether the cause of an alarm is present that a person has to remove before it can be cleared.
  @inlinable public var hasCauseToRemove: Bool {
    liveAlarms.rawValue & ~(PumpAlarms.advisory.rawValue | PumpAlarms.endedByControl.rawValue) != 0
  }

  /// Whether the pump says that no fluid moves.
  @inlinable public var isAtZero: Bool { !state.isFlowing && rate == .zero }
}

/// Up to four firmware versions that were approved for a pump (SR-069).
public struct ApprovedFirmware: Hashable, Sendable, BitwiseCopyable {
  /// The most versions that can be approved.
  @inlinable public static var limit: Int { 4 }

  private var first: UInt16
  private var second: UInt16
  private var third: UInt16
  private var fourth: UInt16

  /// The approved versions; nil for none or more than four.
  public init?(_ versions: [UInt16]) {
    guard let last = versions.last, versions.count <= Self.limit else { return nil }
    // Fewer than four: the last one stands in the places that are left.
    func version(_ index: Int) -> UInt16 { index < versions.count ? versions[index] : last }
    (first, second, third, fourth) = (version(0), version(1), version(2), version(3))
  }

  /// Whether `version` was approved.
  @_noAllocation @_noLocks
  public func contains(_ version: UInt16) -> Bool {
    version == first || version == second || version == third || version == fourth
  }
}
