/// One value of `pressures.tsv`.
struct PressureRule {
  let name: String
  let warnBelow: Int64
  let warnAbove: Int64
  let baselinePercent: Int64?
  let pauseBelow: Int64
  let pauseAbove: Int64
  let atOnceBelow: Int64?
  let atOnceAbove: Int64?
  let confirmWithin: Moment
  let clearBy: Int64
  let startBlockFrom: Int64?

  static let all = Table("pressures").rows.map(PressureRule.init)

  init(_ row: Table.Row) {
    name = row["value"]
    warnBelow = row.number("warn-below")!
    warnAbove = row.number("warn-above")!
    baselinePercent = row.number("warn-above-baseline-%")
    pauseBelow = row.number("pause-below")!
    pauseAbove = row.number("pause-above")!
    atOnceBelow = row.number("at-once-below")
    atOnceAbove = row.number("at-once-above")
    confirmWithin = row.number("confirm-within-s")! * 1_000
    clearBy = row.number("clear-by")!
    startBlockFrom = row.number("start-block-from")
  }

  func pauses(_ value: Int64) -> Bool { value < pauseBelow || value > pauseAbove }

  func pausesAtOnce(_ value: Int64) -> Bool { atOnceBelow.map { value < $0 } == true || atOnceAbove.map { value > $0 } == true }

  /// Whether a pause is over by this value.
  func isInside(_ value: Int64) -> Bool { value >= pauseBelow + clearBy && value <= pauseAbove - clearBy }

  /// Whether the value, moved outward by `margin`, warns on the high side.
  func isHigh(_ value: Int64, baseline: Int64?, margin: Int64 = 0) -> Bool {
    let value = value + margin
    if value > warnAbove { return true }
    guard let baselinePercent, let baseline else { return false }
    return 100 * value > (100 + baselinePercent) * baseline
  }

  func isLow(_ value: Int64, margin: Int64 = 0) -> Bool { value - margin < warnBelow }
}

/// One reading by cuff: systolic, diastolic, mean.
struct Pressure: CustomStringConvertible {
  let at: Moment
  let values: [Int64]

  init(at: Moment, _ systolic: Int64, _ diastolic: Int64, _ mean: Int64) {
    self.at = at
    values = [systolic, diastolic, mean]
  }

  var isPossible: Bool { values[0] > values[1] }
  var happening: Happening { .cuff(systolic: Int32(values[0]), diastolic: Int32(values[1]), mean: Int32(values[2])) }
  var description: String { "\(values.map(String.init).joined(separator: "/")) at \(at) ms" }

  fileprivate func any(_ isSo: (PressureRule, Int64) -> Bool) -> Bool { zip(PressureRule.all, values).contains { isSo($0, $1) } }
  var pauses: Bool { any { $0.pauses($1) } }
  var pausesAtOnce: Bool { any { $0.pausesAtOnce($1) } }
  var endsPause: Bool { !any { !$0.isInside($1) } }
}

/// What the table demands after all of `readings` at `now`.
func pressureResponse(to all: [Pressure], baseline: Int64?, at now: Moment) -> Level {
  let readings = all.filter { $0.isPossible && $0.at <= now }
  let window = PressureRule.all[0].confirmWithin
  var begins: [Moment] = []
  for (index, reading) in readings.enumerated() where reading.pauses {
    let next = index + 1 < readings.count ? readings[index + 1] : nil
    if reading.pausesAtOnce { begins.append(reading.at) }
    if let next, next.at <= reading.at + window {
      if next.pauses { begins.append(next.at) }
    } else if reading.at + window <= now {
      begins.append(reading.at + window)
    }
  }
  let ends = readings.filter(\.endsPause).map(\.at)
  if begins.contains(where: { begin in !ends.contains { $0 > begin } }) { return .pause }
  let endOfPause =
    ends.filter { end in
      begins.contains { begin in begin < end && !ends.contains { $0 > begin && $0 < end } }
    }.max() ?? .min
  func warns(_ isBeyond: (PressureRule, Int64, Int64) -> Bool) -> Bool {
    guard let last = readings.lastIndex(where: { $0.any { isBeyond($0, $1, 0) } }) else { return false }
    return !readings[(last + 1)...].contains { reading in !reading.any { isBeyond($0, $1, $0.clearBy) } }
  }
  guard warns({ $0.isHigh($1, baseline: baseline, margin: $2) }) || warns({ $0.isLow($1, margin: $2) }) else { return .none }
  let isNew = readings.contains { reading in
    reading.at >= endOfPause && reading.any { $0.isHigh($1, baseline: baseline) || $0.isLow($1) }
  }
  return isNew ? .warn : .none
}
