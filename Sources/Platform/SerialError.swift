/// Why a serial port cannot be used; each case says where, what happened and what to do.
public enum SerialError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The path cannot be opened: absent, not permitted, or not ready.
  case cannotOpen(path: String, reason: String, code: Int32)
  /// The path is no terminal.
  case notATerminal(path: String)
  /// Another program holds the port; its process id where the kernel tells.
  case inUse(path: String, holder: Int32?)
  /// The rate is none that a tty has.
  case rateNotSupported(path: String, wanted: SerialSettings)
  /// The driver keeps other settings than the ones asked for; `inForce` is its words for them.
  case settingsRefused(path: String, wanted: SerialSettings, inForce: String)
  /// The device is gone.
  case unplugged(path: String)
  /// The line did not take all bytes in time.
  case writeTimedOut(path: String)
  /// A call on the open port failed.
  case failed(path: String, attempt: String, reason: String, code: Int32)

  /// The path of the port.
  public var path: String {
    switch self {
    case .cannotOpen(let path, _, _), .notATerminal(let path), .inUse(let path, _), .rateNotSupported(let path, _),
      .settingsRefused(let path, _, _), .unplugged(let path), .writeTimedOut(let path), .failed(let path, _, _, _):
      path
    }
  }

  /// What happened, where, and what to do.
  public var description: String {
    switch self {
    case .cannotOpen(let path, let reason, let code):
      "Cannot open the serial port \(path): \(reason) (error \(code)). "
        + "Check that the adapter is plugged in and that the user of the daemon may read and write it."
    case .notATerminal(let path):
      "\(path) is not a serial port. Give the path of a tty device in the inventory."
    case .inUse(let path, let holder):
      "The serial port \(path) is in use by \(holder.map { "process \($0)" } ?? "another program"). "
        + "Only one program may drive a device: end the other one."
    case .rateNotSupported(let path, let wanted):
      "The serial port \(path) cannot run at \(wanted.baud) baud. Give a rate from 1200 to 921600 that serial ports have."
    case .settingsRefused(let path, let wanted, let inForce):
      "The serial port \(path) was set to \(wanted) and runs at \(inForce). Use an adapter that can do \(wanted)."
    case .unplugged(let path):
      "The device on \(path) is gone. Check the cable and the adapter."
    case .writeTimedOut(let path):
      "The serial port \(path) did not take the bytes in time. Check the cable and the adapter."
    case .failed(let path, let attempt, let reason, let code):
      "Cannot \(attempt) the serial port \(path): \(reason) (error \(code)). Check the cable and the adapter."
    }
  }
}
