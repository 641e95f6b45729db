import Quantities
import Therapy

// Rule: the newest sedation score decides, of two of the same moment the worse one. POSS 3 cuts the rate to half; POSS 4, RASS -4
//       or less or +4, MOAA/S 2 or less stop; RASS -3 or +3, MOAA/S 3 pause; RASS -2 or +2, MOAA/S 4 warn.
// Reason: deepening sedation comes before the breathing fails, and only a person can see it (H4; SR-050, SR-044).
// Advice: rouse the patient; judge again within 5 min and enter it with the scale's name.
// Consequence: half the rate at once, or 0 mL/h; nothing is raised or resumed before a better score.
@_noAllocation @_noLocks
func judgeSedation(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  guard case .some = situation.order, let reading = situation.scores.decidingSedation else { return nil }
  switch depth(of: reading) {
  case .accepted: return nil
  case .warned(let from): return warning(reading, from: from)
  case .reducing(let from):
    return reduction(situation, reading, from: from, alarm: .sedationWarning, again: .oversedation, &memory)
  case .pausing(let from): return Finding(.pause, alarm: .oversedation, value: code(reading), limit: code(reading.scale, from))
  case .stopping(let from): return Finding(.stop, alarm: .oversedation, value: code(reading), limit: code(reading.scale, from))
  }
}

/// What a score asks for, and the value of its scale at which that begins.
private enum Depth {
  case accepted
  case warned(Int8), reducing(Int8), pausing(Int8), stopping(Int8)

  var response: Response {
    @_noAllocation @_noLocks get {
      switch self {
      case .accepted: .proceed
      case .warned: .annunciate
      case .reducing: .reduce
      case .pausing: .pause
      case .stopping: .stop
      }
    }
  }
}

extension ClinicalScores {
  /// The newest score of sedation; of two of the same moment, on different scales, the one that asks for more.
  var decidingSedation: ScoreReading? {
    @_noAllocation @_noLocks get {
      guard var deciding = newestSedation else { return nil }
      for index in 0..<ClinicalScale.count {
        guard let scale = ClinicalScale(rawValue: UInt8(index)), scale.isSedation, let reading = newest(scale) else { continue }
        guard reading.at == deciding.at, depth(of: reading).response > depth(of: deciding).response else { continue }
        deciding = reading
      }
      return deciding
    }
  }
}

/// The bands of clinical defaults, section 4.
@_noAllocation @_noLocks
private func depth(of reading: ScoreReading) -> Depth {
  let value = reading.value
  switch reading.scale {
  case .poss:
    if value >= 4 { return .stopping(4) }
    return value == 3 ? .reducing(3) : .accepted
  case .rass:
    if value <= -4 { return .stopping(-4) }
    if value >= 4 { return .stopping(4) }
    if value == -3 || value == 3 { return .pausing(value) }
    return value == -2 || value == 2 ? .warned(value) : .accepted
  case .moaas:
    if value <= 2 { return .stopping(2) }
    if value == 3 { return .pausing(3) }
    return value == 4 ? .warned(4) : .accepted
  case .distress, .nausea, .cadss, .cadss6, .nrs, .vomiting: return .accepted
  }
}

@_noAllocation @_noLocks
private func warning(_ reading: ScoreReading, from limit: Int8) -> Finding {
  Finding(
    .annunciate, blocksStart: true, blocksResume: true, alarm: .sedationWarning, value: code(reading),
    limit: code(reading.scale, limit))
}

/// Cuts the rate to half, once for each reading, and pauses where that was done within the last 10 min; as long as the reading
/// stands nothing is raised.
@_noAllocation @_noLocks
func reduction(
  _ situation: Situation, _ reading: ScoreReading, from limit: Int8, alarm: AlarmCondition, again: AlarmCondition,
  _ memory: inout InterlockMemory
) -> Finding {
  let value = code(reading)
  let limit = code(reading.scale, limit)
  // The cut that this reading itself has brought is not older than the reading.
  let isSecond = situation.reducedAt.map { $0 < reading.at && reading.at.since($0) < .minutes(10) } ?? false
  let alarm = isSecond ? again : alarm
  guard situation.ordered > .zero, memory.observedAt != reading.at else {
    return Finding(.annunciate, blocksStart: true, blocksResume: true, alarm: alarm, value: value, limit: limit)
  }
  memory.observedAt = reading.at
  if isSecond { return Finding(.pause, alarm: alarm, value: value, limit: limit) }
  return Finding(
    .reduce, ceiling: situation.ordered.divided(by: 2), blocksStart: true, blocksResume: true, alarm: alarm, value: value,
    limit: limit)
}

/// A score as findings carry it: scale and value in one number.
@_noAllocation @_noLocks
func code(_ reading: ScoreReading) -> Int64 { code(reading.scale, reading.value) }

/// A value of a scale as findings carry it.
@_noAllocation @_noLocks
func code(_ scale: ClinicalScale, _ value: Int8) -> Int64 {
  Int64(scale.rawValue) << 8 | Int64(UInt8(bitPattern: value))
}
