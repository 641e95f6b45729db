import CLinux
import Glibc
public import Quantities

/// Waits for several descriptors at once (poll(2)): for the loop of one thread that serves many lines.
///
/// A descriptor must be removed before it is closed, so its owner must outlive the watching. Not `Sendable`: it belongs to its
/// loop.
public struct Poller {
  /// What to wait for on a descriptor; a hang-up is always reported.
  public struct Interest: OptionSet, Sendable {
    /// The bits, as poll(2) names them.
    public let rawValue: Int16
    /// The interest with the given bits of poll(2).
    public init(rawValue: Int16) { self.rawValue = rawValue }
    /// There is something to read, or to accept.
    public static var readable: Interest { Interest(rawValue: Int16(POLLIN)) }
    /// There is room to write.
    public static var writable: Interest { Interest(rawValue: Int16(POLLOUT)) }
  }

  /// One descriptor that is ready.
  public struct Event: Sendable, Equatable {
    /// The descriptor, as it was given to `watch`.
    public let descriptor: Int32
    /// A read will not wait: there are bytes, a connection, or the end.
    public let readable: Bool
    /// A write of at least one byte will not wait.
    public let writable: Bool
    /// The other side hung up or the descriptor is in error; what was sent before can still be read.
    public let hungUp: Bool
  }

  private var entries: [pollfd] = []

  /// A poller that watches nothing.
  public init() {}

  /// The number of descriptors watched.
  public var count: Int { entries.count }

  /// Watches `descriptor`, or changes what it is watched for.
  public mutating func watch(_ descriptor: Int32, for interest: Interest = .readable) {
    precondition(descriptor >= 0, "a closed descriptor cannot be watched")
    remove(descriptor)
    entries.append(pollfd(fd: descriptor, events: interest.rawValue, revents: 0))
  }

  /// Stops watching `descriptor`; nothing happens when it is not watched.
  public mutating func remove(_ descriptor: Int32) {
    entries.removeAll { $0.fd == descriptor }
  }

  /// Waits until a descriptor is ready or `timeout` (nil: no limit) is over; a signal may end the wait early with no event.
  ///
  /// Throws when the kernel cannot poll, and when a watched descriptor was closed.
  public mutating func wait(timeout: Interval?) throws(SystemError) -> [Event] {
    let ready = unsafe entries.withUnsafeMutableBufferPointer {
      unsafe clinux_poll($0.baseAddress, $0.count, timeout?.nanoseconds ?? -1)
    }
    if ready == -EINTR { return [] }
    guard ready >= 0 else { throw SystemError("poll \(entries.count) descriptors", ErrorNumber(code: -ready)) }
    var events: [Event] = []
    for entry in entries where entry.revents != 0 {
      let bits = Int32(entry.revents)
      guard bits & POLLNVAL == 0 else { throw SystemError("poll descriptor \(entry.fd)", ErrorNumber(code: EBADF)) }
      events.append(
        Event(
          descriptor: entry.fd, readable: bits & POLLIN != 0, writable: bits & POLLOUT != 0,
          hungUp: bits & (POLLHUP | POLLERR) != 0))
    }
    return events
  }
}
