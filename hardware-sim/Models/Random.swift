/// The one source of chance in the simulator: SplitMix64, so that a seed and a commit reproduce every run.
///
/// The algorithm is that of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014); its
/// outputs for seed 0 are a test.
public struct Random: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  /// A generator that gives the same sequence for the same seed.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A generator of its own for one part of the room, so that what one part draws never shifts what another draws.
  public mutating func branch() -> Random { Random(seed: next()) }

  /// A number in 0 ..< 1.
  public mutating func fraction() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  /// A number in -1 ..< 1, densest around 0: the mean of three draws, near enough to a bell for noise.
  public mutating func noise() -> Double { (fraction() + fraction() + fraction()) * 2 / 3 - 1 }

  /// A number in -6 ..< 6 of mean 0 and standard deviation 1: the sum of twelve draws, a bell without a mathematics library.
  public mutating func bell() -> Double { (0..<12).reduce(-6) { sum, _ in sum + fraction() } }

  /// True once in `count` draws on average; `count` is 1 or more.
  public mutating func oneIn(_ count: UInt64) -> Bool { next() % count == 0 }

  /// A whole number in 0 ..< `bound`; `bound` is 1 or more.
  public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
