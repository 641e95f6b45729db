import Quantities
import Therapy

// Rule: at 90 % of the hard limits on the session's drug, on its infusion time or on the predicted concentration a notice comes.
// Reason: a limit that stops the infusion should surprise nobody (H1; SR-123).
// Advice: plan the end of the infusion.
// Consequence: a low alarm; the rate does not change.
@_noAllocation @_noLocks
func judgeLimitApproach(_ situation: Situation) -> Finding? {
  guard let order = situation.order, situation.ordered > .zero else { return nil }
  let hard = order.hard
  let mass = situation.deliveredAtMost.mass(at: order.concentration)
  let byMass = percent(mass.nanograms, of: hard.sessionMass(for: order.weight).nanograms)
  let byTime = percent(situation.elapsed.nanoseconds, of: hard.duration.nanoseconds)
  let predicted = situation.predictedConcentration?.picogramsPerMilliliter ?? 0
  let byConcentration = percent(predicted, of: hard.predictedConcentration.picogramsPerMilliliter)
  let share = max(byMass, max(byTime, byConcentration))
  guard share >= 90 else { return nil }
  return Finding(.annunciate, alarm: .limitApproaching, value: share, limit: 90)
}

/// How many whole percent `part` is of `whole`, both in base units.
@_noAllocation @_noLocks
private func percent(_ part: Int64, of whole: Int64) -> Int64 {
  whole > 0 ? scaledDown(part, times: 100, over: whole) : 100
}
