import Quantities
import Therapy

// Rule: what may have been delivered in a session never exceeds its hard limit in mg, nor that in mg/kg.
// Reason: each rate can be allowed and the sum still be an overdose; unknown counts as delivered (H1; SR-002, SR-010, SR-012).
// Advice: the session has had its drug: watch the patient, keep the record, do not start again today without a physician.
// Consequence: the session is stopped and a high alarm is raised.
@_noAllocation @_noLocks
func judgeSessionMass(_ situation: Situation) -> Finding? {
  guard let order = situation.order else { return nil }
  let limit = order.hard.sessionMass(for: order.weight)
  let delivered = situation.deliveredAtMost.mass(at: order.concentration)
  guard delivered > limit else { return nil }
  return Finding(.stop, alarm: .sessionMassReached, value: delivered.nanograms, limit: limit.nanograms)
}
