import ControlAPI

/// Which alarms were shown already: each is news once.
struct AlarmNews {
  /// A number may come again with another condition, since numbers begin anew when the daemon starts.
  private struct Shown: Hashable {
    let id: String
    let code: String
  }

  private var shown: Set<Shown> = []

  /// Those of all alarms that are on now that were not shown; none that is over is remembered.
  mutating func take(_ alarms: [AlarmDocument]) -> [AlarmDocument] {
    func key(_ alarm: AlarmDocument) -> Shown { Shown(id: alarm.id, code: alarm.code) }
    let news = alarms.filter { !shown.contains(key($0)) }
    shown = Set(alarms.map(key))
    return news
  }
}
