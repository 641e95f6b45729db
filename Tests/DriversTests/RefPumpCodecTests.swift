import Quantities
import Testing
import Therapy

@testable import Drivers

struct RefPumpCodecTests {
  private var block: [UInt16] { RegisterPump(serial: 0x0001_0203).statusBlock }

  @Test func `the CRC has the check value of the sheet`() {
    #expect(modbusCRC(bytes: Array("123456789".utf8)) == 0x4B37)
    #expect(modbusCRC(of: [0x3132, 0x3334]) == modbusCRC(bytes: Array("1234".utf8)))
  }

  @Test func `32-bit values stand high word first, as in the worked bytes of the sheet`() {
    #expect(RefPumpMap.words(Float(12.5).bitPattern) == [0x4148, 0x0000])
    #expect(RefPumpMap.words(Float(1234.5).bitPattern) == RefPumpMap.floatProbe)
    #expect(RefPumpMap.pair(0x0102, 0x0304) == 0x0102_0304)
  }

  @Test func `a good block becomes a status with every field`() throws {
    var words = block
    words.replaceSubrange(11...21, with: [3, 1, 3, 0, 12_250, 1, 0, 0, 500, 0, 60])
    words.replaceSubrange(24...30, with: [0, 0b10, 0x8000, 0b100, 7, 99, 5])
    let status = try RefPumpStatus(registers: words)
    #expect(status.serialNumber == 0x0001_0203)
    #expect(status.firmware == 0x0100)
    #expect(status.state == .infusing)
    #expect(status.isRemotelyOwned)
    #expect(status.rate == FlowRate(microlitersPerHour: 12_250))
    #expect(status.infused == Volume(microliters: 65_536))
    #expect(status.vtbiRemaining == Volume(microliters: 500))
    #expect(status.liveAlarms == .airInLine)
    #expect(status.latchedAlarms == [.empty, .test])
    #expect(status.watchdogRemaining == .seconds(7))
    #expect(status.heartbeat == 99)
    #expect(status.refusal == .interlock)
    let report = status.report(began: .boot, ended: .boot + .seconds(1))
    #expect(report.readEnded == .boot + .seconds(1))
    #expect(report.infusedResolution == Volume(microliters: 1))
  }

  @Test("SR-069: a report tells the firmware of register 8, whatever it is")
  func firmware() throws {
    for code: UInt16 in [0x0100, 0, 0x0A0B, .max] {
      var words = block
      words[8] = code
      #expect(try RefPumpStatus(registers: words).report(began: .boot, ended: .boot).firmware == code)
    }
  }

  @Test func `every code of the state register has its state, and no other code is accepted`() throws {
    let states: [PumpState] = [
      .off, .selfTest, .idle, .infusing, .paused, .bolus, .keepVeinOpen, .alarmStopped, .fault,
    ]
    var words = block
    for code in UInt16(0)...300 {
      words[11] = code
      if Int(code) < states.count {
        #expect(try RefPumpStatus(registers: words).state == states[Int(code)])
      } else {
        #expect(throws: RefPumpFault.unreadable("state \(code)")) { try RefPumpStatus(registers: words) }
      }
    }
  }

  @Test("SR-064: every alarm bit of the map has its alarm, every other bit is unknown")
  func alarmBits() {
    let named: [Int: PumpAlarms] = [
      0: .occlusion, 1: .airInLine, 2: .empty, 3: .nearEmpty, 4: .syringeRemoved, 5: .doorOpen, 6: .motor,
      7: .rateDeviation, 8: .communicationWatchdog, 9: .powerLost, 10: .batteryLow, 11: .batteryEmpty,
      12: .sensorFault, 13: .internalFault, 14: .programFault, 15: .configurationLost, 16: .reminder, 31: .test,
    ]
    for bit in 0..<32 {
      #expect(RefPumpStatus.alarms(1 << UInt32(bit)) == named[bit] ?? .unknown, "bit \(bit)")
    }
    #expect(RefPumpStatus.alarms(0).isEmpty)
    #expect(RefPumpStatus.alarms(1 << 20 | 1) == [.occlusion, .unknown])
  }

  @Test("SR-069: magic, version and both probe constants are checked", arguments: [0, 1, 2, 3, 4, 5])
  func identity(register: Int) {
    var words = block
    words[register] ^= 0x0200
    #expect { try RefPumpStatus(registers: words) } throws: {
      if case .foreign = $0 as? RefPumpFault { true } else { false }
    }
  }

  @Test func `a gateway that swaps words is named`() {
    var words = block
    words.swapAt(2, 3)
    #expect(throws: RefPumpFault.foreign("a gateway swaps the words of 32-bit values")) {
      try RefPumpStatus(registers: words)
    }
  }

  @Test func `a torn block, a block without valid rate or volume and a block of another length are no reading`() {
    var torn = block
    torn[32] &+= 1
    #expect(throws: RefPumpFault.torn) { try RefPumpStatus(registers: torn) }
    for bits: UInt16 in [0, 1, 2, 0b1100] {
      var invalid = block
      invalid[13] = bits
      #expect(throws: RefPumpFault.unreadable("validity bits \(bits)")) { try RefPumpStatus(registers: invalid) }
    }
    for count in (0...40).filter({ $0 != 33 }) {
      #expect(throws: RefPumpFault.shape(count)) {
        try RefPumpStatus(registers: [UInt16](repeating: 0, count: count))
      }
    }
  }

  @Test("SR-073: no block of registers traps")
  func garbage() {
    var random = Seeded(1)
    for _ in 0..<20_000 {
      var words = block
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        words[Int.random(in: 6..<33, using: &random)] = UInt16.random(in: .min ... .max, using: &random)
      }
      words[32] = words[10]
      _ = try? RefPumpStatus(registers: words)
      _ = try? RefPumpLimits(registers: Array(words.prefix(6)))
    }
  }

  @Test("SR-013, SR-033: a program never holds a bolus or a keep-vein-open rate")
  func program() throws {
    var random = Seeded(2)
    for _ in 0..<2_000 {
      let rate = FlowRate(nanolitersPerHour: Int64.random(in: 1_000...500_000_000, using: &random))
      let vtbi = Volume(nanoliters: Int64.random(in: 1_000...999_000_000, using: &random))
      let program = try #require(RefPumpProgram(rate: rate, vtbi: vtbi, occlusionLimit: 500, number: 9))
      let words = program.registers
      #expect(words.count == 12)
      #expect(Array(words[4...8]) == [0, 0, 0, 0, 0])
      #expect(words[9] == 500)
      #expect(words[10] == 9)
      #expect(words[11] == modbusCRC(of: Array(words[0...10])))
      // SR-016: down, never up.
      let written = Int64(RefPumpMap.pair(words[0], words[1])) * 1_000
      #expect(written <= rate.nanolitersPerHour && rate.nanolitersPerHour - written < 1_000)
      let volume = Int64(RefPumpMap.pair(words[2], words[3])) * 1_000
      #expect(volume <= vtbi.nanoliters && vtbi.nanoliters - volume < 1_000)
    }
  }

  @Test func `a program without rate or volume, or with a volume that means no limit, does not exist`() {
    let make = { (rate: Int64, vtbi: Int64) in
      RefPumpProgram(
        rate: FlowRate(nanolitersPerHour: rate), vtbi: Volume(nanoliters: vtbi), occlusionLimit: 500, number: 1)
    }
    #expect(make(999, 1_000) == nil)
    #expect(make(1_000, 999) == nil)
    #expect(make(1_000, 1_000) != nil)
    #expect(make(1_000, 0xFFFF_FFFF * 1_000) == nil)
    #expect(make(1_000, 0xFFFF_FFFE * 1_000) != nil)
    #expect(make(0xFFFF_FFFF * 1_000, 1_000) == nil)
  }

  @Test func `limits are read high word first`() throws {
    let limits = try RefPumpLimits(registers: [0, 100, 3, 0x0D40, 0xF, 0x3E58])
    #expect(limits.slowest == FlowRate(microlitersPerHour: 100))
    #expect(limits.fastest == FlowRate(microlitersPerHour: 200_000))
    #expect(limits.largestVTBI == Volume(microliters: 999_000))
    #expect(throws: RefPumpFault.self) { try RefPumpLimits(registers: [1, 0, 0, 0, 0, 0]) }
  }

  @Test func `a pump whose sequence counter stands for a second is hung`() {
    var watch = SequenceWatch()
    let at = { (milliseconds: Int64) in Instant.boot + .milliseconds(milliseconds) }
    let reads: [(UInt16, Int64)] = [(5, 0), (5, 1_019), (5, 1_020), (6, 1_500), (6, 2_000)]
    let hung = reads.map { watch.isHung($0.0, at($0.1), at($0.1 + 20)) }
    #expect(hung == [false, false, true, false, false])
  }
}
