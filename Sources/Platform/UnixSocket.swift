import CLinux
import Glibc
public import Quantities

/// Who is at the other end of a Unix connection, as the kernel attests it (SO_PEERCRED).
public struct PeerCredential: Sendable, Hashable, BitwiseCopyable {
  /// The process that connected.
  public let pid: Int32
  /// Its user.
  public let uid: UInt32
  /// Its group.
  public let gid: UInt32

  /// A credential of the given numbers.
  public init(pid: Int32, uid: UInt32, gid: UInt32) {
    self.pid = pid
    self.uid = uid
    self.gid = gid
  }
}

/// A Unix stream socket that waits for connections; it never blocks, and a `Poller` tells when there is one.
///
/// Not `Sendable`: one thread owns it.
public final class UnixListener {
  /// The path of the socket.
  public let path: String
  private let socket: OpenDescriptor

  /// Binds and listens at `path`, at most 107 bytes long, with the file mode `mode`.
  ///
  /// A socket that a dead program left there is replaced; one that answers is an error, and so is a file of another kind.
  public init(path: String, mode: UInt32 = 0o600) throws(SystemError) {
    do throws(ErrorNumber) {
      let unbound = try OpenDescriptor(clinux_unix_socket())
      try Self.removeStale(path)
      try ErrorNumber.check(unsafe clinux_unix_bind(unbound.number, path, mode))
      try ErrorNumber.check(clinux_unix_listen(unbound.number, 16))
      // Last: once all properties are set, a throw would run deinit, and that removes the path, here another program's.
      socket = unbound
      self.path = path
    } catch {
      let advice =
        error.code == EADDRINUSE
        ? "Another program is using this path: end it, or choose another path."
        : "Check that its directory exists, that this user may write there, and that the path has at most 107 bytes."
      throw SystemError("listen at the socket \(path)", error, advice: advice)
    }
  }

  deinit { close() }

  /// The descriptor, for a `Poller`; -1 after `close`.
  public var descriptor: Int32 { socket.number }

  /// The next connection, or nil when nobody waits.
  public func accept() throws(SystemError) -> UnixStream? {
    let result = clinux_unix_accept(socket.number)
    // A connection that was given up while it waited is nobody waiting.
    if result == -EAGAIN || result == -ECONNABORTED { return nil }
    do throws(ErrorNumber) { return UnixStream(try OpenDescriptor(result), path: path) } catch {
      throw SystemError("accept a connection at \(path)", error)
    }
  }

  /// Stops listening and removes the path. Nothing happens when it is closed already.
  public func close() {
    guard socket.isOpen else { return }
    socket.close()
    // A path that somebody removed before is as good.
    _ = unsafe clinux_unlink(path)
  }

  private static func removeStale(_ path: String) throws(ErrorNumber) {
    guard unsafe clinux_is_socket(path) else { return }
    let probe = try OpenDescriptor(clinux_unix_socket())
    switch unsafe clinux_unix_connect(probe.number, path) {
    case -ECONNREFUSED: try ErrorNumber.check(unsafe clinux_unlink(path))
    case 0, -EAGAIN: throw ErrorNumber(code: EADDRINUSE)
    case -ENOENT: return
    case let result: throw ErrorNumber(code: -result)
    }
  }
}

/// One connection over a Unix stream socket. Not `Sendable`: one thread owns it.
public final class UnixStream {
  private let socket: OpenDescriptor
  private let path: String

  init(_ socket: OpenDescriptor, path: String) {
    self.socket = socket
    self.path = path
  }

  /// Connects to the listener at `path`; throws when nobody listens there.
  public init(connectingTo path: String) throws(SystemError) {
    self.path = path
    do throws(ErrorNumber) {
      socket = try OpenDescriptor(clinux_unix_socket())
      try ErrorNumber.check(unsafe clinux_unix_connect(socket.number, path))
    } catch {
      throw SystemError("connect to the socket \(path)", error, advice: "Check that the program that serves it is running.")
    }
  }

  /// The descriptor, for a `Poller`; -1 after `close`.
  public var descriptor: Int32 { socket.number }

  /// Who is at the other end.
  public func peer() throws(SystemError) -> PeerCredential {
    var peer = clinux_peer()
    do throws(ErrorNumber) { try ErrorNumber.check(unsafe clinux_unix_peer(socket.number, &peer)) } catch {
      throw SystemError("ask who is connected at \(path)", error)
    }
    return PeerCredential(pid: peer.pid, uid: peer.uid, gid: peer.gid)
  }

  /// Reads what is there, at most the buffer's count, waiting no longer than `timeout` (zero: not at all) for the first byte.
  public func read(into buffer: inout [UInt8], timeout: Interval) throws(SystemError) -> ReadOutcome {
    do throws(ErrorNumber) { return try socket.read(into: &buffer, timeout: timeout) } catch {
      throw SystemError("read from the socket \(path)", error)
    }
  }

  /// Sends all bytes, waiting no longer than `timeout`; throws when the other side went away or did not take them in time.
  public func write(_ bytes: [UInt8], timeout: Interval) throws(SystemError) {
    do throws(ErrorNumber) { try socket.writeAll(bytes, timeout: timeout, socket: true) } catch {
      throw SystemError("write to the socket \(path)", error)
    }
  }

  /// Ends the connection. Nothing happens when it is closed already.
  public func close() { socket.close() }
}
