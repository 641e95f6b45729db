import Quantities
import Safety
import Testing
import Therapy

@testable import Drivers

/// A start whose rate is lowered before anybody has seen the pump run.
struct LoweredStartTests {
  @Test("SR-009: a start that is lowered on its way runs at the lower rate, wherever it had come to, and is started once")
  func loweredStart() throws {
    let low = FlowRate(microlitersPerHour: 5_000)
    for framesBefore in 0...16 {
      let bench = try LinkBench()
      bench.orderStop(1)
      bench.run(.seconds(1))
      bench.orderRun(tenPerHour, 2, begins: true)
      for _ in 0..<framesBefore { bench.nextFrame() }
      bench.orderRun(low, 3, begins: true)
      bench.run(.seconds(5))
      #expect(bench.policy.observation.receipt == .applied(low), "after \(framesBefore) frames")
      #expect(bench.pump.flow == low && bench.frames.count(where: { $0.isStart }) == 1, "after \(framesBefore) frames")
    }
  }

  @Test("SR-022, SR-072: a pump that a person stops while it is being started is not started again by a lower rate")
  func stoppedWhileStarting() throws {
    var stopped = 0
    for framesBefore in 0...16 {
      let bench = try LinkBench()
      bench.orderStop(1)
      bench.run(.seconds(1))
      bench.orderRun(tenPerHour, 2, begins: true)
      for _ in 0..<framesBefore { bench.nextFrame() }
      guard bench.pump.flow > .zero else { continue }
      stopped += 1
      bench.pump.stopLocally()
      bench.orderRun(FlowRate(microlitersPerHour: 5_000), 3, begins: true)
      bench.run(.seconds(5))
      #expect(bench.policy.observation.receipt == .refused(.state), "after \(framesBefore) frames")
      #expect(bench.pump.flow == .zero && bench.frames.count(where: { $0.isStart }) == 1, "after \(framesBefore) frames")
    }
    #expect(stopped > 1)
  }

  @Test("SR-022, SR-062: after a start without an answer the pump is read: one that stands is not started again by a lower rate")
  func lostStart() throws {
    let low = FlowRate(microlitersPerHour: 5_000)
    for (fate, runs) in [(Fate.loseRequest, false), (.loseReply, true)] {
      let bench = try LinkBench()
      bench.orderStop(1)
      bench.run(.seconds(1))
      bench.fate = { request, _ in RefPumpDriver().starts(request) ? fate : .deliver }
      bench.orderRun(tenPerHour, 2, begins: true)
      while !bench.nextFrame().isStart {}
      bench.orderRun(low, 3, begins: true)
      bench.run(.seconds(5))
      #expect(bench.policy.observation.receipt == (runs ? .applied(low) : .refused(.state)), "\(fate)")
      #expect(bench.pump.flow == (runs ? low : .zero) && bench.frames.count(where: { $0.isStart }) == 1, "\(fate)")
    }
  }
}
