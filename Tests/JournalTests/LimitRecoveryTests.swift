@testable import Controller
import Foundation
import GRDB
@testable import Journal
import Quantities
import Safety
import Testing
import Therapy

/// Limits that somebody changed for a session, found again by the next start.
@Suite struct LimitRecoveryTests {
  private let changed = ContentTests.changed

  /// A clinic that has limits of its own for two signals.
  private var clinic: VitalLimits {
    var limits = VitalLimits()
    limits[.oxygenSaturation].warnLow = 95
    limits[.heartRate].pauseHigh = 140
    return limits
  }

  private func begin() throws -> [JournalItem] {
    [
      item(2, .phase(from: .idle, to: .prepared, cause: .command)), item(2, .prepared(by: nurse), order: try order()),
      item(5, .intent(.start, rate: slow, by: nurse, command: someCommand)),
      item(6, .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable)),
    ]
  }

  private func found(_ fixture: Fixture, _ session: SessionID = session) throws -> RecoveredLimits? {
    try fixture.killed().open().sessionLimits(of: session, clinic: clinic)
  }

  /// Expects the clinic's limits but for those given.
  private func expect(_ limits: VitalLimits?, _ changes: [LimitedSignal: SignalLimits], _ comment: Comment? = nil) {
    for signal in LimitedSignal.allCases {
      #expect(limits?[signal] == changes[signal] ?? clinic[signal], comment)
    }
  }

  @Test func `SR-111: the newest change of each vital sign is found again on top of the clinic's limits`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append(try begin())
    #expect(try found(fixture) == nil, "nobody has changed any")
    var heart = SignalLimits.standard(.heartRate)
    heart.pauseLow = 45
    try journal.append([
      item(20, .limits(.oxygenSaturation, .standard(.oxygenSaturation), by: nurse)),
      item(21, .limits(.heartRate, heart, by: nurse)), item(22, .limits(.oxygenSaturation, changed, by: physician)),
    ])
    let recovered = try found(fixture)
    let limits = try #require(recovered)
    expect(limits.limits, [.oxygenSaturation: changed, .heartRate: heart])
    #expect(limits.refused.isEmpty)
  }

  @Test func `SR-111: another session, on this channel or another, has the clinic's limits`() throws {
    let fixture = try Fixture()
    try fixture.open().append(try begin() + [item(20, .limits(.oxygenSaturation, changed, by: nurse))])
    #expect(try found(fixture, SessionID(number: 4)) == nil)
    #expect(try found(fixture, SessionID(number: .max)) == nil)
  }

  @Test func `SR-111: the controller made of what a kill left has the changed limits, and still knows the clinic's`()
    throws
  {
    let fixture = try Fixture()
    try fixture.open().append(try begin() + [item(20, .limits(.oxygenSaturation, changed, by: nurse))])
    let reopened = try fixture.killed().open()
    var setup = ChannelSetup(
      resolution: FlowRate(nanolitersPerHour: 100_000), fastest: FlowRate(nanolitersPerHour: 1_200_000_000), isSimulated: true)
    setup.limits = clinic
    let recovery = try #require(try reopened.openSessions().first?.recovery)
    let controller = Controller(
      setups: [setup], recoveries: [recovery], limits: [try reopened.sessionLimits(of: session, clinic: clinic)?.limits],
      lease: .seconds(5), startedAt: .boot)
    let view = controller.view(of: 0, at: .boot)
    expect(view.limits, [.oxygenSaturation: changed])
    expect(view.clinicLimits, [:])
  }

  /// The clinic's file as it was when the session was prepared, before its first entry.
  private func noted(_ limits: VitalLimits) -> [JournalItem] {
    LimitedSignal.allCases.map { note(1, .clinicLimits($0, limits[$0])) }
  }

  @Test func `SR-111: a file that is another one now makes an open session's limits stricter, never laxer`() throws {
    let fixture = try Fixture()
    var before = clinic
    before[.heartRate] = SignalLimits(
      warnLow: 55, warnHigh: 115, pauseLow: 45, pauseHigh: 145, warnDelay: .seconds(20), pauseDelay: .seconds(5))
    let journal = try fixture.open()
    let later = note(30, .clinicLimits(.heartRate, SignalLimits.standard(.heartRate)))
    try journal.append(noted(VitalLimits()) + noted(before) + (try begin()) + [later])
    var wanted = clinic[.heartRate]
    (wanted.warnLow, wanted.warnHigh, wanted.pauseLow, wanted.pauseHigh) = (55, 115, 45, 140)
    (wanted.warnDelay, wanted.pauseDelay) = (.seconds(15), .seconds(5))
    let recovered = try found(fixture)
    expect(recovered?.limits, [.heartRate: wanted])
    #expect(recovered?.refused.isEmpty == true)
    let unchanged = try fixture.killed().open().sessionLimits(of: session, clinic: before)
    #expect(unchanged == nil, "the same file again")
  }

  @Test func `SR-111: what the session changed is kept when the file changes, and the rest becomes stricter`() throws {
    let fixture = try Fixture()
    var before = clinic
    before[.oxygenSaturation].pauseLow = 88
    before[.oxygenSaturation].warnDelay = .seconds(10)
    var own = before[.oxygenSaturation]
    own.warnLow = 89
    try fixture.open().append(noted(before) + (try begin()) + [item(20, .limits(.oxygenSaturation, own, by: nurse))])
    own.pauseLow = 90
    own.warnLow = 90
    let recovered = try found(fixture)
    expect(recovered?.limits, [.oxygenSaturation: own], "and no warning lies beyond its pause")
    #expect(recovered?.limits[.oxygenSaturation].fault(of: .oxygenSaturation) == nil)
  }

  @Test func `SR-042: whatever was changed and however the file changes, recovered limits keep their bounds`() {
    for signal in LimitedSignal.allCases {
      let lows = LimitBounds.range(of: .warnLow, signal)
      let highs = LimitBounds.range(of: .warnHigh, signal)
      var edges: [SignalLimits] = []
      for (warnLow, pauseLow) in [(lows.least, lows.least), (lows.most, lows.least), (lows.most, lows.most)] {
        for (warnHigh, pauseHigh) in [(highs.least, highs.least), (highs.least, highs.most), (highs.most, highs.most)] {
          var limits = SignalLimits.standard(signal)
          (limits.warnLow, limits.pauseLow) = (warnLow, pauseLow)
          if LimitBounds.has(.warnHigh, signal) { (limits.warnHigh, limits.pauseHigh) = (warnHigh, pauseHigh) }
          edges.append(limits)
        }
      }
      for own in edges {
        for prepared in edges {
          for clinic in edges {
            let limits = own.recovered(preparedUnder: prepared, clinic: clinic, of: signal)
            #expect(limits.fault(of: signal) == nil)
          }
        }
      }
    }
  }

  @Test func `SR-111: a record's change of limits after a restart begins at the stricter limits of then`() throws {
    let fixture = try Fixture()
    var before = clinic
    before[.heartRate].pauseHigh = 130
    var own = before[.heartRate]
    own.warnLow = 55
    try fixture.open().append(
      noted(before) + (try begin()) + [
        note(30, .daemonStarted(version: "1")), note(30, .clinicLimits(.heartRate, clinic[.heartRate])),
        item(40, .limits(.heartRate, own, by: nurse)),
      ])
    let record = try fixture.killed().open().sessionRecord(session)
    #expect(record?.limitChanges.map(\.from) == [before[.heartRate]])
  }

  @Test func `SR-111: the clinic's limits that were noted last are found, those before an entry too`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    #expect(try journal.clinicLimits().isEmpty)
    try journal.append(noted(clinic) + [note(2, .clinicLimits(.heartRate, .standard(.heartRate)))])
    let newest = try journal.clinicLimits()
    for signal in LimitedSignal.allCases {
      #expect(newest[signal] == (signal == .heartRate ? .standard(.heartRate) : clinic[signal]))
    }
    #expect(try journal.clinicLimits(before: 8)[.heartRate] == clinic[.heartRate])
  }

  /// Bodies that cannot be read.
  static let bodies = ["{}", "no JSON", #"{"signal":"SpO2","limits":{"warn_low":92}}"#, #"{"alarm":"apnea","change":"raised"}"#]

  @Test(arguments: bodies)
  func `SR-028: a damaged alarm costs no session and no limits, damaged limits no session and no alarm`(body: String) throws {
    for kind in ["alarm", "limits"] {
      let fixture = try Fixture()
      let journal = try fixture.open()
      let alarm = item(20, .alarm(try raisedAlarm(.pumpSilent)))
      try journal.append(try begin() + [alarm, item(20, .limits(.oxygenSaturation, changed, by: nurse))])
      let sound = try journal.besides(session, channel: "a", clinic: clinic)
      #expect(sound.alarms.map(\.condition) == [.pumpSilent] && sound.damage.isEmpty)
      #expect(sound.limits?.limits[.oxygenSaturation] == changed)
      try journal.pool.write {
        try $0.execute(
          sql: """
            INSERT INTO entry (utc, monotonic_ns, channel, session, kind, actor, body) VALUES ('', 7, 'a', 3, ?, 0, ?)
            """, arguments: [kind, body])
      }
      try journal.append([note(30, .daemonStarted(version: "1"))])
      let reopened = try fixture.killed().open()
      #expect(try reopened.openSessions().map(\.recovery.session) == [session])
      let found = try reopened.besides(session, channel: "a", clinic: clinic)
      #expect(found.damage.count == 1)
      #expect(found.alarms.map(\.condition) == (kind == "alarm" ? [] : [.pumpSilent]))
      #expect(found.limits?.limits[.oxygenSaturation] == (kind == "limits" ? nil : changed))
    }
  }

  /// Limits that no command sets: out of bounds, out of order, not whole.
  static let damaged: [(LimitedSignal, SignalLimits)] = {
    func saturation(_ change: (inout SignalLimits) -> Void) -> (LimitedSignal, SignalLimits) {
      var limits = SignalLimits.standard(.oxygenSaturation)
      change(&limits)
      return (.oxygenSaturation, limits)
    }
    var heart = SignalLimits.standard(.heartRate)
    heart.warnHigh = 151
    var pressure = SignalLimits.standard(.meanPressure)
    pressure.pauseLow = 54
    return [
      saturation { $0.pauseLow = 84 }, saturation { $0.pauseLow = .min }, saturation { $0.pauseLow = .max },
      saturation { $0.warnLow = 89 }, saturation { $0.pauseDelay = .seconds(21) },
      saturation { $0.pauseDelay = .milliseconds(20_500) }, saturation { $0.pauseDelay = .milliseconds(9_999) },
      saturation { $0.warnDelay = Interval(nanoseconds: .max) }, (.heartRate, heart), (.meanPressure, pressure),
    ]
  }()

  @Test(arguments: damaged.indices)
  func `SR-015, SR-042: damaged limits are not taken: the clinic's count, not an older change, and it is told`(index: Int) throws
  {
    let (signal, limits) = Self.damaged[index]
    let fixture = try Fixture()
    var respiration = SignalLimits.standard(.respirationRate)
    respiration.pauseLow = 6
    respiration.pauseDelay = .seconds(20)
    var older = SignalLimits.standard(signal)
    older.pauseLow = LimitBounds.range(of: .pauseLow, signal).least
    try fixture.open().append(
      try begin() + [
        item(19, .limits(.respirationRate, respiration, by: nurse)), item(20, .limits(signal, older, by: nurse)),
        item(21, .limits(signal, limits, by: nurse)),
      ])
    let recovered = try found(fixture)
    let found = try #require(recovered)
    #expect(found.refused == [signal])
    expect(found.limits, [.respirationRate: respiration], "at its bounds is taken")
  }

  @Test func `SR-015: limits that cannot be read at all are damage of the journal, told by the entry`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append(try begin())
    try journal.pool.write {
      try $0.execute(
        sql: """
          INSERT INTO entry (utc, monotonic_ns, channel, session, kind, actor, body) VALUES ('', 0, 'a', 3, 'limits', 0,
          '{"signal":"SpO2","limits":{"warn_low":92}}')
          """)
    }
    let error = #expect(throws: JournalError.self) { try journal.sessionLimits(of: session, clinic: clinic) }
    #expect(error == .corrupt(path: fixture.path, detail: "entry 5: limits: pause-low of SpO2 is missing"))
  }
}
