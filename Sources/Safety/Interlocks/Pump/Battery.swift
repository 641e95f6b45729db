import Quantities
import Therapy

// Rule: an empty battery of the pump pauses, live or latched; a low one is announced.
// Reason: a pump that goes dark cannot be stopped, heard or accounted for (H2, H5; SR-064, SR-068).
// Advice: plug the pump in; then `session reconcile`.
// Consequence: a medium alarm; then 0 mL/h and a high one that stays until it is acknowledged.
@_noAllocation @_noLocks
func judgeBattery(_ situation: Situation) -> Finding? {
  pumpFinding(situation, PumpAlarms.batteryEmpty.rawValue, .pause, alarm: .batteryEmpty)
    ?? pumpFinding(situation, PumpAlarms.batteryLow.rawValue, .annunciate, alarm: .batteryLow)
}
