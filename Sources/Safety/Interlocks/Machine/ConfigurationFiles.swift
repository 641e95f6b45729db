import Quantities
import Therapy

// Rule: when a file of configuration, inventory, drug library or protocols is not what was loaded, nothing starts and it alarms.
// Reason: what is in force and what somebody believes to be in force are two things (H10; SR-007, SR-091).
// Advice: find out who changed what; restart the daemon when no session is open.
// Consequence: no start or resume, a medium alarm; the running infusion keeps the limits that it was started with.
@_noAllocation @_noLocks
func judgeConfigurationFiles(_ situation: Situation) -> Finding? {
  guard let since = situation.machine.filesChangedSince else { return nil }
  return machineFinding(
    situation, .annunciate, alarm: .filesChanged, value: situation.now.since(since).wholeSeconds,
    limit: 0)
}
