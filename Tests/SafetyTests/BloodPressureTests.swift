import Quantities
import Safety
import Testing
import Therapy

/// One figure of a blood pressure with its limits, mmHg: clinical defaults, section 4.
struct PressureFigure: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let warning: ClosedRange<Int32>
  let action: ClosedRange<Int32>
  let hysteresis: Int32
  /// Values that act without a second reading.
  let severe: ClosedRange<Int32>
  /// The values that a test can enter with both other figures normal.
  let values: ClosedRange<Int32>
  let figures: @Sendable (Int32) -> (systolic: Int32, diastolic: Int32, mean: Int32)

  static let systolic = PressureFigure(
    testDescription: "SBP", warning: 95...160, action: 90...180, hysteresis: 10, severe: 80...200, values: 75...300,
    figures: { ($0, 60, 75) })
  static let diastolic = PressureFigure(
    testDescription: "DBP", warning: 50...100, action: 40...110, hysteresis: 5, severe: .min ... .max, values: 10...115,
    figures: { (130, $0, max($0, 75)) })
  static let mean = PressureFigure(
    testDescription: "MAP", warning: 65...115, action: 60...130, hysteresis: 5, severe: .min ... .max, values: 55...150,
    figures: { (150, 55, $0) })
  static let all = [systolic, diastolic, mean]

  /// A value of this figure as findings carry it: which figure it is, and the value.
  func code(_ value: Int32) -> Int64 {
    let place: Int64 = testDescription == "SBP" ? 3 : testDescription == "DBP" ? 4 : 5
    return place << 32 | Int64(value)
  }
}

extension Bedside {
  mutating func enter(_ figure: PressureFigure, _ value: Int32, at instant: Instant? = nil) {
    let (systolic, diastolic, mean) = figure.figures(value)
    enter(systolic: systolic, diastolic: diastolic, mean: mean, at: instant)
  }
}

@Suite struct BloodPressureTests {
  @Test("SR-041: every value of every figure, by a first reading: equal to a limit passes", arguments: PressureFigure.all)
  func firstReading(figure: PressureFigure) {
    for value in figure.values {
      var bedside = Bedside.watched()
      bedside.enter(figure, value)
      let judgement = bedside.judge()
      let finding = judgement[.bloodPressure]
      if !figure.severe.contains(value) {
        #expect(judgement.response == .pause && judgement.cause == .bloodPressure, "\(value)")
        #expect(judgement.rate == nil)
      } else if figure.warning.contains(value) {
        #expect(finding == nil, "\(value)")
        #expect(judgement.rate == milliliters(10))
      } else {
        #expect(finding?.response == .annunciate && finding?.alarm == .bloodPressureWarning, "\(value)")
        #expect(finding?.value == figure.code(value))
        #expect(judgement.rate == milliliters(10), "a running infusion goes on until a second reading")
        #expect(finding?.blocksResume == true)
        #expect(finding?.blocksStart == (!figure.action.contains(value) || isTooHighToStart(figure, value)), "\(value)")
      }
    }
  }

  private func isTooHighToStart(_ figure: PressureFigure, _ value: Int32) -> Bool {
    switch figure.testDescription {
    case "SBP": value >= 180
    case "DBP": value >= 110
    default: false
    }
  }

  @Test(
    "SR-041: every value of every figure, by two readings a minute apart: beyond the action limit pauses",
    arguments: PressureFigure.all)
  func secondReading(figure: PressureFigure) {
    for value in figure.values {
      var bedside = Bedside.watched()
      bedside.enter(figure, value)
      _ = bedside.judge()
      bedside.enter(figure, value, at: time(1))
      let judgement = bedside.judge(at: time(1))
      #expect((judgement[.bloodPressure]?.response == .pause) == !figure.action.contains(value), "\(value)")
      guard let finding = judgement[.bloodPressure], finding.response == .pause else { continue }
      #expect(finding.alarm == .bloodPressureExtreme && finding.value == figure.code(value))
      let limit = value < figure.action.lowerBound ? figure.action.lowerBound : figure.action.upperBound
      let severe = value < figure.severe.lowerBound ? figure.severe.lowerBound : figure.severe.upperBound
      #expect(finding.limit == Int64(figure.severe.contains(value) ? limit : severe))
    }
  }

  @Test("SR-041: SBP below 80 or above 200 pauses at once, 80 and 200 wait for a second reading")
  func severe() {
    for (value, response) in [(79, .pause), (80, .annunciate), (200, .annunciate), (201, .pause)] as [(Int32, Response)] {
      var bedside = Bedside.watched()
      bedside.enter(.systolic, value)
      #expect(bedside.judge()[.bloodPressure]?.response == response, "\(value)")
    }
  }

  @Test("SR-041: any second figure beyond its action limit confirms a first one, be it another")
  func anotherFigureConfirms() {
    for first in PressureFigure.all {
      for second in PressureFigure.all {
        var bedside = Bedside.watched()
        bedside.enter(first, first.action.lowerBound - 1)
        #expect(bedside.judge()[.bloodPressure]?.response == .annunciate)
        bedside.enter(second, second.action.upperBound + 1, at: time(0, 30))
        #expect(bedside.judge(at: time(0, 30))[.bloodPressure]?.response == .pause)
      }
    }
  }

  @Test("SR-041: without a second reading the first one pauses after 2 min: missing is no comfort", arguments: PressureFigure.all)
  func noSecondReading(figure: PressureFigure) {
    for value in [figure.action.lowerBound - 1, figure.action.upperBound + 1] {
      var bedside = Bedside.watched()
      bedside.enter(figure, value)
      #expect(bedside.judge().response == .annunciate)
      #expect(bedside.judge(at: justBefore(time(2)))[.bloodPressure]?.response == .annunciate)
      let paused = bedside.judge(at: time(2))
      #expect(paused.response == .pause && paused.cause == .bloodPressure)
      #expect(paused.rate == nil)
    }
  }

  @Test("SR-041: a better second reading within 2 min takes the pause back, and the next bad one is a first one again")
  func betterSecondReading() {
    for figure in PressureFigure.all {
      for (bad, better) in [
        (figure.action.lowerBound - 1, figure.action.lowerBound), (figure.action.upperBound + 1, figure.action.upperBound),
      ] {
        var bedside = Bedside.watched()
        bedside.enter(figure, bad)
        _ = bedside.judge()
        bedside.enter(figure, better, at: time(1, 59))
        for minutes in 2..<5 { #expect(bedside.judge(at: time(Int64(minutes)))[.bloodPressure]?.response == .annunciate) }
        bedside.enter(figure, bad, at: time(5))
        #expect(bedside.judge(at: time(5))[.bloodPressure]?.response == .annunciate)
        #expect(bedside.judge(at: time(7))[.bloodPressure]?.response == .pause)
      }
    }
  }

  @Test("a reading that is only judged again is no second reading")
  func sameReading() {
    var bedside = Bedside.watched()
    bedside.enter(.systolic, 185)
    for _ in 0..<500 { #expect(bedside.judge()[.bloodPressure]?.response == .annunciate) }
  }

  @Test(
    "SR-041: what paused ends with a reading 10 mmHg inside, 5 for DBP and MAP, and by no passing of time",
    arguments: PressureFigure.all)
  func release(figure: PressureFigure) {
    let (low, high) = (figure.action.lowerBound, figure.action.upperBound)
    for (bad, still, inside) in [
      (low - 1, low + figure.hysteresis - 1, low + figure.hysteresis),
      (high + 1, high - figure.hysteresis + 1, high - figure.hysteresis),
    ] {
      var bedside = Bedside.watched()
      bedside.enter(figure, bad)
      _ = bedside.judge()
      #expect(bedside.judge(at: time(2))[.bloodPressure]?.response == .pause)
      for minute in [3, 10, 19] as [Int64] { #expect(bedside.judge(at: time(minute))[.bloodPressure]?.response == .pause) }
      bedside.enter(figure, still, at: time(20))
      #expect(bedside.judge(at: time(20))[.bloodPressure]?.response == .pause, "\(still)")
      bedside.enter(figure, inside, at: time(21))
      let ended = bedside.judge(at: time(21))[.bloodPressure]
      #expect(ended == nil || ended?.response == .annunciate || ended?.response == .proceed, "\(inside)")
      // The next bad reading has to be confirmed anew.
      bedside.enter(figure, bad, at: time(22))
      #expect(bedside.judge(at: time(22))[.bloodPressure]?.response == .annunciate)
    }
  }

  @Test("SR-041: what paused at once, beyond 200, is released where the action is: at 170, not just below 200")
  func severeRelease() {
    var bedside = Bedside.watched()
    bedside.enter(.systolic, 201)
    #expect(bedside.judge()[.bloodPressure]?.response == .pause)
    for (value, response) in [(195, .pause), (171, .pause), (170, .annunciate)] as [(Int32, Response)] {
      bedside.enter(.systolic, value, at: bedside.situation.now + .seconds(30))
      #expect(bedside.judge(at: bedside.situation.now + .seconds(30))[.bloodPressure]?.response == response, "\(value)")
    }
  }

  @Test(
    "SR-041: what warned ends with a reading 10 mmHg inside, 5 for DBP and MAP, as what paused does",
    arguments: PressureFigure.all)
  func warningRelease(figure: PressureFigure) {
    let (low, high, by) = (figure.warning.lowerBound, figure.warning.upperBound, figure.hysteresis)
    for (bad, at, still, inside) in [(low - 1, low, low + by - 1, low + by), (high + 1, high, high - by + 1, high - by)] {
      var bedside = Bedside.watched()
      for (minute, value) in [bad, at, still].enumerated() {
        bedside.enter(figure, value, at: time(Int64(minute)))
        let finding = bedside.judge(at: time(Int64(minute)))[.bloodPressure]
        #expect(finding?.response == .annunciate && finding?.alarm == .bloodPressureWarning, "\(value)")
        #expect(finding?.blocksResume == true)
      }
      bedside.enter(figure, inside, at: time(4))
      #expect(bedside.judge(at: time(4))[.bloodPressure] == nil, "\(inside)")
      bedside.enter(figure, still, at: time(5))
      #expect(bedside.judge(at: time(5))[.bloodPressure] == nil, "it never was outside since")
    }
  }

  @Test("SR-059: what warned by 30 % above the baseline ends 10 mmHg below that")
  func relativeRelease() {
    var bedside = Bedside.watched()
    bedside.situation.baselineSystolic = 100
    for (minute, value, warns) in [(0, 130, false), (1, 131, true), (2, 121, true), (3, 120, false), (4, 130, false)]
      as [(Int64, Int32, Bool)]
    {
      bedside.enter(systolic: value, at: time(minute))
      #expect((bedside.judge(at: time(minute))[.bloodPressure] != nil) == warns, "\(value)")
    }
  }

  @Test("a warning on one side does not hold on to values of the other side")
  func otherSide() {
    var bedside = Bedside.watched()
    for (minute, systolic, diastolic, warns) in [
      (0, 165, 52, true), (1, 150, 52, false), (2, 110, 48, true), (3, 110, 54, true), (4, 155, 55, false),
    ] as [(Int64, Int32, Int32, Bool)] {
      bedside.enter(systolic: systolic, diastolic: diastolic, mean: 75, at: time(minute))
      #expect((bedside.judge(at: time(minute))[.bloodPressure] != nil) == warns, "\(systolic)/\(diastolic)")
    }
    // So low a baseline leaves no value that is inside both sides by their hysteresis.
    var low = Bedside.watched()
    low.situation.baselineSystolic = 85
    for (minute, value, warns) in [(0, 111, true), (1, 100, false), (2, 94, true), (3, 104, true), (4, 105, false)]
      as [(Int64, Int32, Bool)]
    {
      low.enter(systolic: value, at: time(minute))
      #expect((low.judge(at: time(minute))[.bloodPressure] != nil) == warns, "\(value)")
    }
  }

  @Test("SR-110: a warning that only outlives its pause forbids a resume and is not announced anew")
  func tail() {
    var bedside = Bedside.watched()
    bedside.enter(systolic: 205)
    #expect(bedside.judge()[.bloodPressure]?.response == .pause)
    bedside.enter(systolic: 155, at: time(1))
    let tail = bedside.judge(at: time(1))
    #expect(tail[.bloodPressure]?.response == .proceed && tail[.bloodPressure]?.alarm == nil)
    #expect(tail.resumeBlockers.contains(.bloodPressure) && !tail.startBlockers.contains(.bloodPressure))
    bedside.enter(systolic: 162, at: time(2))
    #expect(bedside.judge(at: time(2))[.bloodPressure]?.alarm == .bloodPressureWarning, "outside again")
    bedside.enter(systolic: 150, at: time(3))
    #expect(bedside.judge(at: time(3))[.bloodPressure] == nil)
  }

  @Test("SR-059: SBP above its baseline by more than 30 % warns, and never pauses; without a baseline it is not compared")
  func baseline() {
    for baseline in Int32(90)...123 {
      for value in Int32(105)...160 {
        var bedside = Bedside.watched()
        bedside.situation.baselineSystolic = baseline
        bedside.enter(.systolic, value)
        let finding = bedside.judge()[.bloodPressure]
        let isAbove = value * 10 > baseline * 13
        #expect((finding?.response == .annunciate) == isAbove, "\(value) over \(baseline)")
        #expect(finding == nil || finding?.alarm == .bloodPressureWarning)
        #expect(finding?.blocksStart != true)
        bedside.situation.baselineSystolic = nil
        bedside.memories = InterlockMemories()
        #expect(bedside.judge()[.bloodPressure] == nil)
      }
    }
  }

  @Test("SR-059: a start is refused from SBP 180 or DBP 110 on, and not below")
  func start() {
    for (systolic, diastolic, isRefused) in [
      (179, 60, false), (180, 60, true), (181, 60, true), (130, 109, false), (130, 110, true), (130, 111, true), (180, 110, true),
    ] as [(Int32, Int32, Bool)] {
      var bedside = Bedside.watched(since: nil)
      bedside.enter(systolic: systolic, diastolic: diastolic, mean: max(diastolic, 75))
      #expect(bedside.judge().startBlockers.contains(.bloodPressure) == isRefused, "\(systolic)/\(diastolic)")
    }
  }

  @Test("SR-040: without a session, and without a reading, nothing is found, and what was found before is forgotten")
  func noSession() {
    var bedside = Bedside.watched()
    bedside.enter(.systolic, 250)
    #expect(bedside.judge()[.bloodPressure]?.response == .pause)
    let (order, cuff) = (bedside.situation.order, bedside.situation.cuff)
    bedside.situation.order = nil
    #expect(bedside.judge()[.bloodPressure] == nil)
    bedside.situation.order = order
    bedside.enter(.systolic, 175)
    #expect(bedside.judge()[.bloodPressure]?.response == .annunciate, "175 would not have released what paused")
    bedside.situation.cuff = cuff
    #expect(bedside.judge()[.bloodPressure]?.response == .pause)
    bedside.situation.cuff = nil
    #expect(bedside.judge()[.bloodPressure] == nil)
  }

  @Test("SR-100, SR-106: an extreme pressure is a high alarm that latches, a warning a medium one that does not")
  func alarms() {
    #expect(AlarmCondition.bloodPressureExtreme.priority == .high && AlarmCondition.bloodPressureExtreme.latches)
    #expect(AlarmCondition.bloodPressureWarning.priority == .medium && !AlarmCondition.bloodPressureWarning.latches)
    #expect(AlarmCondition.bloodPressureExtreme.sentence(value: 181, limit: 180).contains("181 mmHg"))
  }
}
