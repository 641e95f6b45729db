import Controller
import Quantities
import Safety
import Testing
import Therapy

@Suite struct StopTests {
  @Test(
    "law 2: the order is zero in the very step that sees a stop or pause request",
    arguments: [Room.StopKey.stop, .pause])
  func sameStep(key: Room.StopKey) throws {
    let room = Room().infuse()
    room.press(key)
    room.tick()
    #expect(try #require(room.output).orders[0].rate == .zero)
    #expect(room.phase == (key == .stop ? .stopping : .pausing))
    #expect(room.run(limit: .seconds(1)) { $0.phase == (key == .stop ? .stopped : .paused) })
    #expect(room.pumps[0].state == .paused)
  }

  @Test("SR-027: a stop stays latched until reset, and reset never infuses")
  func latched() {
    let room = Room().infuse()
    room.press(.stop)
    #expect(room.run { $0.phase == .stopped })
    #expect(room.view().isStopLatched)
    #expect(room.ask(.prepareResume(rate: nil, token: room.token())) == .refused(.wrongPhase(.stopped)))
    #expect(room.ask(.close) == .refused(.wrongPhase(.stopped)))
    let prepare = { room.ask(.prepare(makeOrder(), session: room.newSession(), token: room.token())) }
    #expect(prepare() == .refused(.stopLatched))
    let runs = room.pumps[0].runCommands
    #expect(room.ask(.reset) == .done)
    room.run(for: .seconds(30))
    #expect(room.ordered == .zero && room.phase == .completed)
    #expect(room.pumps[0].runCommands == runs)
    #expect(room.ask(.close) == .done)
    #expect(isReadBack(prepare()))
  }

  @Test("SR-027: a reset is refused while the stop is not yet seen, so it can never undo it")
  func resetTooEarly() {
    let room = Room().infuse()
    room.pumps[0].faults.losesStops = true
    room.press(.stop)
    room.run(for: .seconds(1))
    #expect(room.ask(.reset) == .refused(.wrongPhase(.stopping)))
    #expect(room.view().isStopLatched)
  }

  @Test("law 2: a stop is heard in every phase, and latches even without a session")
  func everyPhase() {
    let idle = Room()
    idle.press(.stop)
    idle.tick()
    #expect(idle.view().isStopLatched)
    let prepared = Room()
    let token = prepared.prepare()
    prepared.press(.stop)
    prepared.run(for: .seconds(1))
    #expect(prepared.phase == .stopped)
    #expect(prepared.ask(.start(token)) == .refused(.tokenUnknown))
    let paused = Room().pausedAndCalm()
    paused.press(.stop)
    paused.run(for: .seconds(1))
    #expect(paused.phase == .stopped)
  }

  @Test("SR-030: a stop or pause takes back a start that waits for the journal", arguments: [Room.StopKey.stop, .pause])
  func overtakesStart(key: Room.StopKey) {
    let room = Room()
    let token = room.prepare()
    room.journal.delay = .milliseconds(600)
    let id = room.sendRead(.start(token))
    room.run(for: .milliseconds(200))
    #expect(room.phase == .awaitingJournal)
    room.press(key)
    room.tick()
    #expect(room.reply(to: id) == .refused(.overtaken))
    room.run(for: .seconds(10))
    #expect(room.pumps[0].runCommands == 0)
    #expect(room.phase == (key == .stop ? .stopped : .prepared))
  }

  @Test("SR-030: a stop in the same tick as a confirmation, or as the receipt, wins")
  func sameTick() {
    for ticks in 0...4 {
      let room = Room()
      let token = room.prepare()
      room.journal.delay = .milliseconds(40)
      room.sendRead(.start(token))
      for _ in 0..<ticks { room.tick() }
      room.press(.stop)
      room.tick()
      #expect(room.ordered == .zero)
      room.run(for: .seconds(5))
      #expect(room.phase == .stopped, "\(ticks) ticks after the confirmation")
    }
  }

  @Test("SR-022: a request that stays pending, and whose counter was seen before, keeps the flow off and needs a resume")
  func pendingWithoutCount() {
    let setup = [Room.setup]
    var controller = Controller(setups: setup, recoveries: [nil], lease: .seconds(5), startedAt: Room.start)
    let room = Room()
    room.keepsInputs = true
    room.infuse()
    for input in room.inputs { _ = controller.step(input) }
    var input = room.inputs[room.inputs.count - 1]
    input.now = input.now + Room.period
    input.channels[0].requests.isPending = true
    #expect(controller.step(input).orders[0].rate == .zero)
    input.channels[0].requests.isPending = false
    for _ in 0..<500 {
      input.now = input.now + Room.period
      #expect(controller.step(input).orders[0].rate == .zero)
    }
  }

  @Test("SR-028: a stop that the pump does not obey alarms after 3 s and is repeated until it does")
  func repeated() {
    let room = Room().infuse()
    room.pumps[0].faults.losesStops = true
    room.press(.stop)
    room.run(for: .milliseconds(3_100))
    #expect(room.isOn(.stopUnconfirmed))
    #expect(room.phase == .stopping)
    room.run(for: .seconds(5))
    #expect(room.pumps[0].stopCommands > 10)
    room.pumps[0].faults.losesStops = false
    #expect(room.run(limit: .seconds(2)) { $0.phase == .stopped })
  }

  @Test("a stop and a pause that come together are a stop")
  func both() {
    let room = Room().infuse()
    room.press(.pause)
    room.press(.stop)
    room.run(for: .seconds(1))
    #expect(room.phase == .stopped && room.view().isStopLatched)
  }

  @Test("commands of the ring pause and stop too, and are answered at once")
  func byCommand() {
    let room = Room().infuse()
    #expect(room.ask(.pause) == .done)
    #expect(room.ordered == .zero)
    room.run { $0.phase == .paused }
    #expect(room.ask(.stop) == .done)
    room.run(for: .seconds(1))
    #expect(room.phase == .stopped)
    #expect(room.ask(.stop) == .done)
    #expect(room.phase == .stopped)
  }

  @Test("a stop while a session completes makes it a stopped one")
  func whileFinishing() {
    let room = Room().infuse(makeOrder(steps: [(milliliters(20), .seconds(10))]))
    room.pumps[0].faults.losesStops = true
    #expect(room.run { $0.phase == .stopping })
    room.press(.stop)
    room.pumps[0].faults.losesStops = false
    room.run(for: .seconds(2))
    #expect(room.phase == .stopped && room.view().isStopLatched)
  }

  @Test("one channel's stop leaves the others alone")
  func others() {
    let room = Room(channels: 4)
    for channel in 0..<4 { room.infuse(makeOrder(patient: "p-\(channel)"), channel: channel) }
    room.press(.stop, channel: 2)
    room.run(for: .seconds(2))
    for channel in 0..<4 { #expect(room.view(channel).phase == (channel == 2 ? .stopped : .infusing)) }
  }
}
