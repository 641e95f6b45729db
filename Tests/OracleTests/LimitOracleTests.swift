import Quantities
import Safety
import Testing
import Therapy

@Suite struct LimitOracleTests {
  private static func figure(_ name: String) -> LimitedSignal { LimitedSignal.allCases.first { $0.name == name }! }

  @Test("SR-041: the default limits of the program are those of the tables")
  func defaults() {
    for row in Table("continuous").rows {
      let limits = VitalLimits()[LimitOracleTests.figure(row["signal"])]
      let isEtCO2 = row["signal"] == "EtCO2"
      #expect(limits.warnLow.map(Int64.init) == row.number("warn-below"), "\(row["signal"])")
      #expect(limits.warnHigh.map(Int64.init) == row.number("warn-above"), "\(row["signal"])")
      // The low limit of EtCO2 is that of a rule of its own.
      #expect(limits.pauseLow.map(Int64.init) == (isEtCO2 ? 15 : row.number("pause-below")), "\(row["signal"])")
      #expect(limits.pauseHigh.map(Int64.init) == row.number("pause-above"), "\(row["signal"])")
      #expect(limits.warnDelay.wholeSeconds == row.number("warn-after-s"), "\(row["signal"])")
      #expect(limits.pauseDelay.wholeSeconds == row.number("pause-after-s"), "\(row["signal"])")
    }
    for rule in PressureRule.all {
      let limits = VitalLimits()[LimitOracleTests.figure(rule.name)]
      let values = [limits.warnLow, limits.warnHigh, limits.pauseLow, limits.pauseHigh].map { $0.map(Int64.init) }
      #expect(values == [rule.warnBelow, rule.warnAbove, rule.pauseBelow, rule.pauseAbove], "\(rule.name)")
      #expect(limits.warnDelay == .zero && limits.pauseDelay == .zero)
    }
  }

  @Test("SR-042: a limit is set up to its bound, and not one beyond it")
  func bounds() {
    for row in Table("bounds").rows {
      let signal = LimitOracleTests.figure(row["signal"])
      let key = LimitKey.allCases.first { $0.name == row["limit"] }!
      let isLeast = row["least"] != "-"
      let bound = Int32(row.number(isLeast ? "least" : "most")!)
      for (value, passes) in [(bound, true), (isLeast ? bound - 1 : bound + 1, false)] {
        var change = LimitChange()
        change[key] = value
        let (limits, fault) = VitalLimits()[signal].applying(change, to: signal)
        #expect((fault == nil) == passes, "\(row["signal"]) \(row["limit"]) \(value)")
        #expect(limits[key] == (passes ? value : VitalLimits()[signal][key]), "\(row["signal"]) \(row["limit"]) \(value)")
      }
    }
  }

  @Test("SR-111: limits that were changed for the session act as the table would with them", arguments: Watched.all)
  func changed(watched: Watched) {
    var tally = Tally()
    for (shift, delay) in [(Int32(-2), Interval.seconds(20)), (1, .seconds(3)), (3, .zero)] {
      var changed = watched
      var limits = VitalLimits()
      var set = limits[LimitOracleTests.figure(watched.rule.name)]
      func moved(_ value: Int32?, _ by: Int32) -> Int32? { value.map { $0 + by } }
      (set.warnLow, set.pauseLow) = (moved(set.warnLow, shift), moved(set.pauseLow, shift))
      (set.warnHigh, set.pauseHigh) = (moved(set.warnHigh, -shift), moved(set.pauseHigh, -shift))
      set.pauseDelay = delay
      limits[LimitOracleTests.figure(watched.rule.name)] = set
      changed.limits = limits
      changed.rule.bands = watched.rule.bands.enumerated().map { index, band in
        // What is severe below 85 is no limit that can be set.
        let isSevere = index == 2
        let below = isSevere ? band.below : moved(band.below, shift)
        return Band(
          level: band.level, clearLow: moved(band.clearLow, shift), below: below, above: moved(band.above, -shift),
          after: band.level == .pause && !isSevere ? delay.wholeSeconds * 1_000 : band.after, clearBy: band.clearBy,
          clearFor: band.clearFor)
      }
      for value in watched.values where value > 0 {
        let looks = Set([0] + changed.edges.filter { $0 >= 0 }).sorted()
        changed.check([(0, Sample(value: value))], looks: looks, "changed limits", &tally)
        let history = [(at: Moment(0), sample: Sample(value: value)), (40_000, Sample(value: watched.healthy))]
        let ends = watched.rule.bands.map(\.clearFor).flatMap { [40_000 + $0 - step, 40_000 + $0] }
        changed.check(history, looks: Set(ends).sorted(), "changed limits, release", &tally)
      }
    }
    #expect(tally.report("\(watched.rule.name) changed limits"))
  }
}
