import Controller
import GRDB
@testable import Journal
import Quantities
import Safety
import Testing
import Therapy

@Suite struct RecoveryTests {
  /// The events of a session up to each phase, as the controller records them.
  private func story(to phase: SessionPhase) throws -> [JournalItem] {
    let prepare: [JournalItem] = [
      item(1, .phase(from: .idle, to: .prepared, cause: .command)), item(1, .prepared(by: nurse), order: try order()),
      item(1, .accepted(.prepare, by: nurse, command: someCommand)),
    ]
    let confirm = [
      item(2, .delivered(delivery(0))), item(2, .intent(.start, rate: slow, by: nurse, command: someCommand)),
      item(2, .phase(from: .prepared, to: .awaitingJournal, cause: .command)),
    ]
    let start = [item(3, .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable))]
    let infuse = [item(4, .phase(from: .starting, to: .infusing, cause: .flowObserved)), item(9, .delivered(delivery(50)))]
    let pause = [item(10, .phase(from: .infusing, to: .pausing, cause: .interlock(.oxygenSaturation)))]
    let paused = [
      item(11, .phase(from: .pausing, to: .paused, cause: .interlock(.oxygenSaturation))), item(11, .delivered(delivery(60))),
    ]
    let stop = [item(10, .stopLatch(true)), item(10, .phase(from: .infusing, to: .stopping, cause: .command))]
    let stopped = [item(11, .phase(from: .stopping, to: .stopped, cause: .command)), item(11, .delivered(delivery(61)))]
    let finish = [item(10, .phase(from: .infusing, to: .stopping, cause: .volumeReached))]
    let recovering = [
      item(11, .phase(from: .stopping, to: .recovering, cause: .volumeReached)), item(11, .delivered(delivery(62))),
    ]
    let completed = [item(12, .phase(from: .recovering, to: .completed, cause: .recoveryOver))]
    func after(_ from: SessionPhase, _ to: SessionPhase) -> [JournalItem] {
      [item(10, .phase(from: from, to: to, cause: .interlock(.sedation)))]
    }
    switch phase {
    case .idle, .closed: return prepare + [item(2, .phase(from: .prepared, to: .closed, cause: .command))]
    case .prepared: return prepare
    case .awaitingApproval, .awaitingSecondPerson: return prepare + after(.idle, phase)
    case .awaitingJournal: return prepare + confirm
    case .starting: return prepare + confirm + start
    case .infusing: return prepare + confirm + start + infuse
    case .pausing: return prepare + confirm + start + infuse + pause
    case .paused: return prepare + confirm + start + infuse + pause + paused
    case .stopping: return prepare + confirm + start + infuse + stop
    case .stopped: return prepare + confirm + start + infuse + stop + stopped
    case .reduced, .linkLost, .manual: return prepare + confirm + start + infuse + after(.infusing, phase)
    case .recovering: return prepare + confirm + start + infuse + finish + recovering
    case .completed: return prepare + confirm + start + infuse + finish + recovering + completed
    case .interrupted:
      return prepare + confirm + [item(20, .phase(from: .interrupted, to: .interrupted, cause: .restart))]
    }
  }

  @Test(arguments: SessionPhase.allCases)
  func `SR-131: whatever phase the daemon died in, the session is found again`(phase: SessionPhase) throws {
    let fixture = try Fixture()
    try fixture.open().append(try story(to: phase))
    let open = try fixture.killed().open().openSessions()
    guard phase.isSessionOpen else {
      #expect(open.isEmpty)
      return
    }
    try #require(open.count == 1)
    #expect(open[0].channel == "a")
    #expect(open[0].phase == phase)
    #expect(open[0].mayHaveFlowed == !phase.isUnstarted)
    #expect(open[0].recovery.session == session)
    #expect(open[0].recovery.hasEnded == [.stopping, .stopped, .recovering, .completed].contains(phase))
    let expected: DeliveryRecord? =
      switch phase {
      case .idle, .closed, .prepared, .awaitingApproval, .awaitingSecondPerson: nil
      case .awaitingJournal, .starting, .interrupted: delivery(0)
      case .infusing, .reduced, .linkLost, .manual, .pausing, .stopping: delivery(50)
      case .paused: delivery(60)
      case .stopped: delivery(61)
      case .recovering, .completed: delivery(62)
      }
    #expect(open[0].recovery.delivery == expected)
    let written = try EntryBody(.prepared(try order(), by: nurse)).json()
    #expect(try EntryBody(.prepared(open[0].recovery.order, by: nurse)).json() == written)
  }

  @Test(arguments: [SessionPhase.prepared, .paused, .stopped, .completed])
  func `a closed session is not open`(phase: SessionPhase) throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append(try story(to: phase) + [item(30, .phase(from: phase, to: .idle, cause: .command))])
    #expect(try journal.openSessions().isEmpty)
  }

  @Test func `the newest session of each channel counts, and a latch belongs to its channel`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    let other = SessionID(number: 8)
    let newer = SessionID(number: 9)
    try journal.append(try story(to: .prepared))
    try journal.append([
      item(40, .phase(from: .prepared, to: .idle, cause: .command)),
      item(40, .phase(from: .idle, to: .prepared, cause: .command), session: newer),
      item(40, .prepared(by: physician), session: newer, order: try order(patient: "P-18")),
      item(41, .prepared(by: nurse), session: other, order: try order(patient: "P-19"), channel: "b"),
      item(42, .stopLatch(true), session: nil, channel: "b"), item(43, .stopLatch(false), session: nil, channel: "a"),
    ])
    let open = try journal.openSessions().sorted { $0.channel < $1.channel }
    #expect(open.map(\.channel) == ["a", "b"])
    #expect(open.map(\.recovery.session) == [newer, other])
    #expect(open.map(\.recovery.order.patient.code.description) == ["P-18", "P-19"])
    #expect(try journal.isStopLatched(channel: "b"))
    #expect(try !journal.isStopLatched(channel: "a"))
    #expect(try !journal.isStopLatched(channel: "c"))
  }

  @Test func `what the journal recovers is what the controller takes`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append(try story(to: .infusing))
    let recovery = try #require(try journal.openSessions().first?.recovery)
    let setup = ChannelSetup(
      resolution: FlowRate(nanolitersPerHour: 100_000), fastest: FlowRate(nanolitersPerHour: 1_200_000_000), isSimulated: true)
    var controller = Controller(setups: [setup], recoveries: [recovery], lease: .seconds(5), startedAt: .boot)
    let output = controller.step(TickInput(now: .boot))
    #expect(output.orders[0].rate == .zero)
    #expect(controller.view(of: 0, at: .boot).phase == .interrupted)
    #expect(controller.view(of: 0, at: .boot).session == session)
  }

  /// Whether the controller of channels "a" and "b" that is made of what a killed daemon left wants each reconciled first.
  private func needReconcile(_ fixture: Fixture) throws -> [Bool] {
    let journal = try fixture.killed().open()
    let setup = ChannelSetup(
      resolution: FlowRate(nanolitersPerHour: 100_000), fastest: FlowRate(nanolitersPerHour: 1_200_000_000), isSimulated: true)
    let channels = ["a", "b"]
    try journal.requireChannels(channels)
    let open = try journal.openSessions()
    let controller = Controller(
      setups: [setup, setup], recoveries: channels.map { name in open.first { $0.channel == name }?.recovery },
      unreconciled: try journal.unreconciled(channels), lease: .seconds(5), startedAt: .boot)
    return [0, 1].map { controller.view(of: $0, at: .boot).needsReconcile }
  }

  @Test func `SR-032: a restart does not forget that nobody has looked at a pump: only a reconcile settles it`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    #expect(try needReconcile(fixture) == [true, true])
    try journal.append([
      note(1, .daemonStarted(version: "1")),
      item(1, .refused(.prepare, .needsReconcile, by: nurse, command: someCommand), session: nil),
      item(1, .stopLatch(false), session: nil, channel: "b"),
    ])
    #expect(try needReconcile(fixture) == [true, true], "a daemon was here, but no person")
    try journal.append([item(2, .reconciled(by: nurse), session: nil)])
    #expect(try needReconcile(fixture) == [false, true], "each channel for itself")
    try journal.append(
      [note(3, .daemonStopped(reason: "SIGTERM")), note(4, .daemonStarted(version: "1"))] + story(to: .closed))
    #expect(try needReconcile(fixture) == [false, true], "a closed session was settled")
    #expect(try journal.unreconciled(["b", "a", "renamed"]) == [0, 2], "nor has anybody looked at a pump by its new name")
    try journal.append(try story(to: .paused))
    #expect(try needReconcile(fixture) == [true, true], "an open session is reconciled after each restart")
  }

  @Test(arguments: SessionPhase.allCases)
  func `SR-032: a channel with an open session cannot be renamed: its patient would be free`(phase: SessionPhase) throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append(try story(to: phase))
    try journal.requireChannels(["b", "a"])
    guard phase.isSessionOpen, !phase.isUnstarted else { return try journal.requireChannels(["b"]) }
    let error = #expect(throws: JournalError.self) { try journal.requireChannels(["b"]) }
    #expect(error == .channelMissing(path: fixture.path, channel: "a"))
    #expect(error?.description.contains("Put a back, reconcile it and close its session, then rename") == true)
    #expect(error?.isCorruption == false)
  }

  @Test func `SR-032: a channel whose pump was given up cannot be renamed before somebody has reconciled it`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append(
      try story(to: .linkLost) + [
        item(20, .abandoned(by: physician)), item(20, .phase(from: .linkLost, to: .closed, cause: .command)),
      ])
    try journal.requireChannels(["a"])
    #expect(throws: JournalError.channelMissing(path: fixture.path, channel: "a")) { try journal.requireChannels(["b"]) }
    try journal.append([item(30, .reconciled(by: nurse), session: nil)])
    try journal.requireChannels(["b"])
  }

  @Test func `a preparation that cannot be read makes recovery fail loudly`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.pool.write {
      try $0.execute(
        sql:
          "INSERT INTO entry (utc, monotonic_ns, channel, session, kind, actor, body) VALUES ('', 0, 'a', 1, 'prepared', 0, '{}')"
      )
    }
    let error = #expect(throws: JournalError.self) { try journal.openSessions() }
    #expect(error == .corrupt(path: fixture.path, detail: "entry 1: order is missing"))
  }

  @Test func `SR-032: the patient of a pump that was given up is found until somebody has reconciled`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    #expect(try journal.abandonedPatients().isEmpty)
    try journal.append(try story(to: .linkLost) + [item(20, .abandoned(by: physician))])
    #expect(try journal.abandonedPatients() == ["a": try order().patient.code])
    try journal.append([item(30, .reconciled(by: nurse))])
    #expect(try journal.abandonedPatients().isEmpty)
  }
}
