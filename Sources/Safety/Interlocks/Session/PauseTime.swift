import Quantities
import Therapy

// Rule: a pause prompts at 3 min (low), 10 min (medium) and 30 min (medium); longer than 120 min stops the session.
// Reason: a forgotten pause is an infusion that the patient does not get, and after a long one nobody knows what is in the bag,
//         in the line and in the patient (H2, H6; SR-025).
// Advice: resume or stop; after 30 min a resume needs the full checks of a start and a second person.
// Consequence: alarms; then the session gets no more drug.
@_noAllocation @_noLocks
func judgePauseTime(_ situation: Situation) -> Finding? {
  guard case .some = situation.order, let time = situation.pausedFor else { return nil }
  let minutes = time.wholeSeconds / 60
  if time > .minutes(120) { return Finding(.stop, alarm: .pauseOver, value: minutes, limit: 120) }
  if time >= .minutes(30) { return Finding(.annunciate, alarm: .pauseOver, value: minutes, limit: 30) }
  if time >= .minutes(10) { return Finding(.annunciate, alarm: .pauseLong, value: minutes, limit: 10) }
  guard time >= .minutes(3) else { return nil }
  return Finding(.annunciate, alarm: .pausePrompt, value: minutes, limit: 3)
}
