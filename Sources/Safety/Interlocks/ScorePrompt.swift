import Quantities
import Therapy

// Rule: distress or nausea of 4 or more, CADSS of 17 or more, CADSS-6 of 6 or more ask for attention.
// Reason: a remedy given early keeps the infusion tolerable (H4; clinical defaults, section 4).
// Advice: ask the patient; a physician may order an antiemetic or a sedative.
// Consequence: a low alarm; the rate does not change.
@_noAllocation @_noLocks
func judgeScorePrompt(_ situation: Situation) -> Finding? {
  guard case .some = situation.order else { return nil }
  for index in 0..<ClinicalScale.count {
    guard let scale = ClinicalScale(rawValue: UInt8(index)), let limit = promptLimit(scale) else { continue }
    guard let reading = situation.scores.newest(scale), reading.value >= limit else { continue }
    return Finding(.annunciate, alarm: .scorePrompt, value: code(reading), limit: code(scale, limit))
  }
  return nil
}

@_noAllocation @_noLocks
private func promptLimit(_ scale: ClinicalScale) -> Int8? {
  switch scale {
  case .distress, .nausea: 4
  case .cadss: 17
  case .cadss6: 6
  case .poss, .rass, .moaas, .nrs: nil
  }
}
