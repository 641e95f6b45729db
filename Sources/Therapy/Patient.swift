public import Quantities

/// The patient of one session, by a code rather than a name, and the weight that today's dose is scaled by.
public struct Patient: Hashable, Sendable, BitwiseCopyable {
  /// The clinic's code for the patient.
  public let code: Label
  /// The weight entered for this session.
  public let weight: BodyMass

  /// A patient with a weight inside `acceptedWeight`, or nil (SR-008).
  public init?(code: Label, weight: BodyMass) {
    guard Self.acceptedWeight.contains(weight) else { return nil }
    self.code = code
    self.weight = weight
  }

  /// Weights that a session accepts: 30 kg to 250 kg (SR-008; clinical defaults, section 2).
  public static var acceptedWeight: ClosedRange<BodyMass> { BodyMass(grams: 30_000)...BodyMass(grams: 250_000) }
}

/// What earlier sessions of a patient mean for the next one; the shell counts it from the journal when an order is prepared.
public struct PatientHistory: Hashable, Sendable, BitwiseCopyable {
  /// Sessions of the last 14 days in which an infusion was started, this one not counted (SR-018).
  public var sessionsInFortnight: Int64
  /// The weight of the newest earlier session; nil where there is none (SR-008).
  public var lastWeight: BodyMass?
  /// What earlier sessions have left in the patient's body (SR-055).
  public var residual: DrugEstimate

  /// A history; of a patient who never came unless given.
  public init(sessionsInFortnight: Int64 = 0, lastWeight: BodyMass? = nil, residual: DrugEstimate = DrugEstimate()) {
    precondition(sessionsInFortnight >= 0)
    self.sessionsInFortnight = sessionsInFortnight
    self.lastWeight = lastWeight
    self.residual = residual
  }

  /// Whether `weight` differs from the last one by more than 10 %: somebody has to look again (SR-008).
  @_noAllocation @_noLocks
  public func isSurprising(_ weight: BodyMass) -> Bool {
    guard let lastWeight else { return false }
    return weight.distance(to: lastWeight) > lastWeight.divided(by: 10)
  }
}
