import Quantities
import Therapy

// Rule: an open door or clamp of the pump pauses, live or latched.
// Reason: the line may run free when it is taken out (H1, H12; SR-064).
// Advice: clamp the line before it is taken out, close the door; then `session reconcile`.
// Consequence: 0 mL/h and a medium alarm, high when nobody answers within 2 min; no start until the pump no longer shows it.
@_noAllocation @_noLocks
func judgeDoorOpen(_ situation: Situation) -> Finding? {
  pumpFinding(situation, PumpAlarms.doorOpen.rawValue, .pause, alarm: .doorOpen)
}
