import Quantities
import Safety
import Therapy

// What persons enter at the bedside, and when.

/// The instant this long after the story began.
func time(_ minutes: Int64, _ seconds: Int64 = 0) -> Instant { Bedside.start + .seconds(minutes * 60 + seconds) }

/// The last step before `instant`.
func justBefore(_ instant: Instant) -> Instant { Instant(nanoseconds: instant.nanoseconds - 1) }

extension Bedside {
  /// The interlocks on what persons enter, on the pump's conduct, on pauses, and on what is near.
  static let observing: [Interlock] = [
    .bloodPressure, .sedation, .distress, .nausea, .dissociation, .staleObservation, .restGrowth, .pumpMode, .localControl,
    .pauseTime,
    .repeatedPause, .predictedConcentration, .limitApproach, .holdPoint, .volumeMismatch,
  ]

  /// A bedside at which everything that SR-044 always requires is required, with a normal blood pressure and score of now,
  /// infusing since `began`.
  static func watched(
    since began: Instant? = Bedside.start,
    required: [RequiredSignal] = [.oxygenSaturation, .heartRate, .bloodPressure, .sedation]
  ) -> Bedside {
    var bedside = Bedside(order: Bedside.order(required: required))
    bedside.situation.flowBegan = began
    bedside.situation.increasedAt = began
    bedside.enter(systolic: 120)
    bedside.enter(.poss, 1)
    return bedside
  }

  /// Enters a blood pressure, at once or at `instant`; the other figures are normal unless given.
  mutating func enter(systolic: Int32, diastolic: Int32 = 60, mean: Int32 = 75, at instant: Instant? = nil) {
    situation.cuff = CuffReading(systolic: systolic, diastolic: diastolic, mean: mean, at: instant ?? situation.now)!
  }

  /// Enters a score, at once or at `instant`.
  mutating func enter(_ scale: ClinicalScale, _ value: Int8, at instant: Instant? = nil) {
    situation.scores.take(ScoreReading(scale, value: value, at: instant ?? situation.now)!)
  }

  /// Orders what was permitted, as the control step does with every judgement.
  mutating func obey(_ judgement: Judgement) {
    let rate = judgement.rate ?? .zero
    if rate != situation.ordered { situation.orderedSince = situation.now }
    situation.ordered = rate
    situation.requested = min(situation.requested, rate)
    if judgement.response == .reduce { situation.reducedAt = situation.now }
    situation.pump.report?.rate = rate
    situation.pump.report?.state = rate == .zero ? .paused : .infusing
  }
}
