/// The complete list of interlocks: each is one file of `Interlocks/`, and any one of them is enough (SR-040).
public enum Interlock: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case doseRateLimit, massRateLimit, flowRateLimit, sessionMassLimit, predictedConcentration, limitApproach
  case oxygenSaturation, respirationRate, apnea, endTidalCarbonDioxide, heartRate, bloodPressure, sedation, distress, nausea,
    dissociation, patientCall
  case staleSignal, sensorOff, frozenSignal, sourceDifference, staleObservation
  case occlusion, airInLine, doorOpen, syringeRemoved, containerEmpty, containerNearEmpty, motor, battery, mainsPower,
    unknownPumpAlarm, pumpFault, pumpFirmware
  case pumpRefusal, uncertainDelivery, rateMismatch, volumeMismatch, unconfirmedStop, restGrowth, pumpMode, localControl
  case pumpLink, lineQuality, lease
  case journal, disk, clock, configurationFiles, selfTest, annunciator
  case pauseTime, repeatedPause, holdPoint

  /// How many interlocks there are.
  @inlinable public static var count: Int { 54 }

  /// What this interlock finds in `situation`; nil when it finds nothing. `memory` is its own and nobody else's.
  @_noAllocation @_noLocks
  func evaluate(in situation: Situation, memory: inout InterlockMemory) -> Finding? {
    switch self {
    case .doseRateLimit: judgeDoseRate(situation)
    case .massRateLimit: judgeMassRate(situation)
    case .flowRateLimit: judgeFlowRate(situation)
    case .sessionMassLimit: judgeSessionMass(situation)
    case .predictedConcentration: judgePredictedConcentration(situation, &memory)
    case .limitApproach: judgeLimitApproach(situation)
    case .oxygenSaturation: judgeOxygenSaturation(situation, &memory)
    case .respirationRate: judgeRespirationRate(situation, &memory)
    case .apnea: judgeApnea(situation, &memory)
    case .endTidalCarbonDioxide: judgeEndTidalCarbonDioxide(situation, &memory)
    case .heartRate: judgeHeartRate(situation, &memory)
    case .bloodPressure: judgeBloodPressure(situation, &memory)
    case .sedation: judgeSedation(situation, &memory)
    case .distress: judgeDistress(situation, &memory)
    case .nausea: judgeNausea(situation, &memory)
    case .dissociation: judgeDissociation(situation)
    case .patientCall: judgePatientCall(situation)
    case .staleSignal: judgeStaleSignal(situation)
    case .sensorOff: judgeSensorOff(situation, &memory)
    case .frozenSignal: judgeFrozenSignal(situation)
    case .sourceDifference: judgeSourceDifference(situation, &memory)
    case .staleObservation: judgeStaleObservation(situation)
    case .occlusion: judgeOcclusion(situation)
    case .airInLine: judgeAirInLine(situation)
    case .doorOpen: judgeDoorOpen(situation)
    case .syringeRemoved: judgeSyringeRemoved(situation)
    case .containerEmpty: judgeContainerEmpty(situation)
    case .containerNearEmpty: judgeContainerNearEmpty(situation)
    case .motor: judgeMotor(situation)
    case .battery: judgeBattery(situation)
    case .mainsPower: judgeMainsPower(situation)
    case .unknownPumpAlarm: judgeUnknownPumpAlarm(situation)
    case .pumpFault: judgePumpFault(situation)
    case .pumpFirmware: judgePumpFirmware(situation)
    case .pumpRefusal: judgePumpRefusal(situation)
    case .uncertainDelivery: judgeUncertainDelivery(situation)
    case .rateMismatch: judgeRateMismatch(situation, &memory)
    case .volumeMismatch: judgeVolumeMismatch(situation, &memory)
    case .unconfirmedStop: judgeUnconfirmedStop(situation, &memory)
    case .restGrowth: judgeRestGrowth(situation)
    case .pumpMode: judgePumpMode(situation)
    case .localControl: judgeLocalControl(situation)
    case .pumpLink: judgePumpLink(situation)
    case .lineQuality: judgeLineQuality(situation)
    case .lease: judgeLease(situation)
    case .journal: judgeJournal(situation)
    case .disk: judgeDisk(situation)
    case .clock: judgeClock(situation)
    case .configurationFiles: judgeConfigurationFiles(situation)
    case .selfTest: judgeSelfTest(situation)
    case .annunciator: judgeAnnunciator(situation)
    case .pauseTime: judgePauseTime(situation)
    case .repeatedPause: judgeRepeatedPause(situation)
    case .holdPoint: judgeHoldPoint(situation)
    }
  }
}

/// A set of interlocks.
public struct InterlockSet: Hashable, Sendable, BitwiseCopyable {
  /// One bit per interlock.
  public private(set) var bits: UInt64 = 0

  /// The empty set.
  public init() {}

  /// Adds `interlock`.
  @_noAllocation @_noLocks
  public mutating func insert(_ interlock: Interlock) { bits |= 1 << UInt64(interlock.rawValue) }

  /// Whether `interlock` is in the set.
  @_noAllocation @_noLocks
  public func contains(_ interlock: Interlock) -> Bool { bits & (1 << UInt64(interlock.rawValue)) != 0 }

  /// Whether the set is empty.
  public var isEmpty: Bool { @_noAllocation @_noLocks get { bits == 0 } }

  /// The members in the order of the list.
  public var members: [Interlock] { Interlock.allCases.filter(contains) }
}
