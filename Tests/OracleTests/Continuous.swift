import Safety
import Therapy

/// One limit of `continuous.tsv`, judged by looking back over everything that a monitor has sent.
struct Band {
  let level: Level
  let clearLow: Int32?
  let below: Int32?
  let above: Int32?
  let after: Moment
  let clearBy: Int32
  let clearFor: Moment

  /// What one sample says about this limit.
  enum Evidence { case beyond, near, clear, none }

  func evidence(_ sample: Sample, possible: ClosedRange<Int32>) -> Evidence {
    guard sample.quality == .good || sample.quality == .questionable else { return .none }
    guard let value = sample.value, possible.contains(value) else { return .none }
    if let below, value < below { return .beyond }
    if let above, value > above { return .beyond }
    if sample.quality == .questionable { return .none }
    if let clearLow, value < clearLow + clearBy { return .near }
    if let above, value > above - clearBy { return .near }
    return .clear
  }
}

/// A stretch of time in which the evidence is the same.
struct Stretch {
  var from: Moment
  var to: Moment
  var evidence: Band.Evidence
}

/// One row of `continuous.tsv`.
struct ContinuousRule {
  let name: String
  var possible: ClosedRange<Int32>
  var bands: [Band]
  let staleWarn: Moment
  let stalePause: Moment
  let evidenceAge: Moment
  let offPause: Moment
  let on: Moment

  static let all = Table("continuous").rows.map(ContinuousRule.init)

  static func named(_ name: String) -> ContinuousRule { all.first { $0.name == name }! }

  init(_ row: Table.Row) {
    name = row["signal"]
    possible = Int32(row.number("possible-low")!)...Int32(row.number("possible-high")!)
    func band(_ level: Level, _ prefix: String, hasAbove: Bool = true) -> Band? {
      guard let after = row.number(prefix + "-after-s") else { return nil }
      // What is severe clears where the pause does.
      let clearLow = prefix == "severe" ? row.number("pause-below") : row.number(prefix + "-below")
      return Band(
        level: level, clearLow: clearLow.map(Int32.init), below: row.number(prefix + "-below").map(Int32.init),
        above: hasAbove ? row.number(prefix + "-above").map(Int32.init) : nil, after: after * 1_000,
        clearBy: Int32(row.number("clear-by")!), clearFor: row.number("clear-for-s")! * 1_000)
    }
    bands = [band(.warn, "warn"), band(.pause, "pause"), band(.pause, "severe", hasAbove: false)].compactMap { $0 }
    evidenceAge = row.number("evidence-s")! * 1_000
    offPause = row.number("sensor-off-pause-s")! * 1_000
    on = row.number("sensor-on-s")! * 1_000
    staleWarn = row.number("stale-warn-s")! * 1_000
    stalePause = row.number("stale-pause-s")! * 1_000
  }

  /// The signal of the program that this row is about; nil where it has none.
  var signal: VitalSignal? { VitalSignal.allCases.first { $0.name == name } }

  /// The rule as it is where no other signal speaks: then an EtCO2 below 15 is one with no breath (special.tsv).
  var alone: ContinuousRule {
    guard name == "EtCO2" else { return self }
    var rule = self
    rule.bands = bands.map { band in
      guard band.level == .pause else { return band }
      return Band(
        level: .pause, clearLow: 15, below: 15, above: band.above, after: band.after, clearBy: band.clearBy,
        clearFor: band.clearFor)
    }
    return rule
  }

  /// What the limits demand at `now`, after `history`.
  func response(to history: [(at: Moment, sample: Sample)], at now: Moment) -> Level {
    response(at: now) { band in stretches(history, hold: evidenceAge) { band.evidence($0, possible: possible) } }
  }

  /// What the limits demand at `now`, where `evidence` is what was seen of each.
  func response(at now: Moment, _ evidence: (Band) -> [Stretch]) -> Level {
    var endOfPause = Moment.min
    for band in bands where band.level == .pause {
      let stretches = evidence(band)
      if acts(stretches, band.after, band.clearFor, now) { return .pause }
      endOfPause = max(endOfPause, lastEnd(stretches, band.after, band.clearFor, now))
    }
    let band = bands.first { $0.level == .warn }!
    let warning = evidence(band)
    guard acts(warning, band.after, band.clearFor, now) else { return .none }
    // A warning says something new only if the value has been beyond its limit since the pause ended.
    return warning.contains { $0.evidence == .beyond && $0.from <= now && $0.to > endOfPause } ? .warn : .none
  }

  /// What the age of the newest good value and the flag of a sensor that is off demand.
  func absence(of history: [(at: Moment, sample: Sample)], at now: Moment) -> Level {
    absence(off: stretches(history, hold: nil, sensor), newest: newestGood(in: history, at: now), at: now)
  }

  /// What one sample says about the sensor.
  func sensor(_ sample: Sample) -> Band.Evidence {
    switch sample.quality {
    case .sensorOff: .beyond
    case .good: sample.value.map(possible.contains) == true ? .clear : .none
    case .questionable, .missing: .none
    }
  }

  func absence(off: [Stretch], newest: Moment, at now: Moment) -> Level {
    if acts(off, offPause, on, now) { return .pause }
    let age = now - newest
    if age > stalePause { return .pause }
    return age > staleWarn || acts(off, 0, on, now) ? .warn : .none
  }

  func newestGood(in history: [(at: Moment, sample: Sample)], at now: Moment) -> Moment {
    var newest: Moment = .min / 2
    for (index, entry) in history.enumerated() where entry.at <= now {
      guard entry.sample.quality == .good, entry.sample.value.map(possible.contains) == true else { continue }
      let end = index + 1 < history.count ? history[index + 1].at : .max
      newest = entry.sample.isLast ? entry.at : min(now, end - step)
    }
    return newest
  }

  /// Whether something was beyond for `after`, with nothing good between, and was not clear for `clearFor` since.
  func acts(_ stretches: [Stretch], _ after: Moment, _ clearFor: Moment, _ now: Moment) -> Bool {
    var begin = Moment.min
    for stretch in stretches.reversed() where stretch.evidence == .clear && stretch.from <= now {
      let clearedAt = stretch.from + clearFor
      guard clearedAt <= now, clearedAt < stretch.to else { continue }
      if stretch.to > now { return false }
      begin = stretch.to
      break
    }
    for (index, stretch) in stretches.enumerated() {
      guard stretch.evidence == .beyond, stretch.from >= begin, stretch.from <= now else { continue }
      let end = stretches[index...].first { $0.evidence == .near || $0.evidence == .clear }?.from ?? .max
      if stretch.from + after <= now, stretch.from + after < end { return true }
    }
    return false
  }

  /// When it last ended to act.
  private func lastEnd(_ stretches: [Stretch], _ after: Moment, _ clearFor: Moment, _ now: Moment) -> Moment {
    for stretch in stretches.reversed() where stretch.evidence == .clear {
      let clearedAt = stretch.from + clearFor
      if clearedAt <= now, clearedAt < stretch.to, acts(stretches, after, clearFor, stretch.from) { return clearedAt }
    }
    return .min
  }

  /// The history as stretches of equal evidence; one that is not renewed shows nothing clear when it is older than `hold`.
  func stretches(
    _ history: [(at: Moment, sample: Sample)], hold: Moment?, _ evidence: (Sample) -> Band.Evidence
  ) -> [Stretch] {
    var stretches: [Stretch] = []
    func add(_ from: Moment, _ to: Moment, _ evidence: Band.Evidence) {
      guard from < to else { return }
      if let last = stretches.last, last.evidence == evidence {
        stretches[stretches.count - 1].to = to
      } else {
        stretches.append(Stretch(from: from, to: to, evidence: evidence))
      }
    }
    for (index, entry) in history.enumerated() {
      let end = index + 1 < history.count ? history[index + 1].at : .max
      let evidence = evidence(entry.sample)
      guard let hold, entry.sample.isLast, evidence != .beyond else {
        add(entry.at, end, evidence)
        continue
      }
      let held = min(end, entry.at + hold + step)
      add(entry.at, held, evidence)
      add(held, end, .none)
    }
    return stretches
  }
}
