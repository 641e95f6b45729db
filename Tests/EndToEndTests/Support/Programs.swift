import Foundation

/// What a program printed and how it ended.
struct Outcome: CustomStringConvertible {
  var status: Int32
  var output: String
  var errors: String

  var description: String { "exit \(status)\n\(output)\(errors)" }
  /// Both streams, for looking up what a person read.
  var text: String { output + errors }

  /// The output as a JSON object; empty when it is none.
  var json: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]) ?? [:]
  }
}

/// The built programs, beside the test bundle.
enum Programs {
  static let directory: URL = {
    var directory = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    // The test runner may be another program: the bundle's own place is where the programs are.
    if !FileManager.default.fileExists(atPath: directory.appendingPathComponent("infusiond").path) {
      directory = Bundle.main.bundleURL
      while directory.path != "/", !FileManager.default.fileExists(atPath: directory.appendingPathComponent("infusiond").path) {
        directory.deleteLastPathComponent()
      }
    }
    return directory
  }()

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  /// Runs a program to its end, killing it after `limit` seconds.
  static func run(_ executable: String, _ arguments: [String], limit: Double = 60) throws -> Outcome {
    let program = Process()
    program.executableURL = URL(fileURLWithPath: executable)
    program.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    program.standardOutput = output
    program.standardError = errors
    program.standardInput = FileHandle.nullDevice
    try program.run()
    // The queue keeps what was scheduled until its time, canceled or not: holding the program, it would hold its pipes too, and
    // a test that polls would run out of files.
    let identifier = program.processIdentifier
    let killer = DispatchWorkItem { kill(identifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: killer)
    // Errors are short: they fit the pipe while the output is read to its end.
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    let errorText = try errors.fileHandleForReading.readToEnd() ?? Data()
    program.waitUntilExit()
    killer.cancel()
    try output.fileHandleForReading.close()
    try errors.fileHandleForReading.close()
    return Outcome(
      status: program.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: errorText, as: UTF8.self))
  }
}
