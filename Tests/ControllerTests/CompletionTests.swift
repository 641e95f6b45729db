import Controller
import Quantities
import Safety
import SplitMix
import Testing
import Therapy

@Suite struct CompletionTests {
  @Test("SR-010, SR-012: reaching the ordered volume by what may have been delivered is normal completion")
  func byVolume() throws {
    // 20 mL/h for 10 min would be 3.33 mL; the order holds 0.5 mL.
    let room = Room().infuse(makeOrder(total: quantity("0.5 mL")))
    #expect(room.run(limit: .seconds(120)) { $0.phase == .completed })
    #expect(room.view().endCause == .volumeReached)
    let delivered = try #require(room.delivered())
    #expect(delivered <= quantity("0.5 mL"))
    #expect(delivered >= quantity("0.48 mL"))
    #expect(!room.view().isStopLatched)
    #expect(AlarmCondition.allCases.allSatisfy { !room.isOn($0) })
  }

  @Test("SR-002, SR-010: an order of exactly the session's hard limit completes like any other")
  func atTheLimit() {
    let limit = makeCeilings(session: "1 mg")
    let room = Room().infuse(makeOrder(total: quantity("0.5 mL"), soft: limit, hard: limit))
    #expect(room.run(limit: .seconds(120)) { $0.phase == .completed })
    #expect(!room.isOn(.sessionMassReached) && !room.view().isStopLatched)
  }

  @Test(
    "SR-012: a pump that reaches its own VTBI before the stop arrives has completed, not failed",
    arguments: [40, 300, 600] as [Int64])
  func pumpIsFirst(latency: Int64) {
    let room = Room().infuse(makeOrder(total: quantity("0.5 mL")))
    room.pumps[0].faults.losesStops = true
    room.pumps[0].faults.readTime = .milliseconds(latency)
    #expect(room.run(limit: .seconds(120)) { $0.phase == .completed })
    #expect(room.pumps[0].latchedAlarms == .empty)
  }

  @Test("SR-012: the duration ends it within one step and the pump's latency")
  func byDuration() throws {
    let room = Room().infuse(makeOrder(steps: [(milliliters(20), .seconds(30))], total: quantity("5 mL")))
    #expect(room.run(limit: .seconds(60)) { $0.phase == .completed })
    #expect(room.view().endCause == .durationReached)
    #expect(room.view().elapsed >= .seconds(30) && room.view().elapsed <= .milliseconds(30_020))
  }

  @Test("a completed session gets no more drug: not by a start, a resume or a raise")
  func isOver() {
    let room = Room().infuse(makeOrder(steps: [(milliliters(20), .seconds(5))]))
    room.run { $0.phase == .completed }
    for action in [CommandAction.start(Token(bits: 1)), .resume(Token(bits: 1)), .confirm(Token(bits: 1))] {
      #expect(room.ask(action) == .refused(.tokenUnknown))
    }
    #expect(room.ask(.prepareResume(rate: nil, token: room.token())) == .refused(.wrongPhase(.completed)))
    #expect(room.ask(.setRate(milliliters(1), token: room.token())) == .refused(.wrongPhase(.completed)))
    #expect(room.ask(.close) == .done)
  }

  @Test("what is left after pauses is what a resume reads back, and nothing more is given")
  func remaining() throws {
    let room = Room().pausedAndCalm(makeOrder(total: quantity("0.3 mL")))
    let token = room.token()
    let outcome = room.ask(.prepareResume(rate: milliliters(20), token: token))
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    #expect(readBack.remaining + room.view().deliveredAtMost == quantity("0.3 mL"))
    #expect(room.ask(.resume(token)) == .done)
    #expect(room.run(limit: .seconds(90)) { $0.phase == .completed })
    #expect(try #require(room.delivered()) <= quantity("0.3 mL"))
  }

  @Test(
    "SR-010: through losses and pauses the pump never gives more than the order",
    arguments: 1...10 as ClosedRange<UInt64>)
  func neverMore(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let total = Volume(nanoliters: random.next(in: 200_000...900_000))
    let room = Room().infuse(makeOrder(total: total))
    for _ in 0..<12 where room.phase != .completed {
      room.run(for: .milliseconds(random.next(in: 0...12_000)))
      room.pumps[0].faults.isSilent = random.next(in: 0...3) == 0
      room.run(for: .milliseconds(random.next(in: 0...9_000)))
      room.pumps[0].faults.isSilent = false
      if random.next(in: 0...2) == 0 { room.press(.pause) }
      room.run(for: .seconds(14))
      _ = room.ask(.reconcile)
      room.run(for: .seconds(11))
      room.pumps[0].faults.losesNextReply = random.next(in: 0...3) == 0 ? true : nil
      _ = room.resume(at: milliliters(20))
    }
    #expect(try #require(room.delivered()) <= total)
  }
}
