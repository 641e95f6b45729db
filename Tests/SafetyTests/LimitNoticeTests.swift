import Quantities
import Safety
import Testing
import Therapy

private func nanograms(_ amount: Int64) -> PlasmaConcentration { PlasmaConcentration(picogramsPerMilliliter: amount * 1_000) }

@Suite struct PredictedConcentrationTests {
  /// A bedside with the clinical defaults: 250 ng/mL warns, 640 ng/mL pauses.
  private func bedside() -> Bedside {
    var soft = Bedside.hard
    soft.predictedConcentration = nanograms(250)
    return Bedside(order: Bedside.order(soft: soft))
  }

  @Test("SR-055: a predicted 250 ng/mL passes, more warns; 640 ng/mL only warns, more pauses and forbids a start")
  func limits() {
    for (picograms, response) in [
      (0, .proceed), (250_000, .proceed), (250_001, .annunciate), (400_000, .annunciate), (640_000, .annunciate),
      (640_001, .pause), (2_400_000, .pause),
    ] as [(Int64, Response)] {
      var bedside = bedside()
      bedside.situation.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: picograms)
      let judgement = bedside.judge()
      let finding = judgement[.predictedConcentration]
      #expect(finding?.response ?? .proceed == response, "\(picograms)")
      #expect((judgement.rate == nil) == (response == .pause))
      #expect(judgement.startBlockers.contains(.predictedConcentration) == (response == .pause))
      guard let finding else { continue }
      #expect(finding.alarm == (response == .pause ? .predictedConcentrationHigh : .predictedConcentrationWarning))
      #expect(finding.value == picograms && finding.limit == (response == .pause ? 640_000 : 250_000))
    }
    #expect(AlarmCondition.predictedConcentrationHigh.priority == .high)
    #expect(AlarmCondition.predictedConcentrationWarning.priority == .medium)
  }

  @Test("SR-055: what warned or paused ends 5 % below its limit, and not before")
  func hysteresis() {
    var bedside = bedside()
    for (picograms, response) in [
      (251_000, .annunciate), (250_000, .annunciate), (237_501, .annunciate), (237_500, .proceed), (250_000, .proceed),
      (641_000, .pause), (640_000, .pause), (608_001, .pause), (608_000, .annunciate), (640_000, .annunciate),
      (237_501, .annunciate), (0, .proceed),
    ] as [(Int64, Response)] {
      bedside.situation.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: picograms)
      #expect(bedside.judge()[.predictedConcentration]?.response ?? .proceed == response, "\(picograms)")
    }
  }

  @Test("SR-046, SR-055: a prediction that is gone ends no pause and no warning")
  func predictionGone() {
    for (picograms, response) in [(300_000, .annunciate), (700_000, .pause)] as [(Int64, Response)] {
      var bedside = bedside()
      bedside.situation.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: picograms)
      _ = bedside.judge()
      bedside.situation.predictedConcentration = nil
      let finding = bedside.judge()[.predictedConcentration]
      #expect(finding?.response == response && finding?.value == picograms)
      bedside.situation.predictedConcentration = .zero
      #expect(bedside.judge()[.predictedConcentration] == nil)
    }
  }

  @Test("SR-110: a warning that only outlives its pause is not announced anew")
  func tail() {
    var bedside = bedside()
    bedside.situation.predictedConcentration = nanograms(700)
    _ = bedside.judge()
    bedside.situation.predictedConcentration = nanograms(240)
    #expect(bedside.judge()[.predictedConcentration] == nil)
    bedside.situation.predictedConcentration = nanograms(251)
    #expect(bedside.judge()[.predictedConcentration]?.alarm == .predictedConcentrationWarning)
  }

  @Test("SR-055: the limits are those of the order's drug, and a library may only have other ones")
  func ofTheDrug() {
    var hard = Bedside.hard
    hard.predictedConcentration = nanograms(300)
    var bedside = Bedside(order: Bedside.order(soft: hard, hard: hard))
    bedside.situation.predictedConcentration = nanograms(300)
    #expect(bedside.judge()[.predictedConcentration] == nil)
    bedside.situation.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: 300_001)
    #expect(bedside.judge()[.predictedConcentration]?.response == .pause)
    #expect(Bedside.hard.predictedConcentration == nanograms(640))
  }

  @Test("SR-056: without a model, or without a session, nothing is judged")
  func nothingPredicted() {
    var bedside = bedside()
    #expect(bedside.judge()[.predictedConcentration] == nil)
    bedside.situation.predictedConcentration = nanograms(2_000)
    bedside.situation.order = nil
    #expect(bedside.judge()[.predictedConcentration] == nil)
  }
}

@Suite struct LimitApproachTests {
  @Test("SR-123: 90 % of the session's drug gives a notice, less does not, and the rate stays")
  func mass() {
    // 280 mg for 70 kg at 2 mg/mL: 90 % are 126 mL. The order itself is larger than that here.
    for (volume, isNear) in [("125.999999 mL", false), ("126 mL", true), ("140 mL", true)] {
      var bedside = Bedside()
      bedside.situation.deliveredAtMost = quantity(volume)
      let finding = bedside.judge()[.limitApproach]
      #expect((finding?.alarm == .limitApproaching) == isNear, "\(volume)")
      #expect((finding != nil) == isNear)
      #expect(finding?.response ?? .annunciate == .annunciate)
      #expect(finding?.blocksStart != true && finding?.blocksResume != true)
    }
  }

  @Test("SR-123: the limit in mg counts where it is lower than that in mg/kg")
  func massOfTheHeavy() {
    // 4 mg/kg would be 600 mg for 150 kg; 400 mg are 200 mL, 90 % of them 180 mL.
    var bedside = Bedside(order: Bedside.order(weight: quantity("150 kg")))
    bedside.situation.deliveredAtMost = quantity("179.999999 mL")
    #expect(bedside.judge()[.limitApproach] == nil)
    bedside.situation.deliveredAtMost = quantity("180 mL")
    #expect(bedside.judge()[.limitApproach]?.value == 90)
  }

  @Test("SR-123: 90 % of the longest infusion gives a notice: 270 of 300 min")
  func duration() {
    var bedside = Bedside()
    bedside.situation.elapsed = Interval(nanoseconds: Interval.minutes(270).nanoseconds - 1)
    #expect(bedside.judge()[.limitApproach] == nil)
    bedside.situation.elapsed = .minutes(270)
    #expect(bedside.judge()[.limitApproach]?.alarm == .limitApproaching)
    #expect(bedside.judge().rate == milliliters(10))
  }

  @Test("SR-123: 90 % of the concentration that pauses gives a notice: 576 of 640 ng/mL")
  func concentration() {
    var bedside = Bedside()
    bedside.situation.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: 575_999)
    #expect(bedside.judge()[.limitApproach] == nil)
    bedside.situation.predictedConcentration = nanograms(576)
    #expect(bedside.judge()[.limitApproach]?.alarm == .limitApproaching)
  }

  @Test("SR-123: the nearest of the limits is told")
  func nearest() {
    var bedside = Bedside()
    bedside.situation.deliveredAtMost = quantity("127.4 mL")
    bedside.situation.elapsed = .minutes(282)
    #expect(bedside.judge()[.limitApproach]?.value == 94)
    bedside.situation.predictedConcentration = nanograms(640)
    #expect(bedside.judge()[.limitApproach]?.value == 100)
  }

  @Test("SR-123: the notice is a low alarm, and nothing is told where nothing flows or no session is open")
  func elsewhere() {
    #expect(AlarmCondition.limitApproaching.priority == .low)
    var bedside = Bedside()
    bedside.situation.elapsed = .minutes(299)
    bedside.situation.ordered = .zero
    #expect(bedside.judge()[.limitApproach] == nil)
    bedside.situation.ordered = milliliters(10)
    bedside.situation.order = nil
    #expect(bedside.judge()[.limitApproach] == nil)
  }
}

@Suite struct HoldPointTests {
  @Test("SR-009, SR-052: a program that waits for a person says so and changes nothing")
  func waits() {
    var bedside = Bedside()
    #expect(bedside.judge()[.holdPoint] == nil)
    bedside.situation.waitsAtHoldPoint = true
    let judgement = bedside.judge()
    #expect(judgement[.holdPoint]?.response == .annunciate && judgement[.holdPoint]?.alarm == .holdPoint)
    #expect(judgement.rate == milliliters(10))
    #expect(judgement.startBlockers.isEmpty && judgement.resumeBlockers.isEmpty, "the step that it asks for is not forbidden")
    #expect(AlarmCondition.holdPoint.priority == .low)
    bedside.situation.ordered = .zero
    bedside.situation.pump.report = Bedside.report(.paused, .zero, at: bedside.situation.now)
    #expect(bedside.judge()[.holdPoint] == nil, "nothing flows that could be stepped up")
  }
}
