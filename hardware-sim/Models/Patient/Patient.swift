public import Quantities
import Therapy

/// A simulated adult: ketamine in the blood, what it does to vital signs and mind, and scripted events of both.
///
/// The drug follows the three compartments and the effect site of the model that the daemon shows (`KineticModel.kamp`), with
/// the person's own parameters, stepped exactly. What each sign does, by which formula and from which source, is in
/// hardware-sim/PATIENT.md. Heart rate never stands still: on a random wander it swings by 1.2/min either way every 10 s, as
/// blood pressure waves make it do in everybody, so that a monitor's whole numbers change within a minute.
/// Nothing here has authority over a dose; floating point is allowed.
public struct Patient: Hashable, Sendable {
  /// What the patient is like.
  public let person: Person
  /// What is really the case now.
  public private(set) var signs: VitalSigns
  /// All ketamine ever received, mg.
  public private(set) var receivedMilligrams = 0.0
  /// Ketamine in plasma now, ng/mL.
  public private(set) var level = 0.0
  /// Ketamine at the effect site now, ng/mL.
  public private(set) var effectSiteLevel = 0.0

  private let concentration: Double
  private let start: Instant
  private var steps: Int64 = 0
  private var receivedVolume: Volume = .zero
  private let model: CompartmentModel
  private let step: KineticStep
  private var drug = KineticState()
  private var effects: DrugEffects
  private var gas: GasExchange
  private var random: Random
  private var otherRandom: Random
  private var wander = Wander()
  /// What scripted events do, see `inject`.
  var script = Script()

  /// Slow wander of the signs, each about -1...1.
  private struct Wander: Hashable, Sendable {
    var saturation = 0.0
    var heartRate = 0.0
    var breathing = 0.0
    var carbonDioxide = 0.0
    var pressure = 0.0
  }

  /// The model's own step; time between steps changes nothing.
  public static var step: Interval { .milliseconds(100) }
  /// Seconds, the same.
  static var stepSeconds: Double { 0.1 }
  private static var stepsPerMinute: Double { 600 }
  /// Steps in one swing of the heart rate.
  private static var stepsPerSwing: Int64 { 100 }
  private static var swing: Double { 1.2 }

  /// A patient of `weight` (greater than zero) whose infusion carries ketamine at `concentration`: the typical person, or
  /// `person`, who must have that weight.
  public init(
    weight: BodyMass, concentration: Concentration, start: Instant, random: Random, person: Person? = nil
  ) {
    let person = person ?? .typical(weight: weight)
    precondition(person.weight == weight)
    self.person = person
    self.concentration = Double(concentration.nanogramsPerMilliliter) / 1_000_000
    self.start = start
    self.random = random
    // A copy is drawn from: what other signs draw never shifts saturation and heart rate.
    var other = random
    otherRandom = Random(seed: ~other.next())
    model = person.model
    step = model.step(minutes: 1 / Self.stepsPerMinute)
    effects = DrugEffects(on: person, at: 0)
    gas = GasExchange(restingCarbonDioxide: person.rest.carbonDioxide, step: Self.stepSeconds)
    signs = VitalSigns(atRest: person.rest)
  }

  /// The body mass, kg.
  public var kilograms: Double { Double(person.weight.grams) / 1_000 }
  /// Arterial oxygen saturation now, %.
  public var saturation: Double { signs.saturation }
  /// Heart rate now, beats per minute.
  public var heartRate: Double { signs.heartRate }

  /// When the next step of the model is due.
  public var nextStepAt: Instant { start + Interval(nanoseconds: (steps + 1) * Self.step.nanoseconds) }

  /// Lets time pass until `target`; `volume` is all fluid that has ever arrived from the pump by then.
  ///
  /// Call it at least once per step for a flow that changes: what arrived since the last call counts as a steady flow in the
  /// next step.
  public mutating func advance(to target: Instant, received volume: Volume) {
    while nextStepAt <= target {
      steps += 1
      receive(volume)
      let now = start + Interval(nanoseconds: steps * Self.step.nanoseconds)
      script.move(from: undisturbed, at: now)
      gas.breathe(rate: breathing / person.rest.respirationRate)
      show()
    }
  }

  private mutating func receive(_ volume: Volume) {
    let dose = Double((volume.remaining(after: receivedVolume)).nanoliters) / 1_000_000 * concentration
    receivedVolume = max(receivedVolume, volume)
    receivedMilligrams += dose
    drug.advance(by: step, rate: dose * Self.stepsPerMinute)
    level = drug.plasma(model)
    effectSiteLevel = drug.effectSite(model)
    effects = DrugEffects(on: person, at: effectSiteLevel)
  }

  /// Breaths per minute, without wander.
  private var breathing: Double { max(0, undisturbedBreathing + script.breathing.shift) }

  // MARK: - Where the signs are without events

  private var undisturbed: Script.Undisturbed {
    Script.Undisturbed(
      saturation: undisturbedSaturation, heartRate: undisturbedRate, breathing: undisturbedBreathing,
      systolic: person.rest.systolic + effects.systolicRise, sedation: effects.sedation, distress: effects.distress,
      nausea: effects.nausea)
  }

  private var undisturbedBreathing: Double { person.rest.respirationRate * effects.breathing }

  /// Without its wander; a low saturation quickens the heart by 0.8/min per point below 95 %.
  private var undisturbedRate: Double {
    person.rest.heartRate + effects.heartRateRise + min(0.8 * max(0, 95 - signs.saturation), 30)
  }

  private var undisturbedSaturation: Double {
    person.rest.saturation - effects.saturationLoss - gas.saturationLoss + 0.3 * wander.saturation
  }

  /// -1...1 over each swing: two parabolas, so that no mathematics library is needed.
  private var wave: Double {
    let half = Self.stepsPerSwing / 2
    let place = Double(steps % half) / Double(half)
    return (steps / half).isMultiple(of: 2) ? 4 * place * (1 - place) : -4 * place * (1 - place)
  }

  // MARK: - The signs

  /// All signs as they are now, with a slow wander.
  private mutating func show() {
    wander.saturation = 0.98 * wander.saturation + 0.02 * 4 * random.noise()
    wander.heartRate = 0.98 * wander.heartRate + 0.02 * 4 * random.noise()
    if steps.isMultiple(of: 10) { wanderEachSecond() }
    signs.saturation = min(100, max(0, undisturbedSaturation + script.saturation.shift))
    signs.heartRate = max(0, undisturbedRate + script.heartRate.shift + 2 * wander.heartRate + Self.swing * wave)
    let breaths = breathing
    signs.respirationRate = breaths * (1 + 0.07 * wander.breathing)
    signs.endTidalCarbonDioxide = breaths > 0 ? gas.carbonDioxide + 1.5 * wander.carbonDioxide : nil
    showPressure()
    signs.sedation = min(1, effects.sedation + script.sedation.shift)
    signs.dissociation = Int(effects.dissociation.rounded())
    signs.distress = Int(min(Scale.most, effects.distress + script.distress.shift).rounded())
    signs.nausea = Int(min(Scale.most, effects.nausea + script.nausea.shift).rounded())
    signs.isVomiting = script.nausea.event != nil
  }

  private mutating func wanderEachSecond() {
    func moved(_ value: Double, _ noise: Double) -> Double { 0.95 * value + 0.05 * 8 * noise }
    wander.breathing = moved(wander.breathing, otherRandom.noise())
    wander.carbonDioxide = moved(wander.carbonDioxide, otherRandom.noise())
    wander.pressure = moved(wander.pressure, otherRandom.noise())
  }

  /// Both pressures with the wander and what an event does; the diastolic one moves by 0.6 of what the systolic one does.
  private mutating func showPressure() {
    let moved = script.systolic.shift + 4 * wander.pressure
    signs.systolic = min(max(40, person.rest.systolic + effects.systolicRise + moved), 260)
    let diastolic = person.rest.diastolic + effects.diastolicRise + 0.6 * moved
    signs.diastolic = min(max(20, min(diastolic, signs.systolic - 15)), 180)
  }
}
