import Quantities
import Therapy

// Rule: a required signal without a good value alarms and then pauses: SpO2 and heart rate after 10 s and 30 s, respiration after
//       30 s and 60 s, for which RR or EtCO2 is enough; without one that is fresh nothing starts.
// Reason: missing is bad, or one unplugged probe disables every interlock that needs it (H4; SR-020, SR-044, SR-045, SR-046).
// Advice: look at the patient first, then at probe, cable and monitor; a doubtful (artifact) value does not count.
// Consequence: a medium alarm, then 0 mL/h; the alarm stays until it is acknowledged and the signal is back.
@_noAllocation @_noLocks
func judgeStaleSignal(_ situation: Situation) -> Finding? {
  guard let order = situation.order else { return nil }
  guard !situation.isOver || situation.recoveringFor != nil else { return nil }
  // Of all signals that are equally late one finding tells: the oldest age, and every name.
  var worst = Lateness.fresh
  var signals: UInt32 = 0
  var oldest = Interval.zero
  var limit = Interval.zero
  for index in 0..<MonitoredSignal.count {
    guard let signal = MonitoredSignal(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
    guard order.monitoring.requires(signal.asRequired) else { continue }
    let age = situation.age(of: signal)
    let lateness = Lateness(signal, age)
    guard lateness.rawValue >= worst.rawValue, lateness != .fresh else { continue }
    if lateness != worst { (signals, oldest, worst) = (0, .zero, lateness) }
    signals |= signal.bit
    if age > oldest { (oldest, limit) = (age, lateness.limit(signal)) }
  }
  let value = MonitoredSignal.code(signals, oldest.wholeSeconds)
  switch worst {
  case .fresh: return nil
  case .old:
    return Finding(.proceed, blocksStart: true, blocksResume: true, alarm: nil, value: value, limit: limit.wholeSeconds)
  case .alarming:
    return Finding(
      .annunciate, blocksStart: true, blocksResume: true, alarm: .signalLost, value: value, limit: limit.wholeSeconds
    ).about(signals)
  case .pausing:
    return Finding(.pause, alarm: .signalLost, value: value, limit: limit.wholeSeconds).about(signals)
  }
}

/// How late a signal is.
private enum Lateness: UInt8 {
  case fresh, old, alarming, pausing

  @_noAllocation @_noLocks
  init(_ signal: MonitoredSignal, _ age: Interval) {
    if age > signal.staleness.pauses {
      self = .pausing
    } else if age > signal.staleness.alarms {
      self = .alarming
    } else {
      self = age > signal.freshness ? .old : .fresh
    }
  }

  /// The age at which that begins.
  @_noAllocation @_noLocks
  func limit(_ signal: MonitoredSignal) -> Interval {
    switch self {
    case .fresh, .old: signal.freshness
    case .alarming: signal.staleness.alarms
    case .pausing: signal.staleness.pauses
    }
  }
}
