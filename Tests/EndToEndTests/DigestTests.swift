import Foundation
import Testing

@Suite(.serialized) struct DigestTests {
  @Test("SR-091: a session's record has the digest that the check of its configuration tells, and that of a restart with another")
  func record() throws {
    try withBedside { room in
      let first = try digest(room)
      try room.infuse()
      room.signalDaemon(SIGKILL)
      let text = try String(contentsOfFile: room.configuration, encoding: .utf8)
      try (text + "\n# another\n").write(toFile: room.configuration, atomically: true, encoding: .utf8)
      try room.startDaemon()
      let second = try digest(room)
      #expect(first != second)
      try room.wait(15, for: "the start is in the record") {
        room.json("record", "show", "a")["configurations"] as? [String] == [first, second]
      }
      let shown = room.control("record", "show", "a").output
      #expect(shown.contains(first) && shown.contains("\(second) after a restart"), "\(shown)")
      #expect(!room.log.contains("self-test:"), "nothing failed: \(room.log)")
    }
  }

  /// The digest that both programs tell of the room's configuration.
  private func digest(_ room: Bedside) throws -> String {
    let checked = try Programs.run(Programs.path("infusiond"), ["--config", room.configuration, "--check"])
    let line = try #require(checked.output.split(separator: "\n").last { $0.hasPrefix("digest ") }, "\(checked)")
    let digest = String(line.dropFirst("digest ".count))
    #expect(digest.count == 64)
    #expect(room.control("config", "check", room.configuration).output.contains("digest \(digest)"))
    #expect(room.json("config", "check", room.configuration)["digest"] as? String == digest)
    return digest
  }
}
