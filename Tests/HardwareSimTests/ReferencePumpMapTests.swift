import HardwareSim
import Quantities
import Testing

@Suite("The reference pump's register map")
struct ReferencePumpMapTests {
  @Test("the identification block is that of the map")
  func identification() throws {
    let bench = Bench()
    #expect(bench.input(0) == 0x4950)
    #expect(bench.input(1) == 0x0100)
    #expect(try bench.pump.readRegisters(.input, 2..<4) == [0x449A, 0x5000])
    #expect(bench.inputPair(4) == 0x0102_0304)
    #expect(bench.inputPair(6) == 12_345)
    #expect(bench.input(9) == 2)
    #expect(bench.input(11) == ReferencePumpState.idle.rawValue)
    #expect(bench.input(13) == 0b1111)
    #expect([bench.inputPair(60), bench.inputPair(62), bench.inputPair(64)] == [100, 200_000, 999_000])
  }

  @Test(
    "an address outside the map is exception 02, whatever range touches it",
    arguments: [
      (33..<34), (32..<34), (39..<41), (40..<53), (52..<60), (59..<61), (60..<67), (65_535..<65_537),
    ])
  func unmappedInput(range: Range<Int>) {
    #expect(throws: ModbusException.illegalAddress) { try Bench().pump.readRegisters(.input, range) }
  }

  @Test("unmapped holding registers, coils and discrete inputs are exception 02")
  func unmappedOthers() throws {
    for range in [4..<5, 3..<5, 9..<11, 22..<23, 21..<31, 42..<43] {
      #expect(throws: ModbusException.illegalAddress) { try Bench().pump.readRegisters(.holding, range) }
    }
    #expect(throws: ModbusException.illegalAddress) { try Bench().pump.readBits(.coils, 9..<11) }
    #expect(throws: ModbusException.illegalAddress) { try Bench().pump.readBits(.discreteInputs, 0..<13) }
    var bench = Bench()
    try bench.own()
    for address in [4, 9, 22, 29, 30, 41, 42] {
      #expect(throws: ModbusException.illegalAddress) { try bench.pump.writeRegisters(from: address, [0]) }
    }
    #expect(throws: ModbusException.illegalAddress) { try bench.pump.writeRegisters(from: 3, [0, 0]) }
    #expect(throws: ModbusException.illegalAddress) { try bench.pump.writeRegisters(from: 20, [0, 0, 0]) }
    #expect(throws: ModbusException.illegalAddress) { try bench.pump.writeCoil(10, true) }
  }

  @Test("the sequence counters count 100 ms cycles, agree with each other, and wrap")
  func sequence() {
    var bench = Bench()
    for cycle in 0..<50 {
      #expect(bench.input(10) == UInt16(cycle))
      #expect(bench.input(10) == bench.input(32))
      bench.wait(.milliseconds(99))
      #expect(bench.input(10) == UInt16(cycle))
      bench.wait(.milliseconds(1))
    }
    bench.wait(.milliseconds(100 * (65_536 - 50)))
    #expect(bench.input(10) == 0)
  }

  @Test("a 32-bit item is written whole or refused with 03, and a refused request changes nothing")
  func wholePairs() throws {
    var bench = Bench()
    try bench.own()
    for (address, count) in [(10, 1), (11, 1), (11, 2), (10, 3), (13, 5), (15, 1), (17, 1), (17, 5), (10, 7)] {
      #expect(throws: ModbusException.illegalValue) {
        try bench.pump.writeRegisters(from: address, Array(repeating: 0, count: count))
      }
    }
    #expect(bench.holding(10..<22) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 500, 0, 0])
    try bench.pump.writeRegisters(from: 10, [0, 1_000])
    try bench.pump.writeRegisters(from: 12, [0, 9, 0, 0])
    try bench.pump.writeRegisters(from: 16, [0, 0, 100, 400, 3, 4])
    try bench.pump.writeRegisters(from: 20, [77])
    #expect(bench.holding(10..<22) == [0, 1_000, 0, 9, 0, 0, 0, 0, 100, 400, 77, 4])
  }

  @Test("staged values out of range are refused with 03 and none of the block is written")
  func ranges() throws {
    var bench = Bench()
    try bench.own()
    let bad = [
      Bench.program(rate: 99), Bench.program(rate: 200_100), Bench.program(rate: 12_250), Bench.program(rate: .max),
      Bench.program(rate: 100, vtbi: 999_001), Bench.program(rate: 100, bolus: 999_001),
      Bench.program(rate: 100, bolusRate: 50), Bench.program(rate: 100, keepOpen: 150),
      Bench.program(rate: 100, limit: 49), Bench.program(rate: 100, limit: 1_001),
    ]
    for words in bad {
      #expect(throws: ModbusException.illegalValue) { try bench.pump.writeRegisters(from: 10, words) }
    }
    #expect(bench.holding(10..<12) == [0, 0])
    for words in [
      Bench.program(rate: 100, limit: 50), Bench.program(rate: 200_000, limit: 1_000),
      Bench.program(rate: 100, vtbi: 0xFFFF_FFFF), Bench.program(rate: 100, vtbi: 999_000),
    ] {
      try bench.pump.writeRegisters(from: 10, words)
      #expect(bench.holding(10..<22) == words)
    }
  }

  @Test("the measured values appear in integers and floats alike")
  func values() throws {
    var bench = try Bench.infusing(rate: 36_000, vtbi: 1_000, seconds: 60)
    bench.wait(Interval(nanoseconds: 50_050_000_000))
    #expect(bench.inputPair(14) == 36_000)
    #expect(bench.inputPair(16) == 500)
    #expect(bench.inputPair(18) == 500)
    #expect(bench.inputPair(20) == 50)
    #expect(bench.input(22) == 20)
    #expect(bench.input(23) == 1_000)
    #expect(bench.input(28) == 10)
    #expect(bench.input(29) == 1)
    let floats = stride(from: 40, to: 52, by: 2).map { Float(bitPattern: bench.inputPair($0)) }
    #expect(floats == [36, 0.5, 0.5, 20, 0, 36])
    #expect(bench.discrete(0))
    #expect(!bench.discrete(11))
  }

  @Test("without a VTBI the rest and its time are unknown")
  func noLimit() throws {
    let bench = try Bench.infusing(vtbi: 0xFFFF_FFFF)
    #expect(bench.inputPair(18) == 0xFFFF_FFFF)
    #expect(bench.inputPair(20) == 0xFFFF_FFFF)
    #expect(Float(bitPattern: bench.inputPair(44)).isNaN)
  }

  @Test("discrete input 11 tells that staged and committed differ")
  func stagedDiffers() throws {
    var bench = try Bench.infusing(rate: 1_000)
    #expect(!bench.discrete(11))
    try bench.pump.writeRegisters(from: 10, Bench.program(rate: 2_000))
    #expect(bench.discrete(11))
    #expect(bench.inputPair(14) == 1_000)
    #expect(Float(bitPattern: bench.inputPair(50)) == 1)
    try bench.pump.writeCoil(1, true)
    #expect(!bench.discrete(11))
    #expect(bench.inputPair(14) == 2_000)
    #expect(bench.holding(30..<42) == bench.holding(10..<22))
  }
}
