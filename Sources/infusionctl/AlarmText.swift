import ControlAPI

/// How an alarm reads.
enum AlarmText {
  /// The alarm without its mark.
  static func line(_ alarm: AlarmDocument) -> String {
    let state = [alarm.acknowledged ? "acknowledged" : nil, alarm.present ? nil : "cause gone"].compactMap { $0 }
    let words = state.isEmpty ? "" : ", " + state.joined(separator: ", ")
    return Terminal.colored(
      "\(printable(alarm.sentence)) [\(printable(alarm.id)), \(Figures.time(alarm.age)) ago\(words)]", priority: alarm.priority)
  }

  /// Mark and sentence.
  static func short(_ alarm: AlarmDocument) -> String {
    Terminal.colored("\(alarm.mark) \(printable(alarm.sentence))", priority: alarm.priority)
  }
}
