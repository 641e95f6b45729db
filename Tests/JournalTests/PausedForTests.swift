import Controller
@testable import Journal
import Quantities
import Safety
import Testing
import Therapy

@Suite struct PausedForTests {
  /// A session that began to infuse at 100 s and was paused at 200 s, in a journal of which the labels are `offset` s ahead of
  /// the monotonic clock.
  private func paused(offset: Int64 = 0, _ more: [JournalItem] = []) throws -> OpenSession {
    let fixture = try Fixture()
    let journal = try fixture.open()
    let story = try Self.started() + Self.pausedAt(200)
    try journal.append(story.map { Self.shifted($0, by: offset) } + more)
    return try #require(try fixture.killed().open().openSessions().first)
  }

  static func started() throws -> [JournalItem] {
    [
      item(90, .phase(from: .idle, to: .prepared, cause: .command)), item(90, .prepared(by: nurse), order: try order()),
      item(99, .intent(.start, rate: slow, by: nurse, command: someCommand)),
      item(99, .phase(from: .prepared, to: .awaitingJournal, cause: .command)),
      item(100, .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable)),
      item(102, .phase(from: .starting, to: .infusing, cause: .flowObserved)), item(195, .delivered(delivery(50))),
    ]
  }

  static func pausedAt(_ second: Int64) -> [JournalItem] {
    [
      item(second, .phase(from: .infusing, to: .pausing, cause: .interlock(.heartRate))),
      item(second, .phase(from: .pausing, to: .paused, cause: .interlock(.heartRate))),
      item(second, .delivered(delivery(60))),
    ]
  }

  static func shifted(_ item: JournalItem, by offset: Int64) -> JournalItem {
    JournalItem(
      at: item.at, wall: WallTime(microsecondsSince1970: item.wall.microsecondsSince1970 + offset * 1_000_000),
      channel: item.channel, session: item.session, content: item.content)
  }

  private func pausedFor(_ session: OpenSession, monotonic: Int64, wall: Int64) -> Interval? {
    session.pausedFor(
      at: Instant(nanoseconds: monotonic * 1_000_000_000), wall: WallTime(microsecondsSince1970: wall * 1_000_000))
  }

  @Test func `SR-025: in the same boot the pause is as long as the monotonic clock says`() throws {
    let session = try paused(offset: 1_000_000)
    for second in [200, 201, 500, 2_000, 2_001, 90_000] as [Int64] {
      #expect(pausedFor(session, monotonic: second, wall: 1_000_000 + second) == .seconds(second - 200))
    }
    let exact = session.pausedFor(
      at: Instant(nanoseconds: 201_000_000_001), wall: WallTime(microsecondsSince1970: 1_000_201_000_000))
    #expect(exact == Interval(nanoseconds: 1_000_000_001))
  }

  @Test func `SR-025: after a restart of the machine nobody knows, whether its clock is behind or ahead of the pause`() throws {
    let session = try paused(offset: 1_000_000)
    // The pause of 200 s began at 1 000 200; the machine was off for an hour and came up at 1 004 000.
    for uptime in [0, 1, 60, 199] as [Int64] {
      #expect(pausedFor(session, monotonic: uptime, wall: 1_004_000 + uptime) == nil, "\(uptime) s")
    }
    for uptime in [200, 201, 300, 3_600, 100_000] as [Int64] {
      #expect(pausedFor(session, monotonic: uptime, wall: 1_004_000 + uptime) == nil, "\(uptime) s")
    }
  }

  @Test func `SR-025, SR-090: when the wall clock was stepped by more than 10 s, either way, nobody knows`() throws {
    let session = try paused(offset: 1_000_000)
    for step in [-86_400, -3_600, -60, -11, 11, 60, 3_600, 86_400] as [Int64] {
      #expect(pausedFor(session, monotonic: 2_300, wall: 1_002_300 + step) == nil, "\(step) s")
    }
    for step in [-10, -1, 1, 10] as [Int64] {
      #expect(pausedFor(session, monotonic: 2_300, wall: 1_002_300 + step) == .seconds(2_100), "\(step) s")
    }
  }

  @Test func `SR-025: a session that the daemon died with while it infused rests since its newest entry`() throws {
    let fixture = try Fixture()
    try fixture.open().append(try Self.started())
    let session = try #require(try fixture.killed().open().openSessions().first)
    #expect(session.phase == .infusing)
    #expect(pausedFor(session, monotonic: 200, wall: 200) == .seconds(5))
    #expect(pausedFor(session, monotonic: 194, wall: 194) == nil)
  }

  @Test func `SR-025: what is recorded while it is paused does not shorten the pause`() throws {
    let session = try paused([
      item(1_000, .alarm(try raisedAlarm(.pausePrompt))), item(1_100, .score(.poss, 1, by: nurse)),
      item(1_200, .accepted(.acknowledge, by: nurse, command: someCommand)), item(1_300, .delivered(delivery(60))),
      item(1_400, .refused(.prepareResume, .holdNotOver(.seconds(9)), by: nurse, command: someCommand)),
    ])
    #expect(pausedFor(session, monotonic: 2_100, wall: 2_100) == .seconds(1_900))
  }

  @Test func `SR-025: a restart in the pause, and the reconcile after it, do not begin the pause anew`() throws {
    let session = try paused([
      note(2_000, .daemonStarted(version: "1")), item(2_001, .alarm(try raisedAlarm(.pauseOver))),
      item(2_060, .reconciled(by: nurse)), item(2_060, .phase(from: .interrupted, to: .paused, cause: .command)),
    ])
    #expect(session.phase == .paused)
    #expect(pausedFor(session, monotonic: 2_100, wall: 2_100) == .seconds(1_900))
  }

  @Test func `SR-025: a resume that was withdrawn does not begin the pause anew`() throws {
    let session = try paused([
      item(1_900, .intent(.resume, rate: slow, by: nurse, command: someCommand)),
      item(1_900, .phase(from: .paused, to: .awaitingJournal, cause: .command)), item(1_903, .withdrawn(.resume, .journalLate)),
      item(1_903, .phase(from: .awaitingJournal, to: .paused, cause: .withdrawn)),
    ])
    #expect(pausedFor(session, monotonic: 2_100, wall: 2_100) == .seconds(1_900))
  }

  @Test func `SR-025: a pause that began with a lost pump lasts since then, not since somebody reconciled`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append(
      try Self.started() + [
        item(200, .phase(from: .infusing, to: .linkLost, cause: .interlock(.pumpLink))),
        item(2_000, .reconciled(by: nurse)), item(2_000, .phase(from: .linkLost, to: .paused, cause: .command)),
      ])
    let session = try #require(try journal.openSessions().first)
    #expect(pausedFor(session, monotonic: 2_100, wall: 2_100) == .seconds(1_900))
  }

  @Test func `SR-025: after two restarts a session rests since the newest entry before the first of them`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append(
      try Self.started() + [
        note(260, .daemonStarted(version: "1")), item(261, .alarm(try raisedAlarm(.pumpSilent))),
        item(2_000, .accepted(.acknowledge, by: nurse, command: someCommand)),
      ])
    let session = try #require(try journal.openSessions().first)
    #expect(session.phase == .infusing)
    #expect(pausedFor(session, monotonic: 2_095, wall: 2_095) == .seconds(1_900))
    try journal.append([
      item(2_010, .reconciled(by: nurse)), item(2_010, .phase(from: .interrupted, to: .paused, cause: .command)),
      note(2_050, .daemonStarted(version: "1")),
    ])
    let again = try #require(try journal.openSessions().first)
    #expect(again.phase == .paused)
    #expect(pausedFor(again, monotonic: 2_095, wall: 2_095) == .seconds(1_900))
  }

  @Test func `SR-025: a session that went on after a pause rests since the end of its newest flow`() throws {
    let session = try paused([
      item(1_900, .intent(.resume, rate: slow, by: nurse, command: someCommand)),
      item(1_900, .phase(from: .paused, to: .awaitingJournal, cause: .command)),
      item(1_901, .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable)),
      item(1_903, .phase(from: .starting, to: .infusing, cause: .flowObserved)),
      item(1_910, .phase(from: .infusing, to: .reduced, cause: .interlock(.sedation))),
      item(1_950, .phase(from: .reduced, to: .pausing, cause: .command)),
      item(1_951, .phase(from: .pausing, to: .paused, cause: .command)),
    ])
    #expect(pausedFor(session, monotonic: 2_100, wall: 2_100) == .seconds(150))
  }
}
