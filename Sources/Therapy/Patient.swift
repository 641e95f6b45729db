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
