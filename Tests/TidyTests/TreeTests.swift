import Testing

@Suite("The whole tree is tidy")
struct TreeTests {
  @Test("the package was found")
  func packageWasFound() {
    #expect(Tree.package.paths.contains("Package.swift"))
    #expect(Tree.package.paths.contains("Tests/TidyTests/TreeTests.swift"))
  }

  @Test("SR-152: documents and programs say that this is not a medical device")
  func disclaimer() {
    #expect(Rule.disclaimer.check(.package).map(\.description) == [])
  }

  @Test(arguments: Rule.all)
  func `the tree keeps the rule`(_ rule: Rule) {
    // Recorded and not expected, so that a long list of places is printed once.
    let violations = rule.check(.package)
    guard !violations.isEmpty else { return }
    Issue.record("\(rule.name):\n\(violations.map(\.description).joined(separator: "\n"))")
  }
}
