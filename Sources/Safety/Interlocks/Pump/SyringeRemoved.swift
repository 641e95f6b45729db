import Quantities
import Therapy

// Rule: a removed syringe or cassette pauses, live or latched.
// Reason: a syringe out of its holder may empty itself by gravity (H1, H12; SR-064).
// Advice: clamp the line, put the syringe back; then `session reconcile`.
// Consequence: 0 mL/h and a medium alarm, high when nobody answers within 2 min; no start until the pump no longer shows it.
@_noAllocation @_noLocks
func judgeSyringeRemoved(_ situation: Situation) -> Finding? {
  pumpFinding(situation, PumpAlarms.syringeRemoved.rawValue, .pause, alarm: .syringeRemoved)
}
