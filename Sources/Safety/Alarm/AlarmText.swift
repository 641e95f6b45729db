import Quantities
import Therapy

// What a person reads about an alarm stands in its row of the table; one place, for every screen.

extension AlarmCondition {
  /// What happened, with the judged value and its limit as the finding gave them.
  public func sentence(value: Int64, limit: Int64) -> String { row.sentence(value, limit) }

  /// What to do about it.
  public var advice: String { row.advice }
}

extension PumpAlarms {
  /// The names of the alarms in a set of bits, for people.
  static func names(in bits: Int64) -> String {
    let named: [(PumpAlarms, String)] = [
      (.occlusion, "occlusion"), (.airInLine, "air in line"), (.empty, "empty or end of infusion"),
      (.nearEmpty, "near empty"), (.syringeRemoved, "syringe removed"), (.doorOpen, "door open"), (.motor, "motor stalled"),
      (.rateDeviation, "rate deviation"), (.communicationWatchdog, "communication watchdog tripped"),
      (.powerLost, "mains power lost"), (.batteryLow, "battery low"), (.batteryEmpty, "battery empty"),
      (.sensorFault, "sensor fault"), (.internalFault, "internal fault"), (.programFault, "program check failed"),
      (.configurationLost, "restarted, configuration lost"), (.reminder, "reminder"), (.test, "test alarm"),
      (.unknown, "unknown alarm code"),
    ]
    let set = PumpAlarms(rawValue: UInt32(truncatingIfNeeded: bits))
    return named.filter { set.contains($0.0) }.map(\.1).joined(separator: ", ")
  }
}
