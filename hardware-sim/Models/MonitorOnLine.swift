public import Quantities

/// The oximeter at the end of its serial line, with everything that can go wrong there.
public struct MonitorOnLine: Hashable, Sendable {
  /// The monitor itself.
  public private(set) var monitor: NoninMonitor

  private var active = ActiveFaults()
  private var random: Random
  private var now: Instant

  /// One byte of this many is damaged by the corrupt fault: nearly every packet of 125 bytes suffers.
  private static var oneByteIn: UInt64 { 40 }

  /// A monitor that begins to send at `start`; `random` decides which bytes are damaged.
  public init(start: Instant, random: Random) {
    monitor = NoninMonitor(start: start)
    self.random = random
    now = start
  }

  /// The names of the faults that are active.
  public var faults: [String] { active.faults.map(\.name) }

  /// Lets time pass until `target` while the patient has the given saturation (%) and heart rate (/min); the bytes sent.
  public mutating func advance(to target: Instant, saturation: Double, heartRate: Double) -> [UInt8] {
    var bytes: [UInt8] = []
    while let end = active.nextEnd, end <= target {
      // What is due at the very instant that the fault ends is sent after it.
      if end > .boot {
        bytes += send(until: Instant(nanoseconds: end.nanoseconds - 1), saturation: saturation, heartRate: heartRate)
      }
      active.expire(at: end)
      showFaults()
    }
    bytes += send(until: target, saturation: saturation, heartRate: heartRate)
    now = max(now, target)
    return bytes
  }

  private mutating func send(until target: Instant, saturation: Double, heartRate: Double) -> [UInt8] {
    let bias = Double(bias)
    let bytes = monitor.advance(to: target, saturation: saturation - bias, heartRate: heartRate * (1 - bias / 100))
    if active.contains(.silent) { return [] }
    return active.contains(.corrupt) ? damaged(bytes) : bytes
  }

  /// How far it reads too low: percent points of saturation, and percent of the heart rate.
  private var bias: Int {
    for case .bias(let by) in active.faults { return by }
    return 0
  }

  private mutating func showFaults() {
    monitor.isSensorConnected = !active.contains(.sensorOff)
    monitor.isFrozen = active.contains(.freeze)
  }

  private mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for byte in bytes {
      guard random.oneIn(Self.oneByteIn) else {
        result.append(byte)
        continue
      }
      // Half of the damaged bytes are lost, the others have one bit flipped.
      if random.oneIn(2) { result.append(byte ^ 1 << UInt8(random.below(8))) }
    }
    return result
  }

  /// Makes `fault` happen from now on, for `duration` or until cleared; a sentence that tells what was done.
  ///
  /// Throws a sentence when a monitor cannot do this fault.
  public mutating func inject(_ fault: Fault, for duration: Interval?) throws(FaultRefusal) -> String {
    try fault.check()
    let sentence: String
    switch fault {
    case .sensorOff:
      sentence = "its finger clip is unplugged \(untilText(duration)); it goes on sending, without values"
    case .silent: sentence = "sends nothing \(untilText(duration))"
    case .corrupt: sentence = "about one byte in \(Self.oneByteIn) of what it sends is lost or damaged \(untilText(duration))"
    case .freeze: sentence = "its values stand still \(untilText(duration)); it goes on sending"
    case .bias(let by):
      sentence = "SpO2 reads \(by) percent points too low, and the heart rate \(by) %, \(untilText(duration))"
    case .desaturate, .tachycardia, .bradycardia, .apnea, .hypoventilation, .hypertension, .hypotension, .sedation, .distress,
      .vomiting:
      throw FaultRefusal("a monitor only shows what the patient has; write: fault patient \(fault.name)")
    case .occlusion, .reboot, .loseReply, .impostor, .firmware, .stuckLamp, .call:
      throw FaultRefusal("an oximeter cannot do \(fault.name); it does sensor-off, silent, corrupt, freeze and bias")
    }
    active.add(fault, until: duration.map { now + $0 })
    showFaults()
    return sentence
  }

  /// Ends every fault.
  public mutating func clearFaults() -> String {
    let names = faults
    active.removeAll()
    showFaults()
    return names.isEmpty ? "no fault was active" : "ended: \(names.joined(separator: ", "))"
  }
}
