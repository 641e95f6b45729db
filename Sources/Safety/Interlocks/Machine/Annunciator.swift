import Quantities
import Therapy

// Rule: a loudspeaker or signal tower that is lost, which it is when it has not worked for 3 s, alarms, and nothing starts.
// Reason: an alarm that nobody can hear is none (H7; SR-112).
// Advice: stay with the patient; look at loudspeaker, signal tower and cables.
// Consequence: a medium alarm on what is left, with the second sounder, that stays until it is acknowledged; no start or resume.
@_noAllocation @_noLocks
func judgeAnnunciator(_ situation: Situation) -> Finding? {
  guard let since = situation.machine.annunciatorLostSince else { return nil }
  return machineFinding(
    situation, .annunciate, alarm: .annunciatorLost, value: situation.now.since(since).wholeSeconds, limit: 3)
}
