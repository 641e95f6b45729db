import Quantities
import Safety
import Testing
import Therapy

@testable import Drivers

/// What the line does with one frame.
enum Fate: Equatable {
  case deliver, loseRequest, loseReply, corrupt, notSent
  case exception(UInt8)
  /// The request is executed, and this is received in the place of its answer.
  case answer(BusReply)
}

/// One frame as it happened, with what was known when it was decided.
struct Frame {
  let request: BusRequest
  let reply: BusReply
  let began: Instant
  let ended: Instant
  let order: PumpOrder?
  let stopGeneration: UInt64?

  var isStop: Bool { request == .writeCoil(address: 3, isOn: true) }
  var isFeed: Bool { if case .writeRegister(0, _) = request { true } else { false } }
  var isCommit: Bool { request == .writeCoil(address: 1, isOn: true) }
  var isStart: Bool { request == .writeCoil(address: 2, isOn: true) }
  var isStage: Bool { if case .writeRegisters(10, _) = request { true } else { false } }
  var isStatusRead: Bool { request == .readInputRegisters(address: 0, count: 33) }
  var isLost: Bool { reply == .noAnswer || reply == .badAnswer }
}

/// A link, a model of its pump and a line between them, in virtual time.
final class LinkBench {
  static let serial: UInt32 = 4_711
  static let frameTime = Interval.milliseconds(25)
  static let controlPeriod = Interval.milliseconds(20)

  var policy: LinkPolicy<RefPumpDriver>
  var pump = RegisterPump(serial: serial)
  var now = Instant.boot + .seconds(100)
  /// How long the line waits for an answer.
  var timeOut = Interval.milliseconds(120)
  var order: PumpOrder?
  var stopGeneration: UInt64?
  var frames: [Frame] = []
  /// Decides on each frame; delivers all unless set.
  var fate: (BusRequest, Instant) -> Fate = { _, _ in .deliver }

  init(lease: Interval = .seconds(5)) throws {
    let settings = try LinkSettings(expectedSerialNumber: Self.serial, lease: lease)
    policy = LinkPolicy(driver: RefPumpDriver(), settings: settings)
    pump.advance(to: now)
  }

  /// Lets the link do one thing: a frame, or at most one control period of waiting. Returns the frame.
  @discardableResult func step() -> Frame? {
    switch policy.next(now: now, order: order, stopGeneration: stopGeneration) {
    case .wait(let until):
      now = max(now + .milliseconds(1), min(until, now + Self.controlPeriod))
      pump.advance(to: now)
      return nil
    case .transact(let request):
      let began = now
      var reply = BusReply.noAnswer
      switch fate(request, now) {
      case .deliver: reply = execute(request)
      case .loseRequest: wait(timeOut)
      case .loseReply:
        _ = execute(request)
        wait(timeOut.remaining(after: Self.frameTime))
      case .corrupt:
        _ = execute(request)
        reply = .badAnswer
      case .exception(let code):
        wait(Self.frameTime)
        reply = .exception(code)
      case .notSent: reply = .notSent
      case .answer(let instead):
        _ = execute(request)
        reply = instead
      }
      let frame = Frame(
        request: request, reply: reply, began: began, ended: now, order: order, stopGeneration: stopGeneration)
      frames.append(frame)
      policy.completed(reply, began: began, ended: now)
      return frame
    }
  }

  /// Lets the link go on until its next frame.
  @discardableResult func nextFrame() -> Frame {
    while true { if let frame = step() { return frame } }
  }

  private func execute(_ request: BusRequest) -> BusReply {
    pump.advance(to: now + .milliseconds(10))
    let reply = pump.answer(request)
    wait(Self.frameTime)
    return reply
  }

  private func wait(_ time: Interval) {
    now = now + time
    pump.advance(to: now)
  }

  /// Runs for this long, renewing the lease of the order every second unless told otherwise.
  func run(_ time: Interval, renewing: Bool = true) {
    let end = now + time
    var renewed = now
    while now < end {
      if renewing, now.since(renewed) >= .seconds(1) {
        renew()
        renewed = now
      }
      step()
    }
  }

  /// Renews the lease as the control step does: same sequence, later end.
  func renew() {
    guard let old = order else { return }
    if old.rate > .zero {
      order = runOrder(old.rate, sequence: old.sequence, at: now, lease: policy.settings.lease)
    } else if old.isEngaged {
      order = .stop(sequence: old.sequence, leaseUntil: now + policy.settings.lease, clearsAlarms: old.clearsAlarms)
    } else {
      order = .idle(sequence: old.sequence, leaseUntil: now + policy.settings.lease)
    }
  }

  func orderRun(_ rate: FlowRate, _ sequence: UInt64, begins: Bool = true) {
    order = runOrder(rate, sequence: sequence, at: now, begins: begins, lease: policy.settings.lease)
  }

  func orderStop(_ sequence: UInt64, clearsAlarms: Bool = false) {
    order = .stop(sequence: sequence, leaseUntil: now + policy.settings.lease, clearsAlarms: clearsAlarms)
  }

  func orderIdle(_ sequence: UInt64) {
    order = .idle(sequence: sequence, leaseUntil: now + policy.settings.lease)
  }

  /// A bench whose pump runs under order 2.
  static func running(_ rate: FlowRate = tenPerHour, lease: Interval = .seconds(5)) throws -> LinkBench {
    let bench = try LinkBench(lease: lease)
    bench.orderStop(1)
    bench.run(.seconds(1))
    bench.orderRun(rate, 2)
    bench.run(.seconds(2))
    #expect(bench.policy.observation.receipt == .applied(rate))
    #expect(bench.pump.flow == rate)
    bench.frames = []
    return bench
  }
}

/// 10 mL/h.
let tenPerHour = FlowRate(microlitersPerHour: 10_000)
