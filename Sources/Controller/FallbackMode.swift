/// What a session falls back to when it cannot go on as ordered: one word for people, with what begins it, what ends it and what
/// a person must do (SR-086).
public enum FallbackMode: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Drug flows as ordered, or is about to.
  case normal
  /// Drug flows at a rate that was cut automatically.
  case reduced
  /// 0 mL/h; a person may resume.
  case paused
  /// What the pump does or did is not known.
  case linkLost
  /// The pump is in somebody's hands; nothing here controls it.
  case manual
  /// No more drug in this session.
  case stopped

  /// The name as people and programs read it.
  public var name: String {
    switch self {
    case .normal: "NORMAL"
    case .reduced: "REDUCED"
    case .paused: "PAUSED"
    case .linkLost: "LINK-LOST"
    case .manual: "MANUAL"
    case .stopped: "STOPPED"
    }
  }

  /// What begins it.
  public var entry: String {
    switch self {
    case .normal: "A start or resume was confirmed, or a person raised a reduced rate again."
    case .reduced: "A score of sedation or distress cut the rate to half."
    case .paused: "An interlock or a person asked for 0 mL/h, or a person reconciled; the session may go on later."
    case .linkLost: "The pump was lost while it may have been running, or the daemon restarted with the session open."
    case .manual: "Somebody took the pump at its own keypad."
    case .stopped: "A stop was asked for, an interlock stopped, or volume, time or the longest pause ended the session."
    }
  }

  /// What ends it.
  public var exit: String {
    switch self {
    case .normal: "A cut of the rate, a pause, a stop, a lost pump, a hand at its keypad, or the end of the order."
    case .reduced: "A raise by a person, a pause, a stop, or the end of the order. Never by itself."
    case .paused: "A resume or a stop by a person; after 120 min it ends the session. Never a resume by itself."
    case .linkLost: "A reconcile by a person who has looked at the pump, or a stop."
    case .manual: "A reconcile by a person when the pump is at 0 mL/h, or a stop."
    case .stopped: "The end of the record; this session gets no more drug."
    }
  }

  /// What a person must do.
  public var advice: String {
    switch self {
    case .normal: "Watch the patient; enter scores and pressures as they fall due."
    case .reduced: "Judge the patient again and enter the score; raise only when the patient is awake and calm."
    case .paused: "Look at the patient and find the cause; resume with a read-back, or stop."
    case .linkLost: "Press the pump's own stop; look at pump, cable and power; then reconcile."
    case .manual: "Agree with whoever is at the pump; bring it to 0 mL/h, then reconcile."
    case .stopped: "Watch the patient until the recovery time is over; reset a latched stop; then close the record."
    }
  }

  /// The phases that it is made of.
  public var phases: [SessionPhase] { SessionPhase.allCases.filter { $0.fallbackMode == self } }
}

extension SessionPhase {
  /// The mode that this phase belongs to; nil where no session has begun to infuse.
  public var fallbackMode: FallbackMode? {
    switch self {
    case .idle, .prepared, .awaitingApproval, .awaitingSecondPerson, .closed: nil
    case .awaitingJournal, .starting, .infusing: .normal
    case .reduced: .reduced
    case .pausing, .paused: .paused
    // A restart is a lost link from this side: the pump was alone for a while, and a person has to look.
    case .linkLost, .interrupted: .linkLost
    case .manual: .manual
    case .stopping, .stopped, .recovering, .completed: .stopped
    }
  }
}
