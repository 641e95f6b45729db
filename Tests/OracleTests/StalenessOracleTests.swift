import Safety
import Testing
import Therapy

/// One row of `staleness.tsv`, in milliseconds.
struct StaleRule {
  let due: Moment
  let low: Moment
  let medium: Moment
  let pause: Moment?

  static let rows = Table("staleness").rows

  init(_ observation: String, _ phase: String = "") {
    let row = StaleRule.rows.first { $0["observation"] == observation && $0["phase"].hasPrefix(phase) }!
    func minutes(_ column: String) -> Moment? { row.number(column).map { $0 * 60_000 } }
    (due, low, medium, pause) = (minutes("due-min")!, minutes("low-min")!, minutes("medium-min")!, minutes("pause-min"))
  }

  func demand(age: Moment) -> Demand {
    if let pause, age >= pause { return Demand(level: .pause, priority: .medium) }
    if age >= medium { return Demand(level: .warn, priority: .medium) }
    return age >= low ? Demand(level: .warn, priority: .low) : Demand()
  }

  var edges: [Moment] { [due, low, medium, pause ?? medium].flatMap { [$0 - step, $0, $0 + step] } }
}

/// What is demanded, and how urgently.
struct Demand: Equatable {
  var level = Level.none
  var priority: AlarmPriority?
}

extension Answer {
  func demand(of interlocks: [Interlock]) -> Demand { Demand(level: of(interlocks), priority: priority(of: interlocks)) }
}

private let minute: Moment = 60_000

@Suite struct StalenessOracleTests {
  @Test("SR-051: a blood pressure of every age, in every phase, does what the table says")
  func pressure() {
    var tally = Tally()
    let (early, late) = (StaleRule("blood pressure", "first"), StaleRule("blood pressure", "rest"))
    for taken in Array(0...50).map({ Moment($0) * minute }) + [25 * minute - step, 25 * minute + step, -1] {
      for raised in [nil, 10, 20, 31, 45].map({ $0.map { Moment($0) * minute } }) {
        // A reading of -1 is none at all.
        let from = max(taken, 0)
        var events = taken < 0 ? [] : [(taken, Happening.cuff(systolic: 120, diastolic: 75, mean: 90))]
        if let raised { events.append((raised, .raised)) }
        events.sort { $0.0 < $1.0 }
        let fixed = [30 * minute - step, 30 * minute, (raised ?? 0) + 15 * minute - step, (raised ?? 0) + 15 * minute]
        let looks = Set((early.edges + late.edges).map { $0 + from } + fixed.filter { $0 >= from }).sorted()
        var bench = Bench(required: [.bloodPressure], observed: false)
        for (look, answer) in zip(looks, bench.play(Story(events, looks: looks))) {
          func isEarly(_ moment: Moment) -> Bool {
            if moment < 30 * minute { return true }
            guard let raised, raised <= look else { return false }
            return moment >= raised && moment < raised + 15 * minute
          }
          // What fell due early stays due.
          let rule = isEarly(look) || isEarly(from + early.due) ? early : late
          let actual = answer.demand(of: [.staleObservation])
          tally.compare(
            rule.demand(age: look - from), actual, "pressure", "taken \(taken), raised \(raised ?? -1), at \(look) ms")
        }
      }
    }
    #expect(tally.report("staleness, blood pressure"))
  }

  @Test("SR-051: a sedation score of every age does what the table says, sooner after one that cut the rate")
  func sedation() {
    var tally = Tally()
    for scale in [ClinicalScale.poss, .rass, .moaas] {
      for value in scale.range where ScoreTable.level(scale, value)! < .pause {
        let rule = StaleRule(scale == .poss && value == 3 ? "sedation after POSS 3" : "sedation")
        for taken in [Moment(0), minute, 5 * minute, 47 * minute] {
          let looks = rule.edges.map { $0 + taken }
          var bench = Bench(required: [.sedation], observed: false)
          let story = Story([(taken, .score(scale, value))], looks: looks)
          for (look, answer) in zip(looks, bench.play(story)) {
            let expected = rule.demand(age: look - taken)
            tally.compare(
              expected, answer.demand(of: [.staleObservation]), "sedation", "\(scale.name) \(value) at \(look - taken) ms")
          }
        }
      }
    }
    var bench = Bench(required: [.sedation], observed: false)
    let rule = StaleRule("sedation")
    for (look, answer) in zip(rule.edges, bench.play(Story([], looks: rule.edges))) {
      tally.compare(rule.demand(age: look), answer.demand(of: [.staleObservation]), "never judged", "\(look) ms")
    }
    #expect(tally.report("staleness, sedation"))
  }

  @Test("SR-051: distress and nausea of every age do what the table says", arguments: ["distress", "nausea"])
  func comfort(name: String) {
    var tally = Tally()
    let rule = StaleRule(name)
    let scale = ClinicalScale.allCases.first { $0.name == name }!
    for value in scale.range where ScoreTable.level(scale, value)! < .pause {
      // Where it is required, or where the last entry asked for attention.
      for required in [[], [RequiredSignal.distress, .nausea].filter { $0.name == name }] {
        let isWatched = !required.isEmpty || value >= 4
        for taken in [Moment(0), minute, 47 * minute] {
          let looks = rule.edges.map { $0 + taken }
          var bench = Bench(required: required, observed: false)
          for (look, answer) in zip(looks, bench.play(Story([(taken, .score(scale, value))], looks: looks))) {
            let expected = isWatched ? rule.demand(age: look - taken) : Demand()
            tally.compare(expected, answer.demand(of: [.staleObservation]), name, "\(value) at \(look - taken) ms")
          }
        }
      }
    }
    #expect(tally.report("staleness, \(name)"))
  }
}
