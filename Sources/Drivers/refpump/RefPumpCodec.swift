import Quantities
import Therapy

// The register map of the reference pump (protocol sheet "modbus-generic-pump-map"): what the numbers on the wire mean.

/// Addresses and constants of the map.
enum RefPumpMap {
  static var magic: UInt16 { 0x4950 }
  static var majorVersion: UInt16 { 1 }
  /// Registers 2...3, the float 1234.5, high word first.
  static var floatProbe: [UInt16] { [0x449A, 0x5000] }
  /// Registers 4...5.
  static var integerProbe: [UInt16] { [0x0102, 0x0304] }

  static var statusCount: UInt16 { 33 }
  static var limitsAddress: UInt16 { 60 }
  static var limitsCount: UInt16 { 6 }
  static var discreteCount: UInt16 { 12 }

  static var heartbeatRegister: UInt16 { 0 }
  static var watchdogRegister: UInt16 { 1 }
  static var keyRegister: UInt16 { 3 }
  static var key: UInt16 { 0x5A5A }
  /// Stop and alarm: the only watchdog action that a driver may set.
  static var stopAction: UInt16 { 1 }
  /// Watchdog times that the map accepts, seconds.
  static var watchdogSeconds: ClosedRange<Int64> { 4...60 }
  static var stagedAddress: UInt16 { 10 }
  static var committedAddress: UInt16 { 30 }
  static var programCount: UInt16 { 12 }

  static var ownershipCoil: UInt16 { 0 }
  static var commitCoil: UInt16 { 1 }
  static var startCoil: UInt16 { 2 }
  static var stopCoil: UInt16 { 3 }
  static var clearAlarmsCoil: UInt16 { 6 }

  /// What the map writes where there is no limit or no value.
  static var none: UInt32 { 0xFFFF_FFFF }
  /// One period of the pump's own cycle, in which its sequence counter moves.
  static var cycle: Interval { .milliseconds(100) }

  /// The 32-bit number in two registers, high word first.
  static func pair(_ high: UInt16, _ low: UInt16) -> UInt32 { UInt32(high) << 16 | UInt32(low) }
  /// The two registers of a 32-bit number, high word first.
  static func words(_ value: UInt32) -> [UInt16] { [UInt16(value >> 16), UInt16(value & 0xFFFF)] }
}

/// Why a block of registers is not a reading of our pump.
enum RefPumpFault: Error, Hashable {
  /// Another count of registers than asked for.
  case shape(Int)
  /// Not a reference pump, or not reached as one; in words.
  case foreign(String)
  /// The pump's cycle ran while the block was read: registers 10 and 32 differ.
  case torn
  /// A value that the map does not have, in words.
  case unreadable(String)
}

/// Input registers 0...32, read in one request.
struct RefPumpStatus: Hashable, Sendable {
  let serialNumber: UInt32
  let firmware: UInt16
  let sequence: UInt16
  let state: PumpState
  let isRemotelyOwned: Bool
  let rate: FlowRate
  let infused: Volume
  let vtbiRemaining: Volume?
  let liveAlarms: PumpAlarms
  let latchedAlarms: PumpAlarms
  let watchdogRemaining: Interval
  let heartbeat: UInt16
  let commandResult: UInt16

  /// Checks identity, wholeness and ranges, in this order.
  init(registers block: [UInt16]) throws(RefPumpFault) {
    guard block.count == Int(RefPumpMap.statusCount) else { throw .shape(block.count) }
    try Self.checkIdentity(block)
    guard block[10] == block[32] else { throw .torn }
    guard let state = Self.state(block[11]) else { throw .unreadable("state \(block[11])") }
    guard block[12] <= 1 else { throw .unreadable("owner \(block[12])") }
    // Bit 0 is the rate's, bit 1 the volume's: without them nothing that matters is known.
    guard block[13] & 0b11 == 0b11 else { throw .unreadable("validity bits \(block[13])") }
    serialNumber = RefPumpMap.pair(block[6], block[7])
    firmware = block[8]
    sequence = block[10]
    self.state = state
    isRemotelyOwned = block[12] == 1
    rate = FlowRate(microlitersPerHour: Int64(RefPumpMap.pair(block[14], block[15])))
    infused = Volume(microliters: Int64(RefPumpMap.pair(block[16], block[17])))
    let vtbi = RefPumpMap.pair(block[18], block[19])
    vtbiRemaining = vtbi == RefPumpMap.none ? nil : Volume(microliters: Int64(vtbi))
    liveAlarms = Self.alarms(RefPumpMap.pair(block[24], block[25]))
    latchedAlarms = Self.alarms(RefPumpMap.pair(block[26], block[27]))
    watchdogRemaining = .seconds(Int64(block[28]))
    heartbeat = block[29]
    commandResult = block[30]
  }

  private static func checkIdentity(_ block: [UInt16]) throws(RefPumpFault) {
    guard block[0] == RefPumpMap.magic else { throw .foreign("magic \(block[0]) where a reference pump has 18768") }
    guard block[1] >> 8 == RefPumpMap.majorVersion else { throw .foreign("map version \(block[1] >> 8), this driver knows 1") }
    let probe = Array(block[2...3])
    guard probe == RefPumpMap.floatProbe else {
      let isSwapped = probe == RefPumpMap.floatProbe.reversed()
      throw .foreign(isSwapped ? "a gateway swaps the words of 32-bit values" : "the floating-point probe constant is wrong")
    }
    guard Array(block[4...5]) == RefPumpMap.integerProbe else { throw .foreign("the integer probe constant is wrong") }
  }

  private static func state(_ code: UInt16) -> PumpState? {
    let states: [PumpState] = [
      .off, .selfTest, .idle, .infusing, .paused, .bolus, .keepVeinOpen, .alarmStopped, .fault,
    ]
    return states.indices.contains(Int(code)) ? states[Int(code)] : nil
  }

  /// The alarms of a word in the project's vocabulary; a bit that the map does not name becomes `unknown` (SR-064).
  static func alarms(_ word: UInt32) -> PumpAlarms {
    let named: [PumpAlarms] = [
      .occlusion, .airInLine, .empty, .nearEmpty, .syringeRemoved, .doorOpen, .motor, .rateDeviation,
      .communicationWatchdog, .powerLost, .batteryLow, .batteryEmpty, .sensorFault, .internalFault, .programFault,
      .configurationLost, .reminder,
    ]
    var alarms = PumpAlarms()
    for bit in 0..<32 where word & (1 << UInt32(bit)) != 0 {
      if bit < named.count {
        alarms.insert(named[bit])
      } else {
        alarms.insert(bit == 31 ? .test : .unknown)
      }
    }
    return alarms
  }

  /// The report that this block is, with the times of its request and its answer.
  func report(began: Instant, ended: Instant) -> PumpReport {
    var report = PumpReport(
      state: state, isRemotelyOwned: isRemotelyOwned, rate: rate, infused: infused,
      infusedResolution: Volume(microliters: 1), vtbiRemaining: vtbiRemaining, liveAlarms: liveAlarms,
      latchedAlarms: latchedAlarms, watchdogRemaining: watchdogRemaining, serialNumber: serialNumber, readBegan: began,
      readEnded: ended)
    report.firmware = firmware
    return report
  }

  /// Whether the pump infuses within 1 % of `target` (map, driver rule 3).
  func runs(at target: FlowRate) -> Bool {
    state == .infusing && rate.distance(to: target) <= target.divided(by: 100)
  }

  /// Why the pump refused its newest command, as register 30 tells.
  var refusal: PumpRefusal {
    let byCode: [UInt16: PumpRefusal] = [2: .state, 3: .value, 4: .owner, 5: .interlock]
    return byCode[commandResult] ?? .state
  }
}

/// Input registers 60...65: what the fitted syringe or set allows.
struct RefPumpLimits: Hashable, Sendable {
  let slowest: FlowRate
  let fastest: FlowRate
  let largestVTBI: Volume

  init(registers: [UInt16]) throws(RefPumpFault) {
    guard registers.count == Int(RefPumpMap.limitsCount) else { throw .shape(registers.count) }
    slowest = FlowRate(microlitersPerHour: Int64(RefPumpMap.pair(registers[0], registers[1])))
    fastest = FlowRate(microlitersPerHour: Int64(RefPumpMap.pair(registers[2], registers[3])))
    largestVTBI = Volume(microliters: Int64(RefPumpMap.pair(registers[4], registers[5])))
    guard slowest <= fastest else { throw .unreadable("a slowest rate above the fastest") }
  }
}

/// A program as it lies in holding registers 10...21 and, committed, in 30...41.
struct RefPumpProgram: Hashable, Sendable {
  /// The twelve registers, the last one the CRC.
  let registers: [UInt16]
  /// The rate as the registers hold it.
  let rate: FlowRate

  /// The program for a rate and a volume, each rounded down to the pump's unit (SR-016); nil when one of them is then zero, does
  /// not fit, or would mean "no limit". There is never a bolus and never a keep-vein-open rate (SR-013, SR-033).
  init?(rate: FlowRate, vtbi: Volume, occlusionLimit: UInt16, number: UInt16) {
    let microlitersPerHour = rate.nanolitersPerHour / 1_000
    let microliters = vtbi.nanoliters / 1_000
    let range = Int64(1)..<Int64(RefPumpMap.none)
    guard range.contains(microlitersPerHour), range.contains(microliters) else { return nil }
    var words = RefPumpMap.words(UInt32(microlitersPerHour)) + RefPumpMap.words(UInt32(microliters))
    words += [0, 0, 0, 0, 0, occlusionLimit, number]
    words.append(modbusCRC(of: words))
    registers = words
    self.rate = FlowRate(microlitersPerHour: microlitersPerHour)
  }
}

/// CRC-16/MODBUS over registers, each as two bytes, high first, as a number (register 21 of the map).
func modbusCRC(of registers: [UInt16]) -> UInt16 {
  modbusCRC(bytes: registers.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
}

/// CRC-16/MODBUS over bytes: polynomial A001h reflected, start FFFFh; "123456789" gives 4B37h.
func modbusCRC(bytes: [UInt8]) -> UInt16 {
  var crc: UInt16 = 0xFFFF
  for byte in bytes {
    crc ^= UInt16(byte)
    for _ in 0..<8 { crc = crc & 1 != 0 ? crc >> 1 ^ 0xA001 : crc >> 1 }
  }
  return crc
}
