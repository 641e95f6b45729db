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
    _ bedside: inout Bedside, _ one: Int32?, _ other: Int32?, isFirst: Bool, quality: SignalQuality = .good
  ) -> Response {
    let now = bedside.situation.now + .seconds(1)
    let (one, other) = (reading(one, quality, at: now), reading(other, at: now))
    bedside.situation.vitals.oxygenSaturation = isFirst ? one : other
    bedside.situation.secondVitals.oxygenSaturation = isFirst ? other : one
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
    "SR-048: what one monitor has paused is released by its own good value, or 30 s after it last said something certain",
    arguments: [true, false])
  func released(isFirst: Bool) {
    for (later, seconds) in [((98, .good), 30), ((nil, .missing), 60), ((95, .questionable), 60)]
      as [((Int32?, SignalQuality), Int)]
    {
      var bedside = bedside()
      for _ in 0...10 { _ = response(&bedside, 88, 98, isFirst: isFirst) }
      // Good values for 30 s release; before those of the other monitor count, this one has to be lost.
      var paused = 0
      while paused < 200, response(&bedside, later.0, 98, isFirst: isFirst, quality: later.1) == .pause { paused += 1 }
      #expect(paused == seconds, "\(later)")
    }
  }

  @Test(
    "SR-020, SR-048: a bad value that was not taken back starts nothing, whatever the other monitor says",
    arguments: [true, false])
  func startBlocked(isFirst: Bool) {
    var bedside = bedside()
    _ = response(&bedside, 88, 98, isFirst: isFirst)
    for _ in 0..<8 {
      #expect(response(&bedside, nil, 98, isFirst: isFirst) == .proceed)
      #expect(bedside.judgeAsIs().startBlockers.contains(.oxygenSaturation))
    }
    _ = response(&bedside, 98, 98, isFirst: isFirst)
    #expect(!bedside.judgeAsIs().startBlockers.contains(.oxygenSaturation))
  }

  /// A signal with a value that pauses, one that is good, and its interlock.
  struct Watched: Sendable {
    let signal: VitalSignal
    let bad: Int32
    let good: Int32
    let interlock: Interlock
  }

  private static let all = [
    Watched(signal: .oxygenSaturation, bad: 86, good: 97, interlock: .oxygenSaturation),
    Watched(signal: .heartRate, bad: 155, good: 75, interlock: .heartRate),
    Watched(signal: .respirationRate, bad: 5, good: 14, interlock: .respirationRate),
    Watched(signal: .respirationRate, bad: 0, good: 14, interlock: .apnea),
    Watched(signal: .endTidalCarbonDioxide, bad: 65, good: 38, interlock: .endTidalCarbonDioxide),
  ]

  /// What a monitor may say in a second; nil leaves what it said before in place.
  private static func word(_ watched: Watched, _ random: inout SplitMix, at now: Instant) -> VitalReading? {
    func reading(_ value: Int32?, _ quality: SignalQuality) -> VitalReading {
      VitalReading(watched.signal, value: value, quality: quality, receivedAt: now)
    }
    return switch random.next() % 8 {
    case 0, 1: reading(watched.bad, .good)
    case 2: reading(watched.bad, .questionable)
    case 3: reading(nil, .sensorOff)
    case 4: reading(watched.good, .questionable)
    case 5: random.next() % 3 == 0 ? reading(watched.good, .good) : nil
    default: nil
    }
  }

  @Test(
    "SR-048: whatever two monitors say, an interlock pauses, and forbids a start, no later than with either of them alone",
    arguments: 0..<5, 1...80 as ClosedRange<UInt64>)
  func noWeaker(place: Int, seed: UInt64) {
    let watched = Self.all[place]
    var random = SplitMix(seed: seed)
    var (both, alone) = (bedside(), [bedside(), bedside()])
    for index in 0..<2 { alone[index].situation.hasSecondMonitor = false }
    for second in 1...120 {
      let now = both.situation.now + .seconds(1)
      for index in 0..<2 {
        guard let word = Self.word(watched, &random, at: now) else { continue }
        alone[index].situation.vitals[watched.signal] = word
        if index == 0 {
          both.situation.vitals[watched.signal] = word
        } else {
          both.situation.secondVitals[watched.signal] = word
        }
      }
      let together = both.judge(after: .seconds(1))
      let each = [alone[0].judge(after: .seconds(1)), alone[1].judge(after: .seconds(1))]
      guard together[watched.interlock]?.response != .pause else { return }
      #expect(!each.contains { $0[watched.interlock]?.response == .pause }, "second \(second)")
      let isBlocked = each.contains { $0.startBlockers.contains(watched.interlock) }
      #expect(!isBlocked || together.startBlockers.contains(watched.interlock), "second \(second)")
    }
  }
}
