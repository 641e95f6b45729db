/// One file of the tree and what the rules look at: its lines, and for Swift its code without comments and string contents.
struct SourceText: Sendable {
  /// Where the file is, from the package root, with `/` between the parts.
  let path: String
  /// The whole text.
  let text: String
  /// The lines of the text, without their line ends.
  let lines: [String]
  /// The code of a Swift file: comments, string contents and raw identifiers are blanked, every byte stays at its place.
  let code: Code
  /// The reverse of `code`: only the comments of a Swift file are left.
  let comments: Code
  /// Only the string contents and raw identifiers of a Swift file are left.
  let literals: Code

  /// Reads `text` as the content of `path`.
  init(path: String, text: String) {
    self.path = path
    self.text = text
    self.lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var lexer = Lexer(text: path.hasSuffix(".swift") ? text : "")
    lexer.run()
    self.code = Code(bytes: lexer.code)
    self.comments = Code(bytes: lexer.comments)
    self.literals = Code(bytes: lexer.literals)
  }

  /// The file's name without folders.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// True when the file is Swift source.
  var isSwift: Bool { path.hasSuffix(".swift") }

  /// The module that the file belongs to, or nil when it is not part of a library or a program.
  var module: String? {
    let parts = path.split(separator: "/").map(String.init)
    guard isSwift, parts.count >= 3 else { return nil }
    switch (parts[0], parts[1]) {
    case ("Sources", let folder): return folder
    case ("hardware-sim", "Models"): return "HardwareSim"
    case ("hardware-sim", "Tool"): return "infusion-sim"
    default: return nil
    }
  }

  /// True for the files of the test targets.
  var isTest: Bool { path.hasPrefix("Tests/") }
}

/// A rule that a file breaks, and where.
struct Violation: Sendable, CustomStringConvertible {
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// Swift text with everything else blanked, and its words and signs.
struct Code: Sendable {
  /// As many bytes as the file has; line ends are kept.
  let bytes: [UInt8]
  /// The words and signs in order.
  let tokens: [Token]

  init(bytes: [UInt8]) {
    self.bytes = bytes
    self.tokens = Code.tokens(of: bytes)
  }

  /// The text of a token.
  func text(_ token: Token) -> String { String(decoding: bytes[token.range], as: UTF8.self) }

  /// The byte just before a token, or a space at the start of the file.
  func byte(before token: Token) -> UInt8 { token.range.lowerBound > 0 ? bytes[token.range.lowerBound - 1] : space }

  /// The byte just after a token, or a space at the end of the file.
  func byte(after token: Token) -> UInt8 { token.range.upperBound < bytes.count ? bytes[token.range.upperBound] : space }

  private static func tokens(of bytes: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    var line = 1
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      var end = index + 1
      if isWordByte(byte) {
        while end < bytes.count, isWordByte(bytes[end]) { end += 1 }
        tokens.append(Token(range: index..<end, line: line, isWord: true))
      } else if byte == newline {
        line += 1
      } else if byte != space, byte != tab, byte != carriageReturn {
        tokens.append(Token(range: index..<end, line: line, isWord: false))
      }
      index = end
    }
    return tokens
  }
}

/// A word (identifier, keyword or number) or one sign.
struct Token: Sendable {
  let range: Range<Int>
  /// The line that the token is on, from 1.
  let line: Int
  let isWord: Bool
}

let space = UInt8(ascii: " ")
let tab = UInt8(ascii: "\t")
let newline = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")

/// True for the bytes of identifiers, keywords and numbers; bytes above ASCII count, as Swift has Unicode identifiers.
func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"): true
  default: byte >= 0x80
  }
}
