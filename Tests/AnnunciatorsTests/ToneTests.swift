import Quantities
import Safety
import Testing

@testable import Annunciators

/// What SR-102 wants of a burst: how many pulses, and the limits of pulse, silence and repetition in seconds.
struct WantedBurst: CustomStringConvertible {
  let priority: AlarmPriority
  let count: Int
  let pulse: ClosedRange<Double>
  let gap: ClosedRange<Double>

  static let all = [
    WantedBurst(priority: .high, count: 10, pulse: 0.075...0.200, gap: 0.050...0.125),
    WantedBurst(priority: .medium, count: 3, pulse: 0.125...0.250, gap: 0.125...0.250),
    WantedBurst(priority: .low, count: 2, pulse: 0.125...0.250, gap: 0.125...0.250),
  ]

  var description: String { priority.name }

  /// Holds what was heard against it.
  func check(_ heard: [Listening.Pulse], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(heard.count == count, "\(heard)", sourceLocation: sourceLocation)
    guard heard.count == count else { return }
    // A slope begins below what is heard: 2 ms at each end and the grid of the measurement.
    let slack = 0.012
    for pulse in heard {
      #expect(
        (self.pulse.lowerBound - slack...self.pulse.upperBound).contains(pulse.length), "\(pulse)", sourceLocation: sourceLocation
      )
    }
    let gaps = zip(heard, heard.dropFirst()).map { $1.start - $0.start - $0.length }
    for (index, gap) in gaps.enumerated() where priority != .high || ![2, 4, 7].contains(index) {
      #expect((self.gap.lowerBound...self.gap.upperBound + slack).contains(gap), "\(gaps)", sourceLocation: sourceLocation)
    }
    guard priority == .high else { return }
    // After the third pulse of each half the silence is longer by a pulse and a silence; the halves are 350...1,300 ms apart.
    for index in [2, 7] { #expect((0.340...0.370).contains(gaps[index]), "\(gaps)", sourceLocation: sourceLocation) }
    #expect((0.350...1.300).contains(gaps[4]), "\(gaps)", sourceLocation: sourceLocation)
    let halves = zip(heard.prefix(5), heard.suffix(5)).map { $1.start - $0.start }
    #expect(
      (halves.max() ?? 0) - (halves.min() ?? 0) < 0.005, "the second half repeats the first", sourceLocation: sourceLocation)
  }
}

@Suite("Tones")
struct ToneTests {
  @Test("SR-102: each priority has its pulses, with their lengths and silences", arguments: WantedBurst.all)
  func pulses(wanted: WantedBurst) {
    for rate in [44_100, 48_000] {
      wanted.check(Listening(samples: ToneSynthesis.samples(of: wanted.priority, rate: rate), rate: rate).pulses)
    }
  }

  @Test("SR-102: pulses begin where the pattern says, to the sample, and the burst ends with the last of them")
  func onsets() {
    for priority in [AlarmPriority.low, .medium, .high] {
      let pattern = TonePattern(priority)
      let samples = ToneSynthesis.samples(of: priority, rate: 48_000)
      #expect(samples.count == Int(pattern.length.nanoseconds) * 48 / 1_000_000)
      for index in 0..<pattern.pulseCount {
        let onset = Int(pattern.onset(ofPulse: index).nanoseconds) * 48 / 1_000_000
        // The pulse itself begins at zero: before it there is silence, and 3 ms later it is heard.
        #expect(samples[max(0, onset - 48)...onset].allSatisfy { $0 == 0 })
        #expect(samples[onset..<onset + 144].contains { abs($0) > 50 })
      }
    }
  }

  @Test("SR-102: repetition keeps 2.5 to 15 s of silence after a high burst, and 15 s from begin to begin after the others")
  func repetition() {
    let high = TonePattern(.high)
    let silence = high.repetition.nanoseconds - high.length.nanoseconds
    #expect((2_500_000_000...15_000_000_000).contains(silence))
    for priority in [AlarmPriority.low, .medium] { #expect(TonePattern(priority).repetition >= .seconds(15)) }
  }

  @Test(
    "SR-102: the fundamental is 523 Hz, with at least four overtones within 300...4,000 Hz and 15 dB", arguments: WantedBurst.all)
  func spectrum(wanted: WantedBurst) throws {
    let heard = Listening(samples: ToneSynthesis.samples(of: wanted.priority, rate: 48_000), rate: 48_000)
    #expect(abs(heard.strongest(in: try #require(heard.pulses.first)) - TonePattern.fundamental) <= 2)
    for pulse in heard.pulses {
      let fundamental = heard.level(of: Double(TonePattern.fundamental), in: pulse)
      let overtones = (2...7).map { Double($0 * TonePattern.fundamental) }.filter { (300...4_000).contains($0) }
      let loud = overtones.filter { heard.level(of: $0, in: pulse) >= fundamental * 0.178 }
      #expect(loud.count >= 4)
      // Between the overtones there is next to nothing.
      #expect(heard.level(of: Double(TonePattern.fundamental) * 1.5, in: pulse) < fundamental * 0.02)
    }
    #expect((150...1_000).contains(TonePattern.fundamental))
  }

  @Test("SR-102: a pulse rises and falls within 10 to 40 % of its length", arguments: WantedBurst.all)
  func slopes(wanted: WantedBurst) {
    let slopes = Listening(samples: ToneSynthesis.samples(of: wanted.priority, rate: 48_000), rate: 48_000).slopes
    #expect((0.10...0.40).contains(slopes.rise))
    #expect((0.10...0.40).contains(slopes.fall))
  }

  @Test("a tone is loud, and nowhere beyond full scale")
  func level() {
    for priority in [AlarmPriority.low, .medium, .high] {
      let peak = ToneSynthesis.samples(of: priority, rate: 48_000).map { abs(Int($0)) }.max() ?? 0
      #expect((8_000...28_000).contains(peak))
    }
  }
}
