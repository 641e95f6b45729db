import Controller
import Journal
import Platform
import Quantities
import Safety
import Synchronization

/// The body of the journal thread: takes what the control thread and the server have to record, commits it, and tells the
/// control thread how far the record is durable. A failure is kept and tried again; nothing is thrown away.
final class JournalThread: Sendable {
  private let loop: ControlLoop
  private let store: JournalStore?
  private let channelNames: [String]
  private let probe: JournalProbe
  private let notes = Mutex<[JournalItem]>([])
  private let log: @Sendable (String) -> Void
  let heartbeat = Heartbeat()

  /// The most notes of the server that wait at a time: beyond it they are counted, not kept.
  private static let noteLimit = 4_096

  /// A thread that writes into `store`; without one, nothing can be recorded and so nothing can be started.
  init(
    loop: ControlLoop, store: JournalStore?, channelNames: [String], probe: JournalProbe,
    log: @escaping @Sendable (String) -> Void
  ) {
    self.probe = probe
    self.loop = loop
    self.store = store
    self.channelNames = channelNames
    self.log = log
  }

  /// Adds an entry of the server's own: a reason, or a refusal at the door. Never waits.
  func add(_ content: JournalContent, channel: Int? = nil, session: SessionID? = nil) {
    let item = JournalItem(
      at: SystemClock.now(), wall: SystemClock.wallTime(), channel: channel.map { channelNames[$0] }, session: session,
      content: content)
    let isFull = notes.withLock { notes in
      guard notes.count < Self.noteLimit else { return true }
      notes.append(item)
      return false
    }
    if isFull { loop.lostRecords.beat() }
    loop.journalDoorbell.ring()
  }

  /// Writes until `shouldEnd` says so and nothing is left to write.
  func run(until shouldEnd: @Sendable () -> Bool) {
    var waiting: [JournalItem] = []
    var newest: UInt64 = 0
    var status = JournalStatus()
    var lostBefore: UInt64 = 0
    var durable: DurableEntry?
    while true {
      heartbeat.beat()
      collect(into: &waiting, &newest, &lostBefore)
      guard !waiting.isEmpty else {
        probe.answer { givesBack(durable) }
        if shouldEnd() { return }
        _ = loop.journalDoorbell.wait(timeout: .milliseconds(100))
        continue
      }
      if let failure = write(waiting, &durable) {
        if status.condition.failingSince == nil { log(failure) }
        status.condition.failingSince = status.condition.failingSince ?? SystemClock.now()
      } else {
        waiting = []
        status.durableThrough = newest
        status.condition.failingSince = nil
        probe.answer { givesBack(durable) }
      }
      loop.journalStatus.post(status)
      guard status.condition.failingSince != nil else { continue }
      if shouldEnd() { return }
      _ = loop.journalDoorbell.wait(timeout: .milliseconds(200))
    }
  }

  /// The newest entry that is durable.
  private struct DurableEntry {
    let item: JournalItem
    let sequence: UInt64
  }

  /// What a self-test finds: nil while the disk takes nothing, for that may pass, and how long it may last the asker judges.
  private func givesBack(_ durable: DurableEntry?) -> Bool? {
    guard let store, let durable else { return false }
    do throws(JournalError) {
      try store.probe(durable.item, sequence: durable.sequence)
      return true
    } catch {
      guard error.isCorruption else { return nil }
      log(error.description)
      return false
    }
  }

  /// Commits the items; returns what went wrong, in words.
  private func write(_ items: [JournalItem], _ durable: inout DurableEntry?) -> String? {
    guard let store else {
      probe.answer { false }
      return "the journal cannot be used; nothing can be started until it can"
    }
    do throws(JournalError) {
      let sequence = try store.append(items)
      durable = items.last.map { DurableEntry(item: $0, sequence: sequence) }
      return nil
    } catch {
      return error.description
    }
  }

  /// The wall clock's label for a moment just past.
  private static func wallTime(at instant: Instant) -> WallTime {
    let age = SystemClock.now().since(instant)
    return WallTime(microsecondsSince1970: SystemClock.wallTime().microsecondsSince1970 - age.nanoseconds / 1_000)
  }

  private func collect(into waiting: inout [JournalItem], _ newest: inout UInt64, _ lostBefore: inout UInt64) {
    guard waiting.count < 4_096 else { return }
    // The notes first: that the daemon started was noted before control began, and must not wait behind its records.
    let noted = notes.withLock { notes in
      defer { notes = [] }
      return notes
    }
    var records: [JournalItem] = []
    while records.count < 4_096, let queued = loop.journal.pop() {
      let name = channelNames[Int(queued.record.channel)]
      records.append(
        JournalItem(queued.record, channel: name, wall: Self.wallTime(at: queued.record.at), order: queued.order))
      newest = queued.record.sequence
    }
    waiting += JournalItem.inOrder(notes: noted, records: records)
    let lost = loop.lostRecords.count
    guard lost != lostBefore else { return }
    let remark = "\(lost - lostBefore) entries found no room and are missing"
    waiting.append(JournalItem(at: SystemClock.now(), wall: SystemClock.wallTime(), content: .remark(remark)))
    lostBefore = lost
  }
}
