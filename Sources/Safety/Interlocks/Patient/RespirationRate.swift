import Quantities
import Therapy

// Rule: by default a respiration rate below 8 or above 30 per minute for 15 s pauses; below 10 or above 25 for 30 s warns.
// Reason: breathing fails before the saturation falls (H4; SR-040, SR-041, SR-111).
// Advice: look at the patient, rouse, open the airway, count the breaths; resume only after the hold time, by hand.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged and the value was 2 inside the limit for 60 s.
@_noAllocation @_noLocks
func judgeRespirationRate(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  let band = VitalBand(situation.limits[.respirationRate], hysteresis: 2, release: .seconds(60))
  return judge(
    .respirationRate, by: band, alarms: (.respirationRateExtreme, .respirationRateWarning), in: situation, memory: &memory)
}
