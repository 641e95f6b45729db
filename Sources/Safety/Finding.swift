public import Quantities

/// What an interlock demands; the order of the cases is their precedence.
@frozen public enum Response: UInt8, Comparable, Sendable, BitwiseCopyable {
  /// Nothing changes.
  case proceed
  /// An alarm, the rate unchanged.
  case annunciate
  /// The rate may not exceed the finding's ceiling.
  case limitRate
  /// The rate is cut to the finding's ceiling, and stays there until a person raises it.
  case reduce
  /// 0 mL/h until an operator resumes.
  case pause
  /// 0 mL/h; this session gets no more drug.
  case stop

  /// Orders by precedence.
  @inlinable public static func < (lhs: Response, rhs: Response) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// What one interlock found in a situation.
public struct Finding: Sendable, BitwiseCopyable {
  /// What it demands.
  public var response: Response
  /// The highest rate that it allows; nil when it sets none. `pause` and `stop` mean zero without it.
  public var ceiling: FlowRate?
  /// Whether an infusion may not be started in this situation.
  public var blocksStart: Bool
  /// Whether the time before a resume does not count while this holds (SR-023).
  public var blocksResume: Bool
  /// The alarm condition that it raises.
  public var alarm: AlarmCondition?
  /// The value that was judged, in the alarm condition's unit.
  public var value: Int64
  /// The limit that it was judged against, in the same unit.
  public var limit: Int64
  /// What it is about, where one alarm may be about several things: a bit for each signal, figure, side or fault; 0 where there
  /// is one only. A thing that was not among them before is a new occurrence of the alarm.
  public var subject: UInt32 = 0

  /// This finding, about these things.
  @_noAllocation @_noLocks
  func about(_ subject: UInt32) -> Finding {
    var finding = self
    finding.subject = subject
    return finding
  }

  /// A finding; pausing and stopping findings block start and resume.
  public init(
    _ response: Response, ceiling: FlowRate? = nil, blocksStart: Bool = false, blocksResume: Bool = false,
    alarm: AlarmCondition?, value: Int64, limit: Int64
  ) {
    self.response = response
    self.ceiling = ceiling
    self.blocksStart = blocksStart || response >= .pause
    self.blocksResume = blocksResume || response >= .pause
    self.alarm = alarm
    self.value = value
    self.limit = limit
  }
}
