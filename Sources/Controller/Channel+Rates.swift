import Quantities
import Safety
import Therapy

// Another rate than now: lower at once, higher in two steps, and after a pause only what was there before it.

extension Channel {
  mutating func setRate(_ rate: FlowRate, _ token: Token, _ command: OperatorCommand, _ tick: inout TickOutput) {
    guard phase.allowsFlow else { return refuse(command, .wrongPhase(phase), &tick) }
    let rate = rate.roundedDown(to: setup.resolution)
    guard rate > .zero else { return refuse(command, .rateTooLow, &tick) }
    guard rate > requested else {
      // Lowering needs nothing, and takes back any raise that was on its way (SR-030).
      withdrawIncreases(.overtaken, &tick)
      course.authorized = rate
      revision &+= 1
      return accept(command, &tick)
    }
    guard pending == nil else { return refuse(command, .anotherPending, &tick) }
    // Whether a physician has to approve is asked below; here only what nobody can approve.
    if let refusal = raiseRefusal(rate, isApproved: true, tick.now)
      ?? concentrationRefusal(of: .raise, rate: rate, isApproved: true, at: tick.now)
    {
      return refuse(command, refusal, &tick)
    }
    makeOffer(.raise, token, needs(for: .raise, rate: rate, at: tick.now), command, rate: rate, &tick)
  }

  /// Reads back the program's next step, at its hold point (SR-009).
  mutating func prepareNextStep(_ token: Token, _ command: OperatorCommand, _ tick: inout TickOutput) {
    guard pending == nil else { return refuse(command, .anotherPending, &tick) }
    if let refusal = nextStepRefusal(isApproved: true, tick.now) { return refuse(command, refusal, &tick) }
    guard let rate = nextStepRate else { return refuse(command, .notAtHoldPoint, &tick) }
    if let refusal = concentrationRefusal(of: .nextStep, rate: rate, isApproved: true, at: tick.now) {
      return refuse(command, refusal, &tick)
    }
    makeOffer(.nextStep, token, needs(for: .nextStep, rate: rate, at: tick.now), command, rate: rate, &tick)
  }

  /// The rate of the step that waits at the hold point; nil where none does.
  var nextStepRate: FlowRate? {
    guard phase.isInfusing, let program = order?.program, course.isAtHoldPoint(of: program) else { return nil }
    return program.step(at: course.step + 1).rate
  }

  mutating func prepareResume(_ rate: FlowRate?, _ token: Token, _ command: OperatorCommand, _ tick: inout TickOutput) {
    guard pending == nil else { return refuse(command, .anotherPending, &tick) }
    // Half the rate before the pause unless told otherwise, and never more than that rate (SR-024).
    let rate = rate?.roundedDown(to: setup.resolution) ?? usualResumeRate
    if let refusal = resumeRefusal(rate: rate, isApproved: true, isConfirmed: false, tick.now)
      ?? concentrationRefusal(of: .resume, rate: rate, isApproved: true, at: tick.now)
    {
      return refuse(command, refusal, &tick)
    }
    makeOffer(.resume, token, needs(for: .resume, rate: rate, at: tick.now), command, rate: rate, &tick)
  }
}
