import Quantities
import Therapy

/// What `predict` takes, and why it does not take the rest.
enum PredictBounds {
  /// Why a text is not a rate that is predicted for.
  struct Fault: Error, Hashable {
    let sentence: String
  }

  /// The longest time: a hundred days.
  static let longest = Interval.seconds(100 * 86_400)
  /// The shortest time between two rows.
  static let finest = Interval.seconds(1)
  /// The most rows of one answer.
  static let mostRows: Int64 = 1_000_000
  /// The highest rates: those that no drug library may exceed.
  private static let highest = DoseCeilings.outermost

  /// A rate of drug; fluid alone does not say how much drug it carries.
  static func rate(_ text: String) throws(Fault) -> PlannedRate {
    if let rate = try read(DoseRate.self, text) {
      guard rate <= highest.doseRate else { throw tooHigh(rate, highest.doseRate) }
      return .dose(rate)
    }
    if let rate = try read(MassRate.self, text) {
      guard rate <= highest.massRate else { throw tooHigh(rate, highest.massRate) }
      return .mass(rate)
    }
    let isFluid = try read(FlowRate.self, text) != nil
    throw fault(
      text, isFluid ? "is fluid, and how much drug it carries is not told here" : "has a unit that is not accepted here")
  }

  /// The rate, or nil when the text has another unit.
  private static func read<Rate: Quantity>(_ type: Rate.Type, _ text: String) throws(Fault) -> Rate? {
    do throws(QuantityError) {
      return try Rate(parsing: text)
    } catch {
      switch error.reason {
      case .unitUnknown: return nil
      case .unitMissing: throw fault(text, "has no unit")
      case .notANumber: throw fault(text, "is not a number as it is written here (digits, one point, no sign, no comma)")
      case .outOfRange: throw fault(text, "is too large")
      case .tooFine: throw fault(text, "has more decimals than can be kept exactly")
      }
    }
  }

  private static func fault(_ text: String, _ reason: String) -> Fault {
    Fault(
      sentence: "\"\(printable(String(text.prefix(40))))\" \(reason); write mg/kg/h, ug/kg/min or mg/h, for example "
        + "\"0.35 mg/kg/h\"")
  }

  /// Why a time is out of range; nil when it is not.
  static func fault(ofTime time: Interval, _ name: String, atLeast least: Interval = .zero) -> String? {
    if time < least { return "\(name) \(time) is too short; it is at least \(least)" }
    if time > longest { return "\(name) \(time.spoken) is too long; it is at most \(longest.text(in: "h", decimals: 0))" }
    return nil
  }

  /// Why a weight is out of range; nil when it is not (SR-008).
  static func fault(ofWeight weight: BodyMass) -> String? {
    let accepted = Patient.acceptedWeight
    guard !accepted.contains(weight) else { return nil }
    return "weight \(weight) is out of range; the models are for adults, \(accepted.lowerBound) to \(accepted.upperBound)"
  }

  private static func tooHigh<Rate: Quantity>(_ rate: Rate, _ most: Rate) -> Fault {
    Fault(sentence: "\(rate) is above \(most), which no drug library may allow")
  }
}
