public import Quantities

/// The signal tower at the end of a Modbus RTU line, with everything that can go wrong there: bytes in, bytes out.
public struct TowerOnLine: Hashable, Sendable {
  /// The tower itself.
  public private(set) var tower: SignalTower
  /// The framing at its end of the line.
  public private(set) var server: RTUServer
  /// Requests to change something that reached the tower.
  public private(set) var writesReceived = 0

  private var active = ActiveFaults()
  /// When the call button of channel 1 is released; nil while nobody presses it, or for good.
  private var callEnds: Instant?

  /// A tower at `unit`; `silence` ends a frame.
  public init(tower: SignalTower, unit: UInt8, silence: Interval) {
    self.tower = tower
    server = RTUServer(unit: unit, silence: silence)
  }

  /// The names of the faults that are active.
  public var faults: [String] { active.faults.map(\.name) }

  /// Lets time pass; the reply, if any, to a request that only a silence could end.
  public mutating func advance(to target: Instant) -> [UInt8] {
    while let end = active.nextEnd, end <= target {
      tower.advance(to: end)
      active.expire(at: end)
      tower.isRedStuck = active.contains(.stuckLamp)
    }
    if let end = callEnds, end <= target { release() }
    tower.advance(to: target)
    return server.settle(at: tower.now).flatMap { reply(to: $0) }
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
    if request.isWrite { writesReceived += 1 }
    let pdu = request.answer(from: &tower)
    return request.isBroadcast ? [] : server.frame(pdu)
  }

  // MARK: - The call button

  /// Presses the call button of channel 1 from now on, for `duration` or until released.
  public mutating func press(for duration: Interval?) {
    tower.setCall(0, true)
    callEnds = duration.map { tower.now + $0 }
  }

  /// Releases it.
  public mutating func release() {
    tower.setCall(0, false)
    callEnds = nil
  }

  // MARK: - Faults

  /// Makes `fault` happen from now on, for `duration` or until cleared; a sentence that tells what was done.
  ///
  /// Throws a sentence when a tower cannot do this fault.
  public mutating func inject(_ fault: Fault, for duration: Interval?) throws(FaultRefusal) -> String {
    let sentence: String
    switch fault {
    case .silent: sentence = "neither hears nor answers anything \(untilText(duration)); its lamps stay as they are"
    case .stuckLamp:
      tower.isRedStuck = true
      sentence = "the relay of its red lamp hangs, \(tower.isOn(.red) ? "on" : "off"), \(untilText(duration))"
    case .call: throw FaultRefusal("a tower cannot press a button; write: fault patient call")
    case .desaturate, .tachycardia, .bradycardia, .apnea, .hypoventilation, .hypertension, .hypotension, .sedation, .distress,
      .vomiting, .sensorOff, .freeze, .bias, .corrupt, .occlusion, .reboot, .loseReply, .impostor, .firmware:
      throw FaultRefusal("a signal tower cannot do \(fault.name); it does silent and stuck-lamp")
    }
    active.add(fault, until: duration.map { tower.now + $0 })
    return sentence
  }

  /// Ends every fault.
  public mutating func clearFaults() -> String {
    let names = faults
    active.removeAll()
    tower.isRedStuck = false
    return names.isEmpty ? "no fault was active" : "ended: \(names.joined(separator: ", "))"
  }
}
