import ControlAPI
import Controller
import Quantities
import Synchronization
import Testing
import Therapy

@testable import ControlServer

@Suite struct RoleTests {
  @Test("SR-027: everyone may pause and stop, known to the kernel or not", arguments: [root, nurse, viewer, stranger, nil])
  func stops(peer: Peer?) async {
    let fixture = DeskFixture()
    for kind in [CommandKind.pause, .stop] {
      #expect(await fixture.ask("POST", path(kind), as: peer).status == 200)
    }
    #expect(await fixture.ask("POST", "/v1/stop", as: peer).status == 200)
    #expect(fixture.room.stops.count == 4)
  }

  @Test("SR-134: who holds no role that may is refused by name, submits nothing and is noted", arguments: CommandKind.allCases)
  func refused(kind: CommandKind) async throws {
    guard kind != .pause, kind != .stop else { return }
    for peer in [viewer, stranger, nil] {
      let fixture = DeskFixture()
      let answer = await fixture.ask("POST", path(kind), goodBody(kind), as: peer)
      #expect(answer.status == 403)
      let problem = try APICoding.decode(ProblemDocument.self, from: answer.body)
      #expect(problem.code == "not-permitted")
      #expect(fixture.room.submitted.isEmpty)
      #expect(fixture.room.notes.count == 1)
      #expect(fixture.room.notes.first?.kind == kind)
      #expect(fixture.room.notes.first?.peer == peer)
      #expect(fixture.room.notes.first?.content == .refused(code: "not-permitted", sentence: problem.detail))
    }
  }

  @Test("SR-134: a physician and root may, and the command carries the person's own user", arguments: CommandKind.allCases)
  func permitted(kind: CommandKind) async throws {
    for peer in [root, physician] {
      let fixture = DeskFixture()
      fixture.room.answerCommands(readingBack)
      #expect(await fixture.ask("POST", path(kind), goodBody(kind), as: peer).status == 200)
      #expect(fixture.room.submitted.map(\.user) == [peer.user])
      #expect(fixture.room.submitted.map(\.action.kind) == [kind])
    }
  }

  @Test("SR-134: the user that the daemon runs as holds no role of its own") func daemonUser() async {
    let fixture = DeskFixture()
    let daemon = Peer(user: UserID(number: 990), group: 990, process: 2)
    #expect(await fixture.post("start", goodBody(.start), as: daemon).status == 403)
    #expect(await fixture.post("stop", goodBody(.stop), as: daemon).status == 200)
  }

  @Test("SR-134: a refusal says who asks, which roles may, which groups give them, and what everyone may")
  func sentence() {
    let desk = DeskFixture().desk
    #expect(
      desk.roles.refusal(of: .start, to: person(1_001)).sentence
        == "User 1001 holds no role. start needs nurse or physician: membership in the Unix group infusion-nurse or "
        + "infusion-physician (log in again after being added). Everyone may look, pause and stop.")
    #expect(
      desk.roles.refusal(of: .setRate, to: person(7, .technician)).sentence.hasPrefix(
        "User 7 holds the role technician. set-rate needs nurse or physician: "))
    #expect(
      desk.roles.refusal(of: .acknowledge, to: person(7, .auditor, .viewer)).sentence.hasPrefix(
        "User 7 holds the roles viewer and auditor. acknowledge needs nurse, physician or technician: membership in the Unix "
          + "group infusion-nurse, infusion-physician or infusion-technician (log in again"))
    #expect(
      desk.roles.refusal(of: .close, to: nil).sentence.hasPrefix(
        "The kernel does not say who you are, so you hold no role. close needs nurse or physician: "))
  }

  @Test("SR-134: a refusal tells that a group was not found, and names one that gives two roles once") func missingGroups() {
    let missing = RoleTable(groups: Role.allCases.map { RoleGroup($0, name: "ward", number: nil) })
    #expect(
      missing.refusal(of: .start, to: stranger).sentence
        == "User 65534 holds no role. start needs nurse or physician: membership in the Unix group ward (log in again after "
        + "being added). When the daemon started it found no group ward on this machine. Everyone may look, pause and stop.")
  }

  @Test(
    "SR-027 SR-134: before the groups are known everyone looks and stops, root commands, and all others are told to try again")
  func groupsUnknown() async throws {
    let (room, book) = (ModelRoom(), RoleBook())
    let desk = ControlDesk(room: room, roles: book)
    func give(_ kind: CommandKind, as peer: Peer, id: String = firstID) async -> Answer {
      await desk.answer(
        method: "POST", path: path(kind), peer: { peer }, body: { () async throws(Problem) in Array(goodBody(kind, id: id).utf8) }
      )
    }
    let early = await give(.reset, as: nurse)
    #expect(early.status == 503)
    let problem = try APICoding.decode(ProblemDocument.self, from: early.body)
    #expect(problem.code == "roles-unknown" && problem.detail.contains("Nothing was done. Try again."))
    #expect(await give(.stop, as: nurse, id: secondID).status == 200)
    #expect(await give(.reset, as: root).status == 200)
    #expect(
      await desk.answer(method: "GET", path: "/v1/status", peer: { nil }, body: { () async throws(Problem) in [] }).status == 200)
    book.fill(wardGroups)
    #expect(await give(.reset, as: nurse).status == 200, "the same id again, as it was told")
    #expect(await give(.reset, as: viewer).status == 403)
    #expect(room.submitted.map(\.action.kind) == [.stop, .reset, .reset])
  }

  @Test("Everyone may read") func reads() async {
    let fixture = DeskFixture()
    for path in ["/v1/status", "/v1/channels/bed-1", "/v1/alarms", "/v1/devices", "/v1/records/7", "/v1/channels/bed-1/record"] {
      #expect(await fixture.ask("GET", path, as: stranger).status == 200)
    }
    #expect(fixture.room.notes.isEmpty)
  }

  @Test(
    "A loop of refusals by somebody who may command nothing is noted ten times, then once a second, with the count of the rest",
    arguments: [stranger, viewer])
  func flood(peer: Peer) async {
    let fixture = DeskFixture()
    for _ in 0..<50 { _ = await fixture.post("start", as: peer) }
    #expect(fixture.room.refusals.count == 10)
    fixture.room.state.withLock { $0.now = $0.now + .seconds(1) }
    for _ in 0..<5 { _ = await fixture.post("start", as: peer) }
    #expect(fixture.room.refusals.count == 11)
    #expect(fixture.room.notes.contains { $0.content == .refusalsNotNoted(40) })
    _ = await fixture.post("start", goodBody(.start), channel: "bed-9")
    #expect(fixture.room.refusals.last == "unknown-channel")
  }

  @Test("SR-134: every refusal of somebody who may command is noted, however many come") func everyRefusal() async {
    let fixture = DeskFixture()
    for _ in 0..<50 { _ = await fixture.post("approve", as: nurse) }
    #expect(fixture.room.refusals.count == 50)
  }
}

/// Answers each command as the controller does when nothing speaks against it.
@Sendable func readingBack(_ command: OperatorCommand) -> CommandOutcome? {
  switch command.action {
  case .prepare, .setRate, .prepareResume: .readBack(ModelRoom.readBack(rate: ModelRoom.order.program.fastestRate))
  default: .done
  }
}
