public import Quantities
public import Safety
public import Therapy

/// Why a command was refused: finite, with a stable code and a sentence for an operator.
public enum Refusal: Hashable, Sendable, BitwiseCopyable {
  /// Not possible in this phase.
  case wrongPhase(SessionPhase)
  /// A stop is latched.
  case stopLatched
  /// No such token, used already, or voided by a stop, pause or restart.
  case tokenUnknown
  /// The token is older than 60 s.
  case tokenExpired
  /// The session changed after the read-back.
  case tokenStale
  /// The token belongs to another person.
  case tokenOfAnother
  /// Above a hard limit that nobody can exceed.
  case aboveHardLimit(LimitKind, limit: Int64)
  /// The drug in the patient would come to a higher level than is allowed (SR-055).
  case predictedTooHigh(PlasmaConcentration, limit: PlasmaConcentration)
  /// Below a hard limit of the drug library: taken for a slip (SR-005).
  case belowHardLimit(LimitKind, limit: Int64)
  /// Beyond a soft limit, and no physician has approved it (SR-003).
  case approvalMissing(LimitKind, limit: Int64)
  /// Above the second-person threshold, and no other clinician has confirmed it (SR-004).
  case secondPersonMissing
  /// The second person is the first one.
  case samePerson
  /// An approval or a second person that nothing asks for.
  case nothingToConfirm
  /// Confirmed less than 0.5 s after the read-back (SR-021).
  case tokenTooFresh
  /// The confirmation was taken more than 2 s ago (SR-029).
  case commandExpired
  /// More than five times the rate of now (SR-122).
  case ratioTooLarge(FlowRate)
  /// The last increase was too short a time ago; this time is missing (SR-009).
  case tooSoonAfterIncrease(Interval)
  /// The pump has not yet been read to run as ordered before.
  case notReadBack
  /// Two blood pressures before the infusion are missing (SR-059).
  case baselineMissing
  /// A blood pressure after the pause is missing (SR-023).
  case pressureAfterPauseMissing
  /// Above this rate respiration must be watched, and nothing here can (SR-044).
  case respirationNotWatched(DoseRate)
  /// The program is not at a hold point.
  case notAtHoldPoint
  /// The recovery time is not over; this time is missing (SR-034).
  case recoveryNotOver(Interval)
  /// Nobody has handed this patient over to whoever wants to take it.
  case handoverNotOffered
  /// Only who answers for the patient hands the patient over (SR-126).
  case notResponsible
  /// The scale or the cuff has no such value.
  case implausibleObservation
  /// The rate is zero after rounding down to the pump's resolution.
  case rateTooLow
  /// The pump cannot run this fast.
  case abovePumpRange(FlowRate)
  /// A resume faster than before the pause.
  case aboveRateBeforePause(FlowRate)
  /// Required signals have not been normal for long enough; this time is missing.
  case holdNotOver(Interval)
  /// Interlocks forbid it.
  case blocked(InterlockSet)
  /// What the pump did is uncertain and nobody has reconciled it.
  case needsReconcile
  /// The pump is not known to be at 0 mL/h.
  case notAtZero
  /// The cause of a pump alarm is still present.
  case pumpAlarmPresent
  /// The pump is not heard.
  case pumpNotHeard
  /// The patient has an open session on another channel.
  case patientBusy
  /// The order may only run on simulated devices.
  case simulationOnly
  /// The journal did not have the command within 2 s (SR-029).
  case journalLate
  /// Another command waits for the journal.
  case anotherPending
  /// A stop or pause came in between.
  case overtaken
  /// No alarm with this number is on.
  case unknownAlarm
  /// Nothing is left of the order.
  case nothingLeft
  /// No alarm waits for an answer, so there is no audio to pause.
  case noAlarmSounds
  /// An alarm waits for an answer: a test would not be told apart from it.
  case alarmSounding
  /// The alarm test is not over, or none was begun.
  case alarmTestNotOver
  /// An alarm came, or an output was lost, while the test ran.
  case alarmTestDisturbed
  /// An alarm output does not work.
  case annunciatorLost
  /// Nobody has tested the alarm outputs since the daemon started (SR-020, SR-112).
  case alarmsNotTested
  /// Limits that cannot be set (SR-042).
  case limit(LimitedSignal, LimitFault)
}

/// Which limit a refusal speaks of.
public enum LimitKind: UInt8, Sendable, BitwiseCopyable {
  case doseRate, massRate, flowRate, sessionMass, duration, stepUp, sessions, predictedConcentration
  case leastDoseRate, leastMassRate, leastDuration

  /// Whether it is a limit from below.
  public var isFloor: Bool {
    switch self {
    case .leastDoseRate, .leastMassRate, .leastDuration: true
    case .doseRate, .massRate, .flowRate, .sessionMass, .duration, .stepUp, .sessions, .predictedConcentration: false
    }
  }
}

/// A set of limits.
public struct LimitKinds: Hashable, Sendable, BitwiseCopyable {
  private var bits: UInt16 = 0

  /// No limit.
  public init() {}

  /// The limits of the set.
  public var members: [LimitKind] { (0..<UInt8(UInt16.bitWidth)).compactMap(LimitKind.init(rawValue:)).filter(contains) }

  /// Whether the set holds this limit.
  public func contains(_ kind: LimitKind) -> Bool { bits & 1 << UInt16(kind.rawValue) != 0 }
  /// Adds a limit.
  public mutating func insert(_ kind: LimitKind) { bits |= 1 << UInt16(kind.rawValue) }
}

extension Refusal {
  /// The stable code for programs.
  public var code: String {
    switch self {
    case .wrongPhase: "wrong-phase"
    case .stopLatched: "stop-latched"
    case .tokenUnknown: "token-unknown"
    case .tokenExpired: "token-expired"
    case .tokenStale: "token-stale"
    case .tokenOfAnother: "token-of-another"
    case .aboveHardLimit: "above-hard-limit"
    case .predictedTooHigh: "predicted-too-high"
    case .belowHardLimit: "below-hard-limit"
    case .approvalMissing: "approval-missing"
    case .secondPersonMissing: "second-person-missing"
    case .samePerson: "same-person"
    case .nothingToConfirm: "nothing-to-confirm"
    case .tokenTooFresh: "token-too-fresh"
    case .commandExpired: "command-expired"
    case .ratioTooLarge: "ratio-too-large"
    case .tooSoonAfterIncrease: "too-soon-after-increase"
    case .notReadBack: "not-read-back"
    case .baselineMissing: "baseline-missing"
    case .pressureAfterPauseMissing: "pressure-after-pause-missing"
    case .respirationNotWatched: "respiration-not-watched"
    case .notAtHoldPoint: "not-at-hold-point"
    case .recoveryNotOver: "recovery-not-over"
    case .handoverNotOffered: "handover-not-offered"
    case .notResponsible: "not-responsible"
    case .implausibleObservation: "implausible-observation"
    case .rateTooLow: "rate-too-low"
    case .abovePumpRange: "above-pump-range"
    case .aboveRateBeforePause: "above-rate-before-pause"
    case .holdNotOver: "hold-not-over"
    case .blocked: "blocked"
    case .needsReconcile: "needs-reconcile"
    case .notAtZero: "not-at-zero"
    case .pumpAlarmPresent: "pump-alarm-present"
    case .pumpNotHeard: "pump-not-heard"
    case .patientBusy: "patient-busy"
    case .simulationOnly: "simulation-only"
    case .journalLate: "journal-late"
    case .anotherPending: "another-pending"
    case .overtaken: "overtaken"
    case .unknownAlarm: "unknown-alarm"
    case .nothingLeft: "nothing-left"
    case .noAlarmSounds: "no-alarm-sounds"
    case .alarmSounding: "alarm-sounding"
    case .alarmTestNotOver: "alarm-test-not-over"
    case .alarmTestDisturbed: "alarm-test-disturbed"
    case .annunciatorLost: "annunciator-lost"
    case .alarmsNotTested: "alarms-not-tested"
    case .limit: "limit-refused"
    }
  }

  /// What an operator reads: what is the matter and what to do.
  public var sentence: String {
    switch self {
    case .wrongPhase(let phase): "Not possible while the channel is \(phase.name). \(phase.advice)"
    case .stopLatched: "The channel was stopped and the stop is latched. When all is well: session reset CHANNEL."
    case .tokenUnknown: Sentence.tokenUnknown
    case .tokenExpired: "This token is older than 60 s. Prepare again and read the answer anew."
    case .tokenStale: "The session changed after this token was given. Prepare again and read the answer anew."
    case .tokenOfAnother: "This token was given to another person. Whoever reads back must confirm."
    case .aboveHardLimit(let kind, let limit): Sentence.aboveHardLimit(kind, limit)
    case .predictedTooHigh(let level, let limit): Sentence.predictedTooHigh(level, limit)
    case .belowHardLimit(let kind, let limit):
      "Below the lowest \(kind.text(limit)) of the drug library. Check weight, concentration, rate and duration."
    case .approvalMissing(let kind, let limit):
      "\(kind.isFloor ? "Below" : "Above") the soft limit of \(kind.text(limit)): a physician has to approve it with the same "
        + "token: session approve CHANNEL --token T --reason TEXT.\(kind.otherwise)"
    case .secondPersonMissing: Sentence.secondPersonMissing
    case .samePerson: "The second person must be another one than whoever read back."
    case .nothingToConfirm: "Nothing here asks for this confirmation."
    case .tokenTooFresh: Sentence.tokenTooFresh
    case .commandExpired: "The confirmation reached the controller more than 2 s late, so nothing was raised. Prepare again."
    case .ratioTooLarge(let rate):
      "More than five times the rate of now, which is \(rate): taken for a slip. Check the number and its unit."
    case .tooSoonAfterIncrease(let left):
      "The last increase was too short a time ago. The next one is possible in \(left.spoken)."
    case .notReadBack: "The pump has not yet been read to run as last ordered. Wait a moment and try again."
    case .baselineMissing: Sentence.baselineMissing
    case .pressureAfterPauseMissing: Sentence.pressureAfterPauseMissing
    case .respirationNotWatched(let rate):
      "Above \(rate) respiration must be watched, and no monitor of this channel does. Enter less."
    case .notAtHoldPoint: "The program is not at a hold point: its step is not over, or no faster step comes."
    case .recoveryNotOver(let left):
      "The patient must be watched for another \(left.spoken). A physician may end it early: session close CHANNEL --reason TEXT."
    case .handoverNotOffered: Sentence.handoverNotOffered
    case .notResponsible: "Another person answers for this patient, and only they hand over: handover CHANNEL --to NAME."
    case .implausibleObservation: "This is no value that the scale or a living patient has. Look again and enter it anew."
    case .rateTooLow: Sentence.rateTooLow
    case .abovePumpRange(let rate): "The pump cannot run faster than \(rate)."
    case .aboveRateBeforePause(let rate): "A resume may not be faster than the \(rate) before the pause."
    case .holdNotOver(let left):
      "Required signals must be normal for longer before a resume: \(left.wholeSeconds + 1) s are missing."
    case .blocked(let set): "Not now: \(set.members.map(\.reason).joined(separator: "; "))."
    case .needsReconcile: "What the pump delivered is not settled. Look at the pump, then: session reconcile CHANNEL."
    case .notAtZero: "The pump has not been seen to obey the last stop. Wait a moment; if it stays so, press the pump's own stop."
    case .pumpAlarmPresent: "The pump still has the cause of an alarm. Remove it at the pump, then: session reconcile CHANNEL."
    case .pumpNotHeard: "The pump is not heard. Check cable, power and inventory."
    case .patientBusy: "This patient has an open session on another channel."
    case .simulationOnly: "This protocol or library entry is for simulation only; not every device of the channel is simulated."
    case .journalLate: "The journal did not record the command within 2 s, so nothing was started. Try again."
    case .anotherPending: "Another command is being carried out. Wait for it."
    case .overtaken: "A stop, a pause or a lower rate came in between; nothing was raised."
    case .unknownAlarm: "No alarm with this number is on. See: alarm list."
    case .nothingLeft: "Nothing is left of the order."
    case .limit(let signal, let fault): fault.sentence(of: signal)
    case .noAlarmSounds, .alarmSounding, .alarmTestNotOver, .alarmTestDisturbed, .annunciatorLost, .alarmsNotTested: ofAlarms
    }
  }
}

extension Refusal {
  /// The sentences of refusals about alarms and their test.
  private var ofAlarms: String {
    switch code {
    case "no-alarm-sounds": "No alarm waits for an answer: there is no audio to pause."
    case "alarm-sounding":
      "An alarm waits for an answer, and a test would not be told apart from it. See: alarm list; then: alarm acknowledge ID."
    case "alarm-test-not-over":
      "No alarm test was begun, or it is not over. Begin it with: alarm test; listen and look to its end."
    case "alarm-test-disturbed":
      "An alarm came, or an output was lost, while the test ran. When that is over, begin the test anew: alarm test."
    case "annunciator-lost":
      "A loudspeaker or signal tower does not work. Look at it and its cable; then begin the test anew: alarm test."
    case _: "Nobody has seen and heard the alarms since this daemon started. Nothing flows before: alarm test."
    }
  }
}

/// The longer sentences.
private enum Sentence {
  static let tokenUnknown =
    "This token does nothing here: mistyped, used, of another command, replaced by a newer read-back, or void after a stop, a "
    + "pause or a restart. Nothing changed. Prepare again."
  static let secondPersonMissing =
    "Two clinicians have to confirm this: another one than you gives the same token: session second CHANNEL --token T."
  static let tokenTooFresh =
    "Confirmed within 0.5 s of the read-back: nobody reads that fast. Read it and confirm again with the same token."
  static func aboveHardLimit(_ kind: LimitKind, _ limit: Int64) -> String {
    switch kind {
    case .stepUp: "Above the hard limit of \(kind.text(limit)), which nobody can exceed. Raise in smaller steps."
    case .sessions:
      "This patient has had \(kind.text(limit)), the most that anybody may have. Wait until one is longer ago."
    case .doseRate, .massRate, .flowRate, .sessionMass, .duration, .predictedConcentration, .leastDoseRate, .leastMassRate,
      .leastDuration:
      "Above the hard limit of \(kind.text(limit)), which nobody can exceed. Check weight, concentration, rate and duration."
    }
  }
  static func predictedTooHigh(_ level: PlasmaConcentration, _ limit: PlasmaConcentration) -> String {
    // Rounded up, so that it never reads as equal to the limit.
    let level = PlasmaConcentration(picogramsPerMilliliter: level.picogramsPerMilliliter + 99).text(decimals: 1)
    return "The drug in the patient would come to a predicted \(level) by the highest of four models, above the hard limit of "
      + "\(limit), which nobody can exceed. Lower the rate or shorten the infusion."
  }
  static let baselineMissing =
    "Two blood pressures before the infusion are needed, 5 min apart and not older than 60 min: vitals enter CHANNEL --nibp "
    + "SYS/DIA/MEAN. Then prepare again."
  static let pressureAfterPauseMissing =
    "A blood pressure taken after the pause began is needed: vitals enter CHANNEL --nibp SYS/DIA/MEAN."
  static let rateTooLow =
    "Too low: rounded down to the pump's resolution the rate is 0 mL/h. To stop the flow: session pause CHANNEL."
  static let handoverNotOffered =
    "Nobody has handed this patient over to you in the last 5 min. Ask for it: handover CHANNEL --to YOU."
}

extension LimitKind {
  /// What spares the approval, for people; empty where nothing that is entered does.
  fileprivate var otherwise: String {
    if isFloor { return " Or enter more." }
    switch self {
    case .sessions, .predictedConcentration: return ""
    case .doseRate, .massRate, .flowRate, .sessionMass, .duration, .stepUp, .leastDoseRate, .leastMassRate, .leastDuration:
      return " Or enter less."
    }
  }

  /// A limit of this kind, in its own unit, as text.
  public func text(_ limit: Int64) -> String {
    switch self {
    case .doseRate: DoseRate(baseUnits: limit).description
    case .massRate: MassRate(baseUnits: limit).description
    case .flowRate: FlowRate(baseUnits: limit).description
    case .sessionMass: "\(Mass(baseUnits: limit)) per session"
    case .duration, .leastDuration: Interval(baseUnits: limit).spoken
    case .stepUp: "\(DoseRate(baseUnits: limit)) for one step up"
    case .sessions: "\(limit) sessions in 14 days"
    case .predictedConcentration: "a predicted \(PlasmaConcentration(baseUnits: limit))"
    case .leastDoseRate: DoseRate(baseUnits: limit).description
    case .leastMassRate: MassRate(baseUnits: limit).description
    }
  }
}
