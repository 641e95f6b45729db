import ControlAPI
import Controller
import Quantities
import Synchronization
import Testing
import Therapy

@testable import ControlServer

@Suite struct IdempotencyTests {
  @Test("SR-029: the same id again gets the same answer and never acts twice", arguments: CommandKind.allCases)
  func retry(kind: CommandKind) async {
    let fixture = DeskFixture()
    fixture.room.answerCommands { command in
      command.action.kind == .prepare ? .readBack(ModelRoom.readBack(rate: ModelRoom.order.program.fastestRate)) : .done
    }
    let first = await fixture.ask("POST", path(kind), goodBody(kind))
    fixture.room.state.withLock { $0.now = $0.now + .seconds(5) }
    for _ in 0..<3 { #expect(await fixture.ask("POST", path(kind), goodBody(kind)) == first) }
    #expect(first.status == 200)
    #expect(fixture.room.submitted.count == 1)
  }

  @Test("A refusal of the controller is the answer of a retry too") func refusal() async throws {
    let fixture = DeskFixture()
    fixture.room.answerCommands { _ in .refused(.stopLatched) }
    let first = await fixture.post("start", goodBody(.start))
    #expect(first.status == 409)
    #expect(try fixture.code(first) == "stop-latched")
    fixture.room.answerCommands { _ in .done }
    #expect(await fixture.post("start", goodBody(.start)) == first)
    #expect(fixture.room.submitted.count == 1)
  }

  @Test("Fifty at once with one id while the first is pending: one command, one answer") func concurrent() async {
    let fixture = DeskFixture()
    await fixture.room.gate.close()
    let answers = await withTaskGroup(of: Answer.self) { group in
      for _ in 0..<50 { group.addTask { await fixture.post("start", goodBody(.start)) } }
      while await fixture.room.gate.count == 0 { await Task.yield() }
      await fixture.room.gate.open()
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers).count == 1)
    #expect(answers.first?.status == 200)
    #expect(fixture.room.submitted.count == 1)
  }

  @Test("Without an answer in time a retry asks again and hands nothing over") func noAnswer() async throws {
    let fixture = DeskFixture()
    fixture.room.answerCommands { _ in nil }
    let first = await fixture.post("prepare", goodBody(.prepare))
    #expect(first.status == 503)
    #expect(try fixture.code(first) == "no-answer")
    fixture.room.answerCommands { _ in .readBack(ModelRoom.readBack(rate: ModelRoom.order.program.fastestRate)) }
    let second = await fixture.post("prepare", goodBody(.prepare))
    #expect(second.status == 200)
    #expect(await fixture.post("prepare", goodBody(.prepare)) == second)
    #expect(fixture.room.submitted.count == 1)
    #expect(fixture.room.state.withLock { $0.prepared } == 1)
    #expect(fixture.room.state.withLock { $0.asked.values.first } == 2)
  }

  @Test("A full ring is answered with 503; nothing was done, so the same id may try again") func fullRing() async throws {
    let fixture = DeskFixture()
    fixture.room.state.withLock { $0.ringCapacity = 0 }
    let first = await fixture.post("start", goodBody(.start))
    #expect(first.status == 503)
    #expect(try fixture.code(first) == "busy")
    fixture.room.state.withLock { $0.ringCapacity = 1 }
    #expect(await fixture.post("start", goodBody(.start)).status == 200)
    #expect(fixture.room.submitted.count == 1)
  }

  @Test("SR-029: two persons who use one id each get their own answer") func sameIDOfTwo() async throws {
    let fixture = DeskFixture()
    fixture.room.answerCommands { command in
      switch command.action {
      case .reset: .refused(.needsReconcile)
      default: .readBack(ModelRoom.readBack(rate: ModelRoom.order.program.fastestRate))
      }
    }
    let reset = await fixture.post("reset", goodBody(.reset), as: nurse)
    let prepared = await fixture.post("prepare", goodBody(.prepare), as: physician)
    #expect(try fixture.code(reset) == "needs-reconcile")
    #expect(prepared.status == 200)
    #expect(fixture.room.submitted.map(\.user) == [nurse.user, physician.user])
    #expect(Set(fixture.room.submitted.map(\.id)).count == 1)
  }

  @Test("The same id for another command, channel or body is refused") func reuse() async throws {
    let fixture = DeskFixture()
    _ = await fixture.post("reset", goodBody(.reset))
    for answer in [
      await fixture.post("close", goodBody(.close)), await fixture.post("reset", goodBody(.reset), channel: "bed-2"),
      await fixture.post("reset", goodBody(.reset) + " "),
    ] {
      #expect(answer.status == 409)
      #expect(try fixture.code(answer) == "command-id-reused")
    }
    #expect(fixture.room.submitted.count == 1)
    #expect(fixture.room.refusals == Array(repeating: "command-id-reused", count: 3), "everything refused is noted")
  }

  @Test(
    "Memory of commands is bounded, and those who may only pause and stop cannot push out what others need",
    arguments: [stranger, viewer])
  func bounded(peer: Peer) async {
    let fixture = DeskFixture()
    let first = await fixture.post("reset", goodBody(.reset))
    for number in 0..<2_000 {
      let id = String(repeating: "0", count: 26) + String(100_000 + number)
      _ = await fixture.post("stop", goodBody(.stop, id: id), as: peer)
    }
    #expect(fixture.desk.ledger.count == 513)
    #expect(await fixture.post("reset", goodBody(.reset)) == first)
    #expect(fixture.room.submitted.filter { $0.action.kind == .reset }.count == 1)
  }

  @Test("One user's ids never meet another's") func users() async {
    let fixture = DeskFixture()
    _ = await fixture.post("reset", goodBody(.reset), as: root)
    _ = await fixture.post("reset", goodBody(.reset), as: nurse)
    #expect(fixture.room.submitted.map(\.user) == [root.user, nurse.user])
  }
}
