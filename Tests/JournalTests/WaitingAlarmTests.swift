@testable import Controller
import Foundation
import GRDB
@testable import Journal
import Quantities
@testable import Safety
import Testing
import Therapy

/// Alarms that a daemon leaves behind when it ends, and what its next start finds of them.
@Suite struct WaitingAlarmTests {
  private static let setup = ChannelSetup(
    resolution: FlowRate(nanolitersPerHour: 100_000), fastest: FlowRate(nanolitersPerHour: 1_200_000_000), isSimulated: true)

  private func instant(_ second: Int64) -> Instant { Instant(nanoseconds: second * 1_000_000_000) }

  /// A session that infuses since second 6.
  private func infusing() throws -> [JournalItem] {
    [
      note(1, .daemonStarted(version: "1")), item(2, .phase(from: .idle, to: .prepared, cause: .command)),
      item(2, .prepared(by: nurse), order: try order()),
      item(5, .intent(.start, rate: slow, by: nurse, command: someCommand)),
      item(6, .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable)),
      item(6, .phase(from: .starting, to: .infusing, cause: .flowObserved)),
    ]
  }

  private func raise(
    _ condition: AlarmCondition, _ alarms: inout AlarmSystem, at second: Int64, value: Int64 = 82, limit: Int64 = 90
  ) throws -> JournalItem {
    let finding = Finding(.pause, alarm: condition, value: value, limit: limit)
    let event = alarms.update(condition, found: finding, now: instant(second))
    return item(second, .alarm(try #require(event)))
  }

  private func clear(_ condition: AlarmCondition, _ alarms: inout AlarmSystem, at second: Int64) throws -> JournalItem {
    let event = alarms.update(condition, found: nil, now: instant(second))
    return item(second, .alarm(try #require(event)))
  }

  private func acknowledge(_ condition: AlarmCondition, _ alarms: inout AlarmSystem, at second: Int64) throws -> JournalItem {
    let event = alarms.acknowledge(condition)
    return item(second, .alarm(try #require(event)))
  }

  private func waits(
    _ condition: AlarmCondition, _ occurrence: UInt32, _ priority: AlarmPriority, calledSecondContact: Bool = false,
    value: Int64, limit: Int64
  ) -> WaitingAlarm {
    WaitingAlarm(
      condition, occurrence: occurrence, priority: priority, calledSecondContact: calledSecondContact, value: value,
      limit: limit)
  }

  /// What a daemon that was killed now finds again for channel "a".
  private func found(_ fixture: Fixture) throws -> [WaitingAlarm] {
    try fixture.killed().open().waitingAlarms(of: session, channel: "a")
  }

  @Test(arguments: AlarmCondition.allCases)
  func `SR-106: an alarm that latches is found again after a kill until it was acknowledged, others are not`(
    condition: AlarmCondition
  ) throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append(try infusing())
    var alarms = AlarmSystem()
    #expect(try found(fixture).isEmpty)
    try journal.append([try raise(condition, &alarms, at: 30, value: 5, limit: 4)])
    let priority = alarms.record(of: condition).priority
    let isKept = WaitingAlarm.waits(latches: condition.latches, priority)
    let waiting = isKept ? [waits(condition, 1, priority, value: 5, limit: 4)] : []
    #expect(try found(fixture) == waiting)
    try journal.append([try clear(condition, &alarms, at: 40)])
    #expect(try found(fixture) == waiting, "its cause is gone, and nobody has seen it")
    guard isKept else { return }
    try journal.append([try acknowledge(condition, &alarms, at: 50)])
    #expect(try found(fixture).isEmpty)
  }

  @Test func `SR-106: an alarm that was acknowledged and whose cause stays is judged anew, not found again`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    var alarms = AlarmSystem()
    try journal.append(try infusing() + [try raise(.apnea, &alarms, at: 30), try acknowledge(.apnea, &alarms, at: 31)])
    #expect(try found(fixture).isEmpty)
  }

  @Test func `SR-106: of each condition the newest occurrence counts, with its own figures, also when it was told again`() throws
  {
    let fixture = try Fixture()
    let journal = try fixture.open()
    var alarms = AlarmSystem()
    var items =
      try infusing() + [
        try raise(.oxygenSaturationLow, &alarms, at: 30, value: 80), try clear(.oxygenSaturationLow, &alarms, at: 31),
        try acknowledge(.oxygenSaturationLow, &alarms, at: 32), try raise(.apnea, &alarms, at: 33, value: 21, limit: 20),
        try raise(.oxygenSaturationLow, &alarms, at: 40, value: 84),
      ]
    let finding = Finding(.pause, alarm: .oxygenSaturationLow, value: 70, limit: 90)
    let reminded = alarms.update(.oxygenSaturationLow, found: finding, now: instant(100))
    items.append(item(100, .alarm(try #require(reminded))))
    try journal.append(items)
    #expect(
      Set(try found(fixture))
        == [waits(.oxygenSaturationLow, 3, .high, value: 84, limit: 90), waits(.apnea, 2, .high, value: 21, limit: 20)])
    #expect(try fixture.killed().open().waitingAlarms(of: session, channel: "b").isEmpty)
    #expect(try fixture.killed().open().waitingAlarms(of: SessionID(number: 99), channel: "a").isEmpty)
  }

  @Test func `SR-106: numbers go on after a restart: what was answered then is answered, and a new alarm has a new number`()
    throws
  {
    let fixture = try Fixture()
    let journal = try fixture.open()
    var before = AlarmSystem()
    try journal.append(
      try infusing() + [
        try raise(.pumpSilent, &before, at: 20, value: 4, limit: 3), try raise(.oxygenSaturationLow, &before, at: 30),
        try clear(.oxygenSaturationLow, &before, at: 31), note(40, .daemonStarted(version: "1")),
      ])
    #expect(try journal.newestOccurrence(channel: "a") == 2 && journal.newestOccurrence(channel: "b") == 0)
    // The next run takes both over in the other order.
    let waiting = try found(fixture)
    try #require(waiting.count == 2)
    var after = AlarmSystem()
    after.count(from: try journal.newestOccurrence(channel: "a"))
    for alarm in waiting.sorted(by: { $0.value > $1.value }) { after.restore(alarm, now: instant(40)) }
    #expect(after.record(of: .pumpSilent).occurrence == 1 && after.record(of: .oxygenSaturationLow).occurrence == 2)
    #expect(try found(fixture) == waiting, "killed again before anybody did anything")
    try journal.append([try acknowledge(.oxygenSaturationLow, &after, at: 50)])
    #expect(try found(fixture) == [waits(.pumpSilent, 1, .high, value: 4, limit: 3)])
    try journal.append([try raise(.apnea, &after, at: 60)])
    #expect(after.record(of: .apnea).occurrence == 3)

    let record = try #require(try journal.sessionRecord(session))
    #expect(record.alarms.map(\.condition) == [.pumpSilent, .oxygenSaturationLow, .apnea])
    #expect(record.alarms.map(\.isOn) == [true, false, true])
    #expect(record.alarms.map(\.acknowledged?.at) == [nil, instant(50), nil])
    #expect(record.alarms[1].ended?.at == instant(50))
  }

  @Test func `SR-107: an alarm that had become louder, or had gone to the second contact, is so again after a restart`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    var alarms = AlarmSystem()
    let condition = try #require(AlarmCondition.allCases.first { !$0.latches && $0.priority == .medium })
    try journal.append(try infusing() + [try raise(condition, &alarms, at: 30, value: 5, limit: 4)])
    #expect(try found(fixture).isEmpty, "it ends with its cause")
    try journal.append([try raise(condition, &alarms, at: 151, value: 5, limit: 4)])
    #expect(try found(fixture) == [waits(condition, 1, .high, value: 5, limit: 4)], "it has become high")
    try journal.append([try raise(condition, &alarms, at: 272), try raise(condition, &alarms, at: 333)])
    let waiting = try found(fixture)
    #expect(waiting == [waits(condition, 1, .high, calledSecondContact: true, value: 5, limit: 4)])
    var after = AlarmSystem()
    after.restore(try #require(waiting.first), now: instant(400))
    #expect(after.demand().heard == .high && after.demand().callsSecondContact)
    #expect(after.update(condition, found: nil, now: instant(401)) == nil, "it waits for an answer")
    #expect(after.record(of: condition).isOn)

    try journal.append([note(400, .daemonStarted(version: "1"))])
    #expect(try #require(try journal.sessionRecord(session)).alarms.map(\.isOn) == [true], "taken over, not cut off")
  }

  @Test func `SR-106: an alarm belongs to its session: a closed one leaves nothing, nor does the time before it`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    var alarms = AlarmSystem()
    var early = AlarmSystem()
    let finding = Finding(.annunciate, alarm: .pumpSilent, value: 4, limit: 3)
    let before = early.update(.pumpSilent, found: finding, now: .boot)
    try journal.append([item(1, .alarm(try #require(before)), session: nil)])
    try journal.append(try infusing())
    #expect(try found(fixture).isEmpty)
    try journal.append([try raise(.apnea, &alarms, at: 30)])
    let other = SessionID(number: 9)
    try journal.append([
      item(40, .phase(from: .completed, to: .closed, cause: .command)),
      item(50, .prepared(by: nurse), session: other, order: try order()),
    ])
    #expect(try fixture.killed().open().openSessions().map(\.recovery.session) == [other])
    #expect(try fixture.killed().open().waitingAlarms(of: other, channel: "a").isEmpty)
  }

  @Test func `SR-106, SR-032: the alarms of a pump that was given up wait with it, also what was answered without a session`()
    throws
  {
    let fixture = try Fixture()
    let journal = try fixture.open()
    var alarms = AlarmSystem()
    try journal.append(
      try infusing() + [
        try raise(.pumpSilent, &alarms, at: 30, value: 4, limit: 3), try raise(.deliveryUncertain, &alarms, at: 31),
        item(32, .phase(from: .infusing, to: .linkLost, cause: .interlock(.pumpLink))),
        item(40, .abandoned(by: physician)), item(40, .phase(from: .linkLost, to: .closed, cause: .command)),
      ])
    let givenUp = try #require(try fixture.killed().open().abandonedSessions()["a"])
    #expect(givenUp.session == session)
    #expect(Set(try found(fixture).map(\.condition)) == [.pumpSilent, .deliveryUncertain])
    let later = alarms.acknowledge(.deliveryUncertain)
    try journal.append([item(50, .alarm(try #require(later)), session: nil)])
    #expect(try found(fixture).map(\.condition) == [.pumpSilent])
  }

  @Test func `SR-106: the controller that is made of what a kill left sounds and does not forget`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    var alarms = AlarmSystem()
    try journal.append(try infusing() + [try raise(.apnea, &alarms, at: 30, value: 21, limit: 20)])
    let reopened = try fixture.killed().open()
    let recovery = try #require(try reopened.openSessions().first?.recovery)
    var controller = Controller(
      setups: [Self.setup], recoveries: [recovery], alarms: [try reopened.waitingAlarms(of: session, channel: "a")],
      lease: .seconds(5), startedAt: instant(40))
    let output = controller.step(TickInput(now: instant(40)))
    let record = controller.view(of: 0, at: instant(40)).alarms.record(of: .apnea)
    #expect(record.isOn && !record.isPresent && !record.isAcknowledged)
    #expect((record.value, record.limit) == (21, 20))
    #expect(output.signal.lamp == .high)
    #expect(output.signal.burst?.priority == .high)
  }

  @Test func `SR-015: a damaged alarm fails loudly, and absurd figures are carried through`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    var alarms = AlarmSystem()
    try journal.append(try infusing() + [try raise(.pumpSilent, &alarms, at: 30, value: .min, limit: .max)])
    let waiting = try found(fixture)
    #expect(waiting == [waits(.pumpSilent, 1, .high, value: .min, limit: .max)])
    var controller = Controller(
      setups: [Self.setup], recoveries: [nil], alarms: [waiting], lease: .seconds(5), startedAt: instant(40))
    for second in Int64(40)..<400 { _ = controller.step(TickInput(now: instant(second))) }
    #expect(controller.view(of: 0, at: instant(400)).alarms.record(of: .pumpSilent).isOn)
    try journal.pool.write {
      try $0.execute(
        sql: """
          INSERT INTO entry (utc, monotonic_ns, channel, session, kind, body) VALUES ('', 0, 'a', 3, 'alarm',
          '{"alarm":"pump-line-alarm","change":"raised"}')
          """)
    }
    let error = #expect(throws: JournalError.self) { try journal.waitingAlarms(of: session, channel: "a") }
    #expect(error?.isCorruption == true)
    #expect(error?.description.contains("unknown name pump-line-alarm") == true)
  }
}
