public import Quantities

/// A course of constant rates, each from its time to the next one's: what is predicted for without a pump.
///
/// For people and researchers, never in the control path; it may allocate.
public struct Regimen: Hashable, Sendable {
  /// A rate from a time on.
  public struct Change: Hashable, Sendable {
    /// Time since the beginning.
    public let at: Interval
    /// The rate from then on.
    public let rate: PlannedRate

    /// A change.
    public init(at: Interval, rate: PlannedRate) {
      self.at = at
      self.rate = rate
    }
  }

  /// The changes, each later than the one before; nothing is given before the first.
  public let changes: [Change]
  /// When the last rate ends.
  public let end: Interval
  /// The weight of the person, which doses are scaled by.
  public let weight: BodyMass

  /// A regimen; the changes are in order, each before `end`, and the weight is greater than zero.
  public init(changes: [Change], end: Interval, weight: BodyMass) {
    precondition(weight > .zero)
    precondition(zip(changes, changes.dropFirst()).allSatisfy { $0.at < $1.at } && changes.allSatisfy { $0.at < end })
    self.changes = changes
    self.end = end
    self.weight = weight
  }

  /// All drug that is given, mg.
  public var milligrams: Double {
    edges.reduce(0) { $0 + $1.rate * Double(($1.until - $1.from).nanoseconds) / 60e9 }
  }

  /// One row of a prediction.
  public struct Row: Hashable, Sendable {
    /// Time since the beginning.
    public var at: Interval
    /// The concentration in plasma, ng/mL.
    public var plasma: Double
    /// The concentration at the effect site, ng/mL.
    public var effectSite: Double
  }

  /// The rows from the beginning to `until`, every `step` (greater than zero).
  ///
  /// Each row is exact: a rate that changes between two rows changes at its own time.
  public func predict(_ model: CompartmentModel, every step: Interval, until: Interval) -> [Row] {
    precondition(step > .zero)
    var rows: [Row] = []
    rows.reserveCapacity(Int(until.nanoseconds / step.nanoseconds) + 1)
    var (state, now) = (KineticState(), Interval.zero)
    let whole = model.step(minutes: minutes(step))
    var edges = edges[...]
    rows.append(Row(at: now, plasma: 0, effectSite: 0))
    while now + step <= until {
      let next = now + step
      while let edge = edges.first, edge.until <= now { edges.removeFirst() }
      if let edge = edges.first, edge.from < next, edge.from > now || edge.until < next {
        follow(edges, from: now, to: next, model, &state)
      } else {
        state.advance(by: whole, rate: edges.first.map { $0.from <= now ? $0.rate : 0 } ?? 0)
      }
      now = next
      rows.append(Row(at: now, plasma: state.plasma(model), effectSite: state.effectSite(model)))
    }
    return rows
  }

  /// The state at `time`.
  public func state(at time: Interval, _ model: CompartmentModel) -> KineticState {
    var state = KineticState()
    follow(edges[...], from: .zero, to: time, model, &state)
    return state
  }

  /// Lets the time between two moments pass, from edge to edge.
  private func follow(
    _ edges: ArraySlice<Edge>, from: Interval, to: Interval, _ model: CompartmentModel, _ state: inout KineticState
  ) {
    var now = from
    func pass(to next: Interval, rate: Double) {
      guard next > now else { return }
      state.advance(by: model.step(minutes: minutes(next - now)), rate: rate)
      now = next
    }
    for edge in edges where edge.until > now {
      pass(to: min(edge.from, to), rate: 0)
      pass(to: min(edge.until, to), rate: edge.rate)
    }
    pass(to: to, rate: 0)
  }

  /// One constant rate, mg/min.
  private struct Edge {
    let from: Interval
    let until: Interval
    let rate: Double
  }

  private var edges: [Edge] {
    changes.indices.map { index in
      Edge(
        from: changes[index].at, until: index + 1 < changes.count ? changes[index + 1].at : end,
        rate: changes[index].rate.milligramsPerMinute(for: weight))
    }
  }
}

/// A rate of drug as somebody plans it.
public enum PlannedRate: Hashable, Sendable {
  /// Drug per body mass.
  case dose(DoseRate)
  /// Drug.
  case mass(MassRate)

  /// Whether nothing is given.
  public var isZero: Bool {
    switch self {
    case .dose(let rate): rate == .zero
    case .mass(let rate): rate == .zero
    }
  }

  /// The rate for a person of `weight`, mg/min.
  func milligramsPerMinute(for weight: BodyMass) -> Double {
    switch self {
    // pg/kg/h * g = 1e-12 mg/h.
    case .dose(let rate): Double(rate.picogramsPerKilogramPerHour) * Double(weight.grams) * 1e-12 / 60
    case .mass(let rate): Double(rate.nanogramsPerHour) * 1e-6 / 60
    }
  }
}
