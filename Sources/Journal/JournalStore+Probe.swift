import GRDB

extension JournalStore {
  /// Makes sure that the disk still takes a commit, and that `item`, which was appended as the entry `sequence`, is read back as
  /// it was written; throws what is wrong (SR-083, SR-084).
  ///
  /// The commit writes one number of the file's header anew, with the value that it has: it has to reach the disk like an entry,
  /// and leaves none behind. A test twice a minute would otherwise fill an append-only file with itself.
  public func probe(_ item: JournalItem, sequence: UInt64) throws(JournalError) {
    do {
      let body = try EntryBody(item.content).json()
      try pool.write { try $0.execute(sql: "PRAGMA application_id = \(JournalSchema.applicationID)") }
      let entry = try entries(where: "sequence = ?", [Int64(clamping: sequence)]).first
      guard let entry, entry.utc == item.wall.utcText, entry.at == item.at, entry.channel == item.channel,
        entry.session == item.session, entry.actor == item.content.actor, entry.content.kind == item.content.kind,
        entry.body == body
      else { throw BodyFault(detail: "entry \(sequence) is not what was written") }
    } catch {
      throw JournalError(error, path: path)
    }
  }
}
