import Quantities
import Therapy

// Rule: a pump that was seen at rest under 0 mL/h and whose counter then grows by more than 0.1 mL alarms high.
// Reason: fluid that nobody ordered is free flow, a bolus or a hand at the keypad (H1; SR-063).
// Advice: press the pump's own stop, clamp the line, look who is at the pump; then `session reconcile`.
// Consequence: a high alarm that stays until it is acknowledged; nothing starts before a reconcile.
@_noAllocation @_noLocks
func judgeRestGrowth(_ situation: Situation) -> Finding? {
  guard situation.hasPatient, situation.ordered == .zero, !situation.isUnderLocalControl else { return nil }
  let limit = Volume(microliters: 100)
  guard situation.restGrowth > limit else { return nil }
  return Finding(
    .annunciate, blocksStart: true, blocksResume: true, alarm: .restGrowth, value: situation.restGrowth.nanoliters,
    limit: limit.nanoliters)
}
