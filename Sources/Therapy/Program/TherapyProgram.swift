public import Quantities

/// One step of a program: a constant rate for a time.
public struct ProgramStep: Hashable, Sendable, BitwiseCopyable {
  /// The rate of this step, already rounded down to the pump's resolution.
  public let rate: FlowRate
  /// How long the step lasts in infusing time.
  public let duration: Interval

  /// A step.
  public init(rate: FlowRate, duration: Interval) {
    self.rate = rate
    self.duration = duration
  }
}

/// A stepped continuous infusion with a duration and a total.
///
/// The program's clock advances only while the pump infuses. It ends at its duration or at its total, whichever comes
/// first, and is never extended: time lost in a pause is not made up (SR-017).
public struct TherapyProgram: Sendable, BitwiseCopyable {
  private var steps: InlineArray<8, ProgramStep>
  /// How many steps there are, 1 to 8.
  public let stepCount: Int
  /// The infusing time after which the program ends: the sum of its steps.
  public let duration: Interval
  /// The volume at which the program ends.
  public let total: Volume

  /// The most steps of a program.
  public static let stepLimit = 8

  /// A program of these steps, or nil when there are none, too many, one without flow or time, or no total.
  public init?(steps: [ProgramStep], total: Volume) {
    guard (1...Self.stepLimit).contains(steps.count), total > .zero, total <= Self.largestTotal else { return nil }
    self.steps = InlineArray(repeating: steps[0])
    var duration = Interval.zero
    for (index, step) in steps.enumerated() {
      guard step.rate > .zero, step.rate <= Self.fastestStep, step.duration > .zero, step.duration <= Self.longestStep
      else { return nil }
      self.steps[index] = step
      duration = duration + step.duration
    }
    self.stepCount = steps.count
    self.duration = duration
    self.total = total
  }

  /// The longest step accepted: a day, far above any session; it keeps sums in range.
  public static var longestStep: Interval { .seconds(86_400) }

  /// The fastest step accepted: 1,000 L/h, far above any pump; it keeps products in range.
  public static var fastestStep: FlowRate { FlowRate(nanolitersPerHour: 1_000_000_000_000) }

  /// The largest total accepted: 1,000,000 L, more than the fastest step gives in the longest time; it keeps products in range.
  public static var largestTotal: Volume {
    @_noAllocation @_noLocks get { Volume(nanoliters: 1_000_000_000_000_000) }
  }

  /// The step at `index`, which must be less than `stepCount`.
  @_noAllocation @_noLocks
  public func step(at index: Int) -> ProgramStep {
    precondition(index >= 0 && index < stepCount)
    return steps[index]
  }

  /// The fastest rate of any step.
  public var fastestRate: FlowRate {
    @_noAllocation @_noLocks get {
      var fastest = FlowRate.zero
      for index in 0..<stepCount where steps[index].rate > fastest { fastest = steps[index].rate }
      return fastest
    }
  }

  /// The volume of all steps at their full duration, rounded down.
  public var plannedVolume: Volume {
    var integrator = VolumeIntegrator()
    for index in 0..<stepCount { integrator.add(steps[index].rate, for: steps[index].duration) }
    return integrator.volume
  }
}
