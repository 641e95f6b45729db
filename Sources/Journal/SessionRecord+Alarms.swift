import Controller
import Quantities
import Safety
import Therapy

// What a record tells of alarms, of their audio, and of the limits that they were judged against.

extension SessionRecord {
  /// Takes one change of one alarm: of each condition only the newest occurrence can change.
  mutating func take(_ note: AlarmNote, _ moment: RecordedMoment) {
    if note.change == .raised {
      // Whatever became of the one before was not written: it is over, or this one could not begin.
      for index in alarms.indices where alarms[index].condition == note.condition && alarms[index].isOn {
        alarms[index].ended = moment
      }
      alarms.append(
        RecordedAlarm(
          condition: note.condition, occurrence: note.occurrence, priority: note.priority, value: note.value, limit: note.limit,
          sentence: note.sentence, raised: moment))
      return
    }
    guard let index = alarms.lastIndex(where: { $0.condition == note.condition }), alarms[index].isOn else { return }
    switch note.change {
    case .raised: break
    case .escalated: alarms[index].escalated = moment
    case .reminded: alarms[index].reminders += 1
    case .secondContact: alarms[index].secondContact = moment
    case .causeGone: alarms[index].causeGone = moment
    case .acknowledged: alarms[index].acknowledged = moment
    case .ended:
      alarms[index].ended = moment
      alarms[index].causeGone = alarms[index].causeGone ?? moment
      if note.isAcknowledged { alarms[index].acknowledged = alarms[index].acknowledged ?? moment }
    }
  }

  /// Names who acknowledged: the alarm's change stands in the same control step, before the command that made it.
  mutating func acknowledge(by user: UserID, _ moment: RecordedMoment) {
    for index in alarms.indices where alarms[index].acknowledged?.at == moment.at && alarms[index].acknowledgedBy == nil {
      alarms[index].acknowledgedBy = user
    }
  }

  /// The daemon began anew: what waits was taken over, everything else is judged anew (SR-106).
  mutating func cutOffAlarms(_ moment: RecordedMoment) {
    for index in alarms.indices where alarms[index].isOn {
      let priority = alarms[index].escalated == nil ? alarms[index].priority : .high
      let waits = WaitingAlarm.waits(latches: alarms[index].condition.latches, priority)
      if waits, alarms[index].acknowledged == nil { continue }
      alarms[index].cutOff = moment
    }
  }

  mutating func take(audioPause time: Interval, by user: UserID, _ moment: RecordedMoment) {
    audioPauses.append(RecordedAudioPause(time: time, by: user, moment: moment))
    for index in alarms.indices where alarms[index].isOn && alarms[index].acknowledged == nil {
      alarms[index].audioPaused.append(moment)
    }
  }

  mutating func take(_ limits: SignalLimits, of signal: LimitedSignal, by user: UserID, _ moment: RecordedMoment) {
    let prepared = clinicLimits[signal]
    var before = limitChanges.last { $0.signal == signal }?.to ?? prepared
    if let prepared, let clinic = laterClinicLimits[signal] {
      before = before?.recovered(preparedUnder: prepared, clinic: clinic, of: signal)
    }
    limitChanges.append(RecordedLimitChange(signal: signal, from: before, to: limits, by: user, moment: moment))
  }
}

extension JournalStore {
  /// What was noted before the entry with this number and concerns every session that begins then: the clinic's limits, and the
  /// newest test of the alarm outputs since the daemon started.
  func roomEntries(before sequence: UInt64) throws(JournalError) -> [JournalEntry] {
    let number = Int64(clamping: sequence)
    return try entries(
      where: """
        sequence IN (SELECT max(sequence) FROM entry WHERE kind = 'clinic-limits' AND sequence < ?
        GROUP BY json_extract(body, '$.signal'))
        OR sequence = (SELECT max(sequence) FROM entry WHERE kind = 'alarms-tested' AND sequence < ?
        AND sequence > coalesce((SELECT max(sequence) FROM entry WHERE kind = 'daemon-started' AND sequence < ?), 0))
        """, [number, number, number])
  }
}
