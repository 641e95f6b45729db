public import Quantities

/// One blood pressure by cuff, in mmHg.
public struct CuffReading: Hashable, Sendable, BitwiseCopyable {
  /// Systolic.
  public let systolic: Int32
  /// Diastolic.
  public let diastolic: Int32
  /// Mean.
  public let mean: Int32
  /// When it was entered or received; ages count from here (SR-045).
  public let at: Instant

  /// A reading that a living patient can have, or nil: systolic 30...300 above diastolic 10...200, the mean not outside them
  /// (SR-047: anything else is missing, not extreme).
  @_noAllocation @_noLocks
  public init?(systolic: Int32, diastolic: Int32, mean: Int32, at: Instant) {
    guard systolic >= 30, systolic <= 300, diastolic >= 10, diastolic <= 200, systolic > diastolic else { return nil }
    guard mean >= diastolic, mean <= systolic else { return nil }
    self.systolic = systolic
    self.diastolic = diastolic
    self.mean = mean
    self.at = at
  }
}

/// The blood pressures before the infusion that later ones are compared with (SR-059).
public struct PressureBaseline: Hashable, Sendable, BitwiseCopyable {
  private var first: CuffReading?
  private var second: CuffReading?

  /// No reading yet.
  @_noAllocation @_noLocks
  public init() {}

  /// How old the readings may be when the infusion starts: the pressure of an hour ago is another patient's (judgement).
  public static var life: Interval { @_noAllocation @_noLocks get { .minutes(60) } }

  /// Takes a reading: it is a second one when it comes `spacing` or more after one of the last hour.
  @_noAllocation @_noLocks
  public mutating func take(_ reading: CuffReading, spacing: Interval) {
    if let newest = second, reading.at.since(newest.at) >= spacing { (first, second) = (newest, nil) }
    guard let begun = first, reading.at.since(begun.at) <= Self.life else {
      (first, second) = (reading, nil)
      return
    }
    if reading.at.since(begun.at) >= spacing { second = reading }
  }

  /// Whether there are two readings, the older one of the last hour.
  @_noAllocation @_noLocks
  public func isComplete(at now: Instant) -> Bool {
    guard let first, case .some = second else { return false }
    return now.since(first.at) <= Self.life
  }

  /// The mean of both systolic readings; nil without two.
  public var systolic: Int32? {
    @_noAllocation @_noLocks get {
      guard let first, let second else { return nil }
      return (first.systolic + second.systolic) / 2
    }
  }
}
