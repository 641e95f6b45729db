extension Example {
  static let testExamples: [Example] = [
    Example(
      .testsAssert, in: "Tests/SafetyTests/LatchTests.swift", bad: "@Test func holds() { _ = \"#expect\" }\n",
      good: "@Test func holds() { #expect(latch.isSet) }\n"),
    Example(
      .testsDoNotSleep, in: "Tests/DriversTests/LinkTests.swift", bad: "try await Task.sleep(for: .seconds(1))\n",
      good: "link.handle(.time(now + .seconds(1)))  // no sleep\n"),
  ]

  static let documentExamples: [Example] = [
    Example(
      .links, bad: ["docs/A.md": "see [b](B.md)\n"],
      good: ["docs/A.md": "see [b](B.md), [r](../README.md), [w](https://x.org/y)\n", "docs/B.md": "\n", "README.md": "\n"]),
    Example(
      .links, bad: ["docs/A.md": "see [b](B.md#two)\n", "docs/B.md": "# One\n```\n# two\n```\n"],
      good: [
        "docs/A.md": "# The `top`, again\n[b](B.md#one-2-three), [t](#the-top-again), [d](../docs)\n",
        "docs/B.md": "## One 2: three\n",
      ]),
    Example(
      .fileReferences, bad: ["README.md": "read `Sources/Safety/Gone.swift`\n"],
      good: [
        "README.md": "`Sources/Safety/Latch.swift`, `Safety/Latch.swift`, `Latch.swift`, `Sources/Safety/` and `x.swift y`\n",
        "Sources/Safety/Latch.swift": "\n", "docs/decisions/0001.md": "we had `Gone.swift`\n",
      ]),
    Example(
      .requirementIds,
      bad: ["docs/REQUIREMENTS.md": row("SR-001", "open"), "Sources/Safety/A.swift": "/// See SR-999.\n"],
      good: ["docs/REQUIREMENTS.md": row("SR-001", "open"), "Sources/Safety/A.swift": "/// See SR-001, not SR-xxx.\n"]),
    Example(
      .requirementTable, in: "docs/REQUIREMENTS.md", bad: row("SR-001", "nearly"),
      good: "| id | what | state | where | test |\n" + row("SR-001", "open", place: "", test: "") + row("SR-002", "done")),
    Example(
      .requirementTable, in: "docs/REQUIREMENTS.md", bad: row("SR-001", "open") + row("SR-001", "done"),
      good: row("SR-001", "open") + row("SR-002", "partial", place: "")),
    Example(
      .requirementTable, in: "docs/REQUIREMENTS.md", bad: row("SR-001", "done", test: ""), good: row("SR-001", "open", test: "")),
    Example(.requirementTable, in: "docs/REQUIREMENTS.md", bad: "| SR-001 | what | done |\n", good: "| SR | x |\n"),
    Example(
      .requirementTests,
      bad: ["docs/REQUIREMENTS.md": row("SR-001", "done"), "Tests/SafetyTests/A.swift": "// SR-001\n@Test(\"holds\")\n"],
      good: [
        "docs/REQUIREMENTS.md": row("SR-001", "done") + row("SR-002", "done") + row("SR-003", "open"),
        "Tests/SafetyTests/A.swift": "@Test(\"SR-001: holds\") func `SR-002 holds`() {}\n",
      ]),
  ]

  /// A row of the requirements' table.
  private static func row(_ id: String, _ state: String, place: String = "Safety", test: String = "LatchTests") -> String {
    "| \(id) | what it asks | \(state) | \(place) | \(test) |\n"
  }
}
