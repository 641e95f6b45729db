import ControlAPI
import Controller
import Quantities
import Synchronization
import Testing
import Therapy

@testable import ControlServer

private func body(_ members: String) -> String { #"{"command":"\#(firstID)",\#(members)}"# }

@Suite("Scores, pressures, handover, approval, second person, next step, early close") struct ClinicCommandTests {
  @Test("what is well formed reaches the controller as it was meant") func actions() async throws {
    let fixture = DeskFixture()
    func action(_ command: String, _ members: String, as peer: Peer = physician) async -> CommandAction? {
      fixture.room.state.withLock { $0.submitted = [] }
      let id = String(UInt64.random(in: 1 ... .max), radix: 16)
      let padded = String(repeating: "0", count: 32 - id.count) + id
      _ = await fixture.post(command, #"{"command":"\#(padded)"\#(members.isEmpty ? "" : ",")\#(members)}"#, as: peer)
      return fixture.room.submitted.first?.action
    }
    for (scale, value, number) in [
      (#""poss""#, #""S""#, Int8(0)), (#""POSS""#, #""4""#, 4), (#""rass""#, #""-1""#, -1), (#""RASS""#, #""+2""#, 2),
      (#""moaa/s""#, #""0""#, 0), (#""CADSS""#, #""92""#, 92),
    ] {
      guard case .score(_, let entered) = await action("score", #""scale":\#(scale),"value":\#(value)"#) else {
        Issue.record("\(scale) \(value) was not handed over")
        continue
      }
      #expect(entered == number)
    }
    guard case .vitals(120, 80, 93) = await action("vitals", #""nibp":"120/80/93""#) else {
      Issue.record("no pressure")
      return
    }
    guard case .handover(UserID(number: 1_001)) = await action("handover", #""to":"nora""#) else {
      Issue.record("no handover")
      return
    }
    guard case .closeEarly = await action("close-early", #""reason":"moved to the ward""#) else {
      Issue.record("no early close")
      return
    }
    #expect(fixture.room.notes.last?.content == .reason("moved to the ward"))
    guard case .nextStep = await action("next-step", "") else {
      Issue.record("no next step")
      return
    }
    guard case .second = await action("second", #""token":"0123-4567-89ab-cdef""#) else {
      Issue.record("no second person")
      return
    }
    guard case .approve = await action("approve", #""token":"0123-4567-89ab-cdef","reason":"pain is worse""#) else {
      Issue.record("no approval")
      return
    }
  }

  @Test(
    "SR-015: what is not well formed is refused with its form, changes nothing, and can be explained",
    arguments: [
      ("score", #""scale":"PAIN","value":"2""#, "unknown-scale"), ("score", #""scale":"","value":"2""#, "unknown-scale"),
      ("score", #""scale":"POSS","value":"5""#, "malformed-score"), ("score", #""scale":"POSS","value":"0""#, "malformed-score"),
      ("score", #""scale":"POSS","value":"""#, "malformed-score"), ("score", #""scale":"RASS","value":"-6""#, "malformed-score"),
      ("score", #""scale":"RASS","value":"1.5""#, "malformed-score"),
      ("score", #""scale":"NRS","value":"ten""#, "malformed-score"),
      ("score", #""scale":"CADSS","value":"93""#, "malformed-score"),
      ("score", #""scale":"NRS","value":"99999999999999999999""#, "malformed-score"),
      ("score", #""scale":"NRS","value":"+3""#, "malformed-score"), ("score", #""scale":"NRS""#, "missing-field"),
      ("vitals", #""nibp":"120/80""#, "malformed-pressure"), ("vitals", #""nibp":"120/80/93/1""#, "malformed-pressure"),
      ("vitals", #""nibp":"a/b/c""#, "malformed-pressure"), ("vitals", #""nibp":"""#, "malformed-pressure"),
      ("vitals", #""nibp":"//""#, "malformed-pressure"), ("vitals", #""nibp":"120/80/-93""#, "malformed-pressure"),
      ("vitals", #""nibp":"120.5/80/93""#, "malformed-pressure"),
      ("vitals", #""nibp":"99999999999/80/93""#, "malformed-pressure"), ("vitals", #""nibp":120"#, "malformed-body"),
      ("handover", #""to":"nobody-here""#, "unknown-account"), ("handover", #""to":"""#, "unknown-account"),
      ("approve", #""token":"0123-4567-89ab-cdef","reason":"short""#, "malformed-reason"),
      ("approve", #""token":"0123-4567-89ab-cdef","reason":"a b c d e f g h""#, "malformed-reason"),
      ("approve", #""token":"0123-4567-89ab-cdef""#, "missing-field"),
      ("close-early", #""reason":"         x""#, "malformed-reason"),
      ("second", #""token":"nonsense""#, "token-unknown"), ("next-step", #""rate":"6 mL/h""#, "unknown-field"),
    ])
  func malformed(command: String, members: String, code: String) async throws {
    let fixture = DeskFixture()
    let answer = await fixture.post(command, body(members), as: physician)
    #expect(answer.status == (code == "unknown-account" || code == "token-unknown" ? 409 : 400))
    #expect(try fixture.code(answer) == code)
    #expect(fixture.room.submitted.isEmpty)
    #expect(fixture.room.refusals == [code])
    #expect(try APICoding.decode(ProblemDocument.self, from: answer.body).command != nil)
  }

  @Test("SR-122: a lowered rate is told with the rate before, and less than half of it with a notice")
  func lowered() async throws {
    for (rate, isNoticed) in [("6.2 mL/h", false), ("6.1 mL/h", false), ("6 mL/h", true), ("1.2 mL/h", true)] {
      let fixture = DeskFixture()
      fixture.room.answerCommands { [room = fixture.room] command in
        if case .setRate(let rate, _) = command.action { room.state.withLock { $0.views[0].ordered = rate } }
        return .done
      }
      let answer = await fixture.post("set-rate", body(#""rate":"\#(rate)""#))
      let document = try APICoding.decode(CommandDocument.self, from: answer.body)
      #expect(document.outcome == .done)
      #expect(document.rateBefore == RateDocument(flow: "12.2 mL/h", dose: "0.348571428 mg/kg/h", mass: "24.4 mg/h"))
      #expect(document.rate?.flow == rate)
      #expect((document.notice != nil) == isNoticed, "\(rate)")
    }
  }

  @Test("SR-122 SR-008: a confirmation that is answered with a read-back says that nothing was done yet, and why")
  func again() async throws {
    for (kind, reason) in [(CommandKind.start, ReadAgain.weightChanged), (.confirm, .rateMoreThanDoubled)] {
      let fixture = DeskFixture()
      fixture.room.state.withLock {
        $0.views[0].needs = Confirmations()
        $0.views[0].needs?.again = reason
      }
      fixture.room.answerCommands { _ in .readBack(ModelRoom.readBack(rate: FlowRate(microlitersPerHour: 12_200))) }
      let first = try APICoding.decode(CommandDocument.self, from: await fixture.post(kind.name, goodBody(kind)).body)
      #expect(first.outcome == .readBack)
      #expect(first.readBack?.shownAgainBecause == reason.sentence)
      #expect(first.readBack?.confirmWith == kind.name)
      #expect(first.readBack?.token == "0123-4567-89ab-cdf0", "a token of its own")
    }
    let fixture = DeskFixture()
    fixture.room.answerCommands { _ in .readBack(ModelRoom.readBack(rate: FlowRate(microlitersPerHour: 12_200))) }
    let prepared = try APICoding.decode(CommandDocument.self, from: await fixture.post("prepare", goodBody(.prepare)).body)
    #expect(prepared.readBack?.shownAgainBecause == nil)
  }

  @Test("refusals name the channel in the command to type") func named() async throws {
    let fixture = DeskFixture()
    fixture.room.answerCommands { _ in .refused(.pressureAfterPauseMissing) }
    let answer = await fixture.post("prepare-resume", goodBody(.prepareResume))
    let problem = try APICoding.decode(ProblemDocument.self, from: answer.body)
    #expect(problem.detail.contains("vitals enter bed-1 --nibp SYS/DIA/MEAN"))
    let alarms = try APICoding.decode(AlarmListDocument.self, from: await fixture.ask("GET", "/v1/alarms").body).alarms
    #expect(alarms.allSatisfy { !$0.advice.contains("CHANNEL") })
  }

  @Test("SR-003: every soft limit that one approval is for is named") func everyLimitIsNamed() {
    var needs = Confirmations()
    for kind in [LimitKind.flowRate, .leastDuration] { needs.approvals.insert(kind) }
    let order = ModelRoom.order
    let texts = [LimitKind.flowRate, .leastDuration].map { $0.text(order.softLimit($0).limit) }
    #expect(
      NeedsDocument(needs, of: order).approval == "above the soft limit of \(texts[0]); below the soft limit of \(texts[1])")
    #expect(NeedsDocument(Confirmations(), of: order).approval == nil)
  }

  @Test("SR-126: a directory service that does not answer makes no handover; the same id may ask again") func accountsLate()
    async throws
  {
    let fixture = DeskFixture()
    fixture.room.state.withLock {
      $0.accountRefusal = RequestRefusal(.unavailable, code: "accounts-late", sentence: "Late.")
    }
    let late = await fixture.post("handover", goodBody(.handover), as: nurse)
    #expect(late.status == 503)
    #expect(try fixture.code(late) == "accounts-late")
    #expect(fixture.room.submitted.isEmpty)
    fixture.room.state.withLock { $0.accountRefusal = nil }
    #expect(await fixture.post("handover", goodBody(.handover), as: nurse).status == 200)
    #expect(fixture.room.submitted.map(\.action.kind) == [.handover])
  }

  @Test("SR-120: the status shows what a pause, a recovery, a step, an observation and a person are about")
  func status() async throws {
    let fixture = DeskFixture()
    fixture.room.state.withLock { state in
      state.views[0].phase = .paused
      state.views[0].phaseSince = Instant(nanoseconds: 940_000_000_000)
      state.views[0].pausedFor = .seconds(60)
      state.views[0].rateBeforePause = FlowRate(microlitersPerHour: 12_200)
      state.views[0].increaseRefusal = .holdNotOver(.seconds(6))
      state.views[0].responsible = UserID(number: 1_001)
      state.views[0].handoverTo = UserID(number: 1_002)
    }
    let answer = await fixture.ask("GET", "/v1/channels/bed-1", as: stranger)
    let channel = try APICoding.decode(ChannelDocument.self, from: answer.body)
    #expect(channel.phaseFor == "60 s")
    #expect(channel.pausedFor == "60 s")
    #expect(channel.rateBeforePause?.flow == "12.2 mL/h")
    #expect(channel.increaseBlocker?.code == "hold-not-over")
    #expect(channel.increaseBlocker?.reason.contains("7 s are missing") == true)
    #expect(channel.responsible == "nora")
    #expect(channel.handoverTo == "1002")
    #expect(channel.step == 1)
  }
}
