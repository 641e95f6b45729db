public import Controller
import GRDB

/// A command that the controller judged, as the journal tells it (SR-029).
public struct RecordedCommand: Hashable, Sendable {
  /// The id that the client made for it.
  public let id: CommandID
  /// Who gave it.
  public let user: UserID
  /// What it was.
  public let kind: CommandKind
  /// The channel's name.
  public let channel: String?
  /// Why it was refused; nil when it was taken. One that was taken may have been withdrawn before it acted.
  public let refusal: Refusal?
}

extension JournalStore {
  /// The newest commands in the journal: up to `limit` pauses and stops, then up to `limit` of all others, each oldest first.
  ///
  /// Everyone may pause and stop: counted together with the others, those commands could push all others out.
  public func newestCommands(limit: Int) throws(JournalError) -> [RecordedCommand] {
    let names = "'\(CommandKind.pause.name)', '\(CommandKind.stop.name)'"
    return try newestCommands(where: "IN (\(names))", limit) + newestCommands(where: "NOT IN (\(names))", limit)
  }

  /// The newest commands whose name satisfies a condition; an intent has none there, and is neither a pause nor a stop.
  private func newestCommands(where name: String, _ limit: Int) throws(JournalError) -> [RecordedCommand] {
    let newest = """
      sequence IN (
        SELECT sequence FROM entry WHERE kind IN ('accepted', 'intent', 'refused')
        AND coalesce(json_extract(body, '$.command'), '') \(name) ORDER BY sequence DESC LIMIT ?)
      """
    return try entries(where: newest, [limit]).compactMap(RecordedCommand.init)
  }
}

extension RecordedCommand {
  /// The command that an entry tells of; nil when it tells of none.
  fileprivate init?(_ entry: JournalEntry) {
    switch entry.content {
    case .accepted(let kind, let user, let id):
      self.init(id: id, user: user, kind: kind, channel: entry.channel, refusal: nil)
    case .intent(let kind, _, let user, let id):
      self.init(id: id, user: user, kind: kind.command, channel: entry.channel, refusal: nil)
    case .refused(let kind, let refusal, let user, let id):
      self.init(id: id, user: user, kind: kind, channel: entry.channel, refusal: refusal)
    default: return nil
    }
  }
}
