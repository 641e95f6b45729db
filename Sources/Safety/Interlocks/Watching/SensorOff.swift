import Quantities
import Therapy

// Rule: a monitor that says that the sensor of a required signal is off alarms at once and pauses after 10 s, unless another
//       source of that signal is good.
// Reason: the monitor knows sooner than the clock that nothing is watched (H4; SR-045, SR-046).
// Advice: look at the patient, put the probe back on or change the site.
// Consequence: a medium alarm at once, 0 mL/h after 10 s; it stays until a good value is back for 3 s and it is acknowledged.
@_noAllocation @_noLocks
func judgeSensorOff(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  guard let order = situation.order, !situation.isOver || situation.recoveringFor != nil else { return nil }
  var seen = Evidence.clear
  var off: UInt32 = 0
  for index in 0..<MonitoredSignal.count {
    guard let signal = MonitoredSignal(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
    guard order.monitoring.requires(signal.asRequired) else { continue }
    let sensor = situation.sensor(of: signal)
    if sensor.isBad {
      seen = .bad
      off |= signal.bit
    } else if !sensor.isClear, !seen.isBad {
      seen = .unknown
    }
  }
  if off != 0 { memory.newestValue = Int32(off) }
  let isOff = memory.warning.update(seen, now: situation.now, onset: .zero, release: .seconds(3))
  let isLong = memory.action.update(seen, now: situation.now, onset: .seconds(10), release: .seconds(3))
  let signals = UInt32(memory.newestValue)
  let value = MonitoredSignal.code(signals, 0)
  if isLong { return Finding(.pause, alarm: .sensorOff, value: value, limit: 10).about(signals) }
  guard isOff else { return nil }
  return Finding(.annunciate, blocksStart: true, blocksResume: true, alarm: .sensorOff, value: value, limit: 10).about(signals)
}
