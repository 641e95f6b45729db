public import Quantities

/// The receiving end of a Modbus RTU line at one unit address: bytes in, requests out.
///
/// A request is recognized by its length, which its function code tells, and its CRC. Bytes that begin no valid request are
/// skipped one at a time, so the server finds the next request behind any garbage; a silence of 3.5 characters ends whatever
/// is incomplete. No sequence of bytes traps or grows the buffer beyond one frame.
public struct RTUServer: Hashable, Sendable {
  /// The address that this server answers to, 1...247.
  public let unit: UInt8
  /// A pause that ends a frame.
  public let silence: Interval
  /// Bytes skipped so far because they belonged to no request.
  public private(set) var skippedBytes: Int = 0

  private var buffer: [UInt8] = []
  /// Whether the buffer begins at the first byte after a silence or after a request.
  private var beginsFrame = true
  private var lastByteAt: Instant = .boot

  /// The largest frame of Modbus RTU, bytes.
  private static var longestFrame: Int { 256 }

  /// A server at `unit` that takes a pause of `silence` as the end of a frame.
  public init(unit: UInt8, silence: Interval) {
    precondition((1...247).contains(unit))
    self.unit = unit
    self.silence = silence
  }

  /// The silence that ends a frame at `baud`: 3.5 characters of 10 bits (8N1), and 1.75 ms above 19200 baud.
  public static func silence(atBaud baud: Int64) -> Interval {
    precondition(baud > 0)
    return baud > 19_200 ? Interval(nanoseconds: 1_750_000) : Interval(nanoseconds: 35_000_000_000 / baud)
  }

  /// Takes bytes that arrived at `now`; the requests for this unit or for all units that they complete.
  public mutating func receive(_ bytes: some Sequence<UInt8>, at now: Instant) -> [ModbusRequest] {
    var requests = settle(at: now)
    for byte in bytes {
      buffer.append(byte)
      lastByteAt = now
      requests += takeRequests(silent: false)
    }
    return requests
  }

  /// Tells that no byte has come until `now`: after a silence, what is incomplete is searched once more and then dropped.
  public mutating func settle(at now: Instant) -> [ModbusRequest] {
    guard !buffer.isEmpty, now.since(lastByteAt) >= silence else { return [] }
    defer { beginsFrame = true }
    return takeRequests(silent: true)
  }

  /// The bytes of an answer from this unit: address, function code and data, CRC with its low byte first.
  public func frame(_ pdu: [UInt8]) -> [UInt8] {
    let body = [unit] + pdu
    let crc = modbusCRC(body)
    return body + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
  }

  private enum Head {
    case request(length: Int)
    case garbage
    case incomplete
  }

  private mutating func takeRequests(silent: Bool) -> [ModbusRequest] {
    var requests: [ModbusRequest] = []
    while !buffer.isEmpty {
      switch head(silent: silent) {
      case .request(let length):
        if buffer[0] == unit || buffer[0] == 0 {
          requests.append(ModbusRequest(pdu: Array(buffer[1..<length - 2]), isBroadcast: buffer[0] == 0))
        }
        buffer.removeFirst(length)
        beginsFrame = true
      case .garbage:
        beginsFrame = false
        skippedBytes += 1
        buffer.removeFirst()
      case .incomplete:
        return requests
      }
    }
    return requests
  }

  /// What the buffer begins with. During a silence nothing is incomplete: more will not come.
  private func head(silent: Bool) -> Head {
    if let length = expectedLength {
      if length <= buffer.count {
        return modbusCRC(buffer[0..<length]) == 0 ? .request(length: length) : .garbage
      }
      return silent || length > Self.longestFrame ? .garbage : .incomplete
    }
    if silent {
      // A function code whose length is not known: silences mark both its ends. At least address, function code and CRC.
      let isWhole = beginsFrame && !isKnownFunction && buffer.count >= 4 && modbusCRC(buffer) == 0
      return isWhole ? .request(length: buffer.count) : .garbage
    }
    return buffer.count < Self.longestFrame ? .incomplete : .garbage
  }

  private var isKnownFunction: Bool { buffer.count > 1 && [1, 2, 3, 4, 5, 6, 15, 16].contains(buffer[1]) }

  /// The length of the frame that begins the buffer, nil when its function code does not tell or has not come yet.
  private var expectedLength: Int? {
    guard isKnownFunction else { return nil }
    guard buffer[1] >= 15 else { return 8 }
    return buffer.count > 6 ? 9 + Int(buffer[6]) : nil
  }
}
