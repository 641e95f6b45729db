import Foundation
import Quantities
import SplitMix
import Testing
import Therapy

/// A program of anybody: a model at some weight, up to twelve segments one after the other, pauses among them.
private struct AnyRegimen {
  let model: CompartmentModel
  let segments: [Segment]
  var end: Double { segments.last?.to ?? 0 }

  init(_ random: inout SplitMix) {
    let kind = KineticModel.allCases[Int(random.next() % 4)]
    model = CompartmentModel(kind.parameters(for: BodyMass(grams: 30_000 + Int64(random.next() % 220_001))))
    var (from, segments) = (0.0, [Segment]())
    for _ in 0..<(1 + random.next() % 12) {
      // From a control period to a day.
      let length = pow(10, random.fraction(in: -3.5...3.2))
      let rate = random.next() % 4 == 0 ? 0 : random.fraction(in: 0...5)
      segments.append(Segment(from: from, to: from + length, milligramsPerMinute: rate))
      from += length
    }
    self.segments = segments
  }

  /// The state at the end, each segment cut into `parts`, and its rate scaled.
  func end(parts: Int = 1, times factor: Double = 1, from state: KineticState = KineticState()) -> KineticState {
    var state = state
    for segment in segments {
      let step = model.step(minutes: (segment.to - segment.from) / Double(parts))
      for _ in 0..<parts { state.advance(by: step, rate: segment.milligramsPerMinute * factor) }
    }
    return state
  }
}

extension SplitMix {
  fileprivate mutating func fraction(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(next() >> 11) / 9_007_199_254_740_992
  }
}

private func same(_ a: Double, _ b: Double, within tolerance: Double = 1e-10) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-12
}

@Suite struct KineticPropertyTests {
  private let regimens: [AnyRegimen]

  init() {
    var random = SplitMix(seed: 57)
    regimens = (0..<500).map { _ in AnyRegimen(&random) }
  }

  @Test("SR-057: twice the rate is twice the level, of plasma, effect site and each compartment")
  func linear() {
    for regimen in regimens {
      let (once, model) = (regimen.end(), regimen.model)
      for factor in [0.5, 2, 17] {
        let scaled = regimen.end(times: factor)
        #expect(same(scaled.plasma(model), factor * once.plasma(model)))
        #expect(same(scaled.effectSite(model), factor * once.effectSite(model), within: 1e-9))
        #expect(same(scaled.amounts(model).third, factor * once.amounts(model).third, within: 1e-9))
      }
    }
  }

  @Test("SR-057: what two regimens do together is the sum of what each does alone")
  func additive() throws {
    for regimen in regimens {
      let (model, cut) = (regimen.model, regimen.segments.count / 2)
      let first = regimen.segments.prefix(cut)
      let rest = regimen.segments.dropFirst(cut)
      let all = try #require(states(model, regimen.segments, at: [regimen.end])[regimen.end])
      let alone = try [Array(first), Array(rest)].map { try #require(states(model, $0, at: [regimen.end])[regimen.end]) }
      #expect(same(all.plasma(model), alone[0].plasma(model) + alone[1].plasma(model)))
      #expect(same(all.effectSite(model), alone[0].effectSite(model) + alone[1].effectSite(model), within: 1e-9))
    }
  }

  @Test("SR-057: one long step and the same time in 977 short ones end in the same state: there is no step that is too long")
  func exact() {
    for regimen in regimens.prefix(60) {
      let (one, many, model) = (regimen.end(), regimen.end(parts: 977), regimen.model)
      #expect(same(one.plasma(model), many.plasma(model)))
      #expect(same(one.effectSite(model), many.effectSite(model), within: 1e-9))
    }
  }

  @Test("SR-057: no level and no amount is ever below zero, at any moment of any regimen and after it")
  func neverNegative() {
    for regimen in regimens {
      let model = regimen.model
      var state = KineticState()
      for segment in regimen.segments + [Segment(from: 0, to: 20_000, milligramsPerMinute: 0)] {
        for share in [1e-12, 1e-6, 0.001, 0.3, 0.698_999] {
          state.advance(
            by: model.step(minutes: (segment.to - segment.from) * share), rate: segment.milligramsPerMinute)
          let amounts = state.amounts(model)
          #expect(state.plasma(model) >= 0 && state.effectSite(model) >= 0)
          #expect(amounts.central >= 0 && amounts.second >= 0 && amounts.third >= 0)
        }
      }
    }
  }

  /// What was given is in the body or has left it: k10 times the integral of the central amount, here by Gauss and Legendre's
  /// rule of five points on parts of a minute, which knows nothing of modes.
  @Test("SR-057: mass is conserved: what was given is in the three compartments or was eliminated")
  func conserved() {
    let points = [0.0, 0.538_469_310_105_683_1, -0.538_469_310_105_683_1, 0.906_179_845_938_664, -0.906_179_845_938_664]
    let weights = [
      0.568_888_888_888_888_9, 0.478_628_670_499_366_5, 0.478_628_670_499_366_5, 0.236_926_885_056_189_1,
      0.236_926_885_056_189_1,
    ]
    for regimen in regimens.filter({ $0.end < 600 }).prefix(60) {
      let model = regimen.model
      var (state, given, gone) = (KineticState(), 0.0, 0.0)
      for segment in regimen.segments {
        let parts = max(1, Int((segment.to - segment.from) * 4))
        let length = (segment.to - segment.from) / Double(parts)
        for _ in 0..<parts {
          for (point, weight) in zip(points, weights) {
            var inside = state
            inside.advance(by: model.step(minutes: length * (1 + point) / 2), rate: segment.milligramsPerMinute)
            gone += weight * length / 2 * model.parameters.k10 * inside.amounts(model).central
          }
          state.advance(by: model.step(minutes: length), rate: segment.milligramsPerMinute)
        }
        given += segment.milligramsPerMinute * (segment.to - segment.from)
      }
      let amounts = state.amounts(model)
      #expect(same(amounts.central + amounts.second + amounts.third + gone, given, within: 1e-9))
    }
  }

  @Test("a dose at once is the end of ever shorter and faster infusions")
  func bolus() {
    let model = CompartmentModel(KineticModel.kamp.parameters(for: BodyMass(grams: 70_000)))
    var (once, short) = (KineticState(), KineticState())
    once.add(milligrams: 10)
    short.advance(by: model.step(minutes: 1e-9), rate: 10 / 1e-9)
    #expect(same(once.plasma(model), 10 / 25.0 * 1_000) && same(once.plasma(model), short.plasma(model), within: 1e-8))
    #expect(once.effectSite(model) < 1e-9)
  }

  @Test("SR-057: what is left and what is gone agree with the C library's exponentials to a few last bits, from 1e-15 to 700")
  func exponential() {
    var random = SplitMix(seed: 1)
    for _ in 0..<20_000 {
      let x = SIMD4<Double>((0..<4).map { _ in pow(10, random.fraction(in: -15...2.845)) })
      let decay = Decay(x)
      for lane in 0..<4 {
        #expect(abs(decay.left[lane] / exp(-x[lane]) - 1) < 1e-15 * max(1, x[lane] / 4), "\(x[lane])")
        #expect(abs(decay.gone[lane] / -expm1(-x[lane]) - 1) < 1e-15, "\(x[lane])")
      }
    }
    let edges = Decay(SIMD4(0, 0.346_573, 0.346_574, 1e9))
    #expect(edges.left[0] == 1 && edges.gone[0] == 0)
    #expect(edges.left[3] < 1e-300 && edges.gone[3] == 1)
  }
}

@Suite struct WashoutTests {
  @Test("plasma is below the level at the told minute and not a second before; the effect site as well, later")
  func minutes() {
    for kind in KineticModel.allCases {
      let model = CompartmentModel(kind.parameters(for: BodyMass(grams: 70_000)))
      var state = KineticState()
      state.advance(by: model.step(minutes: 240), rate: 0.35 * 70 / 60)
      func later(_ minutes: Double) -> KineticState {
        var later = state
        later.advance(by: model.step(minutes: minutes), rate: 0)
        return later
      }
      let plasma = state.minutes(untilPlasmaIsBelow: 100, model)
      #expect(later(plasma).plasma(model) <= 100 && later(plasma - 1.0 / 60).plasma(model) > 100)
      let all = state.minutes(untilAllIsBelow: 100, model)
      #expect(all > plasma && later(all).effectSite(model) <= 100 && later(all - 1.0 / 60).effectSite(model) > 100)
      #expect(state.minutes(untilPlasmaIsBelow: 10_000, model) == 0)
    }
  }

  @Test("an effect site that still rises is waited for: below the level means for good")
  func stillRising() {
    let model = CompartmentModel(KineticModel.domino.parameters(for: BodyMass(grams: 70_000)))
    var state = KineticState()
    state.add(milligrams: 30)
    let minutes = state.minutes(untilAllIsBelow: 100, model)
    #expect(state.effectSite(model) < 100 && minutes > state.minutes(untilPlasmaIsBelow: 100, model))
    for more in stride(from: 0.01, to: 200, by: 0.5) {
      var later = state
      later.advance(by: model.step(minutes: minutes + more), rate: 0)
      #expect(later.effectSite(model) < 100 && later.plasma(model) < 100)
    }
  }
}
