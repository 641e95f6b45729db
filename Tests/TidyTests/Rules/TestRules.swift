extension Rule {
  static let testsAssert = Rule("every test file asserts something") { file in
    let code = file.code
    guard file.isTest, file.isSwift, file.uses("@", "Test") else { return [] }
    guard !file.uses("#", "expect"), !file.uses("#", "require"), file.words(in: ["record", "confirmation"]).isEmpty else {
      return []
    }
    return [Violation(path: file.path, line: code.tokens.first?.line ?? 1, message: "no `#expect` and no `#require`")]
  }

  /// A test that waits for real time is slow and, on a busy machine, wrong. Pure code takes time as an argument.
  static let testsDoNotSleep = Rule("tests of pure modules do not sleep") { file in
    let targets = Arrows.pure.union(["HardwareSim"]).map { "Tests/\($0)Tests/" }
    guard file.isSwift, targets.contains(where: { file.path.hasPrefix($0) }) else { return [] }
    return file.words(in: ["clock_nanosleep", "nanosleep", "sleep", "usleep"]).map {
      Violation(path: file.path, line: $0.line, message: "`\($0.word)`: pass the time in instead")
    }
  }
}

extension SourceText {
  /// True when the code has `sign` directly before `word`, as in `@Test`.
  fileprivate func uses(_ sign: Character, _ word: String) -> Bool {
    code.tokens.contains { token in
      token.isWord && code.byte(before: token) == sign.asciiValue && code.text(token) == word
    }
  }
}
