import Quantities
import Therapy

// Rule: CADSS of 17 or more, or CADSS-6 of 6 or more, asks for attention.
// Reason: dissociation is expected; more of it than most people have deserves a look (H4; clinical defaults, section 4).
// Advice: ask the patient how it is; it is distress that harms, so enter that too.
// Consequence: a low alarm; the rate does not change.
@_noAllocation @_noLocks
func judgeDissociation(_ situation: Situation) -> Finding? {
  guard case .some = situation.order else { return nil }
  return prompt(situation, .cadss, from: 17, alarm: .dissociationPrompt)
    ?? prompt(situation, .cadss6, from: 6, alarm: .dissociationPrompt)
}

/// A score that asks for attention: nil when the newest one is below `limit`.
@_noAllocation @_noLocks
func prompt(_ situation: Situation, _ scale: ClinicalScale, from limit: Int8, alarm: AlarmCondition) -> Finding? {
  guard let reading = situation.scores.newest(scale), reading.value >= limit else { return nil }
  return Finding(.annunciate, alarm: alarm, value: code(reading), limit: code(scale, limit))
}
