import Quantities
import Therapy

// Rule: air in the line pauses, live or latched.
// Reason: air must not reach the vein (H12; SR-064).
// Advice: clamp the line, remove the air; then `session reconcile`.
// Consequence: 0 mL/h and a medium alarm, high when nobody answers within 2 min; no start until the pump no longer shows it.
@_noAllocation @_noLocks
func judgeAirInLine(_ situation: Situation) -> Finding? {
  pumpFinding(situation, PumpAlarms.airInLine.rawValue, .pause, alarm: .airInLine)
}
