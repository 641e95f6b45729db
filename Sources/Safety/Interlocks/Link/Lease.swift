import Quantities
import Therapy

// Rule: a control step more than 3 s late, or a link that found its lease expired, pauses; more than 0.5 s late alarms.
// Reason: while nobody judged, nobody watched the patient; the link has stopped the pump meanwhile (H5; SR-054, SR-081).
// Advice: look at the patient; the machine was overloaded, suspended or stopped: find out before resuming.
// Consequence: 0 mL/h and a high alarm, or a low one: late is over in the next step, so each stays until it is acknowledged.
@_noAllocation @_noLocks
func judgeLease(_ situation: Situation) -> Finding? {
  guard case .some = situation.order else { return nil }
  let gap = situation.controlGap
  let value = gap.wholeMilliseconds
  if gap > .seconds(3) || situation.pump.leaseExpired {
    return Finding(.pause, alarm: .leaseExpired, value: value, limit: 3_000)
  }
  guard gap > .milliseconds(500) else { return nil }
  return Finding(.annunciate, alarm: .controlLate, value: value, limit: 500)
}
