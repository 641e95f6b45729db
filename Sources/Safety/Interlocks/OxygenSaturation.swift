import Quantities
import Therapy

// Rule: SpO2 below 90 % for 10 s, or below 85 % for 5 s, pauses the infusion; below 94 % for 15 s warns.
// Reason: falling saturation is the late sign of a patient who breathes too little (H4; SR-040, SR-041).
// Advice: look at the patient, open the airway, give oxygen, check the probe; resume only after the hold time, by hand.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged and the value was 92 % or more for 30 s.
@_noAllocation @_noLocks
func judgeOxygenSaturation(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  let band = VitalBand(
    warning: VitalBand.Limits(low: 94, high: nil), warningOnset: .seconds(15),
    action: VitalBand.Limits(low: 90, high: nil), actionOnset: .seconds(10),
    severeLow: 85, severeOnset: .seconds(5), hysteresis: 2, release: .seconds(30))
  return judge(
    .oxygenSaturation, by: band, alarms: (.oxygenSaturationLow, .oxygenSaturationWarning), in: situation, memory: &memory)
}
