import Quantities
import Therapy

// What a person reads about an alarm: what happened with value and limit, and what to do. One place, for every screen.

extension AlarmCondition {
  /// What happened, with the judged value and its limit as the finding gave them.
  public func sentence(value: Int64, limit: Int64) -> String {
    switch self {
    case .oxygenSaturationLow: "SpO2 \(value) % is below \(limit) %: infusion paused"
    case .oxygenSaturationWarning: "SpO2 \(value) % is below \(limit) %"
    case .heartRateExtreme: "heart rate \(value)/min is outside its limit of \(limit)/min: infusion paused"
    case .heartRateWarning: "heart rate \(value)/min is outside its warning limit of \(limit)/min"
    case .signalLost: "a required vital sign had no good value for more than \(limit) s (the infusion pauses after 30 s)"
    case .sensorOff: "the sensor of a required vital sign is off (an infusion pauses after \(limit) s)"
    case .pumpLineAlarm, .pumpFault: "the pump reports: \(PumpAlarms.names(in: value)); infusion paused"
    case .pumpAdvisory: "the pump reports: \(PumpAlarms.names(in: value))"
    case .pumpSilent: "the pump gave no valid answer for more than \(limit) s; it may still be running"
    case .wrongDevice: "another device answers at the pump's address; nothing is written to it"
    case .pumpStoppedItself: "the pump does not infuse although \(Figure.flow(limit)) is ordered"
    case .pumpRefused: "the pump refused the order: \(PumpRefusal(code: value)?.sentence ?? "for a reason it does not tell")"
    case .deliveryUncertain: "it is unknown whether the pump executed the last command"
    case .rateMismatch: "the pump reports \(Figure.flow(value)) but \(Figure.flow(limit)) is ordered"
    case .unexpectedFlow: "the pump reports \(Figure.flow(value)), more than twice the ordered \(Figure.flow(limit))"
    case .stopUnconfirmed: "the pump has not confirmed 0 mL/h for more than \(limit) s"
    case .rateLimited: "the requested \(Figure.flow(value)) is held at the hard limit of \(Figure.flow(limit))"
    case .sessionMassReached: "up to \(Figure.mass(value)) may have been given; the session limit is \(Figure.mass(limit))"
    case .leaseExpired: "control was interrupted; the pump was stopped"
    case .controlLate: "a control step came \(value) ms after the one before it"
    case .journalUnavailable: "the journal cannot be written for more than \(limit) s"
    case .bloodPressureExtreme: "blood pressure: \(value) mmHg is outside its limit of \(limit) mmHg; an infusion pauses"
    case .bloodPressureWarning: "blood pressure: \(value) mmHg is outside its warning limit of \(limit) mmHg"
    case .oversedation: "\(Figure.score(value)): infusion paused or stopped at \(Figure.score(limit))"
    case .sedationWarning: "\(Figure.score(value)); \(Self.effect(of: value)) at \(Figure.score(limit))"
    case .distressHigh: "\(Figure.score(value)); an infusion's rate is cut to half at \(Figure.score(limit)) or more"
    case .distressAgain:
      "\(Figure.score(value)) within 10 min of the last cut; an infusion pauses at \(Figure.score(limit)) or more"
    case .scorePrompt: "\(Figure.score(value)); attention is asked for from \(Figure.score(limit)) on"
    case .observationDue, .observationOverdue:
      "no blood pressure or sedation score for \(value) min; one was due after \(limit) min"
    case .observationMissing:
      "no blood pressure or sedation score for \(value) min; the limit is \(limit) min: an infusion pauses"
    case .restGrowth:
      "the pump delivered \(Figure.volume(value)) although 0 mL/h is ordered; \(Figure.volume(limit)) is tolerated"
    case .pumpBolus: "the pump gives a bolus that nobody ordered here"
    case .pumpKeepVeinOpen: "the pump keeps the vein open with drug by itself"
    case .localControl: "somebody has taken the pump at its own keypad; the session is not in control of it"
    case .pausePrompt, .pauseLong: "the infusion has been paused for more than \(limit) min"
    case .pauseOver: "the infusion has been paused for more than \(limit) min; at 120 min the session ends"
    case .repeatedPauses: "the infusion paused automatically \(value) times; the limit is \(limit): session stopped"
    case .predictedConcentrationHigh:
      "predicted concentration \(Figure.plasma(value)) is above \(Figure.plasma(limit)): infusion paused"
    case .predictedConcentrationWarning: "predicted concentration \(Figure.plasma(value)) is above \(Figure.plasma(limit))"
    case .limitApproaching: "\(value) % of a session limit is reached; a notice comes at \(limit) %"
    case .holdPoint: "the program is at a hold point; its next step up waits for a person"
    case .volumeMismatch:
      "the pump's counter and the ordered rates differ by \(Figure.volume(value)); \(Figure.volume(limit)) is tolerated"
    }
  }

  /// What begins at the limit of a sedation score: on one scale the warning cuts the rate.
  private static func effect(of score: Int64) -> String {
    let isPasero = ClinicalScale(rawValue: UInt8(truncatingIfNeeded: score >> 8)) == .poss
    return isPasero ? "an infusion's rate is cut to half" : "the warning begins"
  }

  /// What to do about it.
  public var advice: String {
    switch self {
    case .oxygenSaturationLow, .oxygenSaturationWarning: "look at the patient, open the airway, give oxygen, check the probe"
    case .heartRateExtreme, .heartRateWarning: "look at the patient, take a blood pressure, check the probe"
    case .signalLost, .sensorOff: "look at the patient, then at probe, cable and monitor"
    case .pumpLineAlarm, .pumpFault: "go to the pump, remove the cause, then run: session reconcile CHANNEL"
    case .pumpAdvisory: "look at the pump: container and power"
    case .pumpSilent: "press the pump's own stop, then check cable and power"
    case .wrongDevice: "press stop on the pump at the patient; then check which device is plugged in"
    case .pumpStoppedItself: "look at the pump: was its own stop pressed?"
    case .pumpRefused: "look at the pump's display; remove the cause, then prepare the resume again"
    case .deliveryUncertain: "look at the pump's display; then run: session reconcile CHANNEL"
    case .rateMismatch, .unexpectedFlow: "go to the pump; press its own stop if it runs too fast; clamp the line"
    case .stopUnconfirmed: "press the pump's own stop and clamp the line"
    case .rateLimited: "check weight, concentration and order"
    case .sessionMassReached: "watch the patient; no more drug in this session"
    case .leaseExpired: "look at the patient; find out why the machine was held up before resuming"
    case .controlLate: "tell whoever looks after this machine"
    case .journalUnavailable: "look for a full or failed disk"
    case .bloodPressureExtreme: "look at the patient, measure again and enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN"
    case .bloodPressureWarning:
      "look at the patient; measure again within 2 min and enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN"
    case .oversedation: "rouse the patient, open the airway, give oxygen, call a physician"
    case .sedationWarning:
      "rouse the patient; judge again within 5 min and enter it: score add CHANNEL --scale SCALE --value VALUE"
    case .distressHigh, .distressAgain:
      "calm the patient; judge again and enter it: score add CHANNEL --scale distress --value VALUE"
    case .scorePrompt: "ask the patient; a physician may order a remedy"
    case .observationDue, .observationOverdue, .observationMissing:
      "measure and judge, then enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN, score add CHANNEL --scale SCALE --value VALUE"
    case .restGrowth, .pumpBolus, .pumpKeepVeinOpen:
      "press the pump's own stop and clamp the line; then run: session reconcile CHANNEL"
    case .localControl: "agree with whoever is at the pump; when it is at 0 mL/h, run: session reconcile CHANNEL"
    case .pausePrompt, .pauseLong:
      "resume (session prepare-resume CHANNEL --reason TEXT) or stop the session (session stop CHANNEL)"
    case .pauseOver: "a resume needs the full checks of a start and a second person now; or stop the session"
    case .repeatedPauses: "watch the patient; no more drug in this session"
    case .predictedConcentrationHigh, .predictedConcentrationWarning:
      "watch sedation and breathing; lower the rate: session set-rate CHANNEL RATE"
    case .limitApproaching: "plan the end of the infusion"
    case .holdPoint: "judge the patient; then run: session next-step CHANNEL, or leave the rate as it is"
    case .volumeMismatch: "compare the pump's display and container with the status; then run: session reconcile CHANNEL"
    }
  }
}

extension PumpAlarms {
  /// The names of the alarms in a set of bits, for people.
  static func names(in bits: Int64) -> String {
    let named: [(PumpAlarms, String)] = [
      (.occlusion, "occlusion"), (.airInLine, "air in line"), (.empty, "empty or end of infusion"),
      (.nearEmpty, "near empty"), (.syringeRemoved, "syringe removed"), (.doorOpen, "door open"), (.motor, "motor stalled"),
      (.rateDeviation, "rate deviation"), (.communicationWatchdog, "communication watchdog tripped"),
      (.powerLost, "mains power lost"), (.batteryLow, "battery low"), (.batteryEmpty, "battery empty"),
      (.sensorFault, "sensor fault"), (.internalFault, "internal fault"), (.programFault, "program check failed"),
      (.configurationLost, "restarted, configuration lost"), (.reminder, "reminder"), (.test, "test alarm"),
      (.unknown, "unknown alarm code"),
    ]
    let set = PumpAlarms(rawValue: UInt32(truncatingIfNeeded: bits))
    return named.filter { set.contains($0.0) }.map(\.1).joined(separator: ", ")
  }
}
