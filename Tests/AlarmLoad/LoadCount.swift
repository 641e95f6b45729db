import Controller
import Quantities
import Safety

/// What was seen and heard over a time.
struct LoadCount {
  /// The time that was counted.
  private(set) var time = Interval.zero
  /// The time in which some alarm was on.
  private(set) var alarmTime = Interval.zero
  /// Occurrences that were raised, by condition.
  private(set) var raised: [AlarmCondition: Int] = [:]
  private(set) var escalations = 0
  private(set) var secondContacts = 0
  private(set) var bursts = 0
  /// Pauses that no person asked for, by the code of what paused.
  private(set) var pauses: [String: Int] = [:]

  /// Takes one control step that came `step` after the one before it.
  mutating func take(_ output: TickOutput, after step: Interval, isNewBurst: Bool) {
    time = time + step
    if output.signal.lamp != nil { alarmTime = alarmTime + step }
    if isNewBurst { bursts += 1 }
    for index in 0..<output.records.count {
      switch output.records[index].event {
      case .alarm(let event): take(event)
      case .phase(let from, .pausing, let cause) where from.allowsFlow: pauses[cause.code, default: 0] += 1
      default: break
      }
    }
  }

  private mutating func take(_ event: AlarmEvent) {
    switch event.change {
    case .raised: raised[event.condition, default: 0] += 1
    case .escalated: escalations += 1
    case .secondContact: secondContacts += 1
    case .causeGone, .ended, .acknowledged, .reminded: break
    }
  }

  /// Adds what was counted elsewhere.
  mutating func add(_ other: LoadCount) {
    time = time + other.time
    alarmTime = alarmTime + other.alarmTime
    raised.merge(other.raised, uniquingKeysWith: +)
    pauses.merge(other.pauses, uniquingKeysWith: +)
    escalations += other.escalations
    secondContacts += other.secondContacts
    bursts += other.bursts
  }

  /// The hours that were counted.
  var hours: Double { Double(time.nanoseconds) / 3_600_000_000_000 }

  /// A number of things, per hour; zero where no time was counted.
  func perHour(_ count: Int) -> Double { hours > 0 ? Double(count) / hours : 0 }

  /// Alarms of a priority per hour.
  func alarms(_ priority: AlarmPriority) -> Double {
    perHour(raised.reduce(0) { $0 + ($1.key.priority == priority ? $1.value : 0) })
  }

  /// All alarms per hour.
  var alarms: Double { perHour(raised.values.reduce(0, +)) }

  /// Alarms per hour that a limit of a vital sign raised, which are those that a delay can spare.
  var limitAlarms: Double {
    let limits: [AlarmCondition] = [
      .oxygenSaturationLow, .oxygenSaturationWarning, .heartRateExtreme, .heartRateWarning, .respirationRateExtreme,
      .respirationRateWarning,
    ]
    return perHour(limits.reduce(0) { $0 + raised[$1, default: 0] })
  }

  /// Pauses per hour.
  var pausesPerHour: Double { perHour(pauses.values.reduce(0, +)) }

  /// The share of the time in which some alarm was on.
  var alarmShare: Double { time > .zero ? Double(alarmTime.nanoseconds) / Double(time.nanoseconds) : 0 }
}
