import Controller
import Quantities
import Safety
import Testing
import Therapy

@Suite struct PumpFaultTests {
  @Test("SR-060, SR-061: a silent pump alarms after 3 s, pauses after 10 s, and must be reconciled when it is back")
  func silent() {
    let room = Room().infuse()
    room.pumps[0].faults.isSilent = true
    #expect(room.run(limit: .seconds(4)) { $0.isOn(.pumpSilent) })
    #expect(room.phase == .infusing)
    #expect(room.run(limit: .seconds(8)) { $0.phase == .linkLost })
    #expect(room.view().needsReconcile)
    #expect(room.view().cause == .interlock(.pumpLink))
    room.run(for: .seconds(20))
    #expect(room.phase == .linkLost && !room.view().zeroIsObserved, "without a reading no zero is believed")
    #expect(room.pumps[0].state != .infusing, "its own watchdog has stopped it")
    room.pumps[0].faults.isSilent = false
    #expect(room.run(limit: .seconds(3)) { $0.view().zeroIsObserved })
    room.run(for: .seconds(15))
    #expect(room.resume() == .refused(.wrongPhase(.linkLost)), "nothing goes on before a person has looked")
    #expect(room.ask(.reconcile) == .done)
    #expect(room.phase == .paused)
    room.run(for: .seconds(15))
    #expect(room.resume() == .done)
  }

  @Test("SR-061: a pump that falls silent while something else pauses must be reconciled all the same")
  func silentBehindAnotherCause() {
    let room = Room().infuse()
    room.monitors[0].saturation = (80, .good)
    #expect(room.run { $0.phase == .paused })
    room.pumps[0].faults.isSilent = true
    room.run(for: .seconds(12))
    room.pumps[0].faults.isSilent = false
    room.monitors[0].saturation = (98, .good)
    room.run(for: .seconds(60))
    #expect(room.view().needsReconcile)
    #expect(room.resume() == .refused(.needsReconcile))
  }

  @Test("SR-062: a pump that restarted breaks its account: paused, to be reconciled, nothing lost from the bounds")
  func reboot() {
    let room = Room().infuse()
    room.run(for: .seconds(30))
    let before = room.view().deliveredAtLeast
    room.pumps[0].reboot()
    #expect(room.run(limit: .seconds(2)) { $0.phase == .paused })
    #expect(room.view().cause == .counterBroke || room.view().cause == .interlock(.pumpFault))
    #expect(room.view().needsReconcile)
    #expect(room.records.contains { if case .counterBroke = $0.event { true } else { false } })
    #expect(room.view().deliveredAtLeast >= before)
    #expect(room.ask(.reconcile) == .done)
    room.run(for: .seconds(15))
    #expect(room.resume() == .done)
    room.run(for: .seconds(30))
    #expect(room.phase == .infusing)
  }

  @Test(
    "law 4: a lost reply is uncertain: nothing is raised, nothing is sent again, and a reading settles it",
    arguments: [true, false])
  func lostReply(wasExecuted: Bool) {
    let room = Room()
    let token = room.prepare()
    room.pumps[0].faults.losesNextReply = wasExecuted
    #expect(room.ask(.start(token)) == .done)
    room.run(for: .seconds(2))
    #expect(room.pumps[0].runCommands == 1)
    #expect(room.phase == (wasExecuted ? .infusing : .paused))
    room.run(for: .seconds(20))
    #expect(room.pumps[0].runCommands == 1)
  }

  @Test("SR-061: an uncertainty that no reading settles pauses after 3 s and must be reconciled")
  func staysUncertain() {
    let room = Room()
    let token = room.prepare()
    room.pumps[0].faults.commandTime = .milliseconds(200)
    #expect(room.ask(.start(token)) == .done)
    room.pumps[0].faults.isSilent = true
    #expect(room.run(limit: .milliseconds(3_500)) { $0.phase == .pausing })
    #expect(room.isOn(.deliveryUncertain))
    #expect(room.view().needsReconcile)
  }

  @Test("SR-062: a refused start is paused and told, and not tried again")
  func refused() {
    let room = Room()
    let token = room.prepare()
    room.pumps[0].faults.refuses = .interlock
    #expect(room.ask(.start(token)) == .done)
    #expect(room.run(limit: .seconds(2)) { $0.phase == .paused })
    #expect(room.isOn(.pumpRefused))
    room.run(for: .seconds(20))
    #expect(room.pumps[0].runCommands == 1)
    #expect(room.isOn(.pumpRefused), "it stays until somebody acknowledges")
    #expect(room.acknowledge(.pumpRefused) == .done)
    #expect(!room.isOn(.pumpRefused))
  }

  @Test("SR-064: a pump alarm pauses within one step of being read, and blocks until it is gone")
  func alarm() {
    let room = Room().infuse()
    room.pumps[0].raise(.occlusion)
    #expect(room.run(limit: .milliseconds(700)) { !$0.phase.allowsFlow })
    #expect(room.isOn(.occlusion))
    room.run(for: .seconds(15))
    guard case .refused(.blocked(let set)) = room.resume() else { return #expect(Bool(false)) }
    #expect(set.contains(.occlusion))
    #expect(room.ask(.reconcile) == .refused(.pumpAlarmPresent), "a person removes the cause first")
    room.pumps[0].liveAlarms = []
    room.run(for: .seconds(1))
    #expect(room.ask(.reconcile) == .done)
    room.run(for: .seconds(12))
    #expect(room.resume() == .done)
  }

  @Test("an operator's word clears the alarms that are there, never one that comes later")
  func clearing() {
    let room = Room().infuse()
    room.pumps[0].raise(.airInLine)
    room.run { $0.phase == .paused }
    room.pumps[0].liveAlarms = []
    room.run(for: .seconds(1))
    #expect(room.ask(.reconcile) == .done)
    room.tick()
    #expect(room.output?.orders[0].clearsAlarms == true)
    room.pumps[0].faults.isSilent = true
    room.run(for: .seconds(6))
    #expect(room.output?.orders[0].clearsAlarms == false)
  }

  @Test("SR-063: a pump stopped or sped up at its keypad pauses the session within seconds", arguments: [0, 45] as [Int64])
  func keypad(rate: Int64) {
    let room = Room().infuse()
    room.run(for: .seconds(5))
    room.keypadAt[0] = room.now
    room.pumps[0].runByKeypad(milliliters(rate))
    #expect(room.run(limit: .seconds(4)) { !$0.phase.allowsFlow })
    #expect(room.isOn(rate == 0 ? .pumpStoppedItself : .unexpectedFlow))
  }

  @Test("SR-054: a control thread that hangs beyond the lease: the link stops the pump, and nothing goes on by itself")
  func hang() {
    let room = Room().infuse()
    room.hang(for: .seconds(6))
    #expect(room.pumps[0].state == .paused)
    room.tick()
    #expect(room.ordered == .zero)
    #expect(room.isOn(.leaseExpired))
    #expect(room.view().cause == .interlock(.lease))
    room.run(for: .seconds(60))
    #expect(room.ordered == .zero && room.phase == .paused)
  }

  @Test("SR-081: a step later than 500 ms alarms until somebody has seen it and goes on, later than 3 s pauses")
  func lateSteps() {
    let room = Room().infuse()
    room.hang(for: .milliseconds(600))
    room.tick()
    #expect(room.phase == .infusing && room.isOn(.controlLate))
    room.run(for: .seconds(10))
    #expect(room.isOn(.controlLate), "late is over in the next step, and nobody would have seen it")
    #expect(room.acknowledge(.controlLate) == .done && !room.isOn(.controlLate))
    room.hang(for: .milliseconds(3_000))
    room.tick()
    #expect(room.phase == .pausing)
  }

  @Test("SR-062, SR-069: another device at the pump's address stops the session")
  func wrongDevice() {
    let room = Room()
    room.keepsInputs = true
    room.infuse()
    var controller = Controller(setups: [Room.setup], recoveries: [nil], lease: .seconds(5), startedAt: Room.start)
    for input in room.inputs { _ = controller.step(input) }
    var input = room.inputs[room.inputs.count - 1]
    input.now = input.now + Room.period
    input.channels[0].pump.link = .wrongDevice
    #expect(controller.step(input).orders[0].rate == .zero)
    let view = controller.view(of: 0, at: input.now)
    #expect(view.phase == .stopping && view.isStopLatched && view.needsReconcile)
  }

  @Test("flow that comes by keypad while a start waits for the journal trips nothing and is counted")
  func keypadDuringStart() {
    let room = Room()
    let token = room.prepare()
    room.journal.delay = .milliseconds(900)
    room.sendRead(.start(token))
    room.run(for: .milliseconds(100))
    // A short bolus between two readings: the counter moves though no reading ever shows a rate.
    room.keypadAt[0] = room.now
    room.pumps[0].runByKeypad(milliliters(400))
    for _ in 0..<3 { room.tick() }
    room.pumps[0].runByKeypad(.zero)
    room.run(for: .seconds(5))
    #expect(room.view().deliveredAtMost >= room.view().deliveredAtLeast)
    #expect(room.view().deliveredAtMost > .zero)
  }
}
