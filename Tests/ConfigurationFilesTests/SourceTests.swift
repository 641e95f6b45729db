import ConfigurationFiles
import Foundation
import Glibc
import Platform
import Testing

@Suite struct SourceTests {
  private func loaded() throws -> (Fixture, Configuration) {
    let fixture = try Fixture()
    try fixture.write("infusiond.d/10-own.toml", "[control]\nperiod = \"40 ms\"")
    try fixture.write("protocols/notes.txt", "no protocol")
    return (fixture, try fixture.load())
  }

  /// What a comparison with all content tells, with the paths inside the folder.
  private func differences(_ fixture: Fixture, _ check: inout SourceCheck, readingAll: Bool = true) -> [String] {
    check.compare(readingAll: readingAll).differences.map { $0.replacingOccurrences(of: fixture.folder + "/", with: "") }
  }

  // MARK: - Digest

  @Test("SR-091: each file that was parsed has its digest, as sha256sum tells it")
  func sha256sum() throws {
    let (fixture, configuration) = try loaded()
    let files = configuration.sources.files
    #expect(
      files.map { "\($0.part.name)/\($0.name)" } == [
        "main/infusiond.toml", "drop-in/10-own.toml", "inventory/inventory.toml", "drug-library/drug-library.toml",
        "protocol/demo.toml",
      ])
    #expect(try output("/usr/bin/sha256sum", files.map(\.path)) == files.map { "\($0.digest)  \($0.path)\n" }.joined())
    let lines = files.map { "\($0.digest)  \($0.part.name)/\($0.name)\n" }.joined()
    try fixture.write("lines", lines)
    #expect(try output("/usr/bin/sha256sum", [fixture.folder + "/lines"]).hasPrefix("\(configuration.digest)  "))
  }

  private func output(_ program: String, _ arguments: [String]) throws -> String {
    let (child, pipe) = (Process(), Pipe())
    child.executableURL = URL(fileURLWithPath: program)
    child.arguments = arguments
    child.standardOutput = pipe
    try child.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    child.waitUntilExit()
    return text
  }

  @Test("SR-091: the same files in another folder have the same digest")
  func pathIndependent() throws {
    let (first, second) = (try loaded(), try loaded())
    #expect(first.1.sources.files.map(\.path) != second.1.sources.files.map(\.path))
    #expect(first.1.digest == second.1.digest)
  }

  @Test("SR-091: one other byte, a file more, less or with another name, and a file in another place give other digests")
  func sensitive() throws {
    var digests = [try loaded().1.digest]
    func add(_ change: (Fixture) throws -> Void) throws {
      let fixture = try loaded().0
      try change(fixture)
      digests.append(try fixture.load().digest)
    }
    for name in ["infusiond.toml", "infusiond.d/10-own.toml", "inventory.toml", "drug-library.toml", "protocols/demo.toml"] {
      try add { try $0.write(name, try String(contentsOfFile: "\($0.folder)/\(name)", encoding: .utf8) + "\n") }
    }
    try add { try FileManager.default.removeItem(atPath: $0.folder + "/infusiond.d/10-own.toml") }
    try add { try FileManager.default.removeItem(atPath: $0.folder + "/protocols/demo.toml") }
    try add { try $0.write("infusiond.d/20.toml", "") }
    try add { fixture in
      let folder = fixture.folder + "/protocols"
      try FileManager.default.moveItem(atPath: folder + "/demo.toml", toPath: folder + "/e.toml")
    }
    #expect(Set(digests).count == digests.count)
  }

  // MARK: - Comparison

  @Test("SR-091: what was not touched is as it was loaded, whether it is read or looked at")
  func untouched() throws {
    let (fixture, configuration) = try loaded()
    var check = SourceCheck(configuration)
    for readingAll in [false, false, true, false, true] {
      #expect(differences(fixture, &check, readingAll: readingAll) == [])
    }
  }

  @Test(
    "SR-091: a changed file is found in every place, and all is well when it is put back",
    arguments: [
      "infusiond.toml", "infusiond.d/10-own.toml", "inventory.toml", "drug-library.toml", "protocols/demo.toml",
    ])
  func changed(name: String) throws {
    let (fixture, configuration) = try loaded()
    let text = try String(contentsOfFile: "\(fixture.folder)/\(name)", encoding: .utf8)
    for readingAll in [false, true] {
      var check = SourceCheck(configuration)
      #expect(differences(fixture, &check) == [])
      try fixture.write(name, text + "#")
      for _ in 0..<2 {
        #expect(differences(fixture, &check, readingAll: readingAll) == ["\(name) is not as it was loaded"])
      }
      try fixture.write(name, text)
      #expect(differences(fixture, &check, readingAll: readingAll) == [])
    }
  }

  @Test("SR-091: a change that keeps size and time is found when everything is read")
  func hidden() throws {
    let (fixture, configuration) = try loaded()
    var check = SourceCheck(configuration)
    #expect(differences(fixture, &check) == [])
    let path = fixture.folder + "/drug-library.toml"
    var status = stat()
    #expect(stat(path, &status) == 0)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seek(toOffset: 20)
    try handle.write(contentsOf: Data("X".utf8))
    try handle.close()
    var times = [status.st_atim, status.st_mtim]
    #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
    #expect(differences(fixture, &check, readingAll: false) == [], "or reading everything would be for nothing")
    for readingAll in [true, false] {
      #expect(differences(fixture, &check, readingAll: readingAll) == ["drug-library.toml is not as it was loaded"])
    }
  }

  @Test("SR-091: a missing file and one that is a folder or too large now are found; the first two cannot be read")
  func missing() throws {
    let (fixture, configuration) = try loaded()
    var check = SourceCheck(configuration)
    try FileManager.default.removeItem(atPath: fixture.folder + "/protocols/demo.toml")
    #expect(differences(fixture, &check, readingAll: false) == ["protocols/demo.toml is gone, or cannot be looked at"])
    #expect(check.compare(readingAll: false).isUnreadable)
    try FileManager.default.createDirectory(atPath: fixture.folder + "/protocols/demo.toml", withIntermediateDirectories: true)
    #expect(differences(fixture, &check) == ["protocols/demo.toml is gone, or cannot be looked at"])
    try FileManager.default.removeItem(atPath: fixture.folder + "/protocols/demo.toml")
    #expect(mkfifo(fixture.folder + "/protocols/demo.toml", 0o600) == 0)
    #expect(check.compare(readingAll: true).isUnreadable, "a pipe is not waited for")
    try FileManager.default.removeItem(atPath: fixture.folder + "/protocols/demo.toml")
    try fixture.write("protocols/demo.toml", String(repeating: "#", count: 1 << 21))
    let outcome = check.compare(readingAll: true)
    #expect(!outcome.isAsLoaded && !outcome.isUnreadable)
    try fixture.write("protocols/demo.toml", Fixture.demo)
    #expect(check.compare(readingAll: false) == SourceCheck.Outcome())
  }

  @Test("SR-091: a new protocol or drop-in is found, what the loader would not read is not")
  func new() throws {
    let (fixture, configuration) = try loaded()
    var check = SourceCheck(configuration)
    try fixture.write("protocols/.hidden.toml", "x")
    try fixture.write("protocols/more.txt", "x")
    try fixture.write("infusiond.d/20.toml~", "x")
    #expect(differences(fixture, &check) == [])
    try fixture.write("protocols/new.toml", "")
    try fixture.write("infusiond.d/20.toml", "")
    #expect(differences(fixture, &check, readingAll: false) == ["infusiond.d/20.toml is new", "protocols/new.toml is new"])
  }

  @Test("SR-091: a drop-in is found where there was no folder for any")
  func newFolder() throws {
    let fixture = try Fixture()
    var check = SourceCheck(try fixture.load())
    #expect(differences(fixture, &check) == [])
    try fixture.write("infusiond.d/10.toml", "")
    #expect(differences(fixture, &check, readingAll: false) == ["infusiond.d/10.toml is new"])
  }
}
