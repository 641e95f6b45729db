import ConfigurationFiles
import Controller
import Journal
import Logging
import Platform
import Quantities
import Therapy

/// What the journal remembers of the time before this start: open sessions and latched stops, by channel, and the newest
/// commands.
///
/// A journal that cannot be read recovers nothing and lets nothing start: the links stop every pump at first contact all the
/// same.
struct JournalMemory {
  let store: JournalStore?
  let recoveries: [SessionRecovery?]
  let latched: [Int]
  /// The patients whose session was closed while nobody knew what the pump did, by channel.
  let abandoned: [Label?]
  /// The newest commands, so that none of them acts again (SR-029).
  let commands: [RecordedCommand]
  /// Whether nothing is remembered: every pump counts as open until a person has looked at it.
  let isNew: Bool

  init(_ path: String, channels: [ChannelEntry], commandMemory: Int, log: Logger) {
    do throws(JournalError) {
      let store = try JournalStore.open(path: path)
      var open = try store.openSessions()
      for session in open where !channels.contains(where: { $0.name == session.channel }) {
        let number = session.recovery.session.number
        log.error("session \(number) is open on channel \(session.channel), which the inventory does not name")
      }
      // A session that was never confirmed infused nothing: its read-back died with the daemon that gave it.
      for session in open where !session.mayHaveFlowed { try Self.close(session, in: store) }
      open.removeAll { !$0.mayHaveFlowed }
      var latched: [Int] = []
      for (index, channel) in channels.enumerated() where try store.isStopLatched(channel: channel.name) {
        latched.append(index)
      }
      let patients = try store.abandonedPatients()
      for name in patients.keys where !channels.contains(where: { $0.name == name }) {
        log.error("the pump of channel \(name) was given up and never reconciled; the inventory does not name that channel")
      }
      commands = try store.newestCommands(limit: commandMemory)
      self.store = store
      self.latched = latched
      abandoned = channels.map { patients[$0.name] }
      isNew = store.wasCreated
      let (now, wall) = (SystemClock.now(), SystemClock.wallTime())
      recoveries = channels.map { channel in
        guard let session = open.first(where: { $0.channel == channel.name }) else { return nil }
        var recovery = session.recovery
        recovery.pausedFor = session.pausedFor(at: now, wall: wall)
        return recovery
      }
    } catch {
      log.critical("\(error.description). Every pump is stopped; nothing can be started.")
      store = nil
      latched = []
      abandoned = []
      commands = []
      isNew = true
      recoveries = channels.map { _ in nil }
    }
  }

  private static func close(_ session: OpenSession, in store: JournalStore) throws(JournalError) {
    try store.append([
      JournalItem(
        at: SystemClock.now(), wall: SystemClock.wallTime(), channel: session.channel, session: session.recovery.session,
        content: .phase(from: session.phase, to: .closed, cause: .restart))
    ])
  }
}
