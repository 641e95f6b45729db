import Controller
import Quantities
import Safety
import Testing
import Therapy

@Suite struct RateChangeTests {
  @Test("SR-131, law 2: lowering acts at once, without token or journal")
  func lowering() {
    let room = Room().infuse()
    room.journal.delay = .seconds(60)
    let id = room.send(.setRate(milliliters(7), token: room.token()))
    room.tick()
    #expect(room.reply(to: id) == .done)
    #expect(room.ordered == milliliters(7))
  }

  @Test("the rate of now is set at once too, and changes nothing")
  func sameRate() {
    let room = Room().infuse()
    #expect(room.ask(.setRate(milliliters(20), token: room.token())) == .done)
    #expect(room.ordered == milliliters(20))
  }

  @Test("SR-021: raising takes two steps and the journal")
  func raising() throws {
    let room = Room().infuse()
    let token = room.token()
    let outcome = room.ask(.setRate(milliliters(30), token: token))
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    #expect(readBack.rate == milliliters(30) && readBack.rateBefore == milliliters(20))
    room.run(for: .seconds(5))
    #expect(room.ordered == milliliters(20))
    room.journal.delay = .milliseconds(400)
    let id = room.sendRead(.confirm(token))
    room.run(for: .milliseconds(300))
    #expect(room.ordered == milliliters(20) && room.reply(to: id) == nil)
    room.run(for: .milliseconds(300))
    #expect(room.ordered == milliliters(30) && room.reply(to: id) == .done)
    #expect(room.phase == .infusing)
  }

  @Test("SR-001: a raise to a limit passes, one step above is refused with the limit")
  func limits() {
    let room = Room().infuse()
    #expect(
      room.ask(.setRate(FlowRate(microlitersPerHour: 35_100), token: room.token()))
        == .refused(.aboveHardLimit(.doseRate, limit: 1_000_000_000)))
    #expect(isReadBack(room.ask(.setRate(milliliters(35), token: room.token()))))
  }

  @Test(
    "SR-030: a stop or pause takes back a raise that was read back or waits for the journal",
    arguments: [Room.StopKey.stop, .pause])
  func overtaken(key: Room.StopKey) {
    let room = Room().infuse()
    let token = room.token()
    _ = room.ask(.setRate(milliliters(30), token: token))
    room.journal.delay = .milliseconds(500)
    let id = room.sendRead(.confirm(token))
    room.run(for: .milliseconds(100))
    room.press(key)
    room.tick()
    #expect(room.reply(to: id) == .refused(.overtaken))
    #expect(room.ordered == .zero)
    room.run(for: .seconds(10))
    #expect(room.ordered == .zero)
    #expect(room.ask(.confirm(token)) == .refused(.tokenUnknown))
  }

  @Test("SR-030: lowering takes back a raise that waits for the journal")
  func loweringOvertakes() {
    let room = Room().infuse()
    let token = room.token()
    _ = room.ask(.setRate(milliliters(30), token: token))
    room.journal.delay = .milliseconds(500)
    let id = room.sendRead(.confirm(token))
    room.run(for: .milliseconds(100))
    #expect(room.ask(.setRate(milliliters(5), token: room.token())) == .done)
    #expect(room.reply(to: id) == .refused(.overtaken))
    room.run(for: .seconds(5))
    #expect(room.ordered == milliliters(5))
  }

  @Test("SR-029: an increase acts within 2 s of its confirmation or not at all, wherever the time went")
  func lateTogether() {
    let room = Room().infuse()
    let token = room.token()
    _ = room.ask(.setRate(milliliters(30), token: token))
    room.journal.delay = .milliseconds(1_200)
    let id = room.sendRead(.confirm(token))
    room.hang(for: .milliseconds(1_000))
    room.run(for: .seconds(3))
    #expect(room.reply(to: id) == .refused(.journalLate))
    #expect(room.ordered == milliliters(20))
  }

  @Test("SR-029: a raise whose receipt is late raises nothing")
  func lateReceipt() {
    let room = Room().infuse()
    let token = room.token()
    _ = room.ask(.setRate(milliliters(30), token: token))
    room.journal.delay = .seconds(3)
    let id = room.sendRead(.confirm(token))
    room.run(for: .seconds(8))
    #expect(room.reply(to: id) == .refused(.journalLate))
    #expect(room.ordered == milliliters(20) && room.phase == .infusing)
  }

  @Test("a read-back after which the rate was lowered is void")
  func stale() {
    let room = Room().infuse()
    let token = room.token()
    #expect(isReadBack(room.ask(.setRate(milliliters(30), token: token))))
    #expect(room.ask(.setRate(milliliters(10), token: room.token())) == .done)
    #expect(room.ask(.confirm(token)) == .refused(.tokenUnknown))
    #expect(room.ordered == milliliters(10))
  }

  @Test("SR-052: a rate that a person lowered stays lowered across the program's later steps")
  func loweringBeforeLowerStep() {
    let steps = [(milliliters(20), Interval.seconds(20)), (milliliters(5), .seconds(20)), (milliliters(30), .seconds(20))]
    let room = Room().infuse(makeOrder(steps: steps))
    #expect(room.ask(.setRate(milliliters(15), token: room.token())) == .done)
    #expect(room.ordered == milliliters(15))
    room.run { $0.view().elapsed > .seconds(21) }
    #expect(room.ordered == milliliters(5), "the program's lower step counts")
    #expect(room.ask(.setRate(milliliters(3), token: room.token())) == .done)
    room.run { $0.view().elapsed > .seconds(41) }
    #expect(room.ordered == milliliters(3), "no step raises it again")
  }

  @Test("SR-052: a confirmed raise ends with the program's next lower step: time only lowers")
  func raiseEndsWithStep() {
    let room = Room().infuse(makeOrder(steps: [(milliliters(10), .seconds(20)), (milliliters(5), .seconds(60))]))
    let token = room.token()
    _ = room.ask(.setRate(milliliters(12), token: token))
    #expect(room.ask(.confirm(token)) == .done)
    #expect(room.run { $0.ordered == milliliters(12) })
    room.run { $0.view().elapsed > .seconds(25) }
    #expect(room.ordered == milliliters(5))
  }

  @Test("SR-009: a raise that waits for the journal when the program's step ends is taken back: it was one over that step")
  func stepTakesBackRaise() {
    let room = Room().infuse(makeOrder(steps: [(milliliters(10), .seconds(20)), (milliliters(9), .seconds(60))]))
    let token = room.token()
    #expect(isReadBack(room.ask(.setRate(milliliters(12), token: token))))
    room.run { $0.view().elapsed > .milliseconds(18_500) }
    room.journal.delay = .milliseconds(1_900)
    let id = room.sendRead(.confirm(token))
    room.run(for: .seconds(4))
    #expect(room.reply(to: id) == .refused(.overtaken))
    #expect(room.ordered == milliliters(9))
  }

  @Test("SR-009: a rate may be lowered while the pump is being started, however far it is, without a pause")
  func loweredWhileStarting() {
    var begins: [Bool] = []
    for ticks in 0...20 {
      let room = Room()
      let token = room.prepare()
      room.pumps[0].faults.commandTime = .milliseconds(200)
      room.run(for: .milliseconds(600))
      let start = room.send(.start(token))
      #expect(room.run(limit: .seconds(2)) { $0.reply(to: start) == .done && $0.phase == .starting })
      for _ in 0..<ticks { room.tick() }
      #expect(room.ask(.setRate(milliliters(5), token: room.token())) == .done)
      begins.append(room.output?.orders[0].begins == true)
      #expect(room.run(limit: .seconds(5)) { $0.phase == .infusing && $0.pumps[0].rate == milliliters(5) }, "\(ticks)")
      #expect(!room.phases().contains(.pausing), "\(room.view().cause) \(room.alarmsOn)")
    }
    // A start until the pump was seen to obey, a change of rate from then on.
    let changes = begins.drop { $0 }
    #expect(begins.first == true && !changes.isEmpty && !changes.contains(true), "\(begins)")
  }

  @Test("a rate below the pump's resolution is refused: to stop the flow there is pause")
  func tooLow() {
    let room = Room().infuse()
    #expect(room.ask(.setRate(FlowRate(microlitersPerHour: 99), token: room.token())) == .refused(.rateTooLow))
    #expect(room.ask(.setRate(.zero, token: room.token())) == .refused(.rateTooLow))
    #expect(room.ordered == milliliters(20))
  }

  @Test("no rate is set where nothing may flow")
  func wrongPhase() {
    let room = Room()
    #expect(room.ask(.setRate(milliliters(1), token: room.token())) == .refused(.wrongPhase(.idle)))
    _ = room.prepare()
    #expect(room.ask(.setRate(milliliters(1), token: room.token())) == .refused(.wrongPhase(.prepared)))
    #expect(Room().pausedAndCalm().ask(.setRate(milliliters(1), token: Token(bits: 5))) == .refused(.wrongPhase(.paused)))
  }

  @Test("nobody can ask for a rate so large that arithmetic fails")
  func extreme() {
    let room = Room().infuse()
    let endless = FlowRate(nanolitersPerHour: .max)
    #expect(room.ask(.setRate(endless, token: room.token())) == .refused(.abovePumpRange(milliliters(1_200))))
    room.press(.pause)
    room.run(for: .seconds(12))
    #expect(room.resume(at: endless) == .refused(.aboveRateBeforePause(milliliters(20))))
  }
}
