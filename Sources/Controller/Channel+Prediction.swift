import Quantities
import Safety
import Therapy

// What is predicted of the drug in the patient, and what that forbids. A prediction warns, asks for persons, refuses and
// pauses; it raises nothing (SR-055, SR-056).

extension Channel {
  /// Predicts anew where the prediction of now is older than 5 s; every delivery record, which every change of the rate
  /// makes, has its own. What is compared with limits looks 10 min ahead, so that 5 s are nothing to it.
  mutating func predict(at now: Instant) {
    guard let exposure, !delivered.isWorstCase else {
      // After a restart what came meanwhile is bounded by the whole order until the pump has been read. A level from that would
      // alarm in every restart and say nothing; nothing can be raised before the reading anyway.
      (prediction, nextPeak) = (nil, nil)
      return
    }
    if case .some = prediction, now.since(predictedAt) < Self.predictionPeriod { return }
    predictedAt = now
    prediction = exposure.prediction(
      atLeast: delivered.atLeast, atMost: delivered.atMost, at: now, outlookOfNow)
    nextPeak =
      switch phase {
      case .infusing, .reduced: predictedPeak(of: .raise, rate: requested + setup.resolution, at: now)
      case .paused: predictedPeak(of: .resume, rate: usualResumeRate, at: now)
      case .idle, .prepared, .awaitingApproval, .awaitingSecondPerson, .awaitingJournal, .starting, .pausing, .stopping, .stopped,
        .linkLost, .manual, .recovering, .completed, .interrupted, .closed:
        nil
      }
  }

  /// From one prediction to the next.
  private static var predictionPeriod: Interval { .seconds(5) }

  /// The rate that a resume has when nobody tells another: half of what was before the pause (SR-024).
  var usualResumeRate: FlowRate { course.rateBeforePause.divided(by: 2).roundedDown(to: setup.resolution) }

  /// The highest level that any model will have in this session once an increase of this kind has been made: of the whole order
  /// for a start, of what is left of it at `rate` for the others.
  func predictedPeak(of kind: IntentKind, rate: FlowRate, at now: Instant) -> PlasmaConcentration {
    guard let program = order?.program, let exposure else { preconditionFailure("an increase has an order") }
    switch kind {
    case .start: return orderPeak
    case .raise, .resume:
      return exposure.highest(atMost: delivered.atMost, at: now, outlook(of: program, at: rate))
    case .nextStep:
      let next = min(course.step + 1, program.stepCount - 1)
      let outlook = Outlook(
        of: program, from: next, at: rate, stepLeft: program.step(at: next).duration, timeLeft: timeLeft, volumeLeft: remaining)
      return exposure.highest(atMost: delivered.atMost, at: now, outlook)
    }
  }

  /// What is left of the program if it goes on at `rate` and nobody does anything more.
  private func outlook(of program: TherapyProgram, at rate: FlowRate) -> Outlook {
    let stepLeft = program.step(at: course.step).duration.remaining(after: course.elapsed.remaining(after: course.stepBegan))
    return Outlook(of: program, from: course.step, at: rate, stepLeft: stepLeft, timeLeft: timeLeft, volumeLeft: remaining)
  }

  /// What may flow now: the program at the fastest rate that the pump may run at. Where the pump was at rest or is in
  /// somebody's hands, what flows is no order's, and nothing bounds it. Nil where nothing flows.
  private var outlookOfNow: Outlook? {
    let rate = max(ordered, delivered.mayRunAt)
    guard let program = order?.program, rate > .zero else { return nil }
    guard !phase.allowsFlow, !phase.isMoving, phase != .linkLost else { return outlook(of: program, at: rate) }
    let time = Prediction.lookAhead
    return Outlook(
      of: program, from: program.stepCount - 1, at: rate, stepLeft: time, timeLeft: time,
      volumeLeft: TherapyProgram.largestTotal)
  }

  /// Why an increase of this kind would bring more into the patient than is allowed, or than anybody approved (SR-055).
  func concentrationRefusal(of kind: IntentKind, rate: FlowRate, isApproved: Bool, at now: Instant) -> Refusal? {
    guard let order else { return nil }
    let peak = predictedPeak(of: kind, rate: rate, at: now)
    if let refusal = concentrationRefusal(of: peak, under: order) { return refusal }
    guard !isApproved, let limit = softConcentration(of: peak, under: order) else { return nil }
    return .approvalMissing(limit.kind, limit: limit.limit)
  }

  /// Why a level is above what anybody may allow.
  func concentrationRefusal(of peak: PlasmaConcentration, under order: Order) -> Refusal? {
    let hard = order.drug.hard.predictedConcentration
    return peak > hard ? .predictedTooHigh(peak, limit: hard) : nil
  }

  /// The soft limit that a level is beyond; nil when it is not, or when a physician approved that level before: by 1 % more
  /// counts as that, which is what the pump's resolution and a step that comes late make of the same order.
  func softConcentration(of peak: PlasmaConcentration, under order: Order) -> SoftLimit? {
    let soft = order.drug.soft.predictedConcentration
    guard peak > soft, peak > course.approvedPeak.scaled(101, over: 100) else { return nil }
    return SoftLimit(kind: .predictedConcentration, limit: soft.baseUnits)
  }
}
