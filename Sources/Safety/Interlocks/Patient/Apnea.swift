import Quantities
import Therapy

// Rule: a monitor that sees no breath for 20 s pauses.
// Reason: without a breath the saturation follows within a minute or two (H4; SR-040, SR-041, SR-106).
// Advice: rouse the patient, open the airway, ventilate, call for help; resume only after the hold time, by hand.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged and breaths were seen for 60 s.
@_noAllocation @_noLocks
func judgeApnea(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  // The monitor's 0 is "no breath"; a rate that is only low is judged by `respirationRate`.
  let limits = VitalBand.Limits(low: 1, high: nil)
  let sources = Sources(of: .respirationRate, in: situation)
  let seen = sources.seen(against: limits, hysteresis: 1, &memory.action)
  guard memory.action.update(seen.evidence, now: situation.now, onset: .seconds(20), release: .seconds(60)) else { return nil }
  return Finding(.pause, alarm: .apnea, value: 20, limit: 20)
}
