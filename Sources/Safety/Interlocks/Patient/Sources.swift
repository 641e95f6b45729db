import Quantities
import Therapy

/// What one source of a vital sign says now.
struct Word {
  /// Its value; nil when it has none.
  let value: Int32?
  /// Whether the value is good and fresh: only then may it say that all is well (SR-046).
  let isGood: Bool
  /// Whether it is one of two and has had no value for as long as counts as lost (SR-045): it stands by nothing that it said.
  let isLost: Bool

  /// What this says about `limits`. Bad values count however doubtful; only a good, fresh value counts as clear (SR-046).
  @inline(__always) @_noAllocation @_noLocks
  func evidence(against limits: VitalBand.Limits, hysteresis: Int32) -> Evidence {
    guard let value else { return .unknown }
    if value < limits.low || value > limits.high { return .bad }
    guard isGood else { return .unknown }
    return value < limits.low + hysteresis || value > limits.high - hysteresis ? .between : .clear
  }
}

/// What the sources of a signal say about limits, and the value that says it; nil when there is none.
typealias Seen = (evidence: Evidence, value: Int32?)

/// When each of two monitors last had a value of a signal.
struct HeardAt: Hashable, BitwiseCopyable {
  var first = Instant.boot
  var second = Instant.boot
}

/// What all sources of a vital sign say now: one monitor, or two of the same patient (SR-048).
struct Sources {
  private let first: Word
  private let second: Word?

  /// The sources of `signal`; `heardAt` is what the interlock remembers of them.
  @_noAllocation @_noLocks
  init(of signal: VitalSignal, in situation: Situation, _ heardAt: inout HeardAt) {
    let now = situation.now
    guard situation.hasSecondMonitor else {
      first = Self.word(situation.vitals[signal], of: signal, at: now)
      second = nil
      return
    }
    first = Self.word(situation.vitals[signal], of: signal, at: now, heardAt: &heardAt.first)
    second = Self.word(situation.secondVitals[signal], of: signal, at: now, heardAt: &heardAt.second)
  }

  /// What all of them say: the worse of two counts, and one that never said anything is no comfort and no harm (SR-048). One that
  /// has said bad and says nothing now is not contradicted by the other: the latch remembers what it said, until it is lost.
  @_noAllocation @_noLocks
  func seen(against limits: VitalBand.Limits, hysteresis: Int32, _ latch: inout Latch) -> Seen {
    let one = first.evidence(against: limits, hysteresis: hysteresis)
    guard let second else { return (one, first.value) }
    let other = second.evidence(against: limits, hysteresis: hysteresis)
    let isDisputed = latch.isDisputed(by: one, isLost: first.isLost, of: 0)
    let isDisputedToo = latch.isDisputed(by: other, isLost: second.isLost, of: 1)
    let seen: Seen = other.isWorse(than: one) ? (other, second.value) : (one, first.value)
    return seen.evidence.isGood && (isDisputed || isDisputedToo) ? (.unknown, seen.value) : seen
  }

  @_noAllocation @_noLocks
  private static func word(_ reading: VitalReading?, of signal: VitalSignal, at now: Instant) -> Word {
    guard let reading, let value = reading.value else { return Word(value: nil, isGood: false, isLost: false) }
    let isGood = reading.quality == .good && now.since(reading.receivedAt) <= evidenceAge(signal)
    return Word(value: value, isGood: isGood, isLost: false)
  }

  /// The word of one of two sources. The last word of a monitor that is gone would count for ever otherwise; that it is gone is
  /// told by `sourceDifference`.
  @_noAllocation @_noLocks
  private static func word(
    _ reading: VitalReading?, of signal: VitalSignal, at now: Instant, heardAt: inout Instant
  ) -> Word {
    if let reading, reading.value != nil, reading.receivedAt > heardAt { heardAt = reading.receivedAt }
    guard now.since(heardAt) <= lostAge(signal) else { return Word(value: nil, isGood: false, isLost: true) }
    return word(reading, of: signal, at: now)
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

/// How old the newest value of one of two sources may be before it counts as lost (SR-045).
@_noAllocation @_noLocks
private func lostAge(_ signal: VitalSignal) -> Interval {
  switch signal {
  case .oxygenSaturation, .heartRate: .seconds(30)
  case .respirationRate, .endTidalCarbonDioxide: .seconds(60)
  }
}
