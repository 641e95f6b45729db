public import Controller
import GRDB
import Quantities
import Safety
import Therapy

extension JournalStore {
  /// The record of a session; nil when the journal has no such session.
  public func sessionRecord(_ session: SessionID) throws(JournalError) -> SessionRecord? {
    let number = Int64(clamping: session.number)
    var entries = try entries(where: "session = ?", [number])
    guard let first = entries.first?.sequence else { return nil }
    // Restarts while the session was open belong to its story, and so does what concerned the whole room.
    let newest = entries.last { $0.phase != nil }
    let end = newest?.phase?.isSessionOpen == false ? Int64(clamping: newest?.sequence ?? .max) : .max
    entries += try self.entries(
      where: """
        kind IN ('daemon-started', 'daemon-stopped', 'clinic-limits', 'audio-paused', 'alarms-tested')
        AND session IS NOT ? AND sequence BETWEEN ? AND ?
        """, [number, Int64(clamping: first), end])
    entries.sort { $0.sequence < $1.sequence }
    guard var record = SessionRecord(session, entries) else { return nil }
    // The start that the session was prepared under stands before its first entry.
    let start = "sequence = (SELECT max(sequence) FROM entry WHERE kind = 'daemon-started' AND sequence < ?)"
    for entry in try self.entries(where: start, [Int64(clamping: first)]) { record.takeConfiguration(of: entry) }
    for entry in try roomEntries(before: first) + entries { record.take(entry) }
    record.matchReasons()
    return record
  }

  /// The newest session that was prepared on a channel; nil when there is none.
  public func newestSession(channel: String) throws(JournalError) -> SessionID? {
    let condition = "sequence = (SELECT max(sequence) FROM entry WHERE kind = 'prepared' AND channel = ?)"
    return try entries(where: condition, [channel]).first?.session
  }

  /// The newest `limit` sessions, newest first.
  public func sessions(limit: Int = 100) throws(JournalError) -> [SessionSummary] {
    let condition = "sequence IN (SELECT sequence FROM entry WHERE kind = 'prepared' ORDER BY sequence DESC LIMIT ?)"
    var summaries: [SessionSummary] = []
    for entry in try entries(where: condition, [limit]).reversed() {
      guard case .prepared(let order, _) = entry.content, let session = entry.session, let channel = entry.channel else {
        throw .corrupt(path: path, detail: "entry \(entry.sequence): a preparation without channel or session")
      }
      summaries.append(
        SessionSummary(
          session: session, channel: channel, patient: order.patient.code, protocolName: order.protocolName,
          isSimulation: order.simulationOnly, prepared: entry.moment, phase: try newestPhase(of: session) ?? .prepared,
          delivery: try newestDelivery(of: session)))
    }
    return summaries
  }
}

extension JournalEntry {
  /// When the entry was made.
  var moment: RecordedMoment { RecordedMoment(sequence: sequence, utc: utc, at: at) }
}

extension SessionRecord {
  /// The beginning of a record; nil when the session was never prepared.
  fileprivate init?(_ session: SessionID, _ entries: [JournalEntry]) {
    for entry in entries {
      guard case .prepared(let order, let user) = entry.content, let channel = entry.channel else { continue }
      self.init(
        session: session, channel: channel, order: order, prepared: entry.moment, preparedBy: user, phase: .prepared,
        entries: entries)
      return
    }
    return nil
  }

  /// Takes one entry.
  fileprivate mutating func take(_ entry: JournalEntry) {
    let moment = entry.moment
    switch entry.content {
    case .daemonStarted:
      takeConfiguration(of: entry)
      if phase.isSessionOpen { cutOffAlarms(moment) }
      interrupted(moment)
    case .phase(let from, let to, let cause): take(from: from, to: to, cause: cause, moment)
    case .delivered(let record):
      delivery = record
      guard let prediction = record.prediction else { break }
      let recorded = RecordedPrediction(prediction: prediction, moment: moment)
      lastPrediction = recorded
      if let highest = highestPrediction, highest.prediction.plasma.atMost >= prediction.plasma.atMost { break }
      highestPrediction = recorded
    case .alarm(let note): take(note, moment)
    case .intent(let kind, let rate, let user, let id):
      actions.append(RecordedAction(command: kind.command, rate: rate, by: user, moment: moment, id: id))
      if let index = openPause, kind.isResume {
        pauses[index].resumedRate = rate
        pauses[index].resumedBy = user
      }
    case .accepted(let kind, let user, let id):
      actions.append(RecordedAction(command: kind, rate: nil, by: user, moment: moment, id: id))
      if kind.isAcknowledgement { acknowledge(by: user, moment) }
    case .withdrawn(let kind, let refusal):
      if let index = openPause {
        pauses[index].resumedRate = nil
        pauses[index].resumedBy = nil
      }
      refusals.append(
        RecordedRefusal(operation: kind.name, code: refusal.code, sentence: refusal.sentence, by: nil, moment: moment))
    case .refused(let kind, let refusal, let user, _):
      refusals.append(
        RecordedRefusal(operation: kind.name, code: refusal.code, sentence: refusal.sentence, by: user, moment: moment))
    case .turnedAway(let operation, let code, let sentence, let user, _):
      refusals.append(RecordedRefusal(operation: operation, code: code, sentence: sentence, by: user, moment: moment))
    case .reduced(let rate, let cause): reductions.append(RecordedReduction(rate: rate, cause: cause, moment: moment))
    case .score(let scale, let value, let user):
      observations.append(RecordedObservation(content: .score(scale, value), by: user, moment: moment))
    case .cuff(let systolic, let diastolic, let mean, let user):
      observations.append(
        RecordedObservation(
          content: .cuff(systolic: systolic, diastolic: diastolic, mean: mean), by: user, moment: moment))
    case .limits(let signal, let limits, let user): take(limits, of: signal, by: user, moment)
    case .clinicLimits(let signal, let limits):
      if entry.sequence < prepared.sequence { clinicLimits[signal] = limits } else { laterClinicLimits[signal] = limits }
    case .audioPaused(let time, let user): take(audioPause: time, by: user, moment)
    case .alarmsTested(let user): alarmTests.append(RecordedAlarmTest(by: user, moment: moment))
    case .handedOver(let from, let to): handovers.append(RecordedHandover(from: from, to: to, moment: moment))
    case .daemonStopped, .prepared, .ordered, .receipt, .stopLatch, .counterBroke, .reconciled, .abandoned, .reason, .remark:
      break
    }
  }

  /// Takes the configuration of a daemon's start, where it is another one than before.
  fileprivate mutating func takeConfiguration(of start: JournalEntry) {
    guard case .daemonStarted(_, let configuration?) = start.content, configuration != configurations.last else { return }
    configurations.append(configuration)
  }

  private var openPause: Int? { pauses.lastIndex { $0.ended == nil } }

  private mutating func interrupted(_ moment: RecordedMoment) {
    guard phase.isSessionOpen else { return }
    if openPause == nil && started != nil && !phase.isOver { pauses.append(RecordedPause(cause: .restart, began: moment)) }
    phase = .interrupted
  }

  private mutating func take(from: SessionPhase, to: SessionPhase, cause: PhaseCause, _ moment: RecordedMoment) {
    // A restart whose own entry is missing shows in the phase that it left behind.
    if from == .interrupted && phase != .interrupted { interrupted(moment) }
    phase = to
    switch to {
    case .prepared, .awaitingApproval, .awaitingSecondPerson, .awaitingJournal, .interrupted, .infusing, .reduced: break
    case .starting:
      started = started ?? moment
      endPause(moment)
    case .pausing: pauses.append(RecordedPause(cause: cause, began: moment))
    case .linkLost, .manual: if openPause == nil { pauses.append(RecordedPause(cause: cause, began: moment)) }
    case .paused: if let index = openPause { pauses[index].zeroObserved = pauses[index].zeroObserved ?? moment }
    case .stopping:
      endPause(moment)
      endCause = cause
      stopping = moment
    case .stopped, .recovering:
      endPause(moment)
      endCause = endCause ?? cause
      ended = ended ?? moment
    case .completed: break
    case .idle, .closed:
      endPause(moment)
      closed = moment
    }
  }

  private mutating func endPause(_ moment: RecordedMoment) {
    if let index = openPause { pauses[index].ended = moment }
  }

  /// Puts each reason to the command that it was given for; it may stand before or after it.
  fileprivate mutating func matchReasons() {
    for entry in entries {
      guard case .reason(_, let text, _, let id) = entry.content else { continue }
      for index in actions.indices where actions[index].id == id { actions[index].reason = text }
    }
  }
}

extension IntentKind {
  fileprivate var isResume: Bool {
    switch self {
    case .resume: true
    case .start, .raise, .nextStep: false
    }
  }

  /// The command that confirms this intent.
  var command: CommandKind {
    switch self {
    case .start: .start
    case .resume: .resume
    case .raise, .nextStep: .confirm
    }
  }
}

extension CommandKind {
  fileprivate var isAcknowledgement: Bool {
    switch self {
    case .acknowledge: true
    case .prepare, .start, .setRate, .confirm, .pause, .stop, .prepareResume, .resume, .reconcile, .reset, .close: false
    case .nextStep, .approve, .second, .closeEarly, .score, .vitals, .handover: false
    case .setLimit, .pauseAudio, .testAlarms, .confirmAlarmTest: false
    }
  }
}
