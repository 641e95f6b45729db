import Controller
import Foundation
import Quantities
import Safety
import Testing
import Therapy

@testable import Journal

/// A journal in a folder of its own.
private final class Notebook {
  private let folder: String
  let store: JournalStore

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/lookup-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = try JournalStore.open(path: folder + "/journal.db")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  @discardableResult
  func write(_ contents: JournalContent..., session: UInt64 = 3, channel: String = "a") throws -> UInt64 {
    try store.append(
      contents.map {
        JournalItem(
          at: Instant(nanoseconds: 1), wall: WallTime(microsecondsSince1970: 1), channel: channel,
          session: SessionID(number: session), content: $0)
      })
  }
}

private let nora = UserID(number: 1_001)
private let first = CommandID(high: 0xFEDC_BA98_7654_3210, low: 1)
private let second = CommandID(high: 0, low: 2)

private func raised(_ condition: AlarmCondition, _ occurrence: UInt32) -> JournalContent {
  .alarm(
    AlarmNote(
      change: .raised, condition: condition, priority: condition.priority, occurrence: occurrence, isOn: true, isPresent: true,
      isAcknowledged: false,
      onset: Instant(nanoseconds: 1), value: 88, limit: 90))
}

@Suite("What an explanation finds in the journal") struct JournalLookupTests {
  @Test("an entry is found by its number, and nothing by a number that no entry has") func entry() throws {
    let notebook = try Notebook()
    try notebook.write(.remark("one"), .remark("two"))
    #expect(try notebook.store.entry(2)?.content.sentence == "two")
    for number in [0, 3, UInt64(Int64.max), .max] { #expect(try notebook.store.entry(number) == nil) }
  }

  @Test("SR-134: a refusal is found by its command, at the door too; entries of older versions have no command")
  func refusals() throws {
    let notebook = try Notebook()
    try notebook.write(
      .refused(.start, .stopLatched, by: nora, command: first),
      .turnedAway(operation: "start", code: "not-permitted", sentence: "No.", by: nora, command: second),
      .turnedAway(operation: "start", code: "not-permitted", sentence: "No.", by: nora))
    guard case .refused(.start, .stopLatched, nora, first) = try notebook.store.outcome(of: first)?.content else {
      Issue.record("not found")
      return
    }
    let door = try #require(try notebook.store.outcome(of: second))
    #expect(door.body.contains(#""command_id":"00000000000000000000000000000002""#))
    let old = try #require(try notebook.store.entry(3))
    #expect(!old.body.contains("command_id"))
    guard case .turnedAway("start", "not-permitted", "No.", nora, nil) = old.content else {
      Issue.record("an entry without a command is not read any more")
      return
    }
    #expect(try notebook.store.outcome(of: CommandID(high: 0, low: 3)) == nil)
  }

  @Test("the newest word about a command counts; a reason for it is none") func newest() throws {
    let notebook = try Notebook()
    try notebook.write(
      .accepted(.setRate, by: nora, command: first), .reason(.setRate, text: "drowsy", by: nora, command: first))
    #expect(try notebook.store.outcome(of: first)?.sequence == 1)
    try notebook.write(.refused(.start, .stopLatched, by: UserID(number: 2), command: first))
    #expect(try notebook.store.outcome(of: first)?.sequence == 3, "another user's, with the same id")
  }

  @Test("SR-131: a confirmed start that was withdrawn is a withdrawal, and only its own") func withdrawn() throws {
    let notebook = try Notebook()
    let rate = FlowRate(microlitersPerHour: 6_000)
    try notebook.write(.withdrawn(.start, .overtaken))
    try notebook.write(.intent(.start, rate: rate, by: nora, command: first))
    #expect(try notebook.store.outcome(of: first)?.sequence == 2, "not yet withdrawn")
    try notebook.write(.withdrawn(.start, .journalLate), session: 4)
    #expect(try notebook.store.outcome(of: first)?.sequence == 2, "the withdrawal of another session")
    try notebook.write(.withdrawn(.start, .journalLate))
    guard case .withdrawn(.start, .journalLate) = try notebook.store.outcome(of: first)?.content else {
      Issue.record("the withdrawal is not found")
      return
    }
    try notebook.write(.intent(.start, rate: rate, by: nora, command: second), .withdrawn(.start, .overtaken))
    #expect(try notebook.store.outcome(of: first)?.sequence == 4)
    #expect(try notebook.store.outcome(of: second)?.sequence == 6)
  }

  @Test("an alarm is found by channel and number, the newest of that number; and the one behind a pause") func alarms() throws {
    let notebook = try Notebook()
    try notebook.write(raised(.oxygenSaturationLow, 1), raised(.heartRateWarning, 2))
    try notebook.write(raised(.pumpSilent, 1), channel: "b")
    #expect(try notebook.store.beginning(ofAlarm: 1, on: "a")?.sequence == 1)
    #expect(try notebook.store.beginning(ofAlarm: 1, on: "b")?.sequence == 3)
    #expect(try notebook.store.beginning(ofAlarm: 9, on: "a") == nil)
    #expect(try notebook.store.beginning(ofAlarm: 1, on: "a' OR '1'='1") == nil)
    try notebook.write(raised(.bloodPressureExtreme, 1), session: 4)
    #expect(try notebook.store.beginning(ofAlarm: 1, on: "a")?.sequence == 4, "numbers begin again with the daemon")
    let pause = try notebook.write(.phase(from: .infusing, to: .pausing, cause: .interlock(.oxygenSaturation)))
    let entry = try #require(try notebook.store.entry(pause))
    let conditions = AlarmCondition.allCases.filter { $0.interlocks.contains(.oxygenSaturation) }
    #expect(try notebook.store.newestAlarm(of: conditions, before: entry)?.sequence == 1)
    #expect(try notebook.store.newestAlarm(of: [.bloodPressureExtreme], before: entry) == nil, "of another session")
    #expect(try notebook.store.newestAlarm(of: [], before: entry) == nil)
  }

  @Test("a session's record keeps scores, pressures, reductions and handovers, and how it ended after it was closed")
  func care() throws {
    let notebook = try Notebook()
    let order = try order()
    try notebook.write(
      .prepared(order, by: nora), .cuff(systolic: 120, diastolic: 80, mean: 93, by: nora),
      .phase(from: .prepared, to: .awaitingJournal, cause: .command),
      .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable), .score(.poss, 3, by: UserID(number: 2)),
      .reduced(to: FlowRate(microlitersPerHour: 3_000), cause: .sedation), .handedOver(from: nora, to: UserID(number: 2)))
    #expect(try notebook.store.sessionRecord(SessionID(number: 3))?.ending == .notYet)
    try notebook.write(
      .phase(from: .reduced, to: .stopping, cause: .command), .accepted(.stop, by: UserID(number: 2), command: first),
      .reason(.stop, text: "patient asks", by: UserID(number: 2), command: first),
      .phase(from: .stopping, to: .stopped, cause: .command), .phase(from: .stopped, to: .recovering, cause: .command),
      .accepted(.closeEarly, by: nora, command: second),
      .reason(.closeEarly, text: "moved to the ward", by: nora, command: second),
      .phase(from: .recovering, to: .closed, cause: .command))
    let record = try #require(try notebook.store.sessionRecord(SessionID(number: 3)))
    #expect(record.phase == .closed)
    #expect(record.ending == .stopped(.command, by: UserID(number: 2)))
    #expect(record.stop?.reason == "patient asks")
    #expect(record.closing?.command == .closeEarly && record.closing?.by == nora)
    #expect(record.closing?.reason == "moved to the ward")
    #expect(record.observations.map(\.content) == [.cuff(systolic: 120, diastolic: 80, mean: 93), .score(.poss, 3)])
    #expect(record.reductions.map(\.cause) == [.sedation])
    #expect(record.handovers.map(\.to) == [UserID(number: 2)])
  }

  @Test("how a session ended: completed, stopped by an interlock, forgotten, left open") func endings() throws {
    let notebook = try Notebook()
    func ending(_ session: UInt64, _ contents: JournalContent...) throws -> SessionEnding? {
      try notebook.write(.prepared(try order(), by: nora), session: session)
      for content in contents { try notebook.write(content, session: session) }
      return try notebook.store.sessionRecord(SessionID(number: session))?.ending
    }
    let starting = JournalContent.phase(from: .awaitingJournal, to: .starting, cause: .journalDurable)
    let closed = JournalContent.phase(from: .completed, to: .closed, cause: .command)
    #expect(
      try ending(
        1, starting, .phase(from: .infusing, to: .stopping, cause: .durationReached),
        .phase(from: .stopping, to: .recovering, cause: .durationReached), closed) == .completed(.durationReached))
    #expect(
      try ending(2, starting, .phase(from: .infusing, to: .stopping, cause: .interlock(.sedation)), closed)
        == .stopped(.interlock(.sedation), by: nil))
    #expect(try ending(3, .phase(from: .prepared, to: .closed, cause: .inactivity)) == .neverStarted)
    #expect(try ending(4, starting, .phase(from: .linkLost, to: .closed, cause: .command)) == .leftOpen)
    #expect(try ending(5, starting) == .notYet)
  }

  private func order() throws -> Order {
    let ceilings = DoseCeilings(
      doseRate: DoseRate(picogramsPerKilogramPerHour: 1_000_000_000), massRate: MassRate(nanogramsPerHour: 100_000_000),
      flowRate: FlowRate(microlitersPerHour: 100_000), sessionMass: Mass(nanograms: 400_000_000),
      sessionMassPerKilogram: Mass(nanograms: 4_000_000), duration: .minutes(300))
    let (name, code) = (try #require(Label("k-2")), try #require(Label("P-1")))
    let drug = DrugEntry(
      name: name, drug: name, concentration: Concentration(nanogramsPerMilliliter: 2_000_000), soft: ceilings, hard: ceilings,
      simulationOnly: true)
    let steps = [ProgramStep(rate: FlowRate(microlitersPerHour: 6_000), duration: .seconds(80))]
    let program = try #require(TherapyProgram(steps: steps, total: Volume(microliters: 133)))
    return Order(
      patient: try #require(Patient(code: code, weight: BodyMass(grams: 70_000))), drug: drug, protocolName: name,
      program: program, monitoring: MonitoringRules(required: [.oxygenSaturation], resumeHold: .seconds(10)), simulationOnly: true
    )
  }
}
