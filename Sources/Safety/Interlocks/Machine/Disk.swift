import Quantities
import Therapy

// Rule: less than 5 % or 200 MB free where the journal lies starts nothing and alarms.
// Reason: the journal stops when the disk is full, and with it every start (H9; SR-089).
// Advice: make room on the disk, or tell whoever looks after this machine.
// Consequence: no start, a medium alarm; the running infusion goes on until the journal itself fails (`journal`).
@_noAllocation @_noLocks
func judgeDisk(_ situation: Situation) -> Finding? {
  guard let since = situation.machine.diskLowSince else { return nil }
  return machineFinding(
    situation, .annunciate, alarm: .diskLow, value: situation.now.since(since).wholeSeconds,
    limit: 0)
}
