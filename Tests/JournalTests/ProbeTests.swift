import Controller
import Foundation
import GRDB
@testable import Journal
import Quantities
import Testing

@Suite struct ProbeTests {
  @Test("SR-083: the newest entry is read back as it was written, of every kind")
  func readBack() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    for (second, event) in try ContentTests.events().enumerated() {
      let written = item(Int64(second), event, order: try order())
      try journal.probe(written, sequence: try journal.append([note(1, .remark("before")), written]))
    }
    let started = note(9, .daemonStarted(version: "1", configuration: String(repeating: "0a", count: 32)))
    try journal.probe(started, sequence: try journal.append([started]))
  }

  @Test("SR-084: a probe leaves no entry, and writes to the disk all the same")
  func durable() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    let written = note(1, .remark("one"))
    let sequence = try journal.append([written])
    func logSize() throws -> Int { try Data(contentsOf: URL(fileURLWithPath: fixture.path + "-wal")).count }
    for _ in 0..<5 {
      let before = try logSize()
      try journal.probe(written, sequence: sequence)
      #expect(try logSize() > before)
    }
    #expect(try journal.entries(after: 0, limit: 9).map(\.sequence) == [1])
    #expect(try fixture.killed().open().entries(after: 0, limit: 9).count == 1, "and it is a sound journal")
  }

  @Test("SR-084: an entry that is not what was written, or that is not there, is damage")
  func otherEntry() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    let written = note(1, .remark("one"), session: session, channel: "a")
    let sequence = try journal.append([written])
    let others = [
      note(2, .remark("one"), session: session, channel: "a"), note(1, .remark("two"), session: session, channel: "a"),
      note(1, .daemonStopped(reason: "one"), session: session, channel: "a"), note(1, .remark("one"), channel: "a"),
      note(1, .remark("one"), session: session, channel: "b"),
    ]
    for other in others {
      let error = #expect(throws: JournalError.self) { try journal.probe(other, sequence: sequence) }
      #expect(error?.isCorruption == true)
    }
    for number in [0, sequence + 1, .max] {
      #expect(throws: JournalError.self) { try journal.probe(written, sequence: number) }
    }
    try journal.probe(written, sequence: sequence)
  }

  @Test("SR-084: a disk that takes no commit is told, and is no damage")
  func noCommit() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    let written = note(1, .remark("one"))
    let sequence = try journal.append([written])
    // Somebody else writes and does not end.
    let other = try DatabaseQueue(path: fixture.path)
    try other.inDatabase { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      let error = #expect(throws: JournalError.self) { try journal.probe(written, sequence: sequence) }
      #expect(error?.isCorruption == false)
      try database.execute(sql: "ROLLBACK")
    }
    try journal.probe(written, sequence: sequence)
  }

  // MARK: - Digest

  private static let digests = ["0a", "1b", "2c"].map { String(repeating: $0, count: 32) }

  @Test("SR-091: the start of the daemon carries the digest of its configuration; older entries have none")
  func start() throws {
    let started = JournalContent.daemonStarted(version: "1", configuration: Self.digests[0])
    let json = try EntryBody(started).json()
    #expect(json == "{\"configuration\":\"\(Self.digests[0])\",\"version\":\"1\"}")
    let back = try EntryBody(json: json).content(kind: started.kind, actor: nil)
    #expect(String(reflecting: back) == String(reflecting: started))
    #expect(started.sentence.contains(Self.digests[0]))
    let old = try EntryBody(json: "{\"version\":\"1\"}").content(kind: "daemon-started", actor: nil)
    #expect(old.sentence == "daemon started, version 1")
    for text in ["", "0a", Self.digests[0].uppercased(), Self.digests[0] + "0", String(repeating: "x", count: 64)] {
      let body = try EntryBody(json: "{\"configuration\":\"\(text)\",\"version\":\"1\"}")
      #expect(throws: BodyFault.self) { try body.content(kind: "daemon-started", actor: nil) }
    }
  }

  @Test("SR-091: each session's record has the digest that it was prepared under, and those of restarts with others")
  func record() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    func started(_ second: Int64, _ digest: Int?) -> JournalItem {
      note(second, .daemonStarted(version: "1", configuration: digest.map { Self.digests[$0] }))
    }
    func prepared(_ second: Int64, _ number: UInt64) throws -> JournalItem {
      item(second, .prepared(by: nurse), session: SessionID(number: number), order: try order())
    }
    func closed(_ second: Int64, _ number: UInt64) -> JournalItem {
      item(second, .phase(from: .prepared, to: .closed, cause: .command), session: SessionID(number: number))
    }
    try journal.append([
      started(1, nil), try prepared(2, 1), closed(3, 1), started(4, 0), started(5, 1), try prepared(6, 2), started(7, 1),
      started(8, 2), started(9, 1), closed(10, 2), started(11, 0), try prepared(12, 3),
    ])
    func configurations(_ number: UInt64) throws -> [String]? {
      try journal.sessionRecord(SessionID(number: number))?.configurations
    }
    #expect(try configurations(1) == [])
    #expect(try configurations(2) == [Self.digests[1], Self.digests[2], Self.digests[1]])
    #expect(try configurations(3) == [Self.digests[0]])
  }
}
