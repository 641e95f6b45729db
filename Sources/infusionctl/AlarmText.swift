import ControlAPI

/// How an alarm reads.
enum AlarmText {
  /// The alarm without its mark.
  static func line(_ alarm: AlarmDocument) -> String {
    let words = ([""] + states(alarm)).joined(separator: ", ")
    return Terminal.colored(
      "\(printable(alarm.sentence)) [\(printable(alarm.id)), \(Figures.time(alarm.age)) ago\(words)]", priority: alarm.priority)
  }

  /// What has become of the alarm since it began.
  private static func states(_ alarm: AlarmDocument) -> [String] {
    [
      alarm.escalatedFrom.map { "was \(printable($0)), nobody answered for 2 min" },
      alarm.secondContactCalled ? "second contact called" : nil, alarm.acknowledged ? "acknowledged" : nil,
      alarm.present ? nil : "cause gone",
    ].compactMap { $0 }
  }

  /// Mark and sentence.
  static func short(_ alarm: AlarmDocument) -> String {
    Terminal.colored("\(alarm.mark) \(printable(alarm.sentence))", priority: alarm.priority)
  }

  /// Every alarm that is on, in the daemon's order, below their count by priority (SR-109) and what is not heard (SR-105).
  static func lines(_ list: AlarmListDocument, program: String) -> [String] {
    let notes = RoomText.notes(list.room, program: program)
    let lost = RoomText.isLost(list.room) ? [RoomText.lamp(list.room)] : []
    guard !list.alarms.isEmpty else { return lost + ["No alarm is on."] + notes }
    let counts = ["high", "medium", "low"].compactMap { priority in
      let count = list.alarms.count { $0.priority == priority }
      return count == 0 ? nil : "\(count) \(priority)"
    }
    var lines = lost + ["\(RoomText.count(list.alarms.count)): \(counts.joined(separator: ", "))"] + notes
    for alarm in list.alarms {
      lines.append("\(ChannelText.padded(alarm.mark, 4))\(line(alarm))")
      lines.append("    -> \(printable(alarm.advice))")
      if !alarm.acknowledged { lines.append("    acknowledge: \(program) alarm acknowledge \(shellQuoted(alarm.id))") }
    }
    return lines
  }
}
