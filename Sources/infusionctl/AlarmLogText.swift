import ControlAPI

/// How the alarm log of a record reads: what was on, who answered, when it was over (SR-106, SR-114).
enum AlarmLogText {
  /// An alarm; below it what was done because nobody answered, and when it was not heard.
  static func lines(_ alarm: RecordedAlarmDocument, isClosed: Bool) -> [String] {
    func time(_ text: String) -> String { Figures.moment(text, after: alarm.onset) }
    let answers = [
      alarm.escalated.map { "became high \(time($0)): nobody answered" },
      alarm.secondContact.map { "second contact called \(time($0)): nobody answered" },
      alarm.reminders == 0 ? nil : "told again \(alarm.reminders == 1 ? "once" : "\(alarm.reminders) times")",
      alarm.audioPaused.isEmpty ? nil : "audio paused \(alarm.audioPaused.map(time).joined(separator: ", "))",
    ]
    let what = "\(ChannelText.padded(alarm.mark, 4))\(Figures.moment(alarm.onset)) \(alarm.code): \(alarm.sentence)"
    let fate = (figures(alarm) + ends(alarm, isClosed: isClosed, time)).joined(separator: ", ")
    return ["\(what) (\(fate))\(RecordText.entry(alarm.entry))"] + answers.compactMap { $0.map { "    \($0)" } }
  }

  /// Value and limit, where the sentence does not say them already.
  private static func figures(_ alarm: RecordedAlarmDocument) -> [String] {
    let (value, limit) = (alarm.value, alarm.limit)
    // A sentence that says a figure once says the limit with it, not the value that is equal to it.
    let shown = [
      value.flatMap { count($0, in: alarm.sentence) < (value == limit ? 2 : 1) ? "value \($0)" : nil },
      limit.flatMap { count($0, in: alarm.sentence) < 1 ? "limit \($0)" : nil },
    ]
    return shown.compactMap { $0 }
  }

  /// Who answered, and when it was over.
  private static func ends(_ alarm: RecordedAlarmDocument, isClosed: Bool, _ time: (String) -> String) -> [String] {
    // The record hears nothing of an alarm after its session was closed.
    var end = isClosed ? "still on when the record was closed" : "still on"
    if let moment = alarm.cutOff { end = "cut off \(time(moment)) by a restart of the daemon" }
    if let moment = alarm.ended { end = "ended \(time(moment))" }
    let gone = alarm.causeGone == alarm.ended ? nil : alarm.causeGone.map { "cause gone \(time($0))" }
    let answer = alarm.acknowledged.map { "acknowledged \(time($0))" + (alarm.acknowledgedBy.map { " by \($0)" } ?? "") }
    return [gone, answer ?? "not acknowledged", end].compactMap { $0 }
  }

  /// A change of limits: what it was, what it is, and who did it (SR-111).
  static func line(_ change: RecordedLimitChangeDocument) -> String {
    var what = change.changes.map { limit in
      let to = limit.to ?? "none"
      // Where the journal does not tell what counted before, nothing is made up.
      return change.from == nil ? "\(limit.limit) \(to)" : "\(limit.limit) \(limit.from ?? "none") -> \(to)"
    }.joined(separator: ", ")
    if change.changes.isEmpty { what = "as before (\(change.to))" }
    return "\(Figures.moment(change.at)) \(change.signal) by \(change.by): \(what)\(RecordText.entry(change.entry))"
  }

  /// A pause of the audio (SR-104).
  static func line(_ pause: RecordedAudioPauseDocument) -> String {
    "\(Figures.moment(pause.at)) for \(Figures.spoken(pause.time)) by \(pause.by)\(RecordText.entry(pause.entry))"
  }

  /// A test of the alarm outputs (SR-112).
  static func line(_ test: RecordedAlarmTestDocument) -> String {
    "\(Figures.moment(test.at)) all seen and heard by \(test.by)\(RecordText.entry(test.entry))"
  }

  /// How often a sentence has a figure, not as a part of another number, word or unit.
  private static func count(_ figure: String, in sentence: String) -> Int {
    guard !figure.isEmpty else { return 0 }
    func isWord(_ character: Character?) -> Bool { character.map { $0.isLetter || $0.isNumber } ?? false }
    return sentence.ranges(of: figure).count { range in
      let (before, after) = (sentence[..<range.lowerBound].last, sentence[range.upperBound...].first)
      return !isWord(before) && before != "." && !isWord(after) && after != "/"
    }
  }
}
