import ControlAPI
import Controller
import Quantities

/// Answers requests, whatever carried them here: looks up, checks the role, hands over, and renders what comes back.
struct ControlDesk: Sendable {
  let room: any ControlRoom
  private let book: RoleBook
  let ledger: CommandLedger
  let budget: RefusalBudget

  /// Who may command, as far as it is known now. Whoever asks it twice for one answer keeps it in between.
  var roles: RoleTable { RoleTable(groups: book.groups) }

  init(room: any ControlRoom, roles: RoleBook, remembered: [RememberedCommand] = []) {
    self.room = room
    book = roles
    ledger = CommandLedger(capacity: ControlServer.commandMemory, remembered: remembered)
    budget = RefusalBudget()
  }

  /// The answer to one request; `peer` and `body` are asked for only when they are needed, and never before a stop acts.
  func answer(
    method: String, path: String, peer: @Sendable () async -> Peer?, body: @Sendable () async throws(Problem) -> [UInt8]
  ) async -> Answer {
    switch Endpoint.match(method: method, path: path) {
    case .none: return Answer(.unknownEndpoint)
    case .otherMethod(let expected):
      var answer = Answer(Problem(405, "method-not-allowed", "This path takes \(expected) only."))
      answer.allow = expected
      return answer
    case .found(.stopAll): return await stopAll(peer: peer, body: body)
    case .found(.command(.pause, let name)): return await halt(.pause, name, peer: peer, body: body)
    case .found(.command(.stop, let name)): return await halt(.stop, name, peer: peer, body: body)
    case .found(.command(let kind, let name)):
      let request = CommandCall(endpoint: .command(kind, channel: name), kind: kind, channelName: name, occurrence: nil)
      return await command(request, peer: await peer(), body: body)
    case .found(.roomCommand(let kind)):
      let request = CommandCall(endpoint: .roomCommand(kind), kind: kind, channelName: nil, occurrence: nil)
      return await command(request, peer: await peer(), body: body)
    case .found(.acknowledge(let alarm)): return await acknowledge(alarm, peer: await peer(), body: body)
    case .found(.status): return Answer(status())
    case .found(.alarms): return Answer(AlarmListDocument(alarms: alarms(), room: roomDocument()))
    case .found(.devices): return Answer(DeviceListDocument(devices: devices()))
    case .found(.channel(let name)): return withChannel(name) { Answer(documentWithRoom(of: $0)) }
    case .found(.limits(let name)): return withChannel(name) { Answer(limits(of: $0)) }
    case .found(.record(let number)):
      guard let number = UInt64(number), number > 0 else {
        return Answer(Problem(404, "unknown-session", "A session is named by its number."))
      }
      return await record(.session(SessionID(number: number)))
    case .found(.newestRecord(let name)):
      guard let channel = index(of: name) else { return Answer(unknownChannel(name)) }
      return await record(.newest(channel: channel))
    case .found(.explain(let id)): return await explain(id)
    }
  }

  /// The index of the channel with this name.
  func index(of name: String) -> Int? { room.channels.firstIndex { $0.name == name } }

  /// The refusal of a name that no channel has.
  func unknownChannel(_ name: String) -> Problem {
    let known = room.channels.map(\.name).joined(separator: ", ")
    return Problem(404, "unknown-channel", "There is no channel \"\(Self.shown(name))\". There is: \(known).")
  }

  /// A text from outside, short and without control characters, fit for a sentence.
  static func shown(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(40).map { isControl($0) ? "?" : $0 }))
  }

  /// Whether a character could disturb a terminal or a log.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }

  private func withChannel(_ name: String, _ answer: (Int) -> Answer) -> Answer {
    guard let channel = index(of: name) else { return Answer(unknownChannel(name)) }
    return answer(channel)
  }

  private func record(_ query: RecordQuery) async -> Answer {
    do throws(RequestRefusal) {
      return Answer(try await room.record(of: query))
    } catch {
      return Answer(Problem(error))
    }
  }

  /// Turns a refusal at the door into its answer and notes it for the journal; of users without a role only so many.
  ///
  /// What is noted can be explained: it has an id, also where the client gave none that could be read.
  func refuse(
    _ problem: Problem, peer: Peer?, kind: CommandKind?, channel: Int? = nil, command: CommandID? = nil
  ) -> Answer {
    let (now, id) = (room.now(), command ?? .random())
    var isNoted = false
    func note(_ content: DoorNote.Content) {
      room.note(DoorNote(at: now, peer: peer, channel: channel, kind: kind, command: id, content: content))
      isNoted = true
    }
    let content = DoorNote.Content.refused(code: problem.code, sentence: problem.sentence)
    if roles.mayCommand(peer) {
      note(content)
    } else if let leftOut = budget.spend(now: now) {
      if leftOut > 0 { note(.refusalsNotNoted(leftOut)) }
      note(content)
    }
    return Answer(problem, channel: channel.map { room.channels[$0].name }, command: isNoted ? id : command)
  }
}
