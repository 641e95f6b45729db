import SplitMix
import Therapy

/// The artifacts of a patient who moves, talks and pulls at the probe; the reason of each figure is in docs/ALARM-LOAD.md.
struct Movement {
  private var random: SplitMix
  private var motion = Episode()
  /// Whether the movement pulls the raw saturation down, and to what; otherwise the value holds and is only doubtful.
  private var dips = false
  private var dipTo = 0.0
  private var isFlagged = false
  private var sensorOff = Episode()
  private var pulse = Episode()
  private var pulseAt = 0.0
  private var breath = Episode()
  private var breathAt = 0.0
  /// The raw saturations of the last seconds: an oximeter shows their mean.
  private var raw: [Double] = []
  private var seconds = 0

  /// How many seconds an oximeter averages over: eight beats at 80 beats per minute.
  private static var averaging: Int { 6 }
  /// How many seconds a movement does the same to a value: movement is aperiodic.
  private static var steadiness: Int { 5 }

  /// A stretch of seconds in which something is wrong.
  private struct Episode {
    private var left = 0

    /// Lets a second pass: true when an episode begins in it, on average `perHour` times in an hour without one.
    mutating func begins(perHour: Double, _ random: inout SplitMix) -> Bool {
      if left > 0 { left -= 1 }
      return random.fraction() < perHour / 3_600 && left == 0
    }

    mutating func last(_ seconds: Int) { left = seconds }
    var isOn: Bool { left > 0 }
  }

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  /// Lets a second pass and puts what moves in it on top of the true values.
  mutating func disturb(_ seen: inout MonitorValues) {
    beginEpisodes()
    if seconds.isMultiple(of: Self.steadiness) { drawArtifacts() }
    seconds += 1
    // Between movements there are clean beats, of which an oximeter makes a good value.
    let isClean = random.next(in: 1...4) == 1
    raw.append(motion.isOn && dips && !isClean ? dipTo : seen.saturation)
    if raw.count > Self.averaging { raw.removeFirst() }
    seen.saturation = raw.reduce(0, +) / Double(raw.count)
    if motion.isOn, isFlagged, !isClean { seen.probe = .questionable }
    if pulse.isOn { seen.heartRate = pulseAt }
    if breath.isOn { seen.respiration = breathAt }
    guard sensorOff.isOn else { return }
    seen.probe = .sensorOff
    // Whatever was averaged before is not shown when the probe is back.
    raw = []
  }

  private mutating func beginEpisodes() {
    if motion.begins(perHour: 12, &random) {
      motion.last(random.motionSeconds())
      dips = random.next(in: 1...6) == 1
      isFlagged = !dips || random.next(in: 0...1) == 1
    }
    if sensorOff.begins(perHour: 2, &random) { sensorOff.last(Int(random.next(in: 2...8))) }
    if pulse.begins(perHour: 3, &random) {
      pulse.last(Int(random.next(in: 2...8)))
      // Counted twice, or every other beat missed.
      pulseAt = random.next(in: 0...2) > 0 ? random.number(in: 125...190) : random.number(in: 32...48)
    }
    if breath.begins(perHour: 1, &random) { breath.last(random.motionSeconds()) }
  }

  private mutating func drawArtifacts() {
    // Movement draws the ratio of both colors towards 1, which reads as 85 %: shallow dips are more common than deep ones.
    let depth = random.fraction()
    dipTo = 92 - 12 * depth * depth
    breathAt = random.next(in: 0...2) > 0 ? random.number(in: 26...40) : random.number(in: 0...9)
  }
}
