public import Quantities

/// A simulated adult: ketamine in the blood, oxygen saturation and heart rate, and scripted events of both.
///
/// The drug is one compartment, enough to make the vital signs move: clearance 1.2 L/h per kg (84 L/h at 70 kg) and volume
/// 3.4 L per kg (25 + 56 + 157 L at 70 kg), the sums of the three-compartment set of Kamp 2020. It meets that model's level at
/// the end of four hours (220 ng/mL at 0.35 mg/kg/h) and falls too slowly afterwards. Effects are small on purpose: heart rate
/// +2/min at 250 ng/mL (+1.9/min on average over 741 infusions of 0.5 mg/kg), saturation -1 % at 250 ng/mL (an assumption).
/// Heart rate never stands still: on a random wander it swings by 1.2/min either way every 10 s, as blood pressure waves make
/// it do in everybody, so that a monitor's whole numbers change within a minute.
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
  /// How far heart rate is moved from its own level by an event, beats per minute; and what moves it.
  private var shift = 0.0
  private var rateEvent: RateEvent?

  private struct Wander: Hashable, Sendable {
    var saturation = 0.0
    var heartRate = 0.0
  }

  private struct Desaturation: Hashable, Sendable {
    let target: Double
    let hold: Interval?
    var reachedAt: Instant?
  }

  private struct RateEvent: Hashable, Sendable {
    let fault: Fault
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
  /// Beats per minute, per second, in which an event changes the heart rate.
  static var rateChangePerSecond: Double { 5 }
  /// Steps in one swing of the heart rate.
  private static var stepsPerSwing: Int64 { 100 }
  private static var swing: Double { 1.2 }
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
      let now = start + Interval(nanoseconds: steps * Self.step.nanoseconds)
      pull(at: now)
      moveRate(at: now)
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

  private mutating func moveRate(at now: Instant) {
    let aim = rateEvent.map { $0.target - undisturbedRate } ?? 0
    let most = Self.rateChangePerSecond / 10
    shift += min(max(aim - shift, -most), most)
    guard let current = rateEvent else { return }
    if current.reachedAt == nil, shift == aim { rateEvent?.reachedAt = now }
    if let reached = rateEvent?.reachedAt, let hold = current.hold, now >= reached + hold { rateEvent = nil }
  }

  /// The heart rate without events and without its wander; a low saturation quickens it by 0.8/min per point below 95 %.
  private var undisturbedRate: Double {
    Self.restingHeartRate + 2 * min(level / 250, 10) + min(0.8 * max(0, 95 - saturation), 30)
  }

  /// -1...1 over each swing: two parabolas, so that no mathematics library is needed.
  private var wave: Double {
    let half = Self.stepsPerSwing / 2
    let place = Double(steps % half) / Double(half)
    return (steps / half).isMultiple(of: 2) ? 4 * place * (1 - place) : -4 * place * (1 - place)
  }

  private var undisturbedSaturation: Double { Self.restingSaturation - min(level / 250, 3) + 0.3 * wander.saturation }

  /// Saturation and heart rate with a slow wander.
  private mutating func show() {
    wander.saturation = 0.98 * wander.saturation + 0.02 * 4 * random.noise()
    wander.heartRate = 0.98 * wander.heartRate + 0.02 * 4 * random.noise()
    saturation = min(100, max(0, undisturbedSaturation - deficit))
    heartRate = max(0, undisturbedRate + shift + 2 * wander.heartRate + Self.swing * wave)
  }

  // MARK: - Scripted events

  /// Lets saturation fall to its target at 2 %/s, or the heart rate go to its target at 5/min per second, stay there for `hold`
  /// (nil: until cleared), then recover, saturation at 1.5 %/s.
  ///
  /// Throws a sentence when the patient cannot do this fault, or is beyond that target already.
  public mutating func inject(_ fault: Fault, for hold: Interval?) throws(FaultRefusal) -> String {
    try fault.check()
    switch fault {
    case .desaturate(let percent): return try desaturate(to: percent, for: hold)
    case .tachycardia(let rate), .bradycardia(let rate): return try change(to: rate, as: fault, for: hold)
    case .sensorOff, .freeze, .bias, .silent, .corrupt, .occlusion, .reboot, .loseReply, .impostor, .firmware, .stuckLamp,
      .call:
      throw FaultRefusal("a patient cannot do \(fault.name); a patient does desaturate, tachycardia, bradycardia and call")
    }
  }

  private mutating func desaturate(to percent: Int, for hold: Interval?) throws(FaultRefusal) -> String {
    let target = Double(percent)
    guard target < saturation else {
      throw FaultRefusal("SpO2 is already \(Int(saturation.rounded())) %; let it fall further, for example --to \(percent - 5)")
    }
    event = Desaturation(target: target, hold: hold)
    let seconds = Int(((saturation - target) / Self.fallPerSecond).rounded(.up))
    let then = hold.map { "stays there for \($0) and recovers at 1.5 %/s" } ?? "stays there until cleared"
    return "SpO2 falls from \(Int(saturation.rounded())) % to \(percent) % at 2 %/s (\(seconds) s), \(then)"
  }

  private mutating func change(to rate: Int, as fault: Fault, for hold: Interval?) throws(FaultRefusal) -> String {
    let distance = Double(rate) - heartRate
    let rises = if case .tachycardia = fault { true } else { false }
    let now = "\(Int(heartRate.rounded()))"
    guard rises ? distance > 0 : distance < 0 else {
      throw FaultRefusal("the heart rate is already \(now) /min; let it \(rises ? "rise" : "fall") further, or clear first")
    }
    rateEvent = RateEvent(fault: fault, target: Double(rate), hold: hold)
    let seconds = Int((distance.magnitude / Self.rateChangePerSecond).rounded(.up))
    let then = hold.map { "stays there for \($0) and recovers as fast" } ?? "stays there until cleared"
    return "heart rate \(rises ? "rises" : "falls") from \(now) to \(rate) /min at 5/min per second (\(seconds) s), \(then)"
  }

  /// The names of the events that are going on.
  public var faults: [String] {
    (event.map { [Fault.desaturate(to: Int($0.target)).name] } ?? []) + (rateEvent.map { [$0.fault.name] } ?? [])
  }

  /// Ends the events: saturation and heart rate recover from now on.
  public mutating func clearFaults() -> String {
    let names = faults
    var recoveries: [String] = []
    if event != nil { recoveries.append("SpO2 recovers at 1.5 %/s") }
    if rateEvent != nil { recoveries.append("heart rate recovers at 5/min per second") }
    (event, rateEvent) = (nil, nil)
    guard !names.isEmpty else { return "no fault was active" }
    return "ended: \(names.joined(separator: ", ")); \(recoveries.joined(separator: ", "))"
  }
}
