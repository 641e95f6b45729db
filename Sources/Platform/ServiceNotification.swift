import CSystemd
import Glibc
public import Quantities

/// What the program tells the service manager (sd_notify(3)); silent where no service manager asked for it.
public enum ServiceNotification {
  /// The program serves now.
  public static func ready() throws(SystemError) { try send("READY=1") }

  /// The program is on its way down.
  public static func stopping() throws(SystemError) { try send("STOPPING=1") }

  /// The program is alive. To be sent only when a control step has finished and every thread of ours moves (SR-082).
  public static func watchdog() throws(SystemError) { try send("WATCHDOG=1") }

  /// One line for `systemctl status`; line breaks in it become spaces.
  public static func status(_ line: String) throws(SystemError) {
    // A line break would begin the next variable of the message.
    try send("STATUS=" + line.split(whereSeparator: \.isNewline).joined(separator: " "))
  }

  /// The time in which the service manager wants to hear `watchdog()`, or nil when it does not wait for it.
  ///
  /// Throws when the environment (WATCHDOG_USEC, WATCHDOG_PID) cannot be read.
  public static func watchdogInterval() throws(SystemError) -> Interval? {
    var microseconds: UInt64 = 0
    let result = unsafe sd_watchdog_enabled(0, &microseconds)
    guard result >= 0, microseconds <= UInt64(Int64.max / 1_000) else {
      throw SystemError(
        "read WATCHDOG_USEC", ErrorNumber(code: result < 0 ? -result : ERANGE),
        advice: "The service manager sets it; do not set it by hand.")
    }
    return result > 0 ? Interval(nanoseconds: Int64(microseconds) * 1_000) : nil
  }

  private static func send(_ message: String) throws(SystemError) {
    let result = unsafe sd_notify(0, message)
    guard result < 0 else { return }
    throw SystemError(
      "tell the service manager \(message)", ErrorNumber(code: -result), advice: "Check NOTIFY_SOCKET and Type=notify.")
  }
}
