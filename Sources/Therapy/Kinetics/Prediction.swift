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
  /// The model whose levels are shown.
  public var model: KineticModel
  /// Its plasma concentration.
  public var plasma: PredictedLevel
  /// Its effect-site concentration.
  public var effectSite: PredictedLevel
  /// The highest level, plasma or effect site, that any of the four models has now or within the next 10 min of the
  /// program: the number that limits are compared with (SR-055).
  public var highestAhead: PlasmaConcentration
  /// How long it takes until plasma and effect site of the slowest model are below 100 ng/mL if nothing more is given.
  public var timeToFall: Interval

  /// A prediction; of the model that is shown now unless given.
  @_noAllocation @_noLocks
  public init(
    model: KineticModel = Self.shownModel, plasma: PredictedLevel, effectSite: PredictedLevel,
    highestAhead: PlasmaConcentration, timeToFall: Interval
  ) {
    self.model = model
    self.plasma = plasma
    self.effectSite = effectSite
    self.highestAhead = highestAhead
    self.timeToFall = timeToFall
  }

  /// The model that is shown (the kinetics sheet, "Default choice").
  public static var shownModel: KineticModel { @_noAllocation @_noLocks get { .kamp } }

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

/// What is left of a program: what runs while nobody does anything more, or with its steps up confirmed on time as well.
public struct Outlook: Sendable, BitwiseCopyable {
  let program: TherapyProgram
  let step: Int
  let rate: FlowRate
  let stepLeft: Interval
  let timeLeft: Interval
  let volumeLeft: Volume
  let isConfirmed: Bool

  /// What is left: `step` (from 0, one of the program's) goes on at `rate` for `stepLeft`, then the steps after it follow;
  /// all ends after `timeLeft` or with `volumeLeft`. A step up waits for a person, and the rate before it goes on; where
  /// `isConfirmed`, the person may also come at once.
  @_noAllocation @_noLocks
  public init(
    of program: TherapyProgram, from step: Int, at rate: FlowRate, stepLeft: Interval, timeLeft: Interval, volumeLeft: Volume,
    isConfirmed: Bool = false
  ) {
    self.program = program
    self.step = step
    self.rate = rate
    self.stepLeft = stepLeft
    self.timeLeft = timeLeft
    self.volumeLeft = volumeLeft
    self.isConfirmed = isConfirmed
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
        of: program, from: 0, at: first.rate, stepLeft: first.duration, timeLeft: program.duration, volumeLeft: program.total,
        isConfirmed: true)
      return exposure.highest(atMost: .zero, at: .boot, whole)
    }
  }
}

/// What a session's infusion has left in its patient, as of the newest delivery record; what came since is added by whoever
/// asks.
///
/// Its inputs are the delivery records and nothing else, so the journal rebuilds it (SR-058; docs/KINETICS.md).
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
  /// What was counted too much is not taken back: an upper end that falls adds nothing until it has grown beyond what it was.
  @_noAllocation @_noLocks
  public mutating func take(atLeast: Volume, atMost: Volume, after time: Interval) {
    estimate = self.estimate(atLeast: atLeast, atMost: atMost, after: time)
    (self.atLeast, self.atMost) = (max(self.atLeast, atLeast), max(self.atMost, atMost))
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
    var run = ProgramRun(body: body, timeLeft: min(time, outlook.timeLeft), volumeLeft: outlook.volumeLeft)
    var highest = body.highest(models)
    var (rate, stepLeft) = (outlook.rate, outlook.stepLeft)
    for step in outlook.step..<outlook.program.stepCount {
      highest = max(highest, run.pass(stepLeft, at: rate, of: concentration, models))
      guard step + 1 < outlook.program.stepCount else { break }
      let (before, next) = (outlook.program.step(at: step).rate, outlook.program.step(at: step + 1))
      if next.rate > max(before, rate) {
        // A hold point: the rate goes on until somebody comes, at worst to the end.
        var held = run
        highest = max(highest, held.pass(held.timeLeft, at: rate, of: concentration, models))
        guard outlook.isConfirmed else { break }
        rate = next.rate
      } else {
        rate = min(rate, next.rate)
      }
      stepLeft = next.duration
    }
    return highest
  }
}

/// A body on the way through a program, with what the order leaves.
private struct ProgramRun: BitwiseCopyable {
  var body: DrugInBody
  var timeLeft: Interval
  var volumeLeft: Volume

  /// Lets a time pass at a rate, as far as time and volume allow; the highest level on the way.
  @_noAllocation @_noLocks
  mutating func pass(
    _ time: Interval, at rate: FlowRate, of concentration: Concentration, _ models: BodyModels
  ) -> PlasmaConcentration {
    let time = min(time, min(timeLeft, volumeLeft.time(at: rate)))
    let highest = body.climb(at: rate, of: concentration, for: time, models)
    timeLeft = timeLeft.remaining(after: time)
    volumeLeft = volumeLeft.remaining(after: rate * time)
    return highest
  }
}

extension Volume {
  /// How long a rate takes to give this volume, rounded up; a day and more counts as a hundred days, and so does no rate.
  @_noAllocation @_noLocks
  fileprivate func time(at rate: FlowRate) -> Interval {
    let longest = Interval.seconds(100 * 86_400)
    guard rate.nanolitersPerHour > 0 else { return longest }
    // 24 h at this rate; beyond it the quotient could leave its range.
    guard nanoliters / rate.nanolitersPerHour < 24 else { return longest }
    return Interval(
      nanoseconds: scaledDown(nanoliters, times: Interval.hour.nanoseconds, over: rate.nanolitersPerHour) + 1)
  }
}
