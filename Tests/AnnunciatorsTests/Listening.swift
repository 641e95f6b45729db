import Foundation

/// What an ear and a stopwatch make of samples.
struct Listening {
  let samples: [Int16]
  let rate: Int

  struct Pulse: CustomStringConvertible {
    /// Seconds from the first sample.
    let start: Double
    let length: Double
    var description: String { "\(start) s for \(length) s" }
  }

  /// Reads a WAV file of one channel with 16 bits.
  init(wav path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    func number(_ offset: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    struct NoWAV: Error {}
    guard bytes.count >= 44, String(decoding: bytes[0..<4], as: UTF8.self) == "RIFF", number(22, 2) == 1, number(34, 2) == 16,
      String(decoding: bytes[36..<40], as: UTF8.self) == "data"
    else { throw NoWAV() }
    rate = number(24, 4)
    samples = stride(from: 44, to: bytes.count - 1, by: 2).map { Int16(truncatingIfNeeded: number($0, 2)) }
  }

  init(samples: [Int16], rate: Int) { (self.samples, self.rate) = (samples, rate) }

  /// The loudest sample of each period of 2 ms, longer than one of the fundamental.
  var envelope: [Double] {
    let window = rate / 500
    return stride(from: 0, to: samples.count, by: window).map { start in
      samples[start..<min(start + window, samples.count)].reduce(0) { max($0, abs(Double($1))) }
    }
  }

  /// The stretches louder than a hundredth of the loudest.
  var pulses: [Pulse] {
    let envelope = envelope
    let threshold = (envelope.max() ?? 0) / 100
    guard threshold > 0 else { return [] }
    var pulses: [Pulse] = []
    var start: Int?
    for (index, level) in (envelope + [0]).enumerated() {
      if level > threshold {
        start = start ?? index
      } else if let begin = start {
        pulses.append(Pulse(start: Double(begin) * 0.002, length: Double(index - begin) * 0.002))
        start = nil
      }
    }
    return pulses
  }

  /// How long the first pulse takes from a tenth to nine tenths of its peak, and back, as parts of its length.
  var slopes: (rise: Double, fall: Double) {
    guard let pulse = pulses.first else { return (0, 0) }
    let first = Int((pulse.start / 0.002).rounded())
    let part = Array(envelope[first..<first + Int((pulse.length / 0.002).rounded())])
    let peak = part.max() ?? 0
    func time(_ part: [Double]) -> Double {
      let from = part.firstIndex { $0 >= 0.1 * peak } ?? 0
      let to = part.firstIndex { $0 >= 0.9 * peak } ?? 0
      return Double(to - from) * 0.002 / pulse.length
    }
    return (time(part), time(part.reversed()))
  }

  /// The level of a frequency in the middle half of a pulse.
  func level(of frequency: Double, in pulse: Pulse) -> Double { level(of: frequency, in: middle(of: pulse)) }

  /// The strongest frequency in hertz within 100...4,500.
  func strongest(in pulse: Pulse) -> Int {
    let part = middle(of: pulse)
    func loudest(of frequencies: StrideThrough<Int>) -> Int {
      frequencies.map { (frequency: $0, level: level(of: Double($0), in: part)) }.max { $0.level < $1.level }?.frequency ?? 0
    }
    // The window hears 20 Hz to each side: nothing hides between two steps of ten.
    let near = loudest(of: stride(from: 100, through: 4_500, by: 10))
    return loudest(of: stride(from: near - 10, through: near + 10, by: 1))
  }

  /// The middle half of a pulse through a window without edges: what lies beside a strong frequency is not taken for its own.
  private func middle(of pulse: Pulse) -> [Double] {
    let first = Int((pulse.start + pulse.length / 4) * Double(rate))
    let part = samples[first..<first + Int(pulse.length / 2 * Double(rate))]
    return part.enumerated().map { Double($1) * (0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(part.count - 1))) }
  }

  /// Goertzel's algorithm.
  private func level(of frequency: Double, in part: [Double]) -> Double {
    let coefficient = 2 * cos(2 * Double.pi * frequency / Double(rate))
    var (before, last) = (0.0, 0.0)
    for sample in part { (before, last) = (last, sample + coefficient * last - before) }
    return (before * before + last * last - coefficient * before * last).squareRoot()
  }
}
