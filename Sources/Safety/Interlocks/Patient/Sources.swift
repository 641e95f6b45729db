import Quantities
import Therapy

/// What one source of a vital sign says now.
struct Word {
  /// Its value; nil when it has none.
  let value: Int32?
  /// Whether the value is good and fresh: only then may it say that all is well (SR-046).
  let isGood: Bool
  /// When the value was received.
  let at: Instant

  /// What this says about `limits`. Bad values count however doubtful; only a good, fresh value counts as clear (SR-046).
  @inline(__always) @_noAllocation @_noLocks
  func evidence(against limits: VitalBand.Limits, hysteresis: Int32) -> Evidence {
    guard let value else { return .unknown }
    if value < limits.low || value > limits.high { return .bad }
    guard isGood else { return .unknown }
    return value < limits.low + hysteresis || value > limits.high - hysteresis ? .between : .clear
  }

  /// How far the value is outside of `limits`; 0 where there is none.
  @_noAllocation @_noLocks
  func distance(from limits: VitalBand.Limits) -> Int64 {
    guard let value else { return 0 }
    return max(Int64(limits.low) - Int64(value), Int64(value) - Int64(limits.high))
  }
}

/// What the sources of a signal say about limits, and the value that says it; nil when there is none.
typealias Seen = (evidence: Evidence, value: Int32?)

/// What all sources of a vital sign say now: one monitor, or two of the same patient (SR-048).
struct Sources {
  private let first: Word
  private let second: Word?
  private let now: Instant
  /// How long what one of two sources has said stands while it says nothing certain.
  private let life: Interval

  /// The sources of `signal`.
  @_noAllocation @_noLocks
  init(of signal: VitalSignal, in situation: Situation) {
    now = situation.now
    life = lostAge(signal)
    let reading = situation.vitals[signal]
    guard situation.hasSecondMonitor else {
      first = Self.word(reading, of: signal, at: now)
      second = nil
      return
    }
    let other = situation.secondVitals[signal]
    first = Self.word(Self.isLost(reading, at: now, life) ? nil : reading, of: signal, at: now)
    second = Self.word(Self.isLost(other, at: now, life) ? nil : other, of: signal, at: now)
  }

  /// What all of them say: the worse of two counts, and one that never said anything is no comfort and no harm (SR-048). One that
  /// has said bad and says nothing certain now is not contradicted by the other: the latch remembers what it said, for the time
  /// after which a source is lost.
  @_noAllocation @_noLocks
  func seen(against limits: VitalBand.Limits, hysteresis: Int32, _ latch: inout Latch) -> Seen {
    let one = first.evidence(against: limits, hysteresis: hysteresis)
    guard let second else { return (one, first.value) }
    let other = second.evidence(against: limits, hysteresis: hysteresis)
    let isDisputed = latch.isDisputed((one, first.at), (other, second.at), now: now, life: life)
    // Of two bad values the one farther outside is told.
    let isOther =
      one.isBad && other.isBad
      ? second.distance(from: limits) > first.distance(from: limits) : other.isWorse(than: one)
    let seen: Seen = isOther ? (other, second.value) : (one, first.value)
    return seen.evidence.isGood && isDisputed ? (.unknown, seen.value) : seen
  }

  @_noAllocation @_noLocks
  private static func word(_ reading: VitalReading?, of signal: VitalSignal, at now: Instant) -> Word {
    guard let reading, let value = reading.value else { return Word(value: nil, isGood: false, at: now) }
    let isGood = reading.quality == .good && now.since(reading.receivedAt) <= evidenceAge(signal)
    return Word(value: value, isGood: isGood, at: reading.receivedAt)
  }

  /// The last word of a monitor that is gone would count for ever otherwise; that it is gone is told by `sourceDifference`.
  @_noAllocation @_noLocks
  private static func isLost(_ reading: VitalReading?, at now: Instant, _ life: Interval) -> Bool {
    guard let reading else { return false }
    return now.since(reading.receivedAt) > life
  }
}

/// How old a reading may be to count as evidence that a value is normal: three packets of a 1 Hz monitor, and for breathing the
/// time of a slow breath (SR-046; judgement).
@_noAllocation @_noLocks
func evidenceAge(_ signal: VitalSignal) -> Interval {
  switch signal {
  case .oxygenSaturation, .heartRate: .seconds(3)
  case .respirationRate, .endTidalCarbonDioxide: .seconds(10)
  }
}

/// How long what one of two sources said counts when it says nothing certain any more: as long as a signal may be lost (SR-045).
@_noAllocation @_noLocks
private func lostAge(_ signal: VitalSignal) -> Interval {
  switch signal {
  case .oxygenSaturation, .heartRate: .seconds(30)
  case .respirationRate, .endTidalCarbonDioxide: .seconds(60)
  }
}
