import Quantities
import Testing
import Therapy

@testable import Drivers

/// The parts of a link, each for itself.
struct LinkPartsTests {
  private func at(_ milliseconds: Int64) -> Instant { .boot + .milliseconds(milliseconds) }

  @Test func `a stop is owed from the start, and a zero without a stop pays nothing`() {
    var duty = StopDuty()
    #expect(duty.isOwed && duty.isUnsent)
    duty.sawZero(readBegan: at(10))
    #expect(duty.isOwed)
  }

  @Test func `only a read begun after the stop pays for it`() {
    var duty = StopDuty()
    duty.heed(3)
    duty.tried(generation: 3, began: at(10), ended: at(20), reachedLine: true)
    duty.sawZero(readBegan: at(19))
    #expect(duty.isOwed && duty.cleared == 0)
    duty.sawZero(readBegan: at(20))
    #expect(!duty.isOwed && duty.cleared == 3)
  }

  @Test func `a zero clears the generation that its stop was sent for, not a later one`() {
    var duty = StopDuty()
    duty.heed(1)
    duty.tried(generation: 1, began: at(10), ended: at(20), reachedLine: true)
    duty.heed(2)
    duty.sawZero(readBegan: at(30))
    #expect(duty.cleared == 1)
    #expect(duty.hasPending && duty.hasUnsentGeneration)
    duty.heed(nil)
    duty.heed(0)
    #expect(duty.hasPending, "once seen it stays")
  }

  @Test func `a debt that arises after a stop needs its own`() {
    var duty = StopDuty()
    duty.tried(generation: 0, began: at(10), ended: at(20), reachedLine: true)
    duty.owe()
    duty.sawZero(readBegan: at(30))
    #expect(duty.isOwed)
  }

  @Test func `a stop that did not reach the line was not sent`() {
    var duty = StopDuty()
    duty.heed(1)
    duty.tried(generation: 1, began: at(10), ended: at(10), reachedLine: false)
    #expect(duty.isUnsent && !duty.awaitsRead && duty.sent == nil && duty.lastTry == at(10))
    duty.sawZero(readBegan: at(30))
    #expect(duty.isOwed && duty.cleared == 0)
  }

  @Test func `three seconds without zero, then the watchdog's time of silence, again and again until zero is seen`() {
    var lease = LeaseWatch()
    lease.expire(7, at: at(1_000))
    var quiet: [Int64] = []
    for time in stride(from: Int64(1_000), through: 40_000, by: 500) {
      lease.advance(to: at(time), watchdog: .seconds(10))
      if lease.quietUntil != nil { quiet.append(time) }
    }
    #expect(quiet.first == 4_000)
    #expect(!quiet.contains(14_000) && !quiet.contains(16_500))
    #expect(quiet.contains(13_500) && quiet.contains(17_000))
    lease.expire(8, at: at(50_000))
    lease.sawZero()
    lease.advance(to: at(90_000), watchdog: .seconds(10))
    #expect(lease.quietUntil == nil)
    lease.sawFlow(at: at(91_000))
    lease.advance(to: at(94_000), watchdog: .seconds(10))
    #expect(lease.quietUntil == at(104_000))
  }

  @Test func `questions to a silent pump come after 0.5, 1, 2, 4 and 4 seconds`() {
    var reach = Reach()
    reach.identified(at: at(0))
    var becameSilent = 0
    for time: Int64 in [100, 200, 300] { if reach.failed(at: at(time)) { becameSilent += 1 } }
    #expect(reach.state == .silent)
    var waits: [Int64] = [reach.nextProbe.since(at(300)).wholeMilliseconds]
    var now = reach.nextProbe
    for _ in 0..<4 {
      if reach.failed(at: now) { becameSilent += 1 }
      waits.append(reach.nextProbe.since(now).wholeMilliseconds)
      now = reach.nextProbe
    }
    #expect(becameSilent == 1, "told once")
    #expect(waits == [500, 1_000, 2_000, 4_000, 4_000])
    reach.identified(at: now)
    #expect(reach.state == .up && !reach.needsIdentity)
  }

  @Test func `one failure three seconds after the last answer is silence`() {
    var reach = Reach()
    reach.identified(at: at(0))
    var early = reach
    let isEarlySilent = early.failed(at: at(2_999))
    let isSilent = reach.failed(at: at(3_000))
    #expect(!isEarlySilent && isSilent)
  }

  /// A driver that identifies our pump and then reports another one.
  private struct Forgetful: RegisterDriver {
    func starts(_ request: BusRequest) -> Bool { false }

    mutating func handle(_ event: BusEvent) -> [BusAction] {
      let ours = PumpIdentity(serialNumber: 1, firmware: 1, slowest: .zero, fastest: .zero)
      switch event {
      case .begin(.identify, _): return [.identity(ours), .finished(.done)]
      case .begin: return [.transact(.readInputRegisters(address: 0, count: 1))]
      case .reply(_, let began, let ended):
        let report = PumpReport(
          state: .idle, isRemotelyOwned: false, rate: .zero, infused: .zero, infusedResolution: .zero, vtbiRemaining: nil,
          liveAlarms: [], latchedAlarms: [], watchdogRemaining: .zero, serialNumber: 2, readBegan: began, readEnded: ended)
        return [.report(report), .finished(.done)]
      }
    }
  }

  @Test("SR-069: the link checks the serial number of each reading itself, whatever the driver does")
  func serialNumberInEachReading() throws {
    var policy = LinkPolicy(
      driver: Forgetful(), settings: try LinkSettings(expectedSerialNumber: 1, lease: .seconds(5)))
    guard case .transact = policy.next(now: at(0), order: nil, stopGeneration: nil) else {
      Issue.record("a stop comes first")
      return
    }
    policy.completed(.registers([0]), began: at(0), ended: at(20))
    let observation = policy.observation
    #expect(observation.link == .wrongDevice)
    #expect(observation.report == nil)
  }
}
