import Quantities
import Therapy

// Rule: a step of the wall clock of more than 2 s within the last 10 min alarms, and so does a clock that was not
//       synchronized for 10 min.
// Reason: times in the record would mislead; nothing that protects the patient uses the wall clock (H13; SR-090).
// Advice: tell whoever looks after this machine.
// Consequence: a low alarm; nothing else changes.
@_noAllocation @_noLocks
func judgeClock(_ situation: Situation) -> Finding? {
  guard situation.hasPatient else { return nil }
  if let stepped = situation.machine.clockSteppedAt, situation.now.since(stepped) < .minutes(10) {
    return Finding(.annunciate, alarm: .clockDisturbed, value: 0, limit: 2)
  }
  guard let since = situation.machine.clockUnsynchronizedSince else { return nil }
  let age = situation.now.since(since)
  guard age >= .minutes(10) else { return nil }
  return Finding(.annunciate, alarm: .clockDisturbed, value: age.wholeSeconds / 60, limit: 10)
}
