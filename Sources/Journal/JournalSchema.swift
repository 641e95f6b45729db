import FoundationEssentials
import GRDB

/// The table of entries, and what makes a file a journal of ours.
enum JournalSchema {
  /// "inf1" in ASCII: tells the file from any other SQLite database.
  static let applicationID = 0x696E_6631
  /// The format of the file. It rises whenever names or keys of entries change, so that what one version cannot read is told as
  /// another version's journal and never as a damaged one; 3 since one alarm and one interlock of the pump became many.
  static let version = 3

  /// What lies at a journal's path.
  enum Finding {
    /// No file, an empty one, or a database without anything in it.
    case nothing
    /// A sound journal.
    case journal
  }

  /// Checks the whole file at `path` without writing to it: opening it for writing would already change a damaged one.
  static func inspect(path: String) throws -> Finding {
    guard size(path) ?? 0 > 0 else {
      // SQLite would delete the log of a database that is not there.
      guard size(path + "-wal") ?? 0 == 0 else {
        throw JournalError.corrupt(path: path, detail: "the file is missing or empty, but its log \(path)-wal is there")
      }
      return .nothing
    }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "journal-check"
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let finding = try queue.read { try inspect($0, path: path) }
    try queue.close()
    return finding
  }

  /// The size of a file or folder in bytes; nil when it is not there.
  private static func size(_ path: String) -> UInt64? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? UInt64
  }

  private static func inspect(_ database: Database, path: String) throws -> Finding {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    if application == 0 && found == 0 && tables == 0 { return .nothing }
    guard application == applicationID else {
      throw JournalError.corrupt(path: path, detail: "it is a database of another program")
    }
    guard found == version else { throw JournalError.otherVersion(path: path, version: found) }
    try check(database, path: path)
    return .journal
  }

  /// Makes the table in an empty file, as one transaction.
  static func create(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE entry (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          utc TEXT NOT NULL,
          monotonic_ns INTEGER NOT NULL,
          channel TEXT,
          session INTEGER,
          kind TEXT NOT NULL,
          actor INTEGER,
          body TEXT NOT NULL
        ) STRICT;
        CREATE INDEX entry_of_session ON entry (session, kind) WHERE session IS NOT NULL;
        CREATE INDEX entry_of_channel ON entry (kind, channel);
        CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
          BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
          BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        """)
  }

  /// The whole file is sound, and no entry between the first and the last is missing.
  private static func check(_ database: Database, path: String) throws {
    let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
    guard verdict == "ok" else { throw JournalError.corrupt(path: path, detail: verdict) }
    let columns = ["sequence", "utc", "monotonic_ns", "channel", "session", "kind", "actor", "body"]
    guard try database.tableExists("entry"), try database.columns(in: "entry").map(\.name) == columns else {
      throw JournalError.corrupt(path: path, detail: "its table of entries is missing or another one")
    }
    let row = try Row.fetchOne(database, sql: "SELECT count(*), coalesce(max(sequence), 0) FROM entry")
    let (count, newest): (Int64, Int64) = (row?[0] ?? 0, row?[1] ?? 0)
    guard count == newest else {
      throw JournalError.corrupt(path: path, detail: "\(newest - count) of \(newest) entries are missing")
    }
  }
}
