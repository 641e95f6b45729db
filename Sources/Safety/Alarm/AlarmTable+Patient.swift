import Quantities
import Therapy

// Rows of the table of alarms.

extension AlarmTable {
  static let circulation: [AlarmRow] = [
    AlarmRow(
      .oxygenSaturationLow, "spo2-low", .serious, .prompt, latches: true, "low saturation harms within minutes",
      advice: "look at the patient, open the airway, give oxygen, check the probe"
    ) { value, limit in
      "SpO2 \(value) % is below \(limit) %: an infusion pauses"
    },
    AlarmRow(
      .oxygenSaturationWarning, "spo2-warning", .serious, .delayed, "it may fall on, and there is time to look",
      advice: "look at the patient, open the airway, give oxygen, check the probe"
    ) { value, limit in
      "SpO2 \(value) % is below \(limit) %"
    },
    AlarmRow(
      .respirationRateExtreme, "respiration-rate-extreme", .serious, .prompt, latches: true,
      "breathing fails before the saturation falls",
      advice: "look at the patient, rouse, open the airway, count the breaths"
    ) { value, limit in
      "respiration rate \(value)/min is outside its limit of \(limit)/min: an infusion pauses"
    },
    AlarmRow(
      .respirationRateWarning, "respiration-rate-warning", .serious, .delayed, "it may slow further, and there is time to look",
      advice: "look at the patient, rouse, open the airway, count the breaths"
    ) { value, limit in
      "respiration rate \(value)/min is outside its warning limit of \(limit)/min"
    },
    AlarmRow(
      .apnea, "apnea", .serious, .immediate, latches: true, "no breath is seen",
      advice: "rouse the patient, open the airway, ventilate; call for help"
    ) { _, limit in
      "no breath seen for \(limit) s: an infusion pauses"
    },
    AlarmRow(
      .endTidalExtreme, "etco2-extreme", .serious, .prompt, latches: true,
      "no breath, or carbon dioxide that is not breathed off",
      advice: "look at the breathing and at the sampling line; rouse the patient"
    ) { value, limit in
      "EtCO2 \(value) mmHg is outside its limit of \(limit) mmHg: an infusion pauses"
    },
    AlarmRow(
      .endTidalWarning, "etco2-warning", .serious, .delayed, "breathing changes, and there is time to look",
      advice: "look at the breathing and at the sampling line; rouse the patient"
    ) { value, limit in
      "EtCO2 \(value) mmHg is outside its warning limit of \(limit) mmHg"
    },
    AlarmRow(
      .heartRateExtreme, "heart-rate-extreme", .serious, .prompt, latches: true,
      "a rate that does not sustain the circulation for long",
      advice: "look at the patient, take a blood pressure, check the probe"
    ) { value, limit in
      "heart rate \(value)/min is outside its limit of \(limit)/min: an infusion pauses"
    },
    AlarmRow(
      .heartRateWarning, "heart-rate-warning", .serious, .delayed, "it may go on, and there is time to look",
      advice: "look at the patient, take a blood pressure, check the probe"
    ) { value, limit in
      "heart rate \(value)/min is outside its warning limit of \(limit)/min"
    },
    AlarmRow(
      .bloodPressureExtreme, "blood-pressure-extreme", .serious, .prompt, latches: true,
      "a pressure at which vessels or organs are harmed",
      advice: "look at the patient, measure again and enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN"
    ) { value, limit in
      "\(Figure.pressure(value)) is outside its limit of \(limit) mmHg; an infusion pauses"
    },
    AlarmRow(
      .bloodPressureWarning, "blood-pressure-warning", .serious, .delayed, "it may go on, and there is time to measure again",
      advice: "look at the patient; measure again within 2 min and enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN"
    ) { value, limit in
      "\(Figure.pressure(value)) is outside its warning limit of \(limit) mmHg"
    },
  ]

  static let mind: [AlarmRow] = [
    AlarmRow(
      .oversedation, "oversedation", .serious, .prompt, latches: true, "breathing fails next",
      advice: "rouse the patient, open the airway, give oxygen, call a physician"
    ) { value, limit in
      "\(Figure.score(value)); an infusion is paused or stopped at \(Figure.score(limit))"
    },
    AlarmRow(
      .sedationWarning, "sedation-warning", .serious, .delayed, "deeper sedation may follow, and the patient can still be roused",
      advice: "rouse the patient; judge again within 5 min and enter it: score add CHANNEL --scale SCALE --value VALUE"
    ) { value, limit in
      "\(Figure.score(value)); \(Figure.effect(of: value)) at \(Figure.score(limit))"
    },
    AlarmRow(
      .vomitingSedated, "vomiting-sedated", .serious, .prompt, latches: true,
      "who is too drowsy to protect the airway may aspirate",
      advice: "turn the patient to the side, clear the airway; call a physician"
    ) { _, _ in
      "vomiting while the patient is sedated: an infusion pauses"
    },
    AlarmRow(
      .distressHigh, "distress-high", .reversible, .prompt, "distress lasts in memory, and is calmed in minutes",
      advice: "calm the patient; judge again and enter it: score add CHANNEL --scale distress --value VALUE"
    ) { value, limit in
      "\(Figure.score(value)); an infusion's rate is cut to half at \(Figure.score(limit)) or more"
    },
    AlarmRow(
      .distressAgain, "distress-again", .reversible, .immediate, latches: true, "half the rate was not enough",
      advice: "calm the patient; judge again and enter it: score add CHANNEL --scale distress --value VALUE"
    ) { value, limit in
      "\(Figure.score(value)) within 10 min of the last cut; an infusion pauses at \(Figure.score(limit)) or more"
    },
    AlarmRow(
      .patientCall, "patient-call", .reversible, .immediate, latches: true, "the patient asks for help now; why is not known",
      advice: "go to the patient and ask"
    ) { _, _ in
      "the patient has pressed the call button: an infusion pauses"
    },
    AlarmRow(
      .distressPrompt, "distress-prompt", .minor, .prompt, "early comfort keeps the infusion tolerable",
      advice: "ask the patient; a physician may order a remedy"
    ) { value, limit in
      "\(Figure.score(value)); attention is asked for from \(Figure.score(limit)) on"
    },
    AlarmRow(
      .nauseaPrompt, "nausea-prompt", .minor, .prompt, "an early remedy keeps the infusion tolerable",
      advice: "ask the patient; a physician may order a remedy"
    ) { value, limit in
      "\(Figure.score(value)); attention is asked for from \(Figure.score(limit)) on"
    },
    AlarmRow(
      .dissociationPrompt, "dissociation-prompt", .minor, .prompt, "dissociation is expected; a high score asks for a look",
      advice: "ask the patient how it is; enter the distress too: score add CHANNEL --scale distress --value VALUE"
    ) { value, limit in
      "\(Figure.score(value)); attention is asked for from \(Figure.score(limit)) on"
    },
  ]

  static let watching: [AlarmRow] = [
    AlarmRow(
      .signalLost, "signal-lost", .serious, .delayed, latches: true, "nobody watches; harm needs a second event",
      advice: "look at the patient, then at probe, cable and monitor"
    ) { value, limit in
      "\(MonitoredSignal.read(value).name): no good value for more than \(limit) s; an infusion pauses when it stays so"
    },
    AlarmRow(
      .sensorOff, "sensor-off", .serious, .delayed, latches: true, "nobody watches; harm needs a second event",
      advice: "look at the patient, then at probe, cable and monitor"
    ) { value, limit in
      "\(MonitoredSignal.read(value).name): the sensor is off (an infusion pauses after \(limit) s)"
    },
    AlarmRow(
      .signalFrozen, "signal-frozen", .serious, .delayed, latches: true, "a value that never moves may be nobody's",
      advice: "look at the patient and at the monitor; count the pulse and compare"
    ) { value, _ in
      "the monitor's values have not moved for \(value) min (an infusion pauses after 10 min)"
    },
    AlarmRow(
      .sourcesDiffer, "sources-differ", .serious, .delayed, "one of two sources is wrong, and the worse one acts",
      advice: "look which probe sits badly; count the pulse"
    ) { value, limit in
      "two monitors differ by \(value); \(limit) is tolerated; the worse value counts"
    },
    AlarmRow(
      .sourceLost, "source-lost", .minor, .delayed, "the other source still watches",
      advice: "look which probe sits badly; count the pulse"
    ) { value, limit in
      "one of two monitors has had no good value for \(limit) s; the other one still counts"
    },
    AlarmRow(
      .observationDue, "observation-due", .minor, .delayed, "a look is due",
      advice:
        "measure and judge, then enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN, "
        + "score add CHANNEL --scale SCALE --value VALUE"
    ) { value, limit in
      "no \(Figure.observation(value).name) for \(Figure.observation(value).minutes) min; one was due after \(limit) min"
    },
    AlarmRow(
      .observationOverdue, "observation-overdue", .serious, .delayed, "nobody has looked for some time",
      advice:
        "measure and judge, then enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN, "
        + "score add CHANNEL --scale SCALE --value VALUE"
    ) { value, limit in
      "no \(Figure.observation(value).name) for \(Figure.observation(value).minutes) min; one was due after \(limit) min"
    },
    AlarmRow(
      .observationMissing, "observation-missing", .serious, .delayed, latches: true, "nobody has looked for long",
      advice:
        "measure and judge, then enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN, "
        + "score add CHANNEL --scale SCALE --value VALUE"
    ) { value, limit in
      "no \(Figure.observation(value).name) for \(Figure.observation(value).minutes) min; the limit is \(limit) min: "
        + "an infusion pauses"
    },
  ]
}
