import Quantities
import Therapy

// Rule: three pauses that no person asked for in 10 min, or five in a session, stop it.
// Reason: who resumes into the same cause again and again has not understood it (H4, H7; SR-026).
// Advice: watch the patient; find the cause before anything is ordered anew.
// Consequence: the session is stopped and a high alarm is raised.
@_noAllocation @_noLocks
func judgeRepeatedPause(_ situation: Situation) -> Finding? {
  guard case .some = situation.order else { return nil }
  let (recent, total) = situation.automaticPauses
  if recent >= 3 { return Finding(.stop, alarm: .repeatedPauses, value: Int64(recent), limit: 3) }
  guard total >= 5 else { return nil }
  return Finding(.stop, alarm: .repeatedPauses, value: Int64(total), limit: 5)
}
