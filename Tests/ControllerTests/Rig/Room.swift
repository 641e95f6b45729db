import Controller
import Quantities
import Safety
import Testing
import Therapy

/// A journal that has each record a while after it was made, unless it fails.
struct JournalRig {
  /// Records in order, with the time at which each is durable.
  private(set) var records: [(record: ControlRecord, durableAt: Instant)] = []
  private(set) var orders: [SessionID: Order] = [:]
  var delay = Interval.milliseconds(30)
  /// Since when writing fails; nothing becomes durable while it does.
  var failingSince: Instant?
  private(set) var durableThrough: UInt64 = 0
  private var next = 0

  mutating func append(_ output: TickOutput, at now: Instant) {
    for index in 0..<output.records.count { records.append((output.records[index], now + delay)) }
    for index in 0..<output.records.count {
      let record = output.records[index]
      guard case .prepared = record.event, let session = record.session else { continue }
      orders[session] = output.preparedOrders[Int(record.channel)]
    }
  }

  mutating func advance(to now: Instant) {
    guard failingSince == nil else { return }
    while next < records.count, records[next].durableAt <= now {
      durableThrough = records[next].record.sequence
      next += 1
    }
  }

  /// What a restart finds: the records that are durable.
  var durable: ArraySlice<ControlRecord> { records.prefix(next).map(\.record)[...] }

  /// Forgets what was not durable, and begins to count anew.
  mutating func restart() {
    records.removeSubrange(next...)
    durableThrough = 0
  }
}

/// The monitor of one channel: a reading of each signal every `period`.
struct MonitorRig {
  var saturation: (value: Int32?, quality: SignalQuality) = (98, .good)
  var heartRate: (value: Int32?, quality: SignalQuality) = (74, .good)
  var isUnplugged = false
  /// Whether a normal heart rate varies by 1, as that of the living does.
  var varies = true
  /// The monitor's own number of its measurement; nil where it has none.
  var stamp: UInt32?
  var period = Interval.milliseconds(340)
  private(set) var observation = MonitorObservation()
  private var nextReading = Instant.boot

  mutating func advance(to now: Instant) {
    guard !isUnplugged else { return observation.connected = false }
    guard now >= nextReading else { return }
    nextReading = now + period
    observation.connected = true
    observation.goodFrames += 1
    observation.vitals.oxygenSaturation = VitalReading(
      .oxygenSaturation, value: saturation.value, quality: saturation.quality, receivedAt: now, stamp: stamp)
    observation.vitals.heartRate = VitalReading(
      .heartRate, value: heartRate.value.map { variation(of: $0, at: now) }, quality: heartRate.quality, receivedAt: now,
      stamp: stamp)
  }

  private func variation(of value: Int32, at now: Instant) -> Int32 {
    guard varies, (60...110).contains(value) else { return value }
    return value + Int32(now.nanoseconds / 30_000_000_000 % 2)
  }

  /// Its line damages this many answers at once.
  mutating func damage(_ answers: UInt64) { observation.badFrames += answers }

  mutating func reset() { self.observation = MonitorObservation() }
}

/// A room in virtual time: one controller, a pump, a monitor and a stop bit per channel, and a journal.
final class Room {
  static let period = Interval.milliseconds(20)
  static let start = Instant(nanoseconds: 100_000_000_000)

  private(set) var now = Room.start
  var controller: Controller
  let setups: [ChannelSetup]
  let lease: Interval
  var pumps: [PumpRig]
  var monitors: [MonitorRig]
  var journal = JournalRig()
  /// What is known of the machine, beside the self-test, which passes at every step unless it is told not to.
  var machine = MachineCondition()
  var selfTestPasses = true
  /// A second monitor of the first channel's patient; nil where there is none.
  var second: MonitorRig?
  var witness: Witness
  private(set) var requests: [StopRequests]
  private var requestedAt: [Instant]
  private(set) var replies: [CommandID: CommandOutcome] = [:]
  private(set) var output: TickOutput?
  private var kept = TickOutput()
  /// The inputs of the alarm test with which the room begins.
  private(set) var beginning: [TickInput] = []
  /// Every input since `keepsInputs` was set.
  private(set) var inputs: [TickInput] = []
  var keepsInputs = false
  /// Whether a restart is told what the records have left in the patient.
  var keepsExposure = true
  /// The records since the last restart.
  private(set) var records: [ControlRecord] = []
  private var queue: [OperatorCommand] = []
  private var lastID: UInt64 = 0
  private var lastToken: UInt64 = 1_000
  private var lastSession: UInt64 = 0
  /// What had really been delivered when the account of the open session began, by channel.
  var accountStart: [Volume?]
  /// When a keypad last did something that no order knows of, by channel.
  var keypadAt: [Instant]

  init(channels: Int = 1, lease: Interval = .seconds(5), setup: ChannelSetup = Room.setup) {
    setups = Array(repeating: setup, count: channels)
    self.lease = lease
    controller = Controller(
      setups: setups, recoveries: Array(repeating: nil, count: channels), lease: lease, startedAt: Room.start)
    pumps = (0..<channels).map { PumpRig(at: Room.start, serialNumber: UInt32(70 + $0)) }
    monitors = Array(repeating: MonitorRig(), count: channels)
    requests = Array(repeating: StopRequests(), count: channels)
    requestedAt = Array(repeating: .boot, count: channels)
    accountStart = Array(repeating: nil, count: channels)
    keypadAt = Array(repeating: .boot, count: channels)
    witness = Witness(channels: channels, lease: lease)
    keepsInputs = true
    testAlarms()
    (beginning, inputs, keepsInputs) = (inputs, [], false)
    records = []
  }

  static var setup: ChannelSetup {
    ChannelSetup(resolution: FlowRate(microlitersPerHour: 100), fastest: milliliters(1_200), isSimulated: true)
  }

  // MARK: - Time

  /// One control period: the world goes on, then the controller makes a step, and its orders go out.
  func tick() {
    advanceWorld(Room.period)
    var input = TickInput(now: now)
    for index in pumps.indices {
      input.channels[index].pump = pumps[index].observation
      input.channels[index].monitor = monitors[index].observation
      input.channels[index].requests = requests[index]
      if index == 0 { input.channels[index].secondMonitor = second?.observation }
    }
    while !queue.isEmpty, input.commands.room > 0 { input.commands.append(queue.removeFirst()) }
    input.durableThrough = journal.durableThrough
    input.journal = JournalCondition(failingSince: journal.failingSince)
    input.machine = machine
    if selfTestPasses { input.machine.selfTestedAt = now }
    if keepsInputs { inputs.append(input) }
    // As the daemon does: one output, filled anew by each step, so that what a step forgets to forget is seen.
    controller.step(input, into: &kept)
    let output = kept
    witness.check(input, output)
    for index in pumps.indices { pumps[index].take(output.orders[index]) }
    journal.append(output, at: now)
    for index in 0..<output.replies.count { replies[output.replies[index].command] = output.replies[index].outcome }
    for index in 0..<output.records.count { note(output.records[index]) }
    self.output = output
    checkTruth()
  }

  private func note(_ record: ControlRecord) {
    records.append(record)
    let index = Int(record.channel)
    if case .phase(let old, let new, _) = record.event {
      if old == .prepared, new == .awaitingJournal { accountStart[index] = pumps[index].truthAtReading }
      if !new.isSessionOpen || new.isUnstarted { accountStart[index] = nil }
    }
  }

  func run(for time: Interval) {
    let end = now + time
    while now < end { tick() }
  }

  /// Lets a long time pass with a step every 480 ms, which is not yet late, so that an hour does not take minutes.
  func stroll(for time: Interval) {
    let end = now + time
    while now < end {
      hang(for: .milliseconds(460))
      tick()
    }
  }

  /// Ticks until `isReached` holds; false when it did not within `limit`.
  @discardableResult
  func run(limit: Interval = .seconds(30), until isReached: (Room) -> Bool) -> Bool {
    let end = now + limit
    while now < end {
      if isReached(self) { return true }
      tick()
    }
    return isReached(self)
  }

  /// The world goes on while the controller hangs.
  func hang(for time: Interval) {
    let end = now + time
    while now < end { advanceWorld(Room.period) }
  }

  private func advanceWorld(_ step: Interval) {
    now = now + step
    for index in pumps.indices {
      pumps[index].advance(to: now, stopBit: requests[index].isPending)
      monitors[index].advance(to: now)
      if index == 0 { second?.advance(to: now) }
      clearStopBit(index)
    }
    journal.advance(to: now)
  }

  private func clearStopBit(_ index: Int) {
    let seen = pumps[index].observation
    guard requests[index].isPending, let sent = seen.stopSentAt, sent >= requestedAt[index] else { return }
    guard let report = seen.report, report.isAtZero, report.readBegan >= sent else { return }
    requests[index].isPending = false
  }

  /// What lived in the daemon's memory is gone: the command ring, the stop bits, the counts of records.
  func forgetMemory() {
    queue = []
    records = []
    for index in requests.indices { requests[index] = StopRequests() }
    journal.restart()
  }

  // MARK: - People

  func press(_ stop: StopKey, channel: Int = 0) {
    switch stop {
    case .pause: requests[channel].pauses += 1
    case .stop: requests[channel].stops += 1
    }
    requests[channel].isPending = true
    requestedAt[channel] = now
    pumps[channel].oweStop()
  }

  enum StopKey { case pause, stop }

  func token() -> Token {
    lastToken += 1
    return Token(bits: lastToken)
  }

  func newSession() -> SessionID {
    lastSession += 1
    return SessionID(number: lastSession)
  }

  /// Puts a command into the ring; its reply comes with a later tick.
  @discardableResult
  func send(_ action: CommandAction, channel: Int = 0, user: UInt32 = 1) -> CommandID {
    lastID += 1
    let id = CommandID(high: 7, low: lastID)
    queue.append(OperatorCommand(id: id, channel: UInt8(channel), user: UserID(number: user), action: action, takenAt: now))
    return id
  }

  /// Puts a confirmation into the ring after the time that reading takes (SR-021).
  @discardableResult
  func sendRead(_ action: CommandAction, channel: Int = 0, user: UInt32 = 1) -> CommandID {
    run(for: .milliseconds(600))
    return send(action, channel: channel, user: user)
  }

  /// Sends a command and ticks until it is answered; whoever confirms has read for longer than half a second (SR-021).
  func ask(_ action: CommandAction, channel: Int = 0, user: UInt32 = 1) -> CommandOutcome? {
    if action.isConfirmation { run(for: .milliseconds(600)) }
    let id = send(action, channel: channel, user: user)
    run(limit: .seconds(5)) { $0.replies[id] != nil }
    return replies[id]
  }

  func reply(to id: CommandID) -> CommandOutcome? { replies[id] }

  func view(_ channel: Int = 0) -> ChannelView { controller.view(of: channel, at: now) }
}
