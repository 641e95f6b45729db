import Dispatch
import Platform
import Quantities
import Synchronization
import Testing

/// A directory service that answers nothing before it is let go.
private final class HungService: Sendable {
  private let gate = DispatchSemaphore(value: 0)
  let asked = Mutex<[UInt32]>([])

  /// A directory of accounts that asks this service.
  func directory() -> AccountDirectory {
    AccountDirectory(
      findName: { number in
        self.wait()
        self.asked.withLock { $0.append(number) }
        return number == 7 ? nil : "user\(number)"
      },
      findNumber: { name in
        self.wait()
        return name == "nora" ? 1_001 : nil
      })
  }

  func letGo() { gate.signal() }

  private func wait() {
    gate.wait()
    gate.signal()
  }
}

private let soon = Interval.milliseconds(20)
private var later: Instant { SystemClock.now() + .minutes(1) }

@Suite struct AccountDirectoryTests {
  @Test func `SR-027: a directory service that hangs keeps nobody waiting who asks for a name, however often`() async {
    let service = HungService()
    defer { service.letGo() }
    let directory = service.directory()
    // More than there are threads for requests: if one of them waited, none would be left for a stop.
    await withTaskGroup(of: String?.self) { group in
      for number in 0..<200 { group.addTask { directory.name(of: UInt32(number % 50)) } }
      for await name in group { #expect(name == nil) }
    }
    #expect(service.asked.withLock { $0.isEmpty })
  }

  @Test func `a name is told once it is known, looked up once, and a number without a name stays a number`() {
    let service = HungService()
    let directory = service.directory()
    for _ in 0..<10 { #expect(directory.name(of: 1) == nil) }
    #expect(directory.name(of: 1, until: SystemClock.now() + soon) == nil)
    service.letGo()
    #expect(directory.name(of: 1, until: later) == "user1")
    #expect(directory.name(of: 1) == "user1")
    #expect(directory.name(of: 7, until: later) == nil)
    #expect(directory.name(of: 7) == nil)
    #expect(service.asked.withLock { $0 } == [1, 7])
  }

  @Test func `the number of a name is waited for, and brings the name with it`() async throws {
    let service = HungService()
    let directory = service.directory()
    await #expect(throws: AccountDirectory.Late.self) { try await directory.number(named: "nora", within: soon) }
    service.letGo()
    #expect(try await directory.number(named: "nora", within: .minutes(1)) == 1_001)
    #expect(directory.name(of: 1_001) == "user1001")
    #expect(try await directory.number(named: "nobody", within: .minutes(1)) == nil)
  }

  @Test func `while the service hangs only so many wait for it`() async {
    let service = HungService()
    defer { service.letGo() }
    let directory = service.directory()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<16 { group.addTask { _ = try? await directory.number(named: "nora", within: soon) } }
    }
    await #expect(throws: AccountDirectory.Late.self) { try await directory.number(named: "nora", within: .minutes(10)) }
  }

  @Test func `more numbers than are remembered are shown as numbers, and cost nothing but that`() {
    let directory = AccountDirectory(findName: { "user\($0)" }, findNumber: { _ in nil })
    for number in 0..<5_000 { _ = directory.name(of: UInt32(number)) }
    // As long as all that are remembered are being looked up, one more is not.
    let end = later
    while directory.name(of: 5_001, until: end) == nil, SystemClock.now() < end {}
    #expect(directory.name(of: 5_001) == "user5001")
  }

  @Test func `the accounts of this machine are found`() async throws {
    let directory = AccountDirectory()
    #expect(directory.name(of: 0, until: later) == "root")
    #expect(try await directory.number(named: "root", within: .minutes(1)) == 0)
    #expect(try await directory.number(named: "nosuch-account", within: .minutes(1)) == nil)
  }
}
