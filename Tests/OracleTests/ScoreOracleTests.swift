import Quantities
import Safety
import Testing
import Therapy

@Suite struct ScoreOracleTests {
  @Test("SR-050: the table has one row for each value of each scale")
  func complete() {
    for scale in ClinicalScale.allCases where scale != .nrs {
      for value in scale.range { #expect(ScoreTable.level(scale, value) != nil, "\(scale.name) \(value)") }
    }
  }

  private func check(_ entries: [Entry], _ kind: String, _ tally: inout Tally) {
    let looks = Set(entries.flatMap { [$0.at, $0.at + step] }).sorted()
    var bench = Bench()
    for (look, answer) in zip(looks, bench.play(Story(entries.map { ($0.at, $0.happening) }, looks: looks))) {
      let expected = ScoreResponse(after: entries, at: look)
      var actual = ScoreResponse()
      actual.sedation = answer.of([.sedation])
      actual.distress = answer.of([.distress])
      actual.nausea = answer.of([.nausea])
      actual.dissociation = answer.of([.dissociation])
      tally.compare(expected, actual, kind, "\(entries) at \(look) ms")
      let half = answer.requested.divided(by: 2)
      let highest = max(expected.sedation, expected.distress, expected.nausea)
      if highest == .reduce, answer.level == .reduce {
        tally.compare(half, answer.rate, "half the rate", "\(entries) at \(look) ms")
      }
      if highest >= .pause { tally.compare(FlowRate.zero, answer.rate, "no rate", "\(entries) at \(look) ms") }
    }
  }

  @Test("SR-050: every value of every scale, in every order of two on it, does what the table says")
  func twoOnOneScale() {
    var tally = Tally()
    for scale in ClinicalScale.allCases where scale != .nrs {
      for first in scale.range {
        for second in scale.range { check([Entry(60_000, scale, first), Entry(120_000, scale, second)], scale.name, &tally) }
      }
    }
    #expect(tally.report("scores, two on one scale"))
  }

  @Test("SR-050: scores on different scales, one after the other or at once, do what the table says")
  func twoScales() {
    var tally = Tally()
    let cutting: [ClinicalScale] = [.poss, .rass, .moaas, .distress, .vomiting]
    for one in cutting {
      for other in cutting where one != other {
        for first in one.range {
          for second in other.range {
            for wait in [Moment(0), 60_000] {
              check([Entry(60_000, one, first), Entry(60_000 + wait, other, second)], "\(one.name), then \(other.name)", &tally)
            }
          }
        }
      }
    }
    #expect(tally.report("scores, two scales"))
  }

  @Test("SR-053: a second cut is a pause up to 10 min after the first, by whatever scale")
  func secondCut() {
    var tally = Tally()
    let cuts: [(ClinicalScale, Int8)] = [(.poss, 3)] + (7...10).map { (.distress, $0) }
    for first in cuts {
      for second in cuts {
        for wait in [step, 60_000, 600_000 - step, 600_000, 600_000 + step] {
          for third in cuts {
            let entries = [Entry(0, first.0, first.1), Entry(wait, second.0, second.1), Entry(wait + 600_000, third.0, third.1)]
            check(entries, "second cut", &tally)
          }
        }
      }
    }
    #expect(tally.report("scores, second cut"))
  }
}
