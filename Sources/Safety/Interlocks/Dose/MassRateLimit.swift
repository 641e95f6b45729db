import Quantities
import Therapy

// Rule: the rate never exceeds the library's hard limit in mg/h.
// Reason: a wrong weight would otherwise lift the weight-scaled limit with it (H1, H3; SR-001, SR-002).
// Advice: check weight and library entry; the order should have been refused when it was prepared.
// Consequence: the rate is held at the limit and a medium alarm says so.
@_noAllocation @_noLocks
func judgeMassRate(_ situation: Situation) -> Finding? {
  guard let order = situation.order else { return nil }
  return limitRate(situation.requested, to: order.hard.massRate.flowRate(at: order.concentration))
}
