public import Quantities

/// The reference pump at the end of a Modbus RTU line, with everything that can go wrong there: bytes in, bytes out.
public struct PumpOnLine: Hashable, Sendable {
  /// The pump itself.
  public private(set) var pump: ReferencePump
  /// The framing at its end of the line.
  public private(set) var server: RTUServer
  /// Requests to change something that reached the pump.
  public private(set) var writesReceived = 0
  /// Requests to change something that reached an impostor at the pump's address: a careful host sends none.
  public private(set) var impostorWrites = 0

  private var active = ActiveFaults()
  private var impostor: ReferencePump
  /// The version that the pump tells without a fault.
  private let firmware: UInt16
  private var random: Random
  /// Whether one reply to a write is still to be lost.
  private var losesNextReply = false

  /// A pump at `unit`; `silence` ends a frame, and `random` decides how replies are damaged.
  public init(pump: ReferencePump, unit: UInt8, silence: Interval, random: Random) {
    self.pump = pump
    server = RTUServer(unit: unit, silence: silence)
    self.random = random
    var other = pump.nameplate
    other.serial &+= 1
    impostor = ReferencePump(nameplate: other, start: pump.now)
    firmware = pump.nameplate.firmware
  }

  /// The names of the faults that are active.
  public var faults: [String] { active.faults.map(\.name) + (losesNextReply ? [Fault.loseReply.name] : []) }

  /// Lets time pass; the reply, if any, to a request that only a silence could end.
  public mutating func advance(to target: Instant) -> [UInt8] {
    while let end = active.nextEnd, end <= target {
      pump.advance(to: end)
      let wasBlocked = active.contains(.occlusion)
      active.expire(at: end)
      if wasBlocked && !active.contains(.occlusion) { pump.setBlocked(false) }
      showFirmware()
    }
    pump.advance(to: target)
    impostor.advance(to: target)
    return server.settle(at: pump.now).flatMap { reply(to: $0) }
  }

  /// Takes the bytes that arrive at `now`; the bytes that the host receives in return.
  public mutating func receive(_ bytes: [UInt8], at now: Instant) -> [UInt8] {
    let late = advance(to: now)
    guard !active.contains(.silent) else { return late }
    let requests = server.receive(bytes, at: now)
    return late + requests.flatMap { reply(to: $0) }
  }

  private mutating func reply(to request: ModbusRequest) -> [UInt8] {
    guard !active.contains(.silent) else { return [] }
    let pdu: [UInt8]
    if let kind = impostorKind {
      if request.isWrite { impostorWrites += 1 }
      switch kind {
      case .otherMake:
        var stranger = OtherMake()
        pdu = request.answer(from: &stranger)
      case .otherSerial: pdu = request.answer(from: &impostor)
      }
    } else {
      if request.isWrite { writesReceived += 1 }
      pdu = request.answer(from: &pump)
    }
    if request.isBroadcast { return [] }
    if request.isWrite && (losesNextReply || active.contains(.loseReply)) {
      losesNextReply = false
      return []
    }
    let frame = server.frame(pdu)
    return active.contains(.corrupt) ? damaged(frame) : frame
  }

  private mutating func showFirmware() {
    pump.nameplate.firmware = active.contains(.firmware) ? firmware &+ 1 : firmware
  }

  private var impostorKind: Fault.Impostor? {
    if active.contains(.impostor(.otherMake)) { return .otherMake }
    return active.contains(.impostor(.otherSerial)) ? .otherSerial : nil
  }

  /// A frame that differs from `frame`: one bit flipped, one byte lost, or one byte too many.
  private mutating func damaged(_ frame: [UInt8]) -> [UInt8] {
    var bytes = frame
    let index = random.below(bytes.count)
    if random.oneIn(3) {
      bytes.remove(at: index)
    } else if random.oneIn(2) {
      bytes.insert(~bytes[index], at: index)
    } else {
      bytes[index] ^= 1 << UInt8(random.below(8))
    }
    return bytes
  }

  // MARK: - Faults

  /// Makes `fault` happen from now on, for `duration` or until cleared; a sentence that tells what was done.
  ///
  /// Throws a sentence when a pump cannot do this fault.
  public mutating func inject(_ fault: Fault, for duration: Interval?) throws(FaultRefusal) -> String {
    let until = duration.map { pump.now + $0 }
    switch fault {
    case .desaturate, .tachycardia, .bradycardia, .apnea, .hypoventilation, .hypertension, .hypotension, .sedation, .distress,
      .vomiting:
      throw FaultRefusal("a pump cannot do that; write: fault patient \(fault.name)")
    case .sensorOff, .freeze, .bias:
      throw FaultRefusal("a pump has no sensor; write: fault oximeter-1 \(fault.name)")
    case .firmware:
      active.add(fault, until: until)
      showFirmware()
      let before = ReferencePumpNameplate.text(ofFirmware: firmware)
      return "tells firmware \(pump.nameplate.firmwareText) instead of \(before), \(untilText(duration))"
    case .stuckLamp, .call:
      throw FaultRefusal("a pump cannot do \(fault.name); write: fault tower-1 stuck-lamp, or fault patient call")
    case .reboot:
      guard duration == nil else {
        throw FaultRefusal("a restart takes the pump's own time; leave --for away")
      }
      pump.restart()
      return "restarted: its program, counter, owner and watchdog are forgotten, and its self-test runs for 1 s"
    case .loseReply:
      guard until != nil else {
        losesNextReply = true
        return "will execute the next write, but its reply will be lost"
      }
      active.add(fault, until: until)
      return "executes every write, but each reply to a write is lost, \(untilText(duration))"
    case .occlusion:
      pump.setBlocked(true)
      active.add(fault, until: until)
      return "the line to the patient is blocked \(untilText(duration)); once the pump pushes, its occlusion alarm follows"
    case .silent:
      active.add(fault, until: until)
      return "neither hears nor answers anything \(untilText(duration)); it keeps doing what it did, under its own watchdog"
    case .corrupt:
      active.add(fault, until: until)
      return "each of its replies is damaged \(untilText(duration))"
    case .impostor(let kind):
      // Two devices cannot answer at one address.
      active.remove(.impostor(.otherMake))
      active.remove(.impostor(.otherSerial))
      impostor = ReferencePump(nameplate: impostor.nameplate, start: pump.now)
      active.add(fault, until: until)
      let who = kind == .otherMake ? "a device of another make" : "a pump with serial number \(impostor.nameplate.serial)"
      return "\(who) answers at its address \(untilText(duration)); the pump itself is off the line, under its own watchdog"
    }
  }

  /// Ends every fault; what had been caused (an alarm, a forgotten program) stays until the host deals with it.
  public mutating func clearFaults() -> String {
    let names = faults
    active.removeAll()
    losesNextReply = false
    pump.setBlocked(false)
    showFirmware()
    return names.isEmpty ? "no fault was active" : "ended: \(names.joined(separator: ", "))"
  }
}

/// A Modbus device that is no pump: every address exists, nothing is what a pump would say, every write is taken.
private struct OtherMake: ModbusDevice {
  func readBits(_ table: ModbusBits, _ range: Range<Int>) -> [Bool] { range.map { !$0.isMultiple(of: 2) } }

  func readRegisters(_ table: ModbusRegisters, _ range: Range<Int>) -> [UInt16] {
    range.map { UInt16(truncatingIfNeeded: 0x1000 + $0) }
  }

  mutating func writeCoil(_ address: Int, _ value: Bool) {}

  mutating func writeRegisters(from address: Int, _ values: [UInt16]) {}
}
