public import Quantities

/// A rate as an operator writes it: as fluid, as drug, or as drug per body mass.
///
/// Amounts far beyond any limit are held at a bound that is still far beyond any limit, so that no conversion of a typed
/// number overflows: whoever judges the rate refuses it all the same.
public enum RequestedRate: Hashable, Sendable {
  /// Fluid, at most 1,000,000 mL/h.
  case flow(FlowRate)
  /// Drug, at most 1,000,000 mg/h.
  case mass(MassRate)
  /// Drug per body mass, at most 1,000 mg/kg/h.
  case dose(DoseRate)

  /// Reads a rate in any of its units.
  public init(parsing text: String) throws(RateFault) {
    if let rate = try Self.read(FlowRate.self, text) {
      self = .flow(min(rate, Self.mostFlow))
    } else if let rate = try Self.read(DoseRate.self, text) {
      self = .dose(min(rate, DoseRate(picogramsPerKilogramPerHour: 1_000_000_000_000)))
    } else if let rate = try Self.read(MassRate.self, text) {
      self = .mass(min(rate, MassRate(nanogramsPerHour: 1_000_000_000_000)))
    } else {
      throw RateFault(
        sentence: "\"\(String(text.prefix(40)))\" has a unit that is not accepted here; write NUMBER UNIT, for example "
          + "\"12.25 mL/h\" (units: mL/h, mg/kg/h, ug/kg/min, mg/h)")
    }
  }

  /// The flow that this rate means under `order`, rounded down, at most 1,000,000 mL/h.
  public func flow(under order: Order) -> FlowRate {
    flow(weight: order.patient.weight, concentration: order.drug.concentration)
  }

  /// The flow that this rate means for a weight of at most 1,000 kg at a concentration above zero, rounded down, at most
  /// 1,000,000 mL/h.
  public func flow(weight: BodyMass, concentration: Concentration) -> FlowRate {
    precondition(weight.grams > 0 && weight.grams <= 1_000_000 && concentration > .zero)
    let flow =
      switch self {
      case .flow(let rate): rate
      case .mass(let rate): rate.flowRate(at: concentration)
      case .dose(let rate): rate.massRate(for: weight).flowRate(at: concentration)
      }
    return min(flow, Self.mostFlow)
  }

  private static let mostFlow = FlowRate(nanolitersPerHour: 1_000_000_000_000)

  /// The rate, or nil when the text has another unit.
  private static func read<Rate: Quantity>(_ type: Rate.Type, _ text: String) throws(RateFault) -> Rate? {
    do throws(QuantityError) {
      return try Rate(parsing: text)
    } catch {
      if error.reason == .unitUnknown { return nil }
      throw RateFault(
        sentence: error.reason == .unitMissing || error.reason == .notANumber
          ? error.description.replacingUnits(with: "mL/h, mg/kg/h, ug/kg/min, mg/h") : error.description)
    }
  }
}

/// Why a text is not a rate.
public struct RateFault: Error, Hashable, Sendable {
  /// What was read, what is wrong and what is accepted.
  public let sentence: String
}

extension String {
  /// The sentence of a quantity error with another list of units at its end.
  fileprivate func replacingUnits(with units: String) -> String {
    guard let start = range(of: "(units: ") else { return self }
    return self[..<start] + "(units: \(units))"
  }

  private func range(of text: String) -> String.Index? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(text) { return index }
      index = self.index(after: index)
    }
    return nil
  }
}
