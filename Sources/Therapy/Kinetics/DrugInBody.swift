public import Quantities

/// The four models for one person: made once, when an order is loaded.
public struct BodyModels: Sendable, BitwiseCopyable {
  let kamp: CompartmentModel
  let kampLinear: CompartmentModel
  let clements: CompartmentModel
  let domino: CompartmentModel

  /// The models for a person of `weight`, which must be greater than zero, with the usual effect-site constant.
  public init(weight: BodyMass) {
    kamp = CompartmentModel(KineticModel.kamp.parameters(for: weight))
    kampLinear = CompartmentModel(KineticModel.kampLinear.parameters(for: weight))
    clements = CompartmentModel(KineticModel.clements.parameters(for: weight))
    domino = CompartmentModel(KineticModel.domino.parameters(for: weight))
  }
}

/// What is predicted for now: information, never an order (SR-056).
public struct Prediction: Hashable, Sendable, BitwiseCopyable {
  /// The plasma concentration of the model that is shown.
  public var plasma: PlasmaConcentration
  /// Its effect-site concentration.
  public var effectSite: PlasmaConcentration
  /// The highest level of plasma or effect site that any of the four models has, from all that may have been delivered.
  public var highest: PlasmaConcentration
  /// How long it takes until plasma and effect site of the slowest model are below 100 ng/mL if nothing more is given.
  public var timeToFall: Interval

  /// A prediction with every field given.
  public init(
    plasma: PlasmaConcentration, effectSite: PlasmaConcentration, highest: PlasmaConcentration, timeToFall: Interval
  ) {
    self.plasma = plasma
    self.effectSite = effectSite
    self.highest = highest
    self.timeToFall = timeToFall
  }

  /// The model that is shown (the kinetics sheet, "Default choice").
  public static let shownModel = KineticModel.kamp

  /// The band that is drawn around a prediction, percent to either side: the median absolute error of ketamine infusions that were
  /// controlled by a model is 23 % (Gray 1999; clinical defaults, section 3).
  public static let bandPercent: Int64 = 25

  /// The level below which the drug counts as washed out: the foot of the dissociation band, 100 to 250 ng/mL (clinical defaults,
  /// section 3).
  public static let washedOut = PlasmaConcentration(picogramsPerMilliliter: 100_000)
}

extension PlasmaConcentration {
  /// The lower end of the band around a predicted value.
  public var bandLow: PlasmaConcentration { scaled(100 - Prediction.bandPercent, over: 100) }
  /// The upper end of it.
  public var bandHigh: PlasmaConcentration { scaled(100 + Prediction.bandPercent, over: 100) }
}

/// How much drug is in a body now, as each of the four models has it.
public struct DrugInBody: Hashable, Sendable, BitwiseCopyable {
  var kamp = KineticState()
  var kampLinear = KineticState()
  var clements = KineticState()
  var domino = KineticState()

  /// A body without drug.
  @_noAllocation @_noLocks
  public init() {}

  /// Lets `time` pass while `volume` of fluid at `concentration` arrives at a constant rate; all at once where no time passes.
  @_noAllocation @_noLocks
  public mutating func advance(
    by time: Interval, receiving volume: Volume, at concentration: Concentration, _ models: BodyModels
  ) {
    // nL * ng/mL = 1e-12 mg.
    let milligrams = Double(volume.nanoliters) * Double(concentration.nanogramsPerMilliliter) * 1e-12
    guard time > .zero else {
      kamp.add(milligrams: milligrams)
      kampLinear.add(milligrams: milligrams)
      clements.add(milligrams: milligrams)
      domino.add(milligrams: milligrams)
      return
    }
    let minutes = minutes(time)
    let rate = milligrams / minutes
    kamp.advance(by: models.kamp.step(minutes: minutes), rate: rate)
    kampLinear.advance(by: models.kampLinear.step(minutes: minutes), rate: rate)
    clements.advance(by: models.clements.step(minutes: minutes), rate: rate)
    domino.advance(by: models.domino.step(minutes: minutes), rate: rate)
  }

  /// Lets `time` pass at a constant flow and gives the highest level of any model on the way, plasma or effect site, rounded up:
  /// the number that limits are compared with (SR-055).
  @_noAllocation @_noLocks
  public mutating func climb(
    at flow: FlowRate, of concentration: Concentration, for time: Interval, _ models: BodyModels
  ) -> PlasmaConcentration {
    // nL/h * ng/mL = 1e-12 mg/h.
    let rate = Double(flow.nanolitersPerHour) * Double(concentration.nanogramsPerMilliliter) * 1e-12 / 60
    let minutes = minutes(time)
    let kamps = max(
      kamp.climb(models.kamp, rate: rate, minutes: minutes), kampLinear.climb(models.kampLinear, rate: rate, minutes: minutes))
    let others = max(
      clements.climb(models.clements, rate: rate, minutes: minutes), domino.climb(models.domino, rate: rate, minutes: minutes))
    return PlasmaConcentration(roundingUp: max(kamps, others))
  }

  /// The highest level of any model now, plasma or effect site, rounded up.
  @_noAllocation @_noLocks
  public func highest(_ models: BodyModels) -> PlasmaConcentration {
    let kamps = max(kamp.highest(models.kamp), kampLinear.highest(models.kampLinear))
    return PlasmaConcentration(
      roundingUp: max(kamps, max(clements.highest(models.clements), domino.highest(models.domino))))
  }

  /// The shown model's concentration in plasma, rounded up.
  @_noAllocation @_noLocks
  public func plasma(_ models: BodyModels) -> PlasmaConcentration {
    PlasmaConcentration(roundingUp: kamp.plasma(models.kamp))
  }

  /// The shown model's concentration at the effect site, rounded up.
  @_noAllocation @_noLocks
  public func effectSite(_ models: BodyModels) -> PlasmaConcentration {
    PlasmaConcentration(roundingUp: kamp.effectSite(models.kamp))
  }

  /// How long it takes until plasma and effect site of every model are below `level`, greater than zero, if nothing more is given;
  /// rounded up to seconds.
  @_noAllocation @_noLocks
  public func timeToFall(below level: PlasmaConcentration, _ models: BodyModels) -> Interval {
    let level = Double(level.picogramsPerMilliliter) / 1_000
    let kamps = max(
      kamp.minutes(untilAllIsBelow: level, models.kamp), kampLinear.minutes(untilAllIsBelow: level, models.kampLinear))
    let others = max(
      clements.minutes(untilAllIsBelow: level, models.clements), domino.minutes(untilAllIsBelow: level, models.domino))
    return .seconds(roundedUp(max(kamps, others) * 60))
  }
}

/// The time in minutes.
@_noAllocation @_noLocks
private func minutes(_ time: Interval) -> Double { Double(time.nanoseconds) / 60e9 }

/// The whole number at or above a number from 0 to 2^53.
@_noAllocation @_noLocks
private func roundedUp(_ number: Double) -> Int64 {
  let whole = Int64(number)
  return Double(whole) < number ? whole + 1 : whole
}

extension PlasmaConcentration {
  /// A level that a model computed (ng/mL, 0 or more), rounded up to a whole pg/mL; beyond a million ng/mL it is that.
  @_noAllocation @_noLocks
  init(roundingUp level: Double) {
    self.init(picogramsPerMilliliter: roundedUp(min(max(level, 0) * 1_000, 1e9)))
  }
}
