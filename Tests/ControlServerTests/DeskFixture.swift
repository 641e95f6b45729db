import ControlAPI
import Controller
import Synchronization
import Testing

@testable import ControlServer

/// The groups that give roles in these tests.
let wardGroups = Role.allCases.enumerated().map {
  RoleGroup($0.element, name: "infusion-\($0.element.name)", number: UInt32(2_001 + $0.offset))
}

/// Somebody of the user's own group who is in the groups of these roles besides.
func person(_ user: UInt32, _ roles: Role...) -> Peer {
  let groups = wardGroups.filter { roles.contains($0.role) }.compactMap(\.number)
  return Peer(user: UserID(number: user), group: user, process: 2, supplementaryGroups: groups)
}

let root = Peer(user: UserID(number: 0), group: 0, process: 1)
let nurse = person(1_001, .nurse)
let physician = person(1_003, .physician)
let viewer = person(1_002, .viewer)
let stranger = Peer(user: UserID(number: 65_534), group: 65_534, process: 3)

let firstID = "00000000000000000000000000000001"
let secondID = "00000000000000000000000000000002"

/// A desk over a model room, spoken to without a socket.
struct DeskFixture {
  let room = ModelRoom()
  let desk: ControlDesk

  init() { desk = ControlDesk(room: room, roles: RoleBook(wardGroups)) }

  func ask(
    _ method: String, _ path: String, _ body: String = "", as peer: Peer? = root
  ) async -> Answer {
    await desk.answer(
      method: method, path: path, peer: { peer }, body: { () async throws(Problem) in Array(body.utf8) })
  }

  func post(_ command: String, _ body: String = "", channel: String = "bed-1", as peer: Peer? = root) async -> Answer {
    await ask("POST", "/v1/channels/\(channel)/\(command)", body, as: peer)
  }

  func code(_ answer: Answer) throws -> String { try APICoding.decode(ProblemDocument.self, from: answer.body).code }
}

/// A well-formed body for each command.
func goodBody(_ kind: CommandKind, id: String = firstID) -> String {
  switch kind {
  case .prepare: #"{"command":"\#(id)","protocol":"demo","patient":"P-017","weight":"70 kg"}"#
  case .start, .confirm, .resume, .second, .confirmAlarmTest: #"{"command":"\#(id)","token":"0123-4567-89ab-cdef"}"#
  case .setRate: #"{"command":"\#(id)","rate":"6.1 mL/h"}"#
  case .prepareResume: #"{"command":"\#(id)","reason":"SpO2 is back"}"#
  case .pause, .stop: #"{"command":"\#(id)"}"#
  case .nextStep, .reconcile, .reset, .close, .acknowledge, .testAlarms, .pauseAudio: #"{"command":"\#(id)"}"#
  case .approve:
    #"{"command":"\#(id)","token":"0123-4567-89ab-cdef","reason":"more pain than last week"}"#
  case .closeEarly: #"{"command":"\#(id)","reason":"moved to the ward"}"#
  case .score: #"{"command":"\#(id)","scale":"POSS","value":"2"}"#
  case .vitals: #"{"command":"\#(id)","nibp":"120/80/93"}"#
  case .handover: #"{"command":"\#(id)","to":"nora"}"#
  case .setLimit: #"{"command":"\#(id)","signal":"SpO2","pause_low":"88 %"}"#
  }
}

/// The path that gives each command.
func path(_ kind: CommandKind) -> String {
  if kind.isForRoom { return "/v1/alarms/\(kind.name)" }
  return kind == .acknowledge ? "/v1/alarms/bed-1:2/acknowledge" : "/v1/channels/bed-1/\(kind.name)"
}
