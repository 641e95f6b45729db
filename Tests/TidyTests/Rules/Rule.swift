import Testing

/// A habit of this project as a pure function over its files.
struct Rule: Sendable, CustomTestStringConvertible {
  /// The habit, as a sentence.
  let name: String
  /// Every place in a tree that breaks the habit.
  let check: @Sendable (Tree) -> [Violation]

  /// A rule over the tree as a whole.
  init(_ name: String, tree check: @escaping @Sendable (Tree) -> [Violation]) {
    self.name = name
    self.check = check
  }

  /// A rule that looks at one file at a time.
  init(_ name: String, each check: @escaping @Sendable (SourceText) -> [Violation]) {
    self.init(name, tree: { $0.files.flatMap(check) })
  }

  var testDescription: String { name }

  /// Every rule, in the order in which a reader of the style guide meets them.
  static let all: [Rule] = [
    .imports, .noDefault, .pureWords, .wholeNumbersDecide, .oneClock,
    .fileLength, .functionLength, .lineLength,
    .noForce, .noEmptyCatch, .names, .markers, .developerPaths,
    .testsAssert, .testsDoNotSleep, .links, .fileReferences, .disclaimer,
    .requirementIds, .requirementTable, .requirementList, .requirementCount, .requirementFiles, .requirementTests,
    .requirementListed,
    .requirementHazards,
  ]
}
