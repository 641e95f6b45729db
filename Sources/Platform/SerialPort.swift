import CLinux
import Glibc
public import Quantities

/// An open serial port in raw mode, held exclusively, with its settings read back and proven.
///
/// Not `Sendable`: the thread of the line opens it, uses it and closes it.
public final class SerialPort {
  /// The path that was opened.
  public let path: String
  private let line: OpenDescriptor

  /// Opens `path`, locks it and sets it.
  ///
  /// A port that another program holds, and settings that the driver does not keep, are errors. Only where the inventory
  /// declares the device `simulated` may the number of data bits and the parity differ: a pty has neither. Bytes that came
  /// before the opening are thrown away: a device's old words are not its present state.
  public init(path: String, settings: SerialSettings, simulated: Bool) throws(SerialError) {
    self.path = path
    // Nonblocking: opening a port with modem lines would otherwise wait for a carrier.
    let result = unsafe clinux_open(path, O_RDWR | O_NOCTTY | O_NONBLOCK, 0)
    do throws(ErrorNumber) { line = try OpenDescriptor(result) } catch {
      switch error.code {
      case EBUSY: throw .inUse(path: path, holder: nil)
      case let code: throw .cannotOpen(path: path, reason: error.text, code: code)
      }
    }
    try lock(simulated: simulated)
    try apply(settings, simulated: simulated)
    try discardInput()
  }

  /// The descriptor, for a `Poller`; -1 after `close`.
  public var descriptor: Int32 { line.number }

  /// Reads what is there, at most the buffer's count, waiting no longer than `timeout` for the first byte; `.closed` means
  /// that the device was unplugged.
  public func read(into buffer: inout [UInt8], timeout: Interval) throws(SerialError) -> ReadOutcome {
    do throws(ErrorNumber) { return try line.read(into: &buffer, timeout: timeout) } catch {
      throw failure("read from", error)
    }
  }

  /// Hands all bytes to the driver, waiting no longer than `timeout`; throws `.writeTimedOut` or `.unplugged` otherwise, after
  /// which some of the bytes may be on the wire.
  public func write(_ bytes: [UInt8], timeout: Interval) throws(SerialError) {
    do throws(ErrorNumber) { try line.writeAll(bytes, timeout: timeout) } catch {
      switch error.code {
      case ETIMEDOUT: throw .writeTimedOut(path: path)
      case EIO, ENODEV, ENXIO: throw .unplugged(path: path)
      default: throw failure("write to", error)
      }
    }
  }

  /// Throws away what was received and not yet read.
  public func discardInput() throws(SerialError) {
    do throws(ErrorNumber) { try ErrorNumber.check(clinux_discard_input(line.number)) } catch {
      throw failure("discard the input of", error)
    }
  }

  /// Closes the port and gives it free. Nothing happens when it is closed already.
  public func close() { line.close() }

  private func lock(simulated: Bool) throws(SerialError) {
    do throws(ErrorNumber) { try line.lockExclusively() } catch {
      guard error.code == EWOULDBLOCK else { throw failure("lock", error) }
      throw .inUse(path: path, holder: LockTable.holder(of: line))
    }
    // Against programs that do not look at locks. Not on a pty: its mark would outlive a daemon that was killed, because the
    // simulator keeps the slave open, and would keep the next daemon out.
    guard !simulated else { return }
    switch -clinux_set_exclusive(line.number) {
    case 0: return
    case ENOTTY, EINVAL: throw .notATerminal(path: path)
    case let code: throw failure("take", ErrorNumber(code: code))
    }
  }

  private func apply(_ settings: SerialSettings, simulated: Bool) throws(SerialError) {
    guard clinux_baud_is_supported(settings.baud) else { throw .rateNotSupported(path: path, wanted: settings) }
    let wanted = clinux_line_settings(
      baud: settings.baud, data_bits: settings.dataBits.rawValue, parity: settings.parity.code,
      stop_bits: settings.stopBits.rawValue)
    var inForce = clinux_line_settings()
    switch -(unsafe clinux_configure_line(line.number, wanted, &inForce)) {
    case 0: break
    case ENOTTY, EINVAL: throw .notATerminal(path: path)
    case let code: throw failure("set", ErrorNumber(code: code))
    }
    let speedAndStop = inForce.baud == wanted.baud && inForce.stop_bits == wanted.stop_bits
    let character = inForce.data_bits == wanted.data_bits && inForce.parity == wanted.parity
    guard speedAndStop && (character || simulated) else {
      let parity = SerialSettings.Parity.allCases.first { $0.code == inForce.parity } ?? .none
      throw .settingsRefused(
        path: path, wanted: settings, inForce: "\(inForce.baud) \(inForce.data_bits)\(parity.rawValue)\(inForce.stop_bits)")
    }
  }

  private func failure(_ attempt: String, _ error: ErrorNumber) -> SerialError {
    .failed(path: path, attempt: attempt, reason: error.text, code: error.code)
  }
}

extension SerialSettings.Parity {
  /// The number that the C side uses for this parity.
  fileprivate var code: UInt8 {
    switch self {
    case .none: UInt8(CLINUX_PARITY_NONE)
    case .even: UInt8(CLINUX_PARITY_EVEN)
    case .odd: UInt8(CLINUX_PARITY_ODD)
    }
  }
}
