public import Quantities

/// A predicted concentration: of the least and of the most that may have been delivered (law 4).
public struct PredictedLevel: Hashable, Sendable, BitwiseCopyable {
  /// From the least that may have been delivered.
  public var atLeast: PlasmaConcentration
  /// From the most that may have been delivered.
  public var atMost: PlasmaConcentration

  /// A level; `atLeast` is not above `atMost`.
  @_noAllocation @_noLocks
  public init(atLeast: PlasmaConcentration, atMost: PlasmaConcentration) {
    self.atLeast = atLeast
    self.atMost = atMost
  }

  /// The lower end of the band that is drawn around it.
  public var bandLow: PlasmaConcentration { atLeast.scaled(100 - Prediction.bandPercent, over: 100) }
  /// The upper end of that band.
  public var bandHigh: PlasmaConcentration { atMost.scaled(100 + Prediction.bandPercent, over: 100) }
}

/// What is predicted for a patient now: information and a ceiling, never an order (SR-056).
public struct Prediction: Hashable, Sendable, BitwiseCopyable {
  /// The plasma concentration of the model that is shown.
  public var plasma: PredictedLevel
  /// Its effect-site concentration.
  public var effectSite: PredictedLevel
  /// The highest level, plasma or effect site, that any of the four models has now or within the next 10 min at the rate of
  /// now: the number that limits are compared with (SR-055).
  public var highestAhead: PlasmaConcentration
  /// How long it takes until plasma and effect site of the slowest model are below 100 ng/mL if nothing more is given.
  public var timeToFall: Interval

  /// A prediction with every field given.
  @_noAllocation @_noLocks
  public init(
    plasma: PredictedLevel, effectSite: PredictedLevel, highestAhead: PlasmaConcentration, timeToFall: Interval
  ) {
    self.plasma = plasma
    self.effectSite = effectSite
    self.highestAhead = highestAhead
    self.timeToFall = timeToFall
  }

  /// The model that is shown (the kinetics sheet, "Default choice").
  public static var shownModel: KineticModel { .kamp }

  /// The band that is drawn around a prediction, percent to either side: the median absolute error of ketamine infusions that
  /// were controlled by a model is 23 % (Gray 1999; clinical defaults, section 3).
  public static var bandPercent: Int64 { 25 }

  /// The level below which the drug counts as washed out: the foot of the dissociation band, 100 to 250 ng/mL (clinical
  /// defaults, section 3).
  public static var washedOut: PlasmaConcentration {
    @_noAllocation @_noLocks get { PlasmaConcentration(picogramsPerMilliliter: 100_000) }
  }

  /// How far the ceiling looks ahead (SR-055).
  public static var lookAhead: Interval { @_noAllocation @_noLocks get { .minutes(10) } }
}

/// How much drug a patient may have in the body: from the least and from the most that may have been delivered.
public struct DrugEstimate: Hashable, Sendable, BitwiseCopyable {
  /// From the least.
  public var least = DrugInBody()
  /// From the most.
  public var most = DrugInBody()

  /// A patient without drug.
  @_noAllocation @_noLocks
  public init() {}
}

/// What is left of a program as it runs when nobody does anything more: each step at its rate, and none faster than the one
/// before it unless `mayRise`.
public struct Outlook: Sendable, BitwiseCopyable {
  let program: TherapyProgram
  let step: Int
  let rate: FlowRate
  let stepLeft: Interval
  let timeLeft: Interval
  let mayRise: Bool

  /// What is left: `step` (from 0, one of the program's) goes on at `rate` for `stepLeft`, then the steps after it follow;
  /// all ends after `timeLeft`.
  @_noAllocation @_noLocks
  public init(
    of program: TherapyProgram, from step: Int, at rate: FlowRate, stepLeft: Interval, timeLeft: Interval, mayRise: Bool
  ) {
    self.program = program
    self.step = step
    self.rate = rate
    self.stepLeft = stepLeft
    self.timeLeft = timeLeft
    self.mayRise = mayRise
  }
}

extension Order {
  /// The highest level that any model predicts for the whole order as it stands, with what earlier sessions left (SR-055).
  public var predictedPeak: PlasmaConcentration {
    @_noAllocation @_noLocks get {
      let exposure = Exposure(
        weight: patient.weight, concentration: drug.concentration, residual: history.residual, at: .boot)
      let first = program.step(at: 0)
      let whole = Outlook(
        of: program, from: 0, at: first.rate, stepLeft: first.duration, timeLeft: program.duration, mayRise: true)
      return exposure.highest(atMost: .zero, at: .boot, whole)
    }
  }
}

/// What a session's infusion has left in its patient, as of the newest delivery record; what came since is added by whoever
/// asks.
///
/// Its inputs are the delivery records and nothing else, so the journal rebuilds it exactly (SR-057; docs/KINETICS.md).
public struct Exposure: Sendable, BitwiseCopyable {
  private let models: BodyModels
  private var concentration: Concentration
  private var estimate: DrugEstimate
  private var atLeast: Volume
  private var atMost: Volume
  /// When that was true.
  public private(set) var at: Instant

  /// The exposure of a patient of `weight` (greater than zero) at the beginning of a session of fluid at `concentration`,
  /// with what earlier sessions left.
  @_noAllocation @_noLocks
  public init(weight: BodyMass, concentration: Concentration, residual: DrugEstimate, at: Instant) {
    models = BodyModels(weight: weight)
    self.concentration = concentration
    estimate = residual
    atLeast = .zero
    atMost = .zero
    self.at = at
  }

  /// Begins another session of the same patient, with what the sessions before have left.
  public mutating func begin(_ concentration: Concentration) {
    self.concentration = concentration
    (atLeast, atMost) = (.zero, .zero)
  }

  /// Takes a delivery record that was made `time` after the one before.
  ///
  /// What was counted too much is not taken back: an upper end that falls adds nothing.
  @_noAllocation @_noLocks
  public mutating func take(atLeast: Volume, atMost: Volume, after time: Interval) {
    estimate = self.estimate(atLeast: atLeast, atMost: atMost, after: time)
    (self.atLeast, self.atMost) = (atLeast, atMost)
    at = at + time
  }

  /// Lets time pass in which nothing was delivered.
  public mutating func pass(_ time: Interval) { take(atLeast: atLeast, atMost: atMost, after: time) }

  /// What is in the patient as of the newest record.
  public var current: DrugEstimate { estimate }

  /// The same exposure with another time of its newest record: a clock that began anew.
  public func moved(to at: Instant) -> Exposure {
    var moved = self
    moved.at = at
    return moved
  }

  /// What is in the patient `time` after the newest record.
  @_noAllocation @_noLocks
  public func estimate(atLeast: Volume, atMost: Volume, after time: Interval) -> DrugEstimate {
    var estimate = estimate
    estimate.least.advance(by: time, receiving: atLeast.remaining(after: self.atLeast), at: concentration, models)
    estimate.most.advance(by: time, receiving: atMost.remaining(after: self.atMost), at: concentration, models)
    return estimate
  }

  /// What is predicted for `now`, while the program goes on as `outlook` has it; nil where nothing flows.
  @_noAllocation @_noLocks
  public func prediction(atLeast: Volume, atMost: Volume, at now: Instant, _ outlook: Outlook?) -> Prediction {
    let estimate = estimate(atLeast: atLeast, atMost: atMost, after: now.since(at))
    let (least, most) = (estimate.least.shown(models, isLeast: true), estimate.most.shown(models, isLeast: false))
    let timeToFall = estimate.most.timeToFall(below: Prediction.washedOut, models)
    return Prediction(
      plasma: PredictedLevel(atLeast: min(least.plasma, most.plasma), atMost: most.plasma),
      effectSite: PredictedLevel(atLeast: min(least.effectSite, most.effectSite), atMost: most.effectSite),
      highestAhead: highest(from: estimate.most, outlook, within: Prediction.lookAhead), timeToFall: timeToFall)
  }

  /// The highest level that any model will have while the program runs to its end as `outlook` has it.
  @_noAllocation @_noLocks
  public func highest(atMost: Volume, at now: Instant, _ outlook: Outlook) -> PlasmaConcentration {
    let body = estimate(atLeast: atLeast, atMost: atMost, after: now.since(at)).most
    return highest(from: body, outlook, within: outlook.timeLeft)
  }

  /// The highest level on the way from `body` within a time. Where the program ends before, plasma falls, and the effect site
  /// comes to no more than plasma was.
  @_noAllocation @_noLocks
  private func highest(from body: DrugInBody, _ outlook: Outlook?, within time: Interval) -> PlasmaConcentration {
    guard let outlook else { return body.highest(models) }
    var (body, rate, left) = (body, outlook.rate, min(time, outlook.timeLeft))
    var highest = body.highest(models)
    var stepLeft = outlook.stepLeft
    for step in outlook.step..<outlook.program.stepCount {
      if step > outlook.step {
        let next = outlook.program.step(at: step)
        rate = outlook.mayRise ? next.rate : min(rate, next.rate)
        stepLeft = next.duration
      }
      let now = min(stepLeft, left)
      highest = max(highest, body.climb(at: rate, of: concentration, for: now, models))
      left = left.remaining(after: now)
    }
    return highest
  }
}
