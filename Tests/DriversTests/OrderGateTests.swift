import Quantities
import Safety
import Testing

@testable import Drivers

@Suite struct OrderGateTests {
  private let now = Instant.boot + .seconds(100)

  @Test("law 2: an order of a step that had not seen the newest stop does not pass, though the stop was answered meanwhile")
  func overtaken() {
    let stopped = PumpOrder.stop(sequence: 1, leaseUntil: now + .seconds(5))
    var gate = OrderGate(order: stopped)
    let running = PostedOrder(order: runOrder(FlowRate(microlitersPerHour: 10_000), sequence: 2, at: now), stopGeneration: 3)
    // The stop of generation 4 came after the step had looked and before its order was posted.
    gate.take(running, generation: 4)
    #expect(gate.order == stopped)
    // The next step has seen it, and what it orders passes.
    let next = PumpOrder.stop(sequence: 3, leaseUntil: now + .seconds(6))
    gate.take(PostedOrder(order: next, stopGeneration: 4), generation: 4)
    #expect(gate.order == next)
  }

  @Test("SR-054: an order made in knowledge of every stop passes, and so does its renewal")
  func passes() {
    var gate = OrderGate(order: .idle(sequence: 0, leaseUntil: now))
    for second in 0..<3 as Range<Int64> {
      let order = runOrder(FlowRate(microlitersPerHour: 10_000), sequence: 2, at: now + .seconds(second))
      gate.take(PostedOrder(order: order, stopGeneration: 7), generation: 7)
      #expect(gate.order == order)
    }
  }
}
