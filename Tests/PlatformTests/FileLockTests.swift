import Glibc
import Testing

@testable import Platform

@Suite struct FileLockTests {
  @Test("SR-071: a directory has one holder, who is named, and is free after it")
  func exclusive() throws {
    let folder = try TemporaryFolder()
    let first = try FileLock(directory: folder.path, name: "daemon.lock")
    for _ in 0..<3 {
      #expect(throws: FileLockError.held(path: "\(folder.path)/daemon.lock", holder: getpid())) {
        _ = try FileLock(directory: folder.path, name: "daemon.lock")
      }
    }
    let other = try FileLock(directory: folder.path, name: "other.lock")
    first.release()
    first.release()
    _ = try FileLock(directory: folder.path, name: "daemon.lock")
    other.release()
  }

  @Test func `a lock ends with its owner`() throws {
    let folder = try TemporaryFolder()
    do {
      let lock = try FileLock(directory: folder.path)
      #expect(lock.path == "\(folder.path)/lock")
    }
    _ = try FileLock(directory: folder.path)
  }

  @Test func `a lock is given free even while a copy of its descriptor is open elsewhere`() async {
    // In a program of its own, because it copies every descriptor.
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let lock = try FileLock(directory: folder.path)
      // As a child that was forked and has not yet become another program has one.
      let copies = names(in: "/proc/self/fd").compactMap { Int32($0) }.filter { $0 > 2 }.map { dup($0) }
      precondition(copies.contains { $0 >= 0 })
      lock.release()
      try FileLock(directory: folder.path).release()
    }
  }

  @Test func `a directory that is not there, and a link in place of the lock file, are refused with the path`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: FileLockError.self) { _ = try FileLock(directory: "\(folder.path)/absent") }
    #expect(error?.description.contains("\(folder.path)/absent/lock") == true)
    #expect(symlink("/dev/null", "\(folder.path)/lock") == 0)
    #expect(throws: FileLockError.self) { _ = try FileLock(directory: folder.path) }
  }

  @Test func `the holder is found in the table of locks, and nothing else is taken for it`() {
    let table = """
      1: POSIX  ADVISORY  WRITE 700 fd:01:4711 0 EOF
      2: FLOCK  ADVISORY  WRITE 800 fd:01:4712 0 EOF
      3: FLOCK  ADVISORY  WRITE 900 fd:01:4711 0 EOF
      3: -> FLOCK  ADVISORY  WRITE 901 fd:01:4711 0 EOF
      4: FLOCK  ADVISORY  WRITE -1 00:18:3 0 EOF
      5: FLOCK  ADVISORY
      6: FLOCK  ADVISORY  WRITE 99999999999999999999 00:18:4 0 EOF
      7: FLOCK  ADVISORY  WRITE 5 zz:18:5 0 EOF
      """
    #expect(LockTable.holder(in: table, major: 0xfd, minor: 1, inode: 4_711) == 900)
    #expect(LockTable.holder(in: table, major: 0xfd, minor: 1, inode: 4_712) == 800)
    #expect(LockTable.holder(in: table, major: 0xfd, minor: 2, inode: 4_711) == nil)
    #expect(LockTable.holder(in: table, major: 0, minor: 0x18, inode: 3) == nil)
    #expect(LockTable.holder(in: table, major: 0, minor: 0x18, inode: 4) == nil)
    #expect(LockTable.holder(in: "", major: 0, minor: 0, inode: 0) == nil)
  }
}
