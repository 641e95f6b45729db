// Rows of the table of interlocks; each says what the first lines of its interlock's file say, for a person who asks.

extension InterlockTable {
  static let patient: [InterlockRow] = [
    InterlockRow(
      .oxygenSaturation, "oxygen-saturation", hazards: "H4", reason: "SpO2 is or was just now outside its limits",
      rule: "By default SpO2 below 90 % for 10 s, or below 85 % for 5 s, pauses the infusion; below 94 % for 15 s warns. "
        + "Of two sources the worse one counts.",
      source: "SR-040, SR-041, SR-048, SR-111; clinical defaults, section 4",
      clears: "A good value 2 % inside the limit for 30 s.",
      advice: "Look at the patient, open the airway, give oxygen, check the probe. A person resumes, and only after the "
        + "hold time."),
    InterlockRow(
      .respirationRate, "respiration-rate", hazards: "H4", reason: "the respiration rate is or was just now outside its limits",
      rule: "By default a respiration rate below 8/min or above 30/min for 15 s pauses; below 10/min or above 25/min for "
        + "30 s warns.",
      source: "SR-040, SR-041, SR-111; clinical defaults, section 4",
      clears: "A good value that is 2/min inside the limit for 60 s.",
      advice: "Look at the patient, rouse, open the airway, count the breaths. A person resumes, and only after the hold "
        + "time."),
    InterlockRow(
      .apnea, "apnea", hazards: "H4", reason: "no breath is seen",
      rule: "When the monitor sees no breath for 20 s, the infusion pauses.",
      source: "SR-040, SR-041, SR-106; clinical defaults, section 4",
      clears: "Breaths at 2/min or more for 60 s.",
      advice: "Rouse the patient, open the airway, ventilate; call for help. A person resumes, and only after the hold "
        + "time."),
    InterlockRow(
      .endTidalCarbonDioxide, "end-tidal-carbon-dioxide", hazards: "H4", reason: "EtCO2 is or was just now outside its limits",
      rule: "By default EtCO2 above 60 mmHg, or below 15 mmHg while no breath is seen, for 20 s pauses; below 28 mmHg or "
        + "above 50 mmHg for 30 s warns.",
      source: "SR-040, SR-041, SR-111; clinical defaults, section 4",
      clears: "A good value that is 3 mmHg inside the limit for 60 s.",
      advice: "Look at the breathing and at the sampling line; rouse the patient. A person resumes, and only after the "
        + "hold time."),
    InterlockRow(
      .heartRate, "heart-rate", hazards: "H4", reason: "the heart rate is or was just now outside its limits",
      rule: "By default a heart rate below 40/min or above 150/min for 10 s pauses; below 50/min or above 120/min for 15 "
        + "s warns. Of two sources the worse one counts.",
      source: "SR-040, SR-041, SR-048, SR-111; clinical defaults, section 4",
      clears: "A good value that is 5/min inside the limit for 60 s.",
      advice: "Look at the patient, take a blood pressure, check the probe. A person resumes, and only after the hold "
        + "time."),
    InterlockRow(
      .bloodPressure, "blood-pressure", hazards: "H4",
      reason: "the blood pressure is outside its limits (measure again, then: vitals enter)",
      rule: "By default systolic below 90 or above 180 mmHg, diastolic below 40 or above 110, mean below 60 or above 130 "
        + "pauses when a second reading agrees or none comes within 2 min; systolic below 80 or above 200 mmHg pauses "
        + "at once. Systolic below 95 or above 160 mmHg or 30 % above the baseline, diastolic below 50 or above 100, "
        + "mean below 65 or above 115 warns. Nothing starts at 180/110 mmHg or more.",
      source: "SR-040, SR-041, SR-059, SR-111; clinical defaults, section 4",
      clears: "A reading inside the limit: the systolic pressure by 10 mmHg, the others by 5 mmHg.",
      advice: "Look at the patient, measure again at once and enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN."),
    InterlockRow(
      .sedation, "sedation", hazards: "H4",
      reason: "the patient is too deeply sedated or agitated (judge again, then: score add)",
      rule: "POSS 3 cuts the rate to half; POSS 4, RASS -4 or lower or +4, MOAA/S 2 or lower stop; RASS -3 or +3, MOAA/S "
        + "3 pause; RASS -2 or +2, MOAA/S 4 warn. The newest sedation score decides, of two of the same moment the "
        + "worse one.",
      source: "SR-044, SR-050; clinical defaults, section 4",
      clears: "A better score; nothing is raised or resumed before it.",
      advice: "Rouse the patient, look at the breathing, judge again within 5 min and enter it: score add CHANNEL "
        + "--scale POSS --value VALUE."),
    InterlockRow(
      .distress, "distress", hazards: "H4", reason: "the patient is distressed (judge again, then: score add)",
      rule: "Distress of 7 or more, on its scale of 0 to 10, cuts the rate to half, within 10 min of the last cut "
        + "pauses; 4 or more asks for attention.",
      source: "clinical defaults, section 4",
      clears: "A score below 7; nothing is raised or resumed before it.",
      advice: "Calm the patient; pause if the patient asks for it (session pause CHANNEL); judge again and enter it: "
        + "score add CHANNEL --scale distress --value VALUE."),
    InterlockRow(
      .nausea, "nausea", hazards: "H4",
      reason: "the patient vomits while sedated, or is nauseated (judge again, then: score add)",
      rule: "Vomiting entered in the last 30 min, while the newest sedation score is POSS 3 or more, RASS -2 or less or "
        + "MOAA/S 4 or less, pauses; nausea of 4 or more asks for attention.",
      source: "clinical defaults, section 4",
      clears: "A better score of either.",
      advice: "Turn the patient to the side, clear the airway; a physician may order a remedy. Judge again: score add "
        + "CHANNEL --scale vomiting --value no."),
    InterlockRow(
      .dissociation, "dissociation", hazards: "H4", reason: "a dissociation score asks for attention",
      rule: "CADSS of 17 or more, CADSS-6 of 6 or more ask for attention; the rate does not change.",
      source: "clinical defaults, section 4",
      clears: "A lower score.",
      advice: "Ask the patient how it is; dissociation is expected, distress is not. Judge again: score add CHANNEL "
        + "--scale CADSS --value VALUE."),
    InterlockRow(
      .patientCall, "patient-call", hazards: "H4", reason: "the patient has pressed the call button",
      rule: "A pressed call button pauses the infusion at once.",
      source: "clinical defaults, section 4",
      clears: "The button is released.",
      advice: "Go to the patient and ask. A person resumes, and only after the hold time."),
  ]

  static let watching: [InterlockRow] = [
    InterlockRow(
      .staleSignal, "stale-signal", hazards: "H4", reason: "a required vital sign has no good, fresh value",
      rule: "A required signal without a good value alarms and then pauses: SpO2 and heart rate after 10 s and 30 s, "
        + "respiration (RR or EtCO2, either is enough) after 30 s and 60 s. Nothing starts on an old value.",
      source: "SR-020, SR-045, SR-046; clinical defaults, section 4",
      clears: "Good values of every required signal; a doubtful value does not count.",
      advice: "Look at the patient first, then at probe, cable and monitor."),
    InterlockRow(
      .sensorOff, "sensor-off", hazards: "H4", reason: "the sensor of a required vital sign is off",
      rule: "A monitor that says that the sensor of a required signal is off alarms at once and pauses after 10 s.",
      source: "SR-045, SR-046; clinical defaults, section 4",
      clears: "A good value for 3 s.",
      advice: "Look at the patient, put the probe back on or change its place."),
    InterlockRow(
      .frozenSignal, "frozen-signal", hazards: "H4", reason: "the monitor's values do not move",
      rule: "When heart rate and every other value of a monitor have not moved at all for 3 min it alarms, for 10 min it "
        + "pauses.",
      source: "SR-046; judgement: a living heart varies",
      clears: "A value that moves.",
      advice: "Look at the patient and at the monitor; count the pulse and compare."),
    InterlockRow(
      .sourceDifference, "source-difference", hazards: "H4", reason: "two monitors of the same patient disagree",
      rule: "When two sources of one signal differ by more than 4 % in SpO2 or 10 % of the lower heart rate for 60 s, or only "
        + "one of them has had a good value for 60 s, it alarms; the worse value counts meanwhile.",
      source: "SR-048",
      clears: "Both sources agree again.",
      advice: "Look which probe sits badly; count the pulse."),
    InterlockRow(
      .staleObservation, "stale-observation", hazards: "H4",
      reason: "a blood pressure or a score is due (vitals enter, score add)",
      rule: "A required blood pressure is due every 5 min in the first 30 min and for 15 min after an increase, then "
        + "every 15 min; a required score of sedation, distress or nausea every 15 min, one that asked for attention "
        + "too; sedation 5 min after a score that cut the rate. A pressure 2 min late alarms low, 5 min medium, and "
        + "pauses at twice its interval (20 min at most). Sedation alarms low at 17 min, medium at 20, pauses at 30; "
        + "distress at 17, 20 and 45; nausea at 17 and 30, without a pause. Nothing starts or resumes on one that is 2 "
        + "min late or was never made, and nothing is raised on a pressure that would be 2 min late at the higher rate.",
      source: "SR-044, SR-045, SR-051; clinical defaults, sections 2 and 4",
      clears: "A new blood pressure, a new score.",
      advice: "Measure and judge, then enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN, score add CHANNEL --scale "
        + "SCALE --value VALUE."),
  ]
}
