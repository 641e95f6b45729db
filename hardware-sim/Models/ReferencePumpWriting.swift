import Quantities

// What writing to the pump does: the writing half of the register map.

extension ReferencePump {
  /// The key that, in holding register 3, lets coil 0 take ownership.
  static var controlKey: UInt16 { 0x5A5A }

  private enum Coil: Int {
    case ownership = 0
    case commit, start, stop, pause, bolus, clearAlarms, audioPause, clearVolume, testAlarm
  }

  private enum ControlRegister: Int {
    case heartbeat = 0
    case seconds, action, key
  }

  // MARK: - Coils

  /// Coils 0-9; FF00 acts. A refusal is exception 04, and input register 30 tells why.
  public mutating func writeCoil(_ address: Int, _ value: Bool) throws(ModbusException) {
    guard let coil = Coil(rawValue: address) else { throw .illegalAddress }
    if coil == .stop {
      if value { stop() }
      return
    }
    guard state != .selfTest else { throw .busy }
    let program = coil == .commit ? memory.staged.identifier : memory.committed.identifier
    let refusal = refusalOf(coil, value)
    memory.result = refusal ?? .accepted
    memory.resultProgram = program
    guard refusal == nil else { throw .refused }
    act(on: coil, value)
  }

  /// Stop is accepted from anyone in any state, even in the self-test and without ownership.
  private mutating func stop() {
    memory.ended = false
    memory.result = .accepted
    memory.resultProgram = memory.committed.identifier
    switch memory.motion {
    case .selfTest: break
    case .idle, .infusing, .paused, .bolus, .keepVeinOpen, .alarmStopped:
      memory.motion = liveAlarms.isDisjoint(with: [.occlusion, .watchdog]) ? .idle : .alarmStopped
    }
  }

  private func refusalOf(_ coil: Coil, _ value: Bool) -> ReferencePumpResult? {
    if coil == .ownership {
      if value { return memory.isRemote || memory.controlKey == Self.controlKey ? nil : .refusedOwner }
      return flow > .zero ? .refusedState : nil
    }
    guard memory.isRemote else { return .refusedOwner }
    guard value else { return nil }
    switch coil {
    case .commit: return refusalOfCommit
    case .start:
      if let refusal = refusalOfFlow { return refusal }
      if memory.motion == .infusing { return nil }
      let canRun = (memory.motion == .idle || memory.motion == .paused) && hasVolumeLeft
      return canRun ? nil : .refusedState
    case .bolus:
      if let refusal = refusalOfFlow { return refusal }
      let isReady = memory.motion == .idle || memory.motion == .infusing
      guard isReady, hasVolumeLeft else { return .refusedState }
      return memory.committed.bolusVolume > 0 && memory.committed.bolusRate > 0 ? nil : .refusedValue
    case .clearVolume: return flow > .zero ? .refusedState : nil
    case .ownership, .stop, .pause, .clearAlarms, .audioPause, .testAlarm: return nil
    }
  }

  /// Start and commit need a quiet alarm list and an armed watchdog.
  private var refusalOfFlow: ReferencePumpResult? {
    liveAlarms.isEmpty && latchedAlarms.isEmpty && memory.watchdog.isArmed ? nil : .refusedInterlock
  }

  private var refusalOfCommit: ReferencePumpResult? {
    if let refusal = refusalOfFlow { return refusal }
    switch memory.motion {
    case .selfTest, .bolus, .keepVeinOpen, .alarmStopped: return .refusedState
    case .idle, .infusing, .paused: break
    }
    let staged = memory.staged
    return staged.isIntact && staged.rate > 0 && staged.vtbi > 0 ? nil : .refusedValue
  }

  private var hasVolumeLeft: Bool {
    guard memory.committed.rate > 0 else { return false }
    return memory.committed.limit.map { memory.programDelivered.volume < $0 } ?? true
  }

  private mutating func act(on coil: Coil, _ value: Bool) {
    switch coil {
    case .ownership: setOwner(remote: value)
    case .audioPause: memory.audioPauseUntil = value ? now + Self.audioPauseTime : nil
    case .commit, .start, .stop, .pause, .bolus, .clearAlarms, .clearVolume, .testAlarm:
      if value { pulse(coil) }
    }
  }

  private mutating func pulse(_ coil: Coil) {
    switch coil {
    case .commit:
      memory.committed = memory.staged
      memory.programDelivered = .init()
    case .start: memory.motion = .infusing
    case .stop: stop()
    case .pause:
      if flow > .zero { memory.motion = .paused }
    case .bolus: memory.motion = .bolus(BolusRun(thenInfuses: memory.motion == .infusing))
    case .clearAlarms:
      let live = liveAlarms
      memory.latched = live
      if live.isEmpty && memory.motion == .alarmStopped { memory.motion = .idle }
    case .clearVolume: memory.counter = .init()
    case .testAlarm:
      memory.testAlarmUntil = now + Self.testAlarmTime
      memory.latched.insert(.test)
    case .ownership, .audioPause: break
    }
  }

  /// Taking control ends "configuration lost"; giving it back turns the watchdog off, as nobody is left to feed it.
  private mutating func setOwner(remote: Bool) {
    if remote && !memory.isRemote { memory.configurationLost = false }
    memory.isRemote = remote
    memory.controlKey = 0
    if !remote { memory.watchdog.fedAt = nil }
  }

  // MARK: - Holding registers

  /// Holding registers 0-3 and 10-21. The whole request is checked first; with any exception nothing is written.
  ///
  /// A 32-bit item is written whole or not at all. Registers 30-41 and gaps are exception 02.
  public mutating func writeRegisters(from address: Int, _ values: [UInt16]) throws(ModbusException) {
    let range = address..<address + values.count
    if range.lowerBound >= 0 && range.upperBound <= 4 {
      try writeControl(range, values)
    } else if range.lowerBound >= 10 && range.upperBound <= 22 {
      try writeStaged(range, values)
    } else {
      throw .illegalAddress
    }
  }

  private mutating func writeStaged(_ range: Range<Int>, _ values: [UInt16]) throws(ModbusException) {
    // Registers 10-17 are four pairs: a range may not begin with a low word or end with a high word.
    let pairs = 10..<18
    let splitsPair =
      pairs.contains(range.lowerBound) && !range.lowerBound.isMultiple(of: 2)
      || pairs.contains(range.upperBound) && !range.upperBound.isMultiple(of: 2)
    guard !splitsPair else { throw .illegalValue }
    guard state != .selfTest else { throw .busy }
    guard memory.isRemote else { throw .refused }
    var staged = memory.staged
    staged.words.replaceSubrange(range.lowerBound - 10..<range.upperBound - 10, with: values)
    guard staged.isInRange(for: nameplate) else { throw .illegalValue }
    memory.staged = staged
  }

  private mutating func writeControl(_ range: Range<Int>, _ values: [UInt16]) throws(ModbusException) {
    guard state != .selfTest else { throw .busy }
    var watchdog = memory.watchdog
    var key = memory.controlKey
    // Time and action count before the heartbeat, so that one request can configure and arm.
    for register in [ControlRegister.seconds, .action, .key, .heartbeat] where range.contains(register.rawValue) {
      let value = values[register.rawValue - range.lowerBound]
      switch register {
      case .heartbeat: try feed(&watchdog, with: value)
      case .seconds: try set(&watchdog, seconds: value)
      case .action:
        guard let action = WatchdogAction(rawValue: value) else { throw .illegalValue }
        watchdog.action = action
      case .key: key = value
      }
    }
    memory.watchdog = watchdog
    memory.controlKey = key
  }

  private func feed(_ watchdog: inout Watchdog, with heartbeat: UInt16) throws(ModbusException) {
    guard memory.isRemote else { throw .refused }
    guard heartbeat != watchdog.heartbeat else { throw .illegalValue }
    watchdog.heartbeat = heartbeat
    watchdog.lastAccepted = heartbeat
    watchdog.tripped = false
    watchdog.fedAt = watchdog.seconds > 0 ? now : nil
  }

  private func set(_ watchdog: inout Watchdog, seconds: UInt16) throws(ModbusException) {
    guard seconds == 0 || (4...60).contains(seconds) else { throw .illegalValue }
    if seconds == 0 {
      guard flow == .zero && !memory.isRemote else { throw .refused }
      watchdog.fedAt = nil
    }
    watchdog.seconds = seconds
  }
}
