import Quantities
import Therapy

// Rule: a pump that reports a bolus or that keeps the vein open pauses, in whatever phase; so does one that was given up.
// Reason: neither is ever ordered here: a bolus of a sedative, or a slow flow of it under the name of a pause (H1, H8; SR-013,
//         SR-033).
// Advice: press the pump's own stop, clamp the line; switch both modes off at the pump; then `session reconcile`.
// Consequence: 0 mL/h, a stop to the pump, and a high alarm that stays until it is acknowledged.
@_noAllocation @_noLocks
func judgePumpMode(_ situation: Situation) -> Finding? {
  guard situation.hasPatient, let report = situation.pump.report else { return nil }
  switch report.state {
  case .bolus: return Finding(.pause, alarm: .pumpBolus, value: report.rate.nanolitersPerHour, limit: 0)
  case .keepVeinOpen: return Finding(.pause, alarm: .pumpKeepVeinOpen, value: report.rate.nanolitersPerHour, limit: 0)
  case .off, .selfTest, .idle, .infusing, .paused, .alarmStopped, .fault: return nil
  }
}
