import Quantities
import Safety
import SplitMix
import Testing
import Therapy

/// Two monitors of one patient: neither may make the watch weaker than the other one alone (SR-048).
@Suite struct TwoSourcesTests {
  /// A bedside whose monitors are read by hand, second by second.
  private func bedside() -> Bedside {
    var bedside = Bedside()
    bedside.situation.hasSecondMonitor = true
    bedside.keepsSecond = true
    bedside.saturation = nil
    bedside.heartRate = nil
    return bedside
  }

  private func reading(_ value: Int32?, _ quality: SignalQuality = .good, at now: Instant) -> VitalReading {
    VitalReading(.oxygenSaturation, value: value, quality: value == nil ? .missing : quality, receivedAt: now)
  }

  /// Lets a second pass in which one monitor says `one` and the other `other`, and tells what SpO2's interlock demands.
  private func response(
    _ bedside: inout Bedside, _ one: Int32?, _ other: Int32?, isFirst: Bool
  ) -> Response {
    let now = bedside.situation.now + .seconds(1)
    bedside.situation.vitals.oxygenSaturation = reading(isFirst ? one : other, at: now)
    bedside.situation.secondVitals.oxygenSaturation = reading(isFirst ? other : one, at: now)
    return bedside.judge(after: .seconds(1))[.oxygenSaturation]?.response ?? .proceed
  }

  @Test("SR-048: a bad value that comes and goes is not contradicted by the other monitor", arguments: [true, false])
  func flickers(isFirst: Bool) {
    var bedside = bedside()
    var responses: [Response] = []
    for second in 0..<12 {
      responses.append(response(&bedside, second.isMultiple(of: 2) ? 88 : nil, 98, isFirst: isFirst))
    }
    #expect(responses.firstIndex(of: .pause) == 10, "as late as with one monitor, and no later")
  }

  @Test("SR-048: a monitor that takes its bad value back is believed", arguments: [true, false])
  func takenBack(isFirst: Bool) {
    var bedside = bedside()
    for second in 0..<40 {
      let value: Int32? = second % 4 == 0 ? 88 : second % 4 == 2 ? 98 : nil
      #expect(response(&bedside, value, 98, isFirst: isFirst) == .proceed, "second \(second)")
    }
  }

  @Test(
    "SR-048: what one monitor has paused is released by its own good value, or 30 s after its last one",
    arguments: [true, false])
  func released(isFirst: Bool) {
    for isBack in [true, false] {
      var bedside = bedside()
      for _ in 0...10 { _ = response(&bedside, 88, 98, isFirst: isFirst) }
      // Good values for 30 s release; before they count, a monitor without a value has to be lost.
      var paused = 0
      while response(&bedside, isBack ? 98 : nil, 98, isFirst: isFirst) == .pause { paused += 1 }
      #expect(paused == (isBack ? 30 : 60))
    }
  }

  /// What a monitor may say in a second; nil leaves what it said before in place.
  private static func word(_ random: inout SplitMix, at now: Instant) -> VitalReading?? {
    switch random.next() % 8 {
    case 0, 1: .some(VitalReading(.oxygenSaturation, value: 86, quality: .good, receivedAt: now))
    case 2: .some(VitalReading(.oxygenSaturation, value: 84, quality: .questionable, receivedAt: now))
    case 3: .some(VitalReading(.oxygenSaturation, value: nil, quality: .sensorOff, receivedAt: now))
    case 4: .some(VitalReading(.oxygenSaturation, value: 97, quality: .questionable, receivedAt: now))
    case 5: .some(random.next() % 3 == 0 ? VitalReading(.oxygenSaturation, value: 97, quality: .good, receivedAt: now) : nil)
    default: nil
    }
  }

  @Test(
    "SR-048: whatever two monitors say, SpO2 pauses no later than with either of them alone",
    arguments: 1...200 as ClosedRange<UInt64>)
  func noWeaker(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var (both, alone) = (bedside(), [bedside(), bedside()])
    for index in 0..<2 { alone[index].situation.hasSecondMonitor = false }
    for second in 1...120 {
      let now = both.situation.now + .seconds(1)
      for index in 0..<2 {
        guard case .some(let word) = Self.word(&random, at: now) else { continue }
        alone[index].situation.vitals.oxygenSaturation = word
        if index == 0 {
          both.situation.vitals.oxygenSaturation = word
        } else {
          both.situation.secondVitals.oxygenSaturation = word
        }
      }
      let pauses = both.judge(after: .seconds(1))[.oxygenSaturation]?.response == .pause
      let eitherPauses = (0..<2).contains { alone[$0].judge(after: .seconds(1))[.oxygenSaturation]?.response == .pause }
      guard !pauses else { return }
      #expect(!eitherPauses, "second \(second)")
    }
  }
}
