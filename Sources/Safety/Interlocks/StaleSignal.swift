import Quantities
import Therapy

// Rule: a required signal without a good value for 10 s alarms, for 30 s pauses; without one in the last 3 s nothing starts.
// Reason: missing is bad, or one unplugged probe disables every interlock that needs it (H4; SR-020, SR-045, SR-046).
// Advice: look at the patient first, then at probe, cable and monitor; a doubtful (artifact) value does not count.
// Consequence: a medium alarm, then 0 mL/h; the alarm stays until it is acknowledged and the signal is back.
@_noAllocation @_noLocks
func judgeStaleSignal(_ situation: Situation) -> Finding? {
  guard let order = situation.order else { return nil }
  var oldest = Interval.zero
  for index in 0..<VitalSignal.count {
    guard let signal = VitalSignal(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
    guard order.monitoring.requires(signal.asRequired) else { continue }
    // A signal that never had a good value is as old as the machine: absent counts as stale at once.
    let age = situation.now.since(situation.lastGood[index] ?? .boot)
    if age > oldest { oldest = age }
  }
  let value = oldest.wholeSeconds
  if oldest > .seconds(30) { return Finding(.pause, alarm: .signalLost, value: value, limit: 30) }
  if oldest > .seconds(10) {
    return Finding(.annunciate, blocksStart: true, blocksResume: true, alarm: .signalLost, value: value, limit: 10)
  }
  guard oldest > evidenceAge else { return nil }
  return Finding(
    .proceed, blocksStart: true, blocksResume: true, alarm: nil, value: value, limit: evidenceAge.wholeSeconds)
}
