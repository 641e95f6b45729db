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

  /// Adds what this interlock finds in `situation` to `verdict`. `memory` is its own and nobody else's.
  ///
  /// Each case hands its finding on by itself: one that all of them gave back would be copied through 54 times a step, though
  /// there is none nearly always.
  @_noAllocation @_noLocks
  func evaluate(in situation: Situation, memory: inout InterlockMemory, _ verdict: inout Verdict) {
    switch self {
    case .doseRateLimit: verdict.take(judgeDoseRate(situation), of: self)
    case .massRateLimit: verdict.take(judgeMassRate(situation), of: self)
    case .flowRateLimit: verdict.take(judgeFlowRate(situation), of: self)
    case .sessionMassLimit: verdict.take(judgeSessionMass(situation), of: self)
    case .predictedConcentration: verdict.take(judgePredictedConcentration(situation, &memory), of: self)
    case .limitApproach: verdict.take(judgeLimitApproach(situation), of: self)
    case .oxygenSaturation: verdict.take(judgeOxygenSaturation(situation, &memory), of: self)
    case .respirationRate: verdict.take(judgeRespirationRate(situation, &memory), of: self)
    case .apnea: verdict.take(judgeApnea(situation, &memory), of: self)
    case .endTidalCarbonDioxide: verdict.take(judgeEndTidalCarbonDioxide(situation, &memory), of: self)
    case .heartRate: verdict.take(judgeHeartRate(situation, &memory), of: self)
    case .bloodPressure: verdict.take(judgeBloodPressure(situation, &memory), of: self)
    case .sedation: verdict.take(judgeSedation(situation, &memory), of: self)
    case .distress: verdict.take(judgeDistress(situation, &memory), of: self)
    case .nausea: verdict.take(judgeNausea(situation, &memory), of: self)
    case .dissociation: verdict.take(judgeDissociation(situation), of: self)
    case .patientCall: verdict.take(judgePatientCall(situation), of: self)
    case .staleSignal: verdict.take(judgeStaleSignal(situation), of: self)
    case .sensorOff: verdict.take(judgeSensorOff(situation, &memory), of: self)
    case .frozenSignal: verdict.take(judgeFrozenSignal(situation), of: self)
    case .sourceDifference: verdict.take(judgeSourceDifference(situation, &memory), of: self)
    case .staleObservation: verdict.take(judgeStaleObservation(situation), of: self)
    case .occlusion: verdict.take(judgeOcclusion(situation), of: self)
    case .airInLine: verdict.take(judgeAirInLine(situation), of: self)
    case .doorOpen: verdict.take(judgeDoorOpen(situation), of: self)
    case .syringeRemoved: verdict.take(judgeSyringeRemoved(situation), of: self)
    case .containerEmpty: verdict.take(judgeContainerEmpty(situation), of: self)
    case .containerNearEmpty: verdict.take(judgeContainerNearEmpty(situation), of: self)
    case .motor: verdict.take(judgeMotor(situation), of: self)
    case .battery: verdict.take(judgeBattery(situation), of: self)
    case .mainsPower: verdict.take(judgeMainsPower(situation), of: self)
    case .unknownPumpAlarm: verdict.take(judgeUnknownPumpAlarm(situation), of: self)
    case .pumpFault: verdict.take(judgePumpFault(situation), of: self)
    case .pumpFirmware: verdict.take(judgePumpFirmware(situation), of: self)
    case .pumpRefusal: verdict.take(judgePumpRefusal(situation), of: self)
    case .uncertainDelivery: verdict.take(judgeUncertainDelivery(situation), of: self)
    case .rateMismatch: verdict.take(judgeRateMismatch(situation, &memory), of: self)
    case .volumeMismatch: verdict.take(judgeVolumeMismatch(situation, &memory), of: self)
    case .unconfirmedStop: verdict.take(judgeUnconfirmedStop(situation, &memory), of: self)
    case .restGrowth: verdict.take(judgeRestGrowth(situation), of: self)
    case .pumpMode: verdict.take(judgePumpMode(situation), of: self)
    case .localControl: verdict.take(judgeLocalControl(situation), of: self)
    case .pumpLink: verdict.take(judgePumpLink(situation), of: self)
    case .lineQuality: verdict.take(judgeLineQuality(situation), of: self)
    case .lease: verdict.take(judgeLease(situation), of: self)
    case .journal: verdict.take(judgeJournal(situation), of: self)
    case .disk: verdict.take(judgeDisk(situation), of: self)
    case .clock: verdict.take(judgeClock(situation), of: self)
    case .configurationFiles: verdict.take(judgeConfigurationFiles(situation), of: self)
    case .selfTest: verdict.take(judgeSelfTest(situation), of: self)
    case .annunciator: verdict.take(judgeAnnunciator(situation), of: self)
    case .pauseTime: verdict.take(judgePauseTime(situation), of: self)
    case .repeatedPause: verdict.take(judgeRepeatedPause(situation), of: self)
    case .holdPoint: verdict.take(judgeHoldPoint(situation), of: self)
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
