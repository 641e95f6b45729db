import Quantities
import Therapy

// Rule: by default SpO2 below 90 % for 10 s, or below 85 % for 5 s, pauses the infusion; below 94 % for 15 s warns.
// Reason: falling saturation is the late sign of a patient who breathes too little (H4; SR-040, SR-041, SR-111).
// Advice: look at the patient, open the airway, give oxygen, check the probe; resume only after the hold time, by hand.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged and the value was 2 inside the limit for 30 s.
@_noAllocation @_noLocks
func judgeOxygenSaturation(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  var band = VitalBand(situation.limits[.oxygenSaturation], hysteresis: 2, release: .seconds(30))
  band.severeLow = 85
  band.severeOnset = band.actionOnset < .seconds(5) ? band.actionOnset : .seconds(5)
  return judge(
    .oxygenSaturation, by: band, alarms: (.oxygenSaturationLow, .oxygenSaturationWarning), in: situation, memory: &memory)
}
