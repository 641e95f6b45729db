public import Quantities

/// A simulated adult: ketamine in the blood, oxygen saturation and heart rate, and scripted desaturations.
///
/// The drug is one compartment, enough to make the vital signs move: clearance 1.2 L/h per kg (84 L/h at 70 kg) and volume
/// 3.4 L per kg (25 + 56 + 157 L at 70 kg), the sums of the three-compartment set of Kamp 2020. It meets that model's level at
/// the end of four hours (220 ng/mL at 0.35 mg/kg/h) and falls too slowly afterwards. Effects are small on purpose: heart rate
/// +2/min at 250 ng/mL (+1.9/min on average over 741 infusions of 0.5 mg/kg), saturation -1 % at 250 ng/mL (an assumption).
/// Nothing here has authority over a dose; floating point is allowed.
public struct Patient: Hashable, Sendable {
  /// The body mass, kg.
  public let kilograms: Double
  /// Arterial oxygen saturation now, %.
  public private(set) var saturation: Double
  /// Heart rate now, beats per minute.
  public private(set) var heartRate: Double
  /// All ketamine ever received, mg.
  public private(set) var receivedMilligrams = 0.0
  /// Ketamine in the body now, mg.
  public private(set) var milligrams = 0.0

  private let concentration: Double
  private var steps: Int64 = 0
  private let start: Instant
  private var receivedVolume: Volume = .zero
  private var random: Random
  /// Slow wander of both signs, each about -1...1.
  private var wander = Wander()
  /// How far saturation is pulled below its own level by an event, percent points; and what pulls.
  private var deficit = 0.0
  private var event: Desaturation?

  private struct Wander: Hashable, Sendable {
    var saturation = 0.0
    var heartRate = 0.0
  }

  private struct Desaturation: Hashable, Sendable {
    let target: Double
    let hold: Interval?
    var reachedAt: Instant?
  }

  /// The model's own step; time between steps changes nothing.
  public static var step: Interval { .milliseconds(100) }
  /// Percent points per second.
  static var fallPerSecond: Double { 2 }
  /// Percent points per second.
  static var recoveryPerSecond: Double { 1.5 }
  static var restingSaturation: Double { 97.4 }
  static var restingHeartRate: Double { 72 }
  private static var clearancePerKilogram: Double { 1.2 }
  private static var litersPerKilogram: Double { 3.4 }

  /// A patient of `weight` (greater than zero) whose infusion carries ketamine at `concentration`.
  public init(weight: BodyMass, concentration: Concentration, start: Instant, random: Random) {
    precondition(weight > .zero)
    kilograms = Double(weight.grams) / 1_000
    self.concentration = Double(concentration.nanogramsPerMilliliter) / 1_000_000
    self.start = start
    self.random = random
    saturation = Self.restingSaturation
    heartRate = Self.restingHeartRate
  }

  /// The plasma level, ng/mL.
  public var level: Double { milligrams / (kilograms * Self.litersPerKilogram) * 1_000 }

  /// When the next step of the model is due.
  public var nextStepAt: Instant { start + Interval(nanoseconds: (steps + 1) * Self.step.nanoseconds) }

  /// Lets time pass until `target`; `volume` is all fluid that has ever arrived from the pump by then.
  ///
  /// Call it at least once per step for a flow that changes: what arrived since the last call counts in the next step.
  public mutating func advance(to target: Instant, received volume: Volume) {
    while nextStepAt <= target {
      steps += 1
      receive(volume)
      eliminate()
      pull(at: start + Interval(nanoseconds: steps * Self.step.nanoseconds))
      show()
    }
  }

  private mutating func receive(_ volume: Volume) {
    let dose = Double((volume.remaining(after: receivedVolume)).nanoliters) / 1_000_000 * concentration
    receivedVolume = max(receivedVolume, volume)
    receivedMilligrams += dose
    milligrams += dose
  }

  /// A step of 100 ms against a time constant of 2.8 h: the first-order factor is exact to 1e-10 per step.
  private mutating func eliminate() {
    let perHour = Self.clearancePerKilogram / Self.litersPerKilogram
    milligrams *= 1 - perHour * 0.1 / 3_600
  }

  private mutating func pull(at now: Instant) {
    if let current = event {
      let depth = max(0, undisturbedSaturation - current.target)
      if current.reachedAt == nil {
        deficit = min(depth, deficit + Self.fallPerSecond / 10)
        if deficit >= depth { event?.reachedAt = now }
      } else {
        deficit = depth
      }
      if let reached = event?.reachedAt, let hold = current.hold, now >= reached + hold { event = nil }
    } else {
      deficit = max(0, deficit - Self.recoveryPerSecond / 10)
    }
  }

  private var undisturbedSaturation: Double { Self.restingSaturation - min(level / 250, 3) + 0.3 * wander.saturation }

  /// Saturation and heart rate with a slow wander; a low saturation quickens the heart by 0.8/min per point below 95 %.
  private mutating func show() {
    wander.saturation = 0.98 * wander.saturation + 0.02 * 4 * random.noise()
    wander.heartRate = 0.98 * wander.heartRate + 0.02 * 4 * random.noise()
    saturation = min(100, max(0, undisturbedSaturation - deficit))
    let quickening = min(0.8 * max(0, 95 - saturation), 30)
    heartRate = Self.restingHeartRate + 2 * min(level / 250, 10) + quickening + 2 * wander.heartRate
  }

  // MARK: - Scripted events

  /// Lets saturation fall to `percent` at 2 %/s, stay there for `hold` (nil: until cleared), then recover at 1.5 %/s.
  ///
  /// Throws a sentence when the patient cannot do this fault, or is already at or below that saturation.
  public mutating func inject(_ fault: Fault, for hold: Interval?) throws(FaultRefusal) -> String {
    switch fault {
    case .desaturate(let percent):
      let target = Double(percent)
      guard (40...95).contains(percent) else {
        throw FaultRefusal("SpO2 can be made to fall to 40...95 %, not to \(percent) %")
      }
      guard target < saturation else {
        throw FaultRefusal("SpO2 is already \(Int(saturation.rounded())) %; let it fall further, for example --to \(percent - 5)")
      }
      event = Desaturation(target: target, hold: hold)
      let seconds = Int(((saturation - target) / Self.fallPerSecond).rounded(.up))
      let then = hold.map { "stays there for \($0) and recovers at 1.5 %/s" } ?? "stays there until cleared"
      return "SpO2 falls from \(Int(saturation.rounded())) % to \(percent) % at 2 %/s (\(seconds) s), \(then)"
    case .sensorOff, .silent, .corrupt, .occlusion, .reboot, .loseReply, .impostor, .stuckLamp, .call:
      throw FaultRefusal("a patient cannot do \(fault.name); a patient does desaturate and call")
    }
  }

  /// The names of the events that are going on.
  public var faults: [String] { event.map { [Fault.desaturate(to: Int($0.target)).name] } ?? [] }

  /// Ends the event: saturation recovers from now on.
  public mutating func clearFaults() -> String {
    let names = faults
    event = nil
    return names.isEmpty ? "no fault was active" : "ended: \(names.joined(separator: ", ")); SpO2 recovers at 1.5 %/s"
  }
}
