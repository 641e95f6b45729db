public import Controller
import GRDB
import Therapy

/// A session that the journal shows as open.
public struct OpenSession: Sendable {
  /// The channel's name, as it was when the session was prepared.
  public let channel: String
  /// The newest phase in the journal.
  public let phase: SessionPhase
  /// Whether a start was ever durable: only then can drug have flowed.
  public let mayHaveFlowed: Bool
  /// What the controller is told.
  public let recovery: SessionRecovery
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
          channel: channel, phase: phase, mayHaveFlowed: try newest("intent", of: session) != nil, recovery: recovery))
    }
    return sessions
  }

  /// Whether the newest entry about this channel's stop latch says that it is set.
  public func isStopLatched(channel: String) throws(JournalError) -> Bool {
    let entry = try newest(where: "kind = 'stop-latch' AND channel = ?", [channel])
    guard case .stopLatch(let isSet) = entry?.content else { return false }
    return isSet
  }

  /// The newest phase of a session; nil when the journal has none.
  func newestPhase(of session: SessionID) throws(JournalError) -> SessionPhase? {
    guard case .phase(_, let phase, _) = try newest("phase", of: session)?.content else { return nil }
    return phase
  }

  /// The newest delivery record of a session; nil when the journal has none.
  func newestDelivery(of session: SessionID) throws(JournalError) -> DeliveryRecord? {
    guard case .delivered(let record) = try newest("delivered", of: session)?.content else { return nil }
    return record
  }

  private func newest(_ kind: String, of session: SessionID) throws(JournalError) -> JournalEntry? {
    try newest(where: "session = ? AND kind = ?", [Int64(clamping: session.number), kind])
  }

  private func newest(
    where condition: String, _ arguments: [any DatabaseValueConvertible]
  ) throws(JournalError) -> JournalEntry? {
    try entries(where: "sequence = (SELECT max(sequence) FROM entry WHERE \(condition))", arguments).first
  }
}

extension SessionPhase {
  /// Whether a session in this phase gets no more drug.
  fileprivate var hasEnded: Bool {
    switch self {
    case .stopping, .stopped, .completed: true
    case .idle, .prepared, .awaitingJournal, .starting, .infusing, .pausing, .paused, .interrupted: false
    }
  }
}
