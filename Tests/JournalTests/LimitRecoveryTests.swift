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
    try fixture.killed().open().changedLimits(of: session, clinic: clinic)
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
      setups: [setup], recoveries: [recovery], limits: [try reopened.changedLimits(of: session, clinic: clinic)?.limits],
      lease: .seconds(5), startedAt: .boot)
    let view = controller.view(of: 0, at: .boot)
    expect(view.limits, [.oxygenSaturation: changed])
    expect(view.clinicLimits, [:])
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
    let error = #expect(throws: JournalError.self) { try journal.changedLimits(of: session, clinic: clinic) }
    #expect(error == .corrupt(path: fixture.path, detail: "entry 5: limits: pause-low of SpO2 is missing"))
  }
}
