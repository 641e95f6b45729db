extension Interlock {
  /// The stable code for programs.
  public var code: String {
    switch self {
    case .doseRateLimit: "dose-rate-limit"
    case .massRateLimit: "mass-rate-limit"
    case .flowRateLimit: "flow-rate-limit"
    case .sessionMassLimit: "session-mass-limit"
    case .oxygenSaturation: "oxygen-saturation"
    case .heartRate: "heart-rate"
    case .staleSignal: "stale-signal"
    case .sensorOff: "sensor-off"
    case .pumpAlarm: "pump-alarm"
    case .pumpLink: "pump-link"
    case .pumpRefusal: "pump-refusal"
    case .uncertainDelivery: "uncertain-delivery"
    case .rateMismatch: "rate-mismatch"
    case .unconfirmedStop: "unconfirmed-stop"
    case .lease: "lease"
    case .journal: "journal"
    case .bloodPressure: "blood-pressure"
    case .sedation: "sedation"
    case .distress: "distress"
    case .scorePrompt: "score-prompt"
    case .staleObservation: "stale-observation"
    case .restGrowth: "rest-growth"
    case .pumpMode: "pump-mode"
    case .localControl: "local-control"
    case .pauseTime: "pause-time"
    case .repeatedPause: "repeated-pause"
    case .predictedConcentration: "predicted-concentration"
    case .limitApproach: "limit-approach"
    case .holdPoint: "hold-point"
    }
  }

  /// Why this interlock acts or forbids, in a few words.
  public var reason: String {
    switch self {
    case .doseRateLimit, .massRateLimit, .flowRateLimit: "the rate is above a hard limit"
    case .sessionMassLimit: "the session's drug limit is reached"
    case .oxygenSaturation: "SpO2 is or was just now outside its limits"
    case .heartRate: "the heart rate is or was just now outside its limits"
    case .staleSignal: "a required vital sign has no good, fresh value"
    case .sensorOff: "the sensor of a required vital sign is off"
    case .pumpAlarm: "the pump shows an alarm (remove the cause, then: session reconcile)"
    case .pumpLink: "the pump is not heard or is another device"
    case .pumpRefusal: "the pump refused the last command"
    case .uncertainDelivery: "it is uncertain what the pump executed"
    case .rateMismatch: "the pump runs at another rate than ordered"
    case .unconfirmedStop: "the pump has not confirmed 0 mL/h"
    case .lease: "control was interrupted"
    case .journal: "the journal cannot be written"
    case .bloodPressure: "the blood pressure is outside its limits (measure again, then: vitals enter)"
    case .sedation: "the patient is too deeply sedated or agitated (judge again, then: score add)"
    case .distress: "the patient is distressed (judge again, then: score add)"
    case .scorePrompt: "a score asks for attention"
    case .staleObservation: "a blood pressure or a sedation score is due (vitals enter, score add)"
    case .restGrowth: "the pump delivered although 0 mL/h is ordered"
    case .pumpMode: "the pump gives a bolus or keeps the vein open by itself"
    case .localControl: "somebody works at the pump itself"
    case .pauseTime: "the pause has lasted too long"
    case .repeatedPause: "the infusion was paused automatically too often"
    case .predictedConcentration: "the predicted concentration is too high"
    case .limitApproach: "a limit is near"
    case .holdPoint: "the program's next step waits for a person"
    }
  }
}
