import Safety
import SplitMix
import Testing
import Therapy

/// A row of the table and its signal in the program.
struct Watched: CustomTestStringConvertible, Sendable {
  var rule: ContinuousRule
  let signal: VitalSignal
  let interlocks: [Interlock]
  /// The signal that no monitor sends, so that it does not excuse this one.
  var unfitted: VitalSignal?
  /// The limits of the session, where they are not the defaults.
  var limits: VitalLimits?

  var testDescription: String { rule.name }

  static let absence: [Interlock] = [.staleSignal, .sensorOff, .frozenSignal]

  static let all: [Watched] = ContinuousRule.all.compactMap { rule in
    guard let signal = rule.signal else { return nil }
    let other: [VitalSignal: VitalSignal] = [.respirationRate: .endTidalCarbonDioxide, .endTidalCarbonDioxide: .respirationRate]
    return Watched(rule: rule.alone, signal: signal, interlocks: [signal.interlock], unfitted: other[signal])
  }

  var healthy: Int32 { Bench.healthy[rule.name]! }

  /// The delays of all bands, one step before each and one after.
  var edges: [Moment] { Set(rule.bands.flatMap { [$0.after - step, $0.after, $0.after + step] }).sorted() }

  /// Every value that can be sent, and one beyond either end.
  var values: ClosedRange<Int32> { rule.possible.lowerBound - 1...rule.possible.upperBound + 1 }

  /// Plays one history of this signal and compares each look.
  func check(_ history: [(at: Moment, sample: Sample)], looks: [Moment], _ kind: String, _ tally: inout Tally) {
    var bench = Bench(unfitted: unfitted)
    if let limits { bench.situation.limits = limits }
    let answers = bench.play(story(history, looks: looks))
    let whole = [(at: Moment(-600_000), sample: Sample(value: healthy))] + history
    for (look, answer) in zip(looks, answers) {
      let (limits, absence) = (rule.response(to: whole, at: look), rule.absence(of: whole, at: look))
      let actual = [answer.of(interlocks), answer.of(Watched.absence), answer.level]
      let expected = [limits, absence, max(limits, absence)]
      for (index, part) in ["limits", "absence", "together"].enumerated() {
        tally.compare(expected[index], actual[index], "\(rule.name), \(part), \(kind)", "\(history) at \(look) ms")
      }
    }
  }

  /// The history as a story. What is not renewed ceases to be evidence without any change: that moment is judged too.
  func story(_ history: [(at: Moment, sample: Sample)], looks: [Moment]) -> Story {
    var events = history.map { (at: $0.at, what: Happening.vital(signal, $0.sample)) }
    for entry in history where entry.sample.isLast { events.append((entry.at + rule.evidenceAge + step, .nothing)) }
    events.sort { $0.at < $1.at }
    return Story(events.map { ($0.at, $0.what) }, looks: looks)
  }
}

@Suite struct ContinuousOracleTests {
  @Test("SR-041: the program watches every signal of the table")
  func complete() { #expect(Watched.all.map(\.rule.name) == ["SpO2", "HR", "RR", "EtCO2"]) }

  @Test("SR-041: every value acts in its time and not before, as the table has it", arguments: Watched.all)
  func tripping(watched: Watched) {
    var tally = Tally()
    let rule = watched.rule
    let far = (rule.bands.map(\.after).max() ?? 0) + 1_000
    for value in watched.values {
      for quality in [SignalQuality.good, .questionable] {
        let sample = Sample(value: value, quality: quality)
        let looks = [0] + watched.edges + [rule.staleWarn, rule.stalePause].flatMap { [$0 - 2 * step, $0 - step, $0] }
        watched.check([(0, sample)], looks: looks.sorted(), "\(quality) value stays", &tally)
        for end in watched.edges {
          let back = Sample(value: watched.healthy)
          let looks = Set([end - step, end, end + step, end + 1_000, end + far]).sorted()
          watched.check([(0, sample), (end, back)], looks: looks, "\(quality) value and back", &tally)
        }
      }
    }
    #expect(tally.report("\(rule.name) tripping"))
  }

  @Test("SR-041: every value clears in its time and not before, as the table has it", arguments: Watched.all)
  func releasing(watched: Watched) {
    var tally = Tally()
    for (bad, clearFor) in watched.badValues {
      for value in watched.values {
        for quality in [SignalQuality.good, .questionable] {
          let history = [(at: Moment(0), sample: Sample(value: bad)), (60_000, Sample(value: value, quality: quality))]
          let looks = [59_980, 60_000, 60_020] + [-step, 0, step].map { 60_000 + clearFor + $0 }
          watched.check(history, looks: looks, "release to \(quality)", &tally)
        }
      }
    }
    #expect(tally.report("\(watched.rule.name) releasing"))
  }

  @Test("SR-046: a gap of every kind, length and place does what the table says", arguments: Watched.all)
  func gaps(watched: Watched) {
    var tally = Tally()
    for (bad, clearFor) in watched.badValues {
      for (name, gap) in watched.gaps {
        for delay in Set(watched.rule.bands.map(\.after)) {
          for place in [step, delay / 2, delay - step, delay] {
            for length in [step, delay / 2, delay] {
              for after in [bad, watched.healthy] {
                let end = place + length
                let history = [(at: Moment(0), sample: Sample(value: bad)), (place, gap), (end, Sample(value: after))]
                let looks = Set([delay - step, delay, delay + step, end, end + delay - step, end + delay]).sorted()
                watched.check(history, looks: looks, "waiting, then \(name)", &tally)
              }
            }
          }
        }
        for place in [step, clearFor / 2, clearFor - step, clearFor, clearFor + step] {
          for length in [step, 1_000, watched.rule.staleWarn - step, watched.rule.staleWarn] {
            let clear = Sample(value: watched.healthy)
            let (out, back) = (60_000 + place, 60_000 + place + length)
            let history = [(at: Moment(0), sample: Sample(value: bad)), (60_000, clear), (out, gap), (back, clear)]
            let looks = Set(
              [
                60_000 + clearFor - step, 60_000 + clearFor, back, back + clearFor - step, back + clearFor,
                back + clearFor + step,
              ]
            ).sorted()
            watched.check(history, looks: looks, "clearing, then \(name)", &tally)
          }
        }
      }
    }
    #expect(tally.report("\(watched.rule.name) gaps"))
  }

  @Test("SR-045: a signal that is away warns and pauses at its age, as the table has it", arguments: Watched.all)
  func absence(watched: Watched) {
    var tally = Tally()
    let (warn, pause) = (watched.rule.staleWarn, watched.rule.stalePause)
    for (name, gap) in watched.gaps {
      let edges = [0, step, warn - 2 * step, warn - step, warn, pause - 2 * step, pause - step, pause, pause + 60_000]
      watched.check([(0, gap)], looks: edges, name, &tally)
      for back in [warn - step, warn, pause - step, pause, pause + step] {
        let history = [(at: Moment(0), sample: gap), (back, Sample(value: watched.healthy)), (back + 1_000, gap)]
        let looks = Set([back - step, back, back + 1_000] + edges.map { $0 + back + 1_000 }).sorted()
        watched.check(history, looks: looks, "\(name), renewed", &tally)
      }
    }
    #expect(tally.report("\(watched.rule.name) absence"))
  }

  @Test(
    "SR-041: judging at the changes alone gives what judging every 20 ms gives, on histories by chance", arguments: Watched.all)
  func everyStep(watched: Watched) {
    var tally = Tally()
    var random = SplitMix(seed: 7)
    for _ in 0..<12 {
      let history = watched.anyHistory(&random, steps: 1_500)
      let looks = Watched.looks(at: history, end: 30_000)
      let story = watched.story(history, looks: looks)
      var (coarse, fine) = (Bench(unfitted: watched.unfitted), Bench(unfitted: watched.unfitted))
      #expect(coarse.play(story) == fine.play(story, everyStep: true), "\(history)")
    }
    for _ in 0..<500 {
      let history = watched.anyHistory(&random, steps: 10_000)
      watched.check(history, looks: Watched.looks(at: history, end: 200_000), "any history", &tally)
    }
    #expect(tally.report("\(watched.rule.name) any history"))
  }
}

extension Watched {
  /// A value far beyond each limit and one just beyond it, with the time for which that limit has to be clear.
  var badValues: [(Int32, Moment)] {
    rule.bands.flatMap { band in
      [band.below.map { $0 - 1 }, band.above.map { $0 + 1 }].compactMap { $0 }.map { ($0, band.clearFor) }
    }
  }

  /// All that is no plain value.
  var gaps: [(String, Sample)] {
    [
      ("missing", Sample(quality: .missing)), ("sensor off", Sample(quality: .sensorOff)),
      ("impossible", Sample(value: rule.possible.upperBound + 1)), ("silence", Sample(value: healthy, isLast: true)),
      ("questionable", Sample(value: healthy, quality: .questionable)),
    ]
  }

  /// Every change, one step before it, and the end.
  static func looks(at history: [(at: Moment, sample: Sample)], end: Moment) -> [Moment] {
    var looks: Set<Moment> = [end]
    for entry in history {
      looks.insert(max(entry.at - step, 0))
      looks.insert(entry.at)
    }
    return looks.sorted()
  }

  func anyHistory(_ random: inout SplitMix, steps: Int64) -> [(at: Moment, sample: Sample)] {
    var moments: Set<Moment> = []
    for _ in 0..<12 { moments.insert(random.next(in: 0...steps) * step) }
    // A value at a limit, one beside it or far beyond it.
    let limits = rule.bands.flatMap { [$0.below, $0.above, $0.below.map { $0 + rule.bands[0].clearBy }] }.compactMap { $0 }
    return moments.sorted().map { moment in
      let value = limits[Int(random.next(in: 0...Int64(limits.count - 1)))] + Int32(random.next(in: -1...1))
      return switch random.next(in: 0...9) {
      case 0...3: (moment, Sample(value: value))
      case 4, 5: (moment, Sample(value: healthy))
      case 6: (moment, Sample(value: value, quality: .questionable))
      default: (moment, gaps[Int(random.next(in: 0...4))].1)
      }
    }
  }
}

extension VitalSignal {
  /// The interlock that holds the limits of this signal.
  var interlock: Interlock {
    switch self {
    case .oxygenSaturation: .oxygenSaturation
    case .heartRate: .heartRate
    case .respirationRate: .respirationRate
    case .endTidalCarbonDioxide: .endTidalCarbonDioxide
    }
  }
}
