import Quantities
import Therapy

// Rule: a pressed call button pauses the infusion at once.
// Reason: the patient feels what no sensor shows; why is asked afterwards (H4; clinical defaults, section 4).
// Advice: go to the patient and ask; resume only after the hold time, by hand.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged and the button is released.
@_noAllocation @_noLocks
func judgePatientCall(_ situation: Situation) -> Finding? {
  guard situation.hasPatient, situation.isPatientCalling else { return nil }
  return Finding(.pause, alarm: .patientCall, value: 0, limit: 0)
}
