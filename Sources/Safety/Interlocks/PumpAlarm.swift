import Quantities
import Therapy

// Rule: any alarm of the pump, live or latched, pauses; those that only announce (near empty, on battery) are announced.
// Reason: the pump knows its own drive, line and container; an unknown code is taken for the worst (H12; SR-064).
// Advice: go to the pump, remove the cause, then `session reconcile` clears what the pump has latched.
// Consequence: 0 mL/h; medium alarm for line and container, high for all else; no start until the pump shows no alarm.
@_noAllocation @_noLocks
func judgePumpAlarm(_ situation: Situation) -> Finding? {
  guard let report = situation.pump.report else { return nil }
  let alarms = report.liveAlarms.rawValue | report.latchedAlarms.rawValue
  guard alarms != 0 else { return nil }
  let acting = alarms & ~PumpAlarms.advisory.rawValue
  if acting == 0 {
    return Finding(.annunciate, alarm: .pumpAdvisory, value: Int64(alarms), limit: 0)
  }
  let line: PumpAlarms = lineAlarms
  let isLine = acting & ~line.rawValue == 0
  return Finding(.pause, alarm: isLine ? .pumpLineAlarm : .pumpFault, value: Int64(alarms), limit: 0)
}

/// Alarms of line and container: something that a nurse can set right at the pump.
private var lineAlarms: PumpAlarms {
  @_noAllocation @_noLocks get {
    PumpAlarms(
      rawValue: PumpAlarms.occlusion.rawValue | PumpAlarms.airInLine.rawValue | PumpAlarms.empty.rawValue
        | PumpAlarms.syringeRemoved.rawValue | PumpAlarms.doorOpen.rawValue)
  }
}
