import Quantities
import Therapy

/// How far a session has come: what rate was authorized, which step of the program runs, when flow began and was last raised.
///
/// Only a person's confirmation raises `authorized`; time lowers it at the program's steps and never raises it (SR-052).
struct Course: BitwiseCopyable {
  /// The infusing time so far: the program's clock.
  var elapsed = Interval.zero
  /// The integral of the ordered rates (SR-011).
  var commanded = VolumeIntegrator()
  /// The rate that a person confirmed, less what has lowered it since.
  var authorized = FlowRate.zero
  /// The rate before the pause of now, or the last one.
  var rateBeforePause = FlowRate.zero
  /// The fastest rate that a physician approved for this order (SR-003).
  var approvedRate = FlowRate.zero
  /// The highest predicted level that a physician approved for this order (SR-003, SR-055).
  var approvedPeak = PlasmaConcentration.zero
  /// The step of the program that runs.
  var step = 0
  /// The infusing time at which it began.
  var stepBegan = Interval.zero
  /// When flow was first permitted.
  var flowBegan: Instant?
  /// When the rate was last raised.
  var increasedAt: Instant?
  /// When drug may last have flowed (SR-034).
  var lastDrugAt: Instant?
  /// When the rate was last cut automatically.
  var reducedAt: Instant?

  init() {}

  /// Whether the step's time is over and the next one, a faster one, waits for a person.
  func isAtHoldPoint(of program: TherapyProgram) -> Bool {
    isStepOver(of: program) && step + 1 < program.stepCount
  }

  /// Lets the program go on where that raises nothing; a step up waits (SR-009, SR-052).
  @_noAllocation @_noLocks
  mutating func followProgram(_ program: TherapyProgram) {
    while step + 1 < program.stepCount, isStepOver(of: program) {
      let next = program.step(at: step + 1).rate
      guard next <= max(program.step(at: step).rate, authorized) else { return }
      stepBegan = stepBegan + program.step(at: step).duration
      step += 1
      authorized = min(authorized, next)
    }
  }

  /// Goes on to the next step at its rate, on a person's word.
  mutating func takeNextStep(of program: TherapyProgram) {
    precondition(isAtHoldPoint(of: program))
    step += 1
    stepBegan = elapsed
    authorized = program.step(at: step).rate
  }

  private func isStepOver(of program: TherapyProgram) -> Bool {
    elapsed.remaining(after: stepBegan) >= program.step(at: step).duration
  }
}
