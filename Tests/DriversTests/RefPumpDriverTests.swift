import Quantities
import Testing
import Therapy

@testable import Drivers

/// A driver talking to the register model without a link.
final class DriverBench {
  var driver = RefPumpDriver()
  var pump = RegisterPump(serial: 4_711)
  var now = Instant.boot + .seconds(50)
  var requests: [BusRequest] = []
  var reports: [PumpReport] = []
  var identity: PumpIdentity?
  /// What is answered instead of the pump's answer; the second value tells whether the pump executes the request all the same.
  var intercept: (Int, BusRequest) -> (BusReply, executes: Bool)? = { _, _ in nil }

  init() { pump.advance(to: now) }

  func perform(_ task: PumpTask) -> TaskOutcome {
    requests = []
    reports = []
    var actions = driver.handle(.begin(task, at: now))
    for _ in 0..<200 {
      for action in actions {
        switch action {
        case .identity(let found): identity = found
        case .report(let report): reports.append(report)
        case .finished(let outcome): return outcome
        case .transact, .transactLater, .unreadable: break
        }
      }
      switch actions.last {
      case .transact(let request): actions = transact(request)
      case .transactLater(let request, let time):
        now = max(now, time)
        actions = transact(request)
      case .identity, .report, .unreadable, .finished, nil: preconditionFailure("a list ends with a request or the end")
      }
    }
    preconditionFailure("a task must end")
  }

  private func transact(_ request: BusRequest) -> [BusAction] {
    let began = now
    requests.append(request)
    pump.advance(to: now + .milliseconds(10))
    let reply: BusReply
    if let (instead, executes) = intercept(requests.count - 1, request) {
      if executes { _ = pump.answer(request) }
      reply = instead
    } else {
      reply = pump.answer(request)
    }
    now = now + .milliseconds(25)
    pump.advance(to: now)
    return driver.handle(.reply(reply, began: began, ended: now))
  }

  /// A bench whose driver has identified and armed the pump.
  static func armed() -> DriverBench {
    let bench = DriverBench()
    #expect(bench.perform(.identify) == .done)
    #expect(bench.perform(.arm(watchdog: .seconds(10))) == .done)
    return bench
  }
}

private let status = BusRequest.readInputRegisters(address: 0, count: 33)
private let run = PumpTask.run(rate: tenPerHour, vtbi: Volume(microliters: 5_000), begins: true)

struct RefPumpDriverTests {
  @Test("SR-069: identification reads magic, probes, serial number and limits, and writes nothing")
  func identify() {
    let bench = DriverBench()
    #expect(bench.perform(.identify) == .done)
    #expect(bench.requests == [status, .readInputRegisters(address: 60, count: 6)])
    #expect(
      bench.identity
        == PumpIdentity(
          serialNumber: 4_711, firmware: 0x0100, slowest: FlowRate(microlitersPerHour: 100),
          fastest: FlowRate(microlitersPerHour: 200_000)))
  }

  @Test func `another device is told as one, whether it answers other registers or an exception`() {
    let bench = DriverBench()
    bench.pump.isReferencePump = false
    guard case .wrongDevice = bench.perform(.identify) else { Issue.record("not told"); return }
    for code: UInt8 in 1...3 {
      bench.intercept = { _, _ in (.exception(code), executes: false) }
      guard case .wrongDevice = bench.perform(.identify) else { Issue.record("exception \(code)"); return }
    }
    for code: UInt8 in [4, 6, 10, 11] {
      bench.intercept = { _, _ in (.exception(code), executes: false) }
      #expect(bench.perform(.identify) == .noAnswer, "exception \(code)")
    }
  }

  @Test func `stop is one write of coil 3 and needs nothing`() {
    let bench = DriverBench()
    #expect(bench.perform(.stop) == .done)
    #expect(bench.requests == [.writeCoil(address: 3, isOn: true)])
    bench.intercept = { _, _ in (.noAnswer, executes: true) }
    #expect(bench.perform(.stop) == .uncertain)
    #expect(bench.requests.count == 1)
  }

  @Test func `a reading is input registers 0 to 32 in one request`() throws {
    let bench = DriverBench.armed()
    #expect(bench.perform(.read) == .done)
    #expect(bench.requests == [status])
    let report = try #require(bench.reports.first)
    #expect(report.serialNumber == 4_711)
    #expect(report.isAtZero)
    #expect(report.readEnded.since(report.readBegan) == .milliseconds(25))
  }

  @Test("SR-069: each reading tells the firmware anew, so that a pump exchanged or updated meanwhile is noticed")
  func firmware() {
    let bench = DriverBench.armed()
    for version: UInt16 in [0x0100, 0x0101] {
      bench.pump.firmware = version
      #expect(bench.perform(.read) == .done)
      #expect(bench.reports.map(\.firmware) == [version])
    }
  }

  @Test func `a read is tried three times, no more`() {
    let bench = DriverBench.armed()
    for reply: BusReply in [.noAnswer, .badAnswer, .notSent, .exception(6), .registers([]), .bits([]), .written] {
      bench.intercept = { _, _ in (reply, executes: false) }
      #expect(bench.perform(.read) == .noAnswer)
      #expect(bench.requests.count == 3)
      bench.intercept = { index, _ in index < 2 ? (reply, executes: false) : nil }
      #expect(bench.perform(.read) == .done)
    }
  }

  @Test func `a torn block is read again at most twice`() {
    let bench = DriverBench.armed()
    var torn = bench.pump.statusBlock
    torn[32] &+= 1
    let block = torn
    bench.intercept = { index, _ in index < 2 ? (.registers(block), executes: false) : nil }
    #expect(bench.perform(.read) == .done)
    #expect(bench.reports.count == 1)
    bench.intercept = { _, _ in (.registers(block), executes: false) }
    #expect(bench.perform(.read) == .noAnswer)
    #expect(bench.requests.count == 3)
    #expect(bench.reports.isEmpty)
  }

  @Test func `a pump that answers but whose counter stands for a second has not answered`() {
    let bench = DriverBench.armed()
    bench.pump.hang()
    #expect(bench.perform(.read) == .done)
    bench.now = bench.now + .milliseconds(500)
    #expect(bench.perform(.read) == .done)
    bench.now = bench.now + .milliseconds(600)
    #expect(bench.perform(.read) == .noAnswer)
    #expect(bench.reports.isEmpty)
  }

  @Test("SR-069: another serial number is noticed in the next reading")
  func swapped() {
    let bench = DriverBench.armed()
    bench.pump = RegisterPump(serial: 9)
    guard case .wrongDevice = bench.perform(.read) else { Issue.record("not told"); return }
    #expect(bench.reports.isEmpty)
    // Identification finds out anew who is there.
    #expect(bench.perform(.identify) == .done)
    #expect(bench.identity?.serialNumber == 9)
  }

  @Test func `SR-071: arming takes ownership, sets time and action, feeds, and reads back`() {
    let bench = DriverBench()
    _ = bench.perform(.identify)
    #expect(bench.perform(.arm(watchdog: .milliseconds(10_900))) == .done)
    #expect(
      bench.requests == [
        .writeRegister(address: 3, value: 0x5A5A), .writeCoil(address: 0, isOn: true),
        .writeRegisters(address: 1, values: [10, 1]), .writeRegister(address: 0, value: 1),
        .readHoldingRegisters(address: 1, count: 2), .readDiscreteInputs(address: 0, count: 12),
      ])
    #expect(bench.pump.isArmed && bench.pump.isRemote)
  }

  @Test func `arming fails where the pump does not confirm it`() {
    let bench = DriverBench()
    _ = bench.perform(.identify)
    for seconds: Int64 in [0, 3, 61] {
      #expect(bench.perform(.arm(watchdog: .seconds(seconds))) == .refused(.value))
      #expect(bench.requests.isEmpty)
    }
    let arm = PumpTask.arm(watchdog: .seconds(10))
    bench.intercept = { index, _ in index == 4 ? (.registers([10, 0]), executes: false) : nil }
    #expect(bench.perform(arm) == .refused(.readBack))
    var bits = [Bool](repeating: false, count: 12)
    bits[9] = true
    for (armed, tripped) in [(false, false), (false, true), (true, true)] {
      bits[7] = armed
      bits[8] = tripped
      let answer = bits
      bench.intercept = { index, _ in index == 5 ? (.bits(answer), executes: false) : nil }
      #expect(bench.perform(arm) == .refused(.interlock))
    }
    bench.intercept = { index, _ in index == 5 ? (.bits([Bool](repeating: false, count: 12)), executes: false) : nil }
    #expect(bench.perform(arm) == .refused(.owner))
    for index in 0..<4 {
      bench.intercept = { $0 == index && $1.isWrite ? (.noAnswer, executes: true) : nil }
      #expect(bench.perform(arm) == .uncertain, "write \(index) lost")
      #expect(bench.requests.count == index + 1)
    }
  }

  @Test func `a run is look, stage in one request, read back, commit, read back, start, and seeing it run`() {
    let bench = DriverBench.armed()
    #expect(bench.perform(run) == .done)
    let program = bench.pump.committed
    #expect(
      Array(bench.requests.prefix(6)) == [
        status, .writeRegisters(address: 10, values: program), .readHoldingRegisters(address: 10, count: 12),
        .writeCoil(address: 1, isOn: true), .readHoldingRegisters(address: 30, count: 12),
        .writeCoil(address: 2, isOn: true),
      ])
    #expect(bench.requests.dropFirst(6).allSatisfy { $0 == status })
    #expect(bench.requests.count > 7, "the pump needs 200 ms to reach its rate")
    #expect(bench.reports.last?.rate == tenPerHour)
    #expect(bench.pump.flow == tenPerHour)
  }

  @Test func `a rate change while infusing is staged and committed without a start`() {
    let bench = DriverBench.armed()
    _ = bench.perform(run)
    let half = FlowRate(microlitersPerHour: 5_000)
    #expect(bench.perform(.run(rate: half, vtbi: Volume(microliters: 100), begins: false)) == .done)
    #expect(!bench.requests.contains(.writeCoil(address: 2, isOn: true)))
    #expect(bench.pump.flow == half)
  }

  @Test func `a rate or volume out of the pump's range is refused without a frame`() {
    let bench = DriverBench.armed()
    for (rate, volume): (Int64, Int64) in [(99, 5_000), (200_001, 5_000), (10_000, 999_001), (10_000, 0)] {
      let task = PumpTask.run(rate: FlowRate(microlitersPerHour: rate), vtbi: Volume(microliters: volume), begins: true)
      #expect(bench.perform(task) == .refused(.value))
      #expect(bench.requests.isEmpty)
    }
  }

  @Test func `a run that the pump's state forbids writes nothing`() {
    let states: [(RegisterPump.State, PumpRefusal)] = [
      (.off, .state), (.bolus, .state), (.keepVeinOpen, .state), (.fault, .state), (.alarmStopped, .interlock),
    ]
    for (state, refusal) in states {
      let bench = DriverBench.armed()
      bench.pump.state = state
      #expect(bench.perform(run) == .refused(refusal))
      #expect(bench.requests == [status])
    }
    let bench = DriverBench.armed()
    bench.pump.isRemote = false
    #expect(bench.perform(run) == .refused(.owner))
    let late = DriverBench.armed()
    late.now = late.now + .seconds(20)
    #expect(late.perform(run) == .refused(.interlock))
  }

  @Test func `a refused commit or start tells the pump's own reason`() {
    let bench = DriverBench.armed()
    bench.pump.latched = 1
    #expect(bench.perform(run) == .refused(.interlock))
    #expect(bench.requests.last == status)
    bench.pump.latched = 0
    for (code, refusal): (UInt8, PumpRefusal) in [(1, .value), (2, .value), (3, .value), (5, .state), (6, .state)] {
      bench.intercept = { _, request in
        request == .writeCoil(address: 1, isOn: true) ? (.exception(code), executes: false) : nil
      }
      #expect(bench.perform(run) == .refused(refusal))
    }
  }

  @Test func `what is read back must be what was written`() {
    for address: UInt16 in [10, 30] {
      let bench = DriverBench.armed()
      bench.intercept = { _, request in
        request == .readHoldingRegisters(address: address, count: 12)
          ? (.registers([UInt16](repeating: 1, count: 12)), executes: false) : nil
      }
      #expect(bench.perform(run) == .refused(.readBack))
      #expect(!bench.requests.contains(.writeCoil(address: 2, isOn: true)))
    }
  }

  @Test func `a pump that does not reach the rate within two seconds is refused`() {
    let bench = DriverBench.armed()
    bench.intercept = { _, request in
      request == .writeCoil(address: 2, isOn: true) ? (.written, executes: false) : nil
    }
    let before = bench.now
    #expect(bench.perform(run) == .refused(.notReached))
    #expect(bench.now.since(before) > .seconds(2))
    #expect(bench.now.since(before) < .milliseconds(2_600))
  }

  /// Law 4 by every loss: each write of a run lost before or after its execution, with reads that answer or do not.
  @Test(
    "a lost reply is never answered by a second write, and the outcome agrees with what the pump does",
    arguments: [
      BusRequest.writeCoil(address: 1, isOn: true), .writeCoil(address: 2, isOn: true), .writeRegisters(address: 10, values: []),
    ])
  func lostReply(lost: BusRequest) {
    func isSame(_ request: BusRequest) -> Bool {
      switch (request, lost) {
      case (.writeRegisters(let a, _), .writeRegisters(let b, _)): a == b
      default: request == lost
      }
    }
    for executes in [false, true] {
      for readsAnswer in [true, false] {
        for reply: BusReply in [.noAnswer, .badAnswer] {
          let bench = DriverBench.armed()
          var isLost = false
          bench.intercept = { _, request in
            if isSame(request) {
              isLost = true
              return (reply, executes: executes)
            }
            return isLost && !readsAnswer && !request.isWrite ? (.noAnswer, executes: false) : nil
          }
          let outcome = bench.perform(run)
          #expect(bench.requests.count(where: isSame) == 1)
          if readsAnswer {
            #expect(outcome == .done ? bench.pump.flow == tenPerHour : bench.pump.flow == .zero)
            #expect((outcome == .done) == executes)
          } else {
            #expect(outcome == .uncertain)
          }
        }
      }
    }
  }

  @Test func `every heartbeat differs from the value that the pump holds`() {
    let bench = DriverBench.armed()
    for round in 0..<200 {
      if round.isMultiple(of: 7) { _ = bench.perform(.read) }
      let isLost = round.isMultiple(of: 5)
      bench.intercept = { _, _ in isLost ? (.noAnswer, executes: round.isMultiple(of: 2)) : nil }
      #expect(bench.perform(.feed) == (isLost ? .uncertain : .done))
    }
    bench.pump.heartbeat = .max
    bench.intercept = { _, _ in nil }
    _ = bench.perform(.read)
    #expect(bench.perform(.feed) == .done)
  }

  @Test func `alarms are cleared after a heartbeat`() {
    let bench = DriverBench.armed()
    bench.pump.latched = 1
    #expect(bench.perform(.clearAlarms) == .done)
    #expect(bench.pump.latched == 0)
    #expect(bench.requests.count == 2)
    #expect(bench.requests.last == .writeCoil(address: 6, isOn: true))
    bench.pump.isRemote = false
    #expect(bench.perform(.clearAlarms) == .refused(.owner))
  }

  @Test func `release gives ownership back, then disarms the watchdog`() {
    let bench = DriverBench.armed()
    #expect(bench.perform(.release) == .done)
    #expect(bench.requests == [.writeCoil(address: 0, isOn: false), .writeRegister(address: 1, value: 0)])
    #expect(!bench.pump.isArmed && !bench.pump.isRemote)
  }

  @Test("SR-073: no answer of any kind to any request of any task traps, and every task ends")
  func anyAnswers() {
    let tasks: [PumpTask] = [.identify, .stop, .read, .feed, .arm(watchdog: .seconds(10)), run, .clearAlarms, .release]
    for seed in UInt64(0)..<400 {
      var random = Seeded(seed)
      let bench = DriverBench.armed()
      bench.intercept = { _, _ in
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return (.noAnswer, executes: random.chance(50))
        case 1: return (.badAnswer, executes: true)
        case 2: return (.exception(UInt8.random(in: 0...255, using: &random)), executes: false)
        case 3:
          let count = Int.random(in: 0...60, using: &random)
          return (.registers((0..<count).map { _ in UInt16.random(in: 0...1_000, using: &random) }), executes: true)
        case 4:
          return (.bits([Bool](repeating: random.chance(50), count: Int.random(in: 0...20, using: &random))), executes: true)
        case 5: return (.notSent, executes: false)
        default: return nil
        }
      }
      for _ in 0..<10 { _ = bench.perform(tasks.randomElement(using: &random)!) }
    }
  }
}
