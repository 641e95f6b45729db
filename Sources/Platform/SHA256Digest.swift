import CCrypto

/// The SHA-256 digest of some bytes (FIPS 180-4), computed by libcrypto.
public struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  /// The 32 bytes.
  public let bytes: [UInt8]

  /// The digest of `content`.
  public init(of content: [UInt8]) {
    var bytes = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    let isDone = unsafe EVP_Digest(content, content.count, &bytes, &length, EVP_sha256(), nil)
    // It asks for a few hundred bytes of memory and for nothing that can be missing; without memory this program ends anyway.
    precondition(isDone == 1 && length == 32, "libcrypto computes SHA-256")
    self.bytes = bytes
  }

  /// 64 hexadecimal digits, as sha256sum(1) prints them.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
