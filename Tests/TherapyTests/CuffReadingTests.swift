import Quantities
import Testing
import Therapy

private let now = Instant(nanoseconds: 9_000_000_000_000)

private func time(_ minutes: Int64, _ seconds: Int64 = 0) -> Instant { now + .seconds(minutes * 60 + seconds) }

private func cuff(_ systolic: Int32, at instant: Instant = now) -> CuffReading {
  CuffReading(systolic: systolic, diastolic: 60, mean: 75, at: instant)!
}

@Suite struct CuffReadingTests {
  @Test("SR-047: at the edges of what a living patient can have, every neighbor is accepted or missing as it should be")
  func edges() {
    let values: [Int32] = [.min, -1, 0, 9, 10, 11, 29, 30, 31, 60, 199, 200, 201, 299, 300, 301, 999, .max]
    for systolic in values {
      for diastolic in values {
        for mean in values {
          let isPossible =
            (30...300).contains(systolic) && (10...200).contains(diastolic) && diastolic < systolic && diastolic <= mean
            && mean <= systolic
          let reading = CuffReading(systolic: systolic, diastolic: diastolic, mean: mean, at: now)
          #expect((reading != nil) == isPossible, "\(systolic)/\(diastolic)/\(mean)")
          guard let reading else { continue }
          #expect(reading.systolic == systolic && reading.diastolic == diastolic && reading.mean == mean)
          #expect(reading.at == now)
        }
      }
    }
  }

  @Test("SR-047: a systolic pressure that is not above the diastolic one is missing, not extreme")
  func systolicAboveDiastolic() {
    for pressure in Int32(30)...200 {
      #expect(CuffReading(systolic: pressure, diastolic: pressure, mean: pressure, at: now) == nil)
      #expect(CuffReading(systolic: pressure, diastolic: pressure + 1, mean: pressure, at: now) == nil)
      #expect(CuffReading(systolic: pressure + 1, diastolic: pressure, mean: pressure, at: now) != nil)
      #expect(CuffReading(systolic: pressure + 1, diastolic: pressure, mean: pressure + 1, at: now) != nil)
      #expect(CuffReading(systolic: pressure + 1, diastolic: pressure, mean: pressure + 2, at: now) == nil)
      #expect(CuffReading(systolic: pressure + 1, diastolic: pressure, mean: pressure - 1, at: now) == nil)
    }
  }
}

@Suite struct PressureBaselineTests {
  private static let spacing = Interval.minutes(5)

  private func baseline(_ readings: [(Int32, Instant)], spacing: Interval = spacing) -> PressureBaseline {
    var baseline = PressureBaseline()
    for (systolic, instant) in readings { baseline.take(cuff(systolic, at: instant), spacing: spacing) }
    return baseline
  }

  @Test("SR-059: no reading and one reading are no baseline")
  func incomplete() {
    #expect(!PressureBaseline().isComplete(at: now))
    #expect(PressureBaseline().systolic == nil)
    let one = baseline([(120, now)])
    #expect(!one.isComplete(at: now) && !one.isComplete(at: time(30)))
    #expect(one.systolic == nil)
  }

  @Test("SR-059: two readings exactly 5 min apart are one, and its systolic pressure is their mean")
  func spacing() {
    let early = baseline([(120, now), (130, Instant(nanoseconds: time(5).nanoseconds - 1))])
    #expect(!early.isComplete(at: time(5)) && early.systolic == nil)
    let exact = baseline([(120, now), (130, time(5))])
    #expect(exact.isComplete(at: time(5)) && exact.systolic == 125)
    #expect(baseline([(120, now), (130, time(9))]).systolic == 125)
    #expect(baseline([(120, now), (121, time(5))]).systolic == 120, "rounded down: the limit above it is the lower one")
    #expect(baseline([(300, now), (300, time(5))]).systolic == 300)
  }

  @Test("SR-059: the spacing is that of the order")
  func otherSpacing() {
    #expect(baseline([(120, now), (130, time(4, 59))], spacing: .minutes(10)).systolic == nil)
    #expect(baseline([(120, now), (130, time(9, 59))], spacing: .minutes(10)).systolic == nil)
    #expect(baseline([(120, now), (130, time(10))], spacing: .minutes(10)).systolic == 125)
    #expect(baseline([(120, now), (130, now)], spacing: .zero).systolic == 125)
  }

  @Test("SR-059: readings that come too early count for nothing, however many, and do not put off the second one")
  func tooEarly() {
    let baseline = baseline([(120, now), (200, time(1)), (200, time(2)), (200, time(4, 59)), (130, time(5))])
    #expect(baseline.isComplete(at: time(5)))
    #expect(baseline.systolic == 125)
  }

  @Test("SR-059: a baseline of which the older reading is 60 min old holds, an older one does not")
  func expiry() {
    let baseline = baseline([(120, now), (130, time(5))])
    #expect(baseline.isComplete(at: time(60)))
    #expect(!baseline.isComplete(at: time(60) + Interval(nanoseconds: 1)))
    #expect(baseline.systolic == 125, "what it was compared with stays")
  }

  @Test("SR-059: a second reading 60 min after the first completes it, a later one is a first one again")
  func lateSecond() {
    let exact = baseline([(120, now), (130, time(60))])
    #expect(exact.isComplete(at: time(60)) && exact.systolic == 125)
    #expect(!exact.isComplete(at: time(60, 1)))
    let late = baseline([(120, now), (130, time(60, 1))])
    #expect(!late.isComplete(at: time(60, 1)) && late.systolic == nil)
    let again = baseline([(120, now), (130, time(60, 1)), (140, time(65, 1))])
    #expect(again.isComplete(at: time(65, 1)) && again.systolic == 135)
  }

  @Test("SR-059: a third reading 5 min after the second makes a baseline of the newest two")
  func third() {
    let three = baseline([(120, now), (130, time(5)), (150, time(10))])
    #expect(three.systolic == 140)
    #expect(three.isComplete(at: time(65)) && !three.isComplete(at: time(65, 1)))
    let four = baseline([(120, now), (130, time(5)), (150, time(10)), (160, time(15))])
    #expect(four.systolic == 155)
  }

  @Test("SR-059: a third reading too soon after the second takes its place, since it is far enough from the first")
  func thirdTooSoon() {
    let three = baseline([(120, now), (130, time(5)), (150, time(7))])
    #expect(three.isComplete(at: time(7)) && three.systolic == 135)
  }

  @Test("SR-059: a reading long after a complete baseline begins another one: yesterday's pressure is nobody's baseline")
  func longAfter() {
    let readings: [(Int32, Instant)] = [(120, now), (130, time(5)), (180, time(300))]
    #expect(!baseline(readings).isComplete(at: time(300)))
    #expect(baseline(readings).systolic == nil)
    #expect(baseline(readings + [(170, time(305))]).systolic == 175)
  }

  @Test("SR-059: whenever a baseline is complete, two readings of the last hour lie at least 5 min apart")
  func always() {
    // All ways to take up to five readings at these minutes.
    let minutes: [Int64] = [0, 3, 5, 8, 10, 58, 61, 65, 70, 130]
    for bits in 0..<(1 << minutes.count) where bits.nonzeroBitCount <= 5 {
      let taken = minutes.indices.filter { bits & 1 << $0 != 0 }.map { minutes[$0] }
      var baseline = PressureBaseline()
      for (index, minute) in taken.enumerated() {
        baseline.take(cuff(120 + Int32(index), at: time(minute)), spacing: Self.spacing)
        let known = taken[...index]
        let fresh = known.filter { minute - $0 <= 60 }
        let hasPair = fresh.contains { first in fresh.contains { $0 - first >= 5 } }
        if baseline.isComplete(at: time(minute)) { #expect(hasPair, "\(known)") }
        #expect((baseline.systolic != nil) || !baseline.isComplete(at: time(minute)))
      }
    }
  }
}
