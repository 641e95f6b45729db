import ControlAPI
import Controller
import Quantities
import Synchronization
import Testing
import Therapy

@testable import ControlServer

@Suite struct RoleTests {
  @Test("SR-027: everyone may pause and stop, known to the kernel or not", arguments: [root, daemon, stranger, nil])
  func stops(peer: Peer?) async {
    let fixture = DeskFixture()
    for kind in [CommandKind.pause, .stop] {
      #expect(await fixture.ask("POST", path(kind), as: peer).status == 200)
    }
    #expect(await fixture.ask("POST", "/v1/stop", as: peer).status == 200)
    #expect(fixture.room.stops.count == 4)
  }

  @Test("SR-134: until there are roles, only root and the daemon's user may do anything else", arguments: CommandKind.allCases)
  func commands(kind: CommandKind) async throws {
    guard kind != .pause, kind != .stop else { return }
    for peer in [stranger, nil] {
      let fixture = DeskFixture()
      let answer = await fixture.ask("POST", path(kind), goodBody(kind), as: peer)
      #expect(answer.status == 403)
      #expect(try fixture.code(answer) == "not-permitted")
      #expect(fixture.room.submitted.isEmpty)
      #expect(fixture.room.refusals == ["not-permitted"])
      #expect(fixture.room.notes.first?.kind == kind)
      #expect(fixture.room.notes.first?.peer == peer)
    }
    for peer in [root, daemon] {
      let fixture = DeskFixture()
      fixture.room.answerCommands { command in
        switch command.action {
        case .prepare, .setRate, .prepareResume: .readBack(ModelRoom.readBack(rate: ModelRoom.order.program.fastestRate))
        default: .done
        }
      }
      #expect(await fixture.ask("POST", path(kind), goodBody(kind), as: peer).status == 200)
      #expect(fixture.room.submitted.map(\.user) == [peer.user])
      #expect(fixture.room.submitted.map(\.action.kind) == [kind])
    }
  }

  @Test("Everyone may read") func reads() async {
    let fixture = DeskFixture()
    for path in ["/v1/status", "/v1/channels/bed-1", "/v1/alarms", "/v1/devices", "/v1/records/7", "/v1/channels/bed-1/record"] {
      #expect(await fixture.ask("GET", path, as: stranger).status == 200)
    }
    #expect(fixture.room.notes.isEmpty)
  }

  @Test("A loop of refusals by a user without a role is noted ten times, then once a second, with the count of the rest")
  func flood() async {
    let fixture = DeskFixture()
    for _ in 0..<50 { _ = await fixture.post("start", as: stranger) }
    #expect(fixture.room.refusals.count == 10)
    fixture.room.state.withLock { $0.now = $0.now + .seconds(1) }
    for _ in 0..<5 { _ = await fixture.post("start", as: stranger) }
    #expect(fixture.room.refusals.count == 11)
    #expect(fixture.room.notes.contains { $0.content == .refusalsNotNoted(40) })
    _ = await fixture.post("start", goodBody(.start), channel: "bed-9")
    #expect(fixture.room.refusals.last == "unknown-channel")
  }
}
