import Quantities
import Therapy

// Rule: an empty container pauses, live or latched.
// Reason: nothing flows any more, and air may follow (H2, H12; SR-064, SR-067).
// Advice: clamp the line, change the container; then `session reconcile`.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged; no start until the pump no longer shows it.
@_noAllocation @_noLocks
func judgeContainerEmpty(_ situation: Situation) -> Finding? {
  pumpFinding(situation, PumpAlarms.empty.rawValue, .pause, alarm: .containerEmpty)
}
