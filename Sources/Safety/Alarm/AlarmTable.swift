/// THE table of alarms: one row for each condition, in the order of their list. Its code for programs and records; the harm that
/// may come if nobody acts, and how soon, from which its priority follows; whether it latches; and why (SR-100, SR-106).
public enum AlarmTable {
  /// Every row.
  public static let rows: [AlarmRow] = [
    // Breathing and circulation.
    AlarmRow(.oxygenSaturationLow, "spo2-low", .serious, .prompt, latches: true, "low saturation harms within minutes"),
    AlarmRow(.oxygenSaturationWarning, "spo2-warning", .serious, .delayed, "it may fall on, and there is time to look"),
    AlarmRow(
      .respirationRateExtreme, "respiration-rate-extreme", .serious, .prompt, latches: true,
      "breathing fails before the saturation falls"),
    AlarmRow(
      .respirationRateWarning, "respiration-rate-warning", .serious, .delayed,
      "it may slow further, and there is time to look"),
    AlarmRow(.apnea, "apnea", .serious, .immediate, latches: true, "no breath is seen"),
    AlarmRow(
      .endTidalExtreme, "etco2-extreme", .serious, .prompt, latches: true,
      "no breath, or carbon dioxide that is not breathed off"),
    AlarmRow(.endTidalWarning, "etco2-warning", .serious, .delayed, "breathing changes, and there is time to look"),
    AlarmRow(
      .heartRateExtreme, "heart-rate-extreme", .serious, .prompt, latches: true,
      "a rate that does not sustain the circulation for long"),
    AlarmRow(.heartRateWarning, "heart-rate-warning", .serious, .delayed, "it may go on, and there is time to look"),
    AlarmRow(
      .bloodPressureExtreme, "blood-pressure-extreme", .serious, .prompt, latches: true,
      "a pressure at which vessels or organs are harmed"),
    AlarmRow(
      .bloodPressureWarning, "blood-pressure-warning", .serious, .delayed,
      "it may go on, and there is time to measure again"),
    // Mind and comfort.
    AlarmRow(.oversedation, "oversedation", .serious, .prompt, latches: true, "breathing fails next"),
    AlarmRow(
      .sedationWarning, "sedation-warning", .serious, .delayed,
      "deeper sedation may follow, and the patient can still be roused"),
    AlarmRow(
      .vomitingSedated, "vomiting-sedated", .serious, .prompt, latches: true,
      "who is too drowsy to protect the airway may aspirate"),
    AlarmRow(.distressHigh, "distress-high", .reversible, .prompt, "distress lasts in memory, and is calmed in minutes"),
    AlarmRow(.distressAgain, "distress-again", .reversible, .immediate, latches: true, "half the rate was not enough"),
    AlarmRow(
      .patientCall, "patient-call", .reversible, .immediate, latches: true,
      "the patient asks for help now; why is not known"),
    AlarmRow(.distressPrompt, "distress-prompt", .minor, .prompt, "early comfort keeps the infusion tolerable"),
    AlarmRow(.nauseaPrompt, "nausea-prompt", .minor, .prompt, "an early remedy keeps the infusion tolerable"),
    AlarmRow(
      .dissociationPrompt, "dissociation-prompt", .minor, .prompt,
      "dissociation is expected; a high score asks for a look"),
    // Watching.
    AlarmRow(.signalLost, "signal-lost", .serious, .delayed, latches: true, "nobody watches; harm needs a second event"),
    AlarmRow(.sensorOff, "sensor-off", .serious, .delayed, latches: true, "nobody watches; harm needs a second event"),
    AlarmRow(.signalFrozen, "signal-frozen", .serious, .delayed, latches: true, "a value that never moves may be nobody's"),
    AlarmRow(.sourcesDiffer, "sources-differ", .serious, .delayed, "one of two sources is wrong, and the worse one acts"),
    AlarmRow(.sourceLost, "source-lost", .minor, .delayed, "the other source still watches"),
    AlarmRow(.observationDue, "observation-due", .minor, .delayed, "a look is due"),
    AlarmRow(.observationOverdue, "observation-overdue", .serious, .delayed, "nobody has looked for some time"),
    AlarmRow(.observationMissing, "observation-missing", .serious, .delayed, latches: true, "nobody has looked for long"),
    // Drug: too much, or not as ordered.
    AlarmRow(.unexpectedFlow, "unexpected-flow", .serious, .prompt, latches: true, "free flow of a sedative"),
    AlarmRow(.restGrowth, "rest-growth", .serious, .prompt, latches: true, "drug that nobody ordered"),
    AlarmRow(.pumpBolus, "pump-bolus", .serious, .prompt, latches: true, "drug that nobody ordered"),
    AlarmRow(.pumpKeepVeinOpen, "pump-keep-vein-open", .serious, .prompt, latches: true, "drug that nobody ordered"),
    AlarmRow(.stopUnconfirmed, "stop-unconfirmed", .serious, .prompt, latches: true, "the infusion may run on"),
    AlarmRow(
      .sessionMassReached, "session-mass-reached", .serious, .prompt, latches: true,
      "the most that a session may hold is in the patient"),
    AlarmRow(
      .predictedConcentrationHigh, "predicted-concentration-high", .serious, .prompt, latches: true,
      "about this concentration patients sleep"),
    AlarmRow(.predictedConcentrationWarning, "predicted-concentration-warning", .serious, .delayed, "it rises towards sleep"),
    AlarmRow(.volumeMismatch, "volume-mismatch", .serious, .delayed, latches: true, "two accounts of the drug disagree"),
    AlarmRow(
      .rateMismatch, "rate-mismatch", .serious, .delayed, latches: true,
      "another rate than ordered, neither free flow nor none"),
    AlarmRow(.rateLimited, "rate-limited", .serious, .delayed, "an order above a hard limit was let through and held"),
    AlarmRow(.pumpStoppedItself, "pump-stopped-itself", .reversible, .prompt, latches: true, "pain returns"),
    AlarmRow(.limitApproaching, "limit-approaching", .minor, .delayed, "a limit will end the infusion"),
    // Pump.
    AlarmRow(.occlusion, "occlusion", .reversible, .prompt, "pain returns, and pressure is stored in the line"),
    AlarmRow(.airInLine, "air-in-line", .serious, .delayed, "the pump has stopped; air must not go on"),
    AlarmRow(.doorOpen, "door-open", .reversible, .prompt, "the pump has stopped; the line may run free when it is taken out"),
    AlarmRow(.syringeRemoved, "syringe-removed", .reversible, .prompt, "the pump has stopped; the syringe may siphon"),
    AlarmRow(.containerEmpty, "container-empty", .reversible, .immediate, latches: true, "nothing flows, and air may follow"),
    AlarmRow(.containerNearEmpty, "container-near-empty", .reversible, .prompt, "pain returns when it is empty"),
    AlarmRow(
      .motorStalled, "motor-stalled", .reversible, .immediate, latches: true,
      "the pump cannot deliver, nor show what it did"),
    AlarmRow(.batteryEmpty, "battery-empty", .serious, .prompt, latches: true, "the pump goes dark, and control with it"),
    AlarmRow(.batteryLow, "battery-low", .reversible, .prompt, "minutes are left to find a socket"),
    AlarmRow(.mainsPowerLost, "mains-power-lost", .minor, .delayed, "the battery carries on"),
    AlarmRow(.pumpFault, "pump-fault", .serious, .prompt, latches: true, "what a faulty pump delivers is not known"),
    AlarmRow(
      .unknownPumpAlarm, "unknown-pump-alarm", .serious, .prompt, latches: true,
      "what nobody knows is taken for the worst"),
    AlarmRow(.pumpReminder, "pump-reminder", .minor, .prompt, "the pump waits for somebody"),
    AlarmRow(.pumpRefused, "pump-refused", .reversible, .prompt, latches: true, "the infusion is not as ordered"),
    AlarmRow(.localControl, "local-control", .serious, .delayed, latches: true, "whoever is at the pump is in control of it"),
    // Link.
    AlarmRow(.pumpSilent, "pump-silent", .serious, .prompt, latches: true, "what cannot be heard cannot be stopped"),
    AlarmRow(.wrongDevice, "wrong-device", .serious, .prompt, latches: true, "the pump at the patient is not under control"),
    AlarmRow(
      .firmwareChanged, "firmware-changed", .serious, .prompt, latches: true,
      "another pump, or one that was never tested with this"),
    AlarmRow(.deliveryUncertain, "delivery-uncertain", .serious, .prompt, latches: true, "drug may flow that nobody counts"),
    AlarmRow(.lineDisturbed, "line-disturbed", .minor, .delayed, "answers are lost now and then"),
    // This machine.
    AlarmRow(.leaseExpired, "lease-expired", .serious, .prompt, latches: true, "nobody judged for a while"),
    AlarmRow(.controlLate, "control-late", .minor, .delayed, "judging was late once"),
    AlarmRow(.selfTestFailed, "self-test-failed", .serious, .prompt, latches: true, "what judges may be broken"),
    AlarmRow(
      .journalUnavailable, "journal-unavailable", .serious, .prompt, latches: true,
      "a restart would not know what was given"),
    AlarmRow(.diskLow, "disk-low", .serious, .delayed, "the journal will stop"),
    AlarmRow(.clockDisturbed, "clock-disturbed", .minor, .delayed, "only the times in the record are doubtful"),
    AlarmRow(.filesChanged, "files-changed", .serious, .delayed, "what was approved and what is loaded are not the same"),
    AlarmRow(.annunciatorLost, "annunciator-lost", .serious, .delayed, latches: true, "the next alarm may not be heard"),
    // Session.
    AlarmRow(.pausePrompt, "pause-prompt", .minor, .delayed, "a pause may have been forgotten"),
    AlarmRow(.pauseLong, "pause-long", .reversible, .prompt, "pain returns"),
    AlarmRow(.pauseOver, "pause-over", .reversible, .prompt, latches: true, "the infusion has lost its plan"),
    AlarmRow(.repeatedPauses, "repeated-pauses", .serious, .prompt, latches: true, "the cause was not understood"),
    AlarmRow(.holdPoint, "hold-point", .minor, .delayed, "the program waits for a person"),
  ]
}

/// One row of the table of alarms.
public struct AlarmRow: Sendable {
  /// The condition.
  public let condition: AlarmCondition
  /// The stable code for programs and records.
  public let code: String
  /// What may happen if nobody acts.
  public let harm: AlarmHarm
  /// How soon.
  public let onset: AlarmOnset
  /// Whether the alarm stays until it was acknowledged and its cause is gone; otherwise it ends with its cause (SR-106).
  ///
  /// High alarms latch, and so do those whose own pause takes their cause away: they would vanish before anyone saw them.
  public let latches: Bool
  /// Why harm and onset are what they are.
  public let rationale: String

  init(
    _ condition: AlarmCondition, _ code: String, _ harm: AlarmHarm, _ onset: AlarmOnset, latches: Bool = false,
    _ rationale: String
  ) {
    self.condition = condition
    self.code = code
    self.harm = harm
    self.onset = onset
    self.latches = latches
    self.rationale = rationale
  }

  /// The priority, which harm and onset ask for.
  public var priority: AlarmPriority { AlarmPriority(harm, onset) }
}
