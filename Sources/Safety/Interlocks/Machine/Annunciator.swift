import Quantities
import Therapy

// Rule: a loudspeaker or signal tower that is lost, which it is when it has not worked for 3 s, alarms, and nothing starts.
// Reason: an alarm that nobody can hear is none (H7; SR-112).
// Advice: stay with the patient; look at loudspeaker, signal tower and cables.
// Consequence: a medium alarm on what is left, with the second sounder, that stays until it is acknowledged; no start or resume.
@_noAllocation @_noLocks
func judgeAnnunciator(_ situation: Situation) -> Finding? {
  let machine = situation.machine
  guard let since = machine.annunciatorLostSince else { return nil }
  let lost: UInt32 = (machine.isSounderLost ? 1 : 0) | (machine.isTowerLost ? 2 : 0)
  let value = Int64(lost) << 48 | situation.now.since(since).wholeSeconds
  return machineFinding(situation, .annunciate, alarm: .annunciatorLost, value: value, limit: 3).about(lost)
}
