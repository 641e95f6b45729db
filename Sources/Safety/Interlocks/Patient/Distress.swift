import Quantities
import Therapy

// Rule: distress of 7 or more, on its scale of 0 to 10, cuts the rate to half; 4 or more asks for attention.
// Reason: dissociation is expected; it is the distress that harms (H4; clinical defaults, section 4).
// Advice: calm the patient; pause if the patient asks for it; judge again and enter it.
// Consequence: half the rate at once and a medium alarm; 0 mL/h and a high one within 10 min of the last cut; nothing is
//              raised or resumed before a lower score. A low alarm from 4 on.
@_noAllocation @_noLocks
func judgeDistress(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  guard case .some = situation.order, let reading = situation.scores.newest(.distress) else { return nil }
  guard reading.value >= 7 else { return prompt(situation, .distress, from: 4, alarm: .distressPrompt) }
  return reduction(situation, reading, from: 7, alarm: .distressHigh, again: .distressAgain, &memory)
}
