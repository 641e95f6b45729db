public import Quantities

/// The published ketamine models that predictions are made with (racemic ketamine, base, adults).
public enum KineticModel: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Kamp 2020 with clearances by the 0.75 power of weight: the one that is shown.
  case kamp
  /// The same with everything in proportion to weight; below 70 kg it predicts more than `kamp`.
  case kampLinear
  /// Clements and Nimmo 1981: two compartments, the slowest washout.
  case clements
  /// Domino 1982/84: what stanpumpR shows, for comparison. It predicts a third less than was measured.
  case domino

  /// The name as people and programs write it.
  public var name: String {
    switch self {
    case .kamp: "kamp"
    case .kampLinear: "kamp-linear"
    case .clements: "clements"
    case .domino: "domino"
    }
  }

  /// The model with this name; nil where there is none.
  public init?(name: String) {
    guard let model = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = model
  }

  /// Where its numbers come from, and how they were seen (the kinetics sheet; docs/KINETICS.md).
  public var citation: String {
    switch self {
    case .kamp:
      "Kamp et al. 2020, Anesthesiology 133:1192: pooled analysis; volumes by weight, clearances by weight^0.75, as SimTIVA"
    case .kampLinear: "Kamp et al. 2020, Anesthesiology 133:1192: volumes and clearances by weight, as opentiva"
    case .clements: "Clements and Nimmo 1981, Br J Anaesth 53:27, the 250 ug/kg set as opentiva has it"
    case .domino: "Domino et al. 1982/84, PMID 7198883, as opentiva and SimTIVA have it; stanpumpR rounds it to three figures"
    }
  }

  /// The model's parameters for a person of `weight`, which must be greater than zero.
  @_noAllocation @_noLocks
  public func parameters(for weight: BodyMass) -> CompartmentParameters {
    precondition(weight.grams > 0)
    let kilograms = Double(weight.grams) / 1_000
    let share = kilograms / 70
    switch self {
    case .kamp:
      // share^0.75: the square root times the square root of that.
      let root = squareRoot(share)
      return Self.kamp(volumes: share, clearances: root * squareRoot(root))
    case .kampLinear: return Self.kamp(volumes: share, clearances: share)
    case .clements:
      return CompartmentParameters(centralLiters: 1.7522 * kilograms, k10: 0.0109, k12: 0.0186, k21: 0.0137)
    case .domino:
      return CompartmentParameters(
        centralLiters: 0.063 * kilograms, k10: 0.4381, k12: 0.5921, k21: 0.2470, k13: 0.5900, k31: 0.0146)
    }
  }

  /// Kamp's set: at 70 kg volumes of 25, 56 and 157 L, a clearance of 84 L/h and 161 and 79 L/h between the compartments.
  @_noAllocation @_noLocks
  private static func kamp(volumes: Double, clearances: Double) -> CompartmentParameters {
    CompartmentParameters(
      liters: (25 * volumes, 56 * volumes, 157 * volumes),
      litersPerHour: (84 * clearances, 161 * clearances, 79 * clearances))
  }
}

/// The square root of a number above zero, by Newton's method from above; the standard library's own is a call that the
/// compiler cannot see through, and a control step makes none.
@_noAllocation @_noLocks
private func squareRoot(_ number: Double) -> Double {
  var root = (number + 1) / 2
  while true {
    let next = (root + number / root) / 2
    guard next < root else { return root }
    root = next
  }
}

/// A mammillary model of a drug: a central compartment that the drug enters and leaves, and one or two others that exchange
/// with it.
public struct CompartmentParameters: Hashable, Sendable, BitwiseCopyable {
  /// The volume of the central compartment, L.
  public let centralLiters: Double
  /// Elimination, 1/min.
  public let k10: Double
  /// To the second compartment, 1/min.
  public let k12: Double
  /// And back.
  public let k21: Double
  /// To the third compartment, 1/min; zero where there is none.
  public let k13: Double
  /// And back.
  public let k31: Double

  /// Parameters by rate constants, all greater than zero; without a third compartment unless given.
  @_noAllocation @_noLocks
  public init(centralLiters: Double, k10: Double, k12: Double, k21: Double, k13: Double = 0, k31: Double = 0) {
    precondition(centralLiters > 0 && k10 > 0 && k12 > 0 && k21 > 0 && k13 >= 0 && k31 >= 0 && (k13 > 0) == (k31 > 0))
    self.centralLiters = centralLiters
    self.k10 = k10
    self.k12 = k12
    self.k21 = k21
    self.k13 = k13
    self.k31 = k31
  }

  /// Three compartments by their volumes and by what flows out of the body and between them.
  @_noAllocation @_noLocks
  public init(liters: (Double, Double, Double), litersPerHour: (Double, Double, Double)) {
    self.init(
      centralLiters: liters.0, k10: litersPerHour.0 / 60 / liters.0, k12: litersPerHour.1 / 60 / liters.0,
      k21: litersPerHour.1 / 60 / liters.1, k13: litersPerHour.2 / 60 / liters.0, k31: litersPerHour.2 / 60 / liters.2)
  }
}

extension KineticModel {
  /// The levels of plasma and effect site at the end of 0.35 mg/kg/h for 4 h in a person of 70 kg, millionths of a ng/mL, and the
  /// plasma level at which that rate ends in a person of 50 kg, tenths of a ng/mL (the kinetics sheet's golden tables).
  var golden: (plasma: Int64, effectSite: Int64, steadyState: Int64) {
    switch self {
    case .kamp: (219_698_773, 217_189_913, 2_681)
    case .kampLinear: (219_698_773, 217_189_913, 2_917)
    case .clements: (206_960_245, 203_561_237, 3_054)
    case .domino: (181_779_948, 180_117_725, 2_114)
    }
  }

  /// The first model that does not predict its golden levels, to the last digit of those tables; nil when all do (SR-083).
  public static func firstWrong(
    _ parameters: (KineticModel, BodyMass) -> CompartmentParameters = { $0.parameters(for: $1) }
  ) -> KineticModel? {
    allCases.first { kind in
      let model = CompartmentModel(parameters(kind, BodyMass(grams: 70_000)))
      var state = KineticState()
      state.advance(by: model.step(minutes: 240), rate: 0.35 * 70 / 60)
      let light = parameters(kind, BodyMass(grams: 50_000))
      let steadyState = 0.35 * 50 / 60 / (light.centralLiters * light.k10) * 1_000
      return abs(state.plasma(model) * 1e6 - Double(kind.golden.plasma)) > 1
        || abs(state.effectSite(model) * 1e6 - Double(kind.golden.effectSite)) > 1
        || abs(steadyState * 10 - Double(kind.golden.steadyState)) > 0.51
    }
  }
}
