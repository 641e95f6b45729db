import ControlAPI
import ControlServer
import Foundation
import Quantities
import Safety
import Synchronization
import Testing
import Therapy

@testable import Controller

/// Whoever runs the tests holds both clinical roles.
private let clinicians = [
  RoleGroup(.nurse, name: "own", number: getegid()), RoleGroup(.physician, name: "own", number: getegid()),
]

private let token = "0123-4567-89ab-cdef"

@Suite("What a clinician types and reads", .serialized) struct ClinicCommandLineTests {
  @Test("SR-003 SR-004: approval and second person tell that nothing has changed yet and what to type next, in order")
  func confirmations() async throws {
    let room = ModelRoom()
    room.state.withLock {
      $0.views[0].phase = .awaitingSecondPerson
      $0.views[0].needs = Confirmations()
      $0.views[0].needs?.secondPerson = true
    }
    try await withServer(room: room, roles: clinicians) { client, room in
      let program = "infusionctl --socket \(client.socket)"
      let approved = try await infusionctl(
        client, ["session", "approve", "bed-1", "--token", token, "--reason", "pain is worse"])
      #expect(approved.code == 0, "\(approved.errors)")
      let second = "     \(program) session second bed-1 --token \(token)\n"
      let start = "     \(program) session start bed-1 --token \(token)\n"
      #expect(approved.output.hasPrefix("bed-1: approved.\nNothing has changed yet."))
      let order = [second, start].compactMap { approved.output.range(of: $0)?.lowerBound }
      #expect(order.count == 2 && order == order.sorted(), "\(approved.output)")
      #expect(room.notes.last?.content == .reason("pain is worse"))
      room.state.withLock { $0.views[0].needs?.secondPerson = false }
      let seconded = try await infusionctl(client, ["session", "second", "bed-1", "--token", token])
      #expect(seconded.code == 0)
      #expect(seconded.output.hasSuffix("  \(program) session start bed-1 --token \(token)\n"), "\(seconded.output)")
      #expect(!seconded.output.contains("session second"))
      let short = ["session", "approve", "bed-1", "--token", token, "--reason", "short"]
      #expect(try await infusionctl(client, short).code == 64)
      #expect(room.submitted.map(\.action.kind) == [.approve, .second])
    }
  }

  @Test("SR-122: a confirmation that is answered with a read-back says that nothing was done, why, and what to type now")
  func again() async throws {
    let room = ModelRoom()
    room.state.withLock {
      $0.views[0].needs = Confirmations()
      $0.views[0].needs?.again = .rateMoreThanDoubled
    }
    room.answerCommands { _ in .readBack(ModelRoom.readBack(rate: FlowRate(microlitersPerHour: 12_200))) }
    try await withServer(room: room, roles: clinicians) { client, _ in
      for (verb, word) in [("start", "STARTED"), ("confirm", "RAISED"), ("resume", "RESUMED")] {
        let run = try await infusionctl(client, ["session", verb, "bed-1", "--token", token])
        #expect(run.code == 0)
        #expect(
          run.output.hasPrefix(
            "NOTHING WAS \(word) YET: the new rate is more than twice the old one. Read again and confirm again:"),
          "\(run.output)")
        #expect(run.output.contains("session \(verb) bed-1 --token 0123-4567-89ab-cdf"))
        #expect(!run.output.contains("\(word.lowercased())."))
      }
    }
  }

  @Test("SR-021: a read-back is shown only when its confirmation would be taken, as text and as JSON") func readingTime()
    async throws
  {
    let room = ModelRoom()
    room.answerCommands { _ in .readBack(ModelRoom.readBack(rate: FlowRate(microlitersPerHour: 12_200))) }
    try await withServer(room: room, roles: clinicians) { client, _ in
      for form in [[], ["--json"]] {
        let time = try await ContinuousClock().measure {
          let run = try await infusionctl(client, form + ["session", "next-step", "bed-1"])
          #expect(run.code == 0 && run.output.contains("0123-4567-89ab-cdf"))
        }
        #expect(time >= .milliseconds(500))
      }
    }
  }

  @Test("scores, pressures and handovers tell what they brought about") func observations() async throws {
    let room = ModelRoom()
    room.state.withLock { $0.views[0].phase = .paused }
    try await withServer(room: room, roles: clinicians) { client, room in
      let score = try await infusionctl(client, ["score", "add", "bed-1", "--scale", "rass", "--value", "-1"])
      #expect(score.code == 0, "\(score.errors)")
      #expect(score.output.hasPrefix("bed-1: RASS -1 entered.\n  now: paused"))
      #expect(score.output.contains("!!! SpO2 88 % is below 90 %") && score.output.contains("-> look at the patient"))
      #expect(score.output.contains("in the way of more flow: SpO2 is or was just now outside its limits"))
      let vitals = try await infusionctl(client, ["vitals", "enter", "bed-1", "--nibp", "120/80/93"])
      #expect(vitals.code == 0)
      #expect(vitals.output.hasPrefix("bed-1: blood pressure 120/80/93 mmHg entered."))
      let offer = try await infusionctl(client, ["handover", "bed-1", "--to", "nora"])
      #expect(offer.output.contains("offered to nora") && offer.output.contains("handover bed-1 --to nora"))
      room.state.withLock { $0.views[0].responsible = UserID(number: 1_001) }
      let taken = try await infusionctl(client, ["handover", "bed-1", "--to", "nora"])
      #expect(taken.output == "bed-1: nora answers for the patient now.\n")
      #expect(try await infusionctl(client, ["session", "next-step", "bed-1"]).code == 0)
      let closed = try await infusionctl(client, ["session", "close", "bed-1", "--reason", "moved to the ward"])
      #expect(closed.output.hasPrefix("bed-1: closed early."))
      let kinds: [CommandKind] = [.score, .vitals, .handover, .handover, .nextStep, .closeEarly]
      #expect(room.submitted.map(\.action.kind) == kinds)
      guard case .score(.rass, -1) = room.submitted.first?.action else {
        Issue.record("a negative value did not arrive")
        return
      }
      let json = try await infusionctl(client, ["--json", "score", "add", "bed-1", "--scale", "NRS", "--value", "3"])
      #expect(try APICoding.decode(CommandDocument.self, from: Array(json.output.utf8)).outcome == .done)
    }
  }

  @Test("SR-015: what is malformed ends with 64 and is not sent; what a rule refuses ends with 10 and says how to ask why")
  func codes() async throws {
    try await withServer(roles: clinicians) { client, room in
      // What else is malformed is shown without a process, by ClinicArgumentTests.
      for arguments in [
        ["score", "add", "bed-1", "--scale", "RASS", "--value", "-6"], ["vitals", "enter", "bed-1", "--nibp", "120/80"],
        ["session", "close", "bed-1", "--reason", "short"], ["explain"],
      ] {
        let run = try await infusionctl(client, arguments)
        #expect(run.code == 64, "\(arguments): \(run.code) \(run.errors)")
      }
      #expect(room.submitted.isEmpty && room.notes.isEmpty)
      let account = try await infusionctl(client, ["handover", "bed-1", "--to", "nobody-here"])
      #expect(account.code == 10)
      #expect(
        account.errors.contains("nobody-here") && account.errors.contains("why: infusionctl --socket \(client.socket) explain "))
      room.answerCommands { _ in .refused(.implausibleObservation) }
      let pressure = try await infusionctl(
        client, ["vitals", "enter", "bed-1", "--nibp", "80/120/90", "--command-id", firstID])
      #expect(pressure.code == 10)
      #expect(pressure.errors.hasSuffix("why: infusionctl --socket \(client.socket) explain \(firstID)\n"), "\(pressure.errors)")
    }
  }

  @Test("explain prints why, and ends with 10 for what explains nothing") func explain() async throws {
    let room = ModelRoom()
    room.state.withLock {
      $0.views[0].increaseRefusal = .notReadBack
      $0.recollections[.entry(12)] = Recollection(
        entry: 12, utc: "2026-11-28T03:12:45.123456Z", age: .seconds(312), channel: "bed-1", by: UserID(number: 1_001),
        fact: .refused(.close, .recoveryNotOver(.seconds(6_725))))
    }
    try await withServer(room: room) { client, _ in
      let alarm = try await infusionctl(client, ["explain", "bed-1:2"])
      #expect(alarm.code == 0)
      for line in [
        "alarm bed-1:2 on bed-1", "  what    SpO2 88 % is below 90 %", "  value   88 %", "  limit   90 %", "  source  SR-040",
        "  clears  ", "  do      Look at the patient",
      ] { #expect(alarm.output.contains(line), "\(alarm.output)") }
      let channel = try await infusionctl(client, ["explain", "bed-1"])
      #expect(channel.output.contains("Now in the way of more flow:"))
      #expect(channel.output.contains("The pump has not yet been read to run as last ordered."))
      let entry = try await infusionctl(client, ["explain", "#12"])
      #expect(entry.output.contains("since   2026-11-28T03:12:45Z, 5 min 12 s ago") && entry.output.contains("by      nora"))
      #expect(entry.output.contains("1 h 52 min missing"))
      let unknown = try await infusionctl(client, ["explain", "nonsense"])
      #expect(unknown.code == 10 && unknown.errors.contains("[unknown-explanation]") && unknown.output.isEmpty)
      let json = try await infusionctl(client, ["explain", "bed-1:2", "--json"])
      #expect(try APICoding.decode(ExplanationDocument.self, from: Array(json.output.utf8)).code == "spo2-low")
    }
  }
}
