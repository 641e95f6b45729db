import Quantities

// What the pump's tables hold: the reading half of the register map.

extension ReferencePump: ModbusDevice {
  /// Coils 0-9 (all read 0 except ownership and audio pause) and discrete inputs 0-11.
  public func readBits(_ table: ModbusBits, _ range: Range<Int>) throws(ModbusException) -> [Bool] {
    try slice(of: [(0, table == .coils ? coils : discreteInputs)], range)
  }

  /// Input registers 0-32, 40-51, 60-65 and holding registers 0-3, 10-21, 30-41; a range may not span a gap.
  public func readRegisters(_ table: ModbusRegisters, _ range: Range<Int>) throws(ModbusException) -> [UInt16] {
    switch table {
    case .input:
      return try slice(of: [(0, mainBlock), (40, floatBlock), (60, limitBlock)], range)
    case .holding:
      let control = [
        memory.watchdog.heartbeat, memory.watchdog.seconds, memory.watchdog.action.rawValue, memory.controlKey,
      ]
      return try slice(of: [(0, control), (10, memory.staged.words), (30, memory.committed.words)], range)
    }
  }

  private func slice<Item>(of blocks: [(start: Int, items: [Item])], _ range: Range<Int>) throws(ModbusException) -> [Item] {
    for (start, items) in blocks where range.lowerBound >= start && range.upperBound <= start + items.count {
      return Array(items[range.lowerBound - start..<range.upperBound - start])
    }
    throw .illegalAddress
  }

  private var coils: [Bool] {
    (0..<10).map { coil in
      coil == 0 && memory.isRemote || coil == 7 && isAudioPaused
    }
  }

  private var isAudioPaused: Bool { memory.audioPauseUntil.map { now < $0 } ?? false }

  private var discreteInputs: [Bool] {
    [
      state == .infusing, state == .bolus, !liveAlarms.isEmpty, !latchedAlarms.isEmpty,
      true, true, true,  // cassette present, door closed, mains present
      memory.watchdog.isArmed, memory.watchdog.tripped, memory.isRemote,
      false,  // key lock
      memory.staged != memory.committed,
    ]
  }

  /// Input registers 0...32.
  private var mainBlock: [UInt16] {
    let isValid = state != .selfTest
    var block: [UInt16] = [0x4950, 0x0100] + words(Float(1234.5).bitPattern) + words(0x0102_0304)
    block += words(nameplate.serial) + [nameplate.firmware, nameplate.channelType]
    block += [sequenceCounter, state.rawValue, memory.isRemote ? 1 : 0, isValid ? 0b1111 : 0]
    block += words(rateRegister) + words(counterRegister) + words(remainingRegister) + words(secondsRegister)
    block += [UInt16(bitPattern: Int16(clamping: pressure)), 1_000]
    block += words(liveAlarms.rawValue) + words(latchedAlarms.rawValue)
    block += [watchdogSecondsLeft, memory.watchdog.lastAccepted, memory.result.rawValue, memory.resultProgram]
    return block + [sequenceCounter]
  }

  /// Input registers 40...51: the convenience floats.
  private var floatBlock: [UInt16] {
    let remaining = remainingRegister == PumpProgram.noLimit ? Float.nan : Float(remainingRegister) / 1_000
    let values = [
      Float(rateRegister) / 1_000, Float(counterRegister) / 1_000, remaining, Float(pressure), 0,
      Float(memory.committed.rate) / 1_000,
    ]
    return values.flatMap { words($0.bitPattern) }
  }

  /// Input registers 60...65: minimum rate, maximum rate, maximum VTBI.
  private var limitBlock: [UInt16] {
    words(nameplate.minimumRate) + words(nameplate.maximumRate) + words(nameplate.maximumVTBI)
  }

  /// One more every 100 ms since the start; wraps at 65,536.
  private var sequenceCounter: UInt16 {
    UInt16(truncatingIfNeeded: now.since(memory.bootedAt).wholeMilliseconds / 100)
  }

  private var rateRegister: UInt32 { UInt32(flow.nanolitersPerHour / 1_000) }

  /// uL since the last clear, rounded down; wraps as a 32-bit counter does.
  var counterRegister: UInt32 { UInt32(truncatingIfNeeded: memory.counter.volume.nanoliters / 1_000) }

  /// uL of the VTBI that are left, rounded up so that 0 means reached.
  private var remainingRegister: UInt32 {
    guard let limit = memory.committed.limit else { return PumpProgram.noLimit }
    return UInt32(clamping: (limit.remaining(after: memory.programDelivered.volume).nanoliters + 999) / 1_000)
  }

  /// Seconds until the VTBI is infused, rounded up.
  private var secondsRegister: UInt32 {
    guard state == .infusing, let limit = memory.committed.limit else { return 0xFFFF_FFFF }
    let time = memory.programDelivered.time(until: limit, at: flow)
    return UInt32(clamping: (time.nanoseconds + 999_999_999) / 1_000_000_000)
  }

  /// Seconds until the watchdog trips, rounded up so that 0 means tripped or off.
  public var watchdogSecondsLeft: UInt16 {
    guard let deadline = memory.watchdog.deadline else { return 0 }
    return UInt16(clamping: (deadline.since(now).nanoseconds + 999_999_999) / 1_000_000_000)
  }

  private func words(_ value: UInt32) -> [UInt16] { [UInt16(value >> 16), UInt16(value & 0xFFFF)] }
}

extension ReferencePump {
  /// Whether a remote host has control.
  public var isRemote: Bool { memory.isRemote }
  /// The watchdog's time, seconds; 0 is off.
  public var watchdogSeconds: UInt16 { memory.watchdog.seconds }
  /// Whether the watchdog tripped and no heartbeat has come since.
  public var isWatchdogTripped: Bool { memory.watchdog.tripped }
}
