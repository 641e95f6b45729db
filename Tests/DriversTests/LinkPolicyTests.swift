import Quantities
import Safety
import Testing
import Therapy

@testable import Drivers

struct LinkPolicyTests {
  @Test("SR-085: after the start the pump is identified, then stopped, then read, before anything else")
  func firstContact() throws {
    let bench = try LinkBench()
    bench.pump.state = .infusing
    bench.orderStop(1)
    bench.run(.seconds(1))
    #expect(!bench.frames[0].request.isWrite && !bench.frames[1].request.isWrite)
    #expect(bench.frames[2].isStop)
    #expect(bench.frames[3].isStatusRead)
    #expect(bench.pump.flow == .zero)
    #expect(bench.policy.observation.link == .up)
    #expect(bench.policy.observation.receipt == .applied(.zero))
    #expect(bench.policy.observation.stopSentAt == bench.frames[2].began)
    #expect(bench.policy.identity?.serialNumber == LinkBench.serial)
  }

  @Test func `without an order the pump is stopped once and then only read, once a second`() throws {
    let bench = try LinkBench()
    bench.run(.seconds(10))
    #expect(bench.frames.filter(\.request.isWrite).map(\.isStop) == [true])
    #expect((10...14).contains(bench.frames.count))
  }

  @Test("SR-069: another device is never written to; the right one, once there, gets the stop first")
  func wrongDevice() throws {
    let bench = try LinkBench()
    bench.pump.isReferencePump = false
    bench.orderStop(1)
    bench.stopGeneration = 1
    bench.run(.seconds(20))
    #expect(bench.policy.observation.link == .wrongDevice)
    #expect(bench.policy.mismatch != nil)
    #expect(!bench.frames.contains(where: { $0.request.isWrite }))
    #expect(bench.frames.count < 12, "asked ever less often")
    bench.pump.isReferencePump = true
    bench.frames = []
    bench.run(.seconds(6))
    #expect(bench.frames.first(where: { $0.request.isWrite })?.isStop == true)
    #expect(bench.policy.observation.link == .up)
    #expect(bench.policy.clearedStopGeneration == 1)
    #expect(bench.policy.mismatch == nil)
  }

  @Test func `a reference pump with another serial number is another device`() throws {
    let bench = try LinkBench()
    bench.pump.serial = 5
    bench.run(.seconds(5))
    #expect(bench.policy.observation.link == .wrongDevice)
    #expect(bench.policy.mismatch == "serial number 5 answers, the inventory names 4711")
    #expect(!bench.frames.contains(where: { $0.request.isWrite }))
  }

  @Test func `a pump that does not answer at the start is stopped blindly, and asked for its identity again and again`() throws {
    let bench = try LinkBench()
    bench.pump.state = .infusing
    bench.fate = { request, _ in request.isWrite ? .loseReply : .loseRequest }
    bench.run(.seconds(5))
    let first = try #require(bench.frames.firstIndex(where: { $0.isStop }))
    #expect(bench.frames[..<first].allSatisfy { !$0.request.isWrite })
    #expect(bench.pump.flow == .zero)
    #expect(bench.policy.observation.link == .silent)
    bench.fate = { _, _ in .deliver }
    bench.frames = []
    bench.run(.seconds(5))
    // Once proven, the first write is again the stop.
    #expect(bench.frames.first(where: { $0.request.isWrite && !$0.isLost })?.isStop == true)
    #expect(bench.policy.observation.link == .up)
    #expect(bench.policy.observation.uncertainSince == nil)
  }

  @Test func `SR-060: a rate is armed, fed and run once, then kept by feeding and by polling more than once a second`() throws {
    let bench = try LinkBench()
    bench.orderStop(1)
    bench.run(.seconds(1))
    bench.frames = []
    bench.orderRun(tenPerHour, 2)
    bench.run(.seconds(30))
    #expect(bench.policy.observation.receipt == .applied(tenPerHour))
    #expect(bench.policy.observation.orderSequence == 2)
    #expect(bench.frames.count(where: { $0.isCommit }) == 1)
    #expect(bench.frames.count(where: { $0.isStart }) == 1)
    #expect(bench.pump.isArmed && !bench.pump.isTripped)
    #expect(bench.pump.watchdogSeconds == 10)
    let feeds = bench.frames.filter(\.isFeed)
    #expect((10...16).contains(feeds.count))
    #expect((45...80).contains(bench.frames.count(where: { $0.isStatusRead })))
  }

  @Test func `zero under a session is stop, zero seen, then feeding and polling goes on`() throws {
    let bench = try LinkBench.running()
    bench.orderStop(3)
    #expect(bench.step()?.isStop == true)
    #expect(bench.step()?.isStatusRead == true)
    bench.run(.seconds(20))
    #expect(bench.policy.observation.receipt == .applied(.zero))
    #expect(bench.frames.count(where: { $0.isStop }) == 1)
    #expect(bench.pump.isArmed, "the watchdog is kept fed, so that a resume finds it armed")
  }

  @Test func `a changed rate is a new program without a stop`() throws {
    let bench = try LinkBench.running()
    let half = FlowRate(microlitersPerHour: 5_000)
    bench.orderRun(half, 3, begins: false)
    bench.run(.seconds(2))
    #expect(bench.policy.observation.receipt == .applied(half))
    #expect(!bench.frames.contains(where: { $0.isStop }))
    #expect(!bench.frames.contains(where: { $0.isStart }))
  }

  @Test func `SR-022, SR-072: a changed rate neither starts a pump that somebody stopped nor takes it back`() throws {
    for takesOver in [false, true] {
      let bench = try LinkBench.running()
      if takesOver { bench.pump.takeLocally() } else { bench.pump.stopLocally() }
      bench.orderRun(FlowRate(microlitersPerHour: 5_000), 3, begins: false)
      bench.run(.seconds(5))
      #expect(bench.pump.flow == .zero)
      guard case .refused = bench.policy.observation.receipt else { return #expect(Bool(false), "not refused") }
      #expect(!bench.frames.contains(where: { $0.isStart }))
    }
  }

  @Test func `a start that finds the pump flowing is refused and stops it: that flow is somebody else's`() throws {
    let bench = try LinkBench.running()
    bench.orderStop(3)
    bench.run(.seconds(2))
    bench.pump.state = .infusing
    bench.orderRun(FlowRate(microlitersPerHour: 5_000), 4, begins: true)
    bench.run(.seconds(5))
    #expect(bench.policy.observation.receipt == .refused(.state))
    #expect(bench.pump.flow == .zero)
  }

  @Test func `when the session ends the pump is stopped, then given back once`() throws {
    let bench = try LinkBench.running()
    bench.orderIdle(3)
    #expect(bench.step()?.isStop == true)
    bench.run(.seconds(20))
    #expect(!bench.pump.isRemote && bench.pump.watchdogSeconds == 0)
    #expect(bench.frames.count(where: { $0.request == .writeCoil(address: 0, isOn: false) }) == 1)
    #expect(!bench.frames.contains(where: { $0.isFeed }))
  }

  @Test func `a pump that nobody's session holds may be run at its keypad`() throws {
    let bench = try LinkBench()
    bench.orderIdle(1)
    bench.run(.seconds(3))
    bench.frames = []
    bench.pump.committed = [0, 1_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    bench.pump.state = .infusing
    bench.run(.seconds(5))
    #expect(!bench.frames.contains(where: { $0.request.isWrite }))
  }

  @Test func `flow that a session did not order is stopped`() throws {
    let bench = try LinkBench.running()
    bench.orderStop(3)
    bench.run(.seconds(2))
    bench.pump.state = .infusing
    bench.run(.seconds(1))
    #expect(bench.pump.flow == .zero)
  }

  // MARK: - The stop bit

  @Test("SR-030: a stop request is the next frame, at whatever frame of whatever task it comes")
  func stopGoesFirst() throws {
    for rounds in 0..<30 {
      let bench = try LinkBench()
      bench.orderStop(1)
      bench.run(.seconds(1))
      bench.orderRun(tenPerHour, 2)
      for _ in 0..<rounds { bench.nextFrame() }
      bench.stopGeneration = 1
      #expect(bench.nextFrame().isStop, "after \(rounds) frames")
      bench.run(.seconds(3))
      #expect(bench.policy.clearedStopGeneration == 1)
      #expect(bench.pump.flow == .zero)
      #expect(!bench.frames.drop(while: { !$0.isStop || $0.stopGeneration != 1 }).contains { $0.isCommit || $0.isStart })
      // The rate that the stop overtook does not come back by itself, though its lease is renewed.
      #expect(bench.policy.observation.receipt == .refused(.overtaken))
    }
  }

  @Test func `a later request needs its own stop`() throws {
    let bench = try LinkBench.running()
    bench.stopGeneration = 1
    #expect(bench.step()?.isStop == true)
    bench.stopGeneration = 2
    #expect(bench.step()?.isStop == true)
    #expect(bench.policy.clearedStopGeneration == 0)
    bench.run(.seconds(1))
    #expect(bench.policy.clearedStopGeneration == 2)
  }

  @Test func `a request is cleared by nothing but a zero that was read after it`() throws {
    let bench = try LinkBench.running()
    bench.pump.ignoresStop = true
    bench.stopGeneration = 1
    bench.run(.seconds(8))
    #expect(bench.policy.clearedStopGeneration == 0)
    #expect(bench.frames.count(where: { $0.isStop }) > 30, "stop, read, stop, read")
    #expect(!bench.frames.contains(where: { $0.isFeed }))
    bench.pump.ignoresStop = false
    bench.run(.milliseconds(500))
    #expect(bench.policy.clearedStopGeneration == 1)
  }

  @Test func `a stop requested while the pump is silent goes out at once and at least once a second`() throws {
    let bench = try LinkBench.running()
    bench.fate = { _, _ in .loseRequest }
    bench.run(.seconds(9))
    #expect(bench.policy.observation.link == .silent)
    #expect(!bench.frames.contains(where: { $0.isStop }))
    bench.frames = []
    bench.stopGeneration = 1
    let asked = bench.now
    bench.run(.seconds(20))
    let stops = bench.frames.filter(\.isStop).map(\.began)
    #expect(try #require(stops.first).since(asked) <= bench.timeOut)
    for (one, next) in zip(stops, stops.dropFirst()) { #expect(next.since(one) <= .seconds(1)) }
    bench.fate = { _, _ in .deliver }
    bench.run(.seconds(2))
    #expect(bench.policy.clearedStopGeneration == 1)
  }

  @Test func `also on a slow line, where one question takes most of a second, the stop is repeated each second`() throws {
    let bench = try LinkBench.running()
    bench.timeOut = .milliseconds(300)
    bench.fate = { _, _ in .loseRequest }
    bench.stopGeneration = 1
    bench.run(.seconds(20))
    let stops = bench.frames.filter { $0.isStop }.map(\.began)
    for (one, next) in zip(stops, stops.dropFirst()) { #expect(next.since(one) <= .seconds(1)) }
  }

  @Test func `a run that a stop cuts off after its commit is uncertain until zero is seen`() throws {
    let bench = try LinkBench()
    bench.orderStop(1)
    bench.run(.seconds(1))
    bench.orderRun(tenPerHour, 2)
    while !bench.nextFrame().isCommit {}
    bench.stopGeneration = 1
    #expect(bench.nextFrame().isStop)
    #expect(bench.policy.observation.receipt == .uncertain)
    #expect(bench.nextFrame().isStatusRead)
    #expect(bench.policy.observation.receipt == .refused(.overtaken))
  }

  @Test func `a run begins with a well-fed watchdog`() throws {
    let bench = try LinkBench.running()
    bench.orderStop(3)
    bench.run(.seconds(4))
    while !bench.nextFrame().isFeed {}
    let fed = bench.now
    while bench.now.since(fed) < .milliseconds(1_300) { bench.step() }
    bench.orderRun(tenPerHour, 4)
    #expect(bench.nextFrame().isFeed)
    #expect(bench.nextFrame().isStatusRead)
    #expect(bench.nextFrame().isStage)
  }

  // MARK: - The lease

  @Test("SR-054: after the lease ran out nothing goes out but stop and read, and the order is dead for good")
  func leaseExpires() throws {
    let bench = try LinkBench.running()
    let end = try #require(bench.order).leaseUntil
    bench.run(.seconds(8), renewing: false)
    let after = bench.frames.filter { $0.began >= end }
    #expect(after.first?.isStop == true)
    #expect(try #require(after.first).began.since(end) <= LinkBench.controlPeriod)
    #expect(after.allSatisfy { $0.isStop || $0.isStatusRead })
    #expect(bench.policy.observation.leaseExpired)
    #expect(bench.pump.flow == .zero)
    // Renewing it revives nothing.
    bench.frames = []
    bench.run(.seconds(5))
    #expect(bench.frames.allSatisfy { $0.isStop || $0.isStatusRead })
    #expect(bench.policy.observation.leaseExpired)
    #expect(bench.policy.observation.receipt == .refused(.overtaken))
    // Another order ends it.
    bench.orderStop(3)
    bench.run(.seconds(1))
    #expect(!bench.policy.observation.leaseExpired)
  }

  @Test func `the lease is looked at before every frame of a run`() throws {
    for rounds in 0..<16 {
      let bench = try LinkBench()
      bench.orderStop(1)
      bench.run(.seconds(1))
      bench.orderRun(tenPerHour, 2)
      let end = try #require(bench.order).leaseUntil
      for _ in 0..<rounds { bench.nextFrame() }
      bench.now = max(end, bench.now)
      bench.frames = []
      bench.run(.seconds(2), renewing: false)
      #expect(bench.frames.allSatisfy { $0.isStop || $0.isStatusRead })
      #expect(bench.frames.first?.isStop == true)
      #expect(bench.pump.flow == .zero)
    }
  }

  @Test("SR-082: a pump that ignores the stop after the expiry is left alone for its watchdog's time")
  func silenceForTheWatchdog() throws {
    let bench = try LinkBench.running()
    bench.pump.ignoresStop = true
    let end = try #require(bench.order).leaseUntil
    bench.run(.seconds(25), renewing: false)
    let gaps = zip(bench.frames, bench.frames.dropFirst()).map { ($0.ended, $1.began) }.filter { $1.since($0) > .seconds(5) }
    let (from, to) = try #require(gaps.first)
    #expect(from.since(end) <= .milliseconds(3_200))
    #expect(to.since(from) >= .seconds(10))
    #expect(bench.pump.isTripped)
    #expect(bench.pump.flow == .zero, "the pump's own watchdog has stopped it")
  }

  @Test func `in that silence a new stop request still goes out, once`() throws {
    let bench = try LinkBench.running()
    bench.pump.ignoresStop = true
    bench.run(.seconds(9), renewing: false)
    bench.frames = []
    bench.stopGeneration = 1
    bench.run(.seconds(3), renewing: false)
    #expect(bench.frames.map(\.isStop) == [true])
  }

  @Test func `a renewal made after the lease ran out is seen as late, even if the link did not look in between`() throws {
    let bench = try LinkBench.running()
    bench.renew()
    bench.step()
    let end = try #require(bench.order).leaseUntil
    bench.now = end
    bench.renew()
    bench.now = end + .milliseconds(10)
    #expect(bench.nextFrame().isStop)
    #expect(bench.policy.observation.leaseExpired)
    // One made in time, but seen late, keeps the order alive.
    let other = try LinkBench.running()
    other.renew()
    other.step()
    let otherEnd = try #require(other.order).leaseUntil
    other.order = runOrder(tenPerHour, sequence: 2, at: Instant(nanoseconds: otherEnd.nanoseconds - 1))
    other.now = otherEnd + .milliseconds(10)
    #expect(!other.nextFrame().isStop)
    #expect(!other.policy.observation.leaseExpired)
  }

  @Test func `an order that comes dead is dead`() throws {
    let bench = try LinkBench()
    bench.orderStop(1)
    bench.run(.seconds(1))
    bench.orderRun(tenPerHour, 2)
    bench.now = bench.now + .seconds(30)
    bench.frames = []
    bench.run(.seconds(2), renewing: false)
    #expect(bench.frames.allSatisfy { $0.isStop || $0.isStatusRead })
  }
}
