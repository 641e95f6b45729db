import Quantities
import Therapy

// Rule: three damaged answers of a device within 10 s alarm.
// Reason: a line that is disturbed now and then is one that fails soon; each single damaged answer is masked by the next good one
//         (H5; SR-073).
// Advice: look at plug, cable and what disturbs it.
// Consequence: a low alarm; the rate does not change. What is lost for longer is told by `pumpLink` and `staleSignal`.
@_noAllocation @_noLocks
func judgeLineQuality(_ situation: Situation) -> Finding? {
  guard situation.hasPatient, situation.damagedAnswers >= 3 else { return nil }
  return Finding(.annunciate, alarm: .lineDisturbed, value: Int64(situation.damagedAnswers), limit: 3)
}
