/// What the alarms of a channel, or of a room, ask lamps and sounders for.
public struct AlarmDemand: Hashable, Sendable, BitwiseCopyable {
  /// The highest priority of any alarm that is on; nil when none is.
  public var seen: AlarmPriority?
  /// The highest priority of any alarm that nobody has acknowledged; nil when none waits.
  public var heard: AlarmPriority?
  /// Whether the second contact was called for an alarm that still waits.
  public var callsSecondContact = false
  /// Whether an alarm was raised or became more urgent just now.
  public var isNew = false
  /// The highest priority among those that are to be heard at once; nil where none is.
  public var sounded: AlarmPriority?

  /// No alarm.
  @_noAllocation @_noLocks
  public init() {}

  /// Both demands together.
  @_noAllocation @_noLocks
  public func joined(_ other: AlarmDemand) -> AlarmDemand {
    var both = self
    both.seen = higher(seen, other.seen)
    both.heard = higher(heard, other.heard)
    both.sounded = higher(sounded, other.sounded)
    both.callsSecondContact = callsSecondContact || other.callsSecondContact
    both.isNew = isNew || other.isNew
    return both
  }

  /// Takes an event that has just happened.
  @_noAllocation @_noLocks
  public mutating func take(_ event: AlarmEvent) {
    switch event.change {
    // A call of the second contact is not silenced by whoever paused the audio and went away.
    case .raised, .escalated, .secondContact: isNew = true
    case .causeGone, .ended, .acknowledged, .reminded: break
    }
    if event.isSounded { sounded = higher(sounded, event.record.priority) }
  }
}

/// The higher of two priorities; nil is none.
@_noAllocation @_noLocks
func higher(_ one: AlarmPriority?, _ other: AlarmPriority?) -> AlarmPriority? {
  guard let one, let other else { return one ?? other }
  return one > other ? one : other
}
