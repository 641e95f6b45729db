import Quantities
import Safety
import Testing

/// One row of `stimuli.tsv`.
private struct Stimulus {
  let name: String
  let response: Level
  let text: StoryText
  let touches: Set<String>

  static let all = Table("stimuli").rows.map { row in
    Stimulus(
      name: "\(row["class"]) \(row["response"])", response: Level(row["response"]), text: StoryText(row["case"]),
      touches: Set(row["touches"].split(separator: " ").map(String.init)))
  }

  /// What happens, so that the case ends at `end`.
  func events(endingAt end: Moment) -> [(Moment, Happening)] {
    text.story.events.map { ($0.at + end - text.end, $0.what) }
  }
}

@Suite struct PairTests {
  private func play(_ stimuli: [Stimulus]) -> Answer {
    let end = stimuli.map(\.text.end).max()!
    var bench = Bench()
    let events = stimuli.flatMap { $0.events(endingAt: end) }.enumerated().sorted {
      ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
    }
    return bench.play(Story(events.map(\.element), looks: [end]))[0]
  }

  private func check(_ stimuli: [Stimulus], _ tally: inout Tally) {
    let answer = play(stimuli)
    let expected = stimuli.map(\.response).max()!
    let names = stimuli.map(\.name).joined(separator: " with ")
    tally.compare(expected, answer.level, names, names)
    #expect(answer.rate <= answer.requested, "\(names)")
    switch expected {
    case .none, .warn: break
    case .reduce: #expect(answer.rate == answer.requested.divided(by: 2), "\(names)")
    case .pause, .stop: #expect(answer.rate == .zero, "\(names)")
    }
  }

  @Test("SR-040: each kind of rule alone does what the tables say, and with any other one the worse of both")
  func pairs() {
    var tally = Tally()
    var pairs = 0
    for (index, one) in Stimulus.all.enumerated() {
      check([one], &tally)
      for other in Stimulus.all[(index + 1)...] where one.touches.isDisjoint(with: other.touches) {
        check([one, other], &tally)
        pairs += 1
      }
    }
    #expect(tally.report("pairs of rules"))
    print("oracle: pairwise \(pairs) pairs")
    #expect(pairs > 1_000)
  }
}
