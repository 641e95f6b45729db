import Controller
import Quantities
import Safety

/// A refusal with everything that it carries, and the sentence that the operator read.
struct RefusalBody: Codable {
  let code: String
  let sentence: String
  private var phase: RecordName<SessionPhase>?
  private var limitKind: RecordName<LimitKind>?
  private var limit: String?
  private var rate: QuantityText<FlowRate>?
  private var doseRate: QuantityText<DoseRate>?
  private var missing: QuantityText<Interval>?
  private var interlocks: [RecordName<Interlock>]?
  private var limitFault: LimitFaultBody?
  private var predicted: QuantityText<PlasmaConcentration>?
  private var ceiling: QuantityText<PlasmaConcentration>?

  /// The refusals that carry nothing.
  private static let plain: [Refusal] = [
    .stopLatched, .tokenUnknown, .tokenExpired, .tokenStale, .tokenOfAnother, .rateTooLow, .needsReconcile, .notAtZero,
    .pumpAlarmPresent, .pumpNotHeard, .patientBusy, .simulationOnly, .journalLate, .anotherPending, .overtaken, .unknownAlarm,
    .nothingLeft, .secondPersonMissing, .samePerson, .nothingToConfirm, .tokenTooFresh, .commandExpired, .notReadBack,
    .baselineMissing, .pressureAfterPauseMissing, .notAtHoldPoint, .handoverNotOffered, .notResponsible,
    .implausibleObservation, .noAlarmSounds, .alarmSounding, .alarmTestNotOver, .alarmTestDisturbed, .annunciatorLost,
    .alarmsNotTested,
  ]

  init(_ refusal: Refusal) {
    code = refusal.code
    sentence = refusal.sentence
    switch refusal {
    case .wrongPhase(let phase): self.phase = RecordName(phase)
    case .aboveHardLimit(let kind, let limit), .belowHardLimit(let kind, let limit), .approvalMissing(let kind, let limit):
      limitKind = RecordName(kind)
      self.limit = kind.recordText(limit)
    case .predictedTooHigh(let level, let limit): (predicted, ceiling) = (QuantityText(level), QuantityText(limit))
    case .abovePumpRange(let rate), .aboveRateBeforePause(let rate), .ratioTooLarge(let rate): self.rate = QuantityText(rate)
    case .respirationNotWatched(let rate): doseRate = QuantityText(rate)
    case .holdNotOver(let missing), .tooSoonAfterIncrease(let missing), .recoveryNotOver(let missing):
      self.missing = QuantityText(missing)
    case .blocked(let set): interlocks = set.members.map(RecordName.init)
    case .limit(let signal, let fault): limitFault = LimitFaultBody(signal, fault)
    case .stopLatched, .tokenUnknown, .tokenExpired, .tokenStale, .tokenOfAnother, .rateTooLow, .needsReconcile, .notAtZero,
      .pumpAlarmPresent, .pumpNotHeard, .patientBusy, .simulationOnly, .journalLate, .anotherPending, .overtaken,
      .unknownAlarm, .nothingLeft, .secondPersonMissing, .samePerson, .nothingToConfirm, .tokenTooFresh, .commandExpired,
      .notReadBack, .baselineMissing, .pressureAfterPauseMissing, .notAtHoldPoint, .handoverNotOffered, .notResponsible,
      .implausibleObservation, .noAlarmSounds, .alarmSounding, .alarmTestNotOver, .alarmTestDisturbed, .annunciatorLost,
      .alarmsNotTested:
      break
    }
  }

  /// The refusal; throws when the code is unknown or what it carries is missing.
  func refusal() throws(BodyFault) -> Refusal {
    if let plain = Self.plain.first(where: { $0.code == code }) { return plain }
    var carried: [Refusal] = []
    if let phase { carried.append(.wrongPhase(phase.value)) }
    if let kind = limitKind?.value, let limit {
      let limit = try kind.baseUnits(recordText: limit)
      carried += [
        .aboveHardLimit(kind, limit: limit), .belowHardLimit(kind, limit: limit), .approvalMissing(kind, limit: limit),
      ]
    }
    if let rate {
      carried += [.abovePumpRange(rate.value), .aboveRateBeforePause(rate.value), .ratioTooLarge(rate.value)]
    }
    if let predicted, let ceiling { carried.append(.predictedTooHigh(predicted.value, limit: ceiling.value)) }
    if let doseRate { carried.append(.respirationNotWatched(doseRate.value)) }
    if let missing {
      carried += [.holdNotOver(missing.value), .tooSoonAfterIncrease(missing.value), .recoveryNotOver(missing.value)]
    }
    if let interlocks {
      var set = InterlockSet()
      for interlock in interlocks { set.insert(interlock.value) }
      carried.append(.blocked(set))
    }
    if let (signal, fault) = try limitFault?.refused() { carried.append(.limit(signal, fault)) }
    guard let refusal = carried.first(where: { $0.code == code }) else {
      throw BodyFault(detail: "unknown or incomplete refusal \(code)")
    }
    return refusal
  }
}

extension LimitKind {
  /// A limit of this kind as an exact quantity.
  fileprivate func recordText(_ limit: Int64) -> String {
    switch self {
    case .doseRate: DoseRate(baseUnits: limit).description
    case .massRate: MassRate(baseUnits: limit).description
    case .flowRate: FlowRate(baseUnits: limit).description
    case .sessionMass: Mass(baseUnits: limit).description
    case .duration, .leastDuration: Interval(baseUnits: limit).description
    case .stepUp, .leastDoseRate: DoseRate(baseUnits: limit).description
    case .leastMassRate: MassRate(baseUnits: limit).description
    case .predictedConcentration: PlasmaConcentration(baseUnits: limit).description
    case .sessions: "\(limit)"
    }
  }

  fileprivate func baseUnits(recordText text: String) throws(BodyFault) -> Int64 {
    do throws(QuantityError) {
      switch self {
      case .doseRate: return try DoseRate(parsing: text).baseUnits
      case .massRate: return try MassRate(parsing: text).baseUnits
      case .flowRate: return try FlowRate(parsing: text).baseUnits
      case .sessionMass: return try Mass(parsing: text).baseUnits
      case .duration, .leastDuration: return try Interval(parsing: text).baseUnits
      case .stepUp, .leastDoseRate: return try DoseRate(parsing: text).baseUnits
      case .leastMassRate: return try MassRate(parsing: text).baseUnits
      case .predictedConcentration: return try PlasmaConcentration(parsing: text).baseUnits
      case .sessions: if let count = Int64(text), count >= 0 { return count }
      }
    } catch {
      throw BodyFault(detail: error.description)
    }
    throw BodyFault(detail: "not a count: \(text.prefix(40))")
  }
}
