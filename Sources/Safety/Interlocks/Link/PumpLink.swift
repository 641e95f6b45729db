import Quantities
import Therapy

// Rule: a pump not heard for 3 s alarms, for 10 s pauses; another device at its address stops; nothing starts unheard.
// Reason: a pump that cannot be heard cannot be stopped, and what it does is unknown (H5, H12; SR-060, SR-061, SR-062, SR-069).
// Advice: press the pump's own stop, then look at cable and power; after the link is back, `session reconcile`.
// Consequence: a high alarm, 0 mL/h is asked for again and again, and volume counts as running at the last rate.
@_noAllocation @_noLocks
func judgePumpLink(_ situation: Situation) -> Finding? {
  guard !situation.pump.link.isWrongDevice else {
    return Finding(.stop, alarm: .wrongDevice, value: 0, limit: 0)
  }
  // After the infusion the pump is switched off and taken away: that it is not heard then is no alarm.
  guard situation.hasPatient, !situation.isAtRestForGood else { return nil }
  // Never heard: since the start of this program, when 0 mL/h was first ordered.
  let age = situation.now.since(situation.pump.report?.readEnded ?? situation.orderedSince)
  let value = age.wholeSeconds
  if age >= .seconds(10) { return Finding(.pause, alarm: .pumpSilent, value: value, limit: 10) }
  if age >= .seconds(3) {
    return Finding(.annunciate, blocksStart: true, blocksResume: true, alarm: .pumpSilent, value: value, limit: 3)
  }
  guard !situation.pump.link.isUp else { return nil }
  return Finding(.proceed, blocksStart: true, blocksResume: true, alarm: nil, value: value, limit: 0)
}
