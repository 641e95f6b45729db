import Controller
import Safety
import Therapy

/// A value that is stored by a name which never changes, whatever happens to the code: a journal is read for years.
protocol RecordNamed: Hashable, Sendable {
  /// Every value.
  static var everyCase: [Self] { get }
  /// The name.
  var recordName: String { get }
}

extension RecordNamed where Self: CaseIterable {
  static var everyCase: [Self] { Array(allCases) }
}

/// A named value as text.
struct RecordName<Value: RecordNamed>: Codable, Hashable {
  let value: Value

  init(_ value: Value) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let value = Value.everyCase.first(where: { $0.recordName == name }) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "unknown name \(name)")
    }
    self.value = value
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value.recordName)
  }
}

extension CommandKind: RecordNamed {
  var recordName: String { name }
}

extension SessionPhase: RecordNamed {
  var recordName: String { name }
}

extension AlarmCondition: RecordNamed {
  var recordName: String { code }
}

extension ClinicalScale: RecordNamed {
  var recordName: String { name }
}

extension AlarmPriority: RecordNamed {
  var recordName: String { name }
}

extension LimitedSignal: RecordNamed {
  var recordName: String { name }
}

extension LimitKey: RecordNamed {
  var recordName: String { name }
}

extension RequiredSignal: RecordNamed {
  var recordName: String { name }
}

extension IntentKind: RecordNamed {
  static var everyCase: [IntentKind] { [.start, .resume, .raise, .nextStep] }
  var recordName: String { name }
}

extension AlarmChange: RecordNamed {
  static var everyCase: [AlarmChange] {
    [.raised, .causeGone, .ended, .acknowledged, .escalated, .reminded, .secondContact]
  }
  var recordName: String {
    switch self {
    case .raised: "raised"
    case .causeGone: "cause-gone"
    case .ended: "ended"
    case .acknowledged: "acknowledged"
    case .escalated: "escalated"
    case .reminded: "reminded"
    case .secondContact: "second-contact"
    }
  }
}

extension LimitKind: RecordNamed {
  static var everyCase: [LimitKind] {
    [
      .doseRate, .massRate, .flowRate, .sessionMass, .duration, .stepUp, .sessions, .predictedConcentration, .leastDoseRate,
      .leastMassRate, .leastDuration,
    ]
  }
  var recordName: String {
    switch self {
    case .doseRate: "dose-rate"
    case .massRate: "mass-rate"
    case .flowRate: "flow-rate"
    case .sessionMass: "session-mass"
    case .duration: "duration"
    case .stepUp: "step-up"
    case .sessions: "sessions"
    case .predictedConcentration: "predicted-concentration"
    case .leastDoseRate: "least-dose-rate"
    case .leastMassRate: "least-mass-rate"
    case .leastDuration: "least-duration"
    }
  }
}

extension PumpRefusal: RecordNamed {
  static var everyCase: [PumpRefusal] { [.state, .value, .owner, .interlock, .readBack, .notReached, .overtaken] }
  var recordName: String {
    switch self {
    case .state: "state"
    case .value: "value"
    case .owner: "owner"
    case .interlock: "interlock"
    case .readBack: "read-back"
    case .notReached: "not-reached"
    case .overtaken: "overtaken"
    }
  }
}

extension Interlock: RecordNamed {
  var recordName: String { code }
}
