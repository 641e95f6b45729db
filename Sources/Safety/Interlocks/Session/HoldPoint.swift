import Quantities
import Therapy

// Rule: a program whose next step is faster waits at the end of its step and says so.
// Reason: no timer may raise a rate; the patient is judged before more drug is given (H1, H4; SR-009, SR-052).
// Advice: judge the patient; `session next-step` reads the next step back.
// Consequence: a low alarm; the rate stays until somebody confirms the step or the program ends.
@_noAllocation @_noLocks
func judgeHoldPoint(_ situation: Situation) -> Finding? {
  guard case .some = situation.order, situation.waitsAtHoldPoint, situation.ordered > .zero else { return nil }
  return Finding(.annunciate, alarm: .holdPoint, value: 0, limit: 0)
}
