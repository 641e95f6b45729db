import Glibc
import Quantities
import Testing

@testable import Platform

@Suite struct SerialPortTests {
  private static let settings = SerialSettings(baud: 9_600)
  private static let rates: [UInt32] = [
    1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600,
  ]

  private func open(_ pty: PseudoTerminal, _ settings: SerialSettings = settings, simulated: Bool = true) throws -> SerialPort {
    try SerialPort(path: pty.path, settings: settings, simulated: simulated)
  }

  @Test func `all 256 byte values pass unchanged in both directions`() throws {
    let pty = try PseudoTerminal()
    let port = try open(pty)
    let all = (0...255).map { UInt8($0) }
    try port.write(all, timeout: .seconds(1))
    #expect(try bytes(of: pty) == all)
    #expect(try pty.write(all) == 256)
    var buffer = [UInt8](repeating: 0, count: 300)
    #expect(try port.read(into: &buffer, timeout: .seconds(1)) == .bytes(256))
    #expect(Array(buffer[..<256]) == all)
  }

  @Test func `a read takes no more than the buffer holds and leaves the rest`() throws {
    let pty = try PseudoTerminal()
    let port = try open(pty)
    #expect(try pty.write([1, 2, 3, 4, 5]) == 5)
    var buffer: [UInt8] = [0, 0]
    #expect(try port.read(into: &buffer, timeout: .seconds(1)) == .bytes(2))
    #expect(buffer == [1, 2])
    #expect(try port.read(into: &buffer, timeout: .seconds(1)) == .bytes(2))
    #expect(try port.read(into: &buffer, timeout: .seconds(1)) == .bytes(1))
    #expect(buffer[0] == 5)
  }

  @Test func `a quiet line times out, no earlier than asked`() throws {
    let pty = try PseudoTerminal()
    let port = try open(pty)
    var buffer: [UInt8] = [0]
    let before = SystemClock.now()
    #expect(try port.read(into: &buffer, timeout: .milliseconds(15)) == .timedOut)
    #expect(SystemClock.now().since(before) >= .milliseconds(15))
    #expect(try port.read(into: &buffer, timeout: .zero) == .timedOut)
  }

  @Test func `a read that waits is woken by the first byte`() throws {
    let pty = try PseudoTerminal()
    let port = try open(pty)
    let master = pty.masterDescriptor
    let waiting = try Doorbell()
    let device = try onThread("device") {
      _ = waiting.wait(timeout: .seconds(5))
      let byte: UInt8 = 0x55
      withUnsafeBytes(of: byte) { _ = Glibc.write(master, $0.baseAddress, 1) }
    }
    waiting.ring()
    var buffer: [UInt8] = [0]
    #expect(try port.read(into: &buffer, timeout: .seconds(5)) == .bytes(1))
    #expect(buffer == [0x55])
    device.join()
  }

  @Test func `unplugging ends the read as closed and the write as unplugged`() throws {
    let pty = try PseudoTerminal()
    let port = try open(pty)
    pty.close()
    var buffer: [UInt8] = [0]
    #expect(try port.read(into: &buffer, timeout: .seconds(1)) == .closed)
    #expect(throws: SerialError.unplugged(path: port.path)) { try port.write([1], timeout: .seconds(1)) }
  }

  @Test func `a read that waits ends when the device is unplugged`() throws {
    let pty = try PseudoTerminal()
    let port = try open(pty)
    nonisolated(unsafe) let device = pty
    let waiting = try Doorbell()
    let hand = try onThread("unplug") {
      _ = waiting.wait(timeout: .seconds(5))
      device.close()
    }
    waiting.ring()
    var buffer: [UInt8] = [0]
    #expect(try port.read(into: &buffer, timeout: .seconds(5)) == .closed)
    hand.join()
  }

  @Test func `a line that takes no more bytes ends the write in time`() throws {
    let pty = try PseudoTerminal()
    let port = try open(pty)
    #expect(throws: SerialError.writeTimedOut(path: port.path)) {
      try port.write([UInt8](repeating: 0, count: 1 << 20), timeout: .milliseconds(10))
    }
  }

  @Test func `bytes that came before the opening are not read`() throws {
    let pty = try PseudoTerminal()
    // More than the line discipline holds, so that some lie behind it.
    var sent = 0
    while true {
      let taken = try pty.write([UInt8](repeating: 0xEE, count: 512))
      sent += taken
      if taken < 512 || sent > 100_000 { break }
    }
    #expect(sent > 4_096)
    let port = try open(pty)
    #expect(try pty.write([0x01]) == 1)
    var buffer = [UInt8](repeating: 0, count: 16)
    #expect(try port.read(into: &buffer, timeout: .seconds(1)) == .bytes(1))
    #expect(buffer[0] == 0x01)
  }

  @Test(arguments: rates) func `each rate and number of stop bits is set and read back`(baud: UInt32) throws {
    for stopBits in SerialSettings.StopBits.allCases {
      let pty = try PseudoTerminal()
      // A pty keeps rate and stop bits, so even a port that is not declared as simulated opens.
      let port = try open(pty, SerialSettings(baud: baud, stopBits: stopBits), simulated: false)
      var line = termios()
      #expect(tcgetattr(port.descriptor, &line) == 0)
      #expect((line.c_cflag & tcflag_t(CSTOPB) != 0) == (stopBits == .two))
      #expect(line.c_lflag & tcflag_t(ECHO | ICANON | ISIG) == 0)
      #expect(cfgetospeed(&line) == cfgetispeed(&line))
    }
  }

  @Test("a character format that the driver does not keep is an error on a real port, and allowed on a simulated one")
  func readBack() throws {
    for dataBits in SerialSettings.DataBits.allCases {
      for parity in SerialSettings.Parity.allCases where !(dataBits == .eight && parity == .none) {
        let pty = try PseudoTerminal()
        let wanted = SerialSettings(baud: 19_200, dataBits: dataBits, parity: parity, stopBits: .two)
        // Twice each: glibc answers the second, unchanged request differently.
        for _ in 0..<2 {
          #expect(throws: SerialError.settingsRefused(path: pty.path, wanted: wanted, inForce: "19200 8N2")) {
            _ = try SerialPort(path: pty.path, settings: wanted, simulated: false)
          }
        }
        for _ in 0..<2 { try open(pty, wanted).close() }
      }
    }
  }

  @Test func `a rate that no serial port has is refused`() throws {
    let pty = try PseudoTerminal()
    for baud in [UInt32(0), 1, 9_601, 31_250, .max] {
      let wanted = SerialSettings(baud: baud)
      #expect(throws: SerialError.rateNotSupported(path: pty.path, wanted: wanted)) { _ = try open(pty, wanted) }
    }
  }

  @Test("SR-071: a port has one owner, and is free again after it", arguments: [true, false])
  func exclusive(simulated: Bool) throws {
    let pty = try PseudoTerminal()
    let first = try open(pty)
    for _ in 0..<2 {
      let error = #expect(throws: SerialError.self) { _ = try open(pty, simulated: simulated) }
      guard case .inUse(let path, let holder) = error else {
        Issue.record("\(error as Any)")
        continue
      }
      #expect(path == pty.path)
      #expect(holder == nil || holder == getpid())
    }
    first.close()
    try open(pty).close()
    let second = try open(pty)
    #expect(throws: FileLockError.self) { _ = try FileLock(device: pty.path) }
    second.close()
    let lock = try FileLock(device: pty.path)
    #expect(throws: SerialError.self) { _ = try open(pty) }
    lock.release()
    _ = try open(pty)
  }

  @Test func `what is not there, and what is no serial port, are told apart`() throws {
    let folder = try TemporaryFolder()
    let absent = "\(folder.path)/absent"
    #expect(throws: SerialError.cannotOpen(path: absent, reason: "No such file or directory", code: ENOENT)) {
      _ = try SerialPort(path: absent, settings: Self.settings, simulated: true)
    }
    let lock = try FileLock(directory: folder.path, name: "plain")
    lock.release()
    for simulated in [true, false] {
      #expect(throws: SerialError.notATerminal(path: lock.path)) {
        _ = try SerialPort(path: lock.path, settings: Self.settings, simulated: simulated)
      }
    }
  }

  @Test func `a port that was closed refuses, and never touches a descriptor that came after it`() throws {
    let pty = try PseudoTerminal()
    let port = try open(pty)
    port.close()
    port.close()
    let other = try Doorbell()
    other.ring()
    var buffer = [UInt8](repeating: 0, count: 8)
    #expect(throws: SerialError.self) { _ = try port.read(into: &buffer, timeout: .zero) }
    #expect(throws: SerialError.self) { try port.write([1], timeout: .zero) }
    #expect(other.silence())
  }

  @Test func `each error says where and what to do`() {
    let settings = SerialSettings(baud: 9_600, dataBits: .seven, parity: .even)
    let errors: [SerialError] = [
      .cannotOpen(path: "/dev/ttyX", reason: "no", code: 2), .notATerminal(path: "/dev/ttyX"),
      .inUse(path: "/dev/ttyX", holder: 42), .inUse(path: "/dev/ttyX", holder: nil),
      .rateNotSupported(path: "/dev/ttyX", wanted: settings),
      .settingsRefused(path: "/dev/ttyX", wanted: settings, inForce: "9600 8N1"), .unplugged(path: "/dev/ttyX"),
      .writeTimedOut(path: "/dev/ttyX"), .failed(path: "/dev/ttyX", attempt: "set", reason: "no", code: 5),
    ]
    for error in errors {
      #expect(error.path == "/dev/ttyX")
      #expect(error.description.contains("/dev/ttyX"))
      #expect(error.description.split(separator: ". ").count >= 2, "what happened, then what to do: \(error)")
    }
    #expect(errors[2].description.contains("process 42"))
    #expect(errors[5].description.contains("9600 7E1") && errors[5].description.contains("9600 8N1"))
  }
}

@Suite struct PseudoTerminalTests {
  @Test func `the master stays usable while nobody has the path open`() throws {
    let pty = try PseudoTerminal()
    var buffer: [UInt8] = [0]
    for _ in 0..<3 {
      try SerialPort(path: pty.path, settings: SerialSettings(baud: 9_600), simulated: true).close()
      #expect(try pty.read(into: &buffer) == .timedOut)
      #expect(try pty.write([1]) == 1)
    }
  }

  @Test func `the path is raw from the beginning: nothing is echoed`() throws {
    let pty = try PseudoTerminal()
    #expect(try pty.write(Array("hello\r\n\u{3}".utf8)) == 8)
    var buffer = [UInt8](repeating: 0, count: 64)
    #expect(try pty.read(into: &buffer) == .timedOut)
  }

  @Test func `what nobody reads can be counted and thrown away`() throws {
    let pty = try PseudoTerminal()
    #expect(try pty.unreadBytes() == 0)
    #expect(try pty.write([1, 2, 3]) == 3)
    // The kernel moves the bytes to the other end in its own time.
    var poller = Poller()
    let other = Glibc.open(pty.path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    poller.watch(other)
    #expect(try poller.wait(timeout: .seconds(2)).first?.readable == true)
    #expect(try pty.unreadBytes() == 3)
    try pty.discardUnread()
    #expect(try pty.unreadBytes() == 0)
    Glibc.close(other)
  }

  @Test func `many can be open, each with a path of its own`() throws {
    let ptys = try (0..<8).map { _ in try PseudoTerminal() }
    #expect(Set(ptys.map(\.path)).count == 8)
  }

  @Test func `a closed one refuses`() throws {
    let pty = try PseudoTerminal()
    pty.close()
    pty.close()
    var buffer: [UInt8] = [0]
    #expect(throws: SystemError.self) { _ = try pty.read(into: &buffer) }
    #expect(throws: SystemError.self) { _ = try pty.write([1]) }
    #expect(pty.masterDescriptor == -1)
  }
}
