import Quantities
import Safety
import Therapy

// What is decided at every step, whether or not anybody asked: judge, follow the phase, order.

extension Channel {
  /// Ends the step: what the journal has by now, the judgement, and what must hold in any case; gives what its alarms ask for.
  mutating func conclude(
    durableThrough durable: UInt64, _ journal: JournalCondition, lease: Interval, _ watchfulness: inout Watchfulness,
    _ tick: inout TickOutput
  ) -> AlarmDemand {
    takeDurable(through: durable, &tick)
    let order = judge(journal, lease: lease, &watchfulness, &tick)
    assertInvariants(order)
    tick.orders[Int(index)] = order
    return demand
  }

  /// Judges the situation, acts on the verdict, and makes this step's pump order.
  private mutating func judge(
    _ journal: JournalCondition, lease: Interval, _ watchfulness: inout Watchfulness, _ tick: inout TickOutput
  ) -> PumpOrder {
    if phase.isInfusing, let order {
      let step = course.step
      course.followProgram(order.program)
      // What was read back or confirmed was an increase over the step before (SR-009).
      if course.step != step { withdrawIncreases(.overtaken, &tick) }
    }
    predict(at: tick.now)
    // The tick itself is large: only what is needed of it is handed on.
    let situation = situation(at: tick.now, after: tick.gap, tick.machine, journal: journal, lease: lease)
    var verdict = adjudicate(situation, memories: &watchfulness.memories)
    startBlockers = verdict.startBlockers
    resumableSince = verdict.resumeBlockers.isEmpty ? resumableSince ?? tick.now : nil
    updateAlarms(verdict, &watchfulness.alarms, &tick)
    completeWhenReached(&tick)
    // A pump that is gone is lost, whichever interlock was the first to pause.
    if verdict.demandsZero(.pumpLink), phase.next(on: .loseLink) != nil {
      leaveControl(by: .loseLink, .interlock(.pumpLink), &tick)
    }
    act(on: verdict, &tick)
    // What the pump did meanwhile is not known: a person has to look before anything flows again.
    if phase.hasFlowed, verdict.demandsZero(.pumpLink) || verdict.demandsZero(.uncertainDelivery) { needsReconcile = true }
    holdBlockedStart(verdict.startBlockers, &tick)
    follow(&tick)
    return order(verdict.takePermit(), lease: lease, &tick)
  }

  private mutating func updateAlarms(_ verdict: borrowing Verdict, _ alarms: inout AlarmSystem, _ tick: inout TickOutput) {
    // Where an alarm's finding is, by condition; -1 where nothing was found.
    var found = InlineArray<76, Int8>(repeating: -1)
    // An array of this kind is copied whole by each look at it: only what alarms is looked at.
    let (alarming, wasOn) = (verdict.alarming, alarms.on)
    demand = AlarmDemand()
    guard !alarming.isEmpty || !wasOn.isEmpty else { return }
    for index in 0..<Interlock.count {
      guard let interlock = Interlock(rawValue: UInt8(index)), alarming.contains(interlock) else { continue }
      guard let condition = verdict.findings[index]?.alarm else { continue }
      found[Int(condition.rawValue)] = Int8(index)
    }
    for index in 0..<AlarmCondition.count {
      guard let condition = AlarmCondition(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
      if found[index] < 0, !wasOn.contains(condition) { continue }
      // A full list delays the record, and with it the alarm's change, by one step.
      guard tick.records.room > 40 else { break }
      let finding = found[index] < 0 ? nil : verdict.findings[Int(found[index])]
      guard let event = alarms.update(condition, found: finding, now: tick.now) else { continue }
      demand.take(event)
      tick.record(.alarm(event), channel: self.index, session: session)
    }
    demand = demand.joined(alarms.demand())
  }

  /// Cuts, pauses or stops on an interlock's demand; whatever was about to increase is withdrawn.
  private mutating func act(on verdict: borrowing Verdict, _ tick: inout TickOutput) {
    guard let cause = verdict.cause, session != nil else { return }
    switch verdict.response {
    case .proceed, .annunciate, .limitRate: return
    case .reduce: if phase.allowsFlow { reduce(to: verdict.ceiling, cause: cause, &tick) }
    // A read-back that nobody has confirmed yet stays: its confirmation is judged again, and told why it is refused.
    case .pause:
      if phase.next(on: .pause) != nil || pending != nil { pause(.interlock(cause), .blocked(startBlockers), &tick) }
    case .stop:
      guard phase.canBeStopped, phase != .stopping else { return }
      guard isUnderLocalControl else { return stop(.interlock(cause), &tick) }
      // Whoever has the pump in hand is alarmed and not fought (SR-072): the session ends with the reconcile.
      latchStop(&tick)
      endCause = endCause ?? .interlock(cause)
    }
  }

  /// Takes back a start whose first permit would be made in a situation that blocks a start: it was allowed by the situation
  /// of the step before.
  private mutating func holdBlockedStart(_ blockers: InterlockSet, _ tick: inout TickOutput) {
    guard phase == .starting, ordered == .zero, !blockers.isEmpty else { return }
    pause(.notStarted, .blocked(blockers), &tick)
  }

  /// Whether drug may reach the patient now. A pump that was seen at rest and is switched off since does not flow; one that shows
  /// flow, or whose counter has grown, does (SR-034).
  private var mayBeFlowing: Bool {
    @inline(__always) get {
      guard phase.hasFlowed, course.flowBegan != nil else { return false }
      guard phase.isOver else { return !zeroIsObserved }
      return restGrowth > Volume(microliters: 100) || pump.report?.isAtZero == false
    }
  }

  /// Moves on by what is observed, by the program and by time.
  private mutating func follow(_ tick: inout TickOutput) {
    if mayBeFlowing { course.lastDrugAt = tick.now }
    recordDeliveryWhenDue(&tick)
    switch phase {
    case .starting:
      if pump.hasApplied(orderSequence), ordered > .zero, pump.report?.isAtZero == false {
        transition(.flowObserved, cause: .flowObserved, &tick)
      } else if tick.now.since(startingSince) > Self.startTime {
        pause(.notStarted, .overtaken, &tick)
      }
    case .infusing, .reduced:
      if timeLeft == .zero { finish(.durationReached, &tick) }
    case .pausing:
      guard zeroIsObserved else { return }
      transition(.zeroObservedAfterPause, cause: cause, &tick)
      recordDelivery(&tick)
    case .stopping:
      guard zeroIsObserved else { return }
      transition(isFinishing ? .zeroObservedAfterFinish : .zeroObservedAfterStop, cause: cause, &tick)
      recordDelivery(&tick)
    case .recovering:
      if recoveryLeft(at: tick.now) == .zero { transition(.recoveryOver, cause: .recoveryOver, &tick) }
    case .prepared, .awaitingApproval, .awaitingSecondPerson:
      if tick.now.since(touchedAt) >= Self.untouchedTime { expire(&tick) }
    case .idle, .awaitingJournal, .paused, .stopped, .linkLost, .manual, .completed, .interrupted, .closed: break
    }
  }

  /// A prepared order that nobody touches is forgotten: weight, baseline and whoever read it back are of another hour.
  private mutating func expire(_ tick: inout TickOutput) {
    endSession(by: .expire, .inactivity, &tick)
    observed = HandObservations()
  }

  /// Ends the infusion when what may have been delivered reaches the order, less what flows until a stop arrives.
  ///
  /// Without that margin the pump would reach its own VTBI in the same moment, and alarm. It comes before any pause: a pump
  /// that has reached its VTBI and says so is an infusion that is complete (SR-010, SR-012).
  private mutating func completeWhenReached(_ tick: inout TickOutput) {
    guard phase.isInfusing, remaining <= volumeAtMost(ordered, for: Self.stopTime) else { return }
    finish(.volumeReached, &tick)
  }

  /// What a stop may take from the decision to the pump: a control period, the transaction in flight and its own, with room.
  private static var stopTime: Interval { .milliseconds(500) }

  /// How long the pump may take to show the flow after a start: arming, programming and 2 s to reach the rate, twice.
  private static var startTime: Interval { .seconds(10) }

  /// How long a prepared order waits for a person: three times the 5 min that a second baseline reading takes (judgement).
  private static var untouchedTime: Interval { .minutes(15) }

  /// Makes the pump order: from the permit where the phase allows flow, 0 mL/h in every other case.
  private mutating func order(_ permit: consuming Permit?, lease: Interval, _ tick: inout TickOutput) -> PumpOrder {
    let until = tick.now + lease
    let mayFlow = phase.allowsFlow && !requests.isPending && !isStopLatched
    let rate = mayFlow ? permit?.rate ?? .zero : .zero
    let clears = clearsAlarms && rate == .zero
    // A pump that somebody has taken at its keypad is left to them (SR-072).
    let engages = (session != nil && !isUnderLocalControl) || clears
    // A dead order is never revived: after a lapse of the lease the link wants another one (law 3).
    let hasLapsed = tick.gap > lease || (pump.leaseExpired && pump.orderSequence == orderSequence)
    // A new 0 mL/h is a new stop on the wire: so the stop path is proven before each start.
    let proves = needsProof && rate == .zero
    if rate != ordered || engages != isEngaged || clears != wasClearing || hasLapsed || proves || orderSequence == 0 {
      // A start that is lowered before the pump was seen to obey it is a start all the same (SR-009).
      let isStart = ordered == .zero || (begins && !pump.hasApplied(orderSequence))
      orderSequence += 1
      begins = rate > .zero && isStart
    }
    needsProof = false
    if rate != ordered {
      ordered = rate
      orderedSince = tick.now
      revision &+= 1
      let vtbi = rate > .zero ? remaining : .zero
      tick.record(.ordered(rate: rate, vtbi: vtbi, sequence: orderSequence), channel: index, session: session)
      // A restart must not resume at a rate that was lowered meanwhile (SR-024).
      // What it was until now is an edge of the exposure.
      if rate > .zero || lastRecordedDelivery < tick.now { recordDelivery(&tick) }
    }
    // Whatever held the rate down holds it down for good: only a person raises it again (SR-052).
    if rate > .zero, rate < course.authorized {
      withdrawIncreases(.overtaken, &tick)
      course.authorized = rate
    }
    isEngaged = engages
    wasClearing = clears
    guard rate > .zero, let permit = permit.take() else {
      return engages
        ? .stop(sequence: orderSequence, leaseUntil: until, clearsAlarms: clears)
        : .idle(sequence: orderSequence, leaseUntil: until)
    }
    return permit.redeem(sequence: orderSequence, begins: begins)
  }
}
