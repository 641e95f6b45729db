/// How urgently somebody must act; the order of the cases is their rank (SR-100).
public enum AlarmPriority: UInt8, Comparable, Sendable, BitwiseCopyable {
  case low, medium, high

  /// Orders by urgency.
  public static func < (lhs: AlarmPriority, rhs: AlarmPriority) -> Bool { lhs.rawValue < rhs.rawValue }

  /// The name for programs.
  public var name: String {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    }
  }

  /// The mark beside the text, so that color is never the only cue.
  public var mark: String {
    switch self {
    case .low: "!"
    case .medium: "!!"
    case .high: "!!!"
    }
  }
}

/// THE list of alarm conditions: what each is, how urgent, and whether it latches.
public enum AlarmCondition: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case oxygenSaturationLow, oxygenSaturationWarning
  case heartRateExtreme, heartRateWarning
  case signalLost, sensorOff
  case pumpLineAlarm, pumpFault, pumpAdvisory, pumpSilent, wrongDevice, pumpStoppedItself, pumpRefused
  case deliveryUncertain, rateMismatch, unexpectedFlow, stopUnconfirmed, rateLimited, sessionMassReached
  case leaseExpired, controlLate, journalUnavailable
  case bloodPressureExtreme, bloodPressureWarning, oversedation, sedationWarning, distressHigh, scorePrompt
  case observationDue, observationOverdue, observationMissing
  case restGrowth, pumpBolus, pumpKeepVeinOpen, localControl
  case pausePrompt, pauseLong, pauseOver, repeatedPauses
  case predictedConcentrationHigh, predictedConcentrationWarning, limitApproaching, holdPoint, volumeMismatch
  case distressAgain

  /// How many conditions there are.
  @inlinable public static var count: Int { 45 }

  /// The priority, from harm and speed of onset (SR-100); the rationale stands beside each group.
  public var priority: AlarmPriority {
    switch self {
    // Death or lasting harm within minutes if nobody acts.
    case .oxygenSaturationLow, .heartRateExtreme, .bloodPressureExtreme, .oversedation: .high
    case .predictedConcentrationHigh, .repeatedPauses, .distressAgain: .high
    case .unexpectedFlow, .stopUnconfirmed, .sessionMassReached: .high
    case .restGrowth, .pumpBolus, .pumpKeepVeinOpen: .high
    // Control of the drug is lost or unknown.
    case .pumpSilent, .wrongDevice, .pumpFault, .deliveryUncertain, .leaseExpired, .journalUnavailable: .high
    // The infusion is stopped or will be, or harm develops slowly; someone must come soon.
    case .oxygenSaturationWarning, .heartRateWarning, .signalLost, .sensorOff: .medium
    case .pumpLineAlarm, .pumpAdvisory, .pumpStoppedItself, .pumpRefused, .rateMismatch, .rateLimited: .medium
    case .bloodPressureWarning, .sedationWarning, .distressHigh, .observationOverdue, .observationMissing: .medium
    case .localControl, .pauseLong, .pauseOver, .predictedConcentrationWarning, .volumeMismatch: .medium
    // Nothing is wrong with patient or drug yet.
    case .controlLate, .scorePrompt, .observationDue, .pausePrompt, .limitApproaching, .holdPoint: .low
    }
  }

  /// Whether it stays until it was acknowledged and its cause is gone; otherwise it ends with its cause (SR-106).
  ///
  /// High alarms latch, and so do those whose own pause takes their cause away: they would vanish before anyone saw them.
  public var latches: Bool {
    switch self {
    case .oxygenSaturationLow, .heartRateExtreme, .unexpectedFlow, .stopUnconfirmed, .sessionMassReached: true
    case .pumpSilent, .wrongDevice, .pumpFault, .deliveryUncertain, .leaseExpired, .journalUnavailable: true
    case .pumpStoppedItself, .pumpRefused, .rateMismatch, .signalLost, .sensorOff: true
    case .bloodPressureExtreme, .oversedation, .predictedConcentrationHigh, .repeatedPauses: true
    case .restGrowth, .pumpBolus, .pumpKeepVeinOpen, .localControl, .observationMissing, .pauseOver: true
    case .volumeMismatch, .distressAgain: true
    case .oxygenSaturationWarning, .heartRateWarning, .pumpLineAlarm, .pumpAdvisory, .rateLimited, .controlLate: false
    case .bloodPressureWarning, .sedationWarning, .distressHigh, .scorePrompt, .observationDue, .observationOverdue: false
    case .pausePrompt, .pauseLong, .predictedConcentrationWarning, .limitApproaching, .holdPoint: false
    }
  }

  /// The stable code for programs.
  public var code: String {
    switch self {
    case .oxygenSaturationLow: "spo2-low"
    case .oxygenSaturationWarning: "spo2-warning"
    case .heartRateExtreme: "heart-rate-extreme"
    case .heartRateWarning: "heart-rate-warning"
    case .signalLost: "signal-lost"
    case .sensorOff: "sensor-off"
    case .pumpLineAlarm: "pump-line-alarm"
    case .pumpFault: "pump-fault"
    case .pumpAdvisory: "pump-advisory"
    case .pumpSilent: "pump-silent"
    case .wrongDevice: "wrong-device"
    case .pumpStoppedItself: "pump-stopped-itself"
    case .pumpRefused: "pump-refused"
    case .deliveryUncertain: "delivery-uncertain"
    case .rateMismatch: "rate-mismatch"
    case .unexpectedFlow: "unexpected-flow"
    case .stopUnconfirmed: "stop-unconfirmed"
    case .rateLimited: "rate-limited"
    case .sessionMassReached: "session-mass-reached"
    case .leaseExpired: "lease-expired"
    case .controlLate: "control-late"
    case .journalUnavailable: "journal-unavailable"
    case .bloodPressureExtreme: "blood-pressure-extreme"
    case .bloodPressureWarning: "blood-pressure-warning"
    case .oversedation: "oversedation"
    case .sedationWarning: "sedation-warning"
    case .distressHigh: "distress-high"
    case .scorePrompt: "score-prompt"
    case .observationDue: "observation-due"
    case .observationOverdue: "observation-overdue"
    case .observationMissing: "observation-missing"
    case .restGrowth: "rest-growth"
    case .pumpBolus: "pump-bolus"
    case .pumpKeepVeinOpen: "pump-keep-vein-open"
    case .localControl: "local-control"
    case .pausePrompt: "pause-prompt"
    case .pauseLong: "pause-long"
    case .pauseOver: "pause-over"
    case .repeatedPauses: "repeated-pauses"
    case .predictedConcentrationHigh: "predicted-concentration-high"
    case .predictedConcentrationWarning: "predicted-concentration-warning"
    case .limitApproaching: "limit-approaching"
    case .holdPoint: "hold-point"
    case .volumeMismatch: "volume-mismatch"
    case .distressAgain: "distress-again"
    }
  }
}
