import Quantities
import Therapy

/// The driver of the reference pump: each task as a sequence of register requests.
///
/// Reads are tried up to three times. No write is ever repeated here: after a lost reply the pump is read, and what it shows
/// decides (map, driver rule 7). Never proven on hardware: no such pump exists outside the simulator.
public struct RefPumpDriver: RegisterDriver, Sendable {
  /// What the task under way waits for.
  enum Phase: Hashable {
    case none
    case identity
    case limits(RefPumpStatus)
    case read
    case stop
    case feed
    case arm(ArmStep, seconds: UInt16)
    case run(RunStep, RunPlan)
    case clear(ClearStep)
    case release(ReleaseStep)
    /// A write was refused; register 30 is read to learn why.
    case reason
  }

  enum ArmStep: Hashable { case key, ownership, watchdog, heartbeat, readBack, discretes }
  enum ClearStep: Hashable { case heartbeat, coil }
  enum ReleaseStep: Hashable { case ownership, watchdog }

  /// mmHg, written with every program.
  let occlusionLimit: UInt16
  var phase = Phase.none
  /// The request whose answer is awaited.
  private var request: BusRequest?
  /// How often a read was repeated.
  private var repeats = 0
  /// The serial number found by `identify`; every later block must carry it.
  private var serialNumber: UInt32?
  /// The limits found by `identify`.
  private(set) var limits: RefPumpLimits?
  /// The newest heartbeat value that the pump may know.
  private var heartbeat: UInt16 = 0
  /// Makes each program different from the one before, so that a committed copy proves its own commit.
  var programNumber: UInt16 = 0
  private var freshness = SequenceWatch()
  /// Whether the answer under way held what the map does not have.
  private var isUnreadable = false

  /// A driver that programs this occlusion limit: 50...1000 mmHg, traps outside; 500 mmHg, the pump's own default, unless given.
  public init(occlusionLimit: UInt16 = 500) {
    precondition((50...1_000).contains(occlusionLimit))
    self.occlusionLimit = occlusionLimit
  }

  /// Takes one event; returns what to do.
  public mutating func handle(_ event: BusEvent) -> [BusAction] {
    switch event {
    case .begin(let task, _): begin(task)
    case .reply(let reply, let began, let ended): told(answer(reply, began, ended))
    }
  }

  /// `actions`, after what the answer to it was worth as a frame.
  private mutating func told(_ actions: [BusAction]) -> [BusAction] {
    guard isUnreadable else { return actions }
    isUnreadable = false
    return [.unreadable] + actions
  }

  /// Whether this request makes a pump at rest run.
  public func starts(_ request: BusRequest) -> Bool { request == .writeCoil(address: RefPumpMap.startCoil, isOn: true) }

  private mutating func begin(_ task: PumpTask) -> [BusAction] {
    switch task {
    case .identify: return read(.identity, Self.statusRequest)
    case .stop: return send(.stop, .writeCoil(address: RefPumpMap.stopCoil, isOn: true))
    case .read: return read(.read, Self.statusRequest)
    case .feed: return send(.feed, nextHeartbeat())
    case .arm(let watchdog):
      let seconds = watchdog.wholeSeconds
      guard RefPumpMap.watchdogSeconds.contains(seconds) else { return finish(.refused(.value)) }
      return send(
        .arm(.key, seconds: UInt16(seconds)), .writeRegister(address: RefPumpMap.keyRegister, value: RefPumpMap.key))
    case .run(let rate, let vtbi, let begins): return beginRun(rate, vtbi, begins: begins)
    case .clearAlarms: return send(.clear(.heartbeat), nextHeartbeat())
    case .release: return send(.release(.ownership), .writeCoil(address: RefPumpMap.ownershipCoil, isOn: false))
    }
  }

  private mutating func answer(_ reply: BusReply, _ began: Instant, _ ended: Instant) -> [BusAction] {
    switch phase {
    case .none: return []
    case .identity: return identityAnswered(reply, began, ended)
    case .limits(let status): return limitsAnswered(reply, status)
    case .read:
      switch status(in: reply, began, ended) {
      case .good(let status): return [.report(status.report(began: began, ended: ended))] + finish(.done)
      case .again: return again()
      case .failed: return finish(.noAnswer)
      case .foreign(let what): return finish(.wrongDevice(what))
      }
    case .reason: return reasonAnswered(reply, began, ended)
    case .stop, .feed:
      switch WriteEnd(reply) {
      case .confirmed: return finish(.done)
      case .lost, .notSent: return finish(.uncertain)
      case .exception(let code): return finish(.refused(Self.refusal(code)))
      }
    case .arm(let step, let seconds): return armAnswered(step, seconds, reply)
    case .run(let step, let plan): return runAnswered(step, plan, reply, began, ended)
    case .clear(let step): return clearAnswered(step, reply)
    case .release(let step): return releaseAnswered(step, reply)
    }
  }

  // MARK: - Identity

  private mutating func identityAnswered(_ reply: BusReply, _ began: Instant, _ ended: Instant) -> [BusAction] {
    switch status(in: reply, began, ended) {
    case .good(let status):
      let request = BusRequest.readInputRegisters(address: RefPumpMap.limitsAddress, count: RefPumpMap.limitsCount)
      return read(.limits(status), request)
    case .again: return again()
    case .failed: return finish(.noAnswer)
    case .foreign(let what): return finish(.wrongDevice(what))
    }
  }

  private mutating func limitsAnswered(_ reply: BusReply, _ status: RefPumpStatus) -> [BusAction] {
    guard case .registers(let registers) = reply, let limits = limits(in: registers) else {
      if case .exception(let code) = reply, Self.isForeign(code) {
        return finish(.wrongDevice("no limits where a reference pump has them (exception \(code))"))
      }
      return mayRepeat ? again() : finish(.noAnswer)
    }
    serialNumber = status.serialNumber
    self.limits = limits
    let identity = PumpIdentity(
      serialNumber: status.serialNumber, firmware: status.firmware, slowest: limits.slowest, fastest: limits.fastest)
    return [.identity(identity)] + finish(.done)
  }

  private mutating func limits(in registers: [UInt16]) -> RefPumpLimits? {
    do { return try RefPumpLimits(registers: registers) } catch {
      noteFrame(error)
      return nil
    }
  }

  // MARK: - Arm, clear, release: nothing flows because of them

  private mutating func armAnswered(_ step: ArmStep, _ seconds: UInt16, _ reply: BusReply) -> [BusAction] {
    switch step {
    case .readBack: return armReadBack(seconds, reply)
    case .discretes: return armDiscretes(reply)
    case .key, .ownership, .watchdog, .heartbeat: break
    }
    switch WriteEnd(reply) {
    case .lost: return finish(.uncertain)
    case .notSent: return finish(step == .key ? .noAnswer : .uncertain)
    case .exception(let code): return refused(code)
    case .confirmed: break
    }
    switch step {
    case .key:
      return send(.arm(.ownership, seconds: seconds), .writeCoil(address: RefPumpMap.ownershipCoil, isOn: true))
    case .ownership:
      let values = [seconds, RefPumpMap.stopAction]
      return send(
        .arm(.watchdog, seconds: seconds), .writeRegisters(address: RefPumpMap.watchdogRegister, values: values))
    case .watchdog: return send(.arm(.heartbeat, seconds: seconds), nextHeartbeat())
    case .heartbeat, .readBack, .discretes:
      return read(
        .arm(.readBack, seconds: seconds), .readHoldingRegisters(address: RefPumpMap.watchdogRegister, count: 2))
    }
  }

  private mutating func armReadBack(_ seconds: UInt16, _ reply: BusReply) -> [BusAction] {
    guard case .registers(let registers) = reply, registers.count == 2 else { return mayRepeat ? again() : finish(.uncertain) }
    guard registers == [seconds, RefPumpMap.stopAction] else { return finish(.refused(.readBack)) }
    return read(.arm(.discretes, seconds: seconds), .readDiscreteInputs(address: 0, count: RefPumpMap.discreteCount))
  }

  private mutating func armDiscretes(_ reply: BusReply) -> [BusAction] {
    guard case .bits(let bits) = reply, bits.count == Int(RefPumpMap.discreteCount) else {
      return mayRepeat ? again() : finish(.uncertain)
    }
    guard bits[9] else { return finish(.refused(.owner)) }
    return finish(bits[7] && !bits[8] ? .done : .refused(.interlock))
  }

  private mutating func clearAnswered(_ step: ClearStep, _ reply: BusReply) -> [BusAction] {
    let end = WriteEnd(reply)
    switch (step, end) {
    case (_, .lost), (_, .notSent): return finish(.uncertain)
    // A refused heartbeat is no reason not to clear: the pump judges which causes are gone.
    case (.heartbeat, .confirmed), (.heartbeat, .exception):
      return send(.clear(.coil), .writeCoil(address: RefPumpMap.clearAlarmsCoil, isOn: true))
    case (.coil, .confirmed): return finish(.done)
    case (.coil, .exception(let code)): return refused(code)
    }
  }

  private mutating func releaseAnswered(_ step: ReleaseStep, _ reply: BusReply) -> [BusAction] {
    switch WriteEnd(reply) {
    case .lost, .notSent: return finish(.uncertain)
    case .exception(let code): return refused(code)
    case .confirmed: break
    }
    switch step {
    case .ownership: return send(.release(.watchdog), .writeRegister(address: RefPumpMap.watchdogRegister, value: 0))
    case .watchdog: return finish(.done)
    }
  }

  // MARK: - Refusals

  /// A write was answered with an exception: exception 4 has several reasons, which register 30 tells apart.
  mutating func refused(_ code: UInt8) -> [BusAction] {
    guard code == 4 else { return finish(.refused(Self.refusal(code))) }
    return read(.reason, Self.statusRequest)
  }

  private mutating func reasonAnswered(_ reply: BusReply, _ began: Instant, _ ended: Instant) -> [BusAction] {
    switch status(in: reply, began, ended) {
    case .good(let status):
      return [.report(status.report(began: began, ended: ended))] + finish(.refused(status.refusal))
    case .again: return again()
    case .failed: return finish(.refused(.state))
    case .foreign(let what): return finish(.wrongDevice(what))
    }
  }

  /// Exceptions 1...3 speak of function, address and value; all others of the moment.
  private static func refusal(_ code: UInt8) -> PumpRefusal { isForeign(code) ? .value : .state }

  /// Exceptions that a reference pump never gives to a request of the map.
  static func isForeign(_ code: UInt8) -> Bool { (1...3).contains(code) }

  // MARK: - Sending

  static var statusRequest: BusRequest { .readInputRegisters(address: 0, count: RefPumpMap.statusCount) }

  mutating func send(_ next: Phase, _ write: BusRequest) -> [BusAction] {
    phase = next
    request = write
    return [.transact(write)]
  }

  mutating func read(_ next: Phase, _ read: BusRequest, notBefore: Instant? = nil) -> [BusAction] {
    repeats = 0
    phase = next
    request = read
    guard let notBefore else { return [.transact(read)] }
    return [.transactLater(read, at: notBefore)]
  }

  mutating func finish(_ outcome: TaskOutcome) -> [BusAction] {
    phase = .none
    request = nil
    return [.finished(outcome)]
  }

  /// A read may be repeated twice (map, driver rule 7).
  var mayRepeat: Bool { repeats < 2 }

  mutating func again() -> [BusAction] {
    guard let request else { return finish(.noAnswer) }
    precondition(!request.isWrite && mayRepeat)
    repeats += 1
    return [.transact(request)]
  }

  /// A heartbeat that differs from every value that the pump may hold.
  private mutating func nextHeartbeat() -> BusRequest {
    heartbeat &+= 1
    return .writeRegister(address: RefPumpMap.heartbeatRegister, value: heartbeat)
  }

  // MARK: - Reading

  enum StatusReading {
    case good(RefPumpStatus), again, failed
    case foreign(String)
  }

  /// What an answer to a request for the status block is worth.
  mutating func status(in reply: BusReply, _ began: Instant, _ ended: Instant) -> StatusReading {
    guard case .registers(let registers) = reply else {
      if case .exception(let code) = reply, Self.isForeign(code) {
        return .foreign("no status block where a reference pump has it (exception \(code))")
      }
      return mayRepeat ? .again : .failed
    }
    do {
      let status = try RefPumpStatus(registers: registers)
      if let serialNumber, serialNumber != status.serialNumber, phase != .identity {
        return .foreign("serial number \(status.serialNumber), identified before was \(serialNumber)")
      }
      heartbeat = status.heartbeat
      return freshness.isHung(status.sequence, began, ended) ? .failed : .good(status)
    } catch {
      noteFrame(error)
      switch error {
      case .foreign(let what): return .foreign(what)
      case .torn, .shape, .unreadable: return mayRepeat ? .again : .failed
      }
    }
  }

  /// Notes whether an answer with this fault is a bad frame. A torn block is none, it comes of the pump's own cycle; another
  /// device's block is whole; and the link itself sees a wrong length.
  private mutating func noteFrame(_ fault: RefPumpFault) {
    switch fault {
    case .unreadable: isUnreadable = true
    case .foreign, .torn, .shape: break
    }
  }
}

/// How a write ended.
enum WriteEnd: Hashable {
  case confirmed, lost, notSent
  case exception(UInt8)

  init(_ reply: BusReply) {
    switch reply {
    case .written: self = .confirmed
    case .exception(let code): self = .exception(code)
    case .notSent: self = .notSent
    // Registers or bits do not answer a write: what happened to it is as unknown as without an answer.
    case .noAnswer, .badAnswer, .bits, .registers: self = .lost
    }
  }
}

/// Notices a pump whose sequence counter stands still although it answers (map, driver rule 5).
struct SequenceWatch: Hashable, Sendable {
  private var value: UInt16?
  private var since = Instant.boot

  /// Whether the counter, read between these times, has not moved for a second.
  mutating func isHung(_ sequence: UInt16, _ began: Instant, _ ended: Instant) -> Bool {
    guard sequence == value else {
      value = sequence
      since = ended
      return false
    }
    return began.since(since) >= .seconds(1)
  }
}
