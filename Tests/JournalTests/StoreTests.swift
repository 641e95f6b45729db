import Controller
import Foundation
import GRDB
@testable import Journal
import Quantities
import Safety
import Testing
import Therapy

@Suite struct StoreTests {
  @Test func `what was appended is read back in order, by numbers without a gap`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    let events = try ContentTests.events()
    let items = try events.enumerated().map { item(Int64($0.offset), $0.element, order: try order()) }
    #expect(try journal.append(items) == UInt64(items.count))
    #expect(try journal.append([note(99, .remark("later"))]) == UInt64(items.count + 1))
    #expect(try journal.append([]) == UInt64(items.count + 1))
    let entries = try journal.entries(after: 0, limit: 10_000)
    #expect(entries.map(\.sequence) == Array(1...UInt64(items.count + 1)))
    for (entry, item) in zip(entries, items) {
      #expect(String(reflecting: entry.content) == String(reflecting: item.content))
      #expect(entry.at == item.at)
      #expect(entry.utc == item.wall.utcText)
      #expect(entry.channel == "a")
      #expect(entry.session == session)
      #expect(entry.actor == item.content.actor)
    }
    #expect(entries.last?.channel == nil)
    #expect(entries.last?.session == nil)
    #expect(try journal.entries(after: 2, limit: 3).map(\.sequence) == [3, 4, 5])
    #expect(try journal.entries(after: .max, limit: 3).isEmpty)
  }

  @Test func `SR-131: a commit waits for the disk: WAL with full synchronization`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    #expect(try journal.pool.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
    #expect(try journal.pool.write { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
  }

  @Test func `SR-131: a reopened journal that was never closed has everything that was acknowledged`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    for second in 1...20 {
      try journal.append([note(Int64(second), .remark("entry \(second)"))])
      let left = try fixture.killed()
      let reopened = try left.open()
      #expect(try reopened.entries(after: 0, limit: 100).count == second)
    }
  }

  @Test func `SR-130: entries can neither be changed nor deleted`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append([note(1, .remark("first"))])
    for sql in ["UPDATE entry SET body = '{}'", "DELETE FROM entry"] {
      let error = #expect(throws: DatabaseError.self) { try journal.pool.write { try $0.execute(sql: sql) } }
      #expect(error?.message == "the journal is append-only")
    }
    #expect(try journal.entries(after: 0, limit: 9).count == 1)
  }

  @Test func `a number of a session is never given twice, nor after a restart when it was stored`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    #expect(journal.nextSession() == SessionID(number: 1))
    #expect(journal.nextSession() == SessionID(number: 2))
    try journal.append([item(1, .stopLatch(true), session: SessionID(number: 41))])
    #expect(journal.nextSession() == SessionID(number: 3))
    #expect(try fixture.killed().open().nextSession() == SessionID(number: 42))
  }

  @Test func `an empty file, and a journal without an entry, are journals to begin with`() throws {
    let fixture = try Fixture()
    try Data().write(to: URL(fileURLWithPath: fixture.path))
    #expect(try fixture.open().entries(after: 0, limit: 1).isEmpty)
    #expect(try fixture.open().append([note(1, .daemonStarted(version: "1"))]) == 1)
    #expect(try fixture.open().entries(after: 0, limit: 9).count == 1)
  }

  @Test func `notes and records are one story: a run begins before its first record and ends after its last`() throws {
    let started = note(5, .daemonStarted(version: "1"))
    let stopped = note(9, .daemonStopped(reason: "SIGTERM"))
    let records = [(5, SessionPhase.interrupted), (6, .paused), (6, .stopping), (8, .stopped)].map {
      item(Int64($0), .phase(from: .interrupted, to: $1, cause: .restart))
    }
    let reason = note(7, .remark("a reason"))
    let story = JournalItem.inOrder(notes: [started, stopped, reason], records: records)
    #expect(story.map(\.content.kind) == ["daemon-started", "phase", "phase", "phase", "remark", "phase", "daemon-stopped"])
    let phases = story.compactMap { if case .phase(_, let phase, _) = $0.content { phase } else { nil } }
    #expect(phases == [.interrupted, .paused, .stopping, .stopped], "of one time, as they came")
  }

  // MARK: - Damage

  private func expectCorrupt(_ fixture: Fixture, _ hint: Comment? = nil) {
    let before = try? Data(contentsOf: URL(fileURLWithPath: fixture.path))
    let error = #expect(throws: JournalError.self, hint) { try fixture.open() }
    #expect(error?.isCorruption == true, "\(String(describing: error))")
    #expect(error?.description.contains(fixture.path) == true)
    #expect(FileManager.default.fileExists(atPath: fixture.path))
    #expect((try? Data(contentsOf: URL(fileURLWithPath: fixture.path))) == before, "a damaged file is left as it is")
  }

  /// A journal of many pages that was closed in order.
  private func filled() throws -> Fixture {
    let fixture = try Fixture()
    let journal = try fixture.open()
    let text = String(repeating: "x", count: 500)
    try journal.append((1...300).map { note(Int64($0), .remark(text), session: session, channel: "a") })
    try journal.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    try journal.pool.close()
    return fixture
  }

  @Test func `a file that is no database is told as damaged and left alone`() throws {
    let fixture = try Fixture()
    try Data("this is a text and certainly not a database, however long it may be made by writing on and on".utf8)
      .write(to: URL(fileURLWithPath: fixture.path))
    expectCorrupt(fixture)
  }

  @Test func `a damaged page anywhere in the file is found at the start`() throws {
    let sample = try filled()
    let size = try Data(contentsOf: URL(fileURLWithPath: sample.path)).count
    for page in stride(from: 0, to: size, by: 4096 * 5) {
      let fixture = try filled()
      var bytes = try Data(contentsOf: URL(fileURLWithPath: fixture.path))
      for index in page..<min(page + 200, bytes.count) { bytes[index] = 0x5A }
      try bytes.write(to: URL(fileURLWithPath: fixture.path))
      expectCorrupt(fixture, "page at \(page)")
    }
  }

  @Test func `a truncated file is told as damaged`() throws {
    let fixture = try filled()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: fixture.path))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: fixture.path))
    expectCorrupt(fixture)
  }

  @Test func `a log whose file is gone is told as damage, not deleted`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append([note(1, .remark("only in the log"))])
    for hasEmptyFile in [false, true] {
      let left = try fixture.killed()
      try FileManager.default.removeItem(atPath: left.path)
      if hasEmptyFile { try Data().write(to: URL(fileURLWithPath: left.path)) }
      let log = try Data(contentsOf: URL(fileURLWithPath: left.path + "-wal"))
      let error = #expect(throws: JournalError.self) { try left.open() }
      #expect(error?.isCorruption == true)
      #expect(try Data(contentsOf: URL(fileURLWithPath: left.path + "-wal")) == log)
    }
  }

  @Test func `a missing entry is told as damage`() throws {
    let fixture = try filled()
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.write { try $0.execute(sql: "DROP TRIGGER entry_is_never_deleted; DELETE FROM entry WHERE sequence = 7") }
    try queue.close()
    let error = #expect(throws: JournalError.self) { try fixture.open() }
    #expect(error == .corrupt(path: fixture.path, detail: "1 of 300 entries are missing"))
  }

  @Test func `a database of another program or of another version is not touched`() throws {
    let other = try Fixture()
    let queue = try DatabaseQueue(path: other.path)
    try queue.write { try $0.execute(sql: "CREATE TABLE t (x)") }
    try queue.close()
    let error = #expect(throws: JournalError.self) { try other.open() }
    #expect(error == .corrupt(path: other.path, detail: "it is a database of another program"))
    for version in [1, 2, 9] {
      let another = try filled()
      let writer = try DatabaseQueue(path: another.path)
      try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = \(version)") }
      try writer.close()
      #expect(throws: JournalError.otherVersion(path: another.path, version: version)) { try another.open() }
    }
  }

  @Test func `an entry that cannot be understood is told by its number`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.pool.write {
      try $0.execute(sql: "INSERT INTO entry (utc, monotonic_ns, kind, body) VALUES ('', 0, 'phase', '{}')")
    }
    let error = #expect(throws: JournalError.self) { try journal.entries(after: 0, limit: 1) }
    #expect(error == .corrupt(path: fixture.path, detail: "entry 1: from is missing"))
  }

  // MARK: - Disk

  @Test func `a folder that is missing or cannot be written is told`() throws {
    let fixture = try Fixture()
    for path in [fixture.folder + "/nowhere/journal.db", "/dev/null/journal.db", fixture.folder] {
      let error = #expect(throws: JournalError.self) { try JournalStore.open(path: path) }
      guard case .unavailable(path, _) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test func `a folder without permission to write is told`() throws {
    let fixture = try Fixture()
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: fixture.folder)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fixture.folder) }
    // The superuser writes all the same.
    guard !FileManager.default.isWritableFile(atPath: fixture.folder) else { return }
    let error = #expect(throws: JournalError.self) { try fixture.open() }
    #expect(error?.isCorruption == false)
  }

  @Test func `SR-131: a full disk refuses the whole batch, keeps what was stored, and nothing is lost afterwards`() throws {
    let fixture = try Fixture()
    let limited = try JournalStore(path: fixture.path, pageLimit: 24)
    var stored = 0
    let big = note(1, .remark(String(repeating: "x", count: 2_000)))
    let error = #expect(throws: JournalError.self) {
      while true {
        try limited.append([big, big, big])
        stored += 3
      }
    }
    #expect(error == .full(path: fixture.path))
    #expect(stored > 0)
    #expect(try limited.entries(after: 0, limit: 10_000).count == stored)
    #expect(throws: JournalError.full(path: fixture.path)) { try limited.append([big, big, big]) }
    try limited.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 4000") }
    #expect(try limited.append([big]) == UInt64(stored + 1))
    #expect(try fixture.killed().open().entries(after: 0, limit: 10_000).count == stored + 1)
  }
}
