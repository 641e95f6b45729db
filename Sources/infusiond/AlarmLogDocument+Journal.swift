import ControlAPI
import Controller
import Journal
import Safety
import Therapy

extension RecordedAlarmDocument {
  /// One line of the alarm log (SR-106, SR-114); `name` gives the name of a user's account.
  init(_ alarm: RecordedAlarm, _ name: (UserID) -> String) {
    self.init(
      onset: alarm.raised.utc, code: alarm.condition.code, priority: alarm.priority.name, mark: alarm.priority.mark,
      sentence: alarm.sentence)
    (value, limit) = alarm.condition.figures(value: alarm.value, limit: alarm.limit)
    ended = alarm.ended?.utc
    // A cause that returns to an alarm that still waits is not noted: only of one that ended it is known when it went for good.
    causeGone = alarm.ended.flatMap { _ in alarm.causeGone?.utc }
    acknowledged = alarm.acknowledged?.utc
    acknowledgedBy = alarm.acknowledgedBy.map(name)
    escalated = alarm.escalated?.utc
    secondContact = alarm.secondContact?.utc
    reminders = alarm.reminders
    audioPaused = alarm.audioPaused.map(\.utc)
    cutOff = alarm.cutOff?.utc
    entry = alarm.raised.sequence
  }
}

extension RecordedLimitChangeDocument {
  /// One change of limits; `name` gives the name of a user's account.
  init(_ change: RecordedLimitChange, _ name: (UserID) -> String) {
    let signal = change.signal
    let changes = LimitKey.allCases.compactMap { key -> ChangedLimitDocument? in
      let (from, to) = (change.from?.text(of: key, signal), change.to.text(of: key, signal))
      return from == to ? nil : ChangedLimitDocument(limit: key.name, from: from, to: to)
    }
    self.init(
      at: change.moment.utc, signal: signal.name, from: change.from?.text(of: signal), to: change.to.text(of: signal),
      changes: changes, by: name(change.by), entry: change.moment.sequence)
  }
}
