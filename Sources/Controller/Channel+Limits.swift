import Quantities
import Safety
import Therapy

// The limits of an order and of a rate: hard ones refuse, soft ones ask for a physician. An equal value passes (SR-001).

extension Channel {
  // MARK: - Hard

  /// Why this order breaks a hard limit; nil when it keeps them all.
  func hardRefusal(of order: Order) -> Refusal? {
    let program = order.program
    for index in 0..<program.stepCount {
      let rate = program.step(at: index).rate
      if let refusal = hardRefusal(of: rate, under: order) { return refusal }
      if let refusal = floorRefusal(of: rate, under: order) { return refusal }
      // A step that nobody could ever confirm is no order.
      let size = order.drug.hard.stepUp
      guard index > 0, !isWithin(size, from: program.step(at: index - 1).rate, to: rate, order) else { continue }
      return .aboveHardLimit(.stepUp, limit: size.baseUnits)
    }
    let hard = order.drug.hard
    let hardMass = hard.sessionMass(for: order.patient.weight)
    guard order.totalMass <= hardMass else { return .aboveHardLimit(.sessionMass, limit: hardMass.nanograms) }
    guard program.duration <= hard.duration else { return .aboveHardLimit(.duration, limit: hard.duration.nanoseconds) }
    let least = order.drug.hardFloors.duration
    guard program.duration >= least else { return .belowHardLimit(.leastDuration, limit: least.nanoseconds) }
    guard order.history.sessionsInFortnight < hard.sessionsPerFortnight else {
      return .aboveHardLimit(.sessions, limit: hard.sessionsPerFortnight)
    }
    return nil
  }

  /// Why this rate breaks a hard limit of this order or the pump's range.
  func hardRefusal(of rate: FlowRate, under order: Order) -> Refusal? {
    guard setup.isSimulated || !(order.simulationOnly || order.drug.simulationOnly) else { return .simulationOnly }
    guard rate >= setup.resolution else { return .rateTooLow }
    guard rate <= setup.fastest else { return .abovePumpRange(setup.fastest) }
    if let (kind, limit) = exceeded(order.drug.hard, by: rate, order) { return .aboveHardLimit(kind, limit: limit) }
    let watchesRespiration = order.monitoring.requires(.respiration)
    if !watchesRespiration, let watched = order.monitoring.respirationAbove, rate > order.flow(of: watched) {
      return .respirationNotWatched(watched)
    }
    return nil
  }

  private func floorRefusal(of rate: FlowRate, under order: Order) -> Refusal? {
    guard let (kind, limit) = undercut(order.drug.hardFloors, by: rate, order) else { return nil }
    return .belowHardLimit(kind, limit: limit)
  }

  /// Why a step up from the rate of now to `rate` is too large or too soon (SR-009, SR-122).
  func stepRefusal(to rate: FlowRate, under order: Order, _ now: Instant) -> Refusal? {
    let before = requested
    guard rate.nanolitersPerHour <= before.nanolitersPerHour * 5 else { return .ratioTooLarge(before) }
    guard isWithin(order.drug.hard.stepUp, from: before, to: rate, order) else {
      return .aboveHardLimit(.stepUp, limit: order.drug.hard.stepUp.baseUnits)
    }
    let left = order.monitoring.stepUpSpacing.remaining(after: now.since(course.increasedAt ?? .boot))
    return left > .zero ? .tooSoonAfterIncrease(left) : nil
  }

  // MARK: - Soft

  /// The first soft limit that this order is beyond; nil when it is beyond none but those in `approved` (SR-003).
  func softLimit(of order: Order, beyond approved: LimitKinds = LimitKinds()) -> SoftLimit? {
    let (soft, floors, program) = (order.drug.soft, order.drug.softFloors, order.program)
    for index in 0..<program.stepCount {
      let rate = program.step(at: index).rate
      if let (kind, limit) = exceeded(soft, by: rate, order, except: approved) { return SoftLimit(kind: kind, limit: limit) }
      if let (kind, limit) = undercut(floors, by: rate, order, except: approved) { return SoftLimit(kind: kind, limit: limit) }
    }
    let mass = soft.sessionMass(for: order.patient.weight)
    if order.totalMass > mass, !approved.contains(.sessionMass) { return SoftLimit(kind: .sessionMass, limit: mass.nanograms) }
    if program.duration > soft.duration, !approved.contains(.duration) {
      return SoftLimit(kind: .duration, limit: soft.duration.nanoseconds)
    }
    if program.duration < floors.duration, !approved.contains(.leastDuration) {
      return SoftLimit(kind: .leastDuration, limit: floors.duration.nanoseconds)
    }
    guard order.history.sessionsInFortnight >= soft.sessionsPerFortnight, !approved.contains(.sessions) else { return nil }
    return SoftLimit(kind: .sessions, limit: soft.sessionsPerFortnight)
  }

  /// The soft limit that a rate is beyond, or the step up to it; nil when it is beyond none that was not approved before.
  func softLimit(
    of rate: FlowRate, above before: FlowRate, under order: Order, beyond approved: LimitKinds = LimitKinds()
  ) -> SoftLimit? {
    if rate > course.approvedRate, let (kind, limit) = exceeded(order.drug.soft, by: rate, order, except: approved) {
      return SoftLimit(kind: kind, limit: limit)
    }
    guard rate > before, !isWithin(order.drug.soft.stepUp, from: before, to: rate, order) else { return nil }
    return approved.contains(.stepUp) ? nil : SoftLimit(kind: .stepUp, limit: order.drug.soft.stepUp.baseUnits)
  }

  /// The first soft limit that an increase of this kind is beyond, but those in `approved` (SR-003).
  func softLimit(beyond approved: LimitKinds, for kind: IntentKind, rate: FlowRate) -> SoftLimit? {
    guard let order else { preconditionFailure("an increase has an order") }
    switch kind {
    case .start: return softLimit(of: order, beyond: approved)
    case .raise, .nextStep: return softLimit(of: rate, above: requested, under: order, beyond: approved)
    case .resume: return softLimit(of: rate, above: rate, under: order, beyond: approved)
    }
  }

  /// Why a rate needs an approval that it does not have.
  func softRefusal(of rate: FlowRate, above before: FlowRate, under order: Order, isApproved: Bool) -> Refusal? {
    guard !isApproved, let limit = softLimit(of: rate, above: before, under: order) else { return nil }
    return .approvalMissing(limit.kind, limit: limit.limit)
  }

  // MARK: - What a read-back asks for

  /// What has to be confirmed beside the token, and by whom, for an increase to `rate` (SR-003, SR-004, SR-008, SR-122).
  func needs(for kind: IntentKind, rate: FlowRate, at now: Instant) -> Confirmations {
    guard let order else { preconditionFailure("an increase has an order") }
    var needs = Confirmations()
    // All of them are shown at once: nobody approves what they were not shown.
    while let limit = softLimit(beyond: needs.approvals, for: kind, rate: rate) {
      needs.approval = needs.approval ?? limit
      needs.approvals.insert(limit.kind)
    }
    let fastest: FlowRate
    switch kind {
    case .start:
      fastest = order.program.fastestRate
      if order.history.isSurprising(order.patient.weight) { needs.again = .weightChanged }
    case .raise, .nextStep:
      fastest = rate
      if rate.nanolitersPerHour > requested.nanolitersPerHour * 2 { needs.again = .rateMoreThanDoubled }
    case .resume:
      fastest = rate
      // After a long pause a second pair of eyes takes the place of the second look at a start (SR-025).
      needs.secondPerson = pauses.isLong(at: now)
    }
    let peak = predictedPeak(of: kind, rate: rate, at: now)
    if let limit = softConcentration(of: peak, under: order) {
      needs.approval = needs.approval ?? limit
      needs.approvals.insert(limit.kind)
    }
    if fastest > order.flow(of: order.drug.secondPerson.doseRate) || peak > order.drug.secondPerson.predictedConcentration {
      needs.secondPerson = true
    }
    return needs
  }

  // MARK: - Comparing

  private func exceeded(
    _ ceilings: DoseCeilings, by rate: FlowRate, _ order: Order, except approved: LimitKinds = LimitKinds()
  ) -> (LimitKind, Int64)? {
    if rate > order.flow(of: ceilings.doseRate), !approved.contains(.doseRate) {
      return (.doseRate, ceilings.doseRate.baseUnits)
    }
    if rate > ceilings.massRate.flowRate(at: order.drug.concentration), !approved.contains(.massRate) {
      return (.massRate, ceilings.massRate.baseUnits)
    }
    guard rate > ceilings.flowRate, !approved.contains(.flowRate) else { return nil }
    return (.flowRate, ceilings.flowRate.baseUnits)
  }

  /// The floor that a rate lies under. The rate was rounded down to the pump's step; so is the floor, or an equal dose would not
  /// pass.
  private func undercut(
    _ floors: DoseFloors, by rate: FlowRate, _ order: Order, except approved: LimitKinds = LimitKinds()
  ) -> (LimitKind, Int64)? {
    let byDose = order.flow(of: floors.doseRate).roundedDown(to: setup.resolution)
    if rate < byDose, !approved.contains(.leastDoseRate) { return (.leastDoseRate, floors.doseRate.baseUnits) }
    let byMass = floors.massRate.flowRate(at: order.drug.concentration).roundedDown(to: setup.resolution)
    guard rate < byMass, !approved.contains(.leastMassRate) else { return nil }
    return (.leastMassRate, floors.massRate.baseUnits)
  }

  /// Whether a step up is at most `size`, of the rates as the pump runs them.
  private func isWithin(_ size: DoseRate, from before: FlowRate, to rate: FlowRate, _ order: Order) -> Bool {
    rate.remaining(after: before) <= order.flow(of: size)
  }
}
