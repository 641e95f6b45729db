import Therapy

// The few functions that the patient is made of: multiplications, divisions and square roots only, so that every machine and
// every build gives the same bits.

/// x^n / (1 + x^n): 0 without a cause, one half where the cause is at its half, 1 at most. A Hill curve.
///
/// `ratio` is the cause as a multiple of that which has half of the effect, 0 or more; `power` is 1, 2 or 3.
func hill(_ ratio: Double, power: Int) -> Double {
  let x = max(0, ratio)
  var raised = x
  for _ in 1..<power { raised *= x }
  // Far out the power may be infinite; the effect is then whole.
  return raised.isFinite ? raised / (1 + raised) : 1
}

/// e^x for any x from -700 to 700.
func exponential(_ x: Double) -> Double {
  let left = Decay(SIMD4(repeating: x.magnitude)).left[0]
  return x < 0 ? left : 1 / left
}

/// The share of a difference that is gone after `seconds` when it fades with a time constant of `minutes`: 1 - e^-(t / tau).
func gone(afterSeconds seconds: Double, timeConstantMinutes minutes: Double) -> Double {
  Decay(SIMD4(repeating: seconds / 60 / minutes)).gone[0]
}
