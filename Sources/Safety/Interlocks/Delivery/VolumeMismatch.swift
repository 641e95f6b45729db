import Quantities
import Therapy

// Rule: when what the pump counted and the integral of the ordered rates differ by more than 0.5 mL and 5 % for 60 s, it alarms;
//       by more than 1 mL and 10 %, it pauses.
// Reason: a rate that looks right can add up to a volume that is not: a slipping drive, a counter that stands still, a pump that
//         runs between two readings (H1, H2; SR-011).
// Advice: compare the pump's display and the container with the status; `session reconcile` accepts the pump's account.
// Consequence: a medium alarm that stays until it is acknowledged, then 0 mL/h.
@_noAllocation @_noLocks
func judgeVolumeMismatch(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  guard case .some = situation.order else {
    memory = InterlockMemory()
    return nil
  }
  // The truth lies in an interval; only what lies outside it is a difference.
  let missing = situation.commanded.remaining(after: situation.deliveredAtMost)
  let excess = situation.deliveredAtLeast.remaining(after: situation.commanded)
  let difference = missing > excess ? missing : excess
  let warning = max(Volume(microliters: 500), situation.commanded.divided(by: 20))
  let action = max(Volume(microliters: 1_000), situation.commanded.divided(by: 10))
  let isOff: Evidence = difference > warning ? .bad : .clear
  let warns = memory.warning.update(isOff, now: situation.now, onset: .seconds(60), release: .zero)
  let value = difference.nanoliters
  if difference > action { return Finding(.pause, alarm: .volumeMismatch, value: value, limit: action.nanoliters) }
  guard warns else { return nil }
  return Finding(
    .annunciate, blocksStart: true, blocksResume: true, alarm: .volumeMismatch, value: value, limit: warning.nanoliters)
}
