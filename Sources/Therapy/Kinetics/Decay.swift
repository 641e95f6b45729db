/// How much of four exponential processes is left after a time, and how much is gone.
///
/// Both are needed to full relative precision: what is left after a long time is small, and so is what is gone after a short
/// one.
@frozen public struct Decay: Hashable, Sendable, BitwiseCopyable {
  /// e^-x in each lane.
  public let left: SIMD4<Double>
  /// 1 - e^-x in each lane.
  public let gone: SIMD4<Double>

  /// The decay after `x` (rate times time) in each lane, 0 or more; above 700 nothing is left but 1e-304.
  ///
  /// Multiplications and additions only, the same on every machine: x is split into a multiple of ln 2 and a rest of at most
  /// 0.35, for which the series of 1 - e^-x is cut where its terms fall below the last bit.
  @inlinable @inline(__always)
  public init(_ x: SIMD4<Double>) {
    let x = x.replacing(with: 700, where: x .> 700)
    // Adding and taking away 1.5 * 2^52 leaves the nearest whole number; the low bits of the sum are that number.
    let shifter = SIMD4<Double>(repeating: 6_755_399_441_055_744)
    let sum = x * 1.442_695_040_888_963_4 + shifter
    let halvings = sum - shifter
    // ln 2 in two parts: the first has so few bits that its product is exact.
    let rest = (x - halvings * 0.693_147_180_369_123_816_49) - halvings * 1.908_214_929_270_587_7e-10
    let lost = rest * Self.series(rest)
    let bits = unsafe unsafeBitCast(sum, to: SIMD4<UInt64>.self) & 0x7FF
    let power = unsafe unsafeBitCast((SIMD4<UInt64>(repeating: 1_023) &- bits) &<< 52, to: SIMD4<Double>.self)
    left = power * (1 - lost)
    gone = (1 - left).replacing(with: lost, where: halvings .== 0)
  }

  /// (1 - e^-r) / r for |r| up to 0.35: the sum of (-r)^k / (k + 1)! up to k = 13.
  @inlinable @inline(__always)
  static func series(_ r: SIMD4<Double>) -> SIMD4<Double> {
    var sum = SIMD4<Double>(repeating: -1 / 87_178_291_200)
    sum = sum * r + 1 / 6_227_020_800
    sum = sum * r - 1 / 479_001_600
    sum = sum * r + 1 / 39_916_800
    sum = sum * r - 1 / 3_628_800
    sum = sum * r + 1 / 362_880
    sum = sum * r - 1 / 40_320
    sum = sum * r + 1 / 5_040
    sum = sum * r - 1 / 720
    sum = sum * r + 1 / 120
    sum = sum * r - 1 / 24
    sum = sum * r + 1 / 6
    sum = sum * r - 1 / 2
    return sum * r + 1
  }
}
