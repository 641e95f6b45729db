/// The paths of the control interface, built in one place for clients.
public enum APIPath {
  /// Everything at a glance.
  public static let status = "/v1/status"
  /// Every alarm that is on.
  public static let alarms = "/v1/alarms"
  /// Every device.
  public static let devices = "/v1/devices"
  /// Pause the audio of all alarms.
  public static let pauseAudio = "/v1/alarms/pause-audio"
  /// Begin a test of the alarm outputs.
  public static let testAlarms = "/v1/alarms/test-alarms"
  /// Confirm that test.
  public static let confirmAlarmTest = "/v1/alarms/confirm-alarm-test"
  /// Stop every channel.
  public static let stopAll = "/v1/stop"

  /// One channel.
  public static func channel(_ name: String) -> String { "/v1/channels/\(encode(name))" }
  /// A command for one channel, for example `set-rate`.
  public static func command(_ kind: String, channel: String) -> String { "/v1/channels/\(encode(channel))/\(encode(kind))" }
  /// The limits of a channel's vital signs.
  public static func limits(channel: String) -> String { "/v1/channels/\(encode(channel))/limits" }
  /// The record of a channel's newest session.
  public static func newestRecord(channel: String) -> String { "/v1/channels/\(encode(channel))/record" }
  /// The record of one session.
  public static func record(session: UInt64) -> String { "/v1/records/\(session)" }
  /// The acknowledgement of an alarm.
  public static func acknowledge(alarm id: String) -> String { "/v1/alarms/\(encode(id))/acknowledge" }

  /// Why: an alarm, a command, a channel, an entry of the journal.
  public static func explain(_ id: String) -> String { "/v1/explain/\(encode(id))" }

  /// `text` as one path segment: every byte but letters, digits and `-._~:` is percent-encoded.
  public static func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isPlain(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text of one path segment; nil when a percent sign is not followed by two hexadecimal digits.
  public static func decode(_ segment: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(segment.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal) else { return nil }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    let lowered = byte | 0x20
    return (lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z"))
      || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
      || "-._~:".utf8.contains(byte)
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
