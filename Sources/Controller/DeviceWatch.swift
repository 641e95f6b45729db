import Quantities
import Therapy

/// How often one device's answers were damaged lately (SR-073).
struct DamageWatch: BitwiseCopyable {
  private var count: UInt64 = 0
  /// The newest three times at which the count grew, the newest first.
  private var times: InlineArray<3, Instant?> = InlineArray(repeating: nil)

  /// Takes the device's count of damaged answers; a count that begins anew has no damage before it.
  mutating func take(_ newCount: UInt64, _ now: Instant) {
    defer { count = newCount }
    guard newCount > count else { return }
    let new = newCount - count
    for _ in 0..<(new < 3 ? new : 3) {
      times[2] = times[1]
      times[1] = times[0]
      times[0] = now
    }
  }

  /// How many there were in the last 10 s, up to 3.
  func recent(at now: Instant) -> Int {
    var recent = 0
    for index in 0..<3 {
      guard let time = times[index], now.since(time) <= .seconds(10) else { continue }
      recent += 1
    }
    return recent
  }
}

/// What is remembered of one monitor between two steps.
struct MonitorWatch: BitwiseCopyable {
  private var values: InlineArray<4, Int32?> = InlineArray(repeating: nil)
  /// Since when no value has moved.
  private var steadySince: Instant?
  /// Its damaged answers.
  var damage = DamageWatch()

  /// Takes the readings of now.
  mutating func take(_ vitals: VitalSigns, _ now: Instant) {
    var hasMoved = false
    for index in 0..<VitalSignal.count {
      guard let signal = VitalSignal(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
      let value = vitals[signal]?.value
      if value != values[index] { hasMoved = true }
      values[index] = value
    }
    if hasMoved || steadySince == nil { steadySince = now }
  }

  /// Since when the values stand still; nil where the monitor has no good heart rate, which would move.
  func frozenSince(_ vitals: VitalSigns, _ now: Instant) -> Instant? {
    // A monitor that is silent stands still too, and is told as what it is: lost.
    guard let pulse = vitals.heartRate, pulse.isGood, now.since(pulse.receivedAt) <= .seconds(3) else { return nil }
    return steadySince
  }
}

extension VitalReading {
  /// Whether the reading has a value that can be trusted.
  var isGood: Bool {
    switch quality {
    case .good: true
    case .questionable, .sensorOff, .missing: false
    }
  }
}

extension Channel {
  /// Takes what the monitors tell: the newest good value of each signal, whether anything moves, what was damaged.
  mutating func takeMonitors(_ input: ChannelInput, _ now: Instant) {
    monitor = take(input.monitor, after: monitor, source: 0, now)
    guard let second = input.secondMonitor else { return secondMonitor = nil }
    secondMonitor = take(second, after: secondMonitor ?? MonitorObservation(), source: 1, now)
  }

  private mutating func take(
    _ observation: MonitorObservation, after before: MonitorObservation, source: Int, _ now: Instant
  ) -> MonitorObservation {
    var observation = observation
    for index in 0..<VitalSignal.count {
      guard let signal = VitalSignal(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
      // A measurement that is told again is no new one (SR-046).
      guard let reading = observation.vitals[signal]?.following(before.vitals[signal]) else { continue }
      observation.vitals[signal] = reading
      guard reading.isGood else { continue }
      if let known = lastGood[index], known > reading.receivedAt { continue }
      lastGood[index] = reading.receivedAt
    }
    watches[source].take(observation.vitals, now)
    watches[source].damage.take(observation.badFrames, now)
    return observation
  }

  /// Since when the values of one of the monitors stand still; nil while all of them move.
  func frozenSince(at now: Instant) -> Instant? {
    let first = watches[0].frozenSince(monitor.vitals, now)
    guard let secondMonitor, let second = watches[1].frozenSince(secondMonitor.vitals, now) else { return first }
    guard let first else { return second }
    return first < second ? first : second
  }

  /// The most damaged answers that one of the devices gave in the last 10 s, up to 3.
  func damagedAnswers(at now: Instant) -> Int {
    max(pumpDamage.recent(at: now), max(watches[0].damage.recent(at: now), watches[1].damage.recent(at: now)))
  }
}
