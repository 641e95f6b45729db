import ConfigurationFiles
import Controller
import Journal
import Logging
import Platform
import Quantities
import Safety
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
  /// The alarms that wait for an acknowledgement, by channel (SR-106).
  let alarms: [[WaitingAlarm]]
  /// The number of the newest alarm, by channel.
  let occurrences: [UInt32]
  /// The limits of the open session, by channel; nil where the clinic's count (SR-111).
  let limits: [VitalLimits?]
  /// The clinic's limits that the journal has last.
  let notedLimits: [LimitedSignal: SignalLimits]
  /// The newest commands, so that none of them acts again (SR-029).
  let commands: [RecordedCommand]
  /// The channels whose pump nobody has looked at since the journal was made, or since they have their name.
  let unreconciled: [Int]

  init(_ path: String, channels: [ChannelEntry], clinicLimits: VitalLimits, commandMemory: Int, log: Logger) {
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
      let givenUp = try store.abandonedSessions()
      let unreconciled = try store.unreconciled(names)
      let sessions = names.map { name in open.first { $0.channel == name }?.recovery.session }
      let besides = try Self.besides(
        store, names, zip(names, sessions).map { $1 ?? givenUp[$0]?.session }, clinicLimits, log)
      let noted = try Self.notedLimits(store, log)
      let numbers = try Self.occurrences(store, names, log)
      let found = Self.recoveries(of: open, names, store, log)
      commands = try store.newestCommands(limit: commandMemory)
      recoveries = found
      notedLimits = noted
      self.store = fits ? store : nil
      self.latched = latched
      self.unreconciled = unreconciled
      abandoned = names.map { givenUp[$0]?.patient }
      occurrences = numbers
      alarms = besides.map { $0?.alarms ?? [] }
      // The limits of a session in which a pump was given up went with it.
      limits = zip(sessions, besides).map { $0 == nil ? nil : $1?.limits?.limits }
    } catch {
      log.critical("\(error.description). Every pump is stopped; nothing can be started.")
      store = nil
      latched = []
      abandoned = []
      alarms = []
      occurrences = []
      limits = []
      notedLimits = [:]
      commands = []
      unreconciled = Array(channels.indices)
      recoveries = channels.map { _ in nil }
    }
  }

  /// What the controller is told of each channel's open session; nil where there is none.
  private static func recoveries(
    of open: [OpenSession], _ names: [String], _ store: JournalStore, _ log: Logger
  ) -> [SessionRecovery?] {
    let (now, wall) = (SystemClock.now(), SystemClock.wallTime())
    var recoveries: [SessionRecovery?] = []
    for name in names {
      guard let session = open.first(where: { $0.channel == name }) else {
        recoveries.append(nil)
        continue
      }
      var recovery = session.recovery
      recovery.pausedFor = session.pausedFor(at: now, wall: wall)
      let (patient, concentration) = (recovery.order.patient, recovery.order.drug.concentration)
      do throws(JournalError) {
        recovery.exposure = try store.exposure(
          of: patient.code, weight: patient.weight, openSession: (recovery.session, concentration), at: now, wall: wall,
          isRestart: true)
      } catch {
        // The controller then counts everything that this session delivered as given at once.
        log.critical("\(error.description). What earlier sessions left in the patient of \(name) is not known.")
      }
      recoveries.append(recovery)
    }
    return recoveries
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

  /// What is known beside each channel's open session, or beside the one in which its pump was given up.
  private static func besides(
    _ store: JournalStore, _ names: [String], _ sessions: [SessionID?], _ clinic: VitalLimits, _ log: Logger
  ) throws(JournalError) -> [RecoveredBesides?] {
    var all: [RecoveredBesides?] = []
    for (name, session) in zip(names, sessions) {
      guard let session else {
        all.append(nil)
        continue
      }
      let found = try store.besides(session, channel: name, clinic: clinic)
      for sentence in found.damage { log.critical("\(sentence)") }
      for signal in found.limits?.refused ?? [] {
        log.error("the journal's limits of \(signal.name) in session \(session.number) are damaged: the clinic's limits count")
      }
      all.append(found)
    }
    return all
  }

  /// The newest number of an alarm; where that entry is damaged they begin anew.
  private static func occurrences(
    _ store: JournalStore, _ names: [String], _ log: Logger
  ) throws(JournalError) -> [UInt32] {
    var all: [UInt32] = []
    for name in names {
      do throws(JournalError) { all.append(try store.newestOccurrence(channel: name)) } catch {
        guard error.isCorruption else { throw error }
        log.error("alarms of \(name) are numbered anew: \(error.description)")
        all.append(0)
      }
    }
    return all
  }

  /// The clinic's limits that were noted last; none where that is damaged: they are noted anew then.
  private static func notedLimits(
    _ store: JournalStore, _ log: Logger
  ) throws(JournalError) -> [LimitedSignal: SignalLimits] {
    do throws(JournalError) { return try store.clinicLimits() } catch {
      guard error.isCorruption else { throw error }
      log.error("the clinic's limits are noted anew: \(error.description)")
      return [:]
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
