import Quantities
import Therapy

// Rule: a container that is nearly empty is announced.
// Reason: whoever has the next one ready loses no minute (H2; SR-067).
// Advice: make the next container ready.
// Consequence: a medium alarm; the rate does not change.
@_noAllocation @_noLocks
func judgeContainerNearEmpty(_ situation: Situation) -> Finding? {
  pumpFinding(situation, PumpAlarms.nearEmpty.rawValue, .annunciate, alarm: .containerNearEmpty)
}
