/// How urgently somebody must act; the order of the cases is their rank (SR-100).
public enum AlarmPriority: UInt8, CaseIterable, Comparable, Sendable, BitwiseCopyable {
  case low, medium, high

  /// Orders by urgency.
  @inlinable public static func < (lhs: AlarmPriority, rhs: AlarmPriority) -> Bool { lhs.rawValue < rhs.rawValue }

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

/// What may happen to the patient if nobody acts.
public enum AlarmHarm: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Death, or harm that stays.
  case serious
  /// Harm that passes: pain, distress, an infusion lost.
  case reversible
  /// Discomfort, or nothing yet.
  case minor
}

/// How soon that may happen.
public enum AlarmOnset: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Before anybody can think about it.
  case immediate
  /// Within minutes.
  case prompt
  /// Later, or only when something else happens too.
  case delayed
}

extension AlarmPriority {
  /// THE matrix: the priority that harm and onset ask for (SR-100; IEC 60601-1-8 as open sources give it).
  @_noAllocation @_noLocks
  public init(_ harm: AlarmHarm, _ onset: AlarmOnset) {
    switch (harm, onset) {
    case (.serious, .immediate), (.serious, .prompt), (.reversible, .immediate): self = .high
    case (.serious, .delayed), (.reversible, .prompt), (.minor, .immediate): self = .medium
    case (.reversible, .delayed), (.minor, .prompt), (.minor, .delayed): self = .low
    }
  }
}
