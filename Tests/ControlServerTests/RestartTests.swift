import ControlAPI
import Controller
import Quantities
import Synchronization
import Testing

@testable import ControlServer

/// A desk that starts with a memory of earlier commands.
private struct RestartedDesk {
  let room = ModelRoom()
  let desk: ControlDesk

  init(_ remembered: RememberedCommand...) { desk = ControlDesk(room: room, roles: RoleBook(wardGroups), remembered: remembered) }

  init(_ remembered: [RememberedCommand]) { desk = ControlDesk(room: room, roles: RoleBook(wardGroups), remembered: remembered) }

  func ask(_ kind: CommandKind, id: String = firstID, at path: String? = nil, as peer: Peer? = physician) async -> Answer {
    let target = path ?? ControlServerTests.path(kind)
    return await desk.answer(
      method: "POST", path: target, peer: { peer },
      body: { () async throws(Problem) in Array(goodBody(kind, id: id).utf8) })
  }
}

private func remembered(
  _ kind: CommandKind, _ outcome: RememberedCommand.Outcome = .taken, by user: UserID = physician.user, id: String = firstID
) -> RememberedCommand {
  RememberedCommand(user: user, id: CommandID(text: id)!, kind: kind, channel: "bed-1", outcome: outcome)
}

private let acting = CommandKind.allCases.filter { !everyones.contains($0) }

@Suite struct RestartTests {
  @Test("SR-029: a command that was taken before the restart does not act again, and says so", arguments: acting)
  func taken(kind: CommandKind) async throws {
    let desk = RestartedDesk(remembered(kind))
    for _ in 0..<3 {
      let answer = await desk.ask(kind)
      #expect(answer.status == 409)
      let problem = try APICoding.decode(ProblemDocument.self, from: answer.body)
      #expect(problem.code == "done-before-restart")
      #expect(problem.command == firstID)
      #expect(problem.channel == (kind.isForRoom ? nil : "bed-1"))
      for text in ["\(kind.name) was taken before the daemon restarted", "nothing was done now", "status", "record"] {
        #expect(problem.detail.contains(text), "\(problem.detail)")
      }
    }
    #expect(desk.room.submitted.isEmpty)
    #expect(desk.room.state.withLock { $0.prepared } == 0)
  }

  @Test("SR-029: a command that was refused before the restart is refused in the same words", arguments: acting)
  func refused(kind: CommandKind) async throws {
    let before = DeskFixture()
    before.room.answerCommands { _ in .refused(.holdNotOver(.seconds(7))) }
    let first = await before.ask("POST", path(kind), goodBody(kind), as: physician)
    let desk = RestartedDesk(remembered(kind, .refused(.holdNotOver(.seconds(7)))))
    desk.room.answerCommands { _ in .done }
    #expect(await desk.ask(kind) == first)
    #expect(first.status == 409)
    #expect(desk.room.submitted.isEmpty)
  }

  @Test("SR-029: the id of a command before the restart is good for no other command and no other channel")
  func reused() async throws {
    for kind in acting where kind != .reset {
      let desk = RestartedDesk(remembered(.reset))
      let answer = await desk.ask(kind)
      #expect(answer.status == 409)
      #expect(try APICoding.decode(ProblemDocument.self, from: answer.body).code == "command-id-reused", "\(kind.name)")
      #expect(desk.room.submitted.isEmpty)
    }
    let desk = RestartedDesk(remembered(.reset))
    let answer = await desk.ask(.reset, at: "/v1/channels/bed-2/reset")
    #expect(try APICoding.decode(ProblemDocument.self, from: answer.body).code == "command-id-reused")
    #expect(desk.room.submitted.isEmpty)
  }

  @Test("SR-029: the same id of another user is another command") func otherUser() async {
    let desk = RestartedDesk(remembered(.reset, by: root.user))
    #expect(await desk.ask(.reset).status == 200)
    #expect(desk.room.submitted.map(\.user) == [physician.user])
    #expect(await desk.ask(.reset, as: root).status == 409)
  }

  @Test(
    "SR-027 SR-029: a pause or stop of before the restart acts when it comes again, under its own id, and once",
    arguments: [
      CommandKind.pause, .stop,
    ])
  func halts(kind: CommandKind) async throws {
    for peer in [physician, stranger] {
      let desk = RestartedDesk(remembered(kind, by: peer.user))
      let first = await desk.ask(kind, as: peer)
      #expect(first.status == 200)
      let document = try APICoding.decode(CommandDocument.self, from: first.body)
      #expect(document.command == firstID)
      #expect(document.outcome == .requested)
      #expect(document.notice == nil)
      #expect(await desk.ask(kind, as: peer) == first)
      #expect(desk.room.stops.count == 2)
      #expect(desk.room.submitted.map(\.user) == [peer.user])
    }
  }

  @Test(
    "SR-027: a stop acts, under another id, when its own was another command before the restart",
    arguments: [
      CommandKind.pause, .reset, .start,
    ])
  func haltWithReusedID(kind: CommandKind) async throws {
    let desk = RestartedDesk(remembered(kind))
    let answer = await desk.ask(.stop)
    #expect(answer.status == 200)
    let document = try APICoding.decode(CommandDocument.self, from: answer.body)
    #expect(document.command != firstID)
    #expect(document.notice != nil)
    #expect(desk.room.stops.count == 1)
    #expect(desk.room.submitted.map(\.action.kind) == [.stop])
    let all = await desk.ask(.stop, at: "/v1/stop")
    #expect(all.status == 200)
    #expect(desk.room.stops.count == 3)
  }

  @Test("SR-027: a stop of every channel acts when each of its ids was seen before the restart") func haltAll() async throws {
    let second = RememberedCommand(
      user: physician.user, id: CommandID(text: secondID)!, kind: .stop, channel: "bed-2", outcome: .taken)
    let desk = RestartedDesk(remembered(.stop), second)
    #expect(await desk.ask(.stop, at: "/v1/stop").status == 200)
    #expect(desk.room.stops.map(\.channel) == [0, 1])
    #expect(desk.room.submitted.count == 2)
  }

  @Test("SR-134: who lost the role meanwhile is refused before the ledger is asked") func lostRole() async {
    let desk = RestartedDesk(remembered(.start, by: stranger.user))
    #expect(await desk.ask(.start, as: stranger).status == 403)
  }

  @Test("Memory of the time before is bounded, its oldest commands go first, and strangers' stops push out nothing")
  func bounded() async {
    func number(_ number: Int) -> String { String(repeating: "0", count: 26) + String(100_000 + number) }
    let commands = (0..<600).map { remembered(.reset, id: number($0)) }
    let desk = RestartedDesk((0..<600).map { remembered(.stop, by: stranger.user, id: number(1_000 + $0)) } + commands)
    #expect(desk.desk.ledger.count == 2 * ControlServer.commandMemory)
    #expect(await desk.ask(.reset, id: number(599)).status == 409)
    #expect(await desk.ask(.reset, id: number(600 - ControlServer.commandMemory)).status == 409)
    for index in 0..<2_000 { _ = await desk.ask(.stop, id: number(10_000 + index), as: stranger) }
    #expect(await desk.ask(.reset, id: number(599)).status == 409)
    #expect(await desk.ask(.reset, id: number(0)).status == 200)
    #expect(desk.desk.ledger.count == 2 * ControlServer.commandMemory)
  }
}
