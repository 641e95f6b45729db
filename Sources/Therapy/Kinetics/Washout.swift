// How long it takes to fall, and how high it will come.

extension KineticState {
  /// The state `minutes` later when nothing is given meanwhile.
  @_noAllocation @_noLocks
  func after(minutes: Double, _ model: CompartmentModel) -> KineticState {
    var state = self
    state.advance(by: model.step(minutes: minutes), rate: 0)
    return state
  }

  /// The minutes until plasma is below `level` (ng/mL, greater than zero) when nothing more is given; 0 where it is already.
  ///
  /// Without input plasma is a sum of positive modes that decay, so it falls, and ever more slowly: Newton's method comes
  /// ever nearer to the crossing from before it and never passes it. The last step, by the precision, is past it.
  @_noAllocation @_noLocks
  public func minutes(untilPlasmaIsBelow level: Double, _ model: CompartmentModel) -> Double {
    precondition(level > 0)
    guard plasma(model) >= level else { return 0 }
    var minutes = 0.0
    while true {
      let then = after(minutes: minutes, model)
      let fall = (then.modes * model.plasmaWeights * model.rates).sum()
      let step = (then.plasma(model) - level) / fall
      guard step > Self.washoutPrecision / 2 else { return minutes + Self.washoutPrecision }
      minutes += step
    }
  }

  /// How exact the minutes are: to 6 ms, always late.
  private static var washoutPrecision: Double { @_noAllocation @_noLocks get { 0.0001 } }

  /// The minutes until plasma and effect site are both below `level` for good when nothing more is given.
  ///
  /// Once plasma is below the level, the effect site moves towards plasma and cannot rise above the level again; where it is
  /// above, it only falls.
  @_noAllocation @_noLocks
  public func minutes(untilAllIsBelow level: Double, _ model: CompartmentModel) -> Double {
    let plasma = minutes(untilPlasmaIsBelow: level, model)
    guard after(minutes: plasma, model).effectSite(model) >= level else { return plasma }
    var (low, high) = (plasma, plasma + 1)
    while after(minutes: high, model).effectSite(model) >= level { (low, high) = (high, high + (high - plasma)) }
    while high - low > Self.washoutPrecision {
      let middle = low + (high - low) / 2
      if after(minutes: middle, model).effectSite(model) >= level { low = middle } else { high = middle }
    }
    return high
  }

  /// The higher of plasma and effect site, ng/mL.
  @_noAllocation @_noLocks
  public func highest(_ model: CompartmentModel) -> Double { max(plasma(model), effectSite(model)) }

  /// Lets `minutes` pass at a constant rate and gives the highest level of plasma and effect site on the way: at the beginning,
  /// at each whole minute and at the end. Between two of these it is the same within what a minute changes.
  @_noAllocation @_noLocks
  mutating func climb(_ model: CompartmentModel, rate: Double, minutes: Double) -> Double {
    var highest = highest(model)
    let whole = Int(minutes)
    let minute = model.step(minutes: 1)
    for _ in 0..<whole {
      advance(by: minute, rate: rate)
      highest = max(highest, self.highest(model))
    }
    advance(by: model.step(minutes: minutes - Double(whole)), rate: rate)
    return max(highest, self.highest(model))
  }
}
