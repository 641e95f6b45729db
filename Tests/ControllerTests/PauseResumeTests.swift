import Controller
import Quantities
import Safety
import Testing
import Therapy

@Suite struct PauseResumeTests {
  @Test("SR-024: a resume without a rate is half the rate before the pause, rounded down to the pump's resolution")
  func half() {
    let room = Room().pausedAndCalm(makeOrder(steps: [(FlowRate(microlitersPerHour: 20_300), .seconds(600))]))
    #expect(room.resume() == .done)
    #expect(room.ordered == FlowRate(microlitersPerHour: 10_100))
  }

  @Test("SR-024: a resume is at most the rate before the pause, and equality passes")
  func notFaster() {
    let room = Room().pausedAndCalm()
    #expect(room.resume(at: FlowRate(microlitersPerHour: 20_100)) == .refused(.aboveRateBeforePause(milliliters(20))))
    #expect(room.resume(at: FlowRate(nanolitersPerHour: 20_099_999)) == .done, "rounded down it is equal")
    #expect(room.ordered == milliliters(20))
  }

  @Test("SR-024: each further pause lowers what a resume may be")
  func lowerEachTime() {
    let room = Room().pausedAndCalm()
    #expect(room.resume(at: milliliters(8)) == .done)
    room.run { $0.phase == .infusing }
    room.press(.pause)
    room.run(for: .seconds(13))
    #expect(room.resume(at: milliliters(9)) == .refused(.aboveRateBeforePause(milliliters(8))))
    #expect(room.resume() == .done)
    #expect(room.ordered == milliliters(4))
  }

  @Test("SR-024: a rate that was lowered in the very step of the pause is the one before the pause, also after a restart")
  func loweredInThatStep() {
    for restarts in [false, true] {
      let room = Room().infuse()
      room.run(for: .seconds(10))
      room.send(.setRate(milliliters(5), token: room.token()))
      room.send(.pause)
      room.tick()
      #expect(room.phase == .pausing)
      room.run(for: .seconds(2))
      if restarts {
        room.restart()
        #expect(room.run { $0.view().zeroIsObserved })
        #expect(room.ask(.reconcile) == .done)
      }
      #expect(room.view().rateBeforePause == milliliters(5))
      room.run(for: .seconds(12))
      #expect(room.resume(at: milliliters(6)) == .refused(.aboveRateBeforePause(milliliters(5))))
    }
  }

  @Test("SR-024: a resume is an increase: the spacing passes before the rate is raised again")
  func raiseAfterResume() throws {
    let room = Room().pausedAndCalm(makeOrder(spacing: .minutes(10)))
    #expect(room.resume() == .done)
    #expect(room.run { $0.phase == .infusing })
    room.run(for: .seconds(5))
    let outcome = room.ask(.setRate(milliliters(11), token: room.token()))
    guard case .refused(.tooSoonAfterIncrease(let left)) = outcome else { throw Unexpected(outcome: outcome) }
    #expect(left > .seconds(590) && left < .minutes(10))
  }

  @Test("SR-153: what is for simulation only is not resumed on devices that are real after a restart")
  func realAfterRestart() {
    let room = Room().infuse()
    let real = ChannelSetup(resolution: FlowRate(microlitersPerHour: 100), fastest: milliliters(1_200), isSimulated: false)
    room.restart(setup: real)
    #expect(room.run { $0.view().zeroIsObserved })
    #expect(room.ask(.reconcile) == .done)
    room.run(for: .seconds(12))
    #expect(room.resume() == .refused(.simulationOnly))
  }

  @Test("a resume of nothing, or of less than one step of the pump, is refused")
  func tooLow() {
    let room = Room().pausedAndCalm()
    #expect(room.resume(at: .zero) == .refused(.rateTooLow))
    #expect(room.resume(at: FlowRate(microlitersPerHour: 99)) == .refused(.rateTooLow))
  }

  @Test("SR-023: the hold counts from when all was well, and one bad value begins it anew")
  func hold() throws {
    let room = Room().infuse(makeOrder(hold: .seconds(30)))
    room.run(for: .seconds(60))
    room.press(.pause)
    room.run { $0.phase == .paused }
    let early = room.resume()
    guard case .refused(.holdNotOver(let left)) = early else { throw Unexpected(outcome: early) }
    #expect(left <= .seconds(30) && left > .seconds(25))
    room.run(for: .seconds(20))
    room.monitors[0].saturation = (93, .good)
    room.run(for: .seconds(1))
    room.monitors[0].saturation = (98, .good)
    room.run(for: .seconds(20))
    let second = room.resume()
    guard case .refused(.holdNotOver) = second else { throw Unexpected(outcome: second) }
    room.run(for: .seconds(11))
    #expect(room.resume() == .done)
  }

  @Test("SR-023: even a hold of no time is no resume while something is wrong now")
  func noHold() throws {
    let room = Room().infuse(makeOrder(hold: .zero))
    room.press(.pause)
    room.run { $0.phase == .paused }
    room.monitors[0].saturation = (92, .good)
    room.run(for: .seconds(1))
    let outcome = room.resume()
    guard case .refused(.holdNotOver) = outcome else { throw Unexpected(outcome: outcome) }
    room.monitors[0].saturation = (98, .good)
    room.run(for: .seconds(1))
    #expect(room.resume() == .done)
  }

  @Test("SR-022: nothing resumes by itself, whatever recovers and however long it waits")
  func notByItself() {
    let room = Room().infuse()
    room.monitors[0].saturation = (80, .good)
    #expect(room.run { $0.phase == .paused })
    room.monitors[0].saturation = (99, .good)
    let runs = room.pumps[0].runCommands
    room.run(for: .minutes(5))
    #expect(room.phase == .paused && room.ordered == .zero)
    #expect(room.pumps[0].runCommands == runs)
  }

  @Test("SR-022: each interlock's pause outlives its cause", arguments: [0, 1, 2, 3, 4])
  func causes(which: Int) {
    let room = Room().infuse()
    switch which {
    case 0: room.monitors[0].isUnplugged = true
    case 1: room.monitors[0].saturation = (nil, .sensorOff)
    case 2: room.pumps[0].raise(.occlusion)
    case 3: room.pumps[0].faults.isSilent = true
    default: room.journal.failingSince = room.now
    }
    #expect(room.run(limit: .seconds(40)) { !$0.phase.allowsFlow })
    room.monitors[0].isUnplugged = false
    room.monitors[0].saturation = (98, .good)
    room.pumps[0].liveAlarms = []
    room.pumps[0].faults.isSilent = false
    room.journal.failingSince = nil
    room.run(for: .seconds(120))
    #expect(room.phase == (which == 3 ? .linkLost : .paused) && room.ordered == .zero)
  }

  @Test("SR-029: a resume whose receipt is late starts nothing")
  func lateReceipt() {
    let room = Room().pausedAndCalm()
    let token = room.token()
    #expect(isReadBack(room.ask(.prepareResume(rate: nil, token: token))))
    room.run(for: .seconds(1))
    room.journal.delay = .seconds(3)
    let id = room.sendRead(.resume(token))
    room.run(for: .seconds(10))
    #expect(room.reply(to: id) == .refused(.journalLate))
    #expect(room.phase == .paused && room.ordered == .zero)
  }

  @Test("the rate before the pause is measured against the limits and the pump of now")
  func otherPump() {
    let room = Room().infuse(makeOrder(steps: [(milliliters(10), .seconds(600))]))
    // Raised to twice the program's rate, then the daemon comes back with a slower pump in its configuration.
    let token = room.token()
    #expect(isReadBack(room.ask(.setRate(milliliters(20), token: token))))
    #expect(room.ask(.confirm(token)) == .done)
    room.run(for: .seconds(10))
    let slow = ChannelSetup(resolution: FlowRate(microlitersPerHour: 100), fastest: milliliters(15), isSimulated: true)
    room.restart(setup: slow)
    #expect(room.run { $0.view().zeroIsObserved })
    #expect(room.ask(.reconcile) == .done)
    room.run(for: .seconds(12))
    #expect(room.resume(at: milliliters(20)) == .refused(.abovePumpRange(milliliters(15))))
    #expect(room.resume(at: milliliters(15)) == .done)
    room.run(for: .seconds(1))
    #expect(room.ordered == milliliters(15) || room.ordered == milliliters(10))
  }
}
