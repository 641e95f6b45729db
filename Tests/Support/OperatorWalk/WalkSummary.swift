public import Controller

/// What one walk or several came to.
public struct WalkSummary: Sendable {
  /// Events that happened.
  public private(set) var events = 0
  /// Control steps that they took.
  public private(set) var steps = 0
  /// Starts and resumes that flowed.
  public private(set) var starts = 0
  /// Raises of a running rate.
  public private(set) var raises = 0
  /// The phases seen.
  public private(set) var phases: Set<SessionPhase> = []
  /// The pairs of phases that followed each other.
  public private(set) var transitions: Set<String> = []
  /// The codes of the refusals seen.
  public private(set) var refusals: Set<String> = []
  /// What was broken, with the seed that shows it.
  public private(set) var failures: [String] = []

  /// No walk.
  public init() {}

  /// Walks until so many events have happened or a law is broken.
  public init(events: Int, seed: Int) {
    var walk = OperatorWalk(seed: UInt64(seed))
    while walk.events < events, walk.violations.isEmpty { walk.event() }
    (self.events, steps, starts, raises) = (walk.events, walk.steps, walk.starts, walk.raises)
    phases = Set(walk.visits.keys)
    (transitions, refusals) = (walk.transitions, walk.refusals)
    let place = "seed \(seed), event \(walk.events): "
    failures = walk.violations.map { place + $0 }
  }

  /// Adds another walk.
  public mutating func add(_ other: WalkSummary) {
    events += other.events
    steps += other.steps
    starts += other.starts
    raises += other.raises
    phases.formUnion(other.phases)
    transitions.formUnion(other.transitions)
    refusals.formUnion(other.refusals)
    failures += other.failures
  }

  /// The result, for people.
  public var lines: [String] {
    [
      "\(events) events, \(steps) control steps, \(starts) starts and resumes, \(raises) raises",
      "\(phases.count) phases, \(transitions.count) different transitions, \(refusals.count) different refusals",
    ] + failures + ["\(failures.count) violations"]
  }
}
