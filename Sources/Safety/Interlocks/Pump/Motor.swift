import Quantities
import Therapy

// Rule: a stalled motor pauses, live or latched.
// Reason: a pump that cannot move cannot deliver, nor show what it did (H2, H12; SR-064).
// Advice: take the patient off this pump if it does not run; else remove the cause and `session reconcile`.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged; no start until the pump no longer shows it.
@_noAllocation @_noLocks
func judgeMotor(_ situation: Situation) -> Finding? {
  pumpFinding(situation, PumpAlarms.motor.rawValue, .pause, alarm: .motorStalled)
}
