import Safety
import Therapy

/// Everything that one source has sent of one signal.
typealias History = [(at: Moment, sample: Sample)]

/// One row of `sources.tsv`: two sources of one signal, judged by looking back over everything that both have sent.
struct SourceRule {
  let rule: ContinuousRule
  /// The difference from which on it says something; nil where there is none. Relative ones are in percent.
  let difference: (limit: Int64, isRelative: Bool)?
  let differenceAfter: Moment
  let lostAfter: Moment
  let oneLost: Moment
  let agreeFor: Moment
  private let differs: Demand
  private let isAlone: Demand

  init(_ rule: ContinuousRule) {
    self.rule = rule
    let row = Table("sources").rows.first { $0["signal"] == rule.name }!
    difference = row.number("difference").map { ($0, row["unit"] == "%") }
    differenceAfter = (row.number("difference-s") ?? 0) * 1_000
    lostAfter = row.number("lost-after-s")! * 1_000
    oneLost = (row.number("one-lost-s") ?? 0) * 1_000
    let priorities: [String: AlarmPriority] = ["low": .low, "medium": .medium, "high": .high]
    let level = row["response"] == "-" ? Level.none : Level(row["response"])
    differs = Demand(level: level, priority: priorities[row["priority"]])
    isAlone = Demand(level: level, priority: priorities[row["one-lost-priority"]])
    agreeFor = (row.number("agree-s") ?? 0) * 1_000
  }

  /// What the limits demand.
  func response(to sources: [History], at now: Moment) -> Level {
    rule.response(at: now) { band in
      let said = sources.map { history in
        let says = { band.evidence($0, possible: rule.possible) }
        return worst(rule.stretches(history, hold: rule.evidenceAge, says), lost(history) { says($0) != .none })
      }
      return merged(said) { said in
        if said.contains(.beyond) { return .beyond }
        // Who was beyond and says nothing has not taken it back.
        if said.contains(.held) { return .none }
        if said.contains(.near) { return .near }
        return said.contains(.clear) ? .clear : .none
      }
    }
  }

  /// What the age of the newest good value of either, and the flags of their sensors, demand.
  func absence(of sources: [History], at now: Moment) -> Level {
    let off = sources.map { rule.stretches($0, hold: rule.evidenceAge, rule.sensor).map(Said.init) }
    let merged = merged(off) { said in said.contains(.clear) ? .clear : said.contains(.beyond) ? .beyond : .none }
    return rule.absence(off: merged, newest: sources.map { rule.newestGood(in: $0, at: now) }.max()!, at: now)
  }

  /// Whether both differ, or one is lost, for the time that says so.
  func difference(of sources: [History], at now: Moment) -> Demand {
    guard let difference else { return Demand() }
    func stretches(_ evidence: (Int32?, Int32?) -> Band.Evidence) -> [Stretch] {
      let moments = changes(sources) + [.max]
      return zip(moments, moments.dropFirst()).map { from, to in
        Stretch(from: from, to: to, evidence: evidence(value(sources[0], at: from), value(sources[1], at: from)))
      }.joined()
    }
    let apart = stretches { one, other in
      guard let one, let other else { return one == nil && other == nil ? .clear : .none }
      let distance = Int64(abs(one - other))
      let isFar =
        difference.isRelative ? distance * 100 > difference.limit * Int64(min(one, other)) : distance > difference.limit
      return isFar ? .beyond : .clear
    }
    if rule.acts(apart, differenceAfter, agreeFor, now) { return differs }
    let lost = stretches { one, other in (one == nil) != (other == nil) ? .beyond : .clear }
    return rule.acts(lost, oneLost, agreeFor, now) ? isAlone : Demand()
  }

  /// The good value that a source shows at `now`; nil where it shows none, or has not renewed it.
  private func value(_ history: History, at now: Moment) -> Int32? {
    guard let entry = history.last(where: { $0.at <= now }), entry.sample.quality == .good else { return nil }
    guard let value = entry.sample.value, rule.possible.contains(value) else { return nil }
    return entry.sample.isLast && now - entry.at > rule.evidenceAge ? nil : value
  }

  /// When anything that is said may change: what is sent, what ceases to be evidence, and what is lost.
  func changes(_ sources: [History]) -> [Moment] {
    let ages = [0, rule.evidenceAge + step, lostAfter, lostAfter + step]
    return Set(sources.flatMap { $0 }.flatMap { entry in ages.map { entry.at + $0 } }).sorted()
  }

  // MARK: - What each has said

  /// What a source says, or has said and not taken back.
  private enum Saying { case beyond, near, clear, none, held }

  private struct Said {
    var from: Moment
    var to: Moment
    var saying: Saying

    init(from: Moment, to: Moment, saying: Saying) { (self.from, self.to, self.saying) = (from, to, saying) }

    init(_ stretch: Stretch) {
      let sayings: [Band.Evidence: Saying] = [.beyond: .beyond, .near: .near, .clear: .clear, .none: .none]
      self.init(from: stretch.from, to: stretch.to, saying: sayings[stretch.evidence]!)
    }
  }

  /// The stretches of a source, with what it has not taken back until it is lost.
  private func worst(_ stretches: [Stretch], _ lost: [(from: Moment, to: Moment)]) -> [Said] {
    var said: [Said] = []
    var isHeld = false
    for stretch in stretches {
      let cuts = lost.flatMap { [$0.from, $0.to] }.filter { $0 > stretch.from && $0 < stretch.to }
      let edges = ([stretch.from, stretch.to] + cuts).sorted()
      for (from, to) in zip(edges, edges.dropFirst()) {
        let isLost = lost.contains { $0.from <= from && from < $0.to }
        switch stretch.evidence {
        case .beyond where !isLost: isHeld = true
        case .near: isHeld = true
        case .clear: isHeld = false
        case .beyond, .none: if isLost { isHeld = false }
        }
        var saying = Said(stretch).saying
        if isLost { saying = .none }
        said.append(Said(from: from, to: to, saying: saying == .none && isHeld ? .held : saying))
      }
    }
    return said
  }

  /// When a source has said nothing certain for the time by which it counts as lost.
  private func lost(_ history: History, _ says: (Sample) -> Bool) -> [(from: Moment, to: Moment)] {
    let valued = history.indices.filter { says(history[$0].sample) }
    return valued.compactMap { index in
      let next = index + 1 < history.count ? history[index + 1].at : .max
      // What is renewed was last said one step before the next.
      guard history[index].sample.isLast || next < .max else { return nil }
      let from = (history[index].sample.isLast ? history[index].at : next - step) + lostAfter + step
      let to = valued.first { $0 > index }.map { history[$0].at } ?? .max
      return from < to ? (from, to) : nil
    }
  }

  /// One list of stretches of what all together come to.
  private func merged(_ sources: [[Said]], _ together: ([Saying]) -> Band.Evidence) -> [Stretch] {
    let moments = Set(sources.flatMap { $0 }.flatMap { [$0.from, $0.to] }).sorted()
    return zip(moments, moments.dropFirst()).map { from, to in
      let sayings = sources.map { said in said.first { $0.from <= from && from < $0.to }?.saying ?? .none }
      return Stretch(from: from, to: to, evidence: together(sayings))
    }.joined()
  }
}

extension [Stretch] {
  /// The same with stretches of equal evidence as one.
  fileprivate func joined() -> [Stretch] {
    reduce(into: []) { joined, stretch in
      if let last = joined.last, last.evidence == stretch.evidence, last.to == stretch.from {
        joined[joined.count - 1].to = stretch.to
      } else {
        joined.append(stretch)
      }
    }
  }
}
