import CLinux
import Glibc
public import Quantities

/// Wakes a thread that waits, from any other thread, without ever making the ringer wait (eventfd).
///
/// Rings add up to one wake-up: a thread that is woken looks at everything that it may have been woken for.
public final class Doorbell: Sendable {
  /// The descriptor that is readable while the bell has rung, for a `Poller`.
  public let descriptor: Int32

  /// A silent bell; throws when the kernel has no descriptor left.
  public init() throws(SystemError) {
    do throws(ErrorNumber) { descriptor = try ErrorNumber.check(clinux_eventfd()) } catch {
      throw SystemError("make an event descriptor", error, advice: "Raise LimitNOFILE= of the service.")
    }
  }

  deinit { clinux_close(descriptor) }

  /// Rings; safe in real-time threads. Any thread.
  public func ring() {
    var one: UInt64 = 1
    let count = unsafe clinux_write(descriptor, &one, MemoryLayout<UInt64>.size)
    // EAGAIN: the counter is at its end, so the bell has rung all the more.
    precondition(count > 0 || count == -Int(EAGAIN), "an open event descriptor takes a ring")
  }

  /// Waits for a ring, at most `timeout` (nil: no limit); true when it rang, and the bell is silent again.
  public func wait(timeout: Interval?) -> Bool {
    let deadline = timeout.map { SystemClock.now() + $0 }
    while true {
      if silence() { return true }
      let left = deadline.map { $0.since(SystemClock.now()).nanoseconds } ?? -1
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = unsafe clinux_poll(&entry, 1, left)
      precondition(ready >= 0 || ready == -EINTR, "an open event descriptor can be polled")
      if ready <= 0, let deadline, SystemClock.now() >= deadline { return silence() }
    }
  }

  /// Takes the rings so far; true when there was one. Never waits.
  @discardableResult public func silence() -> Bool {
    var rings: UInt64 = 0
    let count = unsafe clinux_read(descriptor, &rings, MemoryLayout<UInt64>.size)
    precondition(count > 0 || count == -Int(EAGAIN), "an open event descriptor can be read")
    return count > 0
  }
}
