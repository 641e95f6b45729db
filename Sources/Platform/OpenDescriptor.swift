import CLinux
import Glibc
import Quantities

/// What a read of a port, a pty or a socket gave.
public enum ReadOutcome: Sendable, Equatable {
  /// So many bytes, 1 or more, from the beginning of the buffer.
  case bytes(Int)
  /// Nothing came within the time-out.
  case timedOut
  /// The other side is gone for good: unplugged, hung up or closed.
  case closed
}

/// A nonblocking descriptor that is closed when its owner goes; reads and writes on it, each with a deadline.
///
/// Not `Sendable`: one thread owns it. After `close` every call fails with EBADF instead of reaching somebody else's descriptor.
final class OpenDescriptor {
  private(set) var number: Int32
  private var isLocked = false

  /// Takes over a descriptor, or throws the failure of the call that should have made it.
  init(_ result: Int32) throws(ErrorNumber) { number = try ErrorNumber.check(result) }

  deinit { close() }

  var isOpen: Bool { number >= 0 }

  func close() {
    guard isOpen else { return }
    // Closing alone would not do: a child between its fork and its exec has the descriptor, and with it the lock, open too.
    if isLocked { clinux_unlock(number) }
    clinux_close(number)
    number = -1
  }

  /// Takes the exclusive lock on the file (flock(2)), never waiting; EWOULDBLOCK when another program holds it.
  func lockExclusively() throws(ErrorNumber) {
    try ErrorNumber.check(clinux_lock_exclusive(number))
    isLocked = true
  }

  /// Waits for one of `events` (POLLIN, POLLOUT) or a hang-up; false when the deadline (nil: none) came first.
  func wait(for events: Int32, until deadline: Instant?) throws(ErrorNumber) -> Bool {
    guard isOpen else { throw ErrorNumber(code: EBADF) }
    while true {
      var entry = pollfd(fd: number, events: Int16(events), revents: 0)
      let left = deadline.map { $0.since(SystemClock.now()).nanoseconds } ?? -1
      let ready = unsafe clinux_poll(&entry, 1, left)
      if ready > 0 { return true }
      // A signal ends poll early; only the deadline ends the wait.
      guard ready == 0 || ready == -EINTR else { throw ErrorNumber(code: -ready) }
      if let deadline, SystemClock.now() >= deadline { return false }
    }
  }

  /// Reads what is there, at most the buffer's count, waiting no longer than `timeout` for the first byte.
  func read(into buffer: inout [UInt8], timeout: Interval) throws(ErrorNumber) -> ReadOutcome {
    precondition(!buffer.isEmpty, "a read needs room for at least one byte")
    let deadline = SystemClock.now() + timeout
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe clinux_read(number, $0.baseAddress, $0.count) }
      if count > 0 { return .bytes(count) }
      switch Int32(-count) {
      case 0, EIO, ECONNRESET, ENODEV, ENXIO: return .closed
      case EAGAIN: break
      case let code: throw ErrorNumber(code: code)
      }
      guard try wait(for: POLLIN, until: deadline) else { return .timedOut }
    }
  }

  /// Writes as many bytes as the kernel takes at once, from `start` on; 0 when it takes none now.
  func writeSome(_ bytes: [UInt8], from start: Int = 0, socket: Bool = false) throws(ErrorNumber) -> Int {
    guard start < bytes.count else { return 0 }
    let count = unsafe bytes.withUnsafeBytes { all in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: all[start...])
      return unsafe socket
        ? clinux_send(number, rest.baseAddress, rest.count) : clinux_write(number, rest.baseAddress, rest.count)
    }
    if count >= 0 { return count }
    guard count == -Int(EAGAIN) else { throw ErrorNumber(code: Int32(-count)) }
    return 0
  }

  /// Writes all bytes or throws; ETIMEDOUT when the kernel did not take all of them within `timeout`.
  func writeAll(_ bytes: [UInt8], timeout: Interval, socket: Bool = false) throws(ErrorNumber) {
    let deadline = SystemClock.now() + timeout
    var written = 0
    while written < bytes.count {
      written += try writeSome(bytes, from: written, socket: socket)
      if written < bytes.count, !(try wait(for: POLLOUT, until: deadline)) { throw ErrorNumber(code: ETIMEDOUT) }
    }
  }
}
