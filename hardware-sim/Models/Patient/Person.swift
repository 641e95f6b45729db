public import Quantities
public import Therapy

/// What one simulated patient is like: body, kinetics, vital signs at rest, and how strongly each effect of the drug shows.
///
/// The typical one has every factor at 1. Others are drawn, see `Person.drawn`. All figures with their sources, or that they
/// are assumptions, are in hardware-sim/PATIENT.md.
public struct Person: Hashable, Sendable {
  /// The body mass, greater than zero.
  public let weight: BodyMass
  /// The number that the person was drawn from; nil for the typical one and for one that a test made.
  public var number: UInt64?
  /// How the body handles the drug.
  public var kinetics = Kinetics()
  /// The vital signs without drug and without events.
  public var rest = RestingSigns()
  /// How strongly each effect shows.
  public var sensitivity = Sensitivity()

  /// Factors on the parameters of the Kamp model for this weight, each greater than zero.
  public struct Kinetics: Hashable, Sendable {
    /// On the clearance from the body, L/h.
    public var elimination = 1.0
    /// On both clearances between the compartments, L/h.
    public var exchange = 1.0
    /// On all three volumes, L.
    public var volumes = 1.0
    /// The half-time with which the effect site follows plasma, minutes; 6.1 on average, 0...11.8 (Noppers et al. 2012).
    public var effectHalfTime = 6.1

    /// The typical kinetics.
    public init() {}
  }

  /// Vital signs at rest: usual ones of an awake adult, an assumption but for the two that the room had before.
  public struct RestingSigns: Hashable, Sendable {
    /// Arterial oxygen saturation, %.
    public var saturation = 97.4
    /// Heart rate, /min.
    public var heartRate = 72.0
    /// Breaths, /min.
    public var respirationRate = 14.0
    /// Carbon dioxide at the end of a breath, mmHg.
    public var carbonDioxide = 38.0
    /// Systolic arterial pressure, mmHg.
    public var systolic = 122.0
    /// Diastolic arterial pressure, mmHg.
    public var diastolic = 76.0

    /// The typical signs.
    public init() {}
  }

  /// Factors on the effects, each greater than zero: above 1 the person shows more of it at the same concentration.
  public struct Sensitivity: Hashable, Sendable {
    /// Of breathing: divides the concentration of half effect.
    public var breathing = 1.0
    /// Of saturation, without failing breath: divides the concentration of half effect.
    public var saturation = 1.0
    /// Of the heart rate: divides the concentration of half effect.
    public var heartRate = 1.0
    /// Of both pressures: divides the concentration of half effect.
    public var pressure = 1.0
    /// Of sedation: divides the concentration at which the person wakes, 642 ng/mL.
    public var sedation = 1.0
    /// Of dissociation: divides the concentration of half effect.
    public var dissociation = 1.0
    /// How far dissociation can go: multiplies the highest CADSS total, which is 92 at most.
    public var dissociationExtent = 1.0
    /// Of distress: divides the CADSS total at which the person is in half of the worst distress.
    public var distress = 1.0
    /// Of nausea: divides the concentration of half effect.
    public var nausea = 1.0

    /// The typical sensitivity.
    public init() {}
  }

  private init(weight: BodyMass) {
    precondition(weight > .zero)
    self.weight = weight
  }

  /// The person in the middle of all who can be drawn, of `weight`, which must be greater than zero.
  public static func typical(weight: BodyMass) -> Person { Person(weight: weight) }

  /// The person's own kinetic model: that of Kamp for the weight, with the person's factors.
  public var model: CompartmentModel {
    let usual = KineticModel.kamp.parameters(for: weight)
    let (out, between) = (kinetics.elimination / kinetics.volumes, kinetics.exchange / kinetics.volumes)
    let own = CompartmentParameters(
      centralLiters: usual.centralLiters * kinetics.volumes, k10: usual.k10 * out, k12: usual.k12 * between,
      k21: usual.k21 * between, k13: usual.k13 * between, k31: usual.k31 * between)
    // ln 2 per half-time; for the typical person the very number of `CompartmentModel.usualEffectRate`.
    let rate = 0.693_147_180_559_945_3 / max(Self.shortestHalfTime, kinetics.effectHalfTime)
    let model = CompartmentModel(own, effectRate: rate)
    // An effect site that follows exactly as fast as one of the body's own modes has no such model: its neighbor has.
    let isApart = (0..<3).allSatisfy { (model.rates[$0] - rate).magnitude > rate * 1e-6 }
    return isApart ? model : CompartmentModel(own, effectRate: rate * 1.000_01)
  }

  /// Minutes: an effect site that follows faster than this cannot be told from plasma.
  private static var shortestHalfTime: Double { 0.05 }
}
