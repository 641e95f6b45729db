/// A compartment model with its effect site, taken apart into modes that each decay by themselves: the eigen-decomposition.
///
/// What a constant rate does in any time is then exact, and costs multiplications and additions only (SR-057). Floating point
/// is allowed here: what it says is rounded to a whole number of pg/mL before anything is decided by it.
public struct CompartmentModel: Hashable, Sendable, BitwiseCopyable {
  /// The model that it was made of.
  public let parameters: CompartmentParameters
  /// How fast each mode decays, 1/min: the body's three, fastest first, and the effect site. A lane without a mode has 1.
  public let rates: SIMD4<Double>
  /// What each mode adds to the concentration in plasma, ng/mL per mg.
  public let plasmaWeights: SIMD4<Double>
  /// What each mode adds to the concentration at the effect site, ng/mL per mg.
  public let effectWeights: SIMD4<Double>

  /// The effect site follows plasma with a half-time of 6.1 min: ln 2 / 6.1 min (Noppers et al. 2012, Anesthesiology 117:353).
  public static var usualEffectRate: Double { @_noAllocation @_noLocks get { 0.693_147_180_559_945_3 / 6.1 } }

  /// A model whose effect site follows plasma at `effectRate` per minute, which is none of the body's own rates.
  @_noAllocation @_noLocks
  public init(_ parameters: CompartmentParameters, effectRate: Double = Self.usualEffectRate) {
    precondition(effectRate > 0)
    self.parameters = parameters
    var rates = SIMD4<Double>(1, 1, 1, effectRate)
    // Of one mg in the central compartment, each mode holds a share; the shares are positive and their sum is 1.
    var shares = SIMD4<Double>()
    for index in 0..<parameters.modeCount {
      rates[index] = parameters.rate(ofMode: index)
      shares[index] = parameters.share(at: rates[index])
    }
    self.rates = rates
    plasmaWeights = shares * 1_000 / parameters.centralLiters
    var effect = SIMD4<Double>()
    for index in 0..<parameters.modeCount { effect[index] = plasmaWeights[index] * effectRate / (effectRate - rates[index]) }
    effect[3] = -effect.sum()
    effectWeights = effect
  }

  /// What a step of `minutes` (0 or more) does to any state: for steps of one length, made once.
  @inlinable @inline(__always)
  public func step(minutes: Double) -> KineticStep {
    let decay = Decay(rates * minutes)
    return KineticStep(left: decay.left, gain: decay.gone / rates)
  }
}

/// What a time does to a state: what is left of each mode, and what a rate of 1 mg/min adds.
@frozen public struct KineticStep: Hashable, Sendable, BitwiseCopyable {
  /// The share of each mode that is left.
  public let left: SIMD4<Double>
  /// mg per mg/min.
  public let gain: SIMD4<Double>

  @inlinable @inline(__always)
  init(left: SIMD4<Double>, gain: SIMD4<Double>) {
    self.left = left
    self.gain = gain
  }
}

/// How much drug is in a body, as one model has it: the modes of its `CompartmentModel`, mg.
@frozen public struct KineticState: Hashable, Sendable, BitwiseCopyable {
  /// The modes; each is 0 or more, as drug is only ever given.
  @usableFromInline var modes: SIMD4<Double>

  /// A body without drug.
  @inlinable @inline(__always)
  public init() { modes = SIMD4() }

  /// Lets a step pass while drug comes at a constant `rate`, mg/min.
  @inlinable @inline(__always)
  public mutating func advance(by step: KineticStep, rate: Double) {
    modes = modes * step.left + step.gain * rate
  }

  /// Adds `milligrams` at once.
  @inlinable @inline(__always)
  public mutating func add(milligrams: Double) { modes += milligrams }

  /// The concentration in plasma, ng/mL.
  @inlinable @inline(__always)
  public func plasma(_ model: CompartmentModel) -> Double { (modes * model.plasmaWeights).sum() }

  /// The concentration at the effect site, ng/mL. Its modes cancel in the first moments: never less than nothing.
  @inlinable @inline(__always)
  public func effectSite(_ model: CompartmentModel) -> Double { max(0, (modes * model.effectWeights).sum()) }

  /// The amounts in the central, the second and the third compartment, mg.
  public func amounts(_ model: CompartmentModel) -> (central: Double, second: Double, third: Double) {
    let parameters = model.parameters
    let central = modes * model.plasmaWeights * parameters.centralLiters / 1_000
    var (second, third) = (0.0, 0.0)
    for index in 0..<parameters.modeCount {
      second += central[index] * parameters.k12 / (parameters.k21 - model.rates[index])
      if parameters.k13 > 0 { third += central[index] * parameters.k13 / (parameters.k31 - model.rates[index]) }
    }
    return (central.sum(), max(0, second), max(0, third))
  }
}

extension CompartmentParameters {
  /// How many modes the body has.
  var modeCount: Int { @_noAllocation @_noLocks get { k13 > 0 ? 3 : 2 } }

  /// The rate of a mode, 1/min; 0 is the fastest. Between any two of the rates lies one of the rates of return, so each is
  /// found alone, by halving the range that it lies in until no number is left between the ends.
  @_noAllocation @_noLocks
  fileprivate func rate(ofMode index: Int) -> Double {
    let isLast = index == modeCount - 1
    var low = isLast ? 0 : index == 0 ? max(k21, k31) : min(k21, k31)
    var high = index == 0 ? k10 + k12 + k13 + k21 + k31 : isLast && k13 > 0 ? min(k21, k31) : max(k21, k31)
    precondition(low < high, "two compartments that return at one rate are one compartment")
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return middle }
      // Falls from the lower end of each range to its upper end.
      if excess(at: middle) > 0 { low = middle } else { high = middle }
    }
  }

  /// Zero where `rate` is the rate of a mode.
  @_noAllocation @_noLocks
  private func excess(at rate: Double) -> Double {
    let third = k13 > 0 ? k13 / (k31 - rate) : 0
    return k10 - rate * (1 + k12 / (k21 - rate) + third)
  }

  /// What the mode with this rate holds of one mg in the central compartment.
  @_noAllocation @_noLocks
  fileprivate func share(at rate: Double) -> Double {
    let second = k12 * k21 / ((k21 - rate) * (k21 - rate))
    let third = k13 > 0 ? k13 * k31 / ((k31 - rate) * (k31 - rate)) : 0
    return 1 / (1 + second + third)
  }
}
