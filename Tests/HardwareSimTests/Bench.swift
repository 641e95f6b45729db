import HardwareSim
import Quantities

/// A reference pump on the bench, driven as a careful host would.
struct Bench {
  static let start = Instant(nanoseconds: 5_000_000_000)
  var pump = ReferencePump(nameplate: .init(serial: 12_345), start: Bench.start)
  private var heartbeat: UInt16 = 0

  func input(_ address: Int) -> UInt16 { (try? pump.readRegisters(.input, address..<address + 1))?[0] ?? 0xDEAD }
  func inputPair(_ address: Int) -> UInt32 { UInt32(input(address)) << 16 | UInt32(input(address + 1)) }
  func holding(_ range: Range<Int>) -> [UInt16] { (try? pump.readRegisters(.holding, range)) ?? [] }
  func discrete(_ address: Int) -> Bool { (try? pump.readBits(.discreteInputs, address..<address + 1))?[0] ?? false }
  func coil(_ address: Int) -> Bool { (try? pump.readBits(.coils, address..<address + 1))?[0] ?? false }

  mutating func wait(_ time: Interval) { pump.advance(to: pump.now + time) }

  mutating func own() throws {
    try pump.writeRegisters(from: 3, [0x5A5A])
    try pump.writeCoil(0, true)
  }

  mutating func feed() throws {
    heartbeat = holding(0..<1)[0] &+ 1
    try pump.writeRegisters(from: 0, [heartbeat])
  }

  mutating func arm(seconds: UInt16 = 10) throws {
    try own()
    try pump.writeRegisters(from: 1, [seconds, 1])
    try feed()
  }

  static func program(
    rate: UInt32, vtbi: UInt32 = 50_000, bolus: UInt32 = 0, bolusRate: UInt32 = 0, keepOpen: UInt16 = 0, limit: UInt16 = 500,
    id: UInt16 = 7
  ) -> [UInt16] {
    let words = [rate, vtbi, bolus, bolusRate].flatMap { [UInt16($0 >> 16), UInt16($0 & 0xFFFF)] } + [keepOpen, limit, id]
    return words + [modbusCRC(words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })]
  }

  mutating func commit(_ words: [UInt16]) throws {
    try pump.writeRegisters(from: 10, words)
    try pump.writeCoil(1, true)
  }

  /// Armed, programmed and infusing.
  static func infusing(rate: UInt32 = 12_300, vtbi: UInt32 = 50_000, seconds: UInt16 = 10, keepOpen: UInt16 = 0) throws -> Bench {
    var bench = Bench()
    try bench.arm(seconds: seconds)
    try bench.commit(program(rate: rate, vtbi: vtbi, keepOpen: keepOpen))
    try bench.pump.writeCoil(2, true)
    return bench
  }

  /// Lets time pass while a host feeds the watchdog every second.
  mutating func waitFed(_ time: Interval) throws {
    let end = pump.now + time
    while pump.now + .seconds(1) < end {
      wait(.seconds(1))
      try feed()
    }
    pump.advance(to: end)
  }
}

/// A frame of Modbus RTU as a host sends it.
func rtu(_ body: [UInt8]) -> [UInt8] {
  let crc = modbusCRC(body)
  return body + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
}

extension Instant {
  static func after(_ interval: Interval) -> Instant { Bench.start + interval }
}
