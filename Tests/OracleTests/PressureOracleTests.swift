import Safety
import Testing
import Therapy

@Suite struct PressureOracleTests {
  private static let normal = Pressure(at: 0, 120, 75, 90)

  /// Readings in which one value is anything and the others fit it.
  static let firsts: [Pressure] =
    (30...300).map { Pressure(at: 0, $0, min(75, $0 - 10), min(90, $0 - 5)) }
    + (10...200).map { Pressure(at: 0, max(120, $0 + 10), $0, max(90, $0 + 5)) }
    + (10...300).map { Pressure(at: 0, max(120, $0), min(75, $0), $0) }

  private func check(_ readings: [Pressure], baseline: Int32?, _ kind: String, _ tally: inout Tally) {
    let last = readings.last!.at
    let looks = [last, last + 119_980, last + 120_000]
    let events = [(Moment(0), Happening.baseline(baseline))] + readings.map { ($0.at, $0.happening) }
    // Nothing happens when the time for a second reading is over: that moment is judged too.
    let waits = readings.flatMap { [($0.at + 119_980, Happening.nothing), ($0.at + 120_000, .nothing)] }
    var bench = Bench()
    let story = Story((events + waits).sorted { $0.0 < $1.0 }, looks: looks)
    for (look, answer) in zip(looks, bench.play(story)) {
      let expected = pressureResponse(to: readings, baseline: baseline.map(Int64.init), at: look)
      tally.compare(expected, answer.of([.bloodPressure]), kind, "\(readings), baseline \(baseline ?? 0), at \(look) ms")
      tally.compare(expected, answer.level, "together, \(kind)", "\(readings), baseline \(baseline ?? 0), at \(look) ms")
    }
  }

  @Test("SR-041: every first blood pressure with every kind of second one, or none, does what the table says")
  func firstAndSecond() {
    var tally = Tally()
    for first in PressureOracleTests.firsts {
      check([first], baseline: nil, "one reading", &tally)
      for (name, second) in [
        ("agrees", first.values), ("is normal", [120, 75, 90]), ("is just inside", [180, 75, 90]), ("is low", [85, 45, 62]),
        ("is high", [185, 111, 131]), ("is impossible", [70, 75, 72]),
      ] {
        for wait in [Moment(60_000), 120_000, 120_020] {
          let readings = [first, Pressure(at: wait, second[0], second[1], second[2])]
          check(readings, baseline: nil, "second \(name)", &tally)
          // What a systolic pressure is with a baseline: 130 warns.
          if first.values[1] <= 75, wait == 60_000 { check(readings, baseline: 100, "second \(name), baseline", &tally) }
        }
      }
    }
    #expect(tally.report("blood pressure, two readings"))
  }

  @Test("SR-059: every systolic pressure is held against every kind of baseline")
  func baselines() {
    var tally = Tally()
    for baseline in [Int32(60), 70, 99, 100, 101, 115, 120, 123, 124, 139, 140, 200] {
      for value in Int64(30)...300 {
        let reading = Pressure(at: 0, value, min(75, value - 10), min(90, value - 5))
        check([reading], baseline: baseline, "baseline", &tally)
        check(
          [Pressure(at: 0, 159, 75, 90), Pressure(at: 60_000, value, min(75, value - 10), min(90, value - 5))],
          baseline: baseline, "baseline, then released", &tally)
      }
    }
    #expect(tally.report("blood pressure, baseline"))
  }

  @Test("SR-041: what a blood pressure has paused or warned ends by every reading that the table has for it, and by no other")
  func releases() {
    var tally = Tally()
    for bad in [
      [185, 75, 90], [201, 75, 90], [161, 75, 90], [85, 60, 70], [94, 60, 70], [120, 111, 115], [120, 45, 80],
      [120, 38, 80], [120, 50, 59], [120, 50, 64], [150, 75, 131], [150, 75, 116],
    ] {
      for release in PressureOracleTests.firsts {
        let bad = { Pressure(at: $0, Int64(bad[0]), Int64(bad[1]), Int64(bad[2])) }
        let last = Pressure(at: 120_000, release.values[0], release.values[1], release.values[2])
        check([bad(0), bad(60_000), last], baseline: nil, "release", &tally)
        guard release.values[1] == 75 else { continue }
        check([bad(0), bad(60_000), last, Pressure(at: 180_000, 158, 75, 90)], baseline: nil, "release, then 158", &tally)
      }
    }
    #expect(tally.report("blood pressure, release"))
  }
}
