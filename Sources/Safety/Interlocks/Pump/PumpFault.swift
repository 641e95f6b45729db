import Quantities
import Therapy

// Rule: every alarm of the pump that has no file of its own here pauses, live or latched; a reminder is passed on.
// Reason: the pump knows its own drive and program best (H12; SR-064).
// Advice: go to the pump, remove the cause; then `session reconcile` clears what the pump has latched.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged; no start until the pump no longer shows it.
@_noAllocation @_noLocks
func judgePumpFault(_ situation: Situation) -> Finding? {
  let reminder = PumpAlarms.reminder.rawValue
  return pumpFinding(situation, ~(namedAlarms | reminder), .pause, alarm: .pumpFault)
    ?? pumpFinding(situation, reminder, .annunciate, alarm: .pumpReminder)
}

/// The alarms that have an interlock of their own.
private var namedAlarms: UInt32 {
  @_noAllocation @_noLocks get {
    let line = PumpAlarms.occlusion.rawValue | PumpAlarms.airInLine.rawValue | PumpAlarms.doorOpen.rawValue
    let container =
      PumpAlarms.syringeRemoved.rawValue | PumpAlarms.empty.rawValue | PumpAlarms.nearEmpty.rawValue
      | PumpAlarms.motor.rawValue
    let power = PumpAlarms.batteryLow.rawValue | PumpAlarms.batteryEmpty.rawValue | PumpAlarms.powerLost.rawValue
    return line | container | power | PumpAlarms.unknown.rawValue
  }
}

/// What an alarm of the pump means, live or latched: nil when it shows none of `alarms`. Where no patient is at the pump,
/// before a session and after its last drug, the pump is handled: then it forbids a start and calls nobody.
@_noAllocation @_noLocks
func pumpFinding(_ situation: Situation, _ alarms: UInt32, _ response: Response, alarm: AlarmCondition) -> Finding? {
  guard let report = situation.pump.report else { return nil }
  let shown = (report.liveAlarms.rawValue | report.latchedAlarms.rawValue) & alarms
  guard shown != 0 else { return nil }
  guard situation.hasPatient, !situation.isAtRestForGood else {
    return Finding(.proceed, blocksStart: response >= .pause, alarm: nil, value: Int64(shown), limit: 0)
  }
  return Finding(response, alarm: alarm, value: Int64(shown), limit: 0).about(shown)
}
