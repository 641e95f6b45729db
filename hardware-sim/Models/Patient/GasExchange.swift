/// Oxygen and carbon dioxide of one person who breathes air, from the ventilation that there is.
///
/// Oxygen is a store in lungs and blood: breath fills it, the body takes from it, and saturation hardly moves until the store
/// is low, as the curve of hemoglobin is flat above 90 %. Carbon dioxide moves towards what ventilation asks for. Both are
/// assumptions with round figures of an adult of 70 kg, the same for everybody.
struct GasExchange: Hashable, Sendable {
  /// The pressure of oxygen in lungs and blood, mmHg.
  private(set) var oxygen = Self.restingOxygen
  /// The pressure of carbon dioxide, mmHg.
  private(set) var carbonDioxide: Double

  private let restingCarbonDioxide: Double
  /// The share of the way to its aim that carbon dioxide goes in one step.
  private let follows: Double
  /// Minutes in one step.
  private let minutes: Double

  /// Oxygen of the air that is breathed, moistened, mmHg.
  private static var airOxygen: Double { 150 }
  private static var restingOxygen: Double { 100 }
  /// What the body uses, mL/min.
  private static var uptake: Double { 250 }
  /// Oxygen in the lungs per mmHg, mL: 2.4 L of gas at 713 mmHg.
  private static var lungStore: Double { 3.4 }
  /// Oxygen that the blood can give up, mL from full to empty.
  private static var bloodStore: Double { 800 }
  /// Below this pressure the body gets less than it would use.
  private static var scarceOxygen: Double { 30 }
  /// Breaths become deeper by up to this share as carbon dioxide rises by `deepeningRange`.
  private static var deepening: Double { 0.25 }
  private static var deepeningRange: Double { 20 }
  /// Where carbon dioxide ends without any breath, mmHg, and the time constant of its way, minutes.
  private static var mostCarbonDioxide: Double { 100 }
  private static var timeConstantMinutes: Double { 4 }

  /// A person at rest with this carbon dioxide; `step` is the length of a step in seconds.
  init(restingCarbonDioxide: Double, step: Double) {
    self.restingCarbonDioxide = restingCarbonDioxide
    carbonDioxide = restingCarbonDioxide
    follows = gone(afterSeconds: step, timeConstantMinutes: Self.timeConstantMinutes)
    minutes = step / 60
  }

  /// By how many percent points saturation is below its own level for want of oxygen.
  var saturationLoss: Double { max(0, Self.saturation(at: Self.restingOxygen) - Self.saturation(at: oxygen)) * 100 }

  /// Lets one step pass in which the person breathes at this share of the resting rate, 0 or more.
  mutating func breathe(rate: Double) {
    let risen = (carbonDioxide - restingCarbonDioxide) / Self.deepeningRange
    let ventilation = max(0, rate) * (1 + Self.deepening * min(max(0, risen), 1))
    let most = Self.mostCarbonDioxide
    let aim = ventilation * most > restingCarbonDioxide ? restingCarbonDioxide / ventilation : most
    carbonDioxide += (aim - carbonDioxide) * follows
    let conductance = Self.uptake / (Self.airOxygen - Self.restingOxygen)
    let gained = conductance * ventilation * (Self.airOxygen - oxygen)
    let used = Self.uptake * min(1, oxygen / Self.scarceOxygen)
    // Half a mmHg either way tells how steep the curve is here.
    let steepness = Self.saturation(at: oxygen + 0.5) - Self.saturation(at: max(0, oxygen - 0.5))
    oxygen += (gained - used) / (Self.lungStore + Self.bloodStore * steepness) * minutes
    oxygen = min(max(0, oxygen), Self.airOxygen)
  }

  /// The share of hemoglobin that carries oxygen at a pressure: Severinghaus's curve (from memory), which has whole powers.
  static func saturation(at pressure: Double) -> Double {
    let content = pressure * pressure * pressure + 150 * pressure
    return content / (content + 23_400)
  }
}
