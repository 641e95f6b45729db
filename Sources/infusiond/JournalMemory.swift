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
/// A journal that cannot be read recovers nothing and lets nothing start; one that holds a session of a channel that the
/// inventory lacks lets nothing start either. The links stop every pump at first contact all the same, and everybody can stop
/// them.
struct JournalMemory {
  let store: JournalStore?
  let recoveries: [SessionRecovery?]
  let latched: [Int]
  /// The patients whose session was closed while nobody knew what the pump did, by channel.
  let abandoned: [Label?]
  /// The newest commands, so that none of them acts again (SR-029).
  let commands: [RecordedCommand]
  /// The channels whose pump nobody has looked at since the journal was made, or since they have their name.
  let unreconciled: [Int]

  init(_ path: String, channels: [ChannelEntry], commandMemory: Int, log: Logger) {
    do throws(JournalError) {
      let store = try JournalStore.open(path: path)
      let names = channels.map(\.name)
      let fits = try Self.fits(store, names, log)
      var open = try store.openSessions()
      // A session that was never confirmed infused nothing: its read-back died with the daemon that gave it.
      if fits { for session in open where !session.mayHaveFlowed { try Self.close(session, in: store) } }
      open.removeAll { !$0.mayHaveFlowed }
      var latched: [Int] = []
      for (index, channel) in channels.enumerated() where try store.isStopLatched(channel: channel.name) {
        latched.append(index)
      }
      let patients = try store.abandonedPatients()
      let unreconciled = try store.unreconciled(names)
      commands = try store.newestCommands(limit: commandMemory)
      self.store = fits ? store : nil
      self.latched = latched
      self.unreconciled = unreconciled
      abandoned = names.map { patients[$0] }
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
      unreconciled = Array(channels.indices)
      recoveries = channels.map { _ in nil }
    }
  }

  /// Whether the inventory has every channel that the journal holds open; otherwise nothing is written and nothing can be
  /// started, but what is known of the other channels is kept.
  private static func fits(_ store: JournalStore, _ names: [String], _ log: Logger) throws(JournalError) -> Bool {
    do throws(JournalError) {
      try store.requireChannels(names)
      return true
    } catch {
      guard case .channelMissing = error else { throw error }
      log.critical("\(error.description). Every pump is stopped; nothing can be started.")
      return false
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
