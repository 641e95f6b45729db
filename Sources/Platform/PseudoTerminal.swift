import CLinux
import Glibc
import Quantities

/// A pty in raw mode, for a simulated device: the device holds the master, the daemon opens `path`.
///
/// The slave is kept open here too, so that the master stays usable while no daemon has the path open (a Linux master whose last
/// slave is closed gives EIO). Not `Sendable`: one thread owns it.
public final class PseudoTerminal {
  /// The path of the slave that the daemon opens, such as "/dev/pts/3".
  public let path: String
  private let master: OpenDescriptor
  private let slave: OpenDescriptor

  /// Opens a new pty; throws when the system has none left.
  public init() throws(SystemError) {
    do throws(ErrorNumber) {
      master = try OpenDescriptor(clinux_open_pty_master())
      var name = [CChar](repeating: 0, count: 128)
      try ErrorNumber.check(unsafe clinux_pty_path(master.number, &name, name.count))
      path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      slave = try OpenDescriptor(unsafe clinux_open(path, O_RDWR | O_NOCTTY | O_NONBLOCK, 0))
      try ErrorNumber.check(clinux_set_raw(slave.number))
    } catch {
      throw SystemError("open a pty", error, advice: "Check that devpts is mounted and kernel.pty.max is not reached.")
    }
  }

  /// The master's descriptor, for a `Poller`.
  public var masterDescriptor: Int32 { master.number }

  /// Reads what the daemon sent, at most the buffer's count; `.timedOut` at once when nothing is there.
  public func read(into buffer: inout [UInt8]) throws(SystemError) -> ReadOutcome {
    do throws(ErrorNumber) { return try master.read(into: &buffer, timeout: .zero) } catch {
      throw SystemError("read the master of \(path)", error)
    }
  }

  /// Sends bytes to the daemon; returns how many the kernel took, fewer than given when nobody reads the other end.
  public func write(_ bytes: [UInt8]) throws(SystemError) -> Int {
    do throws(ErrorNumber) { return try master.writeSome(bytes) } catch {
      throw SystemError("write to the master of \(path)", error)
    }
  }

  /// Bytes that were sent and wait in the slave's queue (up to its 4,095): a line that nobody listens to fills up, where a real
  /// one would drop.
  public func unreadBytes() throws(SystemError) -> Int {
    do throws(ErrorNumber) { return Int(try ErrorNumber.check(clinux_unread_bytes(slave.number))) } catch {
      throw SystemError("count the unread bytes of \(path)", error)
    }
  }

  /// Throws away what was sent and not read, as a real line does when no port is open.
  public func discardUnread() throws(SystemError) {
    do throws(ErrorNumber) { try ErrorNumber.check(clinux_discard_input(slave.number)) } catch {
      throw SystemError("discard the unread bytes of \(path)", error)
    }
  }

  /// Unplugs: the daemon's next read ends, and the path is gone. Nothing happens when it is closed already.
  public func close() {
    slave.close()
    master.close()
  }
}
