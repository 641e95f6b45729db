import Quantities
import Safety
import Therapy

// What persons do beside the flow: reconcile, reset, close, acknowledge, enter observations, hand over.

extension Channel {
  mutating func reconcile(_ command: OperatorCommand, _ tick: inout TickOutput) {
    guard !phase.isMoving else { return refuse(command, .wrongPhase(phase), &tick) }
    guard pump.link.isUp else { return refuse(command, .pumpNotHeard, &tick) }
    guard zeroIsObserved, let report = pump.report else { return refuse(command, .notAtZero, &tick) }
    guard !report.hasCauseToRemove else { return refuse(command, .pumpAlarmPresent, &tick) }
    needsReconcile = false
    // What the pump gave after the record was closed belongs to that patient, and counts in the next order.
    if let (session, record) = abandonedRecord {
      tick.record(.delivered(record.followed(by: delivered)), channel: index, session: session)
    }
    (abandoned, abandonedRecord) = (nil, nil)
    // Without an alarm to clear nobody reaches for a pump that may be in somebody's hands.
    clearsAlarms = report.latchedAlarms.rawValue != 0
    clearsAlarmsUntil = tick.now + .seconds(5)
    restCounter = report.infused
    course.commanded = VolumeIntegrator(from: delivered.atLeast)
    tick.record(.reconciled(by: command.user), channel: index, session: session)
    if phase.needsPerson {
      let hasEnded = hasEnded || isStopLatched
      transition(hasEnded ? .reconcileAfterStop : .reconcile, cause: hasEnded ? endCause ?? cause : .command, &tick)
      (wasOwned, isTakenOver) = (false, false)
    }
    if session != nil { recordDelivery(&tick) }
    accept(command, &tick)
  }

  mutating func reset(_ command: OperatorCommand, _ tick: inout TickOutput) {
    guard !phase.isMoving, !phase.needsPerson else { return refuse(command, .wrongPhase(phase), &tick) }
    if isStopLatched {
      isStopLatched = false
      tick.record(.stopLatch(false), channel: index, session: session)
    }
    if phase == .stopped { transition(.recover, cause: .command, &tick) }
    accept(command, &tick)
  }

  mutating func close(_ command: OperatorCommand, _ tick: inout TickOutput) {
    // What flowed after the recovery was over began it anew.
    let left = recoveryLeft(at: tick.now)
    guard phase != .recovering, left == .zero || !phase.isOver else { return refuse(command, .recoveryNotOver(left), &tick) }
    guard phase.next(on: .close) != nil else { return refuse(command, .wrongPhase(phase), &tick) }
    guard !needsReconcile else { return refuse(command, .needsReconcile, &tick) }
    recordDelivery(&tick)
    accept(command, &tick)
    endSession(by: .close, .command, &tick)
    observed = HandObservations()
  }

  /// A physician ends the record early: before the recovery is over, or with a pump that cannot be reconciled. What the pump
  /// did stays unknown then: its patient and its alarms stay with the channel until a reconcile.
  mutating func closeEarly(_ command: OperatorCommand, _ tick: inout TickOutput) {
    guard phase.canBeClosedEarly, let order else { return refuse(command, .wrongPhase(phase), &tick) }
    // A pump that is heard and flows is to be stopped, not to be let out of sight.
    guard zeroIsObserved || !pump.link.isUp || !phase.hasFlowed else { return refuse(command, .notAtZero, &tick) }
    recordDelivery(&tick)
    accept(command, &tick)
    if phase.hasFlowed, !zeroIsObserved || needsReconcile || phase.needsPerson {
      needsReconcile = true
      abandoned = order.patient.code
      abandonedRecord = session.map { ($0, deliveryRecord()) }
      tick.record(.abandoned(by: command.user), channel: index, session: session)
    }
    endSession(by: .closeEarly, .command, &tick)
    observed = HandObservations()
  }

  mutating func acknowledge(
    _ occurrence: UInt32, _ command: OperatorCommand, _ alarms: inout AlarmSystem, _ tick: inout TickOutput
  ) {
    guard let condition = alarms.condition(ofOccurrence: occurrence) else {
      return refuse(command, .unknownAlarm, &tick)
    }
    if let event = alarms.acknowledge(condition) { tick.record(.alarm(event), channel: index, session: session) }
    accept(command, &tick)
  }

  // MARK: - Observations

  mutating func score(_ scale: ClinicalScale, _ value: Int8, _ command: OperatorCommand, _ tick: inout TickOutput) {
    guard phase.isSessionOpen else { return refuse(command, .wrongPhase(phase), &tick) }
    guard let reading = ScoreReading(scale, value: value, at: tick.now) else {
      return refuse(command, .implausibleObservation, &tick)
    }
    // Two in one step: the first would be overwritten before anything has judged it.
    guard observed.scores.newest(scale)?.at != tick.now else { return refuse(command, .anotherPending, &tick) }
    observed.take(reading, by: command.user)
    tick.record(.score(scale, value, by: command.user), channel: index, session: session)
    accept(command, &tick)
  }

  mutating func vitals(
    _ systolic: Int32, _ diastolic: Int32, _ mean: Int32, _ command: OperatorCommand, _ tick: inout TickOutput
  ) {
    guard phase.isSessionOpen, let order else { return refuse(command, .wrongPhase(phase), &tick) }
    guard let reading = CuffReading(systolic: systolic, diastolic: diastolic, mean: mean, at: tick.now) else {
      return refuse(command, .implausibleObservation, &tick)
    }
    guard observed.cuff?.at != tick.now else { return refuse(command, .anotherPending, &tick) }
    // The baseline is that of the patient without the drug; only a restart, which has lost it, opens it again.
    let isOpen = course.flowBegan == nil || observed.baseline.systolic == nil
    observed.take(reading, by: command.user, baselineSpacing: isOpen ? order.monitoring.baselineSpacing : nil)
    tick.record(
      .cuff(systolic: systolic, diastolic: diastolic, mean: mean, by: command.user), channel: index, session: session)
    accept(command, &tick)
  }

  /// Changes limits for this session; they are the clinic's again with the next one (SR-042, SR-111).
  mutating func setLimit(_ signal: LimitedSignal, _ change: LimitChange, _ command: OperatorCommand, _ tick: inout TickOutput) {
    guard phase.isSessionOpen else { return refuse(command, .wrongPhase(phase), &tick) }
    let (changed, fault) = limits[signal].applying(change, to: signal)
    if let fault { return refuse(command, .limit(signal, fault), &tick) }
    limits[signal] = changed
    // Whoever has read back an increase has read it under other limits.
    if offer != nil { revision &+= 1 }
    tick.record(.limits(signal, changed, by: command.user), channel: index, session: session)
    accept(command, &tick)
  }

  /// Records the limits that differ from the clinic's, for a session that takes them over.
  func recordChangedLimits(by user: UserID, _ tick: inout TickOutput) {
    for place in 0..<LimitedSignal.count {
      guard let signal = LimitedSignal(rawValue: UInt8(place)) else { preconditionFailure("the list has no gap") }
      guard !limits[signal].isSame(as: setup.limits[signal]) else { continue }
      tick.record(.limits(signal, limits[signal], by: user), channel: index, session: session)
    }
  }

  // MARK: - Handover

  /// The same command from both sides: one offers the patient, the other takes it (SR-126).
  mutating func handover(to person: UserID, _ command: OperatorCommand, _ tick: inout TickOutput) {
    guard phase.isSessionOpen else { return refuse(command, .wrongPhase(phase), &tick) }
    guard command.user == person else {
      // Nobody gives away a patient that another one answers for.
      guard responsible == nil || responsible == command.user else { return refuse(command, .notResponsible, &tick) }
      handover = Handover(to: person, at: tick.now)
      return accept(command, &tick)
    }
    guard let offered = handover, offered.to == person, tick.now.since(offered.at) <= Handover.life else {
      return refuse(command, .handoverNotOffered, &tick)
    }
    tick.record(.handedOver(from: responsible, to: person), channel: index, session: session)
    responsible = person
    handover = nil
    accept(command, &tick)
  }
}

extension DeliveryRecord {
  /// The record of a session that is closed, with what its pump gave after that; how long it infused, and how fast, stays.
  fileprivate func followed(by delivered: DeliveredVolume) -> DeliveryRecord {
    var record = self
    (record.atLeast, record.atMost, record.account) = (delivered.atLeast, delivered.atMost, delivered.account)
    record.prediction = nil
    return record
  }
}
