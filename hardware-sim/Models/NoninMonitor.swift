public import Quantities

/// One packet of the Nonin serial data format 2: what 25 frames carry, written from the public description of the format.
public struct NoninPacket: Hashable, Sendable {
  /// A pulse rate and a saturation as one averaging method gives them; nil is sent as missing (511 and 127).
  public struct Pair: Hashable, Sendable {
    /// Beats per minute, 0...510.
    public var heartRate: UInt16?
    /// Percent, 0...126.
    public var saturation: UInt8?

    /// A pair of values.
    public init(heartRate: UInt16?, saturation: UInt8?) {
      self.heartRate = heartRate
      self.saturation = saturation
    }
  }

  /// Four-beat averages: frames 1-3; also sent as display values in frames 9, 20 and 21, and as fast SpO2 in frame 10.
  public var average: Pair
  /// Eight-beat averages: frames 14-17, 22 and 23.
  public var extended: Pair
  /// The newest beat's saturation: frame 11.
  public var beatToBeat: UInt8?
  /// Firmware revision: frame 4.
  public var revision: UInt8

  /// A packet of these values.
  public init(average: Pair, extended: Pair, beatToBeat: UInt8?, revision: UInt8) {
    self.average = average
    self.extended = extended
    self.beatToBeat = beatToBeat
    self.revision = revision
  }

  /// The DATA bytes of frames 1...25. The timer and STAT2 (frames 6-8) are zero, as on a plain OEM III.
  public var data: [UInt8] {
    let rate = Self.rateBytes(average.heartRate)
    let extendedRate = Self.rateBytes(extended.heartRate)
    let saturation = Self.saturationByte(average.saturation)
    let extendedSaturation = Self.saturationByte(extended.saturation)
    return rate + [saturation, revision, 0, 0, 0, 0, saturation, saturation, Self.saturationByte(beatToBeat), 0, 0]
      + extendedRate + [extendedSaturation, extendedSaturation, 0, 0] + rate + extendedRate + [0, 0]
  }

  private static func rateBytes(_ rate: UInt16?) -> [UInt8] {
    let value = min(rate ?? 511, 511)
    return [UInt8(value >> 7), UInt8(value & 0x7F)]
  }

  private static func saturationByte(_ value: UInt8?) -> UInt8 { min(value ?? 127, 127) }
}

/// The STATUS byte of a Nonin frame; bit 7 is always set.
public struct NoninStatus: OptionSet, Hashable, Sendable {
  /// The byte without its bit 7.
  public let rawValue: UInt8
  /// The status with these bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// First frame of a packet.
  public static let sync = NoninStatus(rawValue: 0x01)
  /// A pulse with high perfusion.
  public static let green = NoninStatus(rawValue: 0x02)
  /// A pulse with low perfusion.
  public static let red = NoninStatus(rawValue: 0x04)
  /// The sensor fails or is not on the patient.
  public static let sensorAlarm = NoninStatus(rawValue: 0x08)
  /// No good pulse.
  public static let outOfTrack = NoninStatus(rawValue: 0x10)
  /// Motion.
  public static let artifact = NoninStatus(rawValue: 0x20)
  /// The sensor is unplugged.
  public static let sensorDisconnected = NoninStatus(rawValue: 0x40)

  /// The five bytes of a frame: 01, STATUS, PLETH, DATA and the sum of these four modulo 256.
  public func frame(pleth: UInt8, data: UInt8) -> [UInt8] {
    let status = rawValue | 0x80
    return [0x01, status, pleth, data, 0x01 &+ status &+ pleth &+ data]
  }
}

/// A Nonin pulse oximeter that streams data format 2: 75 frames a second, one packet of 25 frames every third of a second.
public struct NoninMonitor: Hashable, Sendable {
  /// Whether the sensor is plugged in; without it there is no value.
  public var isSensorConnected = true {
    didSet { if !isSensorConnected { forgetBeats() } }
  }
  /// Whether its values stand still, though its frames and the pulse wave go on.
  public var isFrozen = false

  private let start: Instant
  private var framesSent: Int64 = 0
  private var packet: [UInt8] = []
  /// Where in the heartbeat the pulse is, 0 ..< 1.
  private var phase = 0.0
  private var rates: [Double] = []
  private var saturations: [Double] = []

  /// Frames in a packet.
  public static var framesPerPacket: Int64 { 25 }
  /// Firmware revision that it reports: "0" as the format's published test vector has it.
  private static var revision: UInt8 { 0x30 }

  /// A monitor that sends its first frame at `start`; it has values after four heartbeats.
  public init(start: Instant) { self.start = start }

  /// When the next frame goes out: frames are 1/75 s apart, without drift.
  public var nextFrameAt: Instant {
    start + Interval(nanoseconds: Interval.seconds(1).scaled(framesSent, over: 75).nanoseconds)
  }

  /// The bytes of all frames that are due by `target`, while the patient has the given saturation (%) and heart rate (/min).
  public mutating func advance(to target: Instant, saturation: Double, heartRate: Double) -> [UInt8] {
    var bytes: [UInt8] = []
    while nextFrameAt <= target { bytes += nextFrame(saturation: saturation, heartRate: heartRate) }
    return bytes
  }

  private mutating func nextFrame(saturation: Double, heartRate: Double) -> [UInt8] {
    phase += max(0, heartRate) / 60 / 75
    if phase >= 1 {
      phase -= phase.rounded(.down)
      remember(saturation: saturation, heartRate: heartRate)
    }
    let index = framesSent % Self.framesPerPacket
    if index == 0 || packet.isEmpty { packet = currentPacket.data }
    var status: NoninStatus = index == 0 ? .sync : []
    var pleth: UInt8 = 0
    if isSensorConnected {
      pleth = Self.pulse(at: phase)
      // The perfusion light shows with each pulse, for about a tenth of it.
      if phase < 0.1 { status.insert(.green) }
      if saturations.isEmpty { status.insert(.outOfTrack) }
    } else {
      status.formUnion([.sensorDisconnected, .outOfTrack])
    }
    framesSent += 1
    return status.frame(pleth: pleth, data: packet[Int(index)])
  }

  private mutating func remember(saturation: Double, heartRate: Double) {
    guard isSensorConnected, !isFrozen else { return }
    saturations = (saturations + [saturation]).suffix(8)
    rates = (rates + [heartRate]).suffix(8)
  }

  private mutating func forgetBeats() {
    saturations = []
    rates = []
  }

  private var currentPacket: NoninPacket {
    NoninPacket(
      average: pair(ofBeats: 4), extended: pair(ofBeats: 8), beatToBeat: saturations.last.map(Self.percent),
      revision: Self.revision)
  }

  /// The means over the newest beats; missing until there are that many.
  private func pair(ofBeats count: Int) -> NoninPacket.Pair {
    guard saturations.count >= count else { return .init(heartRate: nil, saturation: nil) }
    let saturation = saturations.suffix(count).reduce(0, +) / Double(count)
    let rate = rates.suffix(count).reduce(0, +) / Double(count)
    return .init(heartRate: UInt16(min(max(rate.rounded(), 0), 510)), saturation: Self.percent(saturation))
  }

  private static func percent(_ saturation: Double) -> UInt8 { UInt8(min(max(saturation.rounded(), 0), 100)) }

  /// The shape of one pulse, 20...255: a quick upstroke, a fall, a dicrotic notch, and the run-off; parabolas, so that no
  /// mathematics library is needed and every machine draws the same bytes.
  static func pulse(at phase: Double) -> UInt8 {
    func hump(_ center: Double, _ halfWidth: Double, _ height: Double) -> Double {
      let distance = (phase - center) / halfWidth
      return max(0, 1 - distance * distance) * height
    }
    let value = 20 + max(hump(0.18, 0.17, 235), hump(0.32, 0.25, 130), hump(0.55, 0.18, 100), hump(0.6, 0.4, 70))
    return UInt8(min(max(value, 0), 255))
  }
}
