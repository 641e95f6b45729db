import Quantities
import Therapy

// Rule: by default EtCO2 above 60 mmHg, or below 15 while no breath is seen, for 20 s pauses; below 28 or above 50 for 30 s
//       warns.
// Reason: carbon dioxide that rises is not breathed off; one that vanishes may be a missing breath, or a nasal line that reads
//         low (H4; SR-040, SR-041, SR-111).
// Advice: look at the breathing and at the sampling line, rouse the patient; resume only after the hold time, by hand.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged and the value was 3 inside the limit for 60 s.
@_noAllocation @_noLocks
func judgeEndTidalCarbonDioxide(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  var limits = situation.limits[.endTidalCarbonDioxide]
  // Whether the patient breathes is not known without a good rate above 0: unknown counts as no breath.
  if isBreathing(situation, &memory) { limits.pauseLow = nil }
  let band = VitalBand(limits, hysteresis: 3, release: .seconds(60))
  return judge(
    .endTidalCarbonDioxide, by: band, alarms: (.endTidalExtreme, .endTidalWarning), in: situation, memory: &memory)
}

/// Whether a good and fresh respiration rate shows breaths. What a source of it has said is remembered in the latch of the worse
/// value, which this band does not have.
@_noAllocation @_noLocks
private func isBreathing(_ situation: Situation, _ memory: inout InterlockMemory) -> Bool {
  Sources(of: .respirationRate, in: situation)
    .seen(against: VitalBand.Limits(low: 1, high: nil), hysteresis: 0, &memory.severe).evidence.isClear
}
