import Quantities
import Therapy

// Rule: the rate never exceeds the library's hard limit in mg/kg/h.
// Reason: a dose that is right for one weight is an overdose for another (H1; SR-001, SR-002).
// Advice: check weight and library entry; the order should have been refused when it was prepared.
// Consequence: the rate is held at the limit and a medium alarm says so.
@_noAllocation @_noLocks
func judgeDoseRate(_ situation: Situation) -> Finding? {
  guard let order = situation.order else { return nil }
  let limit = order.hard.doseRate.massRate(for: order.weight).flowRate(at: order.concentration)
  return limitRate(situation.requested, to: limit)
}

/// The finding of a rate limit: nil when the request is at or below it (equality passes).
@_noAllocation @_noLocks
func limitRate(_ requested: FlowRate, to limit: FlowRate) -> Finding? {
  guard requested > limit else { return nil }
  return Finding(
    .limitRate, ceiling: limit, blocksStart: true, alarm: .rateLimited, value: requested.nanolitersPerHour,
    limit: limit.nanolitersPerHour)
}
