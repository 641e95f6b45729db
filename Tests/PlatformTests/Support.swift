import Glibc
import Platform
import Quantities
import Testing

/// A folder of its own for one test, removed at the end of it.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/platform-test-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    path = String(cString: made)
  }

  deinit {
    for name in names(in: path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}

/// The names of a folder's entries.
func names(in folder: String) -> [String] {
  guard let listing = opendir(folder) else { return [] }
  defer { closedir(listing) }
  var names: [String] = []
  while let entry = readdir(listing) {
    names.append(withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
  }
  return names
}

/// The address of a Unix socket.
func withAddress<Result>(of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
  return withUnsafePointer(to: address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
  }
}

/// Runs `body` on a thread of its own.
func onThread(_ name: String = "test", _ body: @escaping @Sendable () -> Void) throws -> RealTimeThread {
  try RealTimeThread.start(name: name, priority: nil, body: body).thread
}

/// The first bytes that a nonblocking read gives within two seconds.
func bytes(of pty: PseudoTerminal) throws -> [UInt8] {
  var poller = Poller()
  poller.watch(pty.masterDescriptor)
  _ = try poller.wait(timeout: .seconds(2))
  var buffer = [UInt8](repeating: 0, count: 256)
  guard case .bytes(let count) = try pty.read(into: &buffer) else { return [] }
  return Array(buffer[..<count])
}
