import ControlAPI
import Controller
import Quantities
import Synchronization
import Testing
import Therapy

@testable import ControlServer

@Suite struct BadInputTests {
  @Test(
    "A body that is not the request is answered with 400, changes nothing, and is noted",
    arguments: [
      ("prepare", "", "missing-field"), ("prepare", "{", "malformed-body"), ("prepare", "[]", "malformed-body"),
      ("prepare", "null", "malformed-body"), ("prepare", "\u{FFFD}", "malformed-body"),
      ("start", #"{"command":"\#(firstID)"}"#, "missing-field"),
      ("start", #"{"command":"\#(firstID)","token":7}"#, "malformed-body"),
      ("start", #"{"command":"\#(firstID)","token":null}"#, "malformed-body"),
      ("start", #"{"command":"\#(firstID)","token":"x","force":"yes"}"#, "unknown-field"),
      ("reset", #"{"command":"1"}"#, "malformed-command-id"), ("reset", #"{"command":""}"#, "malformed-command-id"),
      ("reset", #"{"command":"+0000000000000000000000000000001"}"#, "malformed-command-id"),
      ("reset", #"{"command":"0000000000000000000000000000000g"}"#, "malformed-command-id"),
      ("set-rate", #"{"command":"\#(firstID)","rate":"6.1"}"#, "malformed-quantity"),
      ("set-rate", #"{"command":"\#(firstID)","rate":"1,5 mL/h"}"#, "malformed-quantity"),
      ("set-rate", #"{"command":"\#(firstID)","rate":"-5 mL/h"}"#, "malformed-quantity"),
      ("set-rate", #"{"command":"\#(firstID)","rate":".5 mL/h"}"#, "malformed-quantity"),
      ("set-rate", #"{"command":"\#(firstID)","rate":"5. mL/h"}"#, "malformed-quantity"),
      ("set-rate", #"{"command":"\#(firstID)","rate":"NaN mL/h"}"#, "malformed-quantity"),
      ("set-rate", #"{"command":"\#(firstID)","rate":"5 mg"}"#, "malformed-quantity"),
      ("set-rate", #"{"command":"\#(firstID)","rate":"99999999999999999999 mL/h"}"#, "malformed-quantity"),
      ("set-rate", #"{"command":"\#(firstID)","rate":"6 mL/h","reason":"a\nb"}"#, "malformed-reason"),
      ("prepare-resume", #"{"command":"\#(firstID)"}"#, "missing-field"),
      ("prepare-resume", #"{"command":"\#(firstID)","reason":""}"#, "malformed-reason"),
      ("prepare-resume", #"{"command":"\#(firstID)","reason":"  "}"#, "malformed-reason"),
      (
        "prepare", #"{"command":"\#(firstID)","protocol":"demo","patient":"P","weight":"154 lb"}"#, "malformed-quantity"
      ),
      (
        "prepare", #"{"command":"\#(firstID)","protocol":"demo","patient":"P","weight":"70"}"#, "malformed-quantity"
      ),
    ])
  func body(command: String, body: String, code: String) async throws {
    let fixture = DeskFixture()
    let answer = await fixture.post(command, body)
    #expect(answer.status == 400)
    #expect(try fixture.code(answer) == code)
    #expect(fixture.room.submitted.isEmpty)
    #expect(fixture.room.refusals == [code])
    #expect(fixture.room.notes.first?.channel == 0)
  }

  @Test("SR-014: a malformed quantity is answered with the accepted form") func form() async throws {
    let fixture = DeskFixture()
    let answer = await fixture.post("set-rate", #"{"command":"\#(firstID)","rate":"6.1"}"#)
    let problem = try APICoding.decode(ProblemDocument.self, from: answer.body)
    #expect(problem.detail.contains("12.25 mL/h"))
    #expect(problem.detail.contains("units: mL/h, mg/kg/h, ug/kg/min, mg/h"))
  }

  @Test("Deeply nested JSON is refused, not a crash") func nested() async throws {
    let fixture = DeskFixture()
    let body = String(repeating: "[", count: 30_000)
    #expect(await fixture.post("start", body).status == 400)
    let object = String(repeating: #"{"a":"#, count: 10_000)
    #expect(await fixture.post("start", object).status == 400)
  }

  @Test(
    "A text that no token has is refused like a token that is not known",
    arguments: ["", "abc", "0123456789abcdeg", "+123456789abcdef"])
  func token(text: String) async throws {
    let fixture = DeskFixture()
    let answer = await fixture.post("start", #"{"command":"\#(firstID)","token":"\#(text)"}"#)
    #expect(answer.status == 409)
    #expect(try fixture.code(answer) == "token-unknown")
    #expect(fixture.room.submitted.isEmpty)
    #expect(fixture.room.refusals == ["token-unknown"])
  }

  @Test("A token is read with and without its dashes") func dashes() async {
    let fixture = DeskFixture()
    _ = await fixture.post("start", #"{"command":"\#(firstID)","token":"0123-4567-89ab-cdef"}"#)
    _ = await fixture.post("start", #"{"command":"\#(secondID)","token":"0123456789ABCDEF"}"#)
    let tokens = fixture.room.submitted.map { command -> UInt64? in
      if case .start(let token, _) = command.action { token.bits } else { nil }
    }
    #expect(tokens == [0x0123_4567_89AB_CDEF, 0x0123_4567_89AB_CDEF])
  }

  @Test("Refusals of the room keep their code, and are noted") func room() async throws {
    let fixture = DeskFixture()
    let cases: [(RequestRefusal.Kind, Int)] = [(.malformed, 400), (.notFound, 404), (.refused, 409), (.unavailable, 503)]
    for (index, (kind, status)) in cases.enumerated() {
      fixture.room.state.withLock { $0.refusal = RequestRefusal(kind, code: "some-code", sentence: "Some sentence.") }
      let answer = await fixture.post("prepare", goodBody(.prepare, id: String(repeating: "\(index)", count: 32)))
      #expect(answer.status == status)
      #expect(try fixture.code(answer) == "some-code")
    }
    #expect(fixture.room.refusals.count == 4)
    #expect(fixture.room.submitted.isEmpty)
  }

  @Test("A rate change without a session is refused as the wrong phase") func noSession() async throws {
    let fixture = DeskFixture()
    for kind in [CommandKind.setRate, .prepareResume] {
      let id = kind == .setRate ? firstID : secondID
      let answer = await fixture.post(kind.name, goodBody(kind, id: id), channel: "bed-2")
      #expect(answer.status == 409)
      #expect(try fixture.code(answer) == "wrong-phase")
    }
    #expect(fixture.room.submitted.isEmpty)
  }

  @Test(
    "An alarm that cannot be is refused as unknown",
    arguments: ["bed-1", "bed-1:", "bed-1:x", "bed-9:1", ":1", "bed-1:1:1", "bed-1:-1", "bed-1:4294967296"])
  func alarm(id: String) async throws {
    let fixture = DeskFixture()
    let answer = await fixture.ask("POST", "/v1/alarms/\(id)/acknowledge", goodBody(.acknowledge))
    #expect(answer.status == 409)
    #expect(try fixture.code(answer) == "unknown-alarm")
  }

  @Test(
    "Other paths are not found",
    arguments: [
      "/", "", "/v1", "/v1/", "/v2/status", "/v1/status/", "/v1/channels", "/v1/channels/bed-1/fly",
      "/v1/channels/bed-1/acknowledge",
      "/v1/channels/bed-1/stop/now", "/v1/records", "/v1/channels/%zz", "/v1/channels/%", "//v1/status", "/v1/../v1/status",
    ])
  func paths(path: String) async throws {
    let answer = await DeskFixture().ask("GET", path)
    #expect(answer.status == 404)
  }

  @Test("The wrong method is told the right one, and stops nothing") func methods() async throws {
    let fixture = DeskFixture()
    let get = await fixture.ask("GET", "/v1/channels/bed-1/stop")
    #expect(get.status == 405)
    #expect(get.allow == "POST")
    #expect(await fixture.ask("POST", "/v1/status").allow == "GET")
    #expect(fixture.room.stops.isEmpty)
  }

  @Test(
    "Unknown sessions and channels are not found",
    arguments: ["/v1/records/0", "/v1/records/x", "/v1/records/8", "/v1/channels/bed-9"])
  func unknown(path: String) async {
    #expect(await DeskFixture().ask("GET", path).status == 404)
  }

  @Test("Names from outside come back without control characters") func echo() async throws {
    let answer = await DeskFixture().ask("GET", "/v1/channels/%1b%5b2J")
    #expect(!answer.body.contains(0x1B))
    #expect(try APICoding.decode(ProblemDocument.self, from: answer.body).detail.contains("?[2J"))
  }

  @Test("Absurd rates are held at a bound beyond every limit instead of overflowing")
  func absurd() async throws {
    let texts = ["9223372036854 mL/h", "9223372036 mg/kg/h", "153722867280 ug/kg/min", "9223372036854 mg/h"]
    for text in texts {
      let rate = try RequestedRate(parsing: text)
      let flow = rate.flow(under: ModelRoom.order)
      #expect(flow >= FlowRate(microlitersPerHour: 10_000_000))
      #expect(flow <= FlowRate(nanolitersPerHour: 1_000_000_000_000))
      _ = rate.flow(weight: BodyMass(grams: 1_000_000), concentration: Concentration(nanogramsPerMilliliter: 1))
    }
    let exact = try RequestedRate(parsing: "0.35 mg/kg/h").flow(under: ModelRoom.order)
    #expect(exact == FlowRate(microlitersPerHour: 12_250))
    #expect(try RequestedRate(parsing: "24.5 mg/h").flow(under: ModelRoom.order) == exact)
  }
}
