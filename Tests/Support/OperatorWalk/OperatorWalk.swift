public import Controller
import Quantities
import Safety
import SplitMix
import Therapy

/// Random operators in a world where everything goes wrong: one channel, event after event, judged at every step.
///
/// An event is a command of any of three persons, a key press, an entry, a fault, its mending, or time that passes.
public struct OperatorWalk: ~Copyable {
  private var random: SplitMix
  private var controller: Controller
  private var kept = TickOutput()
  private var pump = WalkPump()
  private var judge = WalkJudge()
  private var input: TickInput
  private var vitals: (saturation: Int32?, heartRate: Int32?) = (98, 72)
  private var journalDelay: UInt64 = 1
  private var made: UInt64 = 0
  /// The newest record of what was delivered, as a restart finds it.
  private var delivery: DeliveryRecord?
  private var tokens: [Token] = [Token(bits: 1)]
  private var last: UInt64 = 1
  private var reader = UserID(number: 1)
  private var nextVital = Instant.boot

  /// How many events have happened.
  public private(set) var events = 0
  /// How many control steps that took.
  public private(set) var steps = 0

  /// A walk that the seed determines.
  public init(seed: UInt64) {
    random = SplitMix(seed: seed)
    let start = Instant(nanoseconds: 100_000_000_000)
    controller = Controller(setups: [Self.setup], recoveries: [nil], lease: .seconds(5), startedAt: start)
    input = TickInput(now: start)
    for _ in 0..<50 { step() }
    testAlarms()
  }

  /// Somebody tests the alarm outputs (SR-020); where an alarm sounds, it is refused.
  private mutating func testAlarms() {
    let token = fresh()
    send(.testAlarms(token), by: reader)
    // It begins with the first of these steps.
    let end = input.now + AlarmTest.length + .milliseconds(480)
    while input.now < end { step(.milliseconds(480)) }
    send(.confirmAlarmTest(token), by: reader)
    step()
  }

  private static var setup: ChannelSetup {
    ChannelSetup(
      resolution: FlowRate(microlitersPerHour: 100), fastest: FlowRate(microlitersPerHour: 200_000), isSimulated: true)
  }

  /// What the judge objects to; empty when every law held.
  public var violations: [String] { judge.violations }
  /// Starts and resumes that flowed.
  public var starts: Int { judge.starts }
  /// Raises of a running rate.
  public var raises: Int { judge.raises }
  /// The phases seen, with the number of steps in each.
  public var visits: [SessionPhase: Int] { judge.visits }
  /// The pairs of phases that followed each other.
  public var transitions: Set<String> { judge.transitions }
  /// The codes of the refusals seen.
  public var refusals: Set<String> { judge.refusals }

  /// Lets one event happen, and then a little time pass.
  public mutating func event() {
    events += 1
    switch random.next(in: 0...99) {
    case 0...69: command()
    case 70: press()
    case 71...73: disturb()
    case 74...85: mend()
    default: break
    }
    let ticks = chance(12) ? random.next(in: 5...25) : random.next(in: 1...3)
    for _ in 0..<ticks { step() }
    if chance(25) { for _ in 0..<random.next(in: 2...10) { step(.milliseconds(480)) } }
    if chance(4_000) { step(.seconds(random.next(in: 1...9))) }
    if chance(2_000) { restart() }
    if chance(20), !controller.view(of: 0, at: input.now).alarmsAreTested { answerAndTest() }
  }

  /// Somebody mends everything, answers every alarm and tests the outputs.
  private mutating func answerAndTest() {
    mend()
    for _ in 0..<10 { step(.milliseconds(480)) }
    let alarms = controller.view(of: 0, at: input.now).alarms
    for condition in AlarmCondition.allCases where alarms.record(of: condition).isOn {
      send(.acknowledge(occurrence: alarms.record(of: condition).occurrence), by: reader)
      step()
    }
    testAlarms()
  }

  /// The daemon dies and comes back with what the journal had: the pump runs on meanwhile.
  private mutating func restart() {
    let view = controller.view(of: 0, at: input.now)
    var recovery: SessionRecovery?
    if let session = view.session, let order = view.order, view.phase.hasFlowed {
      recovery = SessionRecovery(
        session: session, order: order, delivery: delivery, hasEnded: view.phase.hasEnded,
        pausedFor: chance(2) ? .seconds(1) : nil)
    }
    input.now = input.now + .milliseconds(random.next(in: 20...3_000))
    controller = Controller(
      setups: [Self.setup], recoveries: [recovery], latched: view.isStopLatched ? [0] : [], lease: .seconds(5),
      startedAt: input.now)
    made = 0
    pump.take(nil)
    input.channels[0].requests = StopRequests()
    judge.restarted(isOpen: recovery != nil, isLatched: view.isStopLatched)
  }

  private mutating func chance(_ one: Int64) -> Bool { random.next(in: 1...one) == 1 }

  // MARK: - Time

  private mutating func step(_ time: Interval = .milliseconds(20)) {
    steps += 1
    input.now = input.now + time
    pump.advance(to: input.now, stopIsPending: input.channels[0].requests.isPending)
    input.channels[0].pump = pump.observation
    breathe()
    clearStopBit()
    input.machine.selfTestedAt = input.now
    // A journal that lags does so by a number of records, and keeps up again after a while.
    input.durableThrough = made - min(made, journalDelay)
    for index in 0..<input.commands.count { judge.willConfirm(input.commands[index], at: input.now) }
    controller.step(input, into: &kept)
    let output = kept
    made += UInt64(output.records.count)
    for index in 0..<output.records.count {
      switch output.records[index].event {
      case .delivered(let record): delivery = record
      case .prepared: delivery = nil
      default: break
      }
    }
    pump.take(output.orders[0])
    judge.judge(input, output, controller.view(of: 0, at: input.now), given: pump.given.volume)
    input.commands.removeAll()
    if journalDelay > 0, chance(60) { journalDelay = 0 }
  }

  private mutating func breathe() {
    guard input.now >= nextVital else { return }
    nextVital = input.now + .milliseconds(320)
    var read = VitalSigns()
    let quality = { (value: Int32?) -> SignalQuality in value == nil ? .sensorOff : .good }
    read.oxygenSaturation = VitalReading(
      .oxygenSaturation, value: vitals.saturation, quality: quality(vitals.saturation), receivedAt: input.now)
    // The pulse of the living varies.
    let beat = Int32(input.now.nanoseconds / 30_000_000_000 % 2)
    read.heartRate = VitalReading(
      .heartRate, value: vitals.heartRate.map { $0 + beat }, quality: quality(vitals.heartRate), receivedAt: input.now)
    read.respirationRate = VitalReading(.respirationRate, value: 14, quality: .good, receivedAt: input.now)
    input.channels[0].monitor.vitals = read
  }

  private mutating func clearStopBit() {
    guard input.channels[0].requests.isPending, let sent = pump.observation.stopSentAt, let report = pump.observation.report,
      report.isAtZero, report.readBegan >= sent
    else { return }
    input.channels[0].requests.isPending = false
  }

  // MARK: - Persons

  private mutating func press() {
    if chance(3) { input.channels[0].requests.stops += 1 } else { input.channels[0].requests.pauses += 1 }
    input.channels[0].requests.isPending = true
  }

  private mutating func command() {
    let action = action()
    let user: UserID
    switch action.kind {
    case .start, .confirm, .resume: user = chance(12) ? person() : reader
    case .prepare, .setRate, .nextStep, .prepareResume:
      user = person()
      reader = user
    default: user = person()
    }
    // Whoever confirms has mostly read first.
    if [.start, .confirm, .resume].contains(action.kind), !chance(10) { for _ in 0..<3 { step(.milliseconds(200)) } }
    send(action, by: user)
  }

  private mutating func send(_ action: CommandAction, by user: UserID) {
    last += 1
    input.commands.append(
      OperatorCommand(id: CommandID(high: 1, low: last), channel: 0, user: user, action: action, takenAt: input.now))
  }

  private mutating func person() -> UserID { UserID(number: UInt32(random.next(in: 1...3))) }

  private mutating func action() -> CommandAction {
    let view = controller.view(of: 0, at: input.now)
    guard !chance(5) else { return anyAction() }
    if let needs = view.needs {
      if needs.approval != nil { return .approve(token()) }
      if needs.secondPerson { return .second(token()) }
    }
    switch view.phase {
    case .idle, .closed: return view.needsReconcile ? .reconcile : view.isStopLatched ? .reset : prepare()
    case .prepared: return whilePrepared(view)
    case .awaitingApproval: return .approve(token())
    case .awaitingSecondPerson: return .second(token())
    case .awaitingJournal, .starting, .pausing, .stopping: return observation()
    case .infusing, .reduced: return whileInfusing(view)
    case .paused:
      if view.needsReconcile { return .reconcile }
      return chance(2) ? .prepareResume(rate: chance(2) ? nil : rate(), token: fresh()) : .resume(token(), again: fresh())
    case .stopped: return .reset
    case .linkLost, .manual, .interrupted: return chance(20) ? .closeEarly : .reconcile
    case .recovering: return chance(8) ? .closeEarly : .close
    case .completed: return .close
    }
  }

  private mutating func whilePrepared(_ view: ChannelView) -> CommandAction {
    guard let monitoring = view.order?.monitoring, !chance(6) else { return observation() }
    if monitoring.requires(.bloodPressure), view.observed.baseline.systolic == nil {
      return .vitals(systolic: 120, diastolic: 80, mean: 93)
    }
    if monitoring.requires(.sedation), view.observed.scores.newestSedation == nil { return .score(.poss, 1) }
    return view.needs == nil ? prepare() : .start(token(), again: fresh())
  }

  private mutating func whileInfusing(_ view: ChannelView) -> CommandAction {
    if view.needs != nil, !chance(3) { return .confirm(token(), again: fresh()) }
    switch random.next(in: 0...9) {
    case 0...4: return .setRate(near(view.ordered), token: fresh())
    case 5...6: return .nextStep(token: fresh())
    default: return observation()
    }
  }

  private mutating func anyAction() -> CommandAction {
    switch random.next(in: 0...17) {
    case 0: return prepare()
    case 1: return .start(token(), again: fresh())
    case 2: return .setRate(rate(), token: fresh())
    case 3: return .nextStep(token: fresh())
    case 4: return .confirm(token(), again: fresh())
    case 5: return .approve(token())
    case 6: return .second(token())
    case 7: return .prepareResume(rate: rate(), token: fresh())
    case 8: return .resume(token(), again: fresh())
    case 9: return .reconcile
    case 10: return .reset
    case 11: return .close
    case 12: return chance(10) ? .closeEarly : .close
    case 13: return .acknowledge(occurrence: UInt32(random.next(in: 1...30)))
    case 14: return .handover(to: person())
    case 15: return chance(20) ? .stop : .pause
    default: return observation()
    }
  }

  private mutating func observation() -> CommandAction {
    switch random.next(in: 0...59) {
    case 10...35: return .vitals(systolic: 120, diastolic: 80, mean: 93)
    case 0:
      let diastolic = Int32(random.next(in: 20...130))
      return .vitals(systolic: diastolic + Int32(random.next(in: -5...120)), diastolic: diastolic, mean: diastolic + 10)
    case 1: return .score(.rass, Int8(random.next(in: -5...4)))
    case 2: return .score(.poss, Int8(random.next(in: 0...4)))
    case 3...4: return .score(.distress, Int8(random.next(in: 0...10)))
    case 5: return .score(.moaas, Int8(random.next(in: 0...5)))
    case 6: return .score(.nausea, Int8(random.next(in: -1...11)))
    default: return .score(.poss, 1)
    }
  }

  private mutating func token() -> Token {
    chance(8) ? tokens[Int(random.next(in: 0...Int64(tokens.count - 1)))] : tokens[tokens.count - 1]
  }

  private mutating func fresh() -> Token {
    last += 1
    tokens.append(Token(bits: last))
    if tokens.count > 16 { tokens.removeFirst() }
    return tokens[tokens.count - 1]
  }

  private mutating func rate() -> FlowRate { FlowRate(nanolitersPerHour: random.next(in: 0...45_000_000)) }

  private mutating func near(_ ordered: FlowRate) -> FlowRate {
    let change = random.next(in: -8...12) * 500_000
    return FlowRate(nanolitersPerHour: max(0, ordered.nanolitersPerHour + change))
  }

  private mutating func prepare() -> CommandAction {
    last += 1
    return .prepare(order(), session: SessionID(number: last), token: fresh())
  }

  /// Orders on both sides of every limit; times are seconds, so that a walk sees what takes a ward hours.
  private mutating func order() -> Order {
    let steps = (0...random.next(in: 0...2)).map { _ in
      ProgramStep(
        rate: FlowRate(microlitersPerHour: random.next(in: 1...(chance(4) ? 360 : 180)) * 100),
        duration: .seconds(random.next(in: 2...40)))
    }
    let required: [RequiredSignal] =
      [.oxygenSaturation, .heartRate] + (chance(3) ? [.bloodPressure, .sedation, .respiration] : [])
    guard let name = Label("walk"), let patient = Patient(code: name, weight: BodyMass(grams: 70_000)),
      let plan = TherapyProgram(steps: steps, total: Volume(nanoliters: 1)),
      let program = TherapyProgram(steps: steps, total: max(plan.plannedVolume, Volume(nanoliters: 1)))
    else { preconditionFailure("the walk's order is well formed") }
    let history = PatientHistory(
      sessionsInFortnight: chance(4) ? random.next(in: 8...13) : 0,
      lastWeight: chance(3) ? BodyMass(grams: random.next(in: 55_000...90_000)) : nil)
    return Order(
      patient: patient, drug: drug(name), protocolName: name, program: program,
      monitoring: MonitoringRules(
        required: required, resumeHold: .seconds(1), recovery: .seconds(2), stepUpSpacing: .seconds(2),
        baselineSpacing: .milliseconds(500)),
      simulationOnly: true, history: history)
  }

  private func drug(_ name: Label) -> DrugEntry {
    func ceilings(dose: Int64, step: Int64, mass: Int64, sessions: Int64, seconds: Int64) -> DoseCeilings {
      DoseCeilings(
        doseRate: DoseRate(baseUnits: dose), massRate: MassRate(baseUnits: 100_000_000),
        flowRate: FlowRate(baseUnits: 60_000_000),
        sessionMass: Mass(baseUnits: mass), sessionMassPerKilogram: Mass(baseUnits: 4_000_000), duration: .seconds(seconds),
        stepUp: DoseRate(baseUnits: step), sessionsPerFortnight: sessions)
    }
    return DrugEntry(
      name: name, drug: name, concentration: Concentration(baseUnits: 2_000_000),
      soft: ceilings(dose: 500_000_000, step: 50_000_000, mass: 800_000, sessions: 10, seconds: 60),
      hard: ceilings(dose: 1_000_000_000, step: 200_000_000, mass: 1_500_000, sessions: 12, seconds: 100),
      simulationOnly: true)
  }

  // MARK: - The world

  private mutating func disturb() {
    switch random.next(in: 0...11) {
    case 0: vitals.saturation = Int32(random.next(in: 70...100))
    case 1: vitals.heartRate = Int32(random.next(in: 30...180))
    case 2: vitals.saturation = nil
    case 3: pump.isSilent = true
    case 4: if chance(3) { pump.reboot() }
    case 5: pump.alarms.insert(.occlusion)
    case 6: pump.nextFate = chance(2) ? .uncertain : .refused(.state)
    case 7: pump.isOurs = false
    case 8: if !pump.isOurs { pump.runByKeypad(FlowRate(microlitersPerHour: random.next(in: 0...20_000))) }
    case 9: if chance(3) { pump.enter(chance(2) ? .bolus : .keepVeinOpen) }
    case 10: input.journal = JournalCondition(failingSince: input.journal.failingSince ?? input.now)
    default: journalDelay = UInt64(random.next(in: 1...60))
    }
  }

  private mutating func mend() {
    pump.mend()
    vitals = (98, 72)
    input.journal = JournalCondition()
    journalDelay = 0
  }
}
