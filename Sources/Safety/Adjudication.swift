public import Quantities
import Therapy

// THE place where a rate is allowed. `Permit` can only be made here, and a pump order with a rate above zero only from a permit.

/// The permission to run at one rate until one instant; made by `adjudicate` alone and spent once.
public struct Permit: ~Copyable {
  /// The permitted rate, above zero.
  public let rate: FlowRate
  /// The volume that may still be infused.
  public let vtbi: Volume
  /// When the permission dies unless it is renewed (SR-054).
  public let leaseUntil: Instant

  fileprivate init(rate: FlowRate, vtbi: Volume, leaseUntil: Instant) {
    self.rate = rate
    self.vtbi = vtbi
    self.leaseUntil = leaseUntil
  }

  /// Spends the permit for the pump order that it allows; `begins` when the pump is at rest and is to be started by it.
  @_noAllocation @_noLocks
  public consuming func redeem(sequence: UInt64, begins: Bool) -> PumpOrder {
    PumpOrder(sequence: sequence, rate: rate, vtbi: vtbi, leaseUntil: leaseUntil, isEngaged: true, begins: begins)
  }
}

/// What a pump's link is to bring about: an absolute target, never a change (SR-029).
public struct PumpOrder: Hashable, Sendable, BitwiseCopyable {
  /// Changes whenever rate, engagement or `clearsAlarms` change; a renewed lease keeps it.
  public let sequence: UInt64
  /// The rate; zero means stop.
  public let rate: FlowRate
  /// The volume to be infused from the moment that the pump takes the order; zero when stopped.
  public let vtbi: Volume
  /// When the order dies unless it is renewed.
  public let leaseUntil: Instant
  /// Whether a session holds the pump; when not, the link gives the pump back to its keypad once it is stopped.
  public let isEngaged: Bool
  /// Whether the pump is at rest and this order starts it. Any other rate is for a pump that runs: one that somebody has stopped
  /// at its keypad is not started again by a change of its rate, nor taken back from it (SR-022, SR-072).
  public let begins: Bool
  /// Whether the pump's latched alarms whose cause is gone are to be cleared, on an operator's word.
  public let clearsAlarms: Bool

  fileprivate init(
    sequence: UInt64, rate: FlowRate, vtbi: Volume, leaseUntil: Instant, isEngaged: Bool, begins: Bool = false,
    clearsAlarms: Bool = false
  ) {
    self.begins = begins
    self.sequence = sequence
    self.rate = rate
    self.vtbi = vtbi
    self.leaseUntil = leaseUntil
    self.isEngaged = isEngaged
    self.clearsAlarms = clearsAlarms
  }

  /// 0 mL/h for a pump that no session holds. Needs nothing.
  @_noAllocation @_noLocks
  public static func idle(sequence: UInt64, leaseUntil: Instant) -> PumpOrder {
    PumpOrder(sequence: sequence, rate: .zero, vtbi: .zero, leaseUntil: leaseUntil, isEngaged: false)
  }

  /// 0 mL/h for a pump that a session holds. Needs nothing.
  @_noAllocation @_noLocks
  public static func stop(sequence: UInt64, leaseUntil: Instant, clearsAlarms: Bool = false) -> PumpOrder {
    PumpOrder(
      sequence: sequence, rate: .zero, vtbi: .zero, leaseUntil: leaseUntil, isEngaged: true, clearsAlarms: clearsAlarms)
  }
}

/// The judgement of one channel at one instant.
public struct Verdict: ~Copyable {
  /// The highest response of any interlock.
  public private(set) var response = Response.proceed
  /// The interlock that demanded it; nil when none found anything.
  public private(set) var cause: Interlock?
  /// The fastest rate that any of them allows; what `reduce` cuts to.
  public fileprivate(set) var ceiling: FlowRate
  /// Every finding, by interlock.
  public private(set) var findings = InlineArray<54, Finding?>(repeating: nil)
  /// The interlocks whose finding raises an alarm.
  public private(set) var alarming = InterlockSet()
  /// The interlocks that demand 0 mL/h.
  private var demanding = InterlockSet()
  /// The interlocks that forbid a start.
  public private(set) var startBlockers = InterlockSet()
  /// The interlocks that keep the time before a resume from counting.
  public private(set) var resumeBlockers = InterlockSet()
  /// Whether something forbids a start without a word on how fast it may flow.
  fileprivate var holdsRate = false
  fileprivate var permit: Permit?

  /// The verdict before anything was found: what is requested may flow.
  @_noAllocation @_noLocks
  fileprivate init(requested: FlowRate) { ceiling = requested }

  /// Adds what an interlock found: the highest response and the lowest ceiling win.
  @inline(__always) @_noAllocation @_noLocks
  mutating func take(_ finding: Finding?, of interlock: Interlock) {
    // There is none nearly always: the question is not worth a call.
    if let finding { add(finding, of: interlock) }
  }

  @_noAllocation @_noLocks
  private mutating func add(_ finding: Finding, of interlock: Interlock) {
    findings[Int(interlock.rawValue)] = finding
    if finding.alarm != nil { alarming.insert(interlock) }
    if finding.response >= .pause { demanding.insert(interlock) }
    if finding.response > response { (response, cause) = (finding.response, interlock) }
    if let limit = finding.ceiling, limit < ceiling { ceiling = limit }
    if finding.blocksStart { startBlockers.insert(interlock) }
    if finding.blocksStart, finding.ceiling == nil { holdsRate = true }
    if finding.blocksResume { resumeBlockers.insert(interlock) }
  }

  /// Whether `interlock` demands 0 mL/h, be it the cause of the response or not.
  @_noAllocation @_noLocks
  public func demandsZero(_ interlock: Interlock) -> Bool { demanding.contains(interlock) }

  /// Takes the permit, if there is one; a second call gets nil.
  @_noAllocation @_noLocks
  public mutating func takePermit() -> Permit? {
    let taken = permit.take()
    return taken
  }
}

/// Judges a situation: every interlock is evaluated, the highest response and the lowest ceiling win, and at most one
/// permit is made, for no more than was requested (SR-001, SR-040, SR-052).
@_noAllocation @_noLocks
public func adjudicate(_ situation: Situation, memories: inout InterlockMemories) -> Verdict {
  var verdict = Verdict(requested: situation.requested)
  for index in 0..<Interlock.count {
    guard let interlock = Interlock(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
    interlock.evaluate(in: situation, memory: &memories.slots[index], &verdict)
  }
  // What forbids a start forbids a raise, also one that nobody confirms at this moment: a program's next step, or the end of a
  // ceiling, is a timer or a signal that would raise the rate (SR-020, SR-052).
  // Findings that set a ceiling of their own have said how fast it may flow.
  if verdict.holdsRate, situation.ordered < verdict.ceiling { verdict.ceiling = situation.ordered }
  verdict.permit = permit(in: situation, response: verdict.response, ceiling: verdict.ceiling)
  return verdict
}

/// The permit that this judgement allows; nil means 0 mL/h.
@_noAllocation @_noLocks
private func permit(in situation: Situation, response: Response, ceiling: FlowRate) -> Permit? {
  guard response < .pause, let order = situation.order else { return nil }
  let remaining = order.total.remaining(after: situation.deliveredAtMost)
  let rate = ceiling.roundedDown(to: situation.pumpResolution)
  guard rate > .zero, remaining > .zero else { return nil }
  // Whatever the interlocks say, what is permitted was requested and lies under every hard ceiling.
  precondition(rate <= situation.requested)
  precondition(rate <= order.hard.fastestFlow(for: order.weight, at: order.concentration))
  return Permit(rate: rate, vtbi: remaining, leaseUntil: situation.now + situation.lease)
}
