public import Controller
import FoundationEssentials
import GRDB
public import Quantities
import Synchronization

/// One entry as it stands in the journal.
public struct JournalEntry: Sendable {
  /// Its number: 1 for the first, one more for each further one.
  public let sequence: UInt64
  /// When it happened, in UTC, as a label.
  public let utc: String
  /// When it happened, on the monotonic clock of that boot of the machine.
  public let at: Instant
  /// The channel's name; nil where it concerns the daemon.
  public let channel: String?
  /// The session; nil when none was open.
  public let session: SessionID?
  /// Who did it; nil where nobody did.
  public let actor: UserID?
  /// What it says.
  public let content: JournalContent
  /// The body as written, a JSON object.
  public let body: String
}

/// The journal: an append-only SQLite file. THE place that decides what is durable.
///
/// Every call blocks its thread until the disk has answered; none may be made on the control thread.
public final class JournalStore: Sendable {
  /// The path of the file.
  public let path: String
  let pool: DatabasePool
  private let lastSession: Mutex<UInt64>
  /// The largest number of a session: one a second for 30,000 years, and exact for every reader of JSON. A larger one is damage.
  static let largestSession: Int64 = 1_000_000_000_000

  /// Opens the journal at `path` in a folder that must exist, and checks the whole file; a missing or empty file is created.
  ///
  /// A damaged file is reported as such and left as it is.
  public static func open(path: String) throws(JournalError) -> JournalStore {
    try JournalStore(path: path, pageLimit: nil)
  }

  /// As `open`, with a limit on the file's size in pages of 4096 bytes.
  init(path: String, pageLimit: Int?) throws(JournalError) {
    self.path = path
    do {
      let found = try JournalSchema.inspect(path: path)
      pool = try Self.pool(path: path, pageLimit: pageLimit)
      switch found {
      case .nothing: try pool.write(JournalSchema.create)
      case .journal: break
      }
      lastSession = Mutex(try Self.newestSession(pool))
    } catch {
      throw JournalError(error, path: path)
    }
  }

  private static func pool(path: String, pageLimit: Int?) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.label = "journal"
    configuration.maximumReaderCount = 4
    configuration.busyMode = .timeout(2)
    if let pageLimit {
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    // GRDB sets NORMAL when it turns on WAL, after `prepareDatabase`: a commit would not be durable. So it is set here, and
    // read back.
    try pool.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
      guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
        throw DatabaseError(message: "synchronous = FULL was not taken")
      }
    }
    return pool
  }

  private static func newestSession(_ pool: DatabasePool) throws -> UInt64 {
    let newest = try pool.read { try Int64.fetchOne($0, sql: "SELECT max(session) FROM entry WHERE session IS NOT NULL") } ?? 0
    guard (0...largestSession).contains(newest) else { throw BodyFault(detail: "the session number \(newest) is out of range") }
    return UInt64(newest)
  }

  /// A number that no session of this journal has, and that no further call returns.
  public func nextSession() -> SessionID {
    lastSession.withLock {
      $0 += 1
      return SessionID(number: $0)
    }
  }

  /// Appends the items in their order as one transaction: when it returns all of them are durable, when it throws none is.
  ///
  /// Returns the sequence number of the newest entry.
  @discardableResult
  public func append(_ items: [JournalItem]) throws(JournalError) -> UInt64 {
    do {
      let rows = try items.map { (item: $0, body: try EntryBody($0.content).json()) }
      return try pool.write { database in
        let statement = try database.cachedStatement(
          sql: """
            INSERT INTO entry (utc, monotonic_ns, channel, session, kind, actor, body) VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        for (item, body) in rows {
          try statement.execute(arguments: [
            item.wall.utcText, item.at.nanoseconds, item.channel, item.session.map { Int64($0.number) }, item.content.kind,
            item.content.actor.map { Int64($0.number) }, body,
          ])
        }
        return UInt64(try Int64.fetchOne(database, sql: "SELECT max(sequence) FROM entry") ?? 0)
      }
    } catch {
      throw JournalError(error, path: path)
    }
  }

  /// Up to `limit` entries after the one with this sequence number, oldest first.
  public func entries(after sequence: UInt64, limit: Int) throws(JournalError) -> [JournalEntry] {
    try entries(where: "sequence > ?", [Int64(clamping: sequence)], limit: limit)
  }

  /// Entries that satisfy an SQL condition, oldest first.
  func entries(
    where condition: String, _ arguments: [any DatabaseValueConvertible], limit: Int = .max
  ) throws(JournalError) -> [JournalEntry] {
    do {
      return try pool.read { database in
        try Row.fetchAll(
          database, sql: "SELECT * FROM entry WHERE \(condition) ORDER BY sequence LIMIT ?",
          arguments: StatementArguments(arguments + [limit])
        ).map { try JournalEntry($0) }
      }
    } catch {
      throw JournalError(error, path: path)
    }
  }
}

extension JournalEntry {
  /// The entry in a row; throws what is wrong with it.
  init(_ row: Row) throws {
    let sequence: Int64 = row["sequence"]
    let kind: String = row["kind"]
    let monotonic: Int64 = row["monotonic_ns"]
    let actor: Int64? = row["actor"]
    let session: Int64? = row["session"]
    guard monotonic >= 0, sequence > 0, session ?? 1 > 0, let user = UInt32(exactly: actor ?? 0) else {
      throw BodyFault(detail: "entry \(sequence) has a number out of range")
    }
    self.sequence = UInt64(sequence)
    utc = row["utc"]
    at = Instant(nanoseconds: monotonic)
    channel = row["channel"]
    self.session = session.map { SessionID(number: UInt64($0)) }
    self.actor = actor.map { _ in UserID(number: user) }
    body = row["body"]
    do throws(BodyFault) {
      content = try EntryBody(json: body).content(kind: kind, actor: self.actor)
    } catch {
      throw BodyFault(detail: "entry \(sequence): \(error.detail)")
    }
  }
}

extension JournalError {
  /// What an error of the database or of a body means for the journal at `path`.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as JournalError: self = error
    case let fault as BodyFault: self = .corrupt(path: path, detail: fault.detail)
    case let error as DatabaseError:
      let detail = "\(error.message ?? "unknown error") (SQLite \(error.extendedResultCode.rawValue))"
      switch error.resultCode {
      case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path, detail: detail)
      case .SQLITE_FULL: self = .full(path: path)
      // What SQLite says of a body that is no JSON.
      case .SQLITE_ERROR where error.message == "malformed JSON": self = .corrupt(path: path, detail: detail)
      default: self = .unavailable(path: path, detail: detail)
      }
    default: self = .unavailable(path: path, detail: "\(error)")
    }
  }
}
