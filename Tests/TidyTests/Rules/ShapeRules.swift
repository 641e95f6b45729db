extension Rule {
  static let fileLength = Rule("a file has at most 400 lines") { file in
    let count = file.text.hasSuffix("\n") ? file.lines.count - 1 : file.lines.count
    guard file.isSwift || file.path.hasSuffix(".sh"), count > 400 else { return [] }
    return [Violation(path: file.path, line: count, message: "\(count) lines; split the file")]
  }

  static let functionLength = Rule("a function has at most 60 lines") { file in
    file.code.functions.filter { $0.lines > 60 }.map {
      Violation(path: file.path, line: $0.line, message: "`\($0.name)` has \($0.lines) lines; split the function")
    }
  }

  static let lineLength = Rule("a line of code has at most 130 columns") { file in
    guard file.isSwift || file.path.hasSuffix(".sh") || file.path.hasSuffix(".h") else { return [] }
    return file.lines.indices.filter { file.lines[$0].count > 130 }.map {
      Violation(path: file.path, line: $0 + 1, message: "\(file.lines[$0].count) columns")
    }
  }
}

extension Code {
  /// A function, initializer, subscript or computed property with a body, from its keyword to its closing brace.
  struct Function {
    let name: String
    let line: Int
    let lines: Int
  }

  /// Every function of the file; one that is nested in another counts for both.
  var functions: [Function] {
    tokens.indices.compactMap { index in
      guard tokens[index].isWord, let opening = bodyOpening(ofDeclarationAt: index) else { return nil }
      var depth = 0
      for end in opening..<tokens.count where !tokens[end].isWord {
        switch text(tokens[end]) {
        case "{": depth += 1
        case "}": depth -= 1
        default: continue
        }
        guard depth == 0 else { continue }
        let name = index + 1 < tokens.count && tokens[index + 1].isWord ? text(tokens[index + 1]) : text(tokens[index])
        return Function(name: name, line: tokens[index].line, lines: tokens[end].line - tokens[index].line + 1)
      }
      return nil
    }
  }

  /// The place of the brace that opens the body, or nil when there is no function here or it has no body.
  private func bodyOpening(ofDeclarationAt index: Int) -> Int? {
    let keyword = text(tokens[index])
    guard ["func", "init", "deinit", "subscript", "var"].contains(keyword) else { return nil }
    guard byte(before: tokens[index]) != UInt8(ascii: ".") else { return nil }
    var depth = 0
    for next in tokens.indices[(index + 1)...] {
      let sign = text(tokens[next])
      switch sign {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return next
      case "}" where depth <= 0: return nil
      case "=" where depth == 0 && keyword == "var": return nil
      case let word where depth == 0 && Code.declarations.contains(word) && next > index + 1: return nil
      default: break
      }
      if depth < 0 { return nil }
      // A stored property ends with its line; what a function returns may be on the next one.
      if keyword == "var", depth == 0, next + 1 < tokens.count, tokens[next + 1].line > tokens[next].line { return nil }
    }
    return nil
  }

  private static let declarations: Set<String> = [
    "actor", "associatedtype", "case", "class", "deinit", "enum", "extension", "func", "import", "init", "let", "protocol",
    "struct", "subscript", "typealias", "var",
  ]
}
