@testable import Controller
import Foundation
import GRDB
@testable import Journal
import Quantities
@testable import Safety
import Testing
import Therapy

/// The alarm log: what a session's record tells of its alarms, their audio and their limits.
@Suite struct AlarmLogTests {
  private let overdue = AlarmCondition.observationMissing
  private let other = SessionID(number: 4)

  private func at(_ second: Int64) -> Instant { Instant(nanoseconds: second * 1_000_000_000) }

  /// A medium alarm that nobody answers: raised at 30 s, high at 150 s, second contact at 270 s, told again twice, audio paused,
  /// acknowledged, and over.
  private func unanswered() throws -> [JournalItem] {
    var alarms = AlarmSystem()
    let finding = Finding(.pause, alarm: overdue, value: 32, limit: 30)
    var items: [JournalItem] = []
    for second in [Int64(30), 150, 270, 330, 390] {
      let event = alarms.update(overdue, found: finding, now: at(second))
      items.append(item(second, .alarm(try #require(event))))
    }
    let acknowledged = alarms.acknowledge(overdue)
    items += [
      item(395, .audioPaused(for: .minutes(2), by: physician), session: nil, channel: "b"),
      item(396, .accepted(.pauseAudio, by: physician, command: someCommand), session: nil, channel: "b"),
      item(400, .alarm(try #require(acknowledged))), item(400, .accepted(.acknowledge, by: nurse, command: someCommand)),
    ]
    let ended = alarms.update(overdue, found: nil, now: at(500))
    return items + [item(500, .alarm(try #require(ended)))]
  }

  private func begin() throws -> [JournalItem] {
    [
      note(1, .daemonStarted(version: "1")),
      item(2, .phase(from: .idle, to: .prepared, cause: .command)), item(2, .prepared(by: nurse), order: try order()),
      item(5, .intent(.start, rate: slow, by: nurse, command: someCommand)),
      item(6, .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable)),
      item(6, .phase(from: .starting, to: .infusing, cause: .flowObserved)),
    ]
  }

  private func record(_ fixture: Fixture) throws -> SessionRecord {
    let record = try fixture.killed().open().sessionRecord(session)
    return try #require(record)
  }

  @Test(
    "SR-114, SR-107: the alarm log has onset, class, value, limit, escalation, who answered, the audio's pause and the end")
  func wholeAlarm() throws {
    let fixture = try Fixture()
    try fixture.open().append(try begin() + (try unanswered()))
    let record = try record(fixture)
    try #require(record.alarms.count == 1)
    let alarm = record.alarms[0]
    #expect((alarm.condition, alarm.priority) == (overdue, .medium))
    #expect((alarm.value, alarm.limit) == (32, 30))
    #expect(alarm.raised.at == at(30) && alarm.raised.utc == "1970-01-01T00:00:30.000000Z")
    #expect(alarm.escalated?.at == at(150))
    #expect(alarm.secondContact?.at == at(270))
    #expect(alarm.reminders == 2)
    #expect(alarm.audioPaused.map(\.at) == [at(395)])
    #expect(alarm.acknowledged?.at == at(400))
    #expect(alarm.acknowledgedBy == nurse)
    #expect(alarm.ended?.at == at(500))
    #expect(!alarm.isOn && alarm.cutOff == nil)
    #expect(record.audioPauses.map(\.by) == [physician])
    #expect(record.audioPauses.map(\.time) == [.minutes(2)])
  }

  @Test func `SR-114: a pause of the audio marks the alarms that wait, not those that were answered or are over`() throws {
    let fixture = try Fixture()
    try fixture.open().append(
      try begin() + (try unanswered()) + [item(600, .audioPaused(for: .minutes(1), by: nurse))])
    let record = try record(fixture)
    #expect(record.audioPauses.map(\.moment.at) == [at(395), at(600)])
    #expect(record.alarms[0].audioPaused.map(\.at) == [at(395)])
  }

  @Test func `SR-114: an entry about an alarm that is over changes nothing of it`() throws {
    let fixture = try Fixture()
    let story = try unanswered()
    let late = story.filter { $0.content.kind == "alarm" }.dropFirst().map {
      JournalItem(at: at(700), wall: WallTime(microsecondsSince1970: 0), channel: "a", session: session, content: $0.content)
    }
    let once = try Fixture()
    try once.open().append(try begin() + story)
    try fixture.open().append(try begin() + story + late)
    #expect(try record(fixture).alarms == record(once).alarms)
  }

  @Test func `SR-114: the alarm log survives a kill at every entry, and no entry can be erased`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append(try begin())
    for (count, item) in try unanswered().enumerated() {
      try journal.append([item])
      #expect(try record(fixture).alarms.count == 1, "after entry \(count)")
    }
    for change in ["DELETE FROM entry WHERE kind = 'alarm'", "UPDATE entry SET body = '{}' WHERE kind = 'alarm'"] {
      #expect(throws: DatabaseError.self) { try journal.pool.write { try $0.execute(sql: change) } }
    }
    #expect(try record(fixture).alarms[0].ended?.at == at(500))
  }

  @Test func `SR-106: low and medium alarms that end by themselves stay in the history with their times`() throws {
    let fixture = try Fixture()
    var alarms = AlarmSystem()
    var items = try begin()
    for (index, condition) in [AlarmCondition.oxygenSaturationWarning, .clockDisturbed, .batteryLow].enumerated() {
      let second = 30 + Int64(index)
      let finding = Finding(.annunciate, alarm: condition, value: 1, limit: 2)
      let raised = alarms.update(condition, found: finding, now: at(second))
      let ended = alarms.update(condition, found: nil, now: at(second + 10))
      items += [item(second, .alarm(try #require(raised))), item(second + 10, .alarm(try #require(ended)))]
    }
    try fixture.open().append(items)
    let record = try record(fixture)
    #expect(record.alarms.map(\.priority) == [.medium, .low, .medium])
    #expect(record.alarms.map(\.raised.at) == [at(30), at(31), at(32)])
    #expect(record.alarms.map(\.ended?.at) == [at(40), at(41), at(42)])
    #expect(record.alarms.allSatisfy { $0.acknowledged == nil && $0.causeGone == $0.ended })
  }

  @Test func `SR-106: a restart cuts off what it does not take over: the record does not say that it is on`() throws {
    let fixture = try Fixture()
    var alarms = AlarmSystem()
    var items = try begin()
    for condition in [AlarmCondition.apnea, .oxygenSaturationWarning, .pumpSilent] {
      let event = alarms.update(condition, found: Finding(.pause, alarm: condition, value: 1, limit: 2), now: at(30))
      items.append(item(30, .alarm(try #require(event))))
    }
    let answered = alarms.acknowledge(.pumpSilent)
    items += [
      item(31, .alarm(try #require(answered))), note(40, .daemonStarted(version: "1")),
      item(50, .alarm(try raisedAlarm(.pumpSilent, at: at(50)))),
    ]
    try fixture.open().append(items)
    let record = try record(fixture)
    #expect(record.alarms.map(\.condition) == [.apnea, .oxygenSaturationWarning, .pumpSilent, .pumpSilent])
    #expect(record.alarms.map(\.isOn) == [true, false, false, true])
    #expect(record.alarms.map(\.cutOff?.at) == [nil, at(40), at(40), nil])
    #expect(record.alarms.allSatisfy { $0.ended == nil })
  }

  @Test func `SR-106: an alarm whose end was never written is over when the next of its condition begins`() throws {
    let fixture = try Fixture()
    try fixture.open().append(
      try begin() + [
        item(30, .alarm(try raisedAlarm(.pumpSilent, at: at(30)))), item(31, .alarm(try raisedAlarm(.apnea, at: at(31)))),
        note(40, .daemonStarted(version: "1")), item(50, .alarm(try raisedAlarm(.pumpSilent, at: at(50)))),
        item(60, .alarm(try raisedAlarm(.pumpSilent, at: at(60)))),
      ])
    let record = try record(fixture)
    #expect(record.alarms.map(\.condition) == [.pumpSilent, .apnea, .pumpSilent, .pumpSilent])
    #expect(record.alarms.map(\.ended?.at) == [at(50), nil, at(60), nil])
    #expect(record.alarms.map(\.isOn) == [false, true, false, true])
    #expect(record.alarms.allSatisfy { $0.causeGone == nil }, "when its cause went away is not known")
  }

  @Test func `SR-111: a record tells each change of limits: from what, to what, by whom, when`() throws {
    let fixture = try Fixture()
    var clinic = SignalLimits.standard(.oxygenSaturation)
    clinic.warnLow = 95
    let second = SignalLimits(
      warnLow: 91, warnHigh: nil, pauseLow: 87, pauseHigh: nil, warnDelay: .seconds(15), pauseDelay: .seconds(10))
    let heart = SignalLimits.standard(.heartRate)
    let notes = [
      note(0, .clinicLimits(.oxygenSaturation, .standard(.oxygenSaturation))), note(1, .clinicLimits(.oxygenSaturation, clinic)),
    ]
    let changed = [
      item(20, .limits(.oxygenSaturation, ContentTests.changed, by: nurse)), item(21, .limits(.heartRate, heart, by: physician)),
      item(22, .limits(.oxygenSaturation, .standard(.oxygenSaturation), by: physician), session: other, channel: "b"),
      item(30, .limits(.oxygenSaturation, second, by: physician)),
    ]
    try fixture.open().append(notes + (try begin()) + changed)
    let changes = try record(fixture).limitChanges
    #expect(changes.map(\.signal) == [.oxygenSaturation, .heartRate, .oxygenSaturation])
    #expect(changes.map(\.from) == [clinic, nil, ContentTests.changed], "what the journal does not tell is not made up")
    #expect(changes.map(\.to) == [ContentTests.changed, heart, second])
    #expect(changes.map(\.by) == [nurse, physician, physician])
    #expect(changes.map(\.moment.at) == [at(20), at(21), at(30)])
  }

  @Test func `SR-112: a record names the alarm test that let it start, and those meanwhile, on whatever channel`() throws {
    let fixture = try Fixture()
    let tests = [
      item(0, .alarmsTested(by: UserID(number: 1)), session: nil), note(0, .daemonStarted(version: "1")),
      item(0, .alarmsTested(by: UserID(number: 2)), session: nil, channel: "b"),
      item(0, .alarmsTested(by: nurse), session: nil, channel: "b"),
    ]
    try fixture.open().append(
      tests + (try begin().dropFirst()) + [
        item(40, .alarmsTested(by: physician)),
        item(50, .phase(from: .completed, to: .closed, cause: .command)),
        note(51, .reason(.close, text: "done", by: nurse, command: someCommand), session: session, channel: "a"),
        item(60, .alarmsTested(by: UserID(number: 3)), session: nil, channel: "b"),
        item(61, .audioPaused(for: .minutes(1), by: nurse), session: nil, channel: "b"),
      ])
    let record = try record(fixture)
    #expect(record.alarmTests.map(\.by) == [nurse, physician])
    #expect(record.audioPauses.isEmpty, "after it was closed")
    let untested = try Fixture()
    try untested.open().append([tests[0]] + (try begin()))
    #expect(try self.record(untested).alarmTests.isEmpty, "a test before the daemon's start let nothing start")
  }
}
