import Quantities
import Safety
import Testing
import Therapy

/// What a fact demands, and whether it keeps an infusion from being started.
struct FactDemand: Equatable, CustomStringConvertible {
  var demand = Demand()
  var blocksStart = false

  var description: String { "\(demand.level) \(demand.priority.map { "\($0)" } ?? "-")\(blocksStart ? ", no start" : "")" }
}

/// One fact of `facts.tsv` with its steps, each reached by lasting for its time.
struct FactRule: CustomTestStringConvertible, Sendable {
  let name: String
  let begins: String
  let ends: String
  /// Whether it does something while drug flows, and at rest.
  let (infusing, atRest): (Bool, Bool)
  /// What it does before there is a session.
  let before: String
  private let steps: [(after: Moment, demand: FactDemand, open: String)]

  var testDescription: String { name }

  static let all: [FactRule] = {
    var names: [String] = []
    for row in Table("facts").rows where !names.contains(row["fact"]) { names.append(row["fact"]) }
    return names.map { name in FactRule(Table("facts").rows.filter { $0["fact"] == name }) }
  }()

  static func named(_ name: String) -> FactRule { all.first { $0.name == name }! }

  private init(_ rows: [Table.Row]) {
    (name, begins, ends) = (rows[0]["fact"], rows[0]["words"], rows[0]["ends"])
    before = rows[0]["before"]
    (infusing, atRest) = (rows[0]["phase"] != "rest", rows[0]["phase"] != "infusing")
    let priorities: [String: AlarmPriority] = ["low": .low, "medium": .medium, "high": .high]
    steps = rows.map { row in
      let after = row["after-s"] == "-" ? 0 : StoryText.thousandths(row["after-s"])
      let demand = Demand(level: Level(row["response"]), priority: priorities[row["priority"]])
      return (after, FactDemand(demand: demand, blocksStart: row["start"] == "blocked"), row["open"])
    }
  }

  /// What is demanded when it has been so for `age`; nil when it is not so.
  func demand(age: Moment?) -> (demand: FactDemand, open: String) {
    guard let age, let step = steps.last(where: { $0.after <= age }) else { return (FactDemand(), "-") }
    return (step.demand, step.open)
  }

  var open: [String] { steps.map(\.open).filter { $0 != "-" } }

  /// Both sides of each step, and far beyond the last.
  var edges: [Moment] {
    Set(steps.flatMap { [$0.after - step, $0.after, $0.after + step] }.filter { $0 >= 0 } + [steps.last!.after + 60_000]).sorted()
  }
}

@Suite struct FactOracleTests {
  /// Compares what the program makes of a fact that is so in each of `stretches`.
  private func check(
    _ rule: FactRule, _ stretches: [(from: Moment, to: Moment)], looks: [Moment], isAtRest: Bool, _ tally: inout Tally
  ) {
    var events: [(Moment, Happening)] = []
    func add(_ at: Moment, _ text: String) { events += StoryText(text).story.events.map { ($0.at + at, $0.what) } }
    add(0, rule.ends)
    if isAtRest { add(0, "ordered 0") }
    for stretch in stretches {
      add(stretch.from, rule.begins)
      if stretch.to < .max { add(stretch.to, rule.ends) }
    }
    var bench = Bench(required: [])
    let interlocks = Group(of: rule.name).interlocks
    for (look, answer) in zip(looks, bench.play(Story(events, looks: looks))) {
      let age = stretches.last { $0.from <= look && look < $0.to }.map { look - $0.from }
      let (expected, open) = rule.demand(age: (isAtRest ? rule.atRest : rule.infusing) ? age : nil)
      let blocksStart = interlocks.contains { answer.startBlockers.contains(Int($0.rawValue)) }
      let actual = FactDemand(demand: answer.demand(of: interlocks), blocksStart: blocksStart)
      if expected != actual, tally.isOpen(open, true) { continue }
      let example = "\(isAtRest ? "at rest" : "infusing"), \(stretches) at \(look) ms"
      tally.compare(expected, actual, rule.name, example)
      // Nothing else has a reason to act, but that at rest zero has to be confirmed.
      guard !isAtRest else { continue }
      tally.compare(expected.demand.level, answer.level, "\(rule.name), together", example)
      tally.compare(expected.blocksStart, !answer.startBlockers.isEmpty, "\(rule.name), start together", example)
    }
  }

  @Test("SR-025, SR-061, SR-069, SR-084, SR-112: a fact of every age does what the table says", arguments: FactRule.all)
  func ages(rule: FactRule) {
    var tally = Tally()
    let start: Moment = 20_000
    for isAtRest in rule.infusing ? [false, true] : [true] {
      let looks = [start - step] + rule.edges.map { start + $0 }
      check(rule, [(start, .max)], looks: looks, isAtRest: isAtRest, &tally)
      for end in rule.edges where end > 0 {
        let out = start + end
        check(rule, [(start, out)], looks: [out - step, out, out + step], isAtRest: isAtRest, &tally)
        for gap in [step, 1_000] {
          let looks = rule.edges.map { out + gap + $0 }
          check(rule, [(start, out), (out + gap, .max)], looks: looks, isAtRest: isAtRest, &tally)
        }
      }
    }
    #expect(tally.report("fact, \(rule.name)", open: rule.open))
  }

  @Test("SR-020, SR-083: before there is a session a fact keeps one from starting")
  func beforeSession() {
    var tally = Tally()
    for rule in FactRule.all where rule.before != "-" {
      for age in rule.edges {
        var bench = Bench(required: [])
        bench.situation.order = nil
        let events = StoryText("ordered 0").story.events + StoryText(rule.begins).story.events.map { (at: 20_000, what: $0.what) }
        let answer = bench.play(Story(events.map { ($0.at, $0.what) }, looks: [20_000 + age]))[0]
        let interlocks = Group(of: rule.name).interlocks
        var (expected, open) = rule.demand(age: rule.before == "free" ? nil : age)
        if rule.before == "blocked" { expected.demand = Demand() }
        let blocksStart = interlocks.contains { answer.startBlockers.contains(Int($0.rawValue)) }
        let actual = FactDemand(demand: answer.demand(of: interlocks), blocksStart: blocksStart)
        if expected != actual, tally.isOpen(open, true) { continue }
        tally.compare(expected, actual, rule.name, "\(age) ms")
      }
    }
    #expect(tally.report("facts before a session"))
  }
}
