// The serial data format 2 of Nonin OEM III, Xpod and their like (protocol sheet "monitor-nonin"): 75 frames/s of five bytes,
// 25 frames to a packet.

/// The STATUS byte of a frame.
struct NoninStatus: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  static var alwaysOne: NoninStatus { NoninStatus(rawValue: 0x80) }
  /// SNSD: the sensor is disconnected from the monitor.
  static var sensorDisconnected: NoninStatus { NoninStatus(rawValue: 0x40) }
  /// ARTF: motion.
  static var artifact: NoninStatus { NoninStatus(rawValue: 0x20) }
  /// OOT: no good pulse.
  static var outOfTrack: NoninStatus { NoninStatus(rawValue: 0x10) }
  /// SNSA: the sensor is faulty or not on the patient.
  static var sensorAlarm: NoninStatus { NoninStatus(rawValue: 0x08) }
  static var redPerfusion: NoninStatus { NoninStatus(rawValue: 0x04) }
  static var greenPerfusion: NoninStatus { NoninStatus(rawValue: 0x02) }
  /// SYNC: the first frame of a packet.
  static var sync: NoninStatus { NoninStatus(rawValue: 0x01) }

  /// Low perfusion: red alone; red with green is yellow, medium.
  var isLowPerfusion: Bool { contains(.redPerfusion) && !contains(.greenPerfusion) }
}

/// One frame that passed its checks.
struct NoninFrame: Hashable, Sendable {
  let status: NoninStatus
  let pleth: UInt8
  let data: UInt8
}

/// Finds frames in a stream of bytes, keeping at most one frame's length of it.
struct NoninFrameFinder: Hashable, Sendable {
  static var frameLength: Int { 5 }

  private var window: [UInt8] = []
  /// Bytes that belonged to no frame.
  private(set) var lostBytes: UInt64 = 0

  /// Takes one byte; returns the frame that it completes.
  ///
  /// A frame is 01, a status with bit 7, two bytes, and the sum of the four modulo 256. If the oldest five bytes are none, the
  /// first of them is thrown away and the search goes on at the next 01.
  mutating func take(_ byte: UInt8) -> NoninFrame? {
    window.append(byte)
    guard window.count == Self.frameLength else { return nil }
    let status = NoninStatus(rawValue: window[1])
    let sum = window[0] &+ window[1] &+ window[2] &+ window[3]
    if window[0] == 0x01, status.contains(.alwaysOne), sum == window[4] {
      let frame = NoninFrame(status: status, pleth: window[2], data: window[3])
      window.removeAll(keepingCapacity: true)
      return frame
    }
    let next = window.dropFirst().firstIndex(of: 0x01) ?? window.endIndex
    lostBytes &+= UInt64(next)
    window.removeFirst(next)
    return nil
  }

  /// Drops the beginning of a frame whose end will not come.
  mutating func forget() { window.removeAll(keepingCapacity: true) }
}

/// The values of one packet of 25 frames.
struct NoninPacket: Hashable, Sendable {
  /// HR-D, frames 20 and 21; nil when the monitor says 511, missing.
  let heartRate: Int32?
  /// SpO2-D, frame 9; nil when the monitor says 127, missing.
  let oxygenSaturation: Int32?
  /// Frame 4.
  let revision: UInt8
  /// SNSD or SNSA in any frame.
  let isSensorOff: Bool
  /// Artifact, out of track or low perfusion in any frame.
  let isQuestionable: Bool

  static var frameCount: Int { 25 }

  /// The packet of exactly 25 frames; nil for another count.
  init?(frames: [NoninFrame]) {
    guard frames.count == Self.frameCount else { return nil }
    heartRate = Self.heartRate(high: frames[19].data, low: frames[20].data)
    oxygenSaturation = Self.oxygenSaturation(frames[8].data)
    revision = frames[3].data
    isSensorOff = frames.contains { !$0.status.isDisjoint(with: [.sensorDisconnected, .sensorAlarm]) }
    isQuestionable = frames.contains {
      !$0.status.isDisjoint(with: [.artifact, .outOfTrack]) || $0.status.isLowPerfusion
    }
  }

  /// Nine bits in two bytes of seven; 511 is missing.
  static func heartRate(high: UInt8, low: UInt8) -> Int32? {
    let value = Int32(high & 0x03) << 7 | Int32(low & 0x7F)
    return value == 511 ? nil : value
  }

  /// Seven bits; 127 is missing.
  static func oxygenSaturation(_ data: UInt8) -> Int32? {
    let value = Int32(data & 0x7F)
    return value == 127 ? nil : value
  }
}
