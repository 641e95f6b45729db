public import Quantities

/// The four models for one person: made once, when an order is loaded.
public struct BodyModels: Sendable, BitwiseCopyable {
  let kamp: CompartmentModel
  let kampLinear: CompartmentModel
  let clements: CompartmentModel
  let domino: CompartmentModel

  /// The models for a person of `weight`, which must be greater than zero, with the usual effect-site constant.
  @_noAllocation @_noLocks
  public init(weight: BodyMass) {
    kamp = CompartmentModel(KineticModel.kamp.parameters(for: weight))
    kampLinear = CompartmentModel(KineticModel.kampLinear.parameters(for: weight))
    clements = CompartmentModel(KineticModel.clements.parameters(for: weight))
    domino = CompartmentModel(KineticModel.domino.parameters(for: weight))
  }
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

  /// Lets `time` pass at a constant flow and gives the highest level of any model on the way, plasma or effect site, rounded
  /// up: the number that limits are compared with (SR-055).
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

  /// The shown model's concentrations in plasma and at the effect site, rounded down where `isLeast` and up otherwise.
  @_noAllocation @_noLocks
  public func shown(_ models: BodyModels, isLeast: Bool) -> (plasma: PlasmaConcentration, effectSite: PlasmaConcentration) {
    let (plasma, effectSite) = (kamp.plasma(models.kamp), kamp.effectSite(models.kamp))
    return isLeast
      ? (PlasmaConcentration(roundingDown: plasma), PlasmaConcentration(roundingDown: effectSite))
      : (PlasmaConcentration(roundingUp: plasma), PlasmaConcentration(roundingUp: effectSite))
  }

  /// How long it takes until plasma and effect site of every model are below `level`, greater than zero, if nothing more is
  /// given; rounded up to seconds.
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

/// A time in minutes.
@_noAllocation @_noLocks
func minutes(_ time: Interval) -> Double { Double(time.nanoseconds) / 60e9 }

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

  /// The same rounded down.
  @_noAllocation @_noLocks
  init(roundingDown level: Double) {
    self.init(picogramsPerMilliliter: Int64(min(max(level, 0) * 1_000, 1e9)))
  }
}
