public import Quantities

/// How far a driver was proven.
public enum DriverMaturity: UInt8, Sendable {
  /// No such device exists outside the simulator.
  case simulatedOnly
  /// Written from documents; never run on the device. Needs `accept_unproven = true` in the inventory (SR-153).
  case unproven
  /// Run on the device with the conformance kit.
  case proven
}

/// One driver of the project.
public struct DriverEntry: Sendable {
  /// What the driver drives, with the way to make one for one device.
  public enum Kind: Sendable {
    /// An infusion pump on a register bus: the smallest step of its rate, rounded down to (SR-016), the watchdog times that it
    /// accepts, and a new driver.
    case pump(rateResolution: FlowRate, watchdog: ClosedRange<Interval>, make: @Sendable () -> AnyRegisterDriver)
    /// A monitor on a byte stream, and a new driver.
    case monitor(make: @Sendable () -> AnyStreamDriver)
    /// A signal tower on a register bus.
    case tower
  }

  /// The name that the inventory uses.
  public let name: String
  /// The devices, for people.
  public let devices: String
  /// How far it was proven.
  public let maturity: DriverMaturity
  /// What it drives.
  public let kind: Kind
}

/// Every driver of the project: a new one is its folder and one line here.
public enum DriverCatalogue {
  /// The drivers, in no order that matters.
  public static let entries: [DriverEntry] = [
    DriverEntry(name: "refpump", devices: "reference pump of this project", maturity: .simulatedOnly, kind: refPump),
    DriverEntry(name: "nonin-df2", devices: "Nonin OEM III, Xpod 3012 (data format 2)", maturity: .unproven, kind: nonin),
    DriverEntry(
      name: "signal-tower", devices: "signal tower on a relay module with Modbus coils", maturity: .unproven, kind: .tower),
  ]

  /// The driver with this name, or nil.
  public static func entry(named name: String) -> DriverEntry? { entries.first { $0.name == name } }

  private static var refPump: DriverEntry.Kind {
    .pump(rateResolution: FlowRate(microlitersPerHour: 100), watchdog: .seconds(4)...Interval.seconds(60)) {
      AnyRegisterDriver(RefPumpDriver())
    }
  }

  private static var nonin: DriverEntry.Kind { .monitor { AnyStreamDriver(NoninDriver()) } }
}

/// Any pump's driver, so that one kind of link serves all: `LinkPolicy<AnyRegisterDriver>`.
public struct AnyRegisterDriver: RegisterDriver {
  private var base: any RegisterDriver

  /// Wraps `base`.
  public init(_ base: any RegisterDriver) { self.base = base }

  /// Takes one event; returns what to do.
  public mutating func handle(_ event: BusEvent) -> [BusAction] { base.handle(event) }

  /// Whether this request makes a pump at rest run.
  public func starts(_ request: BusRequest) -> Bool { base.starts(request) }
}

/// Any monitor's driver.
public struct AnyStreamDriver: StreamDriver {
  private var base: any StreamDriver

  /// Wraps `base`.
  public init(_ base: any StreamDriver) { self.base = base }

  /// Takes one event; returns what to do.
  public mutating func handle(_ event: LinkEvent) -> [LinkAction] { base.handle(event) }
}
