import Quantities
import Safety
import Testing
import Therapy

@testable import Drivers

/// Refusals, losses, silences, restarts and exchanged pumps.
struct LinkFailureTests {
  @Test func `a refused rate is told, stopped and not repeated`() throws {
    let bench = try LinkBench()
    bench.orderStop(1)
    bench.run(.seconds(1))
    bench.pump.latched = 1
    bench.frames = []
    bench.orderRun(tenPerHour, 2)
    bench.run(.seconds(10))
    #expect(bench.policy.observation.receipt == .refused(.interlock))
    #expect(bench.frames.count(where: { $0.isCommit }) == 1)
    #expect(bench.pump.flow == .zero)
    #expect(bench.pump.isArmed, "held at zero by the session")
  }

  @Test("law 4: a run that is lost on the way ends as it really went, whichever frame is lost and whether it was executed")
  func losses() throws {
    for index in 0..<12 {
      for fate in [Fate.loseRequest, .loseReply, .corrupt] {
        for outage in [Interval.milliseconds(1), .milliseconds(600), .seconds(6)] {
          let bench = try LinkBench()
          bench.orderStop(1)
          bench.run(.seconds(1))
          bench.orderRun(tenPerHour, 2)
          var count = 0
          var until: Instant?
          bench.fate = { _, now in
            count += 1
            if count == index + 1 { until = now + outage }
            guard let until, now < until else { return .deliver }
            return fate
          }
          bench.run(.seconds(14))
          let observation = bench.policy.observation
          #expect(observation.uncertainSince == nil)
          switch observation.receipt {
          case .applied(let rate): #expect(bench.pump.flow == rate)
          case .refused: #expect(bench.pump.flow == .zero)
          case .none, .underway, .uncertain: Issue.record("unsettled: frame \(index) \(fate) \(outage)")
          }
          #expect(bench.frames.count(where: { $0.isStage }) <= 1, "frame \(index) \(fate) \(outage)")
        }
      }
    }
  }

  @Test func `while a lost commit is unknown the receipt says so, with its time, until a read settles it`() throws {
    let bench = try LinkBench()
    bench.orderStop(1)
    bench.run(.seconds(1))
    bench.orderRun(tenPerHour, 2)
    var lostAt: Instant?
    bench.fate = { request, now in
      if request == .writeCoil(address: 2, isOn: true) { lostAt = now }
      guard let lostAt, now.since(lostAt) < .seconds(3) else { return .deliver }
      return request.isWrite ? .loseReply : .loseRequest
    }
    while bench.policy.observation.receipt != .uncertain { bench.step() }
    #expect(bench.policy.observation.uncertainSince == lostAt)
    bench.run(.seconds(8))
    #expect(bench.policy.observation.uncertainSince == nil)
  }

  @Test("SR-022, SR-062: an order that waited through a silence is not carried out after it")
  func oldOrder() throws {
    let bench = try LinkBench()
    bench.orderStop(1)
    bench.run(.seconds(1))
    bench.fate = { _, _ in .loseRequest }
    bench.orderRun(tenPerHour, 2)
    bench.run(.seconds(8))
    bench.fate = { _, _ in .deliver }
    bench.run(.seconds(10))
    #expect(bench.policy.observation.link == .up)
    #expect(bench.pump.flow == .zero)
    #expect(!bench.frames.contains(where: { $0.isStage }))
    #expect(bench.policy.observation.receipt == .refused(.notReached))
  }

  @Test func `what was not begun before the pump fell silent is not begun after it, however short the silence`() throws {
    let bench = try LinkBench(lease: .seconds(15))
    bench.orderStop(1)
    bench.run(.seconds(1))
    bench.fate = { _, _ in .loseRequest }
    bench.orderRun(tenPerHour, 2)
    while bench.policy.observation.link == .up { bench.step() }
    bench.fate = { _, _ in .deliver }
    bench.run(.seconds(10))
    #expect(bench.policy.observation.link == .up)
    #expect(bench.policy.observation.receipt == .refused(.notReached))
    #expect(!bench.frames.contains { $0.isStage })
  }

  @Test func `a run that fails after its start is stopped by the next frame`() throws {
    let bench = try LinkBench()
    bench.orderStop(1)
    bench.run(.seconds(1))
    bench.orderRun(tenPerHour, 2)
    while !bench.nextFrame().isStart {}
    bench.pump.steadyAt = bench.now + .seconds(60)
    while bench.policy.observation.receipt == .underway { bench.nextFrame() }
    #expect(bench.policy.observation.receipt == .refused(.notReached))
    #expect(bench.pump.flow > .zero)
    #expect(bench.nextFrame().isStop)
  }

  @Test func `a running pump that was silent for a moment goes on: identified, read, fed`() throws {
    let bench = try LinkBench.running()
    let start = bench.now
    bench.fate = { _, now in now.since(start) < .seconds(4) ? .loseRequest : .deliver }
    bench.run(.seconds(12))
    #expect(bench.policy.observation.link == .up)
    #expect(bench.policy.observation.receipt == .applied(tenPerHour))
    #expect(bench.pump.flow == tenPerHour)
    #expect(!bench.frames.contains { $0.isStop || $0.isStage })
  }

  @Test("SR-060: three failed polls make the pump silent, and it is then asked ever less often")
  func silence() throws {
    let bench = try LinkBench.running()
    let start = bench.now
    bench.fate = { _, _ in .loseRequest }
    while bench.policy.observation.link == .up { bench.step() }
    #expect(bench.now.since(start) <= .seconds(4))
    bench.frames = []
    bench.run(.seconds(30))
    let probes = zip(bench.frames, bench.frames.dropFirst()).map { $1.began.since($0.ended) }.filter { $0 > .milliseconds(100) }
    #expect(probes.contains { $0 >= .milliseconds(3_900) })
    #expect(probes.allSatisfy { $0 <= .milliseconds(4_050) })
    #expect(bench.frames.count <= 36)
    #expect(!bench.frames.contains(where: { $0.request.isWrite }))
  }

  @Test func `a pump that was never there and that no session holds is asked and stopped ever less often`() throws {
    let bench = try LinkBench()
    bench.fate = { _, _ in .loseRequest }
    bench.orderIdle(1)
    bench.run(.seconds(10))
    bench.frames = []
    bench.run(.seconds(60))
    #expect((12...18).contains(bench.frames.count(where: { $0.isStop })))
    #expect(bench.frames.filter { $0.request.isWrite }.allSatisfy { $0.isStop })
  }

  @Test func `a port that is gone is no reason to spin, and the stop goes out when it is back`() throws {
    let bench = try LinkBench.running()
    bench.fate = { _, _ in .notSent }
    bench.stopGeneration = 1
    for _ in 0..<400 { bench.step() }
    #expect(bench.frames.count < 300)
    #expect(bench.policy.observation.stopSentAt.map { $0 < bench.frames[0].began } ?? true)
    bench.fate = { _, _ in .deliver }
    bench.run(.seconds(5))
    #expect(bench.policy.clearedStopGeneration == 1)
    #expect(bench.pump.flow == .zero)
  }

  @Test func `a pump that hangs but answers is silent`() throws {
    let bench = try LinkBench.running()
    bench.pump.hang()
    bench.run(.seconds(6))
    #expect(bench.policy.observation.link == .silent)
  }

  @Test func `a run that a lower rate overtakes half-way never leaves the pump above the lower rate`() throws {
    let low = FlowRate(microlitersPerHour: 2_000)
    for rounds in 0..<16 {
      for loses in [false, true] {
        let bench = try LinkBench()
        bench.orderStop(1)
        bench.run(.seconds(1))
        bench.orderRun(tenPerHour, 2)
        for _ in 0..<rounds { bench.nextFrame() }
        let overtaken = bench.now
        if loses { bench.fate = { _, now in now.since(overtaken) < .seconds(1) ? .loseReply : .deliver } }
        bench.orderRun(low, 3, begins: false)
        bench.run(.seconds(12))
        #expect(bench.pump.flow <= low)
        #expect(bench.policy.observation.orderSequence == 3)
        if loses { continue }
        // A pump that the first order had not yet started is not started by the second one.
        switch bench.policy.observation.receipt {
        case .applied(let rate): #expect(rate == low && bench.pump.flow == low)
        case .refused: #expect(bench.pump.flow == .zero)
        case .none, .underway, .uncertain: Issue.record("the order's fate is not known after 12 s, round \(rounds)")
        }
      }
    }
  }

  @Test func `SR-022, SR-071: a pump that restarted has no owner and is not started again by itself`() throws {
    let bench = try LinkBench.running()
    bench.pump.reboot()
    bench.run(.seconds(10))
    #expect(bench.policy.observation.receipt == .refused(.owner))
    #expect(bench.policy.observation.report?.liveAlarms.contains(.configurationLost) == true)
    #expect(!bench.frames.contains(where: { $0.isStage }))
    #expect(bench.pump.flow == .zero)
    // On an operator's word the alarm is cleared; that needs control of the pump.
    bench.orderStop(3, clearsAlarms: true)
    bench.run(.seconds(2))
    #expect(bench.pump.latched == 0)
    bench.orderRun(tenPerHour, 4)
    bench.run(.seconds(3))
    #expect(bench.policy.observation.receipt == .applied(tenPerHour))
  }

  @Test func `alarms are cleared once per order`() throws {
    let bench = try LinkBench.running()
    bench.orderStop(3)
    bench.run(.seconds(1))
    bench.pump.latched = 1
    bench.frames = []
    bench.orderStop(4, clearsAlarms: true)
    bench.run(.seconds(5))
    #expect(bench.pump.latched == 0)
    #expect(bench.frames.count(where: { $0.request == .writeCoil(address: 6, isOn: true) }) == 1)
  }

  @Test func `another device in mid-infusion is not written to, and what our pump does is unknown`() throws {
    let bench = try LinkBench.running()
    let ours = bench.pump
    bench.pump = RegisterPump(serial: 9)
    bench.pump.advance(to: bench.now)
    bench.run(.seconds(4))
    let noticed = try #require(bench.frames.firstIndex(where: { $0.isStatusRead }))
    #expect(!bench.frames[noticed...].contains(where: { $0.request.isWrite }))
    #expect(bench.policy.observation.receipt == .uncertain)
    #expect(bench.policy.observation.uncertainSince != nil)
    bench.pump = ours
    bench.pump.advance(to: bench.now)
    bench.frames = []
    bench.run(.seconds(8))
    #expect(bench.frames.first(where: { $0.request.isWrite })?.isStop == true)
    #expect(bench.policy.observation.uncertainSince == nil)
  }

  /// What the link sends first to the pump that it has found again.
  private func isIdentityThenStopThenRead(_ frames: [Frame]) -> Bool {
    let answered = frames.filter { !$0.isLost }.prefix(4)
    return answered.count == 4 && answered[0].isStatusRead
      && answered[1].request == .readInputRegisters(address: 60, count: 6) && answered[2].isStop && answered[3].isStatusRead
  }

  @Test func `the right pump, back after another one, is stopped first although zero was known`() throws {
    let bench = try LinkBench.running()
    bench.orderStop(3)
    bench.run(.seconds(3))
    let ours = bench.pump
    bench.pump = RegisterPump(serial: 9)
    bench.pump.advance(to: bench.now)
    bench.run(.seconds(3))
    #expect(bench.policy.observation.link == .wrongDevice)
    bench.pump = ours
    bench.pump.advance(to: bench.now)
    bench.frames = []
    bench.run(.seconds(6))
    #expect(isIdentityThenStopThenRead(bench.frames))
  }

  @Test("law 4: a run that was unknown when the pump fell silent is stopped first when it is back", arguments: [true, false])
  func unknownBeforeSilence(executes: Bool) throws {
    let bench = try LinkBench()
    bench.orderStop(1)
    bench.run(.seconds(1))
    bench.orderRun(tenPerHour, 2)
    while !bench.nextFrame().isCommit {}
    bench.fate = { request, _ in executes && request.isWrite ? .loseReply : .loseRequest }
    while bench.policy.observation.link == .up { bench.step() }
    #expect(bench.policy.observation.receipt == .uncertain)
    bench.fate = { _, _ in .deliver }
    bench.frames = []
    bench.run(.seconds(6))
    #expect(isIdentityThenStopThenRead(bench.frames))
    #expect(bench.policy.observation.receipt == .refused(.notReached))
    #expect(bench.pump.flow == .zero)
  }

  @Test func `a pump held at zero is stopped first when it is back from a silence`() throws {
    let bench = try LinkBench.running()
    bench.orderStop(3)
    bench.run(.seconds(2))
    bench.fate = { _, _ in .loseRequest }
    while bench.policy.observation.link == .up { bench.step() }
    bench.fate = { _, _ in .deliver }
    bench.frames = []
    bench.run(.seconds(6))
    #expect(isIdentityThenStopThenRead(bench.frames))
  }

  @Test func `settings outside the rules are refused with the accepted range`() throws {
    #expect(throws: LinkSettingsError.leaseOutOfRange(.seconds(2))) {
      try LinkSettings(expectedSerialNumber: 1, lease: .seconds(2))
    }
    #expect(throws: LinkSettingsError.watchdogOutOfRange(.seconds(11), lease: .seconds(5))) {
      try LinkSettings(expectedSerialNumber: 1, lease: .seconds(5), watchdog: .seconds(11))
    }
    let settings = try LinkSettings(expectedSerialNumber: 1, lease: .seconds(5))
    #expect(settings.watchdog == .seconds(10))
    #expect(settings.feedInterval == .milliseconds(2_500))
    #expect("\(LinkSettingsError.leaseOutOfRange(.seconds(2)))".contains("3 s to 15 s"))
  }
}
