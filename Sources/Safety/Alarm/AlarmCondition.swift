/// THE list of alarm conditions; `AlarmTable` says of each how urgent it is, and why.
///
/// Programs and journals know conditions by their code; the order is nobody's concern.
public enum AlarmCondition: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  // Breathing and circulation.
  case oxygenSaturationLow, oxygenSaturationWarning, respirationRateExtreme, respirationRateWarning, apnea, endTidalExtreme
  case endTidalWarning, heartRateExtreme, heartRateWarning, bloodPressureExtreme, bloodPressureWarning
  // Mind and comfort.
  case oversedation, sedationWarning, vomitingSedated, distressHigh, distressAgain, patientCall, distressPrompt
  case nauseaPrompt, dissociationPrompt
  // Watching.
  case signalLost, sensorOff, signalFrozen, sourcesDiffer, sourceLost, observationDue, observationOverdue, observationMissing
  // Drug: too much, or not as ordered.
  case unexpectedFlow, restGrowth, pumpBolus, pumpKeepVeinOpen, stopUnconfirmed, sessionMassReached
  case predictedConcentrationHigh, predictedConcentrationWarning, volumeMismatch, rateMismatch, rateLimited
  case pumpStoppedItself, limitApproaching
  // Pump.
  case occlusion, airInLine, doorOpen, syringeRemoved, containerEmpty, containerNearEmpty, motorStalled, batteryEmpty
  case batteryLow, mainsPowerLost, pumpFault, unknownPumpAlarm, pumpReminder, pumpRefused, localControl
  // Link.
  case pumpSilent, wrongDevice, firmwareChanged, deliveryUncertain, lineDisturbed
  // This machine.
  case leaseExpired, controlLate, selfTestFailed, journalUnavailable, diskLow, clockDisturbed, filesChanged, annunciatorLost
  // Session.
  case pausePrompt, pauseLong, pauseOver, repeatedPauses, holdPoint

  /// How many conditions there are.
  @inlinable public static var count: Int { 74 }
}

extension AlarmCondition {
  /// The condition's row of the table.
  public var row: AlarmRow { AlarmTable.rows[Int(rawValue)] }

  /// The priority, from harm and onset (SR-100).
  public var priority: AlarmPriority { row.priority }

  /// Whether it stays until it was acknowledged and its cause is gone (SR-106).
  public var latches: Bool { row.latches }

  /// The stable code for programs.
  public var code: String { row.code }
}
