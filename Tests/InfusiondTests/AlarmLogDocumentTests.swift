import ControlAPI
import Controller
import Foundation
import Journal
import Quantities
import Safety
import Testing
import Therapy

@testable import infusiond

/// A journal with one session, told as a document.
private final class Notebook {
  let folder = FileManager.default.temporaryDirectory.path + "/log-\(UUID().uuidString)"
  let store: JournalStore
  let session = SessionID(number: 3)

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = try JournalStore.open(path: folder + "/journal.db")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ second: Int64, _ content: JournalContent) throws {
    _ = try store.append([
      JournalItem(
        at: Instant(nanoseconds: second * 1_000_000_000), wall: WallTime(microsecondsSince1970: second * 1_000_000),
        channel: "bed-1", session: session, content: content)
    ])
  }

  func write(_ second: Int64, _ event: AlarmEvent?) throws {
    try write(second, JournalContent(.alarm(try #require(event)), order: nil))
  }

  func document() throws -> RecordDocument {
    let record = try #require(try store.sessionRecord(session))
    return RecordDocument(record, isSimulated: true) { "user-\($0.number)" }
  }
}

@Suite("The alarm log of a record as a document") struct AlarmLogDocumentTests {
  private let nurse = UserID(number: 1_001)
  private let physician = UserID(number: 1_002)
  private let command = CommandID(high: 0, low: 7)

  private func time(_ second: Int64) -> Instant { Instant(nanoseconds: second * 1_000_000_000) }
  private func text(_ minute: Int, _ second: Int) -> String {
    "1970-01-01T00:0\(minute):\(second < 10 ? "0" : "")\(second).000000Z"
  }

  private func begun() throws -> Notebook {
    let ceilings = DoseCeilings(
      doseRate: DoseRate(picogramsPerKilogramPerHour: 1_000_000_000), massRate: MassRate(nanogramsPerHour: 100_000_000),
      flowRate: FlowRate(microlitersPerHour: 100_000), sessionMass: Mass(nanograms: 400_000_000),
      sessionMassPerKilogram: Mass(nanograms: 4_000_000), duration: .minutes(300))
    let drug = DrugEntry(
      name: try #require(Label("ketamine-racemic-2")), drug: try #require(Label("ketamine-racemic")),
      concentration: Concentration(nanogramsPerMilliliter: 2_000_000), soft: ceilings, hard: ceilings, simulationOnly: false)
    let program = TherapyProgram(
      steps: [ProgramStep(rate: FlowRate(microlitersPerHour: 12_200), duration: .seconds(80))], total: Volume(microliters: 271))
    let code = try #require(Label("P-017"))
    let order = Order(
      patient: try #require(Patient(code: code, weight: BodyMass(grams: 70_000))), drug: drug,
      protocolName: try #require(Label("demo")), program: try #require(program),
      monitoring: MonitoringRules(required: [.heartRate], resumeHold: .seconds(10)), simulationOnly: true)
    let notebook = try Notebook()
    try notebook.write(1, .prepared(order, by: nurse))
    return notebook
  }

  @Test("SR-106, SR-107, SR-114: an alarm that waited has its class, figures, times, and the name of who answered")
  func alarm() throws {
    let notebook = try begun()
    let overdue = AlarmCondition.observationMissing
    var alarms = AlarmSystem()
    let found = Finding(.pause, alarm: overdue, value: 32, limit: 30)
    for second in [Int64(30), 150, 270, 330] {
      try notebook.write(second, alarms.update(overdue, found: found, now: time(second)))
    }
    try notebook.write(335, .audioPaused(for: .minutes(2), by: physician))
    try notebook.write(340, alarms.update(overdue, found: nil, now: time(340)))
    try notebook.write(350, alarms.acknowledge(overdue))
    try notebook.write(350, .accepted(.acknowledge, by: nurse, command: command))

    let document = try notebook.document()
    try #require(document.alarms.count == 1)
    let alarm = document.alarms[0]
    #expect((alarm.code, alarm.priority, alarm.mark) == ("observation-missing", "medium", "!!"))
    #expect((alarm.value, alarm.limit) == ("32 min", "30 min"))
    #expect((alarm.onset, alarm.escalated, alarm.secondContact) == (text(0, 30), text(2, 30), text(4, 30)))
    #expect(alarm.reminders == 1)
    #expect(alarm.audioPaused == [text(5, 35)])
    #expect((alarm.causeGone, alarm.acknowledged, alarm.ended) == (text(5, 40), text(5, 50), text(5, 50)))
    #expect(alarm.acknowledgedBy == "user-1001" && alarm.cutOff == nil && alarm.entry == 2)
    #expect(
      document.audioPauses
        == [RecordedAudioPauseDocument(at: text(5, 35), time: "120 s", by: "user-1002", entry: 6)])
  }

  @Test("SR-106: an alarm that is on has no end, and one that a restart cut off says when")
  func open() throws {
    let notebook = try begun()
    var alarms = AlarmSystem()
    func raise(_ condition: AlarmCondition, _ second: Int64) throws {
      let found = Finding(.pause, alarm: condition, value: 82, limit: 90)
      try notebook.write(second, alarms.update(condition, found: found, now: time(second)))
    }
    try raise(.oxygenSaturationLow, 30)
    try raise(.oxygenSaturationWarning, 31)
    try notebook.write(32, alarms.update(.oxygenSaturationLow, found: nil, now: time(32)))
    try notebook.write(40, .daemonStarted(version: "1"))
    let log = try notebook.document().alarms
    #expect(log.map(\.code) == ["spo2-low", "spo2-warning"])
    #expect(log.map(\.cutOff) == [nil, text(0, 40)], "what latches and waits was taken over")
    #expect(log.allSatisfy { $0.ended == nil && $0.acknowledged == nil && $0.acknowledgedBy == nil && $0.escalated == nil })
    #expect(log.allSatisfy { $0.causeGone == nil }, "a cause that is gone may return to an alarm that waits")
    #expect(log.map(\.value) == ["82 %", "82 %"])
  }

  @Test("SR-114: a condition without figures has none in its document") func noFigures() throws {
    let notebook = try begun()
    var alarms = AlarmSystem()
    let found = Finding(.pause, alarm: .patientCall, value: 0, limit: 0)
    try notebook.write(30, alarms.update(.patientCall, found: found, now: time(30)))
    let alarm = try #require(try notebook.document().alarms.first)
    #expect(alarm.value == nil && alarm.limit == nil && alarm.code == AlarmCondition.patientCall.code)
  }

  @Test("SR-111: a change of limits has the values before and since with their units, and what of them changed")
  func limits() throws {
    let notebook = try begun()
    var heart = SignalLimits.standard(.heartRate)
    try notebook.write(20, .limits(.heartRate, heart, by: nurse))
    let before = heart.text(of: .heartRate)
    heart.warnLow = 45
    heart.pauseDelay = .milliseconds(20_500)
    try notebook.write(21, .limits(.heartRate, heart, by: physician))
    try notebook.write(22, .limits(.heartRate, heart, by: physician))

    let changes = try notebook.document().limitChanges
    try #require(changes.count == 3)
    #expect(changes[0].from == nil && changes[0].to == before && changes[0].by == "user-1001")
    #expect(changes[0].changes.map(\.limit) == LimitKey.allCases.map(\.name))
    #expect(changes[0].changes.allSatisfy { $0.from == nil && $0.to != nil })
    #expect((changes[1].at, changes[1].signal, changes[1].entry) == (text(0, 21), "HR", 3))
    #expect(changes[1].from == before && changes[1].to == heart.text(of: .heartRate) && changes[1].by == "user-1002")
    #expect(
      changes[1].changes == [
        ChangedLimitDocument(limit: "warn-low", from: "50/min", to: "45/min"),
        ChangedLimitDocument(limit: "pause-delay", from: SignalLimits.standard(.heartRate).pauseDelay.description, to: "20.5 s"),
      ])
    #expect(changes[2].changes.isEmpty && changes[2].from == changes[2].to)
  }

  @Test("SR-112: a record's document names who tested the alarms, and when") func tests() throws {
    let notebook = try begun()
    try notebook.write(20, .alarmsTested(by: physician))
    #expect(
      try notebook.document().alarmTests == [RecordedAlarmTestDocument(at: text(0, 20), by: "user-1002", entry: 2)])
  }
}
