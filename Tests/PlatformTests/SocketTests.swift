import Glibc
import Platform
import Quantities
import Testing

@Suite struct UnixSocketTests {
  private func pair(_ folder: TemporaryFolder) throws -> (UnixListener, UnixStream, UnixStream) {
    let listener = try UnixListener(path: "\(folder.path)/s")
    let client = try UnixStream(connectingTo: listener.path)
    return (listener, client, try #require(try listener.accept()))
  }

  @Test func `bytes pass both ways, and the end of one side is seen by the other after them`() throws {
    let folder = try TemporaryFolder()
    let (listener, client, server) = try pair(folder)
    #expect(try listener.accept() == nil)
    try client.write(Array("ping".utf8), timeout: .seconds(1))
    var buffer = [UInt8](repeating: 0, count: 64)
    #expect(try server.read(into: &buffer, timeout: .seconds(1)) == .bytes(4))
    #expect(try server.read(into: &buffer, timeout: .zero) == .timedOut)
    try server.write(Array("pong!".utf8), timeout: .seconds(1))
    server.close()
    #expect(try client.read(into: &buffer, timeout: .seconds(1)) == .bytes(5))
    #expect(try client.read(into: &buffer, timeout: .seconds(1)) == .closed)
  }

  @Test func `writing to a side that went away is an error and no signal`() throws {
    let folder = try TemporaryFolder()
    let (_, client, server) = try pair(folder)
    server.close()
    var buffer: [UInt8] = [0]
    #expect(try client.read(into: &buffer, timeout: .seconds(5)) == .closed)
    #expect(throws: SystemError.self) { try client.write([1], timeout: .seconds(1)) }
  }

  @Test func `a side that does not read ends the write in time`() throws {
    let folder = try TemporaryFolder()
    let (_, client, server) = try pair(folder)
    let error = #expect(throws: SystemError.self) {
      try client.write([UInt8](repeating: 0, count: 8 << 20), timeout: .milliseconds(10))
    }
    #expect(error?.code == ETIMEDOUT)
    server.close()
  }

  @Test func `the kernel tells who is connected`() throws {
    let folder = try TemporaryFolder()
    let (_, client, server) = try pair(folder)
    let peer = try server.peer()
    #expect(peer == PeerCredential(pid: getpid(), uid: getuid(), gid: getgid()))
    client.close()
  }

  @Test func `a stale socket is replaced, a live one and a plain file are not`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/s"
    // A socket that is bound and gone leaves its path behind.
    let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #expect(withAddress(of: path) { bind(stale, $0, $1) } == 0)
    close(stale)
    let first = try UnixListener(path: path)
    let error = #expect(throws: SystemError.self) { _ = try UnixListener(path: path) }
    #expect(error?.code == EADDRINUSE)
    // The refused one has left the path alone.
    _ = try UnixStream(connectingTo: path)
    first.close()
    #expect(access(path, F_OK) != 0)
    try FileLock(directory: folder.path, name: "s").release()
    #expect(throws: SystemError.self) { _ = try UnixListener(path: path) }
    #expect(access(path, F_OK) == 0)
  }

  @Test func `the file has the mode asked for`() throws {
    let folder = try TemporaryFolder()
    for mode in [UInt32(0o600), 0o660, 0o666] {
      let listener = try UnixListener(path: "\(folder.path)/m", mode: mode)
      var file = stat()
      #expect(stat(listener.path, &file) == 0)
      #expect(file.st_mode & 0o777 == mode)
    }
  }

  @Test func `a path that is too long, and one where nobody listens, are refused with the path`() throws {
    let long = "/tmp/" + String(repeating: "x", count: 103)
    #expect(throws: SystemError.self) { _ = try UnixListener(path: long) }
    let error = #expect(throws: SystemError.self) { _ = try UnixStream(connectingTo: "/tmp/platform-test-nobody") }
    #expect(error?.description.contains("/tmp/platform-test-nobody") == true)
  }
}

@Suite struct PollerTests {
  @Test func `only what is ready is told, and what is removed no longer`() throws {
    let bells = try (0..<5).map { _ in try Doorbell() }
    var poller = Poller()
    for bell in bells { poller.watch(bell.descriptor) }
    #expect(try poller.wait(timeout: .zero) == [])
    for mask in 0..<32 {
      for (index, bell) in bells.enumerated() where mask >> index & 1 == 1 { bell.ring() }
      let ready = try poller.wait(timeout: .zero)
      #expect(ready.map(\.descriptor) == bells.enumerated().filter { mask >> $0.offset & 1 == 1 }.map(\.element.descriptor))
      #expect(ready.allSatisfy { $0.readable && !$0.writable && !$0.hungUp })
      for bell in bells { bell.silence() }
    }
    bells[0].ring()
    poller.remove(bells[0].descriptor)
    poller.remove(bells[0].descriptor)
    #expect(poller.count == 4)
    // The optimizer may otherwise let go of the bells, whose descriptors are closed then, before the poll.
    let ready = try withExtendedLifetime(bells) { try poller.wait(timeout: .zero) }
    #expect(ready == [])
  }

  @Test func `watching again changes the interest and adds nothing`() throws {
    let bell = try Doorbell()
    var poller = Poller()
    poller.watch(bell.descriptor)
    poller.watch(bell.descriptor, for: [.readable, .writable])
    #expect(poller.count == 1)
    #expect(try poller.wait(timeout: .zero).first?.writable == true)
  }

  @Test func `an end of the other side is told, after its last bytes could be read`() throws {
    let folder = try TemporaryFolder()
    let listener = try UnixListener(path: "\(folder.path)/s")
    var poller = Poller()
    poller.watch(listener.descriptor)
    let client = try UnixStream(connectingTo: listener.path)
    #expect(try poller.wait(timeout: .seconds(1)).first?.readable == true)
    let server = try #require(try listener.accept())
    try client.write([9], timeout: .seconds(1))
    client.close()
    poller.watch(server.descriptor)
    poller.remove(listener.descriptor)
    // A program that another test is just starting may keep the connection up until its exec.
    let deadline = SystemClock.now() + .seconds(5)
    var event = try #require(try poller.wait(timeout: .seconds(1)).first)
    while !event.hungUp && SystemClock.now() < deadline { event = try #require(try poller.wait(timeout: .seconds(1)).first) }
    #expect(event.readable && event.hungUp)
    var buffer: [UInt8] = [0]
    #expect(try server.read(into: &buffer, timeout: .zero) == .bytes(1))
    #expect(try server.read(into: &buffer, timeout: .zero) == .closed)
  }

  @Test func `a poll without readiness lasts its time, and one of nothing too`() throws {
    var poller = Poller()
    let before = SystemClock.now()
    #expect(try poller.wait(timeout: .milliseconds(10)) == [])
    #expect(SystemClock.now().since(before) >= .milliseconds(10))
  }
}

@Suite struct DoorbellTests {
  @Test func `rings add up to one wake-up`() throws {
    let bell = try Doorbell()
    #expect(!bell.wait(timeout: .zero))
    for _ in 0..<3 { bell.ring() }
    #expect(bell.wait(timeout: .zero))
    #expect(!bell.wait(timeout: .milliseconds(5)))
    #expect(!bell.silence())
  }

  @Test func `a waiting thread is woken, time after time, and no ring is lost`() throws {
    let bell = try Doorbell()
    let answer = try Doorbell()
    let rounds = 1_000
    let sleeper = try onThread("sleeper") {
      for _ in 0..<rounds where bell.wait(timeout: nil) { answer.ring() }
    }
    var answered = 0
    for _ in 0..<rounds {
      bell.ring()
      if answer.wait(timeout: .seconds(10)) { answered += 1 }
    }
    sleeper.join()
    #expect(answered == rounds)
  }
}
