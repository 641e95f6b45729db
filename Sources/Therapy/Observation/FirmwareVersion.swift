/// The version of a device's firmware: one number on the wire, "MAJOR.MINOR" for people and files (SR-069).
///
/// The high byte is the major, the low byte the minor version, as a register map's own version is written; each is 0...255.
public struct FirmwareVersion: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The number as the device tells it.
  public let code: UInt16

  /// The version with this number.
  @inlinable public init(code: UInt16) { self.code = code }

  /// The version that this is the text of, or nil: each version has one text, without signs, spaces or leading zeros.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = UInt8(parts[0]), let minor = UInt8(parts[1]) else { return nil }
    self.init(code: UInt16(major) << 8 | UInt16(minor))
    guard description == text else { return nil }
  }

  /// The version as text, such as `1.0`.
  public var description: String { "\(code >> 8).\(code & 0xFF)" }
}
