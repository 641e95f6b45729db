import Quantities
import Therapy

// Rule: by default a heart rate below 40 or above 150 per minute for 10 s pauses; below 50 or above 120 for 15 s warns.
// Reason: ketamine drives heart rate and pressure up; a slow heart has another, graver cause (H4; SR-040, SR-041, SR-111).
// Advice: look at the patient, take a blood pressure, check the probe; resume only after the hold time, by hand.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged and the value was 5 inside the limit for 60 s.
@_noAllocation @_noLocks
func judgeHeartRate(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  let band = VitalBand(situation.limits[.heartRate], hysteresis: 5, release: .seconds(60))
  return judge(.heartRate, by: band, alarms: (.heartRateExtreme, .heartRateWarning), in: situation, memory: &memory)
}
