import Quantities
import Therapy

// Rule: a predicted concentration in plasma above the hard limit (640 ng/mL) pauses, above the soft one (250 ng/mL) warns.
// Reason: the same rate means more drug in a long infusion; about the hard limit patients sleep (H1; SR-001, SR-055, SR-056).
// Advice: watch sedation and breathing; lower the rate.
// Consequence: a medium alarm, then 0 mL/h with a high one. Without a model, which is what this version has, nothing is judged.
@_noAllocation @_noLocks
func judgePredictedConcentration(_ situation: Situation) -> Finding? {
  guard let order = situation.order, let predicted = situation.predictedConcentration else { return nil }
  let value = predicted.picogramsPerMilliliter
  let (hard, soft) = (order.drug.hard.predictedConcentration, order.drug.soft.predictedConcentration)
  if predicted > hard {
    return Finding(.pause, alarm: .predictedConcentrationHigh, value: value, limit: hard.picogramsPerMilliliter)
  }
  guard predicted > soft else { return nil }
  return Finding(.annunciate, alarm: .predictedConcentrationWarning, value: value, limit: soft.picogramsPerMilliliter)
}
