import Quantities
import SplitMix

extension SplitMix {
  /// A number in 0 ..< 1.
  mutating func fraction() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  /// A number of a range, each as likely as any other.
  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * fraction()
  }

  /// A whole number of a range, each as likely as any other.
  mutating func whole(in range: ClosedRange<Int32>) -> Int32 {
    Int32(next(in: Int64(range.lowerBound)...Int64(range.upperBound)))
  }

  /// A number in -1 ..< 1, densest around 0.
  mutating func noise() -> Double { (fraction() + fraction() + fraction()) * 2 / 3 - 1 }

  /// A time of a range in whole seconds, each as likely as any other.
  mutating func time(_ seconds: ClosedRange<Int64>) -> Interval { .seconds(next(in: seconds)) }

  /// How long a movement of the probe lasts, seconds: 62 % are over within 10 s and 5 % last for more than a minute, as it was
  /// counted in 350 patients; between those figures, and beyond them up to 90 s, straight lines.
  mutating func motionSeconds() -> Int {
    let share = fraction()
    let seconds =
      if share < 0.62 { 1 + 9 * share / 0.62 } else if share < 0.95 { 10 + 50 * ((share - 0.62) / 0.33) } else {
        60 + 30 * ((share - 0.95) / 0.05)
      }
    return Int(seconds.rounded())
  }
}
