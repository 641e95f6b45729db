import Controller
import Quantities
import Safety
import Testing
import Therapy

@Suite struct HeldStepTests {
  @Test("SR-020, SR-052: the program's next step is refused while a required signal is lost")
  func noRaiseUnwatched() {
    let room = Room().infuse(makeOrder(steps: [(milliliters(10), .seconds(20)), (milliliters(20), .seconds(60))]))
    room.run { $0.view().elapsed > .seconds(10) }
    room.monitors[0].isUnplugged = true
    room.run { $0.view().elapsed > .seconds(25) }
    #expect(room.isOn(.signalLost) && room.phase == .infusing)
    let outcome = room.ask(.nextStep(token: room.token()))
    guard case .refused(.blocked(let set)) = outcome else { return #expect(outcome == nil, "not refused") }
    #expect(set.contains(.staleSignal))
    #expect(room.ordered == milliliters(10))
  }

  @Test("SR-052: a rate that something held down when it was confirmed does not come up when that is gone")
  func heldForGood() {
    for delay in 1...8 {
      let room = Room().infuse(makeOrder(steps: [(milliliters(10), .seconds(600))]))
      room.monitors[0].period = .milliseconds(20)
      room.journal.delay = .milliseconds(100)
      let token = room.token()
      #expect(isReadBack(room.ask(.setRate(milliliters(12), token: token))))
      room.sendRead(.confirm(token))
      room.run(for: .milliseconds(Int64(delay) * 20))
      room.monitors[0].saturation = (nil, .sensorOff)
      room.run(for: .seconds(5))
      let held = room.ordered
      room.monitors[0].saturation = (98, .good)
      room.run(for: .seconds(60))
      #expect(room.ordered == held, "\(delay) ticks after the confirmation")
    }
  }

  @Test("a lowering is not held back by what forbids a start")
  func timedLoweringUnwatched() {
    let room = Room().infuse(makeOrder(steps: [(milliliters(20), .seconds(20)), (milliliters(10), .seconds(60))]))
    room.run { $0.view().elapsed > .seconds(10) }
    room.monitors[0].isUnplugged = true
    room.run { $0.view().elapsed > .seconds(22) }
    #expect(room.phase == .infusing && room.ordered == milliliters(10))
  }

  @Test("a delivery record that cannot be one neither ends the daemon nor lowers the upper bound")
  func damagedAccount() {
    let order = makeOrder()
    var account = CounterAccount()
    account.base = Volume(microliters: 9_000)
    account.last = Volume(microliters: 900)
    account.settledAtLeast = Volume(nanoliters: .max)
    let record = DeliveryRecord(
      atLeast: .zero, atMost: .zero, elapsed: Interval(nanoseconds: .max), rate: milliliters(20), account: account)
    let recovery = SessionRecovery(session: SessionID(number: 3), order: order, delivery: record, hasEnded: false)
    var controller = Controller(
      setups: [Room.setup], recoveries: [recovery], lease: .seconds(5), startedAt: Room.start)
    for step in 1...200 {
      _ = controller.step(TickInput(now: Room.start + .milliseconds(Int64(step) * 20)))
    }
    let view = controller.view(of: 0, at: Room.start)
    #expect(view.phase == .interrupted && view.deliveredAtMost >= order.program.total)
    #expect(view.deliveredAtLeast == .zero)
  }

  @Test("SR-015: a counter that breaks off again and again adds up to no more than any order holds, and ends no daemon")
  func endlessCounter() {
    let most = TherapyProgram.largestTotal
    var account = CounterAccount()
    account.settledAtMost = most
    account.settledAtLeast = most
    account.base = Volume(microliters: 5_000)
    account.last = Volume(microliters: 4_294_967_295)
    let record = DeliveryRecord(atLeast: .zero, atMost: .zero, elapsed: .zero, rate: milliliters(20), account: account)
    let recovery = SessionRecovery(session: SessionID(number: 3), order: makeOrder(), delivery: record, hasEnded: false)
    var controller = Controller(
      setups: [Room.setup], recoveries: [recovery], lease: .seconds(5), startedAt: Room.start)
    var pump = PumpRig(at: Room.start, counter: Volume(microliters: 4_000))
    for step in 1...500 {
      let now = Room.start + .milliseconds(Int64(step) * 20)
      pump.advance(to: now, stopBit: false)
      var input = TickInput(now: now)
      input.channels[0].pump = pump.observation
      pump.take(controller.step(input).orders[0])
    }
    let view = controller.view(of: 0, at: Room.start)
    #expect(view.deliveredAtMost >= most && view.deliveredAtMost < most + Volume(microliters: 1_000))
    #expect(view.deliveredAtLeast <= view.deliveredAtMost)
  }
}
