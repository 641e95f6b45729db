public import Quantities

/// Why settings of a pump's link are refused.
public enum LinkSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The lease is not within 3 s...15 s (SR-054).
  case leaseOutOfRange(Interval)
  /// The pump's watchdog is shorter than 1 s or longer than twice the lease (law 3).
  case watchdogOutOfRange(Interval, lease: Interval)

  /// A sentence for a person: the value and what is accepted.
  public var description: String {
    switch self {
    case .leaseOutOfRange(let lease): "a lease of \(lease) is refused: 3 s to 15 s are accepted"
    case .watchdogOutOfRange(let watchdog, let lease):
      "a pump watchdog of \(watchdog) is refused: 1 s to twice the lease (\(lease + lease)) are accepted"
    }
  }
}

/// What a pump's link is told about its pump and its times.
public struct LinkSettings: Hashable, Sendable {
  /// The serial number that the inventory names; a pump with another one is never written to (SR-069).
  public let expectedSerialNumber: UInt32
  /// How long an order lives without renewal (SR-054).
  public let lease: Interval
  /// The time that the pump's own communication watchdog is armed to; at most twice the lease (law 3).
  public let watchdog: Interval
  /// Between two reads of a pump that a session holds: 500 ms (map, driver rule 5; SR-060).
  public var pollInterval: Interval { .milliseconds(500) }
  /// Between two reads of a pump that no session holds.
  public var idlePollInterval: Interval { .seconds(1) }
  /// Between two feedings of the watchdog: a quarter of its time (map, driver rule 4).
  public var feedInterval: Interval { watchdog.divided(by: 4) }

  /// Checked settings; the watchdog is twice the lease unless given.
  public init(expectedSerialNumber: UInt32, lease: Interval, watchdog: Interval? = nil) throws(LinkSettingsError) {
    guard (Interval.seconds(3)...Interval.seconds(15)).contains(lease) else { throw .leaseOutOfRange(lease) }
    let watchdog = watchdog ?? lease + lease
    guard (Interval.seconds(1)...(lease + lease)).contains(watchdog) else {
      throw .watchdogOutOfRange(watchdog, lease: lease)
    }
    self.expectedSerialNumber = expectedSerialNumber
    self.lease = lease
    self.watchdog = watchdog
  }
}
