import Quantities
import Therapy

/// A required signal that monitors measure; respiration is measured in two ways, of which either is enough (SR-044).
enum MonitoredSignal: UInt8 {
  case oxygenSaturation, heartRate, respiration

  static var count: Int { @_noAllocation @_noLocks get { 3 } }

  var asRequired: RequiredSignal {
    @_noAllocation @_noLocks get {
      switch self {
      case .oxygenSaturation: .oxygenSaturation
      case .heartRate: .heartRate
      case .respiration: .respiration
      }
    }
  }

  /// The vital sign, and the one that is as good.
  var vitals: (VitalSignal, VitalSignal?) {
    @_noAllocation @_noLocks get {
      switch self {
      case .oxygenSaturation: (.oxygenSaturation, nil)
      case .heartRate: (.heartRate, nil)
      case .respiration: (.respirationRate, .endTidalCarbonDioxide)
      }
    }
  }

  /// The age of the last good value at which the loss alarms, and at which it pauses (SR-045).
  var staleness: (alarms: Interval, pauses: Interval) {
    @_noAllocation @_noLocks get {
      switch self {
      case .oxygenSaturation, .heartRate: (.seconds(10), .seconds(30))
      case .respiration: (.seconds(30), .seconds(60))
      }
    }
  }

  /// How old the last good value may be for a start.
  var freshness: Interval { @_noAllocation @_noLocks get { evidenceAge(vitals.0) } }

  /// The bit of this signal in a set of them.
  var bit: UInt32 { @_noAllocation @_noLocks get { 1 << UInt32(rawValue) } }

  /// A number of seconds together with the signals that it is about, as findings carry them.
  @_noAllocation @_noLocks
  static func code(_ signals: UInt32, _ seconds: Int64) -> Int64 {
    Int64(signals) << 48 | (seconds < 1 << 40 ? seconds : 1 << 40)
  }

  /// The names of the signals in such a number, and the seconds.
  static func read(_ code: Int64) -> (name: String, seconds: Int64) {
    let names = (0..<UInt8(count)).compactMap(MonitoredSignal.init(rawValue:))
      .filter { code >> 48 & Int64($0.bit) != 0 }.map(\.asRequired.name)
    return (names.isEmpty ? "a required vital sign" : names.joined(separator: ", "), code & (1 << 48 - 1))
  }
}

extension Situation {
  /// The age of the last good value; a signal that never had one is as old as the machine: absent counts as stale at once.
  @_noAllocation @_noLocks
  func age(of signal: MonitoredSignal) -> Interval {
    let (first, second) = signal.vitals
    var newest = lastGood[Int(first.rawValue)] ?? .boot
    if let second, let other = lastGood[Int(second.rawValue)], other > newest { newest = other }
    return now.since(newest)
  }

  /// What all sources of a signal say about their sensors: good where one is good, off where none is and one says so.
  @_noAllocation @_noLocks
  func sensor(of signal: MonitoredSignal) -> Evidence {
    let (first, second) = signal.vitals
    var seen = sensor(vitals[first], first)
    if let second { seen = better(seen, sensor(vitals[second], second)) }
    guard hasSecondMonitor else { return seen }
    seen = better(seen, sensor(secondVitals[first], first))
    guard let second else { return seen }
    return better(seen, sensor(secondVitals[second], second))
  }

  @_noAllocation @_noLocks
  private func better(_ one: Evidence, _ other: Evidence) -> Evidence {
    if one.isClear || other.isClear { return .clear }
    return one.isBad || other.isBad ? .bad : .unknown
  }

  @_noAllocation @_noLocks
  private func sensor(_ reading: VitalReading?, _ signal: VitalSignal) -> Evidence {
    guard let reading else { return .unknown }
    switch reading.quality {
    // A good value of a while ago says nothing about the sensor now.
    case .good: return now.since(reading.receivedAt) <= evidenceAge(signal) ? .clear : .unknown
    case .sensorOff: return .bad
    case .questionable, .missing: return .unknown
    }
  }
}
