import Quantities
import Therapy

// Rule: vomiting entered in the last 30 min while the newest sedation score is POSS 3 or more, RASS -2 or less or MOAA/S 4 or
//       less pauses; nausea of 4 or more, or vomiting alone, asks for attention.
// Reason: who is too drowsy to protect the airway may breathe in what comes up (H4; clinical defaults, section 4).
// Advice: turn the patient to the side, clear the airway; a physician may order a remedy; judge again and enter it.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged and a score is better, or a low alarm.
@_noAllocation @_noLocks
func judgeNausea(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  guard case .some = situation.order else { return nil }
  if let vomiting = situation.scores.newest(.vomiting), vomiting.value > 0 {
    let isRecent = situation.now.since(vomiting.at) < .minutes(30)
    if isRecent, situation.isDrowsy {
      return Finding(.pause, alarm: .vomitingSedated, value: code(vomiting), limit: code(.vomiting, 1))
    }
    if isRecent { return Finding(.annunciate, alarm: .nauseaPrompt, value: code(vomiting), limit: code(.vomiting, 1)) }
  }
  guard let nausea = situation.scores.newest(.nausea), nausea.value >= 4 else { return nil }
  return Finding(.annunciate, alarm: .nauseaPrompt, value: code(nausea), limit: code(.nausea, 4))
}

extension Situation {
  /// Whether the newest sedation score says that the patient may not protect the airway: POSS 3, and what the other scales call
  /// drowsy.
  fileprivate var isDrowsy: Bool {
    @_noAllocation @_noLocks get {
      guard let score = scores.decidingSedation else { return false }
      switch score.scale {
      case .poss: return score.value >= 3
      case .rass: return score.value <= -2
      case .moaas: return score.value <= 4
      case .distress, .nausea, .cadss, .cadss6, .nrs, .vomiting: return false
      }
    }
  }
}
