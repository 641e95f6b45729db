public import Safety

/// The phases of a session on one channel.
public enum SessionPhase: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// No session.
  case idle
  /// An order was read back; nothing was started.
  case prepared
  /// A start or resume was confirmed and waits until the journal has it.
  case awaitingJournal
  /// Flow is permitted; the pump has not yet shown it.
  case starting
  /// The pump infuses.
  case infusing
  /// 0 mL/h is ordered and not yet observed; a resume is possible later.
  case pausing
  /// 0 mL/h is observed; only an operator resumes.
  case paused
  /// 0 mL/h is ordered and not yet observed; this session gets no more drug.
  case stopping
  /// 0 mL/h is observed after a stop.
  case stopped
  /// 0 mL/h is observed after the ordered volume or duration.
  case completed
  /// The daemon restarted with this session open; an operator must reconcile.
  case interrupted

  /// Whether a rate above zero may be ordered in this phase.
  public var allowsFlow: Bool {
    switch self {
    case .starting, .infusing: true
    case .idle, .prepared, .awaitingJournal, .pausing, .paused, .stopping, .stopped, .completed, .interrupted: false
    }
  }

  /// The name as people and programs read it.
  public var name: String {
    switch self {
    case .idle: "idle"
    case .prepared: "prepared"
    case .awaitingJournal: "awaiting-journal"
    case .starting: "starting"
    case .infusing: "infusing"
    case .pausing: "pausing"
    case .paused: "paused"
    case .stopping: "stopping"
    case .stopped: "stopped"
    case .completed: "completed"
    case .interrupted: "interrupted"
    }
  }
}

/// Why a session changed its phase.
public enum PhaseCause: Hashable, Sendable, BitwiseCopyable {
  /// An operator asked for it.
  case command
  /// This interlock demanded it.
  case interlock(Interlock)
  /// The journal has the start or resume.
  case journalDurable
  /// The start or resume expired or was no longer allowed when the journal had it.
  case withdrawn
  /// The pump shows the ordered flow.
  case flowObserved
  /// The pump did not show the ordered flow in time.
  case notStarted
  /// The ordered volume may be delivered.
  case volumeReached
  /// The ordered infusion time is over.
  case durationReached
  /// The pump's counter broke off: it restarted or was cleared.
  case counterBroke
  /// The daemon started and found the session open.
  case restart
}

/// What happens to a session's phase.
public enum PhaseEvent: Hashable, Sendable, BitwiseCopyable {
  case prepare, confirmStart, confirmResume, durable, withdrawStart, withdrawResume, flowObserved
  case pause, stop, finish, zeroObservedAfterPause, zeroObservedAfterStop, zeroObservedAfterFinish
  case reconcile, reconcileAfterStop, close
}

extension SessionPhase {
  /// THE table of legal transitions: the phase after `event`, or nil where the event is not legal in this phase.
  ///
  /// Every path to flow passes `awaitingJournal` and `starting`; every path from flow passes `pausing` or `stopping`.
  @_noAllocation @_noLocks
  public func next(on event: PhaseEvent) -> SessionPhase? {
    switch event {
    case .prepare: isOne(of: .idle, .prepared) ? .prepared : nil
    case .confirmStart: isOne(of: .prepared) ? .awaitingJournal : nil
    case .confirmResume: isOne(of: .paused) ? .awaitingJournal : nil
    case .durable: isOne(of: .awaitingJournal) ? .starting : nil
    case .withdrawStart: isOne(of: .awaitingJournal) ? .prepared : nil
    case .withdrawResume: isOne(of: .awaitingJournal) ? .paused : nil
    case .flowObserved: isOne(of: .starting) ? .infusing : nil
    case .pause: isOne(of: .starting, .infusing) ? .pausing : nil
    case .stop: isSessionOpen && !isOver ? .stopping : nil
    case .finish: isOne(of: .infusing) ? .stopping : nil
    case .zeroObservedAfterPause: isOne(of: .pausing) ? .paused : nil
    case .zeroObservedAfterStop: isOne(of: .stopping) ? .stopped : nil
    case .zeroObservedAfterFinish: isOne(of: .stopping) ? .completed : nil
    case .reconcile: isOne(of: .interrupted) ? .paused : nil
    case .reconcileAfterStop: isOne(of: .interrupted) ? .stopped : nil
    case .close: isOver || isOne(of: .prepared, .paused) ? .idle : nil
    }
  }

  /// Whether a session is open in this phase.
  public var isSessionOpen: Bool { @_noAllocation @_noLocks get { !isOne(of: .idle) } }

  /// Whether the session gets no more drug and 0 mL/h was observed.
  public var isOver: Bool { @_noAllocation @_noLocks get { isOne(of: .stopped, .completed) } }

  @_noAllocation @_noLocks
  private func isOne(of first: SessionPhase, _ second: SessionPhase? = nil) -> Bool {
    rawValue == first.rawValue || rawValue == second?.rawValue
  }
}
