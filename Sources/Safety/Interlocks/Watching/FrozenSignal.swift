import Quantities
import Therapy

// Rule: when heart rate and every other value of a monitor have not moved at all for 3 min it alarms, for 10 min it pauses.
// Reason: a living heart varies; a value that never moves is that of nobody, or of a monitor that hangs (H4; SR-046; judgement:
//         a saturation alone may stand still for minutes, a paced heart too, both together seldom for long).
// Advice: look at the patient and at the monitor, count the pulse and compare.
// Consequence: no start and a medium alarm; then 0 mL/h. It stays until it is acknowledged and a value has moved.
@_noAllocation @_noLocks
func judgeFrozenSignal(_ situation: Situation) -> Finding? {
  guard case .some = situation.order, !situation.isOver || situation.recoveringFor != nil else { return nil }
  guard let since = situation.frozenSince else { return nil }
  let age = situation.now.since(since)
  let minutes = age.wholeSeconds / 60
  if age >= .minutes(10) { return Finding(.pause, alarm: .signalFrozen, value: minutes, limit: 10) }
  guard age >= .minutes(3) else { return nil }
  return Finding(.annunciate, blocksStart: true, blocksResume: true, alarm: .signalFrozen, value: minutes, limit: 3)
}
