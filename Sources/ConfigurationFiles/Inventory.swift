public import Controller
public import Quantities

/// A Modbus line that pumps hang on.
public struct BusEntry: Hashable, Sendable {
  /// The name that pumps refer to.
  public let name: String
  /// The tty, an absolute path.
  public let path: String
  /// Bits per second.
  public let baud: UInt32
}

/// An infusion pump that may be driven.
public struct PumpEntry: Hashable, Sendable {
  /// The name that channels refer to.
  public let name: String
  /// The driver's name.
  public let driver: String
  /// The name of its bus.
  public let bus: String
  /// Its Modbus unit, 1 to 247.
  public let unit: UInt8
  /// The serial number that the device must show; another one is a wrong device (SR-153).
  public let serial: UInt32
  /// The smallest rate step (SR-016).
  public let resolution: FlowRate
  /// The fastest rate.
  public let maximumRate: FlowRate
  /// Whether it is declared simulated.
  public let isSimulated: Bool
}

/// A patient monitor that may be listened to.
public struct MonitorEntry: Hashable, Sendable {
  /// The name that channels refer to.
  public let name: String
  /// The driver's name.
  public let driver: String
  /// The tty, an absolute path.
  public let path: String
  /// Bits per second.
  public let baud: UInt32
  /// Whether it is declared simulated.
  public let isSimulated: Bool
}

/// One channel: a pump and the monitors of the same patient, with everything looked up.
public struct ChannelEntry: Hashable, Sendable {
  /// The name that operators use.
  public let name: String
  /// Its pump.
  public let pump: PumpEntry
  /// The bus of that pump.
  public let bus: BusEntry
  /// Its monitors, at least one.
  public let monitors: [MonitorEntry]

  /// Whether every device of the channel is declared simulated.
  public var isSimulated: Bool { pump.isSimulated && monitors.allSatisfy(\.isSimulated) }

  /// What the controller is told about the channel, without the clinic's limits, which are no matter of the inventory:
  /// `Configuration.setups` has both.
  public var setup: ChannelSetup {
    ChannelSetup(resolution: pump.resolution, fastest: pump.maximumRate, isSimulated: isSimulated)
  }
}

/// Which devices may be opened and which of them form a channel: the inventory grants permission, the driver's handshake
/// gives proof.
public struct Inventory: Hashable, Sendable {
  /// The Modbus lines.
  public let buses: [BusEntry]
  /// The infusion pumps.
  public let pumps: [PumpEntry]
  /// The monitors.
  public let monitors: [MonitorEntry]
  /// The channels, 1 to 4, in the order of the file: a channel's index is its place here.
  public let channels: [ChannelEntry]

  /// The bits per second that a tty of Linux can be set to and that a device of this trade uses.
  static let baudRates = [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200, 230_400, 460_800, 921_600]
  /// The longest line of devices that is read.
  static let deviceLimit = 32
}
