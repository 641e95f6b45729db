import Quantities
import Therapy

// Rule: an order that the pump certainly refused pauses; it is not sent again by itself.
// Reason: a pump that says no has a reason, and repeating until it says yes hides it (H8, H12; SR-062).
// Advice: read the pump's display, remove the cause, then prepare the resume again.
// Consequence: 0 mL/h and a medium alarm.
@_noAllocation @_noLocks
func judgePumpRefusal(_ situation: Situation) -> Finding? {
  guard situation.ordered > .zero, situation.pump.orderSequence == situation.orderSequence else { return nil }
  switch situation.pump.receipt {
  // A stop is what overtook it: nobody has refused anything.
  case .refused(.overtaken): return nil
  case .refused(let refusal): return Finding(.pause, alarm: .pumpRefused, value: refusal.code, limit: 0)
  case .none, .underway, .applied, .uncertain: return nil
  }
}
