import Quantities
import Therapy

// Rule: while it is unknown whether the pump executed a command, nothing is raised; for 3 s, it pauses.
// Reason: a lost reply may be an executed command; raising on top of it gives the dose twice (H1, H5; law 4, SR-061).
// Advice: look at the pump's own display; when the link is back, `session reconcile` shows what is believed and what it says.
// Consequence: the rate is held, then 0 mL/h with a high alarm.
@_noAllocation @_noLocks
func judgeUncertainDelivery(_ situation: Situation) -> Finding? {
  guard let since = situation.pump.uncertainSince else { return nil }
  let age = situation.now.since(since)
  if age >= .seconds(3) {
    return Finding(.pause, alarm: .deliveryUncertain, value: age.wholeSeconds, limit: 3)
  }
  return Finding(
    .limitRate, ceiling: situation.ordered, blocksStart: true, blocksResume: true, alarm: nil, value: age.wholeSeconds,
    limit: 3)
}
