public import Safety

/// The phases of a session on one channel.
public enum SessionPhase: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// No session since the daemon started.
  case idle
  /// An order was read back and has every confirmation that it needs; nothing was started.
  case prepared
  /// An order above a soft limit was read back; a physician has to approve it (SR-003).
  case awaitingApproval
  /// An order above the second-person threshold was read back; another clinician has to confirm it (SR-004).
  case awaitingSecondPerson
  /// A start or resume was confirmed and waits until the journal has it.
  case awaitingJournal
  /// Flow is permitted; the pump has not yet shown it.
  case starting
  /// The pump infuses.
  case infusing
  /// The pump infuses at a rate that was cut automatically; only a person raises it again (SR-050, SR-086).
  case reduced
  /// 0 mL/h is ordered and not yet observed; a resume is possible later.
  case pausing
  /// 0 mL/h is observed; only an operator resumes.
  case paused
  /// 0 mL/h is ordered and not yet observed; this session gets no more drug.
  case stopping
  /// 0 mL/h is observed after a stop; the stop is latched until `session reset`.
  case stopped
  /// The pump was lost while it may have been infusing; an operator must reconcile (SR-061, SR-062).
  case linkLost
  /// Somebody took the pump at its own keypad; an operator must reconcile (SR-072).
  case manual
  /// No more drug in this session; the patient is watched until the recovery time is over (SR-034).
  case recovering
  /// No more drug in this session, and the recovery time is over.
  case completed
  /// The daemon restarted with this session open; an operator must reconcile.
  case interrupted
  /// The session's record is closed; as idle, with a session before.
  case closed
}

/// What happens to a session's phase.
public enum PhaseEvent: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// An order was read back: complete, or with an approval or a second person missing.
  case prepare, prepareUnapproved, prepareUnseconded
  /// A physician approved: the order is complete, or the second person is still missing.
  case approve, approveUnseconded
  /// The second person confirmed.
  case second
  /// A start or a resume was confirmed; the journal has it; it was withdrawn before it acted.
  case confirmStart, confirmResume, durable, withdrawStart, withdrawResume
  /// The pump shows the ordered flow.
  case flowObserved
  /// The rate was cut automatically; a person raised it again.
  case reduce, restore
  /// 0 mL/h is ordered: resumable, for good, or because nothing is left.
  case pause, stop, finish
  /// The pump was lost; somebody took it at its keypad.
  case loseLink, takeOver
  /// 0 mL/h is observed.
  case zeroObservedAfterPause, zeroObservedAfterStop, zeroObservedAfterFinish
  /// The stop latch was reset: the recovery goes on; the recovery time is over.
  case recover, recoveryOver
  /// An operator accepted what the pump says: the session can go on, or it had ended.
  case reconcile, reconcileAfterStop
  /// The record ends: in order, or early on a physician's word, or because nobody touched a prepared order.
  case close, closeEarly, expire
}

extension SessionPhase {
  /// THE table of legal transitions: the phase after `event`, or nil where the event is not legal in this phase.
  ///
  /// Every path to flow passes `awaitingJournal` and `starting`; every path from flow passes `pausing`, `stopping`, `linkLost` or
  /// `manual`, none of which ends without an observed zero or a person's word.
  @_noAllocation @_noLocks
  public func next(on event: PhaseEvent) -> SessionPhase? {
    switch event {
    case .prepare: hasNoSession ? .prepared : nil
    case .prepareUnapproved: hasNoSession ? .awaitingApproval : nil
    case .prepareUnseconded: hasNoSession ? .awaitingSecondPerson : nil
    case .approve: self == .awaitingApproval ? .prepared : nil
    case .approveUnseconded: self == .awaitingApproval ? .awaitingSecondPerson : nil
    case .second: self == .awaitingSecondPerson ? .prepared : nil
    case .confirmStart: self == .prepared ? .awaitingJournal : nil
    case .confirmResume: self == .paused ? .awaitingJournal : nil
    case .durable: self == .awaitingJournal ? .starting : nil
    case .withdrawStart: self == .awaitingJournal ? .prepared : nil
    case .withdrawResume: self == .awaitingJournal ? .paused : nil
    case .flowObserved: self == .starting ? .infusing : nil
    case .reduce: isInfusing ? .reduced : nil
    case .restore: self == .reduced ? .infusing : nil
    case .pause: allowsFlow ? .pausing : nil
    case .stop: canBeStopped ? .stopping : nil
    case .finish: isInfusing ? .stopping : nil
    case .loseLink: allowsFlow || self == .pausing ? .linkLost : nil
    case .takeOver: allowsFlow || self == .pausing || self == .paused ? .manual : nil
    case .zeroObservedAfterPause: self == .pausing ? .paused : nil
    case .zeroObservedAfterStop: self == .stopping ? .stopped : nil
    case .zeroObservedAfterFinish: self == .stopping ? .recovering : nil
    case .recover: self == .stopped ? .recovering : nil
    case .recoveryOver: self == .recovering ? .completed : nil
    case .reconcile: needsPerson ? .paused : nil
    case .reconcileAfterStop: needsPerson ? .stopped : nil
    case .close: isUnstarted || self == .completed ? .closed : nil
    case .closeEarly: canBeClosedEarly ? .closed : nil
    case .expire: isUnstarted ? .closed : nil
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
  /// The recovery time is over.
  case recoveryOver
  /// Nobody touched the prepared order.
  case inactivity
}
