import Safety
import SplitMix
import Testing
import Therapy

/// A signal that two monitors send.
struct Doubled: CustomTestStringConvertible, Sendable {
  let watched: Watched
  let rule: SourceRule

  var testDescription: String { watched.rule.name }

  static let all = Watched.all.map { Doubled(watched: $0, rule: SourceRule($0.rule)) }

  /// Plays the histories of both and compares each look; the other way round it is the same.
  func check(
    _ sources: [History], looks: [Moment], _ kind: String, inBothOrders: Bool = false, _ tally: inout Tally
  ) {
    let whole = sources.map { [(at: Moment(-600_000), sample: Sample(value: watched.healthy))] + $0 }
    for (one, other) in inBothOrders ? [(0, 1), (1, 0)] : [(0, 1)] {
      var bench = Bench(unfitted: watched.unfitted)
      for (look, answer) in zip(looks, bench.play(story(sources[one], sources[other], looks: looks))) {
        let (limits, absence) = (rule.response(to: whole, at: look), rule.absence(of: whole, at: look))
        let example = "\(one == 0 ? "" : "swapped, ")\(sources) at \(look) ms"
        tally.compare(limits, answer.of(watched.interlocks), "\(testDescription), limits, \(kind)", example)
        tally.compare(absence, answer.of(Watched.absence), "\(testDescription), absence, \(kind)", example)
        let difference = rule.difference(of: whole, at: look)
        tally.compare(difference, answer.demand(of: [.sourceDifference]), "\(testDescription), difference, \(kind)", example)
      }
    }
  }

  /// The histories of the first and the second monitor as a story, with each moment at which something ceases to count.
  func story(_ first: History, _ second: History, looks: [Moment]) -> Story {
    var events = first.map { (at: $0.at, what: Happening.vital(watched.signal, $0.sample)) }
    events.append((-step, .second(watched.signal, Sample(value: watched.healthy))))
    events += second.map { (at: $0.at, what: Happening.second(watched.signal, $0.sample)) }
    events += rule.changes([first, second]).map { (at: $0, what: .nothing) }
    events.sort { $0.at < $1.at }
    return Story(events.map { ($0.at, $0.what) }, looks: looks)
  }

  /// What the other monitor may send meanwhile.
  var others: [Sample] { [Sample(value: watched.healthy)] + watched.gaps.map(\.1) }

  func around(_ moments: [Moment]) -> [Moment] {
    Set(moments.flatMap { [$0 - step, $0, $0 + step] }.filter { $0 >= 0 }).sorted()
  }
}

@Suite struct SourceOracleTests {
  @Test("SR-048: a value beyond a limit acts in its time from either source or from both in turn", arguments: Doubled.all)
  func worse(doubled: Doubled) {
    var tally = Tally()
    let watched = doubled.watched
    let (healthy, delays) = (Sample(value: watched.healthy), watched.rule.bands.map(\.after))
    for bad in watched.badValues.map({ Sample(value: $0.0) }) {
      for other in doubled.others + [bad] {
        let looks = Set(watched.edges + doubled.around([10_000, 30_000, 60_000])).sorted()
        doubled.check([[(0, bad)], [(0, other)]], looks: looks, "one is bad", inBothOrders: true, &tally)
      }
      for delay in Set(delays) {
        for place in [step, delay / 2, delay - step] {
          // From one to the other the time goes on, unless there is a step in which both are good.
          for pause in [-step, 0, step] {
            let histories: [History] = [[(0, bad), (place, healthy)], [(place + pause, bad)]]
            let looks = doubled.around([place, delay, place + pause + delay])
            doubled.check(histories, looks: looks, "in turn", inBothOrders: true, &tally)
          }
        }
      }
    }
    #expect(tally.report("\(doubled.testDescription) of two, worse"))
  }

  @Test("SR-048: what a source said and has not taken back stands until it is lost", arguments: Doubled.all)
  func held(doubled: Doubled) {
    var tally = Tally()
    let watched = doubled.watched
    let lost = doubled.rule.lostAfter
    for (bad, clearFor) in watched.badValues {
      for (_, gap) in watched.gaps {
        // A source that falls silent is silent from its last value on, which is the bad one.
        let silent = Sample(value: bad, isLast: true)
        let fallen = gap.isLast ? silent : gap
        for place in [step, 60_000] {
          for other in [Sample(value: watched.healthy), Sample(quality: .missing)] {
            let histories: [History] = [[(0, Sample(value: bad)), (place, fallen)], [(0, other)]]
            let moments = watched.edges + [place, place + clearFor, place + lost, place + lost + clearFor]
            doubled.check(histories, looks: doubled.around(moments), "one falls away", &tally)
          }
        }
      }
    }
    #expect(tally.report("\(doubled.testDescription) of two, held"))
  }

  @Test("SR-048: a limit clears by both sources in their time", arguments: Doubled.all)
  func releasing(doubled: Doubled) {
    var tally = Tally()
    let watched = doubled.watched
    for (bad, clearFor) in watched.badValues {
      for value in Set(watched.badValues.flatMap { [$0.0, $0.0 + 1, $0.0 - 1] } + [watched.healthy]).sorted() {
        let others = [Sample(value: value), Sample(value: value, quality: .questionable), Sample(quality: .missing)]
        for (index, other) in others.enumerated() {
          for place in [0, clearFor / 2, clearFor - step] where index == 0 || place > 0 {
            let back = Sample(value: watched.healthy)
            let histories: [History] = [
              [(0, Sample(value: bad)), (60_000, back)], [(0, back), (60_000 + place, other), (60_000 + place + step, back)],
            ]
            let moments = [60_000 + place, 60_000 + clearFor, 60_000 + place + step + clearFor]
            doubled.check(histories, looks: doubled.around(moments), "release", &tally)
          }
        }
      }
    }
    #expect(tally.report("\(doubled.testDescription) of two, releasing"))
  }

  @Test("SR-048: two values differ from the limit on, in their time and not before", arguments: ["SpO2", "HR"])
  func differences(name: String) {
    var tally = Tally()
    let doubled = Doubled.all.first { $0.watched.rule.name == name }!
    let after = doubled.rule.differenceAfter
    for one in doubled.watched.rule.possible {
      let edge = name == "HR" ? one / 10 : 4
      for other in Set([one, one + edge - 1, one + edge, one + edge + 1, one + 40]) {
        let histories: [History] = [[(0, Sample(value: one))], [(0, Sample(value: other))]]
        doubled.check(histories, looks: [after - step, after, after + step], "values", &tally)
      }
    }
    let healthy = Sample(value: doubled.watched.healthy)
    let far = Sample(value: doubled.watched.healthy - 8)
    for gap in doubled.others {
      for place in [step, after / 2, after - step, after, after + step] {
        for length in [step, 5_000, 15_000, after - step, after] {
          let histories: [History] = [[(0, far), (place, gap), (place + length, far)], [(0, healthy)]]
          let moments = [place, after, place + length, place + after, place + length + after]
          doubled.check(histories, looks: doubled.around(moments), "a gap", &tally)
        }
      }
    }
    #expect(tally.report("\(name) of two, differences"))
  }

  @Test("SR-048: two sources of every history do what the table says", arguments: Doubled.all)
  func anyHistories(doubled: Doubled) {
    var tally = Tally()
    var random = SplitMix(seed: 48)
    for _ in 0..<4 {
      // Judging at the changes alone gives what judging every 20 ms gives.
      let (first, second) = (
        doubled.watched.anyHistory(&random, steps: 2_000), doubled.watched.anyHistory(&random, steps: 2_000)
      )
      let looks = Set(Watched.looks(at: first, end: 80_000) + Watched.looks(at: second, end: 80_000)).sorted()
      let story = doubled.story(first, second, looks: looks)
      var (coarse, fine) = (Bench(unfitted: doubled.watched.unfitted), Bench(unfitted: doubled.watched.unfitted))
      #expect(coarse.play(story) == fine.play(story, everyStep: true), "\(first), \(second)")
    }
    for index in 0..<60 {
      let histories = [doubled.watched.anyHistory(&random, steps: 6_000), doubled.watched.anyHistory(&random, steps: 6_000)]
      let looks = Set(histories.flatMap { Watched.looks(at: $0, end: 200_000) }).sorted()
      doubled.check(histories, looks: looks, "any histories", inBothOrders: index < 10, &tally)
    }
    #expect(tally.report("\(doubled.testDescription) of two, any histories"))
  }

  @Test("SR-048: a difference that goes over from one signal to the other goes on")
  func fromSignalToSignal() {
    var tally = Tally()
    for end in [Moment(1_000), 30_000, 60_000 - step] {
      for begin in [end - step, end, end + step, end + 1_000] {
        let events: [(Moment, Happening)] = [
          (0, .second(.oxygenSaturation, Sample(value: 90))), (begin, .second(.heartRate, Sample(value: 90))),
          (end, .second(.oxygenSaturation, Sample(value: 98))),
        ].sorted { $0.0 < $1.0 }
        // One step in which both agree begins the time anew.
        let since = begin <= end ? 0 : begin
        let looks = [since + 60_000 - step, since + 60_000, since + 60_000 + step]
        var bench = Bench()
        for (look, answer) in zip(looks, bench.play(Story(events, looks: looks))) {
          let expected = look >= since + 60_000 ? Demand(level: .warn, priority: .medium) : Demand()
          tally.compare(expected, answer.demand(of: [.sourceDifference]), "difference", "\(end), \(begin) at \(look) ms")
        }
      }
    }
    #expect(tally.report("difference of two signals in turn"))
  }
}
