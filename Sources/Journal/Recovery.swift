public import Controller
import GRDB
public import Quantities
public import Therapy

/// A session that the journal shows as open.
public struct OpenSession: Sendable {
  /// The channel's name, as it was when the session was prepared.
  public let channel: String
  /// The newest phase in the journal.
  public let phase: SessionPhase
  /// Whether a start was ever durable: only then can drug have flowed.
  public let mayHaveFlowed: Bool
  /// What the controller is told.
  public internal(set) var recovery: SessionRecovery
  /// When nothing was infused any more: when the newest flow ended, or the newest entry before a restart that found it going on.
  let restingSince: RecordedMoment

  /// For how long nothing has been infused at `now`, whose label is `wall`; nil when both clocks do not agree about it, as
  /// after a restart of the machine: then nobody knows (SR-025).
  public func pausedFor(at now: Instant, wall: WallTime) -> Interval? {
    guard now >= restingSince.at else { return nil }
    let age = now.since(restingSince.at)
    func label(_ offset: Int64) -> String {
      WallTime(microsecondsSince1970: wall.microsecondsSince1970 - age.nanoseconds / 1_000 + offset).utcText
    }
    let tolerance: Int64 = 10_000_000
    return label(-tolerance) <= restingSince.utc && restingSince.utc <= label(tolerance) ? age : nil
  }
}

extension JournalStore {
  /// The open session of each channel that has one: prepared, and not closed since.
  public func openSessions() throws(JournalError) -> [OpenSession] {
    let prepared = try entries(
      where: """
        sequence IN (SELECT max(sequence) FROM entry WHERE kind = 'prepared' AND channel IS NOT NULL GROUP BY channel)
        """, [])
    var sessions: [OpenSession] = []
    for entry in prepared {
      guard case .prepared(let order, _) = entry.content, let channel = entry.channel, let session = entry.session else {
        throw .corrupt(path: path, detail: "entry \(entry.sequence): a preparation without channel or session")
      }
      let phase = try newestPhase(of: session) ?? .prepared
      guard phase.isSessionOpen else { continue }
      let recovery = SessionRecovery(
        session: session, order: order, delivery: try newestDelivery(of: session),
        hasEnded: phase.hasEnded)
      sessions.append(
        OpenSession(
          channel: channel, phase: phase, mayHaveFlowed: try self.newest("intent", of: session) != nil, recovery: recovery,
          restingSince: try restingSince(session) ?? entry.moment))
    }
    return sessions
  }

  /// When the newest flow of a session was over; nil when there never was any. A restart that found it going on tells only that
  /// it was over some time after the newest entry before that restart.
  private func restingSince(_ session: SessionID) throws(JournalError) -> RecordedMoment? {
    let number = Int64(clamping: session.number)
    let flowing = SessionPhase.allCases.filter(\.allowsFlow).map { "'\($0.name)'" }.joined(separator: ", ")
    let flow = try newest(
      where: """
        session = ? AND ((kind = 'phase' AND json_extract(body, '$.to') IN (\(flowing)))
        OR (kind = 'intent' AND json_extract(body, '$.intent') = 'start'))
        """, [number])
    guard let flow else { return nil }
    let end = try entries(
      where: "sequence > ? AND ((session = ? AND kind = 'phase') OR kind = 'daemon-started')",
      [Int64(clamping: flow.sequence), number], limit: 1
    ).first
    if let end, case .phase(let from, _, _) = end.content, from.allowsFlow { return end.moment }
    return try newestMoment(of: session, before: end?.sequence ?? .max)
  }

  /// When the newest entry of a session before this one was made, whatever it says: its body may be damaged.
  private func newestMoment(of session: SessionID, before sequence: UInt64) throws(JournalError) -> RecordedMoment? {
    do {
      return try pool.read { database in
        let row = try Row.fetchOne(
          database,
          sql: """
            SELECT sequence, utc, monotonic_ns FROM entry WHERE session = ? AND sequence < ? ORDER BY sequence DESC LIMIT 1
            """, arguments: [Int64(clamping: session.number), Int64(clamping: sequence)])
        guard let row else { return nil }
        let (number, monotonic): (Int64, Int64) = (row["sequence"], row["monotonic_ns"])
        guard number > 0, monotonic >= 0 else { throw BodyFault(detail: "entry \(number) has a number out of range") }
        return RecordedMoment(sequence: UInt64(number), utc: row["utc"], at: Instant(nanoseconds: monotonic))
      }
    } catch {
      throw JournalError(error, path: path)
    }
  }

  /// What earlier sessions of a patient mean for one that is prepared now: how many were given flow in the 14 days before `wall`,
  /// and the weight of the newest that ever was (SR-008, SR-018).
  public func history(of patient: Label, before wall: WallTime) throws(JournalError) -> PatientHistory {
    let fortnight: Int64 = 14 * 86_400 * 1_000_000
    let since = WallTime(microsecondsSince1970: wall.microsecondsSince1970 - fortnight)
    let recent = Set(try preparations(of: patient, startedSince: since.utcText).compactMap(\.session))
    let newest = try preparations(of: patient, startedSince: "").last
    var weight: BodyMass?
    if case .prepared(let order, _) = newest?.content { weight = order.patient.weight }
    return PatientHistory(sessionsInFortnight: Int64(recent.count), lastWeight: weight)
  }

  /// The preparations of a patient's sessions in which flow may have been permitted at or after a label. A start or resume that
  /// was durable counts unless it was withdrawn: the daemon may have died before it wrote what came of it.
  private func preparations(of patient: Label, startedSince label: String) throws(JournalError) -> [JournalEntry] {
    try entries(
      where: """
        kind = 'prepared' AND json_extract(body, '$.order.patient.code') = ? AND session IN
        (SELECT session FROM entry AS intent WHERE kind = 'intent' AND utc >= ? AND
        (SELECT kind FROM entry AS next WHERE session = intent.session AND kind IN ('intent', 'withdrawn')
        AND sequence > intent.sequence ORDER BY sequence LIMIT 1) IS NOT 'withdrawn')
        """, [patient.description, label])
  }

  /// Whether the newest entry about this channel's stop latch says that it is set.
  public func isStopLatched(channel: String) throws(JournalError) -> Bool {
    let entry = try newest(where: "kind = 'stop-latch' AND channel = ?", [channel])
    guard case .stopLatch(let isSet) = entry?.content else { return false }
    return isSet
  }

  /// The patients of sessions that were closed while nobody knew what the pump did, by the channel's name; without those that
  /// somebody has reconciled since.
  public func abandonedPatients() throws(JournalError) -> [String: Label] { try abandonedSessions().mapValues(\.patient) }

  /// The same with their sessions.
  public func abandonedSessions() throws(JournalError) -> [String: (session: SessionID, patient: Label)] {
    let newest = try entries(
      where: """
        sequence IN (SELECT max(sequence) FROM entry WHERE kind IN ('abandoned', 'reconciled') AND channel IS NOT NULL
        GROUP BY channel)
        """, [])
    var sessions: [String: (session: SessionID, patient: Label)] = [:]
    for entry in newest {
      guard case .abandoned = entry.content, let channel = entry.channel else { continue }
      guard let session = entry.session, case .prepared(let order, _) = try self.newest("prepared", of: session)?.content else {
        throw .corrupt(path: path, detail: "entry \(entry.sequence): an abandoned session that was never prepared")
      }
      sessions[channel] = (session, order.patient.code)
    }
    return sessions
  }

  /// Which of these channels, by index, no person has ever reconciled: the journal is new, or the channel is, or it has another
  /// name now. Nobody knows what their pumps did.
  public func unreconciled(_ channels: [String]) throws(JournalError) -> [Int] {
    let entries = try entries(
      where: "sequence IN (SELECT max(sequence) FROM entry WHERE kind = 'reconciled' GROUP BY channel)", [])
    let reconciled = Set(entries.compactMap(\.channel))
    return channels.indices.filter { !reconciled.contains(channels[$0]) }
  }

  /// Throws when a session in which drug may have flowed is open on a channel that is not among these, or a pump of such a
  /// channel was given up: its patient would be free for another session, and nobody would be asked to look at its pump (SR-032).
  public func requireChannels(_ channels: [String]) throws(JournalError) {
    let held = try openSessions().filter(\.mayHaveFlowed).map(\.channel) + abandonedPatients().keys
    guard let missing = held.filter({ !channels.contains($0) }).min() else { return }
    throw .channelMissing(path: path, channel: missing)
  }

  /// The newest phase of a session; nil when the journal has none.
  func newestPhase(of session: SessionID) throws(JournalError) -> SessionPhase? {
    try newest("phase", of: session)?.phase
  }

  /// The newest delivery record of a session; nil when the journal has none.
  func newestDelivery(of session: SessionID) throws(JournalError) -> DeliveryRecord? {
    guard case .delivered(let record) = try newest("delivered", of: session)?.content else { return nil }
    return record
  }

  func newest(_ kind: String, of session: SessionID) throws(JournalError) -> JournalEntry? {
    try newest(where: "session = ? AND kind = ?", [Int64(clamping: session.number), kind])
  }

  private func newest(
    where condition: String, _ arguments: [any DatabaseValueConvertible]
  ) throws(JournalError) -> JournalEntry? {
    try entries(where: "sequence = (SELECT max(sequence) FROM entry WHERE \(condition))", arguments).first
  }
}

extension JournalEntry {
  /// The phase that this entry tells of; nil when it tells of something else.
  var phase: SessionPhase? {
    guard case .phase(_, let phase, _) = content else { return nil }
    return phase
  }
}
