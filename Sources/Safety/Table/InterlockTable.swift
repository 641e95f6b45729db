/// THE table of interlocks: of each its code, the hazards that it stands against, and what a person reads about it.
public enum InterlockTable {
  /// Every row, in the order of the list.
  public static let rows: [InterlockRow] = dose + patient + watching + pump + delivery + link + machine + session
}

/// One row of the table of interlocks.
public struct InterlockRow: Sendable {
  /// The interlock.
  public let interlock: Interlock
  /// The stable code for programs and records.
  public let code: String
  /// The hazards of docs/HAZARDS.md that it stands against, for example `H4`.
  public let hazards: String
  /// Why it acts or forbids, in a few words.
  public let reason: String
  /// Rule, source, what ends it, and what to do.
  public let explanation: Explanation

  init(
    _ interlock: Interlock, _ code: String, hazards: String, reason: String, rule: String, source: String, clears: String,
    advice: String
  ) {
    self.interlock = interlock
    self.code = code
    self.hazards = hazards
    self.reason = reason
    explanation = Explanation(rule: rule, source: source, clears: clears, advice: advice)
  }
}

extension Interlock {
  /// The interlock's row of the table.
  public var row: InterlockRow { InterlockTable.rows[Int(rawValue)] }

  /// The stable code for programs.
  public var code: String { row.code }

  /// Why this interlock acts or forbids, in a few words.
  public var reason: String { row.reason }

  /// Rule, source, what ends it, and what to do.
  public var explanation: Explanation { row.explanation }
}
