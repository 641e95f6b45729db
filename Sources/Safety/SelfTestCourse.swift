public import Quantities

/// When a self-test begins and when it has to end (SR-083, SR-084).
public struct SelfTestCourse: Sendable, BitwiseCopyable {
  /// What is to be done now.
  public enum Step: Sendable, BitwiseCopyable {
    /// Nothing.
    case wait
    /// A test begins: the journal is asked whether it takes an entry and gives it back. Each alarm output has to have worked.
    case begin
    /// All have answered, or have had time enough to: the rest is tested, and that is the outcome.
    case conclude
  }

  /// From the beginning of one test to that of the next.
  static let period = Interval.seconds(30)
  /// How long the first test waits for journal and outputs: the whole is to be done in 10 s.
  static let firstPatience = Interval.seconds(8)
  /// How long a later one does: longer than the 30 s after which the journal's own interlock pauses, so that a journal that is
  /// merely slow is left to it. Two outcomes are then 61 s apart at the most, but for the time of reading files and of a look.
  static let patience = Interval.seconds(31)

  private var begunAt: Instant?
  private var isRunning = false
  private var isFirst = true

  /// No test yet: the first one is due.
  public init() {}

  /// What is to be done at `now`; `hasAnswer` when the journal has answered the running test, and every output is known to work
  /// or to be lost.
  public mutating func step(at now: Instant, hasAnswer: Bool) -> Step {
    guard let begunAt, isRunning else {
      if let begunAt, now.since(begunAt) < Self.period { return .wait }
      begunAt = now
      isRunning = true
      return .begin
    }
    guard hasAnswer || now.since(begunAt) >= (isFirst ? Self.firstPatience : Self.patience) else { return .wait }
    isRunning = false
    isFirst = false
    return .conclude
  }
}

/// Three clocks of the machine, read one after the other: the awake clock twice, the others between.
public struct ClockSample: Hashable, Sendable, BitwiseCopyable {
  /// The clock of every decision without the time of suspension, before the others.
  public var awakeBefore: Instant
  /// The clock of every decision.
  public var now: Instant
  /// The machine's counter as nothing corrects it.
  public var raw: Instant
  /// The awake clock again, after the others.
  public var awakeAfter: Instant

  /// A sample with every reading given.
  public init(awakeBefore: Instant, now: Instant, raw: Instant, awakeAfter: Instant) {
    self.awakeBefore = awakeBefore
    self.now = now
    self.raw = raw
    self.awakeAfter = awakeAfter
  }
}

/// Whether the clock of every decision moves, forward only, and as fast as the machine's counter does (SR-083, SR-084).
public struct ClockTest: Sendable, BitwiseCopyable {
  private var before: ClockSample

  /// A test that compares with this sample.
  public init(from sample: ClockSample) { before = sample }

  /// Judges the time since the sample before, which this one replaces.
  ///
  /// The counter may differ by 10 % and 100 ms: a time service that catches up changes the clock's pace by up to 8.3 %, which is
  /// no fault, and a clock that is off by more makes every limit on time and volume wrong. A suspension is none of this: only
  /// the decisions' clock counts it, and it can only grow.
  public mutating func passes(_ sample: ClockSample) -> Bool {
    let before = before
    self.before = sample
    guard sample.now > before.now, sample.raw > before.raw else { return false }
    // The thread may have waited between two readings: the true spans lie between these.
    let least = sample.awakeBefore.nanoseconds - before.awakeAfter.nanoseconds
    let most = sample.awakeAfter.nanoseconds - before.awakeBefore.nanoseconds
    let raw = sample.raw.nanoseconds - before.raw.nanoseconds
    let tolerance = raw / 10 + 100_000_000
    let suspendedAtLeast = before.now.nanoseconds - before.awakeAfter.nanoseconds
    let suspendedAtMost = sample.now.nanoseconds - sample.awakeBefore.nanoseconds
    return least <= raw + tolerance && most >= raw - tolerance && suspendedAtMost >= suspendedAtLeast
  }
}
