import ConfigurationFiles
import ControlServer
import Controller
import Devices
import Journal
import Logging
import Platform
import Quantities
import Synchronization
import Therapy

/// Everything that runs, wired together: made once, started once, ended once.
final class Daemon: Sendable {
  /// The version that this source is.
  static let version = "0.1.0"

  let configuration: Configuration
  let descriptions: [ChannelEntry]
  let loop: ControlLoop
  let desk: ReplyDesk
  let journal: JournalThread
  /// Nil when the journal cannot be used: then every pump is stopped and nothing can be started.
  let store: JournalStore?
  private let upkeep: Upkeep
  private let memory: JournalMemory
  private let buses: [PumpBus]
  private let monitors: [MonitorLine]
  private let towerLine: TowerLine?
  private let sounder: SounderThread?
  private let log: Logger
  private let devices: ThreadGroup
  private let records: ThreadGroup
  private let turn = Mutex<Void>(())

  /// Opens the ports and starts the buses, and only then looks at the journal: at first contact a link stops its pump, and that
  /// waits for no disk. Throws a sentence for a person when a port cannot be had, and then nothing was written to any device.
  init(_ configuration: Configuration, log: Logger) throws {
    self.configuration = configuration
    self.log = log
    descriptions = configuration.inventory.channels
    devices = ThreadGroup(log: log)
    records = ThreadGroup(log: log)
    let board = NoticeBoard(log: log)
    let wiring = try DeviceWiring(configuration) { board.post($0) }
    (buses, monitors) = (wiring.buses, wiring.monitors)
    let outputs = try AlarmOutputs(configuration) { board.post($0) }
    towerLine = outputs.towerLine
    sounder = try outputs.sounder.map { try SounderThread($0) }
    for bus in buses { try bus.checkPort() }
    for monitor in monitors { try monitor.checkPort() }
    if let notice = RealTimeThread.lockMemory() { log.notice("\(notice)") }
    for bus in buses { try devices.start("bus-\(bus.name)", priority: 60) { bus.run(until: $0) } }

    memory = JournalMemory(
      "\(configuration.settings.stateDirectory)/journal.sqlite", channels: configuration.inventory.channels,
      clinicLimits: configuration.settings.limits.vitalLimits, commandMemory: ControlServer.commandMemory, log: log)
    store = memory.store
    loop = ControlLoop(
      channels: wiring.channels, outputs: outputs, period: configuration.settings.period, replyDoorbell: try Doorbell(),
      journalDoorbell: try Doorbell())
    desk = ReplyDesk(loop: loop, board: board)
    let probe = try JournalProbe()
    journal = JournalThread(loop: loop, store: memory.store, channelNames: descriptions.map(\.name), probe: probe) {
      board.post($0)
    }
    let loop = loop
    upkeep = Upkeep(loop: loop, configuration: configuration, probe: probe, annunciatorsWork: { loop.annunciatorsWork }) {
      board.post($0)
    }
  }

  /// Every thread that must be alive, by name.
  ///
  /// Not the journal's and not that of the upkeep: they stand still while the disk does, and a slow disk is an interlock, no
  /// reason to restart (SR-082). Not the sounder's: a sound card may hang its thread, and that is an alarm, no reason to restart
  /// either (SR-112).
  var heartbeats: [(name: String, heartbeat: Heartbeat)] {
    [("control", loop.heartbeat), ("replies", desk.heartbeat)]
      + buses.map { ("bus \($0.name)", $0.heartbeat) } + monitors.map { ("monitor \($0.name)", $0.heartbeat) }
      + (towerLine.map { [("tower \($0.name)", $0.heartbeat)] } ?? [])
  }

  /// The commands that were given before this start, oldest first: their ids do not act again.
  var remembered: [RememberedCommand] {
    memory.commands.map { command in
      RememberedCommand(
        user: command.user, id: command.id, kind: command.kind, channel: command.channel,
        outcome: command.refusal.map { .refused($0) } ?? .taken)
    }
  }

  /// Puts a command into the ring; false when it is full. The ring has one producer: requests take turns.
  func submit(_ command: OperatorCommand) -> Bool { turn.withLock { _ in loop.commands.push(command) } }

  /// One line for the service manager.
  var statusLine: String {
    zip(descriptions, loop.channels).map { description, channel in
      let view = channel.view.newest
      return "\(description.name): \(view.phase.name) \(view.ordered)"
    }.joined(separator: "; ") + "; late cycles skipped: \(loop.skippedCycles.count)"
  }

  /// Starts control, the monitors, the annunciators, the journal and the replies; the buses run already.
  func start() throws {
    journal.add(.daemonStarted(version: Self.version, configuration: configuration.digest.description))
    let limits = configuration.settings.limits
    for signal in LimitedSignal.allCases where memory.notedLimits[signal] != limits[signal] {
      journal.add(.clinicLimits(signal, limits[signal]))
    }
    let (loop, desk, journal, memory, upkeep) = (loop, desk, journal, memory, upkeep)
    loop.outputs.begin(at: SystemClock.now())
    let (setups, lease) = (configuration.setups, configuration.settings.lease)
    try devices.start("control", priority: 70) { shouldEnd in
      let controller = Controller(
        setups: setups, recoveries: memory.recoveries, latched: memory.latched, abandoned: memory.abandoned,
        unreconciled: memory.unreconciled, alarms: memory.alarms, occurrences: memory.occurrences,
        limits: memory.limits, lease: lease, startedAt: SystemClock.now())
      loop.run(controller, until: shouldEnd)
    }
    for monitor in monitors { try devices.start("mon-\(monitor.name)", priority: nil) { monitor.run(until: $0) } }
    if let towerLine { try devices.start("tower", priority: 50) { towerLine.run(until: $0) } }
    if let notice = try sounder?.start() { log.notice("\(notice)") }
    try records.start("journal", priority: nil) { journal.run(until: $0) }
    try records.start("replies", priority: nil) { desk.run(until: $0) }
    try records.start("upkeep", priority: nil) { upkeep.run(until: $0) }
  }

  /// Asks every pump that a session holds for 0 mL/h.
  func requestZero() {
    for channel in loop.channels where channel.view.newest.phase.isSessionOpen {
      channel.stopBit.request(.pause)
      channel.busDoorbell.ring()
    }
  }

  /// Ends everything: every pump is asked for 0 mL/h and given three seconds to show it, then the threads end and the journal is
  /// written out. Returns the channels whose pump did not confirm.
  func shutDown() -> [String] {
    requestZero()
    let patience = SystemClock.now() + .seconds(3)
    var unconfirmed: [String] = []
    repeat {
      unconfirmed = zip(descriptions, loop.channels).filter { pair in
        let view = pair.1.view.newest
        return view.phase.isSessionOpen && (pair.1.stopBit.pending || !view.zeroIsObserved)
      }.map(\.0.name)
      if unconfirmed.isEmpty { break }
      _ = loop.replyDoorbell.wait(timeout: .milliseconds(20))
    } while SystemClock.now() < patience
    towerLine?.leave(atZero: unconfirmed.isEmpty)
    devices.end {
      for bus in buses { bus.doorbell.ring() }
      for monitor in monitors { monitor.doorbell.ring() }
      towerLine?.doorbell.ring()
    }
    sounder?.end()
    journal.add(.daemonStopped(reason: unconfirmed.isEmpty ? "ended at 0 mL/h" : "ended, 0 mL/h unconfirmed"))
    records.end {
      loop.journalDoorbell.ring()
      loop.replyDoorbell.ring()
      upkeep.wake()
    }
    return unconfirmed
  }
}
