import Quantities

@testable import Drivers

/// A small model of the reference pump's registers, written from the map alone, for tests of driver and link.
struct RegisterPump {
  enum State: UInt16 { case off, selfTest, idle, infusing, paused, bolus, keepVeinOpen, alarmStopped, fault }

  var serial: UInt32
  var firmware: UInt16 = 0x0100
  /// False for another device at the address: its coils do who knows what.
  var isReferencePump = true
  var isHung = false
  /// The pump keeps infusing whatever coil 3 says: a broken pump.
  var ignoresStop = false
  var now = Instant.boot
  var state = State.idle
  var isRemote = false
  var key: UInt16 = 0
  var watchdogSeconds: UInt16 = 0
  var watchdogAction: UInt16 = 1
  var heartbeat: UInt16 = 0
  var fedAt: Instant?
  var isTripped = false
  var staged = [UInt16](repeating: 0, count: 12)
  var committed = [UInt16](repeating: 0, count: 12)
  var result: UInt16 = 0
  var live: UInt32 = 0
  var latched: UInt32 = 0
  /// When the motor has reached the rate: 200 ms after each start or change.
  var steadyAt = Instant.boot
  var selfTestEnds = Instant.boot
  var volume = VolumeIntegrator()
  private var frozenSequence: UInt16?

  init(serial: UInt32) { self.serial = serial }

  var committedRate: FlowRate { FlowRate(microlitersPerHour: Int64(RefPumpMap.pair(committed[0], committed[1]))) }
  /// The rate that is commanded inside the pump now.
  var flow: FlowRate { state == .infusing ? committedRate : .zero }
  var isArmed: Bool { watchdogSeconds > 0 && fedAt != nil && !isTripped }

  mutating func advance(to time: Instant) {
    if isArmed, let fedAt, time >= fedAt + .seconds(Int64(watchdogSeconds)) {
      move(to: max(now, fedAt + .seconds(Int64(watchdogSeconds))))
      isTripped = true
      live |= 1 << 8
      latched |= 1 << 8
      if state == .infusing { state = .alarmStopped }
    }
    if state == .selfTest, time >= selfTestEnds { state = .idle }
    move(to: time)
  }

  private mutating func move(to time: Instant) {
    volume.add(flow, for: time.since(now))
    now = max(now, time)
  }

  /// Loses power for a moment.
  mutating func reboot() {
    let wasConfigured = isRemote || watchdogSeconds > 0
    var fresh = RegisterPump(serial: serial)
    fresh.now = now
    fresh.volume = volume
    fresh.state = .selfTest
    fresh.selfTestEnds = now + .seconds(1)
    fresh.ignoresStop = ignoresStop
    if wasConfigured {
      fresh.live = 1 << 15
      fresh.latched = 1 << 15
    }
    self = fresh
  }

  /// Somebody presses its own stop.
  mutating func stopLocally() { state = .paused }

  /// Somebody takes it at its keypad.
  mutating func takeLocally() { (state, isRemote) = (.paused, false) }

  mutating func hang() {
    frozenSequence = sequence
    isHung = true
  }

  var sequence: UInt16 { frozenSequence ?? UInt16(truncatingIfNeeded: now.nanoseconds / 100_000_000) }

  mutating func answer(_ request: BusRequest) -> BusReply {
    guard isReferencePump else {
      if case .readInputRegisters = request { return .registers([UInt16](repeating: 7, count: 33)) }
      return request.isWrite ? .written : .exception(2)
    }
    switch request {
    case .readInputRegisters(0, 33): return .registers(statusBlock)
    case .readInputRegisters(60, 6): return .registers([0, 100, 3, 0x0D40, 0xF, 0x3E58])
    case .readInputRegisters: return .exception(2)
    case .readHoldingRegisters(1, 2): return .registers([watchdogSeconds, watchdogAction])
    case .readHoldingRegisters(10, 12): return .registers(staged)
    case .readHoldingRegisters(30, 12): return .registers(committed)
    case .readHoldingRegisters: return .exception(2)
    case .readCoils, .writeCoils: return .exception(1)
    case .readDiscreteInputs(_, let count):
      var bits = [Bool](repeating: false, count: Int(count))
      bits[7] = isArmed
      bits[8] = isTripped
      bits[9] = isRemote
      return .bits(bits)
    case .writeCoil(let address, let isOn): return write(coil: address, isOn)
    case .writeRegister(let address, let value): return write(register: address, value)
    case .writeRegisters(let address, let values): return write(from: address, values)
    }
  }

  var statusBlock: [UInt16] {
    var block = [UInt16](repeating: 0, count: 33)
    block.replaceSubrange(0..<6, with: [0x4950, 0x0100, 0x449A, 0x5000, 0x0102, 0x0304])
    block.replaceSubrange(6...7, with: RefPumpMap.words(serial))
    block[8] = firmware
    block[9] = 2
    block[10] = sequence
    block[11] = state.rawValue
    block[12] = isRemote ? 1 : 0
    block[13] = 0b1111
    let rate = now >= steadyAt ? flow.nanolitersPerHour / 1_000 : 0
    block.replaceSubrange(14...15, with: RefPumpMap.words(UInt32(rate)))
    block.replaceSubrange(16...17, with: RefPumpMap.words(UInt32(volume.volume.nanoliters / 1_000)))
    block.replaceSubrange(18...19, with: [0xFFFF, 0xFFFF])
    block.replaceSubrange(24...25, with: RefPumpMap.words(live))
    block.replaceSubrange(26...27, with: RefPumpMap.words(latched))
    if isArmed, let fedAt {
      block[28] = UInt16((fedAt + .seconds(Int64(watchdogSeconds))).since(now).wholeSeconds)
    }
    block[29] = heartbeat
    block[30] = result
    block[32] = sequence
    return block
  }

  private mutating func refuse(_ code: UInt16) -> BusReply {
    result = code
    return .exception(4)
  }

  private mutating func write(coil: UInt16, _ isOn: Bool) -> BusReply {
    if coil == 3 {
      if state != .selfTest, !ignoresStop { state = live == 0 ? .idle : .alarmStopped }
      return .written
    }
    if state == .selfTest { return .exception(6) }
    switch coil {
    case 0:
      if isOn {
        guard key == 0x5A5A || isRemote else { return refuse(4) }
        live &= ~(1 << 15)
      } else {
        guard flow == .zero else { return refuse(2) }
        fedAt = nil
      }
      isRemote = isOn
      key = 0
    case 1:
      guard isRemote else { return refuse(4) }
      guard live == 0, latched == 0, isArmed else { return refuse(5) }
      guard modbusCRC(of: Array(staged[0..<11])) == staged[11] else { return refuse(3) }
      committed = staged
      if state == .infusing { steadyAt = now + .milliseconds(200) }
    case 2:
      guard isRemote else { return refuse(4) }
      guard live == 0, latched == 0, isArmed else { return refuse(5) }
      guard state == .idle || state == .paused || state == .infusing else { return refuse(2) }
      if state != .infusing { steadyAt = now + .milliseconds(200) }
      state = .infusing
    case 6:
      guard isRemote else { return refuse(4) }
      latched = live
      if live == 0, state == .alarmStopped { state = .idle }
    default: return .exception(2)
    }
    result = 1
    return .written
  }

  private mutating func write(register: UInt16, _ value: UInt16) -> BusReply {
    if state == .selfTest { return .exception(6) }
    switch register {
    case 0:
      guard isRemote else { return refuse(4) }
      guard value != heartbeat else { return .exception(3) }
      heartbeat = value
      isTripped = false
      live &= ~(1 << 8)
      fedAt = watchdogSeconds > 0 ? now : nil
    case 1:
      guard value == 0 || (4...60).contains(value) else { return .exception(3) }
      guard value > 0 || (flow == .zero && !isRemote) else { return refuse(2) }
      watchdogSeconds = value
      if value == 0 { fedAt = nil }
    case 3: key = value
    default: return .exception(2)
    }
    return .written
  }

  private mutating func write(from address: UInt16, _ values: [UInt16]) -> BusReply {
    if state == .selfTest { return .exception(6) }
    if address == 1, values.count == 2 {
      guard (4...60).contains(values[0]), values[1] <= 2 else { return .exception(3) }
      watchdogSeconds = values[0]
      watchdogAction = values[1]
      return .written
    }
    guard address == 10, values.count == 12 else { return .exception(2) }
    guard isRemote else { return refuse(4) }
    staged = values
    return .written
  }
}
