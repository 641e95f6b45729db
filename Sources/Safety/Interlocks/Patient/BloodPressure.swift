import Quantities
import Therapy

// Rule: by default SBP below 90 or above 180, DBP below 40 or above 110, MAP below 60 or above 130 pauses when a second
//       reading agrees or
//       none comes within 2 min; SBP below 80 or above 200 pauses at once; a narrower band, or SBP 30 % above its baseline,
//       warns.
// Reason: ketamine raises the pressure; one cuff reading may be an artifact, but a missing second one is no comfort
//         (H4; SR-040, SR-041, SR-059, SR-111; clinical defaults, section 4).
// Advice: look at the patient, measure again at once, enter it; resume only after a reading 10 mmHg inside the limit.
// Consequence: 0 mL/h and a high alarm until it is acknowledged and a reading is inside by its hysteresis, 10 mmHg (5 for DBP and
//              MAP); a warning ends alike and forbids a resume until then; a start is refused from 180/110 on.
@_noAllocation @_noLocks
func judgeBloodPressure(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  guard case .some = situation.order, let cuff = situation.cuff else {
    memory = InterlockMemory()
    return nil
  }
  let now = situation.now
  let limits = PressureLimits.action(situation.limits)
  let warning = PressureLimits.warning(situation.limits, baseline: situation.baselineSystolic)
  // Each side has its own latch: what was too high is over when it is low enough, however near the other limit that lies.
  let high = evidence(warning.breach(by: cuff, low: nil), near: warning.breach(by: cuff, low: nil, high: 1))
  let low = evidence(warning.breach(by: cuff, high: nil), near: warning.breach(by: cuff, low: 1, high: nil))
  let wasHigh = memory.warning.update(high, now: now, onset: .zero, release: .zero)
  let wasLow = memory.severe.update(low, now: now, onset: .zero, release: .zero)
  let action = actionEvidence(cuff, limits, now: now, &memory)
  if memory.action.update(action, now: now, onset: .zero, release: .zero) {
    memory.isTail = true
    return pause(by: cuff, limits)
  }
  if let breach = limits.breach(by: cuff) ?? warning.breach(by: cuff) {
    memory.isTail = false
    let forbidsStart = PressureLimits.start.breach(by: cuff) != nil || limits.breach(by: cuff) != nil
    return warn(breach, forbidsStart: forbidsStart)
  }
  guard let breach = warning.breach(by: cuff, low: wasLow ? 1 : nil, high: wasHigh ? 1 : nil) else {
    memory.isTail = false
    return nil
  }
  // A warning that only outlives the action is not announced anew: its value is no longer outside the limit.
  guard memory.isTail else { return warn(breach, forbidsStart: false) }
  return Finding(.proceed, blocksResume: true, alarm: nil, value: breach.value, limit: breach.limit)
}

/// What a reading says about the action: the first bad one waits for a second one, for 2 min.
@_noAllocation @_noLocks
private func actionEvidence(
  _ cuff: CuffReading, _ limits: PressureLimits, now: Instant, _ memory: inout InterlockMemory
) -> Evidence {
  if PressureLimits.severe.breach(by: cuff) != nil { return .bad }
  guard limits.breach(by: cuff) != nil else {
    memory.observedAt = nil
    // What paused is released by a reading inside the limit by its hysteresis.
    return evidence(nil, near: limits.breach(by: cuff, low: 1, high: 1))
  }
  let firstBadAt = memory.observedAt ?? cuff.at
  memory.observedAt = firstBadAt
  // A second bad reading confirms the first, and so does its absence.
  return cuff.at > firstBadAt || now.since(firstBadAt) >= .minutes(2) ? .bad : .between
}

private typealias Breach = (value: Int64, limit: Int64)

/// What a reading says about limits that it breaks, or only comes nearer to than the hysteresis.
@_noAllocation @_noLocks
private func evidence(_ breach: Breach?, near: Breach?) -> Evidence {
  if breach != nil { return .bad }
  return near != nil ? .between : .clear
}

@_noAllocation @_noLocks
private func pause(by cuff: CuffReading, _ action: PressureLimits) -> Finding {
  let breach = PressureLimits.severe.breach(by: cuff) ?? action.breach(by: cuff) ?? action.breach(by: cuff, low: 1, high: 1)
  let (value, limit) = (breach?.value ?? 0, breach?.limit ?? 0)
  return Finding(.pause, alarm: .bloodPressureExtreme, value: value, limit: limit).about(subject(value, limit))
}

@_noAllocation @_noLocks
private func warn(_ breach: Breach, forbidsStart: Bool) -> Finding {
  Finding(
    .annunciate, blocksStart: forbidsStart, blocksResume: true, alarm: .bloodPressureWarning, value: breach.value,
    limit: breach.limit
  ).about(subject(breach.value, breach.limit))
}

/// A bit for each figure and side.
@_noAllocation @_noLocks
private func subject(_ code: Int64, _ limit: Int64) -> UInt32 {
  let figure = UInt32(truncatingIfNeeded: code >> 32)
  return 1 << (figure * 2 + (code & 0xFFFF_FFFF < limit ? 0 : 1))
}

/// Limits on the three figures of a cuff reading, mmHg; a value equal to a limit passes.
private struct PressureLimits {
  var systolic: (low: Int32, high: Int32)
  var diastolic: (low: Int32, high: Int32)
  var mean: (low: Int32, high: Int32)

  static var severe: PressureLimits {
    @_noAllocation @_noLocks get { PressureLimits(systolic: (80, 200), diastolic: (0, 999), mean: (0, 999)) }
  }
  /// The limits that pause.
  @_noAllocation @_noLocks
  static func action(_ limits: VitalLimits) -> PressureLimits {
    PressureLimits(
      systolic: side(limits[.systolicPressure].pauseLow, limits[.systolicPressure].pauseHigh),
      diastolic: side(limits[.diastolicPressure].pauseLow, limits[.diastolicPressure].pauseHigh),
      mean: side(limits[.meanPressure].pauseLow, limits[.meanPressure].pauseHigh))
  }
  /// From 180/110 on nothing is started: the equal value is refused here (SR-059).
  static var start: PressureLimits {
    @_noAllocation @_noLocks get { PressureLimits(systolic: (90, 179), diastolic: (40, 109), mean: (60, 130)) }
  }

  /// The limits that warn: for the systolic pressure also 30 % above the baseline, where that is lower (SR-059).
  @_noAllocation @_noLocks
  static func warning(_ limits: VitalLimits, baseline: Int32?) -> PressureLimits {
    var systolic = side(limits[.systolicPressure].warnLow, limits[.systolicPressure].warnHigh)
    if let baseline, baseline * 13 / 10 < systolic.high { systolic.high = baseline * 13 / 10 }
    return PressureLimits(
      systolic: systolic, diastolic: side(limits[.diastolicPressure].warnLow, limits[.diastolicPressure].warnHigh),
      mean: side(limits[.meanPressure].warnLow, limits[.meanPressure].warnHigh))
  }

  /// Both limits of a figure; beyond what any reading has where there is none.
  @_noAllocation @_noLocks
  private static func side(_ low: Int32?, _ high: Int32?) -> (low: Int32, high: Int32) { (low ?? 0, high ?? 999) }

  /// The figure that breaks its limit, and that limit. With a margin of 1 the limits of a side are narrower by the hysteresis, 10
  /// mmHg for the systolic pressure and 5 for the others; a side whose margin is nil is not looked at.
  @_noAllocation @_noLocks
  func breach(by cuff: CuffReading, low: Int32? = 0, high: Int32? = 0) -> Breach? {
    if let breach = Self.breach(cuff.systolic, systolic, low, high, hysteresis: 10) {
      return (pressureCode(.systolicPressure, breach.value), breach.limit)
    }
    if let breach = Self.breach(cuff.diastolic, diastolic, low, high, hysteresis: 5) {
      return (pressureCode(.diastolicPressure, breach.value), breach.limit)
    }
    guard let breach = Self.breach(cuff.mean, mean, low, high, hysteresis: 5) else { return nil }
    return (pressureCode(.meanPressure, breach.value), breach.limit)
  }

  @_noAllocation @_noLocks
  private static func breach(
    _ value: Int32, _ limits: (low: Int32, high: Int32), _ low: Int32?, _ high: Int32?, hysteresis: Int32
  ) -> Breach? {
    if let low, value < limits.low + low * hysteresis { return (Int64(value), Int64(limits.low)) }
    if let high, value > limits.high - high * hysteresis { return (Int64(value), Int64(limits.high)) }
    return nil
  }
}

/// A pressure as findings carry it: which figure, and its value in mmHg, in one number.
@_noAllocation @_noLocks
func pressureCode(_ figure: LimitedSignal, _ value: Int64) -> Int64 { Int64(figure.rawValue) << 32 | value }
