import Glibc
import Quantities
public import Safety

/// Makes the sound of a burst: samples of one channel, from the begin of its first pulse to the end of its last one.
///
/// What the pulses are is `TonePattern`'s; here is only how a pulse sounds. Floating point is fine: nothing is decided by it.
public enum ToneSynthesis {
  /// The level of the fundamental and of its overtones 2...6, which lie at 1,046...3,138 Hz: the weakest is 9 dB below the
  /// fundamental, so that more than the four overtones of SR-102 are within 15 dB of it. Several of them let the tone be heard
  /// where one frequency is drowned or where an ear has lost it.
  static let levels: [Double] = [1, 0.75, 0.6, 0.5, 0.4, 0.36]
  /// The part of a pulse in which it rises, and again in which it falls: 10 to 40 % (SR-102). Without it, it would click.
  static let slope = 0.3
  /// The peak of the samples, as a part of full scale: a card's own filters overshoot.
  static let peak = 0.8

  /// The samples of a burst of this priority at `rate` samples a second.
  public static func samples(of priority: AlarmPriority, rate: Int) -> [Int16] {
    samples(of: TonePattern(priority), rate: rate)
  }

  /// The samples of one burst of `pattern` at `rate` samples a second, 8,000 or more.
  public static func samples(of pattern: TonePattern, rate: Int) -> [Int16] {
    precondition(rate >= 8_000, "the highest overtone lies above 3 kHz")
    var samples = [Int16](repeating: 0, count: frames(in: pattern.length, rate: rate))
    let pulse = pulse(lasting: frames(in: pattern.pulse, rate: rate), rate: rate)
    for index in 0..<pattern.pulseCount {
      let onset = frames(in: pattern.onset(ofPulse: index), rate: rate)
      for (offset, sample) in pulse.enumerated() { samples[onset + offset] = sample }
    }
    return samples
  }

  /// How many samples a time takes, rounded down.
  static func frames(in time: Interval, rate: Int) -> Int { Int(time.nanoseconds) * rate / 1_000_000_000 }

  private static func pulse(lasting count: Int, rate: Int) -> [Int16] {
    let scale = peak * Double(Int16.max) / levels.reduce(0, +)
    let step = 2 * Double.pi * Double(TonePattern.fundamental) / Double(rate)
    return (0..<count).map { index in
      var sum = 0.0
      for (harmonic, level) in levels.enumerated() { sum += level * sin(Double(harmonic + 1) * step * Double(index)) }
      // From the nearer end of the pulse, 0 at the end itself and 1 where the slope is over.
      let place = min(1, Double(min(index, count - 1 - index)) / (slope * Double(count)))
      return Int16(sum * scale * (1 - cos(Double.pi * place)) / 2)
    }
  }
}
