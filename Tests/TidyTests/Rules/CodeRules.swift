extension Rule {
  /// Outside bytes never trap; our own broken invariants do, with `precondition`, which says what was broken.
  static let noForce = Rule("no `!`, `try!` or `as!` outside tests") { file in
    guard file.isSwift, !file.isTest else { return [] }
    let code = file.code
    return code.tokens.indices.compactMap { index in
      let token = code.tokens[index]
      guard code.text(token) == "!", isPostfix(token, in: code) else { return nil }
      let before = code.text(code.tokens[index - 1])
      let what = ["try", "as"].contains(before) ? "`\(before)!`" : "a forced unwrap or an implicitly unwrapped type"
      return Violation(path: file.path, line: token.line, message: "\(what): handle the other case")
    }
  }

  /// True when the sign directly follows an operand and is not a part of `!=`.
  private static func isPostfix(_ token: Token, in code: Code) -> Bool {
    let before = code.byte(before: token)
    let operandEnds = [")", "]", "}", "?", "!", "\"", ">"].map { UInt8(ascii: $0) }
    guard isWordByte(before) || operandEnds.contains(before) else { return false }
    return code.byte(after: token) != UInt8(ascii: "=")
  }

  /// Nothing is swallowed.
  static let noEmptyCatch = Rule("an error that is caught is handled") { file in
    let code = file.code
    return code.tokens.indices.dropLast(2).compactMap { index in
      let isEmpty = (0..<3).map { code.text(code.tokens[index + $0]) } == ["catch", "{", "}"]
      return isEmpty ? Violation(path: file.path, line: code.tokens[index].line, message: "`catch` swallows the error") : nil
    }
  }

  /// Names that could stand for anything say nothing.
  static let names = Rule("types and files have names that mean something") { file in
    guard file.isSwift else { return [] }
    let code = file.code
    var found: [Violation] = []
    for index in code.tokens.indices.dropLast() where Code.types.contains(code.text(code.tokens[index])) {
      let name = code.text(code.tokens[index + 1])
      guard code.tokens[index + 1].isWord, let word = meaninglessWord(in: name) else { continue }
      found.append(Violation(path: file.path, line: code.tokens[index].line, message: "type `\(name)`: avoid `\(word)`"))
    }
    let stem = file.name.split(separator: ".").first.map(String.init) ?? file.name
    if let word = stem.split(separator: "+").lazy.compactMap({ meaninglessWord(in: String($0)) }).first {
      found.append(Violation(path: file.path, line: 1, message: "file name: avoid `\(word)`"))
    }
    return found
  }

  /// `PumpManager`, `Helpers` and `WireData` are out; `DataFormat2` and `ProcessIdentifier` name something.
  private static func meaninglessWord(in name: String) -> String? {
    var words: [String] = []
    for character in name {
      if character.isUppercase || words.isEmpty { words.append("") }
      words[words.count - 1].append(character)
    }
    let anywhere: Set<String> = ["manager", "managers", "helper", "helpers", "util", "utils", "utility", "utilities"]
    if let word = words.first(where: { anywhere.contains($0.lowercased()) }) { return word }
    guard let last = words.last, ["data", "process"].contains(last.lowercased()) else { return nil }
    return last
  }

  /// What is not done is said in docs/REQUIREMENTS.md, not in the code.
  static let markers = Rule("comments hold no notes for later") { file in
    let marks: Set<String> = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    return file.comments.tokens.filter { $0.isWord && marks.contains(file.comments.text($0)) }.map {
      Violation(path: file.path, line: $0.line, message: "`\(file.comments.text($0))` in a comment")
    }
  }

  static let developerPaths = Rule("no file names a folder of a developer's machine") { file in
    let folders = ["home", "Users", "work"].map { "/" + $0 + "/" }
    return file.lines.indices.compactMap { index in
      let line = file.lines[index]
      guard let folder = folders.first(where: { (" " + line).containsRoot($0) }) else { return nil }
      return Violation(path: file.path, line: index + 1, message: "`\(folder)` is not on other people's machines")
    }
  }
}

extension Code {
  /// The keywords that declare a type.
  fileprivate static let types: Set<String> = ["actor", "class", "enum", "protocol", "struct", "typealias"]
}

extension String {
  /// True when the text holds `folder` as the start of an absolute path.
  fileprivate func containsRoot(_ folder: String) -> Bool {
    ranges(of: folder).contains { range in
      guard range.lowerBound > startIndex else { return true }
      return " \"'`(=:\t".contains(self[index(before: range.lowerBound)])
    }
  }
}
