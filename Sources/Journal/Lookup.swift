public import Controller
import GRDB
public import Safety

// What an explanation needs of the journal: one entry, found by its number or by what it tells of.

extension JournalStore {
  /// How far back a look-up by content goes, in entries: some days of infusing. It bounds what a question costs.
  static let lookupWindow = 200_000

  /// The entry with this number; nil when there is none.
  public func entry(_ sequence: UInt64) throws(JournalError) -> JournalEntry? {
    guard let sequence = Int64(exactly: sequence) else { return nil }
    return try entries(where: "sequence = ?", [sequence], limit: 1).first
  }

  /// The entry that tells what became of a command: the newest one with its id, or the withdrawal of the start, resume or raise
  /// that it confirmed; nil when the newest `lookupWindow` entries have none.
  public func outcome(of command: CommandID) throws(JournalError) -> JournalEntry? {
    let kinds = "'accepted', 'intent', 'refused', 'turned-away'"
    // The sign before the column keeps the search to the newest entries: an index by kind would go through all of them.
    let found = try newest(
      "+kind IN (\(kinds)) AND json_extract(body, '$.command_id') = ?", [CommandText(command).text])
    guard let found, case .intent = found.content, let session = found.session else { return found }
    let (number, sequence) = (Int64(clamping: session.number), Int64(clamping: found.sequence))
    let withdrawn = try entries(
      where: """
        kind = 'withdrawn' AND session = ? AND sequence > ? AND sequence < coalesce(
          (SELECT min(sequence) FROM entry WHERE kind = 'intent' AND session = ? AND sequence > ?), ?)
        """, [number, sequence, number, sequence, Int64.max], limit: 1)
    return withdrawn.first ?? found
  }

  /// The entry that tells how the newest alarm with this number began on a channel; nil when the newest `lookupWindow` entries
  /// have none.
  public func beginning(ofAlarm occurrence: UInt32, on channel: String) throws(JournalError) -> JournalEntry? {
    try newest(
      """
      kind = 'alarm' AND channel = ? AND json_extract(body, '$.occurrence') = ? AND json_extract(body, '$.change') = 'raised'
      """, [channel, Int64(occurrence)])
  }

  /// How the newest of these alarms began in the session of an entry before it; nil when none did.
  public func newestAlarm(
    of conditions: [AlarmCondition], before entry: JournalEntry
  ) throws(JournalError) -> JournalEntry? {
    guard let session = entry.session, !conditions.isEmpty else { return nil }
    let names = conditions.map { "'\($0.code)'" }.joined(separator: ", ")
    return try newest(
      """
      session = ? AND kind = 'alarm' AND sequence < ? AND json_extract(body, '$.change') = 'raised'
      AND json_extract(body, '$.alarm') IN (\(names))
      """, [Int64(clamping: session.number), Int64(clamping: entry.sequence)])
  }

  /// The newest entry of the look-up window that satisfies an SQL condition.
  func newest(
    _ condition: String, _ arguments: [any DatabaseValueConvertible]
  ) throws(JournalError) -> JournalEntry? {
    try entries(
      where: """
        sequence = (SELECT max(sequence) FROM entry
        WHERE sequence > (SELECT max(sequence) FROM entry) - \(Self.lookupWindow) AND \(condition))
        """, arguments, limit: 1
    ).first
  }
}
