import Quantities
import Therapy

// Rule: an alarm code that the driver does not know pauses, live or latched.
// Reason: what nobody knows is taken for the worst (H12; SR-064).
// Advice: read the pump's display, remove the cause; then `session reconcile`.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged; no start until the pump no longer shows it.
@_noAllocation @_noLocks
func judgeUnknownPumpAlarm(_ situation: Situation) -> Finding? {
  pumpFinding(situation, PumpAlarms.unknown.rawValue, .pause, alarm: .unknownPumpAlarm)
}
