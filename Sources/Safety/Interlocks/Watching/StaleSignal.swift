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
  var worst: Finding?
  for index in 0..<MonitoredSignal.count {
    guard let signal = MonitoredSignal(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
    guard order.monitoring.requires(signal.asRequired) else { continue }
    guard let finding = judge(signal, age: situation.age(of: signal)) else { continue }
    guard let known = worst, known.response >= finding.response else {
      worst = finding
      continue
    }
  }
  return worst
}

@_noAllocation @_noLocks
private func judge(_ signal: MonitoredSignal, age: Interval) -> Finding? {
  let (alarms, pauses) = signal.staleness
  let value = age.wholeSeconds
  if age > pauses { return Finding(.pause, alarm: .signalLost, value: signal.code(value), limit: pauses.wholeSeconds) }
  if age > alarms {
    return Finding(
      .annunciate, blocksStart: true, blocksResume: true, alarm: .signalLost, value: signal.code(value),
      limit: alarms.wholeSeconds)
  }
  guard age > signal.freshness else { return nil }
  return Finding(
    .proceed, blocksStart: true, blocksResume: true, alarm: nil, value: signal.code(value),
    limit: signal.freshness.wholeSeconds)
}
