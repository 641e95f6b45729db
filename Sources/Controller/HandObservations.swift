import Quantities
public import Therapy

/// What persons entered about the patient of a channel: the newest score of each scale and the newest blood pressure, each
/// with who entered it.
public struct HandObservations: Sendable, BitwiseCopyable {
  /// The newest score of each scale.
  public private(set) var scores = ClinicalScores()
  /// The newest blood pressure.
  public private(set) var cuff: CuffReading?
  /// Who entered it.
  public private(set) var cuffBy: UserID?
  /// The blood pressures before the infusion (SR-059).
  public private(set) var baseline = PressureBaseline()
  private var scoreBy: InlineArray<9, UserID?> = InlineArray(repeating: nil)

  /// Nothing was entered yet.
  init() {}

  /// Who entered the newest score of `scale`.
  public func person(of scale: ClinicalScale) -> UserID? { scoreBy[Int(scale.rawValue)] }

  mutating func take(_ reading: ScoreReading, by user: UserID) {
    scores.take(reading)
    scoreBy[Int(reading.scale.rawValue)] = user
  }

  /// Takes a blood pressure; `spacing` is given while the baseline is still open.
  mutating func take(_ reading: CuffReading, by user: UserID, baselineSpacing spacing: Interval?) {
    cuff = reading
    cuffBy = user
    if let spacing { baseline.take(reading, spacing: spacing) }
  }
}
