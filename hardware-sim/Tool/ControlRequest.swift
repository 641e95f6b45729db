import HardwareSim
import Platform
import Quantities

/// What the other commands ask of a running simulator, as one line of tab-separated fields.
enum ControlRequest {
  case inject(Fault, into: Room.Member, for: Interval?)
  case clear(Room.Member)
  case truth(json: Bool)

  /// The line, without its end.
  var line: String {
    switch self {
    case .inject(let fault, let member, let duration):
      let to = fault.target.map(String.init) ?? ""
      let by = if case .bias(let percent) = fault { "\(percent)" } else { "" }
      return "fault\t\(member.rawValue)\t\(fault.name)\t\(to)\t\(by)\t\(duration.map(\.description) ?? "")"
    case .clear(let member): return "clear\t\(member.rawValue)"
    case .truth(let json): return "truth\t\(json ? "json" : "text")"
    }
  }

  /// The request that `line` holds, nil when it holds none: only this program's own commands write such lines.
  init?(line: String) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    switch (fields.first, fields.count) {
    case ("fault", 6):
      guard let member = Room.Member(rawValue: fields[1]),
        let fault = try? Fault(named: fields[2], to: Int(fields[3]), by: Int(fields[4]))
      else { return nil }
      if fields[5].isEmpty {
        self = .inject(fault, into: member, for: nil)
      } else if let duration = try? Interval(parsing: fields[5]) {
        self = .inject(fault, into: member, for: duration)
      } else {
        return nil
      }
    case ("clear", 2):
      guard let member = Room.Member(rawValue: fields[1]) else { return nil }
      self = .clear(member)
    case ("truth", 2): self = .truth(json: fields[1] == "json")
    case _: return nil
    }
  }

  /// Does what is asked; the exit code and the text for the person who asked.
  func perform(in room: inout Room) -> (code: Int32, text: String) {
    switch self {
    case .inject(let fault, let member, let duration):
      do throws(FaultRefusal) {
        return (0, try room.inject(fault, into: member, for: duration))
      } catch {
        return (SimExit.usage, "\(member.rawValue): \(error)")
      }
    case .clear(let member): return (0, room.clearFaults(of: member))
    case .truth(let json):
      let truth = Truth(of: room)
      return (0, json ? truth.json : truth.text)
    }
  }
}

/// One connection to the control socket: a request line, a reply, the end.
struct ControlClient {
  private let stream: UnixStream
  private var received: [UInt8] = []

  /// No request is longer.
  private static var longestLine: Int { 256 }

  init(_ stream: UnixStream) { self.stream = stream }

  /// Reads what has come and answers when the request is whole; whether the connection is to be kept.
  mutating func serve(_ room: inout Room) -> Bool {
    var buffer = [UInt8](repeating: 0, count: Self.longestLine)
    guard case .bytes(let count)? = try? stream.read(into: &buffer, timeout: .zero) else { return false }
    received += buffer[..<count]
    guard let end = received.firstIndex(of: UInt8(ascii: "\n")) else { return received.count < Self.longestLine }
    let request = ControlRequest(line: String(decoding: received[..<end], as: UTF8.self))
    let (code, text) = request?.perform(in: &room) ?? (SimExit.usage, "the simulator does not understand this request")
    // A person who left before the answer is told nothing; the room has changed all the same.
    try? stream.write(Array("\(code)\n\(text)\n".utf8), timeout: .zero)
    return false
  }

  func close() { stream.close() }
}
