/// The complete list of interlocks: each is one file of `Interlocks/`, and any one of them is enough (SR-040).
public enum Interlock: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case doseRateLimit, massRateLimit, flowRateLimit, sessionMassLimit
  case oxygenSaturation, heartRate, staleSignal, sensorOff
  case pumpAlarm, pumpLink, pumpRefusal, uncertainDelivery, rateMismatch, unconfirmedStop
  case lease, journal
  case bloodPressure, sedation, distress, scorePrompt, staleObservation
  case restGrowth, pumpMode, localControl, pauseTime, repeatedPause
  case predictedConcentration, limitApproach, holdPoint, volumeMismatch

  /// How many interlocks there are.
  @inlinable public static var count: Int { 30 }

  /// What this interlock finds in `situation`; nil when it finds nothing. `memory` is its own and nobody else's.
  @_noAllocation @_noLocks
  func evaluate(in situation: Situation, memory: inout InterlockMemory) -> Finding? {
    switch self {
    case .doseRateLimit: judgeDoseRate(situation)
    case .massRateLimit: judgeMassRate(situation)
    case .flowRateLimit: judgeFlowRate(situation)
    case .sessionMassLimit: judgeSessionMass(situation)
    case .oxygenSaturation: judgeOxygenSaturation(situation, &memory)
    case .heartRate: judgeHeartRate(situation, &memory)
    case .staleSignal: judgeStaleSignal(situation)
    case .sensorOff: judgeSensorOff(situation, &memory)
    case .pumpAlarm: judgePumpAlarm(situation)
    case .pumpLink: judgePumpLink(situation)
    case .pumpRefusal: judgePumpRefusal(situation)
    case .uncertainDelivery: judgeUncertainDelivery(situation)
    case .rateMismatch: judgeRateMismatch(situation, &memory)
    case .unconfirmedStop: judgeUnconfirmedStop(situation, &memory)
    case .lease: judgeLease(situation)
    case .journal: judgeJournal(situation)
    case .bloodPressure: judgeBloodPressure(situation, &memory)
    case .sedation: judgeSedation(situation, &memory)
    case .distress: judgeDistress(situation, &memory)
    case .scorePrompt: judgeScorePrompt(situation)
    case .staleObservation: judgeStaleObservation(situation)
    case .restGrowth: judgeRestGrowth(situation)
    case .pumpMode: judgePumpMode(situation)
    case .localControl: judgeLocalControl(situation)
    case .pauseTime: judgePauseTime(situation)
    case .repeatedPause: judgeRepeatedPause(situation)
    case .predictedConcentration: judgePredictedConcentration(situation, &memory)
    case .limitApproach: judgeLimitApproach(situation)
    case .holdPoint: judgeHoldPoint(situation)
    case .volumeMismatch: judgeVolumeMismatch(situation, &memory)
    }
  }
}

/// A set of interlocks.
public struct InterlockSet: Hashable, Sendable, BitwiseCopyable {
  /// One bit per interlock.
  public private(set) var bits: UInt32 = 0

  /// The empty set.
  public init() {}

  /// Adds `interlock`.
  @_noAllocation @_noLocks
  public mutating func insert(_ interlock: Interlock) { bits |= 1 << UInt32(interlock.rawValue) }

  /// Whether `interlock` is in the set.
  public func contains(_ interlock: Interlock) -> Bool { bits & (1 << UInt32(interlock.rawValue)) != 0 }

  /// Whether the set is empty.
  public var isEmpty: Bool { @_noAllocation @_noLocks get { bits == 0 } }

  /// The members in the order of the list.
  public var members: [Interlock] { Interlock.allCases.filter(contains) }
}
