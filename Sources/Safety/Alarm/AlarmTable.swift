/// THE table of alarms: one row for each condition, in the order of their list. Its code for programs and records; the harm that
/// may come if nobody acts, and how soon, from which its priority follows; whether it latches; why; and what people read
/// (SR-100, SR-106).
public enum AlarmTable {
  /// Every row.
  public static let rows: [AlarmRow] = circulation + mind + watching + drug + pump + link + machine + session
}

/// One row of the table of alarms.
public struct AlarmRow: Sendable {
  /// The condition.
  public let condition: AlarmCondition
  /// The stable code for programs and records.
  public let code: String
  /// What may happen if nobody acts.
  public let harm: AlarmHarm
  /// How soon.
  public let onset: AlarmOnset
  /// Whether the alarm stays until it was acknowledged and its cause is gone; otherwise it ends with its cause (SR-106).
  ///
  /// High alarms latch, and so do those whose own pause takes their cause away: they would vanish before anyone saw them.
  public let latches: Bool
  /// Why harm and onset are what they are.
  public let rationale: String
  /// What to do about it.
  public let advice: String
  /// What happened, of the judged value and its limit as the finding gave them.
  let sentence: @Sendable (Int64, Int64) -> String

  init(
    _ condition: AlarmCondition, _ code: String, _ harm: AlarmHarm, _ onset: AlarmOnset, latches: Bool = false,
    _ rationale: String, advice: String, _ sentence: @escaping @Sendable (_ value: Int64, _ limit: Int64) -> String
  ) {
    self.condition = condition
    self.code = code
    self.harm = harm
    self.onset = onset
    self.latches = latches
    self.rationale = rationale
    self.advice = advice
    self.sentence = sentence
  }

  /// The priority, which harm and onset ask for.
  public var priority: AlarmPriority { AlarmPriority(harm, onset) }
}
