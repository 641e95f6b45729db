/// Splits Swift text into code, comments and literals without understanding more of the language than it must.
///
/// It knows line comments, nested block comments, plain, raw and multi-line strings with interpolation, raw identifiers and
/// patterns (`/.../` where an operand may begin, and `#/.../#`).
struct Lexer {
  private let bytes: [UInt8]
  private var index = 0
  /// The strings that are open around the current interpolation, innermost last.
  private var open: [OpenString] = []
  /// The parentheses that are open within the current interpolation.
  private var depth = 0

  private(set) var code: [UInt8]
  private(set) var comments: [UInt8]
  private(set) var literals: [UInt8]

  private struct OpenString {
    let hashes: Int
    let isMultiLine: Bool
    let depthOutside: Int
  }

  init(text: String) {
    bytes = Array(text.utf8)
    let blank = bytes.map { $0 == newline ? newline : space }
    code = blank
    comments = blank
    literals = blank
  }

  mutating func run() {
    while index < bytes.count { readCode() }
  }

  private mutating func readCode() {
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: "/") where starts(with: "//"):
      readComment { $0.peek() == newline }
    case UInt8(ascii: "/") where starts(with: "/*"):
      readBlockComment()
    case UInt8(ascii: "/") where patternLength > 0:
      copy(patternLength, to: \.literals)
    case UInt8(ascii: "`"):
      readRawIdentifier()
    case UInt8(ascii: "\""):
      readString(hashes: 0)
    case UInt8(ascii: "#"):
      readHashes()
    case UInt8(ascii: ")") where depth == 0 && !open.isEmpty:
      copy(1, to: \.code)
      let string = open.removeLast()
      depth = string.depthOutside
      readStringContent(string)
    case UInt8(ascii: "("):
      depth += 1
      copy(1, to: \.code)
    case UInt8(ascii: ")"):
      depth = max(0, depth - 1)
      copy(1, to: \.code)
    default:
      copy(1, to: \.code)
    }
  }

  private mutating func readComment(until isEnd: (Lexer) -> Bool) {
    while index < bytes.count, !isEnd(self) { copy(1, to: \.comments) }
  }

  private mutating func readBlockComment() {
    var nesting = 0
    repeat {
      if starts(with: "/*") {
        nesting += 1
        copy(2, to: \.comments)
      } else if starts(with: "*/") {
        nesting -= 1
        copy(2, to: \.comments)
      } else {
        copy(1, to: \.comments)
      }
    } while nesting > 0 && index < bytes.count
  }

  /// How long the bare pattern is that begins here, or 0 when the slash is an operator.
  private var patternLength: Int {
    guard let next = peek(1), !" ),".utf8.contains(next) else { return 0 }
    let before = code[..<index].last { $0 != space && $0 != newline } ?? UInt8(ascii: ";")
    guard "(,=:[{!&|?;".utf8.contains(before) else { return 0 }
    var offset = 1
    while let byte = peek(offset), byte != newline {
      if byte == UInt8(ascii: "/") { return offset + 1 }
      offset += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return 0
  }

  private mutating func readRawIdentifier() {
    // The back quotes become word bytes, so that what was an identifier is still one word.
    code[index] = UInt8(ascii: "_")
    index += 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "`"), bytes[index] != newline {
      code[index] = UInt8(ascii: "_")
      copy(1, to: \.literals)
    }
    if index < bytes.count, bytes[index] != newline {
      code[index] = UInt8(ascii: "_")
      index += 1
    }
  }

  /// A raw string, a pattern, or the sign of a macro or a compiler directive.
  private mutating func readHashes() {
    var hashes = 1
    while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
    if peek(hashes) == UInt8(ascii: "\"") {
      copy(hashes, to: \.code)
      readString(hashes: hashes)
    } else if peek(hashes) == UInt8(ascii: "/") {
      copy(hashes + 1, to: \.literals)
      let end = "/" + String(repeating: "#", count: hashes)
      while index < bytes.count, !starts(with: end) { copy(1, to: \.literals) }
      copy(hashes + 1, to: \.literals)
    } else {
      copy(hashes, to: \.code)
    }
  }

  private mutating func readString(hashes: Int) {
    let isMultiLine = starts(with: "\"\"\"") && !(hashes > 0 && starts(with: "\"\"\"#"))
    copy(isMultiLine ? 3 : 1, to: \.code)
    readStringContent(OpenString(hashes: hashes, isMultiLine: isMultiLine, depthOutside: depth))
  }

  /// Reads to the end of the string, or to the start of an interpolation, whose text is code again.
  private mutating func readStringContent(_ string: OpenString) {
    let hashes = String(repeating: "#", count: string.hashes)
    let end = (string.isMultiLine ? "\"\"\"" : "\"") + hashes
    let escape = "\\" + hashes
    while index < bytes.count {
      if starts(with: end) {
        copy(end.utf8.count, to: \.code)
        return
      }
      if !string.isMultiLine, bytes[index] == newline { return }
      if starts(with: escape + "(") {
        copy(escape.utf8.count, to: \.literals)
        copy(1, to: \.code)
        open.append(string)
        depth = 0
        return
      }
      copy(starts(with: escape) ? escape.utf8.count + 1 : 1, to: \.literals)
    }
  }

  private func peek(_ offset: Int = 0) -> UInt8? { index + offset < bytes.count ? bytes[index + offset] : nil }

  private func starts(with text: String) -> Bool {
    var offset = 0
    for byte in text.utf8 {
      guard peek(offset) == byte else { return false }
      offset += 1
    }
    return true
  }

  /// Keeps the next bytes in one of the three outputs and goes on.
  private mutating func copy(_ count: Int, to output: WritableKeyPath<Lexer, [UInt8]>) {
    for _ in 0..<min(count, bytes.count - index) {
      self[keyPath: output][index] = bytes[index]
      index += 1
    }
  }
}
