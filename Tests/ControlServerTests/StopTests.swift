import ControlAPI
import Controller
import Quantities
import Synchronization
import Testing
import Therapy

@testable import ControlServer

@Suite struct StopTests {
  @Test("The stop bit is set before the peer and the body are looked at") func first() async {
    let fixture = DeskFixture()
    let room = fixture.room
    let answer = await fixture.desk.answer(
      method: "POST", path: "/v1/channels/bed-1/stop",
      peer: {
        #expect(room.stops.count == 1)
        return root
      },
      body: { () async throws(Problem) in
        #expect(room.stops.count == 1)
        return []
      })
    #expect(answer.status == 200)
    #expect(room.stops == [ModelRoom.Stop(channel: 0, kind: .stop, after: 0)])
    #expect(room.submitted.map(\.action.kind) == [.stop])
  }

  @Test("SR-027: a stop acts while the ring is full, and a note names the person") func fullRing() async throws {
    let fixture = DeskFixture()
    fixture.room.state.withLock { $0.ringCapacity = 0 }
    let start = await fixture.post("start", goodBody(.start))
    #expect(start.status == 503)
    #expect(try fixture.code(start) == "busy")
    #expect(await fixture.post("stop", goodBody(.stop, id: secondID), as: stranger).status == 200)
    #expect(fixture.room.stops.count == 1)
    #expect(fixture.room.notes.contains { $0.content == .stoppedWithoutCommand && $0.peer == stranger && $0.kind == .stop })
  }

  @Test(
    "A stop acts whatever is wrong with its body",
    arguments: ["{", "[]", "null", #"{"what":"ever"}"#, #"{"command":7}"#, #"{"command":"nonsense"}"#, "\u{0}\u{1}"])
  func badBody(body: String) async throws {
    let fixture = DeskFixture()
    let answer = await fixture.post("pause", body, as: stranger)
    #expect(answer.status == 200)
    let document = try APICoding.decode(CommandDocument.self, from: answer.body)
    #expect(document.outcome == .requested)
    #expect(document.notice != nil)
    #expect(fixture.room.stops == [ModelRoom.Stop(channel: 0, kind: .pause, after: 0)])
    #expect(fixture.room.submitted.count == 1)
  }

  @Test("A body that is too long or breaks off does not keep a stop from acting") func brokenBody() async {
    for problem in [Problem.bodyTooLarge, .bodyLost] {
      let fixture = DeskFixture()
      let answer = await fixture.desk.answer(
        method: "POST", path: "/v1/stop", peer: { nil }, body: { () async throws(Problem) in throw problem })
      #expect(answer.status == 200)
      #expect(fixture.room.stops.map(\.channel) == [0, 1])
    }
  }

  @Test("A stop of all channels sets every bit before it hands over any command") func all() async throws {
    let fixture = DeskFixture()
    let answer = await fixture.ask("POST", "/v1/stop", goodBody(.stop), as: stranger)
    let documents = try APICoding.decode(StopAllDocument.self, from: answer.body)
    #expect(documents.channels.map(\.channel) == ["bed-1", "bed-2"])
    #expect(fixture.room.stops.map(\.after) == [0, 0])
    #expect(Set(fixture.room.submitted.map(\.id)).count == 2)
    let again = await fixture.ask("POST", "/v1/stop", goodBody(.stop), as: stranger)
    #expect(again == answer)
    #expect(fixture.room.submitted.count == 2)
  }

  @Test("A retried stop sets the bit again, hands over one command, and gets the same answer") func retry() async {
    let fixture = DeskFixture()
    let first = await fixture.post("stop", goodBody(.stop))
    fixture.room.state.withLock { $0.now = $0.now + .seconds(3) }
    #expect(await fixture.post("stop", goodBody(.stop)) == first)
    #expect(fixture.room.stops.count == 2)
    #expect(fixture.room.submitted.count == 1)
  }

  @Test("A stop with an id that another command used acts under another id") func reusedID() async throws {
    let fixture = DeskFixture()
    _ = await fixture.post("reset", goodBody(.reset))
    let answer = await fixture.post("stop", goodBody(.stop))
    let document = try APICoding.decode(CommandDocument.self, from: answer.body)
    #expect(document.command != firstID)
    #expect(document.notice != nil)
    #expect(fixture.room.submitted.map(\.action.kind) == [.reset, .stop])
  }

  @Test("A reason goes to the journal, cut and freed of control characters") func reason() async {
    let fixture = DeskFixture()
    _ = await fixture.post("pause", #"{"reason":"patient\u001b[2J is sick"}"#, as: stranger)
    #expect(fixture.room.notes.map(\.content) == [.reason("patient [2J is sick")])
    _ = await fixture.post("pause", #"{"reason":"\#(String(repeating: "x", count: 300))"}"#)
    #expect(fixture.room.notes.last?.content == .reason(String(repeating: "x", count: 200)))
  }

  @Test("A stop of a channel that does not exist is refused and noted") func unknown() async throws {
    let fixture = DeskFixture()
    let answer = await fixture.post("stop", channel: "bed-9", as: stranger)
    #expect(answer.status == 404)
    #expect(try fixture.code(answer) == "unknown-channel")
    #expect(fixture.room.refusals == ["unknown-channel"])
  }
}
