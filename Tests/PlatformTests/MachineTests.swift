import Glibc
import Quantities
import Testing

@testable import Platform

/// The wrappers that tell about the machine: on a real one, whatever it is like.
@Suite struct MachineTests {
  /// FIPS 180-4's own examples, and those of the NIST's test vectors for whole bytes (SHA256ShortMsg, SHA256LongMsg).
  @Test(
    "SR-091: digests are SHA-256",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
      (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
  func digest(text: String, digest: String) {
    #expect(SHA256Digest(of: Array(text.utf8)).description == digest)
  }

  @Test("SR-091: a digest of bytes that are no text")
  func digestOfBytes() {
    #expect(SHA256Digest(of: [0xd3]).description == "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1")
    #expect(
      SHA256Digest(of: [0x11, 0xaf]).description == "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98")
  }

  @Test("SR-089: a folder's disk tells its room, one that is not there is an error with its path")
  func diskSpace() throws {
    let folder = try TemporaryFolder()
    let space = try DiskSpace(at: folder.path)
    #expect(space.totalBytes > 0)
    #expect(space.availableBytes <= space.totalBytes)
    let error = #expect(throws: SystemError.self) { try DiskSpace(at: "\(folder.path)/absent") }
    #expect(error?.code == ENOENT)
    #expect(error?.description.contains("\(folder.path)/absent") == true)
  }

  @Test("SR-090: the kernel tells whether the clock is synchronized, or says why it does not")
  func synchronization() {
    // Which of the two is this machine's affair, but not who may ask: a filter of system calls answers EPERM.
    do throws(SystemError) {
      let first = try SystemClock.isWallClockSynchronized()
      #expect([true, false].contains(first))
    } catch {
      #expect([EPERM, ENOSYS].contains(error.code))
    }
  }

  @Test("SR-083: the three clocks move forward together")
  func clocks() {
    var before = (SystemClock.awakeTime(), SystemClock.now(), SystemClock.rawTime())
    for _ in 0..<1_000 {
      let now = (SystemClock.awakeTime(), SystemClock.now(), SystemClock.rawTime())
      #expect(now.0 > before.0 && now.1 > before.1 && now.2 > before.2)
      before = now
    }
  }

  @Test("SR-091: a mark changes with size, content time and file, and not by itself")
  func marks() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a"
    func write(_ text: String) throws {
      let file = try #require(fopen(path, "w"))
      fputs(text, file)
      fclose(file)
    }
    func setTime(_ seconds: Int) {
      let time = timespec(tv_sec: seconds, tv_nsec: 7)
      var times = [time, time]
      #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
    }
    try write("one")
    setTime(1_000)
    let first = try FileMark(of: path)
    #expect(first.size == 3 && first.isRegular)
    #expect(try FileMark(of: path) == first)
    setTime(1_001)
    #expect(try FileMark(of: path) != first)
    try write("four")
    setTime(1_000)
    #expect(try FileMark(of: path) != first)
    try write("two")
    setTime(1_000)
    #expect(try FileMark(of: path) == first, "who takes pains to hide a change has to be found by the content")
    #expect(rename(path, path + "-old") == 0)
    try write("one")
    setTime(1_000)
    #expect(try FileMark(of: path) != first, "another file")
    #expect(try !FileMark(of: folder.path).isRegular)
    #expect(throws: SystemError.self) { try FileMark(of: "\(folder.path)/absent") }
  }
}
