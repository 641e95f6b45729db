import Controller
@testable import Journal
import Quantities
@testable import Safety
import Testing
import Therapy

@Suite struct SessionRecordTests {
  /// The demonstration's story: infusing, desaturation, pause, acknowledged, resumed at half the rate, completed, closed.
  private func demo() throws -> [JournalItem] {
    var alarms = AlarmSystem()
    let finding = Finding(.pause, alarm: .oxygenSaturationLow, value: 82, limit: 90)
    let raising = alarms.update(.oxygenSaturationLow, found: finding, now: Instant(nanoseconds: 30_000_000_000))
    let acknowledging = alarms.acknowledge(.oxygenSaturationLow)
    let ending = alarms.update(.oxygenSaturationLow, found: nil, now: Instant(nanoseconds: 50_000_000_000))
    let (raised, acknowledged, ended) = (try #require(raising), try #require(acknowledging), try #require(ending))
    let prepareID = CommandID(high: 0, low: 1)
    let startID = CommandID(high: 0, low: 2)
    let earlyID = CommandID(high: 0, low: 3)
    let resumeID = CommandID(high: 0, low: 4)
    let ackID = CommandID(high: 0, low: 5)
    let half = FlowRate(nanolitersPerHour: 5_200_000)
    return [
      note(1, .daemonStarted(version: "1")),
      item(2, .phase(from: .idle, to: .prepared, cause: .command)), item(2, .prepared(by: nurse), order: try order()),
      item(2, .accepted(.prepare, by: nurse, command: prepareID)),
      item(5, .intent(.start, rate: slow, by: nurse, command: startID)),
      item(5, .phase(from: .prepared, to: .awaitingJournal, cause: .command)),
      item(6, .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable)),
      item(8, .phase(from: .starting, to: .infusing, cause: .flowObserved)),
      item(30, .alarm(raised)),
      item(30, .phase(from: .infusing, to: .pausing, cause: .interlock(.oxygenSaturation))),
      item(31, .phase(from: .pausing, to: .paused, cause: .interlock(.oxygenSaturation))), item(31, .delivered(delivery(60))),
      item(35, .alarm(acknowledged)), item(35, .accepted(.acknowledge, by: physician, command: ackID), late: 17),
      item(36, .refused(.prepareResume, .holdNotOver(.seconds(9)), by: nurse, command: earlyID)),
      note(
        37, .turnedAway(operation: "session resume", code: "not-permitted", sentence: "Only root may.", by: UserID(number: 7)),
        session: session, channel: "a"),
      item(50, .alarm(ended)),
      note(59, .reason(.resume, text: "patient awake", by: nurse, command: resumeID), session: session, channel: "a"),
      item(60, .intent(.resume, rate: half, by: nurse, command: resumeID)),
      item(60, .phase(from: .paused, to: .awaitingJournal, cause: .command)),
      item(61, .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable)),
      item(63, .phase(from: .starting, to: .infusing, cause: .flowObserved)),
      item(120, .phase(from: .infusing, to: .stopping, cause: .durationReached)),
      item(121, .phase(from: .stopping, to: .recovering, cause: .durationReached)), item(121, .delivered(delivery(200))),
      item(125, .phase(from: .recovering, to: .completed, cause: .recoveryOver)),
      item(130, .accepted(.close, by: nurse, command: someCommand)),
      item(130, .phase(from: .completed, to: .closed, cause: .command)),
      note(140, .daemonStopped(reason: "SIGTERM")),
    ]
  }

  @Test("SR-012, SR-106: a record tells in order what was delivered, pauses and end with cause, alarms, refusals, who did what")
  func wholeStory() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append(try demo())
    let record = try #require(try journal.sessionRecord(session))
    #expect(record.channel == "a")
    #expect(record.preparedBy == nurse)
    #expect(record.prepared.utc == "1970-01-01T00:00:02.000000Z")
    #expect(record.started?.utc == "1970-01-01T00:00:06.000000Z")
    #expect(record.endCause == .durationReached)
    #expect(record.ended?.utc == "1970-01-01T00:02:01.000000Z")
    #expect(record.closed?.utc == "1970-01-01T00:02:10.000000Z")
    #expect(record.phase == .closed)
    #expect(record.isSimulation)
    #expect(record.delivery == delivery(200))
    // 0.2 mL to 0.205 mL at 2.000001 mg/mL, the upper end rounded up.
    #expect(record.deliveredMass == Mass(nanograms: 400_000)...Mass(nanograms: 410_001))

    try #require(record.pauses.count == 1)
    #expect(record.pauses[0].cause == .interlock(.oxygenSaturation))
    #expect(record.pauses[0].began.at == Instant(nanoseconds: 30_000_000_000))
    #expect(record.pauses[0].zeroObserved?.at == Instant(nanoseconds: 31_000_000_000))
    #expect(record.pauses[0].ended?.at == Instant(nanoseconds: 61_000_000_000))
    #expect(record.pauses[0].resumedRate == FlowRate(nanolitersPerHour: 5_200_000))
    #expect(record.pauses[0].resumedBy == nurse)

    try #require(record.alarms.count == 1)
    #expect(record.alarms[0].condition == .oxygenSaturationLow)
    #expect(record.alarms[0].sentence.contains("SpO2 82 % is below 90 %"))
    #expect(record.alarms[0].acknowledged?.at == Instant(nanoseconds: 35_000_000_000))
    #expect(record.alarms[0].acknowledgedBy == physician)
    #expect(record.alarms[0].causeGone?.at == Instant(nanoseconds: 50_000_000_000))
    #expect(record.alarms[0].ended?.at == Instant(nanoseconds: 50_000_000_000))

    #expect(record.refusals.map(\.code) == ["hold-not-over", "not-permitted"])
    #expect(record.refusals.map(\.operation) == ["prepare-resume", "session resume"])
    #expect(record.refusals.map(\.by) == [nurse, UserID(number: 7)])
    #expect(record.actions.map(\.command) == [.prepare, .start, .acknowledge, .resume, .close])
    #expect(record.actions.map(\.by) == [nurse, nurse, physician, nurse, nurse])
    #expect(record.actions.map(\.reason) == [nil, nil, nil, "patient awake", nil])
    #expect(record.actions[1].rate == slow)
    #expect(record.entries.count == (try demo().count - 2), "the daemon's start before and its stop after are not part of it")
    #expect(record.entries.map(\.sequence) == record.entries.map(\.sequence).sorted())
  }

  @Test func `a restart in mid-session is an interruption with the restart as its cause`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    let items = try demo().prefix(8)
    try journal.append(
      items + [
        note(20, .daemonStarted(version: "1")),
        item(25, .alarm(try raisedAlarm(.pumpSilent))),
        item(30, .reconciled(by: nurse)), item(30, .phase(from: .interrupted, to: .paused, cause: .command)),
        item(30, .accepted(.reconcile, by: nurse, command: someCommand)),
      ])
    let record = try #require(try journal.sessionRecord(session))
    #expect(record.phase == .paused)
    #expect(record.pauses.map(\.cause) == [.restart])
    #expect(record.pauses[0].zeroObserved?.at == Instant(nanoseconds: 30_000_000_000))
    #expect(record.pauses[0].ended == nil)
    #expect(record.actions.last?.command == .reconcile)
    #expect(record.alarms.count == 1)
    let withoutStart = try fixture.killed().open()
    let other = SessionID(number: 50)
    try withoutStart.append([
      item(50, .prepared(by: nurse), session: other, order: try order()),
      item(51, .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable), session: other),
      item(60, .phase(from: .interrupted, to: .paused, cause: .command), session: other),
    ])
    #expect(try withoutStart.sessionRecord(other)?.pauses.map(\.cause) == [.restart])
    try journal.append([note(40, .daemonStarted(version: "2"))])
    #expect(try journal.sessionRecord(session)?.phase == .interrupted)
    #expect(try journal.sessionRecord(session)?.pauses.count == 1)
  }

  @Test func `an increase that was withdrawn is a refusal and leaves no resume behind`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    let items = try demo().prefix(20)
    try journal.append(
      items + [
        item(61, .withdrawn(.resume, .journalLate)), item(61, .phase(from: .awaitingJournal, to: .paused, cause: .withdrawn)),
      ])
    let record = try #require(try journal.sessionRecord(session))
    #expect(record.pauses.count == 1)
    #expect(record.pauses[0].resumedRate == nil)
    #expect(record.pauses[0].ended == nil)
    #expect(record.refusals.last?.code == "journal-late")
    #expect(record.refusals.last?.by == nil)
  }

  @Test func `sessions are listed newest first, and an unknown one has no record`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    #expect(try journal.sessions().isEmpty)
    try journal.append(try demo())
    let second = SessionID(number: 4)
    try journal.append([item(200, .prepared(by: nurse), session: second, order: try order(patient: "P-2", simulationOnly: false))]
    )
    let list = try journal.sessions()
    #expect(list.map(\.session) == [second, session])
    #expect(list.map(\.patient.description) == ["P-2", "P-17"])
    #expect(list.map(\.phase) == [.prepared, .closed])
    #expect(list.map(\.isSimulation) == [false, true])
    #expect(list.map(\.delivery) == [nil, delivery(200)])
    #expect(try journal.sessions(limit: 1).map(\.session) == [second])
    #expect(try journal.newestSession(channel: "a") == second)
    #expect(try journal.newestSession(channel: "z") == nil)
    #expect(try journal.sessionRecord(SessionID(number: 99)) == nil)
    #expect(try journal.sessionRecord(SessionID(number: .max)) == nil)
  }
}
