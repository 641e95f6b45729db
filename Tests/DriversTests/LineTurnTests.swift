import Quantities
import Safety
import Testing
import Therapy

@testable import Drivers

@Suite struct LineTurnTests {
  /// Two pumps on one line, chosen as `PumpBus.nextFrame` chooses.
  @Test(
    "law 2: a pump that does not obey its stop must not keep the stop of its neighbor off the line", arguments: [false, true])
  func neighbor(isSilent: Bool) throws {
    let a = try LinkBench.running(), b = try LinkBench.running()
    if isSilent { a.fate = { _, _ in .loseRequest } } else { a.pump.ignoresStop = true }
    var now = max(a.now, b.now)
    let asked = now
    var firstStop: Instant?
    let frame = Interval.milliseconds(60)  // 79 bytes at 9600 baud take 90 ms, a stop 18 ms
    var turn = LineTurn()
    while now < asked + .seconds(10), firstStop == nil {
      let benches = [a, b]
      var served = false
      for bench in benches { bench.renewAt(now) }
      let urgencies = benches.map { $0.policy.urgency(at: now, order: $0.order!, stopGeneration: 1) }
      for index in turn.order(of: urgencies) {
        let bench = benches[index]
        guard case .transact(let request) = bench.policy.next(now: now, order: bench.order, stopGeneration: 1) else { continue }
        let began = now
        var reply = BusReply.noAnswer
        if index == 1 || !isSilent {
          bench.pump.advance(to: now); reply = bench.pump.answer(request); now = now + frame
        } else {
          now = now + .milliseconds(request.isWrite ? 68 : 140)
        }
        bench.policy.completed(reply, began: began, ended: now)
        if index == 1, request == .writeCoil(address: 3, isOn: true) { firstStop = began }
        served = true
        turn.served(index)
        break
      }
      if !served { now = now + .milliseconds(5) }
    }
    let delay = firstStop.map { $0.since(asked).wholeMilliseconds }
    #expect((delay ?? 99_999) <= 250, "first stop of the neighbor after \(String(describing: delay)) ms")
  }
}

extension LinkBench {
  fileprivate func renewAt(_ time: Instant) { now = max(now, time); renew() }
}
