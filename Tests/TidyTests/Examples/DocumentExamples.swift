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
    Example(.disclaimer, bad: disclaimers(readme: "A medical device, for the bench."), good: disclaimers()),
    Example(.disclaimer, bad: disclaimers(service: nil), good: disclaimers()),
  ]

  /// Every page and program that says what it is not.
  private static func disclaimers(
    readme: String = "Not a medical device.", service: String? = "# Not a medical device."
  ) -> [String: String] {
    let all = [
      "README.md": "\(readme) No conformity is claimed: bench and simulation, until a qualified organization validates it.\n",
      "docs/OPERATING.md": "*Not a medical device*: on a bench or in simulation.\n",
      "Sources/infusiond/Main.swift": "// Not a medical device.\n",
      "Sources/infusionctl/Infusionctl.swift": "// NOT A MEDICAL DEVICE\n",
    ]
    guard let service else { return all }
    return all.merging(["systemd/infusiond.service": service]) { $1 }
  }
}
