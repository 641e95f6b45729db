import Therapy

// Why an alarm is on: the rule behind its condition, the figures that were judged, and what ends it.

extension AlarmCondition {
  /// The interlocks that raise it: one, or several with the same alarm.
  public var interlocks: [Interlock] {
    switch self {
    case .oxygenSaturationLow, .oxygenSaturationWarning: [.oxygenSaturation]
    case .heartRateExtreme, .heartRateWarning: [.heartRate]
    case .respirationRateExtreme, .respirationRateWarning: [.respirationRate]
    case .apnea: [.apnea]
    case .endTidalExtreme, .endTidalWarning: [.endTidalCarbonDioxide]
    case .patientCall: [.patientCall]
    case .signalLost: [.staleSignal]
    case .sensorOff: [.sensorOff]
    case .signalFrozen: [.frozenSignal]
    case .sourcesDiffer, .sourceLost: [.sourceDifference]
    case .occlusion: [.occlusion]
    case .airInLine: [.airInLine]
    case .doorOpen: [.doorOpen]
    case .syringeRemoved: [.syringeRemoved]
    case .containerEmpty: [.containerEmpty]
    case .containerNearEmpty: [.containerNearEmpty]
    case .motorStalled: [.motor]
    case .batteryLow, .batteryEmpty: [.battery]
    case .mainsPowerLost: [.mainsPower]
    case .unknownPumpAlarm: [.unknownPumpAlarm]
    case .pumpFault, .pumpReminder: [.pumpFault]
    case .firmwareChanged: [.pumpFirmware]
    case .lineDisturbed: [.lineQuality]
    case .diskLow: [.disk]
    case .clockDisturbed: [.clock]
    case .filesChanged: [.configurationFiles]
    case .selfTestFailed: [.selfTest]
    case .annunciatorLost: [.annunciator]
    case .pumpSilent, .wrongDevice: [.pumpLink]
    case .pumpStoppedItself, .rateMismatch, .unexpectedFlow, .overInfusion: [.rateMismatch]
    case .pumpRefused: [.pumpRefusal]
    case .deliveryUncertain: [.uncertainDelivery]
    case .stopUnconfirmed: [.unconfirmedStop]
    case .rateLimited: [.doseRateLimit, .massRateLimit, .flowRateLimit]
    case .sessionMassReached: [.sessionMassLimit]
    case .leaseExpired, .controlLate: [.lease]
    case .journalUnavailable: [.journal]
    case .bloodPressureExtreme, .bloodPressureWarning: [.bloodPressure]
    case .oversedation, .sedationWarning: [.sedation]
    case .distressHigh, .distressAgain, .distressPrompt: [.distress]
    case .vomitingSedated, .nauseaPrompt: [.nausea]
    case .dissociationPrompt: [.dissociation]
    case .observationDue, .observationOverdue, .observationMissing: [.staleObservation]
    case .restGrowth: [.restGrowth]
    case .pumpBolus, .pumpKeepVeinOpen: [.pumpMode]
    case .localControl: [.localControl]
    case .pausePrompt, .pauseLong, .pauseOver: [.pauseTime]
    case .repeatedPauses: [.repeatedPause]
    case .predictedConcentrationHigh, .predictedConcentrationWarning: [.predictedConcentration]
    case .limitApproaching: [.limitApproach]
    case .holdPoint: [.holdPoint]
    case .volumeMismatch, .volumeExcess: [.volumeMismatch]
    }
  }

  /// Rule and source of the interlocks behind it, what ends the alarm, and what to do.
  public var explanation: Explanation {
    let rule = Explanation(joining: interlocks.map(\.explanation))
    // An alarm that is not latched ends with its cause; for the others a person's word is needed besides (SR-106).
    let end =
      latches
      ? "Then, when it was acknowledged too (alarm acknowledge), the alarm ends. An acknowledgement resumes nothing."
      : "The alarm ends with its cause."
    return Explanation(
      rule: rule.rule, source: "\(rule.source); alarm: SR-100, SR-106", clears: "\(rule.clears) \(end)",
      advice: "\(advice.prefix(1).uppercased())\(advice.dropFirst())\(advice.hasSuffix("?") ? "" : ".")")
  }

  /// The value that was judged and its limit, each with its unit; nil where the alarm has none.
  public func figures(value: Int64, limit: Int64) -> (value: String?, limit: String?) {
    switch self {
    case .oxygenSaturationLow, .oxygenSaturationWarning, .limitApproaching: ("\(value) %", "\(limit) %")
    case .heartRateExtreme, .heartRateWarning: ("\(value)/min", "\(limit)/min")
    case .respirationRateExtreme, .respirationRateWarning: ("\(value)/min", "\(limit)/min")
    case .endTidalExtreme, .endTidalWarning: ("\(value) mmHg", "\(limit) mmHg")
    case .signalLost:
      ("\(MonitoredSignal.read(value).name) for \(MonitoredSignal.read(value).seconds) s", "\(limit) s")
    case .sensorOff: (MonitoredSignal.read(value).name, "\(limit) s")
    case .apnea, .sourceLost, .pumpSilent, .deliveryUncertain, .stopUnconfirmed, .journalUnavailable:
      ("\(value) s", "\(limit) s")
    case .annunciatorLost: ("\(Figure.outputs(value).name) for \(Figure.outputs(value).seconds) s", "\(limit) s")
    case .signalFrozen: ("\(value) min", "\(limit) min")
    case .sourcesDiffer: ("\(value) apart", "\(limit) apart")
    case .lineDisturbed: ("\(value) damaged answers", "\(limit) damaged answers")
    case .firmwareChanged: (Figure.firmware(value), limit < 0 ? nil : Figure.firmware(limit))
    case .clockDisturbed: value == 0 ? (nil, "\(limit) s") : ("\(value) min", "\(limit) min")
    case .patientCall, .diskLow, .filesChanged, .selfTestFailed: (nil, nil)
    case .occlusion, .airInLine, .doorOpen, .syringeRemoved, .containerEmpty, .containerNearEmpty, .motorStalled, .batteryLow,
      .batteryEmpty, .mainsPowerLost, .unknownPumpAlarm, .pumpFault, .pumpReminder:
      PumpAlarms.names(in: value).isEmpty ? (nil, nil) : (PumpAlarms.names(in: value), nil)
    case .pumpRefused: (PumpRefusal(code: value)?.sentence, nil)
    case .pumpStoppedItself, .rateMismatch, .overInfusion, .rateLimited: (Figure.flow(value), Figure.flow(limit))
    // The order, of which twice as much is the limit.
    case .unexpectedFlow: (Figure.flow(value), "twice \(Figure.flow(limit))")
    case .sessionMassReached: (Figure.mass(value), Figure.mass(limit))
    // A link whose order ran out tells no time.
    case .leaseExpired: (value > limit ? "\(value) ms" : nil, "\(limit) ms")
    case .controlLate: ("\(value) ms", "\(limit) ms")
    case .bloodPressureExtreme, .bloodPressureWarning: (Figure.pressure(value), "\(limit) mmHg")
    case .oversedation, .sedationWarning, .distressHigh, .distressAgain, .distressPrompt, .nauseaPrompt, .dissociationPrompt,
      .vomitingSedated:
      (Figure.score(value), Figure.score(limit))
    case .observationDue, .observationOverdue, .observationMissing:
      ("\(Figure.observation(value).minutes) min", "\(limit) min")
    case .pausePrompt, .pauseLong, .pauseOver:
      ("\(value) min", "\(limit) min")
    case .restGrowth, .volumeMismatch, .volumeExcess: (Figure.volume(value), Figure.volume(limit))
    case .pumpBolus, .pumpKeepVeinOpen: (Figure.flow(value), Figure.flow(limit))
    case .repeatedPauses: ("\(value) pauses", "\(limit) pauses")
    case .predictedConcentrationHigh, .predictedConcentrationWarning: (Figure.plasma(value), Figure.plasma(limit))
    case .wrongDevice, .localControl, .holdPoint: (nil, nil)
    }
  }
}
