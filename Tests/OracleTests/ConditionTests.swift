import Quantities
import Safety
import Testing
import Therapy

/// What a case of `mcdc.tsv` is to come to: a response with or without the priority of its alarm, or whether a start is blocked.
private enum Outcome: Equatable, CustomStringConvertible {
  case demands(Level, AlarmPriority?)
  case start(isBlocked: Bool)
  /// The rate that is permitted.
  case sends(FlowRate)

  init(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    if words[0] == "start" {
      self = .start(isBlocked: words[1] == "blocked")
      return
    }
    if words[0] == "rate" {
      self = .sends(FlowRate(microlitersPerHour: StoryText.thousandths(words[1])))
      return
    }
    let priorities: [String: AlarmPriority] = ["low": .low, "medium": .medium, "high": .high]
    self = .demands(Level(words[0]), words.count > 1 ? priorities[words[1]]! : nil)
  }

  /// What the program came to, in the terms of this outcome.
  func actual(_ answer: Answer, _ interlocks: [Interlock]) -> Outcome {
    switch self {
    case .demands(_, let priority):
      .demands(answer.of(interlocks), priority == nil ? nil : answer.priority(of: interlocks))
    case .start: .start(isBlocked: interlocks.contains { answer.startBlockers.contains(Int($0.rawValue)) })
    case .sends: .sends(answer.rate)
    }
  }

  var level: Level? {
    if case .demands(let level, _) = self { return level }
    return nil
  }

  var description: String {
    switch self {
    case .demands(let level, let priority): "\(level)\(priority.map { " \($0)" } ?? "")"
    case .sends(let rate): "rate \(rate)"
    case .start(let isBlocked): "start \(isBlocked ? "blocked" : "free")"
    }
  }
}

@Suite struct ConditionTests {
  private static let rows = Table("mcdc").rows

  @Test("SR-041: each condition of the tables has a pair of cases, and each pair a condition")
  func complete() {
    let pairs = Set(ConditionTests.rows.map { Conditions.name($0["rule"], $0["condition"]) })
    #expect(pairs.count == ConditionTests.rows.count)
    #expect(Conditions.all.subtracting(pairs) == [], "conditions without a pair")
    #expect(pairs.subtracting(Conditions.all) == [], "pairs without a condition")
    // What the program does not have yet is an open difference, and named.
    for table in ["pump", "machine", "facts", "mcdc"] {
      for id in Set(Table(table).rows.map { $0["open"] }).subtracting(["-"]) { #expect(Tally.openIds.contains(id), "\(id)") }
    }
    let covered = Conditions.all.intersection(pairs).count
    print("oracle: MC/DC \(covered) of \(Conditions.all.count) pairs (\(covered * 100 / Conditions.all.count) %)")
  }

  @Test("SR-041: the cases of a pair differ in one word and in the outcome")
  func differ() {
    for row in ConditionTests.rows {
      let one = row["case-a"].split { " ,".contains($0) }
      let other = row["case-b"].split { " ,".contains($0) }
      let differences = zip(one, other).filter { $0 != $1 }
      #expect(one.count == other.count && differences.count == 1, "\(row.cells)")
      #expect(row["outcome-a"] != row["outcome-b"], "\(row.cells)")
    }
  }

  @Test("SR-041: each case of each pair comes to what the table says", arguments: [false, true])
  func outcomes(everyStep: Bool) {
    var tally = Tally()
    for row in ConditionTests.rows {
      for which in ["a", "b"] {
        let (text, expected) = (StoryText(row["case-" + which]), Outcome(row["outcome-" + which]))
        // Every 20 ms is judged where that takes a moment only.
        if everyStep, text.end > 40_000 { continue }
        let group = Group(of: row["rule"])
        var bench = Bench(required: group.required, observed: group.observed)
        let answer = bench.play(text.story, everyStep: everyStep)[0]
        let actual = expected.actual(answer, group.interlocks)
        if expected != actual, tally.isOpen(row["open"], expected.level == actual.level) { continue }
        tally.compare(expected, actual, Conditions.name(row["rule"], row["condition"]), text.text)
        #expect(answer.rate <= answer.requested, "\(text.text)")
        if let level = expected.level, level >= .pause { #expect(answer.rate == .zero, "\(text.text)") }
      }
    }
    #expect(tally.report("MC/DC\(everyStep ? ", every 20 ms" : "")"))
  }
}
