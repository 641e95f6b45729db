import Quantities
import Therapy

// What a person reads about an alarm: what happened with value and limit, and what to do. One place, for every screen.

extension AlarmCondition {
  /// What happened, with the judged value and its limit as the finding gave them.
  public func sentence(value: Int64, limit: Int64) -> String {
    switch self {
    case .oxygenSaturationLow: "SpO2 \(value) % is below \(limit) %: an infusion pauses"
    case .oxygenSaturationWarning: "SpO2 \(value) % is below \(limit) %"
    case .respirationRateExtreme: "respiration rate \(value)/min is outside its limit of \(limit)/min: an infusion pauses"
    case .respirationRateWarning: "respiration rate \(value)/min is outside its warning limit of \(limit)/min"
    case .apnea: "no breath seen for \(limit) s: an infusion pauses"
    case .endTidalExtreme: "EtCO2 \(value) mmHg is outside its limit of \(limit) mmHg: an infusion pauses"
    case .endTidalWarning: "EtCO2 \(value) mmHg is outside its warning limit of \(limit) mmHg"
    case .patientCall: "the patient has pressed the call button: an infusion pauses"
    case .heartRateExtreme: "heart rate \(value)/min is outside its limit of \(limit)/min: an infusion pauses"
    case .heartRateWarning: "heart rate \(value)/min is outside its warning limit of \(limit)/min"
    case .signalLost:
      "\(MonitoredSignal.read(value).name): no good value for more than \(limit) s; an infusion pauses when it stays so"
    case .sensorOff: "\(MonitoredSignal.read(value).name): the sensor is off (an infusion pauses after \(limit) s)"
    case .signalFrozen: "the monitor's values have not moved for \(value) min (an infusion pauses after 10 min)"
    case .sourcesDiffer: "two monitors differ by \(value); \(limit) is tolerated; the worse value counts"
    case .sourceLost: "one of two monitors has had no good value for \(limit) s; the other one still counts"
    case .occlusion, .airInLine, .doorOpen, .syringeRemoved, .containerEmpty, .motorStalled, .batteryEmpty, .pumpFault,
      .unknownPumpAlarm:
      "the pump reports: \(PumpAlarms.names(in: value)); an infusion pauses"
    case .containerNearEmpty, .batteryLow, .mainsPowerLost, .pumpReminder: "the pump reports: \(PumpAlarms.names(in: value))"
    case .firmwareChanged:
      limit < 0
        ? "the pump's firmware \(Figure.firmware(value)) is not one that was approved"
        : "the pump's firmware was \(Figure.firmware(limit)) and is \(Figure.firmware(value)) now: an infusion stops"
    case .lineDisturbed: "\(value) damaged answers of a device within 10 s"
    case .diskLow: "less than 5 % or 200 MB are free where the journal lies"
    case .clockDisturbed:
      value == 0
        ? "the wall clock stepped by more than \(limit) s; times in the record may be wrong"
        : "the wall clock has not been synchronized for \(value) min; times in the record may be wrong"
    case .filesChanged: "a file of configuration, inventory, drug library or protocols is not the one that was loaded"
    case .selfTestFailed: "\(Self.selfTest(value)): an infusion pauses"
    case .annunciatorLost: "a loudspeaker or signal tower has not worked for more than \(limit) s"
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
    case .bloodPressureExtreme: "\(Figure.pressure(value)) is outside its limit of \(limit) mmHg; an infusion pauses"
    case .bloodPressureWarning: "\(Figure.pressure(value)) is outside its warning limit of \(limit) mmHg"
    case .oversedation: "\(Figure.score(value)); an infusion is paused or stopped at \(Figure.score(limit))"
    case .vomitingSedated: "vomiting while the patient is sedated: an infusion pauses"
    case .sedationWarning: "\(Figure.score(value)); \(Self.effect(of: value)) at \(Figure.score(limit))"
    case .distressHigh: "\(Figure.score(value)); an infusion's rate is cut to half at \(Figure.score(limit)) or more"
    case .distressAgain:
      "\(Figure.score(value)) within 10 min of the last cut; an infusion pauses at \(Figure.score(limit)) or more"
    case .distressPrompt, .nauseaPrompt, .dissociationPrompt:
      "\(Figure.score(value)); attention is asked for from \(Figure.score(limit)) on"
    case .observationDue, .observationOverdue:
      "no \(Figure.observation(value).name) for \(Figure.observation(value).minutes) min; one was due after \(limit) min"
    case .observationMissing:
      "no \(Figure.observation(value).name) for \(Figure.observation(value).minutes) min; the limit is \(limit) min: an infusion pauses"
    case .restGrowth:
      "the pump delivered \(Figure.volume(value)) although 0 mL/h is ordered; \(Figure.volume(limit)) is tolerated"
    case .pumpBolus: "the pump gives a bolus that nobody ordered here"
    case .pumpKeepVeinOpen: "the pump keeps the vein open with drug by itself"
    case .localControl: "somebody has taken the pump at its own keypad; the session is not in control of it"
    case .pausePrompt, .pauseLong: "the infusion has been paused for more than \(limit) min"
    case .pauseOver: "the infusion has been paused for more than \(limit) min; at 120 min the session ends"
    case .repeatedPauses: "the infusion paused automatically \(value) times; the limit is \(limit): session stopped"
    case .predictedConcentrationHigh:
      "predicted concentration \(Figure.plasma(value)) is above \(Figure.plasma(limit)): an infusion pauses"
    case .predictedConcentrationWarning: "predicted concentration \(Figure.plasma(value)) is above \(Figure.plasma(limit))"
    case .limitApproaching: "\(value) % of a session limit is reached; a notice comes at \(limit) %"
    case .holdPoint: "the program is at a hold point; its next step up waits for a person"
    case .volumeMismatch:
      "the pump's counter and the ordered rates differ by \(Figure.volume(value)); \(Figure.volume(limit)) is tolerated"
    }
  }

  private static func selfTest(_ code: Int64) -> String {
    guard let raw = UInt8(exactly: code), let fault = SelfTestFault(rawValue: raw) else { return "the self-test is overdue" }
    return "self-test: \(fault.sentence)"
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
    case .respirationRateExtreme, .respirationRateWarning: "look at the patient, rouse, open the airway, count the breaths"
    case .apnea: "rouse the patient, open the airway, ventilate; call for help"
    case .endTidalExtreme, .endTidalWarning: "look at the breathing and at the sampling line; rouse the patient"
    case .patientCall: "go to the patient and ask"
    case .heartRateExtreme, .heartRateWarning: "look at the patient, take a blood pressure, check the probe"
    case .signalLost, .sensorOff: "look at the patient, then at probe, cable and monitor"
    case .signalFrozen: "look at the patient and at the monitor; count the pulse and compare"
    case .sourcesDiffer, .sourceLost: "look which probe sits badly; count the pulse"
    case .occlusion: "open the line away from the patient first, then run: session reconcile CHANNEL"
    case .airInLine: "clamp the line and remove the air, then run: session reconcile CHANNEL"
    case .doorOpen, .syringeRemoved: "clamp the line before anything is taken out; then run: session reconcile CHANNEL"
    case .containerEmpty: "clamp the line and change the container, then run: session reconcile CHANNEL"
    case .motorStalled, .pumpFault: "go to the pump, remove the cause, then run: session reconcile CHANNEL"
    case .unknownPumpAlarm: "read the pump's display, remove the cause, then run: session reconcile CHANNEL"
    case .batteryEmpty: "plug the pump in, then run: session reconcile CHANNEL"
    case .containerNearEmpty: "make the next container ready"
    case .batteryLow, .mainsPowerLost: "plug the pump in"
    case .pumpReminder: "look at the pump: it waits for somebody"
    case .firmwareChanged: "ask the biomedical engineer; do not use this pump"
    case .lineDisturbed: "look at plug, cable and what disturbs the line"
    case .diskLow: "make room on the disk, or tell whoever looks after this machine"
    case .clockDisturbed: "tell whoever looks after this machine"
    case .filesChanged: "find out who changed what; restart the daemon when no session is open"
    case .selfTestFailed: "tell whoever looks after this machine; do not resume before it passes"
    case .annunciatorLost: "stay with the patient; look at loudspeaker, signal tower and cables"
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
    case .vomitingSedated: "turn the patient to the side, clear the airway; call a physician"
    case .distressPrompt, .nauseaPrompt: "ask the patient; a physician may order a remedy"
    case .dissociationPrompt:
      "ask the patient how it is; enter the distress too: score add CHANNEL --scale distress --value VALUE"
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
