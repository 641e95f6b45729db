import ControlAPI
import ControlServer
import Quantities
import Safety
import Synchronization
import Therapy

@testable import Controller

/// A control room for tests: two channels, a ring of its own size, and answers made by a closure.
final class ModelRoom: ControlRoom {
  let audioPause = Interval.minutes(2)
  let alarmOutputs = [
    AlarmOutputDescription(
      kind: .loudspeaker,
      device: DeviceDescription(name: "sound", driver: "alsa", maturity: "unproven", path: "default", isSimulated: false)),
    AlarmOutputDescription(
      kind: .tower,
      device: DeviceDescription(
        name: "tower-1", driver: "signal-tower", maturity: "unproven", path: "/run/sim/tower-1 unit 1", isSimulated: true)),
  ]

  struct Stop: Hashable {
    let channel: Int
    let kind: Halt
    /// How many commands had been submitted when the bit was set.
    let after: Int
  }

  struct State {
    var views: [ChannelView]
    var stops: [Stop] = []
    var submitted: [OperatorCommand] = []
    var notes: [DoorNote] = []
    var ringCapacity = Int.max
    var prepared = 0
    var asked: [CommandID: Int] = [:]
    var tokens: UInt64 = 0x0123_4567_89AB_CDEF
    var outcome: @Sendable (OperatorCommand) -> CommandOutcome? = { _ in .done }
    var refusal: RequestRefusal?
    /// What the journal tells, by what it is asked.
    var recollections: [RecallQuery: Recollection] = [:]
    /// What the journal was asked, in order.
    var recalled: [RecallQuery] = []
    /// Why the journal does not answer.
    var journalRefusal: RequestRefusal?
    /// Why no account is found.
    var accountRefusal: RequestRefusal?
    /// Whether a stop bit brings the pump to an observed zero.
    var pumpsObey = false
    var now = Instant(nanoseconds: 1_000_000_000_000)
  }

  let state: Mutex<State>
  let gate = Gate()

  init() {
    state = Mutex(State(views: [ModelRoom.view(order: ModelRoom.order), ModelRoom.view(order: nil)]))
  }

  let channels = ["bed-1", "bed-2"].map { name in
    ChannelDescription(
      name: name, isSimulated: true,
      pump: DeviceDescription(
        name: "pump-\(name)", driver: "reference-modbus", maturity: "simulated", path: "/run/sim/pump-\(name)",
        isSimulated: true),
      monitors: [
        DeviceDescription(
          name: "oximeter-\(name)", driver: "nonin-2", maturity: "simulated", path: "/run/sim/oximeter-\(name)",
          isSimulated: true)
      ])
  }

  func view(of channel: Int) -> ChannelView { state.withLock { $0.views[channel] } }
  func requestStop(channel: Int, kind: Halt) {
    state.withLock { state in
      state.stops.append(Stop(channel: channel, kind: kind, after: state.submitted.count))
      guard state.pumpsObey else { return }
      state.views[channel].at = state.now + .milliseconds(20)
      state.views[channel].zeroIsObserved = true
      state.views[channel].phase = kind == .pause ? .paused : .stopped
    }
  }
  func submit(_ command: OperatorCommand) -> Bool {
    state.withLock { state in
      guard state.submitted.count < state.ringCapacity else { return false }
      state.submitted.append(command)
      return true
    }
  }
  func reply(to command: CommandID, of user: UserID) async -> CommandOutcome? {
    await gate.pass()
    let (found, outcome) = state.withLock { state in
      state.asked[command, default: 0] += 1
      return (state.submitted.last { $0.id == command && $0.user == user }, state.outcome)
    }
    // Outside the lock: what answers may change the room.
    return found.flatMap(outcome)
  }
  func makeToken() -> Token {
    state.withLock { state in
      state.tokens += 1
      return Token(bits: state.tokens)
    }
  }
  func prepareOrder(_ request: PreparationRequest, channel: Int) async throws(RequestRefusal) -> PreparedOrder {
    let refusal = state.withLock { state in
      state.prepared += 1
      return state.refusal
    }
    if let refusal { throw refusal }
    guard request.protocolName == "demo" else {
      throw RequestRefusal(.refused, code: "unknown-protocol", sentence: "There is no such protocol.")
    }
    return PreparedOrder(order: Self.order, session: SessionID(number: 7))
  }
  func record(of query: RecordQuery) async throws(RequestRefusal) -> RecordDocument {
    guard query == .session(SessionID(number: 7)) || query == .newest(channel: 0) else {
      throw RequestRefusal(.notFound, code: "unknown-session", sentence: "There is no such session.")
    }
    return RecordDocument(
      session: 7, channel: "bed-1", simulation: true, order: OrderDocument(Self.order), phase: "completed",
      causeText: "the ordered infusion time is over",
      delivered: DeliveredDocument(
        atLeast: Volume(microliters: 270), atMost: Volume(microliters: 272), under: Self.order), elapsed: "80 s")
  }
  func recall(_ query: RecallQuery) async throws(RequestRefusal) -> Recollection? {
    let (found, refusal) = state.withLock { state in
      state.recalled.append(query)
      return (state.recollections[query], state.journalRefusal)
    }
    if let refusal { throw refusal }
    return found
  }
  func note(_ note: DoorNote) { state.withLock { $0.notes.append(note) } }
  func user(named name: String) async throws(RequestRefusal) -> UserID? {
    if let refusal = state.withLock({ $0.accountRefusal }) { throw refusal }
    return name == "nora" ? UserID(number: 1_001) : nil
  }
  func name(of user: UserID) -> String { user.number == 1_001 ? "nora" : String(user.number) }
  func now() -> Instant { state.withLock { $0.now } }
  func wallTime(at instant: Instant) -> WallTime {
    WallTime(microsecondsSince1970: 1_700_000_000_000_000 + instant.nanoseconds / 1_000)
  }

  var submitted: [OperatorCommand] { state.withLock { $0.submitted } }
  var stops: [Stop] { state.withLock { $0.stops } }
  var notes: [DoorNote] { state.withLock { $0.notes } }
  /// The codes of the refusals noted.
  var refusals: [String] {
    notes.compactMap { if case .refused(let code, _) = $0.content { code } else { nil } }
  }

  func answerCommands(_ outcome: @escaping @Sendable (OperatorCommand) -> CommandOutcome?) {
    state.withLock { $0.outcome = outcome }
  }
}

/// Holds whoever passes while it is closed.
actor Gate {
  private var isClosed = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  var count: Int { waiting.count }

  func close() { isClosed = true }
  func open() {
    isClosed = false
    waiting.forEach { $0.resume() }
    waiting = []
  }
  func pass() async {
    if isClosed { await withCheckedContinuation { waiting.append($0) } }
  }
}

extension ModelRoom {
  private static func required<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("the fixture is well formed") }
    return value
  }
  private static func label(_ text: String) -> Label { required(Label(text)) }

  static let drug: DrugEntry = {
    let ceilings = DoseCeilings(
      doseRate: DoseRate(picogramsPerKilogramPerHour: 1_000_000_000), massRate: MassRate(nanogramsPerHour: 100_000_000),
      flowRate: FlowRate(microlitersPerHour: 100_000), sessionMass: Mass(nanograms: 400_000_000),
      sessionMassPerKilogram: Mass(nanograms: 4_000_000), duration: .minutes(300))
    return DrugEntry(
      name: label("ketamine-racemic-2"), drug: label("ketamine-racemic"),
      concentration: Concentration(nanogramsPerMilliliter: 2_000_000), soft: ceilings, hard: ceilings, simulationOnly: false)
  }()
  static let order = Order(
    patient: required(Patient(code: label("P-017"), weight: BodyMass(grams: 70_000))), drug: drug, protocolName: label("demo"),
    program: required(
      TherapyProgram(
        steps: [ProgramStep(rate: FlowRate(microlitersPerHour: 12_200), duration: .seconds(80))],
        total: Volume(microliters: 271))),
    monitoring: MonitoringRules(required: [.oxygenSaturation, .heartRate], resumeHold: .seconds(10)), simulationOnly: true)

  static func view(order: Order?) -> ChannelView {
    var alarms = AlarmSystem()
    var monitor = MonitorObservation()
    let at = Instant(nanoseconds: 999_980_000_000)
    if order != nil {
      _ = alarms.update(
        .heartRateWarning, found: Finding(.annunciate, alarm: .heartRateWarning, value: 125, limit: 120),
        now: Instant(nanoseconds: 990_000_000_000))
      _ = alarms.update(
        .oxygenSaturationLow, found: Finding(.pause, alarm: .oxygenSaturationLow, value: 88, limit: 90),
        now: Instant(nanoseconds: 995_000_000_000))
      monitor.connected = true
      monitor.goodFrames = 75
      monitor.vitals.oxygenSaturation = VitalReading(.oxygenSaturation, value: 88, quality: .good, receivedAt: at)
    }
    var blockers = InterlockSet()
    blockers.insert(.oxygenSaturation)
    var view = ChannelView(
      at: at, phase: order == nil ? .idle : .infusing, cause: order == nil ? .command : .flowObserved, isStopLatched: false,
      needsReconcile: false, revision: 3, session: order.map { _ in SessionID(number: 7) }, order: order,
      ordered: order == nil ? .zero : FlowRate(microlitersPerHour: 12_200), deliveredAtLeast: Volume(microliters: 100),
      deliveredAtMost: Volume(microliters: 103), elapsed: .seconds(30), pump: PumpObservation(), zeroIsObserved: order == nil,
      monitor: monitor, alarms: alarms, startBlockers: blockers, resumableSince: nil)
    view.signal = signal
    view.alarmsAreTested = true
    return view
  }

  /// What the room's alarms ask for while the first channel's are on: the newest burst began 2 s ago.
  static var signal: AlarmSignal {
    var signal = AlarmSignal(at: Instant(nanoseconds: 999_980_000_000))
    signal.lamp = .high
    signal.burst = ToneBurst(number: 3, priority: .high, beganAt: Instant(nanoseconds: 998_000_000_000))
    return signal
  }

  static func readBack(rate: FlowRate) -> ReadBack {
    ReadBack(
      rate: rate, rateBefore: .zero, remaining: Volume(microliters: 271), timeLeft: .seconds(80),
      tokenUntil: Instant(nanoseconds: 1_060_000_000_000), revision: 4)
  }
}
