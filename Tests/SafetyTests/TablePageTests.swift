import Foundation
import Safety
import Testing

/// The pages on which an engineer audits alarms and interlocks are what the tables of the program say, word for word.
@Suite struct TablePageTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func row(_ cells: String...) -> String { "| \(cells.joined(separator: " | ")) |" }

  private static var alarms: String {
    let head = [
      "# Alarms", "",
      "Which alarms are there, how urgent is each, and why? This page is the program's own table (`Sources/Safety/Alarm/`),",
      "written by it; `TablePageTests` holds both together. Priority follows from harm and onset (SR-100): death or lasting",
      "harm that comes at once or promptly is high, delayed medium; harm that passes is high, medium, low; discomfort medium,",
      "low, low. A latching alarm stays until it was acknowledged and its cause is gone (SR-106). A medium alarm that nobody",
      "answers is high after 2 min; a high one is told again each minute and goes to the second contact after 2 min (SR-107).",
      "How long a condition has to last before it alarms is its interlock's rule: [INTERLOCKS.md](INTERLOCKS.md). What is seen",
      "and heard: [ANNUNCIATORS.md](ANNUNCIATORS.md).", "",
      "| alarm | priority | harm | onset | latches | why | raised by |", "|---|---|---|---|---|---|---|",
    ]
    let rows = AlarmTable.rows.map { alarm in
      row(
        "`\(alarm.code)`", alarm.priority.name, "\(alarm.harm)", "\(alarm.onset)", alarm.latches ? "yes" : "", alarm.rationale,
        alarm.condition.interlocks.map { "`\($0.code)`" }.joined(separator: ", "))
    }
    return (head + rows).joined(separator: "\n") + "\n"
  }

  private static var interlocks: String {
    let head = [
      "# Interlocks", "",
      "Which rules stand between the patient and the drug, against what, and what ends them? This page is the program's table",
      "(`Sources/Safety/Table/`), written by it; `TablePageTests` holds both together. Each interlock is one file of",
      "`Sources/Safety/Interlocks/`, and any one of them is enough (SR-040). Hazards are in [HAZARDS.md](HAZARDS.md), alarms in",
      "[ALARMS.md](ALARMS.md); how one is added: [ADDING-AN-INTERLOCK.md](ADDING-AN-INTERLOCK.md).", "",
      "| interlock | hazards | rule | what ends it | source |", "|---|---|---|---|---|",
    ]
    let rows = InterlockTable.rows.map { interlock in
      let text = interlock.explanation
      return row("`\(interlock.code)`", interlock.hazards, text.rule, text.clears, text.source)
    }
    return (head + rows).joined(separator: "\n") + "\n"
  }

  @Test("SR-100, SR-151: docs/ALARMS.md and docs/INTERLOCKS.md are what the tables say", arguments: ["ALARMS", "INTERLOCKS"])
  func pages(name: String) throws {
    let expected = name == "ALARMS" ? Self.alarms : Self.interlocks
    let page = Self.root.appending(path: "docs/\(name).md")
    let found = try? String(contentsOf: page, encoding: .utf8)
    guard found != expected else { return }
    // Whoever changed a table copies this file.
    let written = Self.root.appending(path: ".build/\(name).md")
    try expected.write(to: written, atomically: true, encoding: .utf8)
    Issue.record("docs/\(name).md is not what the table says; what it says is in .build/\(name).md")
  }
}
