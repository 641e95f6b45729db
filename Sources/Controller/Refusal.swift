public import Quantities
public import Safety
import Therapy

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
  /// Above a soft limit, which needs a physician's confirmation.
  case aboveSoftLimit(LimitKind, limit: Int64)
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
  /// The pause lasted longer than 30 minutes (SR-025).
  case pausedTooLong
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
}

/// Which limit a refusal speaks of.
public enum LimitKind: UInt8, Sendable, BitwiseCopyable {
  case doseRate, massRate, flowRate, sessionMass, duration
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
    case .aboveSoftLimit: "above-soft-limit"
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
    case .pausedTooLong: "paused-too-long"
    case .journalLate: "journal-late"
    case .anotherPending: "another-pending"
    case .overtaken: "overtaken"
    case .unknownAlarm: "unknown-alarm"
    case .nothingLeft: "nothing-left"
    }
  }

  /// What an operator reads: what is the matter and what to do.
  public var sentence: String {
    switch self {
    case .wrongPhase(let phase): "Not possible while the channel is \(phase.name). \(phase.advice)"
    case .stopLatched: "The channel was stopped and the stop is latched. When all is well: session reset."
    case .tokenUnknown:
      "This token does nothing here: mistyped, used, of another command, replaced by a newer read-back, or void after a stop, "
        + "a pause or a restart. Nothing changed. Prepare again."
    case .tokenExpired: "This token is older than 60 s. Prepare again and read the answer anew."
    case .tokenStale: "The session changed after this token was given. Prepare again and read the answer anew."
    case .tokenOfAnother: "This token was given to another person. Whoever reads back must confirm."
    case .aboveHardLimit(let kind, let limit):
      "Above the hard limit of \(kind.text(limit)), which nobody can exceed. Check weight, concentration, rate and duration."
    case .aboveSoftLimit(let kind, let limit):
      "Above the soft limit of \(kind.text(limit)). Check weight, concentration, rate and duration, and enter less; "
        + "a physician's confirmation is not offered by this version."
    case .rateTooLow: "Too low: rounded down to the pump's resolution the rate is 0 mL/h. To stop the flow: session pause."
    case .abovePumpRange(let rate): "The pump cannot run faster than \(rate)."
    case .aboveRateBeforePause(let rate): "A resume may not be faster than the \(rate) before the pause."
    case .holdNotOver(let left):
      "Required signals must be normal for longer before a resume: \(left.wholeSeconds + 1) s are missing."
    case .blocked(let set): "Not now: \(set.members.map(\.reason).joined(separator: "; "))."
    case .needsReconcile: "What the pump delivered is not settled. Look at the pump, then: session reconcile."
    case .notAtZero: "The pump is not known to be at 0 mL/h."
    case .pumpAlarmPresent: "The pump still has the cause of an alarm. Remove it at the pump, then: session reconcile."
    case .pumpNotHeard: "The pump is not heard. Check cable, power and inventory."
    case .patientBusy: "This patient has an open session on another channel."
    case .simulationOnly: "This protocol or library entry is for simulation only; not every device of the channel is simulated."
    case .pausedTooLong: "The pause lasted longer than 30 min. Close this session and prepare a new one."
    case .journalLate: "The journal did not record the command within 2 s, so nothing was started. Try again."
    case .anotherPending: "Another command is being carried out. Wait for it."
    case .overtaken: "A stop or pause came in between; nothing was raised."
    case .unknownAlarm: "No alarm with this number is on. See: alarm list."
    case .nothingLeft: "Nothing is left of the order."
    }
  }
}

extension SessionPhase {
  /// What can be done in this phase, for whoever asked for something else.
  fileprivate var advice: String {
    switch self {
    case .idle: "No session is open: session prepare."
    case .prepared: "Next: session start, or session close."
    case .awaitingJournal, .starting: "Wait until it infuses, or: session pause, session stop."
    case .infusing: "Possible: session set-rate, session pause, session stop."
    case .pausing, .stopping: "Wait until the pump shows 0 mL/h."
    case .paused: "Possible: session prepare-resume, session stop, session close."
    case .stopped: "This session gets no more drug: session close; then session reset."
    case .completed: "The session is complete: session close."
    case .interrupted: "Look at the pump, then: session reconcile."
    }
  }
}

extension LimitKind {
  /// A limit of this kind, in its own unit, as text.
  public func text(_ limit: Int64) -> String {
    switch self {
    case .doseRate: DoseRate(baseUnits: limit).description
    case .massRate: MassRate(baseUnits: limit).description
    case .flowRate: FlowRate(baseUnits: limit).description
    case .sessionMass: "\(Mass(baseUnits: limit)) per session"
    case .duration: "\(limit / 60_000_000_000) min"
    }
  }
}
