import Testing

/// A small tree that breaks one rule, and nearly the same tree that keeps it.
struct Example: Sendable, CustomTestStringConvertible {
  let rule: Rule
  let bad: [SourceText]
  let good: [SourceText]

  /// One file, bad and good.
  init(_ rule: Rule, in path: String, bad: String, good: String) {
    self.init(rule, bad: [path: bad], good: [path: good])
  }

  /// Several files, by path.
  init(_ rule: Rule, bad: [String: String], good: [String: String]) {
    self.rule = rule
    self.bad = bad.sorted { $0.key < $1.key }.map { SourceText(path: $0.key, text: $0.value) }
    self.good = good.sorted { $0.key < $1.key }.map { SourceText(path: $0.key, text: $0.value) }
  }

  var testDescription: String { "\(rule.name) (\(bad.map(\.path).joined(separator: ", ")))" }

  static let all: [Example] =
    importExamples + pureExamples + codeExamples + shapeExamples + testExamples + documentExamples + requirementExamples
}

@Suite("Each rule finds what it is for, and nothing else")
struct RuleExampleTests {
  @Test(arguments: Example.all)
  func `the bad example is found`(_ example: Example) {
    #expect(example.rule.check(Tree(example.bad)).count == 1)
  }

  @Test(arguments: Example.all)
  func `the good example is not found`(_ example: Example) {
    #expect(example.rule.check(Tree(example.good)).map(\.description) == [])
  }

  @Test("every rule has an example")
  func everyRuleHasAnExample() {
    let shown = Set(Example.all.map(\.rule.name))
    #expect(Rule.all.map(\.name).filter { !shown.contains($0) } == [])
    #expect(Set(Rule.all.map(\.name)).count == Rule.all.count)
  }
}
