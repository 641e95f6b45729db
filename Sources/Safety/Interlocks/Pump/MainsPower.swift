import Quantities
import Therapy

// Rule: a pump that runs on its battery is announced.
// Reason: the battery lasts for a time that nobody has told (H5; SR-064, SR-068).
// Advice: plug the pump in.
// Consequence: a low alarm; the rate does not change.
@_noAllocation @_noLocks
func judgeMainsPower(_ situation: Situation) -> Finding? {
  pumpFinding(situation, PumpAlarms.powerLost.rawValue, .annunciate, alarm: .mainsPowerLost)
}
