import ControlAPI
import Controller

/// Everything that can be asked for at `/v1`; names are as written and not yet looked up.
enum Endpoint: Hashable, Sendable {
  case status
  case channel(String)
  case alarms
  case devices
  case record(session: String)
  case newestRecord(channel: String)
  case explain(String)
  case command(CommandKind, channel: String)
  case acknowledge(alarm: String)
  case limits(String)
  /// A command for the room.
  case roomCommand(CommandKind)
  case stopAll

  /// What a request line leads to.
  enum Match: Hashable, Sendable {
    case found(Endpoint)
    /// The path exists, but only for this method.
    case otherMethod(String)
    case none
  }

  /// The command that is given here, and the channel as it is written, nil for the room; nil for what is only read, and for
  /// every channel.
  var command: (kind: CommandKind, channel: String?)? {
    switch self {
    case .command(let kind, let channel): (kind, channel)
    case .acknowledge(let alarm): (.acknowledge, String(alarm.prefix { $0 != ":" }))
    case .roomCommand(let kind): (kind, nil)
    case .status, .channel, .alarms, .devices, .record, .newestRecord, .explain, .stopAll, .limits: nil
    }
  }

  /// The endpoint at `path` (without a query) for `method`.
  static func match(method: String, path: String) -> Match {
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { APIPath.decode($0) }
    guard !segments.contains(nil), segments.count <= 4, let (expected, endpoint) = endpoint(at: segments.compactMap { $0 }) else {
      return .none
    }
    return method == expected ? .found(endpoint) : .otherMethod(expected)
  }

  private static func endpoint(at segments: [String]) -> (method: String, Endpoint)? {
    guard segments.first == "v1", segments.count >= 2 else { return nil }
    switch (segments[1], segments.count) {
    case ("status", 2): return ("GET", .status)
    case ("alarms", 2): return ("GET", .alarms)
    case ("devices", 2): return ("GET", .devices)
    case ("stop", 2): return ("POST", .stopAll)
    case ("records", 3): return ("GET", .record(session: segments[2]))
    case ("explain", 3): return ("GET", .explain(segments[2]))
    case ("channels", 3): return ("GET", .channel(segments[2]))
    case ("alarms", 3):
      return CommandKind.allCases.first { $0.isForRoom && $0.name == segments[2] }.map { ("POST", .roomCommand($0)) }
    case ("alarms", 4): return segments[3] == "acknowledge" ? ("POST", .acknowledge(alarm: segments[2])) : nil
    case ("channels", 4):
      if segments[3] == "record" { return ("GET", .newestRecord(channel: segments[2])) }
      if segments[3] == "limits" { return ("GET", .limits(segments[2])) }
      return command(named: segments[3]).map { ("POST", .command($0, channel: segments[2])) }
    default: return nil
    }
  }

  /// The command that is given to a channel by this name; what is about alarms is asked for elsewhere.
  private static func command(named name: String) -> CommandKind? {
    CommandKind.allCases.first { $0 != .acknowledge && !$0.isForRoom && $0.name == name }
  }
}
