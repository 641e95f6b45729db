import Controller
import Quantities
import Safety
import SplitMix
import Testing
import Therapy

@Suite struct RecoveryTests {
  @Test("SR-085: after a restart the session is interrupted, the first order is zero, and nothing resumes by itself")
  func interrupted() throws {
    let room = Room().infuse()
    room.run(for: .seconds(20))
    room.restart()
    #expect(room.phase == .interrupted)
    room.tick()
    let first = try #require(room.output).orders[0]
    #expect(first.rate == .zero && first.isEngaged)
    #expect(room.run(limit: .seconds(1)) { $0.pumps[0].state == .paused })
    room.run(for: .minutes(3))
    #expect(room.phase == .interrupted && room.ordered == .zero)
    #expect(room.view().needsReconcile)
  }

  @Test("SR-085: until it is reconciled an interrupted session is neither resumed, reset, closed nor replaced")
  func refusals() {
    let room = Room().infuse()
    room.restart()
    room.run(for: .seconds(15))
    #expect(room.ask(.prepareResume(rate: nil, token: room.token())) == .refused(.wrongPhase(.interrupted)))
    #expect(room.ask(.reset) == .refused(.wrongPhase(.interrupted)))
    #expect(room.ask(.close) == .refused(.wrongPhase(.interrupted)))
    let prepare = room.ask(.prepare(makeOrder(), session: room.newSession(), token: room.token()))
    #expect(prepare == .refused(.wrongPhase(.interrupted)))
  }

  @Test("a restart raises no alarm about a pump that merely was not asked yet")
  func noFalseAlarm() {
    let room = Room().infuse()
    room.restart()
    room.run(for: .seconds(5))
    #expect(!room.isOn(.pumpSilent))
  }

  @Test("reconciled, it is paused, and a person can resume at no more than the rate before")
  func reconciled() {
    let room = Room().infuse()
    room.run(for: .seconds(10))
    room.restart()
    #expect(room.run { $0.view().zeroIsObserved })
    #expect(room.ask(.reconcile) == .done)
    #expect(room.phase == .paused)
    room.run(for: .seconds(12))
    #expect(room.resume(at: FlowRate(microlitersPerHour: 20_100)) == .refused(.aboveRateBeforePause(milliliters(20))))
    #expect(room.resume() == .done)
    #expect(room.ordered == milliliters(10))
  }

  @Test("SR-024: a rate that was lowered just before the restart is the most that a resume may be")
  func loweredBefore() {
    let room = Room().infuse()
    room.run(for: .seconds(7))
    _ = room.ask(.setRate(milliliters(3), token: room.token()))
    room.run(for: .milliseconds(100))
    room.restart()
    room.run { $0.view().zeroIsObserved }
    #expect(room.ask(.reconcile) == .done)
    room.run(for: .seconds(12))
    #expect(room.resume(at: milliliters(4)) == .refused(.aboveRateBeforePause(milliliters(3))))
  }

  @Test("a reconciliation needs a pump that is heard and seen at zero")
  func reconcileNeedsZero() {
    let room = Room().infuse()
    room.pumps[0].faults.isSilent = true
    room.restart()
    room.run(for: .seconds(2))
    #expect(room.ask(.reconcile) == .refused(.pumpNotHeard))
    room.pumps[0].faults.isSilent = false
    room.pumps[0].faults.losesStops = true
    room.run(for: .seconds(1))
    #expect(room.ask(.reconcile) == .refused(.notAtZero))
  }

  @Test("SR-027: a stop latch outlives the restart, and the session stays stopped")
  func latchSurvives() {
    let room = Room().infuse()
    room.press(.stop)
    room.run { $0.phase == .stopped }
    room.run(for: .seconds(1))
    room.restart()
    #expect(room.view().isStopLatched)
    room.run { $0.view().zeroIsObserved }
    #expect(room.ask(.reconcile) == .done)
    #expect(room.phase == .stopped && room.view().isStopLatched)
  }

  @Test("after a stop there is no resume: not by a reset and a restart either")
  func stoppedStaysStopped() {
    let room = Room().infuse()
    room.press(.stop)
    room.run { $0.phase == .stopped }
    #expect(room.ask(.reset) == .done)
    room.run(for: .seconds(1))
    room.restart()
    room.run { $0.view().zeroIsObserved }
    #expect(room.ask(.reconcile) == .done)
    #expect(room.phase == .stopped)
    #expect(room.ask(.prepareResume(rate: nil, token: room.token())) == .refused(.wrongPhase(.stopped)))
  }

  @Test("a completed session that is found open stays over")
  func completedStaysOver() {
    let room = Room().infuse(makeOrder(steps: [(milliliters(20), .seconds(5))]))
    room.run { $0.phase == .completed }
    room.run(for: .seconds(1))
    room.restart()
    room.run { $0.view().zeroIsObserved }
    #expect(room.ask(.reconcile) == .done)
    #expect(room.phase == .stopped)
  }

  @Test("law 4: across a kill at any moment the truth stays inside the bounds", arguments: 1...12 as ClosedRange<UInt64>)
  func bounds(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let room = Room().infuse()
    for _ in 0..<4 {
      room.run(for: .milliseconds(random.next(in: 0...9_000)))
      if random.next(in: 0...3) == 0 { room.pumps[0].reboot() }
      room.restart(after: .milliseconds(random.next(in: 20...20_000)))
      if random.next(in: 0...3) == 0 { room.pumps[0].reboot() }
      room.run(for: .milliseconds(random.next(in: 0...3_000)))
      guard room.run(until: { $0.view().zeroIsObserved }) else { continue }
      room.run(for: .seconds(1))
      #expect(room.ask(.reconcile) == .done)
      room.run(for: .seconds(15))
      guard room.resume(at: room.view().order?.program.step(at: 0).rate) == .done else { continue }
      room.run(for: .seconds(2))
    }
    #expect(room.view().deliveredAtLeast <= room.view().deliveredAtMost)
  }

  @Test("a prepared session without any start begins with nothing delivered and cannot be resumed")
  func preparedOnly() {
    let room = Room()
    _ = room.prepare()
    room.run(for: .seconds(1))
    room.restart()
    room.run { $0.view().zeroIsObserved }
    #expect(room.ask(.reconcile) == .done)
    room.run(for: .seconds(15))
    #expect(room.resume() == .refused(.rateTooLow))
    #expect(room.ask(.close) == .refused(.wrongPhase(.paused)))
    room.press(.stop)
    #expect(room.run { $0.phase == .stopped })
    #expect(room.ask(.reset) == .done)
    #expect(room.run { $0.phase == .completed })
    #expect(room.ask(.close) == .done)
  }

  @Test("SR-032, law 4: without a memory of it a pump counts as open until a person has looked at it")
  func noMemory() {
    let setup = ChannelSetup(
      resolution: FlowRate(microlitersPerHour: 100), fastest: FlowRate(microlitersPerHour: 200_000), isSimulated: true)
    let controller = Controller(
      setups: [setup, setup], recoveries: [nil, nil], unreconciled: [1], lease: .seconds(5), startedAt: .boot + .seconds(1))
    #expect(!controller.view(of: 0, at: .boot + .seconds(1)).needsReconcile)
    #expect(controller.view(of: 1, at: .boot + .seconds(1)).needsReconcile)
  }
}
