extension Example {
  static let requirementExamples: [Example] =
    idExamples + tableExamples + listExamples + fileExamples + testNameExamples + listedExamples
    + hazardExamples

  private static let idExamples: [Example] = [
    Example(
      .requirementIds, bad: [Requirement.path: row("SR-001"), "Sources/Safety/A.swift": "/// See SR-999.\n"],
      good: [Requirement.path: row("SR-001"), "Sources/Safety/A.swift": "/// See SR-001, not SR-xxx.\n"]),
    Example(
      .requirementIds, bad: [Requirement.path: row("SR-001"), "Tests/SafetyTests/A.swift": "@Test(\"SR-002: holds\")\n"],
      good: [Requirement.path: row("SR-001"), "Tests/TidyTests/Rules/A.swift": "/// As SR-002 would be.\n"]),
    Example(
      .requirementIds, bad: [Requirement.path: row("SR-001"), "docs/A.md": "see SR-003\n"],
      good: [Requirement.path: row("SR-001"), "docs/A.md": "see SR-001\n"]),
  ]

  private static let tableExamples: [Example] = [
    Example(
      .requirementTable, in: Requirement.path, bad: row("SR-001", "partial", why: "half of it works"),
      good: "| id | what | hazards | where | tests | status | why |\n" + row("SR-001", "later", why: "half of it works")),
    Example(
      .requirementTable, in: Requirement.path, bad: row("SR-001", "later"),
      good: row("SR-001", "not applicable", why: "there is no such thing") + row("SR-002")),
    Example(
      .requirementTable, in: Requirement.path, bad: row("SR-001", "not applicable"), good: row("SR-001", why: "a note")),
    Example(
      .requirementTable, in: Requirement.path, bad: row("SR-001") + row("SR-001"), good: row("SR-001") + row("SR-002")),
    Example(
      .requirementTable, in: Requirement.path, bad: row("SR-001", tests: ""),
      good: row("SR-001", "later", places: "", tests: "", why: "nothing of it")),
    Example(.requirementTable, in: Requirement.path, bad: row("SR-001", places: ""), good: row("SR-001")),
    Example(.requirementTable, in: Requirement.path, bad: row("SR-1"), good: "| SR | what |\n" + row("SR-001")),
    Example(.requirementTable, in: Requirement.path, bad: "| SR-001 | what | done |\n", good: "| H1 | SR-001 |\n"),
    Example(
      .requirementCount, in: Requirement.path, bad: "1 done, 1 later, 0 not applicable of 3.\n" + threeRows,
      good: "So far: 1 done, 1 later, 1 not applicable of 3.\n" + threeRows),
    Example(
      .requirementCount, in: Requirement.path, bad: threeRows,
      good: "```\n9 done, 9 later, 9 not applicable of 9\n```\n1 done, 1 later, 1 not applicable of 3\n" + threeRows),
  ]

  private static let listExamples: [Example] = [
    Example(.requirementList, in: Requirement.path, bad: page { $0.filter { $0 != "SR-044" } }, good: page { $0 }),
    Example(
      .requirementList, in: Requirement.path, bad: page { $0.flatMap { $0 == "SR-018" ? [$0, "SR-019"] : [$0] } },
      good: "SR-019\n" + page { $0 }),
    Example(
      .requirementList, in: Requirement.path,
      bad: page { $0.map { $0 == "SR-010" ? "SR-011" : $0 == "SR-011" ? "SR-010" : $0 } }, good: page { $0 } + "\n## End\n"),
    Example(
      .requirementList, in: Requirement.path,
      bad: page { $0.filter { $0 != "SR-002" }.flatMap { $0 == "SR-030" ? [$0, "SR-002"] : [$0] } }, good: page { $0 }),
  ]

  private static let fileExamples: [Example] = [
    Example(
      .requirementFiles,
      bad: [Requirement.path: row("SR-001", tests: ""), "Sources/Safety/B.swift": "\n"],
      good: [Requirement.path: row("SR-001", tests: ""), "Sources/Safety/A.swift": "\n"]),
    Example(
      .requirementFiles, bad: [Requirement.path: row("SR-001"), "Sources/Safety/A.swift": "\n"],
      good: [
        Requirement.path: row("SR-001", places: "`Safety/`, `docs/X.md`, `Sources/Safety/A.swift`"),
        "Sources/Safety/A.swift": "\n", "docs/X.md": "\n", "Tests/SafetyTests/A.swift": "\n",
      ]),
    Example(
      .requirementFiles, bad: [Requirement.path: row("SR-001", places: "four of `Safety/`"), "Sources/Safety/A.swift": "\n"],
      good: [Requirement.path: row("SR-001", "later", places: "", tests: "", why: "`Gone.swift` went")]),
  ]

  private static let testNameExamples: [Example] = [
    test(bad: "// SR-001\n@Test(\"holds\") func f() {}\n", good: "@Suite(\"SR-001: latches\") struct S {}\n"),
    test(
      bad: "@Test(\"holds\", arguments: [\"SR-001\"])\nfunc f(_ x: String) { g(\"SR-001\") }\n",
      good: "@Test(\n  \"SR-002, SR-001: holds\", arguments: [1])\nfunc f() {}\n"),
    test(bad: "func `SR-001 holds`() {}\n", good: "@Test func `SR-001: holds`() {}\n"),
    test(
      bad: "@Test(.disabled(\"it fails\")) func `SR-001: holds`() {}\n",
      good: "@Test(arguments: [\"disabled\"]) private func `SR-001 holds`(_ x: String) {}\n"),
    test(bad: "/* @Test(\"SR-001: holds\") func f() {} */\n", good: "@Suite(.serialized) final class `SR-001 holds` {}\n"),
    Example(
      .requirementTests,
      bad: [
        Requirement.path: row("SR-001", "later", tests: "`SafetyTests/A.swift`, `SafetyTests/B.swift`", why: "half"),
        "Tests/SafetyTests/A.swift": "@Test func `SR-001: holds`() {}\n", "Tests/SafetyTests/B.swift": "// SR-001\n",
      ],
      good: [Requirement.path: row("SR-001", "later", tests: "", why: "nothing of it"), "Tests/SafetyTests/A.swift": "\n"]),
  ]

  private static let listedExamples: [Example] = [
    Example(
      .requirementListed,
      bad: [Requirement.path: row("SR-001"), "Tests/SafetyTests/B.swift": "@Test(\"SR-001: holds\") func f() {}\n"],
      good: [Requirement.path: row("SR-001"), "Tests/SafetyTests/A.swift": "@Test(\"SR-001: holds\") func f() {}\n"]),
    Example(
      .requirementListed,
      bad: [
        Requirement.path: row("SR-001", "later", tests: "", why: "half"),
        "Tests/SafetyTests/A.swift": "@Suite(\"SR-001\") struct S {}\n",
      ],
      good: [Requirement.path: row("SR-001"), "Tests/SafetyTests/B.swift": "// SR-001\n@Test(\"holds\") func f() {}\n"]),
  ]

  private static let hazardExamples: [Example] = [
    hazards(bad: [("SR-001", "H1, H2"), ("SR-002", "H1, H2")], good: [("SR-001", "H1"), ("SR-002", "H2, H1")]),
    hazards(bad: [("SR-001", "H1"), ("SR-002", "H1")], good: [("SR-002", "H2,H1"), ("SR-001", "H1")]),
    hazards(bad: [("SR-001", "H1"), ("SR-002", "H1, H2, H14")], good: [("SR-001", "H1"), ("SR-002", "H1, H2")]),
    Example(
      .requirementHazards, bad: hazardPages([("SR-001", "H1"), ("SR-002", "H1, H2")], more: "| H14 | |\n"),
      good: hazardPages([("SR-001", "H1"), ("SR-002", "H1, H2")], more: "| H14 | a hazard | from | against |\n")),
    Example(
      .requirementHazards, bad: hazardPages([("SR-001", "H1"), ("SR-002", "H1, H2")], more: "| H1 | SR-001 |\n"),
      good: hazardPages([("SR-001", "H1"), ("SR-002", "H1, H2")], more: "H1 | SR-001 |\n")),
  ]

  // MARK: - What they are made of

  private static let threeRows =
    row("SR-001") + row("SR-002", "later", why: "not yet") + row("SR-003", "not applicable", why: "no such thing")

  /// A row of the requirements' table.
  private static func row(
    _ id: String, _ status: String = "done", hazards: String = "H1", places: String = "`Safety/A.swift`",
    tests: String = "`SafetyTests/A.swift`", why: String = ""
  ) -> String {
    "| \(id) | what it asks | \(hazards) | \(places) | \(tests) | \(status) | \(why) |\n"
  }

  /// The whole table, with the ids of each section changed.
  private static func page(_ change: ([String]) -> [String]) -> String {
    RequirementList.sections.map { section in
      "## \(section.letter). Section\n\n" + change(RequirementList.ids(section.numbers)).map { row($0) }.joined()
    }.joined(separator: "\n")
  }

  private static func test(bad: String, good: String) -> Example {
    Example(
      .requirementTests, bad: [Requirement.path: row("SR-001"), "Tests/SafetyTests/A.swift": bad],
      good: [Requirement.path: row("SR-001"), "Tests/SafetyTests/A.swift": good])
  }

  private static func hazards(bad: [(String, String)], good: [(String, String)]) -> Example {
    Example(.requirementHazards, bad: hazardPages(bad), good: hazardPages(good))
  }

  /// A table with these hazards, and a page of hazards on which two requirements stand against H1, and the second against H2.
  private static func hazardPages(_ rows: [(id: String, hazards: String)], more: String = "") -> [String: String] {
    let lists = Hazard.all.map { hazard in
      switch hazard {
      case "H1": "| H1 | SR-001, SR-002 |\n"
      case "H2": "| H2 | SR-002 |\n"
      default: "| \(hazard) | |\n"
      }
    }
    return [
      Requirement.path: rows.map { row($0.id, hazards: $0.hazards) }.joined(),
      Tree.hazardsPath: "| H1 | Too much | from | against |\n" + lists.joined() + more,
    ]
  }
}
