import ControlAPI
import Controller
import Quantities
import Safety
import Synchronization
import Testing

@testable import ControlServer

extension DeskFixture {
  fileprivate func explain(_ id: String, as peer: Peer? = stranger) async -> Answer {
    await ask("GET", APIPath.explain(id), as: peer)
  }

  fileprivate func explained(_ id: String, as peer: Peer? = stranger) async throws -> ExplanationDocument {
    let answer = await explain(id, as: peer)
    try #require(answer.status == 200, "\(id): \(String(decoding: answer.body, as: UTF8.self))")
    return try APICoding.decode(ExplanationDocument.self, from: answer.body)
  }

  fileprivate func remember(_ query: RecallQuery, _ fact: Recollection.Fact, by: UserID? = UserID(number: 1_001)) {
    room.state.withLock {
      $0.recollections[query] = Recollection(
        entry: 12, utc: "2026-11-28T03:12:45.123456Z", age: .seconds(312), channel: "bed-1", by: by, fact: fact)
    }
  }
}

private let someCommand = CommandID(high: 0, low: 1)

@Suite("Explain: rule, value, limit, source, since when, what clears it, what to do") struct ExplainTests {
  @Test("an alarm that is on is explained from the view, to everyone", arguments: [root, nurse, viewer, stranger, nil])
  func alarm(peer: Peer?) async throws {
    let fixture = DeskFixture()
    let document = try await fixture.explained("bed-1:2", as: peer)
    #expect(document.kind == "alarm")
    #expect(document.code == "spo2-low")
    #expect(document.what == "SpO2 88 % is below 90 %: an infusion pauses (on)")
    #expect(document.value == "88 %")
    #expect(document.limit == "90 %")
    #expect(document.rule.contains("below 90 % for 10 s"))
    #expect(document.source.hasPrefix("SR-040, SR-041, SR-048, SR-111; clinical defaults, section 4"))
    #expect(document.since?.hasSuffix("Z") == true)
    #expect(document.age == "5 s")
    #expect(document.clears.contains("acknowledged"))
    #expect(document.advice.contains("airway"))
    #expect(fixture.room.notes.isEmpty && fixture.room.state.withLock { $0.recalled.isEmpty }, "the view is enough")
  }

  @Test("an alarm that has ended says so; one that is older comes from the journal") func pastAlarms() async throws {
    let fixture = DeskFixture()
    fixture.room.state.withLock { state in
      _ = state.views[0].alarms.update(.heartRateWarning, found: nil, now: state.now)
    }
    #expect(try await fixture.explained("bed-1:1").what.hasSuffix("(ended)"))
    let fact = Recollection.Fact.alarm(AlarmFact(.pumpSilent, value: 3, limit: 3))
    fixture.remember(.alarm(occurrence: 9, channel: 0), fact, by: nil)
    let old = try await fixture.explained("bed-1:9")
    #expect(old.code == "pump-silent")
    #expect(old.since == "2026-11-28T03:12:45.123456Z")
    #expect(old.age == "312 s")
    #expect(old.by == nil)
  }

  @Test("a paused channel: why, since when, and what keeps a resume from being made, with the commands for this channel")
  func pause() async throws {
    let fixture = DeskFixture()
    fixture.room.state.withLock { state in
      state.views[0].phase = .paused
      state.views[0].cause = .interlock(.oxygenSaturation)
      state.views[0].phaseSince = Instant(nanoseconds: 996_000_000_000)
      state.views[0].increaseRefusal = .pressureAfterPauseMissing
    }
    let document = try await fixture.explained("bed-1")
    #expect(document.kind == "pause")
    #expect(document.code == "interlock-oxygen-saturation")
    #expect(document.what == "paused: SpO2 88 % is below 90 %: an infusion pauses")
    #expect(document.value == "88 %" && document.limit == "90 %")
    #expect(document.age == "4 s")
    #expect(document.rule.contains("nothing resumes by itself"))
    #expect(document.advice.contains("session prepare-resume bed-1 --reason TEXT"))
    #expect(document.blockers.map(\.code) == ["pressure-after-pause-missing", "oxygen-saturation"])
    #expect(document.blockers[0].advice.contains("vitals enter bed-1 --nibp"))
    #expect(document.blockers[1].value == "88 %")
    for text in [document.what, document.rule, document.clears, document.advice] { #expect(!text.contains("CHANNEL")) }
  }

  @Test("SR-050: a reduced channel tells the score, its limit, and that only a person raises the rate again")
  func reduction() async throws {
    let fixture = DeskFixture()
    fixture.room.state.withLock { state in
      _ = state.views[0].alarms.update(
        .sedationWarning, found: Finding(.reduce, alarm: .sedationWarning, value: 3, limit: 3), now: state.now)
      state.views[0].phase = .reduced
      state.views[0].cause = .interlock(.sedation)
      state.views[0].phaseSince = state.now
      state.views[0].startBlockers = InterlockSet()
    }
    let document = try await fixture.explained("bed-1")
    #expect(document.kind == "reduction")
    #expect(document.value == "POSS 3" && document.limit == "POSS 3")
    #expect(document.rule.contains("only a person raises it again"))
    #expect(document.blockers.isEmpty)
  }

  @Test("every phase with every cause is explained", arguments: SessionPhase.allCases)
  func phases(phase: SessionPhase) async throws {
    let fixture = DeskFixture()
    for cause in [PhaseCause.command, .restart, .counterBroke, .interlock(.pumpLink), .interlock(.sedation)] {
      fixture.room.state.withLock {
        $0.views[0].phase = phase
        $0.views[0].cause = cause
      }
      let document = try await fixture.explained("bed-1")
      #expect(document.what.hasPrefix(phase.name) && document.source.contains("SR-") && !document.clears.isEmpty)
    }
  }

  @Test("SR-003: a refused command is explained by its id: rule, limit, who, when")
  func refusal() async throws {
    let fixture = DeskFixture()
    let limit = DoseRate(picogramsPerKilogramPerHour: 350_000_000).baseUnits
    fixture.remember(.command(someCommand), .refused(.start, .approvalMissing(.doseRate, limit: limit)))
    for id in [firstID, "00000000-0000-0000-0000-000000000001"] {
      let document = try await fixture.explained(id)
      #expect(document.kind == "refusal")
      #expect(document.code == "approval-missing")
      #expect(document.what.hasPrefix("start was refused. Above the soft limit of 0.35 mg/kg/h"))
      #expect(document.limit == "0.35 mg/kg/h")
      #expect(document.by == "nora")
      #expect(document.source.contains("SR-003"))
      #expect(document.advice.contains("session approve bed-1 --token T"))
    }
  }

  @Test("a withdrawn start, a taken command, a confirmed one, a refusal at the door, a reduction and any other entry")
  func facts() async throws {
    let fixture = DeskFixture()
    func document(_ fact: Recollection.Fact) async throws -> ExplanationDocument {
      fixture.remember(.entry(12), fact)
      return try await fixture.explained("#12")
    }
    let withdrawn = try await document(.withdrawn(.start, .journalLate))
    #expect(withdrawn.kind == "refusal" && withdrawn.what.contains("withdrawn before it acted") && withdrawn.limit == "2 s")
    #expect(try await document(.accepted(.prepare)).what.contains("read-back"))
    #expect(try await document(.accepted(.score)).what == "score was carried out.")
    #expect(try await document(.confirmed(.raise, rate: FlowRate(microlitersPerHour: 6_000))).what.contains("raise at 6 mL/h"))
    let door = try await document(.turnedAway(operation: "start", code: "not-permitted", sentence: "You may not."))
    #expect(door.kind == "refusal" && door.source.contains("SR-134") && door.what == "start was refused. You may not.")
    let alarm = AlarmFact(.sedationWarning, value: 3, limit: 3)
    let reduction = try await document(.reduced(to: FlowRate(microlitersPerHour: 6_100), .sedation, alarm))
    #expect(reduction.kind == "reduction" && reduction.what.hasPrefix("The rate was cut to 6.1 mL/h: POSS 3"))
    #expect(reduction.value == "POSS 3")
    #expect(try await document(.reduced(to: .zero, .distress, nil)).value == nil)
    #expect(try await document(.phase(.linkLost, .interlock(.pumpLink), nil)).kind == "phase")
    #expect(try await document(.phase(.stopped, .command, nil)).kind == "stop")
    #expect(try await document(.other(kind: "remark", sentence: "Something happened.")).what == "Something happened.")
  }

  @Test(
    "what explains nothing is told with what ids look like",
    arguments: [
      "", " ", "#", "#-1", "#+1", "#1.5", "#99999999999999999999", "bed-9", "bed-1:", "bed-1:+2", "bed-1:-1", "bed-1:2:2",
      "bed-1:4294967296", "bed-9:1", ":", "::", "0000000000000000000000000000000g", "000000000000000000000000000000011",
      "+0000000000000000000000000000001", "\u{1B}[2J", "🦆", "../status", "%", "a\u{0}b", "CHANNEL",
    ])
  func garbage(id: String) async throws {
    let fixture = DeskFixture()
    let answer = await fixture.explain(id)
    #expect(answer.status == 404)
    let problem = try APICoding.decode(ProblemDocument.self, from: answer.body)
    #expect(problem.code == "unknown-explanation")
    #expect(problem.detail.contains("bed-1, bed-2") && problem.detail.contains("32 hexadecimal digits"))
    #expect(!problem.detail.unicodeScalars.contains { $0.value < 0x20 })
    #expect(fixture.room.state.withLock { $0.recalled.isEmpty }, "garbage asks the journal nothing")
  }

  @Test("a long id is cut, and ids of the right form that nobody knows are unknown") func unknown() async throws {
    let fixture = DeskFixture()
    let long = await fixture.explain(String(repeating: "x", count: 3_000))
    #expect(long.status == 404 && long.body.count < 1_000)
    for id in [secondID, "#77", "bed-1:77", "bed-1:0", "#0"] { #expect(await fixture.explain(id).status == 404) }
    #expect(fixture.room.state.withLock { $0.recalled.count } == 5)
    #expect(await fixture.ask("POST", APIPath.explain("bed-1")).allow == "GET")
  }

  @Test("without a journal channels and alarms are explained all the same") func noJournal() async throws {
    let fixture = DeskFixture()
    fixture.room.state.withLock {
      $0.journalRefusal = RequestRefusal(.unavailable, code: "journal-unavailable", sentence: "The journal is gone.")
    }
    let answer = await fixture.explain(firstID)
    #expect(answer.status == 503)
    #expect(try fixture.code(answer) == "journal-unavailable")
    _ = try await fixture.explained("bed-1")
    _ = try await fixture.explained("bed-1:2")
  }

  @Test("while the journal is behind, a command that it does not know may not be recorded yet") func notRecordedYet() async throws
  {
    let fixture = DeskFixture()
    #expect(try fixture.code(await fixture.explain(firstID)) == "unknown-explanation")
    fixture.room.state.withLock { $0.views[1].startBlockers.insert(.journal) }
    let behind = await fixture.explain(firstID)
    #expect(behind.status == 503)
    #expect(try fixture.code(behind) == "not-recorded-yet")
    #expect(try fixture.code(await fixture.explain("#77")) == "unknown-explanation", "a number that no entry has yet")
    fixture.remember(.command(someCommand), .accepted(.score))
    #expect(await fixture.explain(firstID).status == 200)
  }

  @Test("SR-134: every refusal that is noted has an id in its answer and in the journal, whatever the client sent")
  func refusalsHaveIDs() async throws {
    let fixture = DeskFixture()
    for (body, peer) in [("{", root), (goodBody(.start), stranger), (#"{"command":"x","token":"t"}"#, root)] {
      let answer = await fixture.post("start", body, as: peer)
      let problem = try APICoding.decode(ProblemDocument.self, from: answer.body)
      let id = try #require(problem.command.flatMap { CommandID(text: $0) })
      #expect(fixture.room.notes.last?.command == id)
    }
    let wrong = await fixture.post("start", #"{"command":"\#(firstID)","token":"no token"}"#)
    #expect(try APICoding.decode(ProblemDocument.self, from: wrong.body).command == firstID, "the client's own id stays")
    for _ in 0..<20 { _ = await fixture.post("start", as: stranger) }
    let flooded = await fixture.post("start", as: stranger)
    #expect(try APICoding.decode(ProblemDocument.self, from: flooded.body).command == nil, "what is not noted has no id")
  }
}
