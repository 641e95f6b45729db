// What the phases have in common. Each is an exhaustive switch: a new phase is led here by the compiler.

extension SessionPhase {
  /// The same phase; written out, because what the step calls must not use a conformance of the library.
  @_noAllocation @_noLocks
  public static func == (lhs: SessionPhase, rhs: SessionPhase) -> Bool { lhs.rawValue == rhs.rawValue }

  /// Whether a rate above zero may be ordered in this phase.
  public var allowsFlow: Bool {
    @_noAllocation @_noLocks get {
      switch self {
      case .starting, .infusing, .reduced: true
      case .idle, .prepared, .awaitingApproval, .awaitingSecondPerson, .awaitingJournal, .pausing, .paused, .stopping, .stopped,
        .linkLost, .manual, .recovering, .completed, .interrupted, .closed:
        false
      }
    }
  }

  /// Whether the pump was seen to infuse and nothing has asked for zero since.
  public var isInfusing: Bool { @_noAllocation @_noLocks get { self == .infusing || self == .reduced } }

  /// Whether no session is open.
  public var hasNoSession: Bool { @_noAllocation @_noLocks get { self == .idle || self == .closed } }

  /// Whether a session is open.
  public var isSessionOpen: Bool { @_noAllocation @_noLocks get { !hasNoSession } }

  /// Whether an order was read back and nothing was confirmed that makes it run.
  public var isUnstarted: Bool {
    @_noAllocation @_noLocks get { self == .prepared || self == .awaitingApproval || self == .awaitingSecondPerson }
  }

  /// Whether the session gets no more drug and 0 mL/h was observed.
  public var isOver: Bool {
    @_noAllocation @_noLocks get { self == .stopped || self == .recovering || self == .completed }
  }

  /// Whether the session gets no more drug.
  public var hasEnded: Bool { @_noAllocation @_noLocks get { isOver || self == .stopping } }

  /// Whether nothing goes on before a person has looked at the pump and reconciled.
  public var needsPerson: Bool {
    @_noAllocation @_noLocks get { self == .linkLost || self == .manual || self == .interrupted }
  }

  /// Whether a stop changes this phase; it sets the latch in every phase.
  public var canBeStopped: Bool { @_noAllocation @_noLocks get { isSessionOpen && !isOver } }

  /// Whether a physician may end the record although something is left open: the recovery time, a pump that is gone.
  public var canBeClosedEarly: Bool {
    @_noAllocation @_noLocks get { isSessionOpen && !allowsFlow && self != .awaitingJournal }
  }

  /// Whether the pump is or may be moving because of this session, or is about to.
  public var isMoving: Bool {
    @_noAllocation @_noLocks get { allowsFlow || self == .awaitingJournal || self == .pausing || self == .stopping }
  }

  /// Whether drug may have flowed in a session that is in this phase.
  public var hasFlowed: Bool {
    @_noAllocation @_noLocks get { isSessionOpen && !isUnstarted }
  }

  /// The name as people and programs read it.
  public var name: String {
    switch self {
    case .idle: "idle"
    case .prepared: "prepared"
    case .awaitingApproval: "awaiting-approval"
    case .awaitingSecondPerson: "awaiting-second-person"
    case .awaitingJournal: "awaiting-journal"
    case .starting: "starting"
    case .infusing: "infusing"
    case .reduced: "reduced"
    case .pausing: "pausing"
    case .paused: "paused"
    case .stopping: "stopping"
    case .stopped: "stopped"
    case .linkLost: "link-lost"
    case .manual: "manual"
    case .recovering: "recovering"
    case .completed: "completed"
    case .interrupted: "interrupted"
    case .closed: "closed"
    }
  }
}
