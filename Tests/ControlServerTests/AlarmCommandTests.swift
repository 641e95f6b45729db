import ControlAPI
import Controller
import Quantities
import Safety
import Synchronization
import Testing
import Therapy

@testable import ControlServer

private let calm = AlarmSignal(at: Instant(nanoseconds: 999_980_000_000))

extension DeskFixture {
  /// The answer to a command for the room, which must be done.
  func done(_ answer: Answer) throws -> RoomCommandDocument {
    try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    return try APICoding.decode(RoomCommandDocument.self, from: answer.body)
  }

  func alarmTest(_ answer: Answer) throws -> AlarmTestDocument { try #require(try done(answer).alarmTest) }

  func roomNow() async throws -> RoomDocument {
    try APICoding.decode(StatusDocument.self, from: await ask("GET", "/v1/status").body).room
  }

  fileprivate func pauseAudio(_ members: String, id: String = firstID, as peer: Peer? = nurse) async -> Answer {
    await ask("POST", path(.pauseAudio), #"{"command":"\#(id)"\#(members)}"#, as: peer)
  }
}

@Suite("Pause of the audio, alarm test, the alarms of the room") struct AlarmCommandTests {
  @Test(
    "SR-104: the audio is paused for 2 min, or for a time of 30 s to 10 min, and for the room",
    arguments: [
      ("", 120), (#","time":"30 s""#, 30), (#","time":"10 min""#, 600), (#","time":"90.5 s""#, 90),
    ])
  func pause(members: String, seconds: Int64) async throws {
    let fixture = DeskFixture()
    let document = try fixture.done(await fixture.pauseAudio(members))
    #expect(document.kind == "pause-audio" && document.command == firstID)
    guard case .pauseAudio(let time) = fixture.room.submitted.first?.action else {
      Issue.record("nothing was handed over")
      return
    }
    #expect(time.wholeSeconds == seconds)
    #expect(document.audioPausedFor == time.description)
    #expect(fixture.room.submitted.first?.channel == 0)
  }

  @Test(
    "SR-104: shorter, longer and for good are refused with the reason, and can be explained",
    arguments: ["29 s", "601 s", "0 s", "1 h", "9223372036 s"])
  func outOfRange(time: String) async throws {
    let fixture = DeskFixture()
    let answer = await fixture.pauseAudio(#","time":"\#(time)""#)
    #expect(answer.status == 409)
    let problem = try APICoding.decode(ProblemDocument.self, from: answer.body)
    #expect(problem.code == "audio-pause-out-of-range")
    #expect(problem.detail.contains("30 s to 10 min") && problem.detail.contains("never for good"))
    #expect(problem.command == firstID && problem.channel == nil)
    #expect(fixture.room.submitted.isEmpty)
    #expect(fixture.room.notes.map(\.channel) == [nil])
  }

  @Test(
    "SR-014 SR-104: a time that is none, or an unknown member, is malformed",
    arguments: [
      (#","time":"120""#, "malformed-quantity"), (#","time":"""#, "malformed-quantity"),
      (#","time":"-2 min""#, "malformed-quantity"),
      (#","time":"2 mL""#, "malformed-quantity"), (#","time":120"#, "malformed-body"), (#","channel":"bed-1""#, "unknown-field"),
      (#","time":"forever""#, "malformed-quantity"),
    ])
  func malformed(members: String, code: String) async throws {
    let fixture = DeskFixture()
    let answer = await fixture.pauseAudio(members)
    #expect(answer.status == 400)
    #expect(try fixture.code(answer) == code)
    #expect(fixture.room.submitted.isEmpty)
  }

  @Test("SR-104 SR-112: commands for the room are given to no channel, and only by POST") func paths() async throws {
    let fixture = DeskFixture()
    for kind in CommandKind.allCases where kind.isForRoom {
      #expect(await fixture.post(kind.name, goodBody(kind)).status == 404)
      let get = await fixture.ask("GET", path(kind))
      #expect(get.status == 405 && get.allow == "POST")
    }
    #expect(await fixture.ask("POST", "/v1/alarms/set-limit", goodBody(.setLimit)).status == 404)
    #expect(await fixture.ask("POST", "/v1/alarms/stop", goodBody(.stop)).status == 404)
    #expect(fixture.room.submitted.isEmpty && fixture.room.stops.isEmpty)
  }

  @Test("SR-112: a test answers its token, its length and what is to be seen and heard of each priority") func test() async throws
  {
    let fixture = DeskFixture()
    let test = try fixture.alarmTest(await fixture.ask("POST", path(.testAlarms), goodBody(.testAlarms), as: nurse))
    #expect(test.token == "0123-4567-89ab-cdf0")
    #expect(test.length == "9.5 s" && test.tokenLife == "69.5 s")
    #expect(test.steps.map(\.lamp.priority) == ["low", "medium", "high", "medium"])
    #expect(test.steps.map(\.second) == [false, false, false, true])
    #expect(test.steps.map(\.lamp.color) == ["cyan", "yellow", "red", "yellow"])
    #expect(test.steps.map(\.lamp.periodMs) == [0, 2_000, 500, 2_000])
    #expect(test.steps.map(\.tones) == [2, 3, 10, 3])
    guard case .testAlarms(let token) = fixture.room.submitted.first?.action else {
      Issue.record("no test was handed over")
      return
    }
    #expect(token.text == test.token)
  }

  @Test("SR-112: a confirmation carries the token; a text that no token has is refused") func confirm() async throws {
    let fixture = DeskFixture()
    _ = try fixture.done(await fixture.ask("POST", path(.confirmAlarmTest), goodBody(.confirmAlarmTest), as: nurse))
    guard case .confirmAlarmTest(let token) = fixture.room.submitted.first?.action else {
      Issue.record("no confirmation was handed over")
      return
    }
    #expect(token.text == "0123-4567-89ab-cdef")
    for (digit, text) in [("2", ""), ("3", "nonsense"), ("4", "0123-4567-89ab-cde")] {
      let id = String(repeating: digit, count: 32)
      let answer = await fixture.ask("POST", path(.confirmAlarmTest), #"{"command":"\#(id)","token":"\#(text)"}"#, as: nurse)
      #expect(answer.status == 409)
      #expect(try fixture.code(answer) == "token-unknown")
    }
    #expect(fixture.room.submitted.count == 1)
  }

  @Test("SR-109 SR-107: an alarm that nobody answered stands where its new priority is, and says so; then the older first")
  func order() async throws {
    let fixture = DeskFixture()
    fixture.room.state.withLock { state in
      state.now = Instant(nanoseconds: 1_200_000_000_000)
      func raise(_ condition: AlarmCondition, _ seconds: Int64) {
        _ = state.views[0].alarms.update(
          condition, found: Finding(.annunciate, alarm: condition, value: 1, limit: 1),
          now: Instant(nanoseconds: seconds * 1_000_000_000))
      }
      // The fixture has heart-rate-warning (medium) of 990 s and spo2-low (high) of 995 s; nobody answered the first for 2 min.
      raise(.heartRateWarning, 1_110)
      raise(.limitApproaching, 900)
      raise(.holdPoint, 1_000)
    }
    let answer = await fixture.ask("GET", "/v1/alarms")
    let list = try APICoding.decode(AlarmListDocument.self, from: answer.body)
    #expect(list.alarms.map(\.code) == ["heart-rate-warning", "spo2-low", "limit-approaching", "hold-point"])
    #expect(list.alarms.map(\.priority) == ["high", "high", "low", "low"])
    #expect(list.alarms.map(\.mark) == ["!!!", "!!!", "!", "!"])
    #expect(list.alarms.map(\.escalatedFrom) == ["medium", nil, nil, nil])
    #expect(list.room.alarmCount == 4)
    #expect(list.alarms.map(\.secondContactCalled) == [false, false, false, false])
    fixture.room.state.withLock { state in
      _ = state.views[0].alarms.update(
        .oxygenSaturationLow, found: Finding(.pause, alarm: .oxygenSaturationLow, value: 88, limit: 90), now: state.now)
    }
    let later = try APICoding.decode(AlarmListDocument.self, from: await fixture.ask("GET", "/v1/alarms").body)
    #expect(later.alarms.map(\.secondContactCalled) == [false, true, false, false])
  }

  @Test("SR-101 SR-105: status, channel and alarm list tell the lamp, the burst and the pause of the audio") func room()
    async throws
  {
    let fixture = DeskFixture()
    fixture.room.state.withLock {
      $0.views[0].signal.audioPausedUntil = Instant(nanoseconds: 1_090_500_000_000)
      $0.views[0].signal.callsSecondContact = true
    }
    let room = try await fixture.roomNow()
    #expect(room.lamp == LampDocument(priority: "high", color: "red", periodMs: 500, litMs: 250))
    #expect(room.burst == BurstDocument(number: 3, priority: "high", age: "2 s"))
    #expect(room.audioPausedFor == "90.5 s")
    #expect(room.takenAtMs == 1_000_000 && room.signalAge == "0 s")
    #expect(room.callsSecondContact && !room.usesSecondSounder && !room.isTest && room.alarmsTested)
    #expect(room.alarmCount == 2)
    let channel = try APICoding.decode(ChannelDocument.self, from: await fixture.ask("GET", "/v1/channels/bed-2").body)
    #expect(channel.room == room)
    #expect(try APICoding.decode(AlarmListDocument.self, from: await fixture.ask("GET", "/v1/alarms").body).room == room)
    fixture.room.state.withLock {
      $0.views[0].signal = calm
      $0.views[0].signal.audioPausedUntil = Instant(nanoseconds: 999_000_000_000)
      $0.views[0].alarmsAreTested = false
    }
    let quiet = try await fixture.roomNow()
    #expect(quiet.lamp == nil && quiet.burst == nil && quiet.audioPausedFor == nil && !quiet.alarmsTested)
  }

  @Test("SR-104 SR-112: what the JSON members are called") func names() async {
    let fixture = DeskFixture()
    let text = String(decoding: await fixture.ask("GET", "/v1/alarms").body, as: UTF8.self)
    for name in [
      "alarm_count", "alarms_tested", "calls_second_contact", "lit_ms", "period_ms", "signal_age", "second_contact_called",
    ] {
      #expect(text.contains("\"\(name)\":"), "\(name)")
    }
    let test = await fixture.ask("POST", path(.testAlarms), goodBody(.testAlarms))
    for name in ["alarm_test", "token", "token_life", "steps", "tones", "taken_at_ms"] {
      #expect(String(decoding: test.body, as: UTF8.self).contains("\"\(name)\":"), "\(name)")
    }
  }
}

@Suite("Alarm commands with a real controller") struct AlarmControlTests {
  @Test("SR-112: nothing starts before a test was seen, heard and confirmed; the refusal says what to do") func test()
    async throws
  {
    let fixture = DeskFixture()
    let bench = ControllerBench(fixture.room)
    #expect(try await !fixture.roomNow().alarmsTested)
    let begun = await fixture.ask("POST", path(.testAlarms), goodBody(.testAlarms), as: nurse)
    let token = try fixture.alarmTest(begun).token
    func confirm(_ id: String, as peer: Peer) async -> Answer {
      let id = String(repeating: id, count: 32)
      return await fixture.ask("POST", path(.confirmAlarmTest), #"{"command":"\#(id)","token":"\#(token)"}"#, as: peer)
    }
    bench.advance(.seconds(3))
    let running = try await fixture.roomNow()
    #expect(running.isTest && running.lamp?.priority == "medium" && running.burst?.number == 2)
    #expect(try fixture.code(await confirm("3", as: nurse)) == "alarm-test-not-over")
    bench.advance(.seconds(5))
    let last = try await fixture.roomNow()
    #expect(last.isTest && last.usesSecondSounder && last.callsSecondContact && last.burst?.number == 3)
    bench.advance(.seconds(2))
    #expect(try fixture.code(await confirm("4", as: physician)) == "token-of-another")
    #expect(try await !fixture.roomNow().alarmsTested)
    #expect(await confirm("5", as: nurse).status == 200)
    #expect(try await fixture.roomNow().alarmsTested)
  }

  @Test("SR-112: a start without a test is refused with the command that makes one; after it the same start is taken")
  func startBefore() async throws {
    let fixture = DeskFixture()
    let bench = ControllerBench(fixture.room)
    /// Prepares, reads, and starts.
    func start(_ digit: String) async throws -> Answer {
      let prepared = await fixture.post("prepare", goodBody(.prepare, id: String(repeating: digit, count: 32)), as: nurse)
      let token = try #require(try APICoding.decode(CommandDocument.self, from: prepared.body).readBack?.token)
      bench.advance(.seconds(1))
      let id = String(repeating: digit, count: 31) + "0"
      return await fixture.post("start", #"{"command":"\#(id)","token":"\#(token)"}"#, as: nurse)
    }
    let before = try APICoding.decode(ProblemDocument.self, from: try await start("1").body)
    #expect(before.code == "alarms-not-tested")
    #expect(before.detail.contains("Nothing flows before: alarm test."))
    let channel = try APICoding.decode(ChannelDocument.self, from: await fixture.ask("GET", "/v1/channels/bed-1").body)
    #expect(channel.phase == "prepared" && channel.increaseBlocker?.code == "alarms-not-tested")
    try await fixture.testAlarms(bench)
    #expect(try await start("2").status == 200)
    #expect(fixture.room.view(of: 0).phase == .starting)
    #expect(fixture.room.view(of: 1).alarmsAreTested, "one room, one test")
  }

  @Test("SR-104 SR-105: only what sounds is paused, the lamp stays, and a new alarm is heard at once") func pause() async throws {
    let fixture = DeskFixture()
    let bench = ControllerBench(fixture.room)
    let refused = await fixture.pauseAudio("")
    #expect(try fixture.code(refused) == "no-alarm-sounds")
    #expect(try APICoding.decode(ProblemDocument.self, from: refused.body).channel == nil)
    _ = await fixture.post("prepare", goodBody(.prepare, id: secondID), as: nurse)
    bench.call(true)
    bench.advance(.seconds(1))
    let loud = try await fixture.roomNow()
    let burst = try #require(loud.burst?.number, "\(loud)")
    #expect(try fixture.done(await fixture.pauseAudio("", id: String(repeating: "7", count: 32))).audioPausedFor == "120 s")
    bench.advance(.seconds(20))
    let paused = try await fixture.roomNow()
    #expect(paused.burst?.number == burst, "nothing sounds")
    #expect(paused.lamp != nil && paused.alarmCount > 0, "the lamp and the texts stay")
    #expect(paused.audioPausedFor == "100 s")
    bench.advance(.seconds(101))
    let over = try await fixture.roomNow()
    #expect(over.audioPausedFor == nil)
    #expect(try #require(over.burst?.number) > burst)
  }
}
