import CAllocationCount
import Controller
import Platform
import Quantities
import Safety
import Therapy

/// Four channels that infuse, stepped in memory as the control thread would: every interlock judged, every order renewed.
struct RunningRoom: ~Copyable {
  private var controller: Controller
  private var input: TickInput
  private var output = TickOutput()
  private var sequences = InlineArray<4, UInt64>(repeating: 0)
  /// Channels that infuse after the start; 4 when the room is good for measuring.
  private(set) var infusing = 0

  /// Prepares and starts a session on each of four channels and lets them run for a second of virtual time.
  init() {
    let setup = ChannelSetup(
      resolution: FlowRate(microlitersPerHour: 100), fastest: FlowRate(microlitersPerHour: 200_000), isSimulated: true)
    controller = Controller(
      setups: Array(repeating: setup, count: 4), recoveries: Array(repeating: nil, count: 4), lease: .seconds(5),
      startedAt: .boot + .seconds(100))
    input = TickInput(now: .boot + .seconds(100))
    for _ in 0..<60 { step() }
    testAlarms()
    for channel in 0..<4 {
      let session = SessionID(number: UInt64(channel) + 1)
      send(.prepare(Self.order(channel), session: session, token: Token(bits: 7)), to: channel)
    }
    // Whoever reads back takes half a second at least.
    for _ in 0..<50 { step() }
    for channel in 0..<4 { send(.start(Token(bits: 7), again: Token(bits: 8)), to: channel) }
    for _ in 0..<50 { step() }
    for channel in 0..<4 where controller.view(of: channel, at: input.now).phase == .infusing { infusing += 1 }
  }

  /// Nothing flows before somebody has tested the alarm outputs (SR-020).
  private mutating func testAlarms() {
    send(.testAlarms(Token(bits: 9)), to: 0)
    for _ in 0..<(Int(AlarmTest.length.wholeMilliseconds) / 20 + 2) { step() }
    send(.confirmAlarmTest(Token(bits: 9)), to: 0)
  }

  private mutating func send(_ action: CommandAction, to channel: Int) {
    let id = CommandID(high: 1, low: UInt64(channel))
    input.commands.append(
      OperatorCommand(id: id, channel: UInt8(channel), user: UserID(number: 0), action: action, takenAt: input.now))
    step()
    input.commands.removeAll()
  }

  /// One step 20 ms later; pumps that obey at once and report at 2 Hz, monitors at 3 Hz, a journal that keeps up.
  mutating func step() {
    input.machine.selfTestedAt = input.now
    controller.step(input, into: &output)
    for channel in 0..<4 {
      let order = output.orders[channel]
      let isNew = order.sequence != sequences[channel]
      sequences[channel] = order.sequence
      let readsPump = isNew || (input.now.nanoseconds / 20_000_000) % 25 == Int64(channel)
      if readsPump { input.channels[channel].pump = Self.observation(of: order, at: input.now) }
      if (input.now.nanoseconds / 20_000_000) % 17 == Int64(channel) { breathe(channel) }
    }
    input.durableThrough &+= UInt64(output.records.count)
    input.now = input.now + .milliseconds(20)
  }

  private mutating func breathe(_ channel: Int) {
    var vitals = VitalSigns()
    vitals.oxygenSaturation = VitalReading(.oxygenSaturation, value: 97, quality: .good, receivedAt: input.now)
    // The pulse of the living varies.
    let beat = Int32(input.now.nanoseconds / 1_000_000_000 % 2)
    vitals.heartRate = VitalReading(.heartRate, value: 72 + beat, quality: .good, receivedAt: input.now)
    vitals.respirationRate = VitalReading(.respirationRate, value: 14, quality: .good, receivedAt: input.now)
    vitals.endTidalCarbonDioxide = VitalReading(.endTidalCarbonDioxide, value: 38, quality: .good, receivedAt: input.now)
    input.channels[channel].monitor.vitals = vitals
    input.channels[channel].monitor.connected = true
    // A second monitor of each patient, so that every interlock has all that it can judge.
    input.channels[channel].secondMonitor = input.channels[channel].monitor
  }

  private static func observation(of order: PumpOrder, at now: Instant) -> PumpObservation {
    var observation = PumpObservation()
    observation.link = .up
    observation.orderSequence = order.sequence
    observation.receipt = .applied(order.rate)
    if order.rate == .zero { observation.stopSentAt = now }
    observation.report = PumpReport(
      state: order.rate > .zero ? .infusing : .idle, isRemotelyOwned: true, rate: order.rate,
      infused: Volume(microliters: 0), infusedResolution: Volume(microliters: 1), vtbiRemaining: nil, liveAlarms: [],
      latchedAlarms: [], watchdogRemaining: .seconds(8), serialNumber: 1, readBegan: now + .milliseconds(1),
      readEnded: now + .milliseconds(2))
    return observation
  }

  private static func order(_ channel: Int) -> Order {
    guard let code = Label("patient-\(channel)"), let name = Label("bench"),
      let patient = Patient(code: code, weight: BodyMass(grams: 70_000)),
      let program = TherapyProgram(
        steps: [ProgramStep(rate: FlowRate(microlitersPerHour: 10_500), duration: .hour)],
        total: Volume(microliters: 10_500))
    else { preconditionFailure("the benchmark's order is valid") }
    let ceilings = DoseCeilings(
      doseRate: DoseRate(baseUnits: 1_000_000_000), massRate: MassRate(baseUnits: 100_000_000),
      flowRate: FlowRate(baseUnits: 50_000_000), sessionMass: Mass(baseUnits: 400_000_000),
      sessionMassPerKilogram: Mass(baseUnits: 4_000_000), duration: .seconds(5 * 3_600))
    let drug = DrugEntry(
      name: name, drug: name, concentration: Concentration(baseUnits: 2_000_000), soft: ceilings, hard: ceilings,
      simulationOnly: true)
    return Order(
      patient: patient, drug: drug, protocolName: name, program: program,
      monitoring: MonitoringRules(required: [.oxygenSaturation, .heartRate, .respiration], resumeHold: .seconds(10)),
      simulationOnly: true)
  }
}

/// One control step with four infusing channels, two monitors each and every interlock, against the 10 us that it may take of the
/// 20 ms of its period.
func measureStep() -> Measurement? {
  var room = RunningRoom()
  guard room.infusing == 4 else { return nil }
  for _ in 0..<5_000 { room.step() }
  var batches: [Int64] = []
  for _ in 0..<200 {
    let began = SystemClock.now()
    for _ in 0..<100 { room.step() }
    batches.append(SystemClock.now().since(began).nanoseconds / 100)
  }
  batches.sort()
  return Measurement(
    name: "control step, 4 channels", ours: Double(batches[100]) / 1_000, peer: 10, unit: "us",
    peerName: "limit 10 us median",
    method: "median of 200 batches of 100 steps, virtual time, every channel infusing, \(Interlock.count) interlocks; "
      + "p90 \(Double(batches[180]) / 1_000) us")
}

/// Heap allocations in 10,000 control steps with four infusing channels; nil when the room did not start.
func countAllocations() -> Int? {
  var room = RunningRoom()
  guard room.infusing == 4 else { return nil }
  for _ in 0..<100 { room.step() }
  let before = allocation_count()
  for _ in 0..<10_000 { room.step() }
  return Int(allocation_count() - before)
}
