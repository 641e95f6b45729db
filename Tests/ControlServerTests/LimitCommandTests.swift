import ControlAPI
import Controller
import Quantities
import Synchronization
import Testing
import Therapy

@testable import ControlServer

extension DeskFixture {
  fileprivate func set(_ members: String, id: String = firstID, as peer: Peer? = nurse, channel: String = "bed-1") async -> Answer
  {
    await post("set-limit", #"{"command":"\#(id)",\#(members)}"#, channel: channel, as: peer)
  }

  fileprivate func limits(_ channel: String = "bed-1") async throws -> LimitListDocument {
    try APICoding.decode(LimitListDocument.self, from: await ask("GET", APIPath.limits(channel: channel), as: stranger).body)
  }
}

@Suite("Limits of vital signs") struct LimitCommandTests {
  @Test("SR-111: every limit of every figure reaches the controller as it was meant") func actions() async throws {
    for signal in LimitedSignal.allCases {
      for key in LimitKey.allCases where LimitBounds.has(key, signal) {
        let fixture = DeskFixture()
        let (member, most) = (key.name.replacing("-", with: "_"), LimitBounds.range(of: key, signal).most)
        let answer = await fixture.set(#""signal":"\#(signal.name.lowercased())","\#(member)":"\#(key.text(most, of: signal))""#)
        #expect(answer.status == 200)
        guard case .setLimit(signal, let change) = fixture.room.submitted.first?.action else {
          Issue.record("\(signal.name) \(key.name) was not handed over")
          continue
        }
        for other in LimitKey.allCases { #expect(change[other] == (other == key ? most : nil)) }
      }
    }
  }

  @Test(
    "SR-014 SR-111: what is malformed is refused with an example, and changes nothing",
    arguments: [
      (#""signal":"pulse","pause_low":"50/min""#, "unknown-signal"), (#""signal":"","pause_low":"50/min""#, "unknown-signal"),
      (#""pause_low":"88 %""#, "missing-field"), (#""signal":"SpO2""#, "malformed-limit"),
      (#""signal":"SpO2","pause_low":"88""#, "malformed-limit"), (#""signal":"SpO2","pause_low":88"#, "malformed-body"),
      (#""signal":"SpO2","pause_low":"88.5 %""#, "malformed-limit"), (#""signal":"SpO2","pause_low":"-88 %""#, "malformed-limit"),
      (#""signal":"SpO2","pause_low":"88 mmHg""#, "malformed-limit"), (#""signal":"HR","warn_high":"120 %""#, "malformed-limit"),
      (#""signal":"HR","warn_low":"""#, "malformed-limit"), (#""signal":"HR","pause_high":"1e2/min""#, "malformed-limit"),
      (#""signal":"HR","warn_delay":"15""#, "malformed-limit"), (#""signal":"HR","pause_delay":"0.5 s""#, "malformed-limit"),
      (#""signal":"HR","pause_delay":"10 s","pause_lo":"40/min""#, "unknown-field"),
      (#""signal":"HR","warn_low":"99999999999999999999/min""#, "malformed-limit"),
    ])
  func malformed(members: String, code: String) async throws {
    let fixture = DeskFixture()
    let answer = await fixture.set(members)
    #expect(answer.status == 400)
    #expect(try fixture.code(answer) == code)
    #expect(fixture.room.submitted.isEmpty)
    #expect(fixture.room.refusals == [code])
    let problem = try APICoding.decode(ProblemDocument.self, from: answer.body)
    if code == "unknown-field" { #expect(problem.detail.contains("warn_low, warn_high, pause_low"), "\(problem.detail)") }
    if code == "unknown-signal" { #expect(problem.detail.contains("SpO2, RR, HR, SBP, DBP, MAP, EtCO2")) }
  }

  @Test("SR-042 SR-111: with a real controller: bounds refuse, a change holds for the session and is shown as changed")
  func session() async throws {
    let fixture = DeskFixture()
    let bench = ControllerBench(fixture.room)
    var id = 0
    func set(_ members: String) async -> Answer {
      id += 1
      return await fixture.set(members, id: String(repeating: "0", count: 30) + "\(10 + id)")
    }
    #expect(try fixture.code(await set(#""signal":"SpO2","pause_low":"88 %""#)) == "wrong-phase", "limits are a session's")
    _ = await fixture.post("prepare", goodBody(.prepare, id: secondID), as: nurse)
    let broken = await set(#""signal":"SpO2","pause_low":"84 %""#)
    #expect(broken.status == 409)
    let problem = try APICoding.decode(ProblemDocument.self, from: broken.body)
    #expect(problem.detail.contains("outside its bounds of 85 to 96 %") && problem.channel == "bed-1", "\(problem.detail)")
    for members in [
      #""signal":"SpO2","pause_delay":"21 s""#, #""signal":"RR","pause_low":"5/min""#, #""signal":"SBP","pause_high":"201 mmHg""#,
      #""signal":"MAP","pause_low":"54 mmHg""#, #""signal":"SpO2","pause_low":"95 %""#, #""signal":"SpO2","warn_high":"99 %""#,
      #""signal":"SBP","warn_delay":"5 s""#, #""signal":"HR","pause_low":"9999/min""#,
    ] {
      let answer = await set(members)
      #expect(answer.status == 409, "\(members)")
      #expect(try fixture.code(answer) == fixture.code(broken), "\(members)")
    }
    #expect(try await fixture.limits().limits.allSatisfy { !$0.changed })
    #expect(await set(#""signal":"SpO2","pause_low":"88 %","pause_delay":"15 s""#).status == 200)
    bench.advance(.milliseconds(20))
    let list = try await fixture.limits()
    #expect(list.session == 7)
    #expect(list.limits.filter(\.changed).map(\.limit) == ["pause-low", "pause-delay"])
    let low = try #require(list.limits.first { $0.signal == "SpO2" && $0.limit == "pause-low" })
    #expect(
      low
        == LimitDocument(
          signal: "SpO2", limit: "pause-low", value: "88 %", standard: "90 %", least: "85 %", most: "96 %", changed: true))
    let channel = try APICoding.decode(ChannelDocument.self, from: await fixture.ask("GET", "/v1/channels/bed-1").body)
    #expect(channel.changedLimits == list.limits.filter(\.changed))
    #expect(try await fixture.limits("bed-2").limits.allSatisfy { !$0.changed }, "the other patient keeps the clinic's")
    #expect(await fixture.post("close", goodBody(.close, id: String(repeating: "e", count: 32)), as: nurse).status == 200)
    _ = await fixture.post("prepare", goodBody(.prepare, id: String(repeating: "f", count: 32)), as: nurse)
    #expect(try await fixture.limits().limits.allSatisfy { !$0.changed }, "the next session has the clinic's again")
  }

  @Test("SR-111: every limit that a figure has is listed with bounds, and no other") func list() async throws {
    let fixture = DeskFixture()
    let list = try await fixture.limits()
    let expected = LimitedSignal.allCases.reduce(0) { sum, signal in
      sum + LimitKey.allCases.count { LimitBounds.has($0, signal) }
    }
    #expect(list.limits.count == expected && expected == 4 * 3 + 3 * 6 + 4)
    #expect(list.channel == "bed-1")
    #expect(!list.limits.contains { $0.signal == "SpO2" && $0.limit == "warn-high" })
    #expect(await fixture.ask("GET", "/v1/channels/bed-9/limits").status == 404)
    #expect(await fixture.ask("POST", "/v1/channels/bed-1/limits").status == 405)
  }
}
