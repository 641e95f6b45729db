import Quantities
import SplitMix
import Therapy

/// A patient who is well, as monitor and cuff see them. On a restless one the sensors see movement too; none of it is true.
///
/// One call of `reading` is one second. What the sensors see does not depend on what the controller does; only the cuff measures
/// when somebody asks it to, so it draws from numbers of its own.
struct SimulatedPatient {
  private var random: SplitMix
  private var cuff: SplitMix
  private let own: OwnLevels
  private var wander = (saturation: 0.0, heartRate: 0.0, respiration: 0.0)
  private var movement: Movement?

  /// The levels that this patient wanders around.
  private struct OwnLevels {
    var saturation: Double
    var heartRate: Double
    var respiration: Double
    var systolic: Int32
    var diastolic: Int32
  }

  /// A patient that `seed` determines; a restless one has artifacts.
  init(seed: UInt64, isRestless: Bool) {
    random = SplitMix(seed: seed)
    own = OwnLevels(
      saturation: random.number(in: 97...98), heartRate: random.number(in: 68...82), respiration: random.number(in: 13...16),
      systolic: random.whole(in: 115...130), diastolic: random.whole(in: 70...80))
    cuff = SplitMix(seed: random.next())
    movement = isRestless ? Movement(seed: random.next()) : nil
  }

  /// What the monitor tells in the next second, received at `now`.
  mutating func reading(at now: Instant) -> VitalSigns {
    // Each wanders within about a minute and returns to its own level.
    wander.saturation = 0.97 * wander.saturation + 0.35 * random.noise()
    wander.heartRate = 0.97 * wander.heartRate + 0.9 * random.noise()
    wander.respiration = 0.97 * wander.respiration + 0.4 * random.noise()
    var seen = MonitorValues(
      saturation: (own.saturation + wander.saturation).clamped(to: 96...99),
      // The pulse of the living varies from beat to beat.
      heartRate: (own.heartRate + wander.heartRate + 2 * random.noise()).clamped(to: 62...88),
      respiration: (own.respiration + wander.respiration).clamped(to: 11...18))
    movement?.disturb(&seen)
    var vitals = VitalSigns()
    vitals.oxygenSaturation = VitalReading(
      .oxygenSaturation, value: whole(seen.saturation), quality: seen.probe, receivedAt: now)
    vitals.heartRate = VitalReading(.heartRate, value: whole(seen.heartRate), quality: seen.probe, receivedAt: now)
    vitals.respirationRate = VitalReading(.respirationRate, value: whole(seen.respiration), quality: .good, receivedAt: now)
    return vitals
  }

  private func whole(_ value: Double) -> Int32 { Int32(value.rounded()) }

  /// What the cuff measures now; an arm that moves adds 25 mmHg to one reading in twelve.
  mutating func pressure() -> (systolic: Int32, diastolic: Int32, mean: Int32) {
    var systolic = min(135, max(110, own.systolic + cuff.whole(in: -6...6)))
    var diastolic = min(85, max(65, own.diastolic + cuff.whole(in: -4...4)))
    if movement != nil, cuff.next(in: 1...12) == 1 {
      systolic += 25
      diastolic += 12
    }
    return (systolic, diastolic, diastolic + (systolic - diastolic) / 3)
  }
}

/// What a monitor shows in one second.
struct MonitorValues {
  var saturation: Double
  var heartRate: Double
  var respiration: Double
  /// What it says about the probe that saturation and pulse come from.
  var probe = SignalQuality.good
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double { min(range.upperBound, max(range.lowerBound, self)) }
}
