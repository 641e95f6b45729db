import Quantities
import Therapy

// Rule: when somebody takes the pump at its own keypad, the session lets go of it and alarms.
// Reason: whoever stands at the pump sees more than we do; two masters make one accident (H8; SR-072).
// Advice: agree with whoever is at the pump; when it is at 0 mL/h, `session reconcile` takes it back.
// Consequence: stop until zero was seen once, then no command but a stop that a person asks for; a medium alarm; volume goes on
//              being counted.
@_noAllocation @_noLocks
func judgeLocalControl(_ situation: Situation) -> Finding? {
  guard case .some = situation.order, situation.isUnderLocalControl else { return nil }
  return Finding(.annunciate, blocksStart: true, blocksResume: true, alarm: .localControl, value: 0, limit: 0)
}
