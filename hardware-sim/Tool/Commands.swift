import ArgumentParser
import FoundationEssentials
import HardwareSim
import Platform
import Quantities

/// `infusion-sim fault`: makes something go wrong, or right again.
struct FaultCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fault",
    abstract: "Make something go wrong in a running room, or end it.",
    discussion: """
      patient      desaturate (--to PERCENT, by default 82): SpO2 falls, stays for the time of --for, and recovers
                   tachycardia, bradycardia (--to RATE, by default 160 and 35): so does the heart rate
                   apnea: no breath; hypoventilation (--to RATE, by default 6)
                   hypertension, hypotension (--to SYSTOLIC, by default 190 and 80)
                   sedation (--to POSS, by default 4), distress (--to SCORE, by default 8), vomiting
                   call: presses the call button of channel 1
      oximeter-1   sensor-off, silent, corrupt, freeze, bias (--by PERCENT, by default 10); oximeter-2 likewise
      pump-1       occlusion, silent, corrupt, reboot, lose-reply (the next write, or all for a time),
                   impostor (another make at its address), impostor-serial (another serial number),
                   firmware (tells another version)
      tower-1      silent, stuck-lamp
      any          clear ends what was begun
      Without --for a fault lasts until cleared.
      """)

  @Argument(help: "pump-1, oximeter-1, oximeter-2, patient or tower-1.")
  var device: String

  @Argument(help: "The fault, or clear.")
  var fault: String

  @Option(name: .customLong("for"), parsing: .upToNextOption, help: "How long, for example 25 s; at most 1 h.")
  var duration: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: """
      Where the sign goes: desaturate 40...95 %, tachycardia 100...220 and bradycardia 20...55 /min,
      hypoventilation 2...10 /min, hypertension 140...240 and hypotension 50...100 mmHg, sedation 3 or 4, distress 1...10.
      """)
  var to: [String] = []

  @Option(parsing: .upToNextOption, help: "For bias: by how many percent a monitor reads low, 1...30.")
  var by: [String] = []

  @Option(help: "The directory of the running room.")
  var directory: String

  // Asked for here too, so that a mistake is answered with this command's own usage.
  func validate() throws { _ = try request() }

  func run() throws {
    try ask(try request(), in: directory)
  }

  private func request() throws -> ControlRequest {
    guard let member = Room.Member(rawValue: device) else {
      let names = Room.Member.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("there is no \"\(device)\" in the room; there are \(names)")
    }
    if fault == "clear" {
      guard duration.isEmpty && to.isEmpty && by.isEmpty else {
        throw ValidationError("clear takes neither --for nor --to nor --by")
      }
      return .clear(member)
    }
    let (to, by) = (try number(to, of: "--to 82"), try number(by, of: "--by 10"))
    do {
      let kind = try Fault(named: fault, to: to, by: by)
      let time = duration.isEmpty ? nil : try Interval(parsing: duration.joined(separator: " "))
      return .inject(kind, into: member, for: time)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// "82", "82 %", "82%", "160 /min" or "190 mmHg".
  private func number(_ words: [String], of example: String) throws -> Int? {
    guard !words.isEmpty else { return nil }
    var text = words.joined()
    for unit in ["%", "/min", "mmHg"] where text.hasSuffix(unit) { text.removeLast(unit.count) }
    guard let number = Int(text) else {
      let option = example.prefix { $0 != " " }
      throw ValidationError("\(option) takes a whole number, for example \(example), not \"\(words.joined(separator: " "))\"")
    }
    return number
  }
}

/// `infusion-sim truth`: what is really the case, which no device need tell.
struct TruthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "truth",
    abstract: "Show what is really the case in a running room.",
    discussion: "The true volume counts all fluid that left the pump since the room was opened; nothing resets it.")

  @Flag(help: "As one JSON object.")
  var json = false

  @Option(help: "The directory of the running room.")
  var directory: String

  func run() throws {
    try ask(.truth(json: json), in: directory)
  }
}

/// Sends a request to the simulator of a directory, prints its answer and ends with its code.
private func ask(_ request: ControlRequest, in argument: String) throws {
  let directory = RoomDirectory(argument, currentDirectory: FileManager.default.currentDirectoryPath)
  let reply: String
  do {
    let stream = try UnixStream(connectingTo: directory.socket)
    defer { stream.close() }
    try stream.write(Array("\(request.line)\n".utf8), timeout: .seconds(2))
    reply = try readAll(from: stream)
  } catch {
    try LineWriter.error.write(
      "No simulator answers in \(directory.path). Start one with: infusion-sim serve --directory \(argument)\n(\(error))")
    throw ExitCode(SimExit.unreachable)
  }
  let parts = reply.split(separator: "\n", maxSplits: 1).map(String.init)
  guard parts.count == 2, let code = Int32(parts[0]) else {
    try LineWriter.error.write("The simulator in \(directory.path) ended before it answered.")
    throw ExitCode(SimExit.unreachable)
  }
  var text = parts[1]
  while text.hasSuffix("\n") { text.removeLast() }
  guard code == 0 else {
    try LineWriter.error.write("Error: \(text)")
    throw ExitCode(code)
  }
  try LineWriter.output.write(text)
}

private func readAll(from stream: UnixStream) throws -> String {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4_096)
  while bytes.count < 65_536 {
    switch try stream.read(into: &buffer, timeout: .seconds(5)) {
    case .bytes(let count): bytes += buffer[..<count]
    case .closed: return String(decoding: bytes, as: UTF8.self)
    case .timedOut: throw OutputError(description: "It did not answer within 5 s.")
    }
  }
  throw OutputError(description: "Its answer does not end.")
}
