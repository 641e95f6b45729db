import Quantities
import Therapy

// Rule: SBP below 90 or above 180, DBP below 40 or above 110, MAP below 60 or above 130 pauses when a second reading agrees or
//       none comes within 2 min; SBP below 80 or above 200 pauses at once; a narrower band, or SBP 30 % over baseline, warns.
// Reason: ketamine raises the pressure; one cuff reading may be an artifact, but a missing second one is no comfort
//         (H4; SR-040, SR-041, SR-059; clinical defaults, section 4).
// Advice: look at the patient, measure again at once, enter it; resume only after a reading 10 mmHg inside the limit.
// Consequence: 0 mL/h and a high alarm until it is acknowledged and a reading is inside; a start is refused from 180/110 on.
@_noAllocation @_noLocks
func judgeBloodPressure(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  guard case .some = situation.order, let cuff = situation.cuff else {
    memory = InterlockMemory()
    return nil
  }
  if let breach = PressureLimits.severe.breach(by: cuff, margin: 0) { return pause(breach, &memory) }
  if let breach = PressureLimits.action.breach(by: cuff, margin: 0) {
    let firstBadAt = memory.observedAt ?? cuff.at
    memory.observedAt = firstBadAt
    // A second bad reading confirms the first, and so does its absence.
    if cuff.at > firstBadAt || situation.now.since(firstBadAt) >= .minutes(2) || memory.isTail { return pause(breach, &memory) }
    return warn(breach, forbidsStart: true)
  }
  memory.observedAt = nil
  // What paused is released by a reading inside the limit by its hysteresis.
  if memory.isTail, let breach = PressureLimits.action.breach(by: cuff, margin: 1) { return pause(breach, &memory) }
  memory.isTail = false
  if let breach = PressureLimits.warning.breach(by: cuff, margin: 0) {
    return warn(breach, forbidsStart: PressureLimits.start.breach(by: cuff, margin: 0) != nil)
  }
  guard let baseline = situation.baselineSystolic, cuff.systolic * 10 > baseline * 13 else { return nil }
  return warn((Int64(cuff.systolic), Int64(baseline * 13 / 10)), forbidsStart: false)
}

private typealias Breach = (value: Int64, limit: Int64)

@_noAllocation @_noLocks
private func pause(_ breach: Breach, _ memory: inout InterlockMemory) -> Finding {
  memory.isTail = true
  return Finding(.pause, alarm: .bloodPressureExtreme, value: breach.value, limit: breach.limit)
}

@_noAllocation @_noLocks
private func warn(_ breach: Breach, forbidsStart: Bool) -> Finding {
  Finding(
    .annunciate, blocksStart: forbidsStart, blocksResume: true, alarm: .bloodPressureWarning, value: breach.value,
    limit: breach.limit)
}

/// Limits on the three figures of a cuff reading, mmHg; a value equal to a limit passes.
private struct PressureLimits {
  var systolic: (low: Int32, high: Int32)
  var diastolic: (low: Int32, high: Int32)
  var mean: (low: Int32, high: Int32)

  static var severe: PressureLimits {
    @_noAllocation @_noLocks get { PressureLimits(systolic: (80, 200), diastolic: (0, 999), mean: (0, 999)) }
  }
  static var action: PressureLimits {
    @_noAllocation @_noLocks get { PressureLimits(systolic: (90, 180), diastolic: (40, 110), mean: (60, 130)) }
  }
  static var warning: PressureLimits {
    @_noAllocation @_noLocks get { PressureLimits(systolic: (95, 160), diastolic: (50, 100), mean: (65, 115)) }
  }
  /// From 180/110 on nothing is started: the equal value is refused here (SR-059).
  static var start: PressureLimits {
    @_noAllocation @_noLocks get { PressureLimits(systolic: (90, 179), diastolic: (40, 109), mean: (60, 130)) }
  }

  /// The figure that breaks its limit, and that limit; with `margin` 1 the limits are narrower by the hysteresis: 10 mmHg for
  /// the systolic pressure, 5 for the others.
  @_noAllocation @_noLocks
  func breach(by cuff: CuffReading, margin: Int32) -> Breach? {
    if let breach = Self.breach(cuff.systolic, systolic, margin * 10) { return breach }
    if let breach = Self.breach(cuff.diastolic, diastolic, margin * 5) { return breach }
    return Self.breach(cuff.mean, mean, margin * 5)
  }

  @_noAllocation @_noLocks
  private static func breach(_ value: Int32, _ limits: (low: Int32, high: Int32), _ margin: Int32) -> Breach? {
    if value < limits.low + margin { return (Int64(value), Int64(limits.low)) }
    if value > limits.high - margin { return (Int64(value), Int64(limits.high)) }
    return nil
  }
}
