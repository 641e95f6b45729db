extension Rule {
  /// A new interlock, phase or alarm must stop the build wherever it is not handled. A switch over numbers ends in
  /// `case let other:`, which says that the rest was thought of.
  static let noDefault = Rule("pure modules have no `default:`") { file in
    guard let module = file.module, Arrows.pure.contains(module) else { return [] }
    let code = file.code
    return code.tokens.indices.compactMap { index in
      let token = code.tokens[index]
      guard token.isWord, code.text(token) == "default", index + 1 < code.tokens.count,
        code.text(code.tokens[index + 1]) == ":"
      else { return nil }
      // After these signs it is an argument's label, as in `counts[key, default: 0]`.
      let before = index > 0 ? code.text(code.tokens[index - 1]) : ""
      guard !["(", ",", "[", "."].contains(before) else { return nil }
      return Violation(path: file.path, line: token.line, message: "name every case instead of `default:`")
    }
  }

  /// The same input gives the same output, bit for bit: no clock, no chance, no waiting. (Modules are checked by their imports.)
  static let pureWords = Rule("pure modules have no clock, no randomness and no concurrency") { file in
    let banned: Set<String> = [
      "ContinuousClock", "Date", "DispatchQueue", "Mutex", "SuspendingClock", "SystemRandomNumberGenerator", "Task", "Thread",
      "async", "await", "hashValue", "print", "random", "randomElement", "shuffle", "shuffled",
    ]
    guard let module = file.module, Arrows.pure.contains(module) else { return [] }
    return file.words(in: banned).map {
      Violation(path: file.path, line: $0.line, message: "`\($0.word)` has no place in the pure module \(module)")
    }
  }

  /// Doubles suggest, integers decide.
  static let wholeNumbersDecide = Rule("Safety and Controller know no floating point") { file in
    guard let module = file.module, ["Safety", "Controller"].contains(module) else { return [] }
    return file.words(in: ["CGFloat", "Double", "Float", "Float16", "Float80"]).map {
      Violation(path: file.path, line: $0.line, message: "`\($0.word)` may suggest but not decide: use a quantity")
    }
  }

  /// What time it is has one source, so that a test or a simulation can be another one.
  static let oneClock = Rule("only Platform reads a clock") { file in
    guard let module = file.module, module != "Platform" else { return [] }
    let code = file.code
    let clocks = file.words(in: ["ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday"])
    let dates = code.tokens.indices.dropLast(2).filter { index in
      guard code.text(code.tokens[index]) == "Date" else { return false }
      let next = code.text(code.tokens[index + 1]) + code.text(code.tokens[index + 2])
      return next == "()" || next == ".now"
    }
    return clocks.map { Violation(path: file.path, line: $0.line, message: "`\($0.word)`: ask Platform for the time") }
      + dates.map { Violation(path: file.path, line: code.tokens[$0].line, message: "`Date`: ask Platform for the time") }
  }
}

extension SourceText {
  /// Where the code uses one of the words.
  func words(in set: Set<String>) -> [(word: String, line: Int)] {
    code.tokens.lazy.filter(\.isWord).map { (code.text($0), $0.line) }.filter { set.contains($0.0) }
  }
}
