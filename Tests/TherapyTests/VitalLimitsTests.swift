import Quantities
import Testing
import Therapy

@Suite struct VitalLimitsTests {
  private func change(_ key: LimitKey, _ value: Int32) -> LimitChange {
    var change = LimitChange()
    change[key] = value
    return change
  }

  @Test("SR-042: each bound of the requirement is the bound of the code")
  func fixedBounds() {
    for signal in LimitedSignal.allCases where signal.isContinuous {
      #expect(LimitBounds.range(of: .pauseDelay, signal).most == 20, "\(signal.name)")
    }
    #expect(LimitBounds.range(of: .pauseLow, .oxygenSaturation).least == 85)
    #expect(LimitBounds.range(of: .pauseLow, .respirationRate).least == 6)
    #expect(LimitBounds.range(of: .pauseHigh, .systolicPressure).most == 200)
    #expect(LimitBounds.range(of: .pauseLow, .meanPressure).least == 55)
  }

  @Test("SR-042: each figure goes as far as people are told, those that the requirement leaves to judgement too")
  func everyBound() {
    let bounds: [LimitedSignal: (low: ClosedRange<Int32>, high: ClosedRange<Int32>?)] = [
      .oxygenSaturation: (85...96, nil), .respirationRate: (6...14, 20...35), .heartRate: (35...70, 100...160),
      .systolicPressure: (80...105, 130...200), .diastolicPressure: (35...60, 80...120), .meanPressure: (55...85, 100...140),
      .endTidalCarbonDioxide: (10...35, 45...65),
    ]
    for signal in LimitedSignal.allCases {
      for key in LimitKey.allCases where LimitBounds.has(key, signal) {
        let wanted: ClosedRange<Int32>? =
          switch key {
          case .warnLow, .pauseLow: bounds[signal]?.low
          case .warnHigh, .pauseHigh: bounds[signal]?.high
          case .warnDelay: 0...30
          case .pauseDelay: 0...20
          }
        let (least, most) = LimitBounds.range(of: key, signal)
        #expect(wanted == least...most, "\(signal.name) \(key.name)")
      }
    }
  }

  @Test("SR-041, SR-042: the defaults keep their bounds", arguments: LimitedSignal.allCases)
  func defaults(signal: LimitedSignal) {
    #expect(SignalLimits.standard(signal).fault(of: signal) == nil)
    for key in LimitKey.allCases {
      let value = SignalLimits.standard(signal)[key]
      #expect(LimitBounds.has(key, signal) ? value != nil : value == nil || value == 0, "\(signal.name) \(key.name)")
    }
  }

  @Test(
    "SR-042, SR-111: every value of every limit is taken within its bounds and order, and refused outside",
    arguments: LimitedSignal.allCases)
  func everyValue(signal: LimitedSignal) {
    let before = SignalLimits.standard(signal)
    for key in LimitKey.allCases {
      let (least, most) = LimitBounds.range(of: key, signal)
      for value in -5...305 as ClosedRange<Int32> {
        let (after, fault) = before.applying(change(key, value), to: signal)
        guard LimitBounds.has(key, signal) else {
          #expect(fault == .noSuchLimit(key) && after == before)
          continue
        }
        guard value >= least, value <= most else {
          #expect(fault == .outOfBounds(key, value: value, least: least, most: most) && after == before)
          continue
        }
        var wanted = before
        wanted[key] = value
        let isOrdered =
          wanted.warnLow ?? 0 >= wanted.pauseLow ?? 0 && wanted.warnHigh ?? 0 <= wanted.pauseHigh ?? 999
        #expect((fault == nil) == isOrdered, "\(signal.name) \(key.name) \(value)")
        #expect(after == (isOrdered ? wanted : before))
      }
    }
  }

  @Test("SR-111: several limits are changed together or not at all")
  func together() {
    let before = SignalLimits.standard(.oxygenSaturation)
    var both = LimitChange()
    both[.warnLow] = 90
    both[.pauseLow] = 86
    let (after, fault) = before.applying(both, to: .oxygenSaturation)
    #expect(fault == nil && after.warnLow == 90 && after.pauseLow == 86 && after.warnDelay == before.warnDelay)
    both[.pauseLow] = 84
    #expect(before.applying(both, to: .oxygenSaturation).limits == before)
    var delay = LimitChange()
    delay[.pauseDelay] = 0
    #expect(before.applying(delay, to: .oxygenSaturation).limits.pauseDelay == .zero)
    delay[.pauseDelay] = nil
    #expect(before.applying(delay, to: .oxygenSaturation).limits == before)
  }

  @Test("no low limit reaches a high one of the same figure, however both are set")
  func noOverlap() {
    for signal in LimitedSignal.allCases {
      #expect(LimitBounds.range(of: .warnLow, signal).most < LimitBounds.range(of: .warnHigh, signal).least)
    }
  }

  @Test("the limits of one figure are those of no other")
  func places() {
    for signal in LimitedSignal.allCases {
      var limits = VitalLimits()
      limits[signal].pauseLow = 1
      for other in LimitedSignal.allCases { #expect((limits[other].pauseLow == 1) == (other == signal)) }
    }
    #expect(LimitedSignal.allCases.count == LimitedSignal.count && LimitKey.allCases.count == LimitKey.count)
  }
}
