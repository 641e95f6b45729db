import Quantities
import SplitMix
import Testing

private let hour: Int128 = 3_600_000_000_000

@Suite struct ArithmeticTests {
  @Test("the integrator equals the closed form for random rates and steps, remainder and all")
  func integratorIsExact() {
    for seed in UInt64(1)...20 {
      var random = SplitMix(seed: seed)
      var integrator = VolumeIntegrator()
      var exact: Int128 = 0
      for _ in 0..<2_000 {
        let rate = FlowRate(nanolitersPerHour: random.next(in: 0...(1 << random.next(in: 0...40))))
        let time = Interval(nanoseconds: random.next(in: 0...(1 << random.next(in: 0...36))))
        integrator.add(rate, for: time)
        exact += Int128(rate.nanolitersPerHour) * Int128(time.nanoseconds)
        #expect(Int128(integrator.volume.nanoliters) * hour + Int128(integrator.remainder) == exact)
        #expect((0..<Int64(hour)).contains(integrator.remainder))
      }
    }
  }

  @Test("20 ms steps of any rate lose nothing against one long step")
  func smallStepsAddUp() {
    for microliters in [1, 3, 7, 99, 100, 12_250, 49_999, 1_200_000] as [Int64] {
      let rate = FlowRate(microlitersPerHour: microliters)
      var steps = VolumeIntegrator()
      for _ in 0..<180_000 { steps.add(rate, for: .milliseconds(20)) }
      #expect(steps.volume == rate * .hour)
      #expect(steps.volume == Volume(microliters: microliters))
      #expect(steps.remainder == 0)
    }
  }

  @Test("SR-017: a split of a step, and steps of no time or rate, change nothing")
  func splits() {
    var random = SplitMix(seed: 17)
    for _ in 0..<2_000 {
      let rate = FlowRate(nanolitersPerHour: random.next(in: 0...1_000_000_000))
      let (first, second) = (random.next(in: 0...10_000_000_000), random.next(in: 0...10_000_000_000))
      var whole = VolumeIntegrator(from: Volume(nanoliters: 5))
      whole.add(rate, for: Interval(nanoseconds: first + second))
      var parts = VolumeIntegrator(from: Volume(nanoliters: 5))
      parts.add(rate, for: Interval(nanoseconds: first))
      parts.add(.zero, for: .hour)
      parts.add(rate, for: .zero)
      parts.add(rate, for: Interval(nanoseconds: second))
      #expect(whole == parts)
    }
  }

  @Test("law 4: the upper bound of a volume is never below the truth, the lower never above, and they differ by at most 1 nL")
  func bounds() {
    var random = SplitMix(seed: 4)
    for _ in 0..<20_000 {
      let rate = FlowRate(nanolitersPerHour: random.next(in: 0...1_000_000_000))
      let time = Interval(nanoseconds: random.next(in: 0...100_000_000_000))
      let exact = Int128(rate.nanolitersPerHour) * Int128(time.nanoseconds)
      let (least, most) = (rate * time, volumeAtMost(rate, for: time))
      #expect(Int128(least.nanoliters) * hour <= exact)
      #expect(Int128(most.nanoliters) * hour >= exact)
      #expect(most.nanoliters - least.nanoliters <= 1)
    }
    #expect(volumeAtMost(.zero, for: .hour) == .zero)
    #expect(volumeAtMost(FlowRate(nanolitersPerHour: .max), for: .zero) == .zero)
  }

  @Test("a product of two amounts is exact in 128 bits and rounds down")
  func scaledDownIsExact() {
    var random = SplitMix(seed: 128)
    for _ in 0..<20_000 {
      let value = random.next(in: 0...Int64.max)
      let divisor = random.next(in: 1...Int64.max)
      let factor = random.next(in: 0...divisor)
      #expect(Int128(scaledDown(value, times: factor, over: divisor)) == Int128(value) * Int128(factor) / Int128(divisor))
    }
    #expect(scaledDown(.max, times: .max, over: .max) == .max)
    #expect(scaledDown(7, times: 0, over: 3) == 0)
  }

  @Test("SR-016: rounding to a resolution is always down, and a multiple stays")
  func resolution() {
    let step = FlowRate(microlitersPerHour: 100)
    for nanoliters in stride(from: Int64(0), through: 1_000_000, by: 997) {
      let rounded = FlowRate(nanolitersPerHour: nanoliters).roundedDown(to: step)
      #expect(rounded.nanolitersPerHour <= nanoliters)
      #expect(rounded.nanolitersPerHour % 100_000 == 0)
      #expect(nanoliters - rounded.nanolitersPerHour < 100_000)
      #expect(rounded.roundedDown(to: step) == rounded)
    }
  }

  @Test("what remains is never negative, and a distance has no sign")
  func differences() {
    let (small, large) = (Volume(nanoliters: 3), Volume(nanoliters: 10))
    #expect(large.remaining(after: small) == Volume(nanoliters: 7))
    #expect(small.remaining(after: large) == .zero)
    #expect(small.remaining(after: small) == .zero)
    #expect(small.distance(to: large) == Volume(nanoliters: 7))
    #expect(large.distance(to: small) == Volume(nanoliters: 7))
    #expect(Volume(nanoliters: 10).divided(by: 3) == Volume(nanoliters: 3))
    #expect(Volume(nanoliters: 10).scaled(2, over: 3) == Volume(nanoliters: 6))
  }

  @Test("SR-090: time since an instant that is not earlier is zero")
  func time() {
    let (early, late) = (Instant(nanoseconds: 5), Instant(nanoseconds: 12))
    #expect(late.since(early) == Interval(nanoseconds: 7))
    #expect(early.since(late) == .zero)
    #expect(early.since(early) == .zero)
    #expect(early + Interval(nanoseconds: 7) == late)
    #expect(Interval.milliseconds(1_999).wholeSeconds == 1)
    #expect(Interval(nanoseconds: 1_999_999).wholeMilliseconds == 1)
    #expect(Interval.minutes(2) == .seconds(120))
  }
}
