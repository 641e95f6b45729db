public import Safety

// What each phase means, what it waits for and what can be done in it, for a person.

extension SessionPhase {
  /// What the phase means, where that comes from, what ends it, and what can be done.
  public var explanation: Explanation {
    Explanation(rule: meaning, source: source, clears: end, advice: advice)
  }

  private var meaning: String {
    switch self {
    case .idle, .closed: "No session is open."
    case .prepared: "An order was read back and has every confirmation that it needs; nothing flows before it is confirmed."
    case .awaitingApproval: "An order beyond a soft limit was read back; nothing flows before a physician approves it."
    case .awaitingSecondPerson: "An order was read back that two clinicians confirm; nothing flows before the second one has."
    case .awaitingJournal: "A start or resume was confirmed; nothing flows before the journal has it."
    case .starting: "The pump is told to run; its flow is not seen yet."
    case .infusing: "The pump infuses."
    case .reduced: "The pump infuses at a rate that was cut automatically; only a person raises it again."
    case .pausing: "0 mL/h is ordered and not yet seen at the pump; a person may resume later."
    case .paused: "0 mL/h is ordered and seen; nothing resumes by itself."
    case .stopping: "0 mL/h is ordered and not yet seen at the pump; this session gets no more drug."
    case .stopped: "0 mL/h is ordered and seen; this session gets no more drug."
    case .linkLost: "The pump was lost while it may have been running; what it may run counts as given."
    case .manual: "Somebody has taken the pump at its own keypad; nothing is ordered from it but a stop that a person asks for."
    case .recovering: "This session gets no more drug; the patient is watched until the recovery time is over."
    case .completed: "This session gets no more drug, and the recovery time is over."
    case .interrupted: "The daemon restarted with this session open; the pump is told to stop as soon as it is heard."
    }
  }

  private var source: String {
    switch self {
    case .idle, .closed: "SR-022"
    case .prepared: "SR-021, SR-022"
    case .awaitingApproval: "SR-003"
    case .awaitingSecondPerson: "SR-004"
    case .awaitingJournal: "SR-131"
    case .starting, .infusing: "SR-022, SR-060"
    case .reduced: "SR-050, SR-052, SR-053"
    case .pausing, .paused: "SR-022, SR-027"
    case .stopping, .stopped: "SR-027"
    case .linkLost: "SR-061, SR-062"
    case .manual: "SR-072"
    case .recovering, .completed: "SR-034"
    case .interrupted: "SR-085"
    }
  }

  private var end: String {
    switch self {
    case .idle, .closed: "A new order."
    case .prepared: "The confirmation, or 15 min in which nobody touches it."
    case .awaitingApproval: "A physician's approval, or 15 min in which nobody touches it."
    case .awaitingSecondPerson: "The other clinician's confirmation, or 15 min in which nobody touches it."
    case .awaitingJournal: "The journal, within 2 s; after that the confirmation is dropped."
    case .starting: "A reading that shows the flow, within 10 s; after that it pauses."
    case .infusing: "The end of the order, a pause, a stop, or an interlock."
    case .reduced: "A raise by a person, the end of the order, a pause, a stop, or an interlock."
    case .pausing, .stopping: "A reading of 0 mL/h that began after the stop was sent."
    case .paused: "A resume or a stop by a person; longer than 120 min ends the session."
    case .stopped: "A reset, which infuses nothing."
    case .linkLost, .manual, .interrupted: "A reconcile by a person who has looked at the pump, or a stop."
    case .recovering: "The end of the recovery time; a physician may end it early with a reason."
    case .completed: "Closing the record."
    }
  }

  /// What can be done in this phase, for whoever asked for something else.
  public var advice: String {
    switch self {
    case .idle, .closed: "No session is open: session prepare CHANNEL."
    case .prepared: "Next: session start CHANNEL, or session close CHANNEL."
    case .awaitingApproval: "A physician has to approve it: session approve CHANNEL. Or: session close CHANNEL."
    case .awaitingSecondPerson: "Another clinician has to confirm it: session second CHANNEL. Or: session close CHANNEL."
    case .awaitingJournal, .starting: "Wait until it infuses, or: session pause CHANNEL, session stop CHANNEL."
    case .infusing, .reduced: "Possible: session set-rate CHANNEL, session pause CHANNEL, session stop CHANNEL."
    case .pausing, .stopping: "Wait until the pump shows 0 mL/h; if it does not, press the pump's own stop."
    case .paused: "Possible: session prepare-resume CHANNEL --reason TEXT, session stop CHANNEL."
    case .stopped: "This session gets no more drug: session reset CHANNEL, then watch the patient until the recovery is over."
    case .recovering: "Watch the patient until the recovery time is over; then: session close CHANNEL."
    case .completed: "The session is complete: session close CHANNEL."
    case .linkLost, .manual, .interrupted: "Look at the pump, then: session reconcile CHANNEL."
    }
  }
}

extension PhaseCause {
  /// Why a phase was entered: the rule behind it, its source, what ends it, and what to do; nil where a person asked for it or
  /// where it is the plain course of a session.
  public var explanation: Explanation? {
    switch self {
    case .interlock(let interlock): interlock.explanation
    case .withdrawn: .withdrawn
    case .notStarted: .notStarted
    case .counterBroke: .counterBroke
    case .volumeReached: .volumeReached
    case .durationReached: .durationReached
    case .restart: .restart
    case .inactivity: .inactivity
    case .command, .journalDurable, .flowObserved, .recoveryOver: nil
    }
  }
}

extension Explanation {
  fileprivate static let withdrawn = Explanation(
    rule: "A start or resume that the journal does not have within 2 s, or that is not allowed any more when it has it, is "
      + "dropped.",
    source: "SR-007, SR-029, SR-131", clears: "Another read-back and confirmation.",
    advice: "Look at the status, then prepare again.")

  fileprivate static let notStarted = Explanation(
    rule: "A pump that does not show the ordered flow within 10 s of a start, or that something forbids to start, pauses.",
    source: "SR-020, SR-063", clears: "A resume by a person.",
    advice: "Look at the pump's display and at the patient; then prepare the resume.")

  fileprivate static let counterBroke = Explanation(
    rule: "When the pump restarts or its counter is cleared, what it gave is bounded but not known: it pauses.",
    source: "SR-010, SR-061", clears: "A reconcile by a person who has looked at the pump.",
    advice: "Look at the pump; then: session reconcile CHANNEL.")

  fileprivate static let volumeReached = Explanation(
    rule: "An infusion ends when the ordered volume may have been given; unknown counts as given.", source: "SR-010, SR-012",
    clears: "Nothing: this session gets no more drug.", advice: "Watch the patient until the recovery time is over.")

  fileprivate static let durationReached = Explanation(
    rule: "An infusion ends when its ordered time is over; pauses do not count, and nothing is made up.",
    source: "SR-012, SR-017",
    clears: "Nothing: this session gets no more drug.", advice: "Watch the patient until the recovery time is over.")

  fileprivate static let restart = Explanation(
    rule: "A session that a restarted daemon finds open is interrupted: the pump is told to stop as soon as it is heard, and "
      + "nothing resumes; when no clock tells how long it was interrupted, it gets no more drug.",
    source: "SR-085", clears: "A reconcile by a person who has looked at the pump.",
    advice: "Look at the pump and the patient; then: session reconcile CHANNEL.")

  fileprivate static let inactivity = Explanation(
    rule: "A prepared order that nobody touches for 15 min is forgotten.", source: "SR-007, SR-124", clears: "A new order.",
    advice: "Prepare again: weight and blood pressures are of another hour.")
}
