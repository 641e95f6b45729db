import Quantities
import Therapy

// Rule: while the journal cannot be written nothing starts; for 5 s it alarms, for 30 s it pauses.
// Reason: drug without a record is drug nobody can account for, and a restart would not know of it (H9; SR-089, SR-131).
// Advice: look for a full or failed disk; the alarm ends by itself when writing works again.
// Consequence: no start at once, a high alarm, then 0 mL/h.
@_noAllocation @_noLocks
func judgeJournal(_ situation: Situation) -> Finding? {
  guard let since = situation.journal.failingSince else { return nil }
  let age = situation.now.since(since)
  let value = age.wholeSeconds
  if age >= .seconds(30) { return Finding(.pause, alarm: .journalUnavailable, value: value, limit: 30) }
  if age >= .seconds(5) {
    return Finding(.annunciate, blocksStart: true, blocksResume: true, alarm: .journalUnavailable, value: value, limit: 5)
  }
  return Finding(.proceed, blocksStart: true, blocksResume: true, alarm: nil, value: value, limit: 5)
}
