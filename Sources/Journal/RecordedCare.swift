public import Controller
public import Quantities
public import Safety
public import Therapy

/// One time that a rate was cut automatically (SR-050).
public struct RecordedReduction: Hashable, Sendable {
  /// The rate that it was cut to.
  public let rate: FlowRate
  /// The interlock that demanded it.
  public let cause: Interlock
  /// When.
  public let moment: RecordedMoment
}

/// Something that a person observed and entered.
public struct RecordedObservation: Hashable, Sendable {
  /// What was observed.
  public enum Content: Hashable, Sendable {
    /// A value of a scale.
    case score(ClinicalScale, Int8)
    /// A blood pressure by cuff, mmHg.
    case cuff(systolic: Int32, diastolic: Int32, mean: Int32)
  }

  /// What was observed.
  public let content: Content
  /// Who entered it.
  public let by: UserID
  /// When it was entered.
  public let moment: RecordedMoment
}

/// One time that the patient was handed over (SR-126).
public struct RecordedHandover: Hashable, Sendable {
  /// Who had answered for the patient; nil where nobody had.
  public let from: UserID?
  /// Who took the patient.
  public let to: UserID
  /// When.
  public let moment: RecordedMoment
}

/// How a session came to its end, whatever happened to its record afterwards.
public enum SessionEnding: Hashable, Sendable {
  /// It may still get drug.
  case notYet
  /// It was closed before anything flowed.
  case neverStarted
  /// The ordered volume or time was reached.
  case completed(PhaseCause)
  /// It was stopped: by this person, or by nobody.
  case stopped(PhaseCause, by: UserID?)
  /// It was neither completed nor stopped when its record was closed.
  case leftOpen
}

extension SessionRecord {
  /// How the session ended.
  public var ending: SessionEnding {
    if let endCause {
      switch endCause {
      case .volumeReached, .durationReached: return .completed(endCause)
      case .command: return .stopped(endCause, by: stop?.by)
      case .interlock, .journalDurable, .withdrawn, .flowObserved, .notStarted, .counterBroke, .restart, .recoveryOver,
        .inactivity:
        return .stopped(endCause, by: nil)
      }
    }
    guard closed != nil else { return .notYet }
    return started == nil ? .neverStarted : .leftOpen
  }

  /// The command that closed the record; nil where nobody gave one, as for an order that was forgotten or replaced.
  public var closing: RecordedAction? {
    guard closed != nil else { return nil }
    return actions.last { $0.command == .close || $0.command == .closeEarly }
  }

  /// The command that stopped the session; nil where nobody gave one. A stop acts before its command, which names the person,
  /// is recorded.
  public var stop: RecordedAction? {
    guard let stopping, endCause == .command else { return nil }
    return actions.first { $0.command == .stop && $0.moment.sequence >= stopping.sequence }
  }
}
