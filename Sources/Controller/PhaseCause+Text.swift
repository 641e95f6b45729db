public import Safety

extension PhaseCause {
  /// The interlock that was the cause, if one was.
  public var interlock: Interlock? {
    guard case .interlock(let interlock) = self else { return nil }
    return interlock
  }

  /// The stable code for programs.
  public var code: String {
    switch self {
    case .command: "command"
    case .interlock(let interlock): "interlock-\(interlock.code)"
    case .journalDurable: "journal-durable"
    case .withdrawn: "withdrawn"
    case .flowObserved: "flow-observed"
    case .notStarted: "not-started"
    case .volumeReached: "volume-reached"
    case .durationReached: "duration-reached"
    case .counterBroke: "counter-broke"
    case .restart: "restart"
    case .recoveryOver: "recovery-over"
    case .inactivity: "inactivity"
    }
  }

  /// Why, for people.
  public var sentence: String {
    switch self {
    case .command: "asked for by a person"
    case .interlock(let interlock): interlock.reason
    case .journalDurable: "the confirmation is in the journal"
    case .withdrawn: "the start or resume was withdrawn before it acted"
    case .flowObserved: "the pump shows the ordered flow"
    case .notStarted: "the pump did not show the ordered flow in time"
    case .volumeReached: "the ordered volume is given, or may be"
    case .durationReached: "the ordered infusion time is over"
    case .counterBroke: "the pump restarted or its counter was cleared, so what it delivered is bounded, not known"
    case .restart: "the daemon restarted with this session open"
    case .recoveryOver: "the recovery time is over"
    case .inactivity: "nobody touched the prepared order for 15 min"
    }
  }
}
