/// A short name held inline, so that the core carries no string: 1 to 32 letters, digits and `-`, `_`, `.`.
///
/// Patient codes, protocol names and library entries are labels.
public struct Label: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  private var bytes: InlineArray<32, UInt8>

  /// The most bytes that a label holds.
  public static let longest = 32

  /// The label with this text, or nil when it is empty, too long, or has another character than letters, digits and `-_.`.
  public init?(_ text: String) {
    guard (1...Self.longest).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
    bytes = InlineArray(repeating: 0)
    for (index, byte) in text.utf8.enumerated() { bytes[index] = byte }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    let lowered = byte | 0x20
    return (lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z"))
      || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }

  /// Equal when every byte is.
  @_noAllocation @_noLocks
  public static func == (lhs: Label, rhs: Label) -> Bool {
    for index in 0..<32 where lhs.bytes[index] != rhs.bytes[index] { return false }
    return true
  }

  /// Feeds the bytes to `hasher`.
  public func hash(into hasher: inout Hasher) {
    for index in bytes.indices { hasher.combine(bytes[index]) }
  }

  /// The text.
  public var description: String {
    let used = bytes.indices.prefix { bytes[$0] != 0 }.map { bytes[$0] }
    return String(decoding: used, as: UTF8.self)
  }
}
