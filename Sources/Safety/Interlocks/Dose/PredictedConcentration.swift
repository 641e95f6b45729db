import Quantities
import Therapy

// Rule: the highest level of plasma or effect site that four models predict for now and the next 10 min, from all that may have
//       been delivered, pauses above the hard limit (640 ng/mL) and warns above the soft one (250 ng/mL); both end 5 % below.
// Reason: the same rate means more drug in a long infusion; about the hard limit patients sleep (H1; SR-001, SR-055, SR-056).
// Advice: watch sedation and breathing; lower the rate.
// Consequence: a medium alarm, then 0 mL/h with a high one. While nothing is predicted nothing changes: after a restart, until
//       the pump has been read.
@_noAllocation @_noLocks
func judgePredictedConcentration(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  guard let order = situation.order else {
    memory = InterlockMemory()
    return nil
  }
  let (hard, soft) = (order.hard.predictedConcentration, order.softConcentration)
  let warning = evidence(situation.predictedConcentration, above: soft)
  let isWarning = memory.warning.update(warning, now: situation.now, onset: .zero, release: .zero)
  let action = evidence(situation.predictedConcentration, above: hard)
  let isActing = memory.action.update(action, now: situation.now, onset: .zero, release: .zero)
  if let predicted = situation.predictedConcentration {
    memory.newestValue = Int32(clamping: predicted.picogramsPerMilliliter)
  }
  let value = Int64(memory.newestValue)
  if isActing {
    memory.isTail = true
    return Finding(.pause, alarm: .predictedConcentrationHigh, value: value, limit: hard.picogramsPerMilliliter)
  }
  // A warning that only outlives the action is not announced anew: its value is no longer above the limit.
  if warning.isBad || !isWarning { memory.isTail = false }
  guard isWarning, !memory.isTail else { return nil }
  return Finding(.annunciate, alarm: .predictedConcentrationWarning, value: value, limit: soft.picogramsPerMilliliter)
}

/// What a prediction says about a limit; one that is gone says nothing.
@_noAllocation @_noLocks
private func evidence(_ predicted: PlasmaConcentration?, above limit: PlasmaConcentration) -> Evidence {
  guard let predicted else { return .unknown }
  if predicted > limit { return .bad }
  return predicted > limit.scaled(95, over: 100) ? .between : .clear
}
