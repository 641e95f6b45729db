import CLinux
import Glibc
import Quantities

/// Why a lock was not taken.
public enum FileLockError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another program holds it; its process id where the kernel tells.
  case held(path: String, holder: Int32?)
  /// The kernel refused.
  case failed(SystemError)

  /// What happened, where, and what to do.
  public var description: String {
    switch self {
    case .held(let path, let holder):
      "\(path) is locked by \(holder.map { "process \($0)" } ?? "another program"). "
        + "Only one daemon may run on it: end the other one, or give this one its own."
    case .failed(let error): error.description
    }
  }
}

/// An exclusive lock on a directory or on a device, held until `release` or until the program ends in whatever way (flock(2)).
///
/// The lock is given free with its owner: keep it in a property, or end its scope with `release`.
///
/// A `SerialPort` locks its own path in the same way: lock a device here only when another library opens it (a Modbus bus).
public final class FileLock {
  /// The path that is locked.
  public let path: String
  private let file: OpenDescriptor

  /// Locks a directory by a file of the name `name` in it, made when absent and left there afterwards (removing it would let two
  /// programs lock two files of one name). The file holds the process id of the program that locked it last.
  public convenience init(directory: String, name: String = "lock") throws(FileLockError) {
    try self.init(lockFile: "\(directory)/\(name)")
  }

  /// Locks the file at `path`, made when absent and left there afterwards; it holds the process id of who locked it last.
  public convenience init(lockFile path: String) throws(FileLockError) {
    try self.init(path: path, flags: O_RDWR | O_CREAT | O_NOFOLLOW)
    do throws(ErrorNumber) {
      try ErrorNumber.check(clinux_truncate(file.number))
      try file.writeAll(Array("\(getpid())\n".utf8), timeout: .zero)
    } catch { throw .failed(SystemError("write the lock file \(path)", error, advice: "Check the space on its disk.")) }
  }

  /// Locks an existing device, such as "/dev/ttyUSB0".
  public convenience init(device: String) throws(FileLockError) {
    try self.init(path: device, flags: O_RDWR | O_NOCTTY | O_NONBLOCK)
  }

  private init(path: String, flags: Int32) throws(FileLockError) {
    self.path = path
    do throws(ErrorNumber) { file = try OpenDescriptor(unsafe clinux_open(path, flags, 0o600)) } catch {
      throw .failed(
        SystemError("open \(path) to lock it", error, advice: "Check that it exists and that this user may write it."))
    }
    do throws(ErrorNumber) { try file.lockExclusively() } catch {
      guard error.code == EWOULDBLOCK else { throw .failed(SystemError("lock \(path)", error)) }
      // A device is not read: its bytes belong to the program that holds it.
      throw .held(path: path, holder: LockTable.holder(of: file) ?? (flags & O_CREAT != 0 ? Self.noted(in: file) : nil))
    }
  }

  /// Gives the lock free. Nothing happens when it is free already.
  public func release() { file.close() }

  /// The process id that the holder wrote into a lock file; nil when there is none to read.
  private static func noted(in file: OpenDescriptor) -> Int32? {
    var text = [UInt8](repeating: 0, count: 16)
    guard case .bytes(let count)? = try? file.read(into: &text, timeout: .zero) else { return nil }
    return Int32(String(decoding: text[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}

/// The kernel's table of locks, /proc/locks: who holds a lock that was refused.
enum LockTable {
  /// The process that holds a lock on the file of `descriptor`; nil where the kernel does not tell, which is no error: the
  /// holder is a courtesy in a message.
  static func holder(of descriptor: OpenDescriptor) -> Int32? {
    var identity = clinux_file_identity()
    guard unsafe clinux_identify_file(descriptor.number, &identity) == 0 else { return nil }
    guard let table = try? OpenDescriptor(unsafe clinux_open("/proc/locks", O_RDONLY, 0)) else { return nil }
    var text: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4_096)
    // A table longer than 1 MiB is not searched to its end.
    for _ in 0..<256 {
      guard case .bytes(let count)? = try? table.read(into: &part, timeout: .zero) else { break }
      text += part[..<count]
    }
    return holder(
      in: String(decoding: text, as: UTF8.self), major: identity.device_major, minor: identity.device_minor,
      inode: identity.inode)
  }

  /// Finds the holder of a flock in the text of /proc/locks: "1: FLOCK  ADVISORY  WRITE 1234 fd:01:4711 0 EOF".
  static func holder(in text: String, major: UInt32, minor: UInt32, inode: UInt64) -> Int32? {
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count >= 6, fields[1] == "FLOCK", let pid = Int32(fields[4]), pid > 0 else { continue }
      let file = fields[5].split(separator: ":")
      guard file.count == 3, UInt32(file[0], radix: 16) == major, UInt32(file[1], radix: 16) == minor,
        UInt64(file[2]) == inode
      else { continue }
      return pid
    }
    return nil
  }
}
