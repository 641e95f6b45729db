import ControlServer
import Foundation

/// Groups and users of this machine for one test, with names of their own; `remove` takes all of them away again.
///
/// The owner defers `remove` before it makes the first one, so that a test that fails leaves nothing behind.
final class TestAccounts {
  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  private let prefix = "inf\(UInt32.random(in: 0x1000...0xFFFF))-"
  private var groups: [String] = []
  private var users: [String] = []

  static let isPossible =
    getuid() == 0 && ["/usr/bin/curl", "/usr/bin/setpriv"].allSatisfy(FileManager.default.isExecutableFile)
    && ["useradd", "userdel", "groupadd", "groupdel"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: "/usr/sbin/\($0)")
    }

  /// Makes a group and answers its full name and its number.
  func group(_ name: String) async throws -> (name: String, number: UInt32) {
    let name = prefix + name
    groups.append(name)
    try await run("/usr/sbin/groupadd", [name])
    guard let group = getgrnam(name) else { throw Failed(description: "the group \(name) was not made") }
    return (name, group.pointee.gr_gid)
  }

  /// Makes a user and answers its full name and its number.
  func user(_ name: String, group: String, supplementary: [String]) async throws -> (name: String, number: UInt32) {
    let name = prefix + name
    users.append(name)
    let others = supplementary.isEmpty ? [] : ["--groups", supplementary.joined(separator: ",")]
    try await run("/usr/sbin/useradd", ["--no-create-home", "--no-log-init", "--gid", group] + others + [name])
    guard let user = getpwnam(name) else { throw Failed(description: "the user \(name) was not made") }
    return (name, user.pointee.pw_uid)
  }

  /// Removes everything that was made, whatever is left of it.
  func remove() async {
    for name in users where getpwnam(name) != nil { _ = try? await programOutput("/usr/sbin/userdel", [name]) }
    for name in groups where getgrnam(name) != nil { _ = try? await programOutput("/usr/sbin/groupdel", [name]) }
  }

  private func run(_ executable: String, _ arguments: [String]) async throws {
    let (status, text) = try await programOutput(executable, arguments)
    guard status == 0 else { throw Failed(description: "\(executable) \(arguments) ended with \(status): \(text)") }
  }
}

/// How a program ended and what it wrote, both streams together; no thread that serves a request waits for it.
func programOutput(_ executable: String, _ arguments: [String]) async throws -> (status: Int32, text: String) {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async {
      let program = Process()
      program.executableURL = URL(fileURLWithPath: executable)
      program.arguments = arguments
      let output = Pipe()
      program.standardOutput = output
      program.standardError = output
      program.standardInput = FileHandle.nullDevice
      do {
        try program.run()
      } catch {
        return continuation.resume(throwing: error)
      }
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      program.waitUntilExit()
      continuation.resume(returning: (program.terminationStatus, text))
    }
  }
}
