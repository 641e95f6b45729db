/// Every device of the inventory: the answer to `GET /v1/devices`.
public struct DeviceListDocument: Codable, Hashable, Sendable {
  /// The devices in the order of the channels.
  public var devices: [DeviceDocument]

  /// A list.
  public init(devices: [DeviceDocument]) { self.devices = devices }
}

/// One device of the inventory and how its line fares.
public struct DeviceDocument: Codable, Hashable, Sendable {
  /// Its name in the inventory.
  public var name: String
  /// The channel that it serves, or `the room`.
  public var channel: String
  /// `pump`, `monitor`, `loudspeaker` or `signal tower`.
  public var kind: String
  /// The driver.
  public var driver: String
  /// How far the driver was proven, for example `simulated-only`.
  public var maturity: String
  /// The path or address.
  public var path: String
  /// Whether the inventory declares it simulated.
  public var simulated: Bool
  /// `connecting`, `up`, `silent` or `wrong-device`; of an alarm output `up` or `lost`.
  public var link: String
  /// The serial number that the device told; absent when it told none.
  public var serialNumber: String?
  /// The firmware version that the device told, such as `1.0`; absent when it told none (SR-069).
  public var firmware: String?
  /// Answers or frames that parsed; absent where they are not counted.
  public var goodFrames: UInt64?
  /// Answers or frames that were thrown away; absent where they are not counted.
  public var badFrames: UInt64?

  /// A device of which nothing more is known.
  public init(
    name: String, channel: String, kind: String, driver: String, maturity: String, path: String, simulated: Bool, link: String
  ) {
    self.name = name
    self.channel = channel
    self.kind = kind
    self.driver = driver
    self.maturity = maturity
    self.path = path
    self.simulated = simulated
    self.link = link
  }
}
