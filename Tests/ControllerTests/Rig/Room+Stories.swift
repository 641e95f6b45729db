import Controller
import Quantities
import Safety
import Testing
import Therapy

// Beginnings that many tests share, and what they look at.

extension Room {
  var phase: SessionPhase { view().phase }
  var ordered: FlowRate { view().ordered }

  /// What really was delivered in the open session.
  func delivered(_ channel: Int = 0) -> Volume? {
    accountStart[channel].map { pumps[channel].truth.volume - $0 }
  }

  /// Somebody tests the alarm outputs, after answering what sounds: nothing flows before (SR-020).
  func testAlarms() {
    while let condition = alarmsOn.first(where: { !view().alarms.record(of: $0).isAcknowledged }) {
      #expect(acknowledge(condition) == .done)
    }
    let token = token()
    #expect(ask(.testAlarms(token)) == .done)
    stroll(for: AlarmTest.length)
    #expect(ask(.confirmAlarmTest(token)) == .done)
  }

  /// Lets the room settle and prepares `order`; the token confirms it.
  func prepare(_ order: Order = makeOrder(), channel: Int = 0, user: UInt32 = 1) -> Token {
    if !view(channel).alarmsAreTested { testAlarms() }
    run(limit: .seconds(5)) { $0.view(channel).zeroIsObserved && $0.pumps[channel].observation.link == .up }
    let token = token()
    let outcome = ask(.prepare(order, session: newSession(), token: token), channel: channel, user: user)
    guard case .readBack = outcome else {
      Issue.record("prepare: \(String(describing: outcome))")
      return token
    }
    return token
  }

  /// A session that infuses, with the pump seen to do so.
  @discardableResult
  func infuse(_ order: Order = makeOrder(), channel: Int = 0) -> Room {
    let token = prepare(order, channel: channel)
    #expect(ask(.start(token), channel: channel) == .done)
    #expect(run { $0.view(channel).phase == .infusing })
    return self
  }

  /// A session that was paused by hand, with zero observed and the hold time over.
  @discardableResult
  func pausedAndCalm(_ order: Order = makeOrder()) -> Room {
    infuse(order).run(for: .seconds(20))
    press(.pause)
    #expect(run { $0.phase == .paused })
    run(for: order.monitoring.resumeHold + .seconds(1))
    return self
  }

  /// Resumes at `rate`; returns the outcome of the confirmation, or of the preparation when that was refused.
  func resume(at rate: FlowRate? = nil) -> CommandOutcome? {
    if !view().alarmsAreTested { testAlarms() }
    let token = token()
    let outcome = ask(.prepareResume(rate: rate, token: token))
    guard case .readBack = outcome else { return outcome }
    return ask(.resume(token))
  }

  /// The highest alarm that is on and its condition.
  func isOn(_ condition: AlarmCondition, channel: Int = 0) -> Bool { view(channel).alarms.record(of: condition).isOn }

  /// The alarms that are on.
  var alarmsOn: [AlarmCondition] { AlarmCondition.allCases.filter { isOn($0) } }

  func acknowledge(_ condition: AlarmCondition) -> CommandOutcome? {
    ask(.acknowledge(occurrence: view().alarms.record(of: condition).occurrence))
  }

  /// The phases that a channel went through since the last restart, in order.
  func phases(_ channel: Int = 0) -> [SessionPhase] {
    records.compactMap { record in
      guard record.channel == channel, case .phase(_, let phase, _) = record.event else { return nil }
      return phase
    }
  }

  /// Law 4: what really was delivered lies inside what is believed, unless a keypad acted since the newest reading.
  func checkTruth() {
    for index in pumps.indices {
      guard let delivered = delivered(index) else { continue }
      guard let report = pumps[index].observation.report, report.readBegan > keypadAt[index] else { continue }
      let view = view(index)
      guard view.session != nil else { continue }
      let isInside = delivered >= view.deliveredAtLeast && delivered <= view.deliveredAtMost
      if !isInside {
        Issue.record("\(delivered) is outside \(view.deliveredAtLeast)...\(view.deliveredAtMost) at \(now.nanoseconds)")
      }
    }
  }

  // MARK: - Restart

  /// The daemon dies and comes back `pause` later, with what the journal had.
  func restart(after pause: Interval = .seconds(1), setup: ChannelSetup? = nil, knowsPause: Bool = true) {
    for index in pumps.indices { pumps[index].take(nil) }
    hang(for: pause)
    let durable = journal.durable
    let recoveries = pumps.indices.map { recovery(of: UInt8($0), from: durable, pausedFor: knowsPause ? pause : nil) }
    let latched = pumps.indices.filter { isLatched(UInt8($0), in: durable) }
    let abandoned = pumps.indices.map { abandonedPatient(of: UInt8($0), in: durable) }
    for index in pumps.indices {
      pumps[index].reconnect()
      monitors[index].reset()
    }
    let setups = setup.map { Array(repeating: $0, count: pumps.count) } ?? setups
    controller = Controller(
      setups: setups, recoveries: recoveries, latched: latched, abandoned: abandoned, lease: lease, startedAt: now)
    forgetMemory()
    witness = Witness(channels: pumps.count, lease: lease)
    witness.learn(recoveries, latched: latched)
  }

  private func recovery(of channel: UInt8, from records: ArraySlice<ControlRecord>, pausedFor: Interval?) -> SessionRecovery? {
    let own = records.filter { $0.channel == channel }
    guard let prepared = own.last(where: { if case .prepared = $0.event { true } else { false } }),
      let session = prepared.session, let order = journal.orders[session]
    else { return nil }
    var recovery = SessionRecovery(session: session, order: order, delivery: nil, hasEnded: false, pausedFor: pausedFor)
    var phase = SessionPhase.prepared
    var exposure = Exposure(
      weight: order.patient.weight, concentration: order.drug.concentration, residual: order.history.residual, at: .boot)
    var last: Instant?
    for record in own where record.session == session {
      switch record.event {
      case .phase(_, let next, _): phase = next
      case .delivered(let delivery):
        recovery.delivery = delivery
        // As the journal does: one record after the other.
        exposure.take(
          atLeast: delivery.atLeast, atMost: delivery.atMost, after: last.map { record.at.since($0) } ?? .zero)
        last = record.at
      default: break
      }
    }
    if let last { exposure.pass(now.since(last)) }
    if keepsExposure { recovery.exposure = exposure.moved(to: now) }
    recovery.hasEnded = phase.hasEnded
    return phase.isSessionOpen ? recovery : nil
  }

  private func abandonedPatient(of channel: UInt8, in records: ArraySlice<ControlRecord>) -> Label? {
    records.reduce(nil) { patient, record in
      guard record.channel == channel else { return patient }
      return switch record.event {
      case .abandoned: record.session.flatMap { journal.orders[$0]?.patient.code }
      case .reconciled: nil
      default: patient
      }
    }
  }

  private func isLatched(_ channel: UInt8, in records: ArraySlice<ControlRecord>) -> Bool {
    records.reduce(false) { isSet, record in
      guard record.channel == channel, case .stopLatch(let newest) = record.event else { return isSet }
      return newest
    }
  }
}

func isReadBack(_ outcome: CommandOutcome?) -> Bool {
  if case .readBack = outcome { true } else { false }
}

func milliliters(_ amount: Int64) -> FlowRate { FlowRate(microlitersPerHour: amount * 1_000) }

func quantity<Q: Quantity>(_ text: String) -> Q { try! Q(parsing: text) }

extension CommandAction {
  /// A confirmation that nobody has to read twice.
  static func start(_ token: Token) -> CommandAction { .start(token, again: token.again) }
  static func confirm(_ token: Token) -> CommandAction { .confirm(token, again: token.again) }
  static func resume(_ token: Token) -> CommandAction { .resume(token, again: token.again) }
}

extension CommandAction {
  /// Whether it confirms what was read back.
  var isConfirmation: Bool {
    switch kind {
    case .start, .confirm, .resume: true
    default: false
    }
  }
}

extension Token {
  /// The token that a read-back gets which has to be read again.
  var again: Token { Token(bits: bits ^ 1 << 60) }
}

/// Simulation order: 70 kg, 2 mg/mL; steps as (mL/h, seconds).
func makeOrder(
  steps: [(FlowRate, Interval)] = [(milliliters(20), .seconds(600))], total: Volume? = nil, hold: Interval = .seconds(10),
  patient: String = "p-1", soft: DoseCeilings = makeCeilings(), hard: DoseCeilings = makeCeilings(),
  required: [RequiredSignal] = [.oxygenSaturation, .heartRate], simulationOnly: Bool = true, recovery: Interval = .zero,
  spacing: Interval = .zero, baseline: Interval = .minutes(5), respirationAbove: DoseRate? = nil,
  history: PatientHistory = PatientHistory(), weight: BodyMass = quantity("70 kg"),
  floors: (soft: DoseFloors, hard: DoseFloors)? = nil,
  second: SecondPersonThreshold = SecondPersonThreshold(doseRate: quantity("5 mg/kg/h"))
) -> Order {
  let name = Label("ketamine-racemic-2")!
  let drug = DrugEntry(
    name: name, drug: name, concentration: quantity("2 mg/mL"), soft: soft, hard: hard,
    softFloors: floors?.soft ?? DoseFloors(), hardFloors: floors?.hard ?? DoseFloors(), secondPerson: second,
    simulationOnly: false)
  let steps = steps.map { ProgramStep(rate: $0.0, duration: $0.1) }
  let planned = TherapyProgram(steps: steps, total: Volume(nanoliters: 1))!.plannedVolume
  return Order(
    patient: Patient(code: Label(patient)!, weight: weight)!, drug: drug, protocolName: Label("demo")!,
    program: TherapyProgram(steps: steps, total: total ?? planned)!,
    monitoring: MonitoringRules(
      required: required, resumeHold: hold, recovery: recovery, stepUpSpacing: spacing, baselineSpacing: baseline,
      respirationAbove: respirationAbove),
    simulationOnly: simulationOnly, history: history)
}

/// 1 mg/kg/h (35 mL/h for 70 kg at 2 mg/mL), 100 mg/h, 60 mL/h, 400 mg and 4 mg/kg, 300 min, 1 mg/kg/h a step, unless told
/// otherwise.
func makeCeilings(
  dose: String = "1 mg/kg/h", session: String = "400 mg", duration: Interval = .minutes(300), step: String = "1 mg/kg/h",
  sessions: Int64 = 12
) -> DoseCeilings {
  DoseCeilings(
    doseRate: quantity(dose), massRate: quantity("100 mg/h"), flowRate: quantity("60 mL/h"), sessionMass: quantity(session),
    sessionMassPerKilogram: quantity("4 mg"), duration: duration, stepUp: quantity(step), sessionsPerFortnight: sessions)
}
