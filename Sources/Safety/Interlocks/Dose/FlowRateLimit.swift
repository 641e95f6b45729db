import Quantities
import Therapy

// Rule: the rate never exceeds the library's hard limit in mL/h for this concentration.
// Reason: a slip in the concentration changes the dose tenfold while mg figures look right (H1, H13; SR-001, SR-002).
// Advice: check the concentration on the container against the library entry.
// Consequence: the rate is held at the limit and a medium alarm says so.
@_noAllocation @_noLocks
func judgeFlowRate(_ situation: Situation) -> Finding? {
  guard let order = situation.order else { return nil }
  return limitRate(situation.requested, to: order.hard.flowRate)
}
