import Controller
import Quantities
import Safety
import Testing
import Therapy

/// The time after the drug, the pump's own doings, and the proof of the stop path before it.
@Suite struct AfterInfusionTests {
  private let short = [(milliliters(20), Interval.seconds(5))]

  @Test("SR-034: the patient recovers for the whole time after the last drug, with vital alarms on, before the record closes")
  func recovery() throws {
    let room = Room().infuse(makeOrder(steps: short, recovery: .minutes(120)))
    #expect(room.run { $0.phase == .recovering })
    guard case .refused(.recoveryNotOver(let left)) = room.ask(.close) else { return #expect(Bool(false), "closed") }
    #expect(left > .seconds(7_195) && left <= .minutes(120))
    room.stroll(for: .minutes(60))
    room.monitors[0].saturation = (80, .good)
    room.run(for: .seconds(11))
    #expect(room.isOn(.oxygenSaturationLow))
    room.monitors[0].saturation = (98, .good)
    room.stroll(for: .minutes(59))
    #expect(room.phase == .recovering)
    room.stroll(for: .seconds(60))
    #expect(room.phase == .completed)
    #expect(room.view().endCause == .volumeReached)
    #expect(room.ask(.close) == .done && room.phase == .closed)
  }

  @Test("SR-034: after a stop the time runs from the last drug, whenever the latch is reset; a physician may close earlier")
  func afterStop() {
    let room = Room().infuse(makeOrder(recovery: .minutes(30)))
    room.press(.stop)
    #expect(room.run { $0.phase == .stopped })
    room.stroll(for: .minutes(20))
    #expect(room.ask(.reset) == .done && room.phase == .recovering)
    #expect(room.view().recoveryLeft <= .minutes(10) && room.view().recoveryLeft > .minutes(9))
    #expect(room.ask(.closeEarly, user: 3) == .done)
    #expect(room.phase == .closed && room.view().session == nil && !room.view().needsReconcile)
  }

  @Test("SR-034: nothing that flows is closed early, and a pump that is gone leaves a channel that must be reconciled")
  func closeEarly() {
    let room = Room().infuse()
    #expect(room.ask(.closeEarly, user: 3) == .refused(.wrongPhase(.infusing)))
    room.pumps[0].faults.isSilent = true
    #expect(room.run { $0.phase == .linkLost })
    #expect(room.ask(.reconcile) == .refused(.pumpNotHeard))
    #expect(room.ask(.closeEarly, user: 3) == .done)
    #expect(room.phase == .closed && room.view().needsReconcile)
    room.pumps[0].faults.isSilent = false
    room.run(for: .seconds(5))
    let prepare = { room.ask(.prepare(makeOrder(), session: room.newSession(), token: room.token())) }
    #expect(prepare() == .refused(.needsReconcile))
    #expect(room.pumps[0].state != .infusing)
    #expect(room.ask(.reconcile) == .done)
    #expect(isReadBack(prepare()))
  }

  @Test("SR-072: whoever takes the pump at its keypad wins: one stop, then hands off, until a person reconciles")
  func takenLocally() {
    let room = Room().infuse()
    room.pumps[0].isOurs = false
    #expect(room.run(limit: .seconds(1)) { $0.phase == .manual })
    #expect(room.ordered == .zero && room.output?.orders[0].isEngaged == false)
    #expect(room.run(limit: .seconds(2)) { $0.view().zeroIsObserved && $0.isOn(.localControl) })
    let stops = room.pumps[0].stopCommands
    room.keypadAt[0] = room.now
    room.pumps[0].runByKeypad(milliliters(7))
    room.run(for: .seconds(8))
    #expect(room.pumps[0].stopCommands == stops && room.pumps[0].rate == milliliters(7), "we do not fight the user")
    #expect(room.view().deliveredAtMost > room.view().deliveredAtLeast, "what flows is counted all the same")
    #expect(room.ask(.reconcile) == .refused(.notAtZero))
    room.pumps[0].runByKeypad(.zero)
    room.run(for: .seconds(2))
    #expect(room.ask(.reconcile) == .done)
    #expect(room.phase == .paused && room.ordered == .zero)
  }

  @Test("SR-072: no interlock stops a pump that a person has in hand; what it says is an alarm")
  func notStoppedInHand() {
    let room = Room().infuse(makeOrder(hard: makeCeilings(session: "10 mg")))
    room.pumps[0].isOurs = false
    #expect(room.run(limit: .seconds(1)) { $0.phase == .manual && $0.ordered == .zero })
    room.run(for: .seconds(2))
    let stops = room.pumps[0].stopCommands
    room.keypadAt[0] = room.now
    room.pumps[0].runByKeypad(milliliters(5_000))
    room.run(for: .seconds(8))
    #expect(room.isOn(.sessionMassReached))
    #expect(room.phase == .manual && room.pumps[0].stopCommands == stops && room.pumps[0].rate == milliliters(5_000))
    room.pumps[0].runByKeypad(.zero)
    room.run(for: .seconds(2))
    room.press(.stop)
    #expect(room.run(limit: .seconds(3)) { $0.phase == .stopped })
    #expect(room.view().endCause == .interlock(.sessionMassLimit), "whoever presses stop afterwards did not end it")
    #expect(room.view().isStopLatched && room.ask(.reset) == .done && room.phase.isOver)
  }

  @Test("SR-050, SR-072: a score that stops ends the session also where somebody has the pump in hand meanwhile")
  func stopScoreInHand() {
    for restarts in [false, true] {
      let room = Room().infuse()
      room.pumps[0].isOurs = false
      #expect(room.run(limit: .seconds(1)) { $0.phase == .manual })
      room.run(for: .seconds(1))
      #expect(room.ask(.score(.poss, 4)) == .done && room.ask(.score(.poss, 1)) == .done)
      #expect(room.phase == .manual)
      room.run(for: .seconds(1))
      if restarts {
        room.restart()
        #expect(room.run { $0.view().zeroIsObserved })
      }
      #expect(room.ask(.reconcile) == .done)
      #expect(room.phase == .stopped && room.view().cause == (restarts ? .restart : .interlock(.sedation)), "no person's")
    }
  }

  @Test("SR-072: after the infusion too whoever takes the pump at its keypad is not fought, but for a person's stop")
  func takenInRecovery() {
    let room = Room().infuse(makeOrder(steps: [(milliliters(20), .seconds(20))], recovery: .minutes(30)))
    #expect(room.run(limit: .minutes(1)) { $0.phase == .recovering })
    room.run(for: .seconds(5))
    room.pumps[0].isOurs = false
    room.run(for: .seconds(2))
    #expect(room.isOn(.localControl) && room.output?.orders[0].isEngaged == false)
    let stops = room.pumps[0].stopCommands
    room.keypadAt[0] = room.now
    room.pumps[0].runByKeypad(milliliters(7))
    room.run(for: .seconds(6))
    #expect(room.pumps[0].stopCommands == stops && room.pumps[0].rate == milliliters(7))
    #expect(room.view().needsReconcile && room.phase == .recovering)
    room.press(.stop)
    room.run(for: .seconds(2))
    #expect(room.pumps[0].rate == .zero)
    #expect(room.ask(.reset) == .done && room.acknowledge(.localControl) == .done)
    #expect(room.ask(.reconcile) == .done)
    room.run(for: .seconds(1))
    #expect(!room.isOn(.localControl) && room.output?.orders[0].isEngaged == false, "told, and still theirs")
    #expect(room.run(limit: .minutes(31)) { $0.phase == .completed })
    #expect(!room.view().needsReconcile, "a pump that stays with its keypad is reconciled once")
    #expect(room.ask(.close) == .done)
  }

  @Test("SR-072: a pump that has restarted belongs to nobody, but nobody has taken it")
  func restartedIsNotTaken() {
    let room = Room().infuse()
    room.pumps[0].reboot()
    room.pumps[0].isOurs = false
    room.run(for: .seconds(3))
    #expect(!room.phase.allowsFlow && room.view().needsReconcile)
    #expect(room.phase != .manual && !room.isOn(.localControl))
  }

  @Test("SR-027: a person's stop is sent also to a pump that somebody has taken")
  func stopInManual() {
    let room = Room().infuse()
    room.pumps[0].isOurs = false
    room.run { $0.phase == .manual && $0.view().zeroIsObserved }
    room.keypadAt[0] = room.now
    room.pumps[0].runByKeypad(milliliters(7))
    room.run(for: .seconds(1))
    room.press(.stop)
    #expect(room.run(limit: .seconds(2)) { $0.phase == .stopped })
    #expect(room.pumps[0].rate == .zero)
  }

  @Test("SR-063: a counter that grows by more than 0.1 mL at rest is a high alarm within 2 s, and asks for a reconcile")
  func growth() {
    let room = Room().pausedAndCalm()
    room.keypadAt[0] = room.now
    room.pumps[0].leak(quantity("0.1 mL"))
    room.run(for: .seconds(2))
    #expect(!room.isOn(.restGrowth), "equality passes")
    room.keypadAt[0] = room.now
    room.pumps[0].leak(quantity("0.001 mL"))
    #expect(room.run(limit: .seconds(2)) { $0.isOn(.restGrowth) })
    #expect(AlarmCondition.restGrowth.priority == .high)
    #expect(room.view().needsReconcile)
    #expect(room.resume() == .refused(.needsReconcile))
    #expect(room.ask(.reconcile) == .done)
    room.run(for: .seconds(1))
    #expect(room.acknowledge(.restGrowth) == .done)
    #expect(!room.isOn(.restGrowth))
  }

  @Test(
    "SR-013, SR-033: a bolus or a kept vein is a high alarm and a pause within 2 s",
    arguments: [PumpState.bolus, .keepVeinOpen])
  func ownModes(state: PumpState) {
    let room = Room().infuse()
    room.keypadAt[0] = room.now
    room.pumps[0].enter(state)
    #expect(room.run(limit: .seconds(2)) { !$0.phase.allowsFlow })
    #expect(room.isOn(state == .bolus ? .pumpBolus : .pumpKeepVeinOpen))
    #expect(room.run(limit: .seconds(3)) { $0.pumps[0].rate == .zero })
  }

  @Test("before each start and resume a stop is sent and its zero is read back; until then nothing is confirmed")
  func stopIsProven() {
    let room = Room()
    room.run(for: .seconds(1))
    let stops = room.pumps[0].stopCommands
    let token = room.prepare()
    room.run(for: .seconds(1))
    #expect(room.pumps[0].stopCommands > stops)
    #expect(room.ask(.start(token)) == .done)
    #expect(room.run { $0.phase == .infusing })
    room.press(.pause)
    room.run(for: .seconds(15))
    let before = room.pumps[0].stopCommands
    let resume = room.token()
    #expect(isReadBack(room.ask(.prepareResume(rate: nil, token: resume))))
    // The answer to that stop takes a while; what was read before it does not count.
    room.pumps[0].faults.readTime = .seconds(2)
    #expect(room.ask(.resume(resume)) == .refused(.notAtZero))
    #expect(room.pumps[0].stopCommands > before)
    room.pumps[0].faults.readTime = PumpFaults().readTime
    room.run(for: .seconds(3))
    #expect(room.ask(.resume(resume)) == .done)
  }

  @Test("SR-072: a pump that is taken while a resume waits for the journal is not taken back")
  func takenBeforeTheJournal() {
    let room = Room().pausedAndCalm()
    let runs = room.pumps[0].runCommands
    let token = room.token()
    #expect(isReadBack(room.ask(.prepareResume(rate: nil, token: token))))
    room.journal.delay = .milliseconds(1_500)
    let resume = room.sendRead(.resume(token))
    #expect(room.run(limit: .seconds(1)) { $0.phase == .awaitingJournal })
    room.pumps[0].isOurs = false
    #expect(room.run(limit: .seconds(1)) { $0.phase == .manual })
    #expect(room.reply(to: resume) == .refused(.needsReconcile))
    room.run(for: .seconds(5))
    #expect(room.phase == .manual && room.ordered == .zero && room.pumps[0].runCommands == runs)
  }

  @Test("SR-034: a pump that is heard and does not obey the stop is not let out of sight")
  func closeEarlyWhileFlowing() {
    let room = Room().infuse()
    room.pumps[0].faults.losesStops = true
    room.press(.pause)
    room.run(for: .seconds(1))
    #expect(room.phase == .pausing)
    #expect(room.ask(.closeEarly, user: 3) == .refused(.notAtZero))
    #expect(room.phase == .pausing && room.view().session != nil)
  }

  @Test("SR-032, SR-034: a pump that was given up keeps its patient and its alarms, across a restart, until somebody reconciles")
  func abandoned() {
    let room = Room(channels: 2).infuse()
    room.pumps[0].faults.isSilent = true
    #expect(room.run { $0.phase == .linkLost })
    #expect(room.ask(.closeEarly, user: 3) == .done)
    func prepareElsewhere(_ patient: String) -> CommandOutcome? {
      room.ask(.prepare(makeOrder(patient: patient), session: room.newSession(), token: room.token()), channel: 1)
    }
    func expectHeld() {
      room.run(for: .seconds(12))
      #expect(room.phase.hasNoSession && room.view().needsReconcile && room.isOn(.pumpSilent))
      #expect(prepareElsewhere("p-1") == .refused(.patientBusy))
    }
    expectHeld()
    room.restart()
    expectHeld()
    #expect(isReadBack(prepareElsewhere("p-2")))
    #expect(room.ask(.close, channel: 1) == .done)
    room.pumps[0].faults.isSilent = false
    #expect(room.run { $0.view().zeroIsObserved && $0.ask(.reconcile) == .done })
    room.run(for: .seconds(6))
    room.restart()
    room.run(for: .seconds(2))
    #expect(!room.view().needsReconcile && room.alarmsOn.isEmpty)
    #expect(isReadBack(prepareElsewhere("p-1")))
  }

  @Test("SR-034, SR-063: a pump that was given up and lets something through at rest is told, also after a restart")
  func abandonedGrowth() {
    let room = Room().infuse()
    room.pumps[0].faults.isSilent = true
    #expect(room.run { $0.phase == .linkLost })
    #expect(room.ask(.closeEarly, user: 3) == .done)
    room.pumps[0].faults.isSilent = false
    #expect(room.run { $0.view().zeroIsObserved })
    room.run(for: .seconds(3))
    for restarts in [false, true] {
      if restarts {
        room.restart()
        #expect(room.run { $0.view().zeroIsObserved })
        room.run(for: .seconds(3))
      }
      room.pumps[0].leak(Volume(microliters: 200))
      #expect(room.run(limit: .seconds(5)) { $0.isOn(.restGrowth) }, "restarted: \(restarts)")
      #expect(room.view().needsReconcile)
    }
  }

  @Test("SR-060: a pump that is switched off after the infusion is no alarm")
  func switchedOff() {
    let room = Room().infuse(makeOrder(steps: short, recovery: .minutes(30)))
    #expect(room.run { $0.phase == .recovering })
    room.pumps[0].faults.isSilent = true
    room.stroll(for: .minutes(2))
    #expect(room.alarmsOn.isEmpty && !room.view().needsReconcile)
    room.stroll(for: .minutes(29))
    #expect(room.phase == .completed && room.ask(.close) == .done)
  }

  @Test("SR-060: a pump that flowed when it was last heard after the infusion is an alarm when it falls silent")
  func silentWhileFlowing() {
    let room = Room().infuse(makeOrder(steps: short, recovery: .minutes(30)))
    #expect(room.run { $0.phase == .recovering })
    room.keypadAt[0] = room.now
    room.pumps[0].runByKeypad(milliliters(1))
    room.run(limit: .seconds(1)) { $0.view().pump.report?.isAtZero == false }
    room.pumps[0].faults.isSilent = true
    room.run(for: .seconds(11))
    #expect(room.isOn(.pumpSilent) && room.view().needsReconcile)
  }

  @Test("SR-034: what flows after the recovery was over begins it anew: the record stays open")
  func flowAfterRecovery() {
    let room = Room().infuse(makeOrder(steps: short, recovery: .minutes(1)))
    #expect(room.run(limit: .minutes(2)) { $0.phase == .completed })
    room.keypadAt[0] = room.now
    room.pumps[0].leak(quantity("0.2 mL"))
    #expect(room.run(limit: .seconds(2)) { $0.view().needsReconcile })
    #expect(room.ask(.reconcile) == .done)
    guard case .refused(.recoveryNotOver) = room.ask(.close) else { return #expect(Bool(false), "closed") }
    room.run(for: .seconds(61))
    #expect(room.ask(.close) == .done)
  }

  @Test("SR-034, SR-063: what flows during the recovery begins its time anew and asks for a reconcile")
  func flowDuringRecovery() {
    let room = Room().infuse(makeOrder(steps: short, recovery: .minutes(30)))
    #expect(room.run { $0.phase == .recovering })
    room.stroll(for: .minutes(20))
    #expect(room.view().recoveryLeft < .minutes(11))
    room.keypadAt[0] = room.now
    room.pumps[0].leak(quantity("0.2 mL"))
    #expect(room.run(limit: .seconds(2)) { $0.isOn(.restGrowth) })
    #expect(room.view().needsReconcile && room.view().recoveryLeft > .minutes(29))
    #expect(room.ask(.reconcile) == .done)
    room.stroll(for: .minutes(1))
    #expect(room.view().recoveryLeft < .minutes(30))
  }
}
