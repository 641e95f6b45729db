import Quantities
import Therapy

// Rule: an occluded line pauses, live or latched.
// Reason: pressure is stored in the line and becomes a bolus when it is opened towards the patient (H1, H2, H12; SR-064, SR-065).
// Advice: open the line away from the patient first; then `session reconcile`.
// Consequence: 0 mL/h and a medium alarm, high when nobody answers within 2 min; no start until the pump no longer shows it.
@_noAllocation @_noLocks
func judgeOcclusion(_ situation: Situation) -> Finding? {
  pumpFinding(situation, PumpAlarms.occlusion.rawValue, .pause, alarm: .occlusion)
}
