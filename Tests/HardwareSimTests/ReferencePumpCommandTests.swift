import HardwareSim
import Quantities
import Testing

@Suite("Commands of the reference pump")
struct ReferencePumpCommandTests {
  /// The result registers: what came of the newest command.
  private func result(_ bench: Bench) -> UInt16 { bench.input(30) }

  private func refuses(_ coil: Int, _ expected: UInt16, _ bench: inout Bench, _ location: SourceLocation = #_sourceLocation) {
    let before = (bench.pump.state, bench.pump.flow)
    #expect(throws: ModbusException.refused, sourceLocation: location) { try bench.pump.writeCoil(coil, true) }
    #expect(result(bench) == expected, sourceLocation: location)
    #expect(before == (bench.pump.state, bench.pump.flow), sourceLocation: location)
  }

  @Test("ownership needs the key, is given up only at rest, and the key serves once")
  func ownership() throws {
    var bench = Bench()
    refuses(0, 4, &bench)
    try bench.pump.writeRegisters(from: 3, [0x5A5B])
    refuses(0, 4, &bench)
    try bench.own()
    #expect(bench.coil(0) && bench.discrete(9) && bench.input(12) == 1 && result(bench) == 1)
    try bench.pump.writeCoil(0, true)
    try bench.pump.writeCoil(0, false)
    #expect(!bench.coil(0))
    refuses(0, 4, &bench)

    var running = try Bench.infusing()
    #expect(throws: ModbusException.refused) { try running.pump.writeCoil(0, false) }
    #expect(result(running) == 2)
    #expect(running.coil(0))
  }

  @Test("without ownership everything but stop is refused")
  func ownerOnly() throws {
    var bench = Bench()
    for coil in [1, 2, 4, 5, 6, 7, 8, 9] { refuses(coil, 4, &bench) }
    #expect(throws: ModbusException.refused) { try bench.pump.writeRegisters(from: 0, [5]) }
    #expect(throws: ModbusException.refused) { try bench.pump.writeRegisters(from: 10, Bench.program(rate: 100)) }
    try bench.pump.writeCoil(3, true)
    #expect(result(bench) == 1)
  }

  @Test("stop is accepted in every state and from anyone")
  func stopAlways() throws {
    var infusing = try Bench.infusing()
    var paused = try Bench.infusing()
    try paused.pump.writeCoil(4, true)
    var tripped = try Bench.infusing(seconds: 4)
    tripped.wait(.seconds(5))
    var starting = Bench()
    starting.pump.restart()
    var keepOpen = try Bench.infusing(rate: 36_000, vtbi: 10, keepOpen: 500)
    keepOpen.wait(.seconds(2))
    #expect(keepOpen.pump.state == .keepVeinOpen)
    for bench in [infusing, paused, tripped, starting, keepOpen, Bench()] {
      var bench = bench
      try bench.pump.writeCoil(3, true)
      #expect(bench.pump.flow == .zero)
      #expect([.idle, .alarmStopped, .selfTest].contains(bench.pump.state))
    }
    try infusing.pump.writeCoil(3, true)
    #expect(infusing.pump.state == .idle)
    #expect(infusing.coil(3) == false)
  }

  @Test("start and commit are refused while the watchdog is not armed")
  func unarmed() throws {
    var bench = Bench()
    try bench.own()
    try bench.pump.writeRegisters(from: 10, Bench.program(rate: 1_000))
    refuses(1, 5, &bench)
    refuses(2, 5, &bench)
    try bench.pump.writeRegisters(from: 1, [10])
    refuses(1, 5, &bench)
    try bench.feed()
    try bench.pump.writeCoil(1, true)
  }

  @Test("start and commit are refused while any alarm is live or latched")
  func alarmed() throws {
    var bench = try Bench.infusing()
    try bench.pump.writeCoil(3, true)
    try bench.pump.writeCoil(9, true)
    #expect(bench.discrete(2) && bench.discrete(3))
    refuses(1, 5, &bench)
    refuses(2, 5, &bench)
    refuses(5, 5, &bench)
    try bench.pump.writeCoil(6, true)
    #expect(bench.discrete(3))  // its cause is still there
    bench.wait(.seconds(3))
    #expect(!bench.discrete(2) && bench.discrete(3))
    refuses(2, 5, &bench)
    try bench.pump.writeCoil(6, true)
    #expect(!bench.discrete(3))
    try bench.pump.writeCoil(2, true)
    #expect(bench.pump.state == .infusing)
  }

  @Test("a commit with a wrong CRC, a rate of 0 or a VTBI of 0 is refused and the old program stays")
  func badProgram() throws {
    var bench = Bench()
    try bench.arm()
    var words = Bench.program(rate: 1_000)
    words[11] ^= 1
    for bad in [words, Bench.program(rate: 0), Bench.program(rate: 1_000, vtbi: 0)] {
      try bench.pump.writeRegisters(from: 10, bad)
      refuses(1, 3, &bench)
    }
    var changed = Bench.program(rate: 1_000)
    changed[1] = 2_000  // the CRC was made for another rate
    try bench.pump.writeRegisters(from: 10, changed)
    refuses(1, 3, &bench)
    #expect(bench.holding(30..<32) == [0, 0])
  }

  @Test("start needs a committed program; staging alone moves nothing")
  func startNeedsProgram() throws {
    var bench = Bench()
    try bench.arm()
    refuses(2, 2, &bench)
    try bench.pump.writeRegisters(from: 10, Bench.program(rate: 1_000))
    refuses(2, 2, &bench)
    try bench.pump.writeCoil(1, true)
    #expect(bench.pump.flow == .zero)
    try bench.pump.writeCoil(2, true)
    #expect(bench.pump.flow == FlowRate(microlitersPerHour: 1_000))
    #expect(bench.input(31) == 7)
  }

  @Test("pause and start are idempotent, and a commit while paused stays paused")
  func pausing() throws {
    var bench = try Bench.infusing(rate: 1_000)
    try bench.pump.writeCoil(2, true)
    #expect(bench.pump.state == .infusing)
    try bench.pump.writeCoil(4, true)
    try bench.pump.writeCoil(4, true)
    #expect(bench.pump.state == .paused)
    #expect(bench.inputPair(14) == 0)
    try bench.commit(Bench.program(rate: 500))
    #expect(bench.pump.state == .paused)
    try bench.pump.writeCoil(2, true)
    #expect(bench.inputPair(14) == 500)
  }

  @Test("clearing the volume is refused while fluid flows and does not touch the truth")
  func clearVolume() throws {
    var bench = try Bench.infusing(rate: 36_000)
    bench.wait(.seconds(5))
    refuses(8, 2, &bench)
    try bench.pump.writeCoil(4, true)
    #expect(bench.inputPair(16) == 50)
    try bench.pump.writeCoil(8, true)
    #expect(bench.inputPair(16) == 0)
    #expect(bench.pump.trueVolume == Volume(microliters: 50))
  }

  @Test("the audio pause is a level that clears itself after 120 s; other coils read 0")
  func audioPause() throws {
    var bench = Bench()
    try bench.own()
    try bench.pump.writeCoil(7, true)
    bench.wait(Interval(nanoseconds: 119_999_999_999))
    #expect(bench.coil(7))
    bench.wait(Interval(nanoseconds: 1))
    #expect(!bench.coil(7))
    try bench.pump.writeCoil(7, true)
    try bench.pump.writeCoil(7, false)
    #expect(try bench.pump.readBits(.coils, 0..<10) == [true] + Array(repeating: false, count: 9))
  }

  @Test("writing 0 to a command coil does nothing")
  func zeroPulse() throws {
    var bench = try Bench.infusing()
    for coil in [1, 2, 3, 4, 5, 6, 8, 9] { try bench.pump.writeCoil(coil, false) }
    #expect(bench.pump.state == .infusing)
  }

  @Test("a bolus delivers its volume at its rate and goes back to the program")
  func bolus() throws {
    var bench = Bench()
    try bench.arm(seconds: 60)
    try bench.commit(Bench.program(rate: 3_600))
    try bench.pump.writeCoil(2, true)
    refuses(5, 3, &bench)
    try bench.commit(Bench.program(rate: 3_600, bolus: 100, bolusRate: 36_000))
    try bench.pump.writeCoil(5, true)
    #expect(bench.discrete(1) && !bench.discrete(0))
    bench.wait(.seconds(10))
    #expect(bench.pump.state == .infusing)
    #expect(bench.pump.trueVolume == Volume(microliters: 100))
    bench.wait(.seconds(10))
    #expect(bench.pump.trueVolume == Volume(microliters: 110))
  }

  @Test("during the self-test reads answer, writes are busy (06), stop is taken")
  func busy() throws {
    var bench = try Bench.infusing()
    bench.pump.restart()
    #expect(bench.input(11) == 1 && bench.input(13) == 0)
    for coil in [0, 1, 2, 4, 5, 6, 7, 8, 9] {
      #expect(throws: ModbusException.busy) { try bench.pump.writeCoil(coil, true) }
    }
    for address in [0, 1, 2, 3, 20] {
      #expect(throws: ModbusException.busy) { try bench.pump.writeRegisters(from: address, [4]) }
    }
    try bench.pump.writeCoil(3, true)
    bench.wait(.seconds(1))
    #expect(bench.pump.state == .idle)
    try bench.own()
  }
}
