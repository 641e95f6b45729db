// What each interlock's file says in its first lines, for a person who asks why it acted or forbids.

extension Interlock {
  /// Rule, source, what ends it, and what to do.
  public var explanation: Explanation {
    switch self {
    case .doseRateLimit: .doseRateLimit
    case .massRateLimit: .massRateLimit
    case .flowRateLimit: .flowRateLimit
    case .sessionMassLimit: .sessionMassLimit
    case .oxygenSaturation: .oxygenSaturation
    case .heartRate: .heartRate
    case .staleSignal: .staleSignal
    case .sensorOff: .sensorOff
    case .pumpAlarm: .pumpAlarm
    case .pumpLink: .pumpLink
    case .pumpRefusal: .pumpRefusal
    case .uncertainDelivery: .uncertainDelivery
    case .rateMismatch: .rateMismatch
    case .unconfirmedStop: .unconfirmedStop
    case .lease: .lease
    case .journal: .journal
    case .bloodPressure: .bloodPressure
    case .sedation: .sedation
    case .distress: .distress
    case .scorePrompt: .scorePrompt
    case .staleObservation: .staleObservation
    case .restGrowth: .restGrowth
    case .pumpMode: .pumpMode
    case .localControl: .localControl
    case .pauseTime: .pauseTime
    case .repeatedPause: .repeatedPause
    case .predictedConcentration: .predictedConcentration
    case .limitApproach: .limitApproach
    case .holdPoint: .holdPoint
    case .volumeMismatch: .volumeMismatch
    }
  }
}

// MARK: - Limits

extension Explanation {
  fileprivate static let doseRateLimit = Explanation(
    rule: "No rate is above the drug library's hard limit in mg/kg/h.", source: "SR-001, SR-002; the drug library",
    clears: "It ends when the rate asked for is at or below the limit.",
    advice: "Check weight and library entry; the order should have been refused when it was prepared.")

  fileprivate static let massRateLimit = Explanation(
    rule: "No rate is above the drug library's hard limit in mg/h.", source: "SR-001, SR-002; the drug library",
    clears: "It ends when the rate asked for is at or below the limit.",
    advice: "Check weight and library entry; the order should have been refused when it was prepared.")

  fileprivate static let flowRateLimit = Explanation(
    rule: "No rate is above the drug library's hard limit in mL/h for this concentration.",
    source: "SR-001, SR-002; the drug library", clears: "It ends when the rate asked for is at or below the limit.",
    advice: "Check the concentration on the container against the library entry.")

  fileprivate static let sessionMassLimit = Explanation(
    rule: "What may have been given in a session never exceeds its hard limit in mg, nor that in mg/kg; unknown counts as given.",
    source: "SR-002, SR-010, SR-012; the drug library", clears: "Nothing: this session gets no more drug.",
    advice: "Watch the patient, keep the record, and start nothing again today without a physician.")

  fileprivate static let predictedConcentration = Explanation(
    rule: "A predicted concentration in plasma above the hard limit (640 ng/mL) pauses, above the soft one (250 ng/mL) warns.",
    source: "SR-001, SR-055, SR-056; clinical defaults, sections 3 and 4",
    clears: "A prediction 5 % below the limit.",
    advice: "Watch sedation and breathing; lower the rate: session set-rate CHANNEL RATE.")

  fileprivate static let limitApproach = Explanation(
    rule: "At 90 % of the hard limit on the session's drug, its infusion time or the predicted concentration a notice comes.",
    source: "SR-123; the drug library", clears: "It ends with the infusion.", advice: "Plan the end of the infusion.")
}

// MARK: - Patient

extension Explanation {
  fileprivate static let oxygenSaturation = Explanation(
    rule: "SpO2 below 90 % for 10 s, or below 85 % for 5 s, pauses the infusion; below 94 % for 15 s warns.",
    source: "SR-040, SR-041; clinical defaults, section 4",
    clears: "A good value of 92 % or more for 30 s ends the pause's cause, 96 % or more for 30 s the warning.",
    advice: "Look at the patient, open the airway, give oxygen, check the probe. A person resumes, and only after the hold time.")

  fileprivate static let heartRate = Explanation(
    rule: "A heart rate below 40/min or above 150/min for 10 s pauses; below 50/min or above 120/min for 15 s warns.",
    source: "SR-040, SR-041; clinical defaults, section 4",
    clears: "A good value that is 5/min inside the limit for 60 s.",
    advice: "Look at the patient, take a blood pressure, check the probe. A person resumes, and only after the hold time.")

  fileprivate static let staleSignal = Explanation(
    rule: "A required signal without a good value for 10 s alarms, for 30 s pauses; nothing starts when its last one is 3 s old.",
    source: "SR-020, SR-045, SR-046; clinical defaults, section 4",
    clears: "Good values of every required signal; a doubtful value does not count.",
    advice: "Look at the patient first, then at probe, cable and monitor.")

  fileprivate static let sensorOff = Explanation(
    rule: "A monitor that says that the sensor of a required signal is off alarms at once and pauses after 10 s.",
    source: "SR-045, SR-046; clinical defaults, section 4", clears: "A good value for 3 s.",
    advice: "Look at the patient, put the probe back on or change its place.")

  fileprivate static let bloodPressure = Explanation(
    rule: "Systolic below 90 or above 180 mmHg, diastolic below 40 or above 110, mean below 60 or above 130 pauses when a "
      + "second reading agrees or none comes within 2 min; systolic below 80 or above 200 mmHg pauses at once. Systolic below "
      + "95 or above 160 mmHg or 30 % above the baseline, diastolic below 50 or above 100, mean below 65 or above 115 warns. "
      + "Nothing starts at 180/110 mmHg or more.",
    source: "SR-040, SR-041, SR-059; clinical defaults, section 4",
    clears: "A reading inside the limit: the systolic pressure by 10 mmHg, the others by 5 mmHg.",
    advice: "Look at the patient, measure again at once and enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN.")

  fileprivate static let sedation = Explanation(
    rule: "POSS 3 cuts the rate to half; POSS 4, RASS -4 or lower or +4, MOAA/S 2 or lower stop; RASS -3 or +3, MOAA/S 3 pause; "
      + "RASS -2 or +2, MOAA/S 4 warn. The newest sedation score decides, of two of the same moment the worse one.",
    source: "SR-044, SR-050; clinical defaults, section 4", clears: "A better score; nothing is raised or resumed before it.",
    advice: "Rouse the patient, look at the breathing, judge again within 5 min and enter it: score add CHANNEL --scale POSS "
      + "--value VALUE.")

  fileprivate static let distress = Explanation(
    rule: "Distress of 7 or more, on its scale of 0 to 10, cuts the rate to half.",
    source: "clinical defaults, section 4",
    clears: "A score below 7; nothing is raised or resumed before it.",
    advice: "Calm the patient; pause if the patient asks for it (session pause CHANNEL); judge again and enter it: score add "
      + "CHANNEL --scale distress --value VALUE.")

  fileprivate static let scorePrompt = Explanation(
    rule: "Distress or nausea of 4 or more, CADSS of 17 or more, CADSS-6 of 6 or more ask for attention; the rate does not "
      + "change.",
    source: "clinical defaults, section 4", clears: "A lower score.",
    advice: "Ask the patient; a physician may order a remedy. Judge again: score add CHANNEL --scale SCALE --value VALUE.")

  fileprivate static let staleObservation = Explanation(
    rule: "A required blood pressure is due every 5 min in the first 30 min and for 15 min after an increase, then every 15 "
      + "min; a required sedation score every 15 min, 5 min after one that cut the rate. 2 min late alarms low, 5 min medium; a "
      + "pressure of twice its interval (20 min at most) or a score of 30 min pauses. Nothing starts or resumes on one that is "
      + "2 min late or was never made, and nothing is raised on a pressure that would be 2 min late at the higher rate.",
    source: "SR-044, SR-045, SR-051; clinical defaults, sections 2 and 4", clears: "A new blood pressure, a new sedation score.",
    advice: "Measure and judge, then enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN, score add CHANNEL --scale SCALE "
      + "--value VALUE.")
}

// MARK: - Pump

extension Explanation {
  fileprivate static let pumpAlarm = Explanation(
    rule: "Any alarm of the pump pauses, live or latched; what it only announces (near empty, on battery) is passed on.",
    source: "SR-064", clears: "A pump that shows no alarm: remove the cause, then reconcile clears what the pump has latched.",
    advice: "Go to the pump, remove the cause, then: session reconcile CHANNEL.")

  fileprivate static let pumpLink = Explanation(
    rule: "A pump not heard for 3 s alarms, for 10 s pauses; another device at its address stops; nothing starts unheard.",
    source: "SR-060, SR-061, SR-062, SR-069", clears: "The right pump is heard again and somebody has reconciled.",
    advice: "Press the pump's own stop, then look at cable and power; when it is heard again: session reconcile CHANNEL.")

  fileprivate static let pumpRefusal = Explanation(
    rule: "An order that the pump certainly refused pauses; it is not sent again by itself.", source: "SR-062",
    clears: "The next order that the pump takes.",
    advice: "Read the pump's display, remove the cause, then prepare the resume again: session prepare-resume CHANNEL --reason "
      + "TEXT.")

  fileprivate static let uncertainDelivery = Explanation(
    rule: "While it is unknown whether the pump executed a command nothing is raised; after 3 s the infusion pauses.",
    source: "SR-061", clears: "A reading that shows what the pump did, and then a reconcile.",
    advice: "Look at the pump's own display; when the link is back: session reconcile CHANNEL.")

  fileprivate static let rateMismatch = Explanation(
    rule: "A reported rate off by more than 0.5 mL/h and 5 % for 30 s warns, for 60 s pauses; more than twice the order, or no "
      + "flow where flow is ordered, pauses after 2 s.",
    source: "SR-016, SR-063", clears: "The pump reports the ordered rate.",
    advice: "Go to the pump and compare its display with the order; press its own stop if it runs too fast.")

  fileprivate static let volumeMismatch = Explanation(
    rule: "When what the pump counted and what the ordered rates add up to differ by more than 0.5 mL and 5 % for 60 s, it "
      + "alarms; by more than 1 mL and 10 %, it pauses.",
    source: "SR-011", clears: "A reconcile, which accepts the pump's account.",
    advice: "Compare the pump's display and the container with the status; then: session reconcile CHANNEL.")

  fileprivate static let unconfirmedStop = Explanation(
    rule: "When 0 mL/h is ordered and no reading confirms it within 3 s, or readings show flow for 2 s, an alarm tells it.",
    source: "SR-028", clears: "A reading of 0 mL/h that began after the stop was sent.",
    advice: "Press the pump's own stop, clamp the line, then see why the pump does not answer.")

  fileprivate static let restGrowth = Explanation(
    rule: "A pump at rest under 0 mL/h whose counter grows by more than 0.1 mL alarms; nothing starts before a reconcile.",
    source: "SR-063", clears: "A reconcile.",
    advice: "Press the pump's own stop, clamp the line, look who is at the pump; then: session reconcile CHANNEL.")

  fileprivate static let pumpMode = Explanation(
    rule: "A pump that gives a bolus or keeps the vein open by itself is paused, in whatever phase: neither is ever ordered "
      + "here.",
    source: "SR-013, SR-033", clears: "The pump leaves that mode.",
    advice: "Press the pump's own stop, clamp the line, switch both modes off at the pump; then: session reconcile CHANNEL.")

  fileprivate static let localControl = Explanation(
    rule: "When somebody takes the pump at its own keypad, the session lets go of it and alarms.", source: "SR-072",
    clears: "A reconcile, when the pump is at 0 mL/h.",
    advice: "Agree with whoever is at the pump; when it is at 0 mL/h: session reconcile CHANNEL.")
}

// MARK: - Control and time

extension Explanation {
  fileprivate static let lease = Explanation(
    rule: "Control that was interrupted for more than 3 s, or a link whose order ran out, pauses; 0.5 s late alarms.",
    source: "SR-054, SR-081", clears: "Control that moves again; a person resumes.",
    advice: "Look at the patient; find out why the machine was held up before resuming.")

  fileprivate static let journal = Explanation(
    rule: "While the journal cannot be written nothing starts; for 5 s it alarms, for 30 s it pauses.",
    source: "SR-089, SR-131", clears: "It ends by itself when writing works again.",
    advice: "Look for a full or failed disk, or tell whoever looks after this machine.")

  fileprivate static let pauseTime = Explanation(
    rule: "A pause prompts at 3, 10 and 30 min; longer than 120 min ends the session.",
    source: "SR-025; clinical defaults, section 4", clears: "A resume or a stop.",
    advice: "Resume (session prepare-resume CHANNEL --reason TEXT) or stop (session stop CHANNEL). After 30 min a resume needs "
      + "the full checks of a start and a second person.")

  fileprivate static let repeatedPause = Explanation(
    rule: "Three pauses that no person asked for in 10 min, or five in a session, stop it.",
    source: "SR-026; clinical defaults, section 4", clears: "Nothing: this session gets no more drug.",
    advice: "Watch the patient; find the cause before anything is ordered anew.")

  fileprivate static let holdPoint = Explanation(
    rule: "A program whose next step is faster waits at the end of its step: no timer raises a rate.", source: "SR-009, SR-052",
    clears: "Somebody confirms the next step, or the program ends.",
    advice: "Judge the patient; then: session next-step CHANNEL. Or leave the rate as it is.")
}
