extension SourceText {
  /// What the tests and suites of the file are called: the text of `@Test("...")`, and a raw name such as ``func `it holds`()``.
  ///
  /// A test that is disabled has no name here: it shows nothing.
  var testNames: [String] {
    guard isSwift, isTest else { return [] }
    return code.tokens.indices.flatMap { index -> [String] in
      let token = code.tokens[index]
      guard token.isWord, code.byte(before: token) == UInt8(ascii: "@") else { return [] }
      switch code.text(token) {
      case "Test": return names(after: index, declaredBy: ["func"])
      case "Suite": return names(after: index, declaredBy: ["struct", "class", "enum", "actor"])
      default: return []
      }
    }
  }

  /// The name in the parentheses behind an attribute, and that of the declaration that follows it.
  private func names(after attribute: Int, declaredBy keywords: Set<String>) -> [String] {
    let tokens = code.tokens
    guard let keyword = tokens.indices[attribute...].first(where: { keywords.contains(code.text(tokens[$0])) }),
      keyword + 1 < tokens.count
    else { return [] }
    guard !tokens[attribute..<keyword].contains(where: { code.text($0) == "disabled" }) else { return [] }
    let declared = literal(in: tokens[keyword + 1].range)
    // The quotes of a string are code, what is between them is not: so the two follow each other.
    guard attribute + 3 < keyword, code.text(tokens[attribute + 1]) == "(", code.text(tokens[attribute + 2]) == "\"",
      code.text(tokens[attribute + 3]) == "\""
    else { return [declared] }
    return [literal(in: tokens[attribute + 2].range.upperBound..<tokens[attribute + 3].range.lowerBound), declared]
  }

  private func literal(in range: Range<Int>) -> String { String(decoding: literals.bytes[range], as: UTF8.self) }
}
