/// How a serial line is set: what a device's sheet prints as "9600 8N1".
public struct SerialSettings: Sendable, Hashable, CustomStringConvertible {
  /// Bits of a character.
  public enum DataBits: UInt8, Sendable, CaseIterable {
    /// Seven, as ASCII.
    case seven = 7
    /// Eight.
    case eight = 8
  }

  /// The parity bit of a character.
  public enum Parity: String, Sendable, CaseIterable {
    /// None is sent.
    case none = "N"
    /// The number of ones is even.
    case even = "E"
    /// The number of ones is odd.
    case odd = "O"
  }

  /// Stop bits of a character.
  public enum StopBits: UInt8, Sendable, CaseIterable {
    /// One.
    case one = 1
    /// Two.
    case two = 2
  }

  /// Bits per second; one of 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600.
  public let baud: UInt32
  /// Bits of a character.
  public let dataBits: DataBits
  /// The parity bit.
  public let parity: Parity
  /// Stop bits.
  public let stopBits: StopBits

  /// The settings of a line; a rate that a tty does not have is refused when the port is opened.
  public init(baud: UInt32, dataBits: DataBits = .eight, parity: Parity = .none, stopBits: StopBits = .one) {
    self.baud = baud
    self.dataBits = dataBits
    self.parity = parity
    self.stopBits = stopBits
  }

  /// The form of the sheets: "9600 8N1".
  public var description: String { "\(baud) \(dataBits.rawValue)\(parity.rawValue)\(stopBits.rawValue)" }
}
