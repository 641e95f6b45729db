import Controller
import Quantities
import Safety
import Testing
import Therapy

/// The alarms of the room: their audio, their test, their memory; and the limits of a session.
@Suite struct RoomAlarmTests {
  @Test("SR-020, SR-112: nothing starts before somebody has tested the alarm outputs; the item is named")
  func untested() {
    let room = Room()
    room.restart()
    #expect(!room.view().alarmsAreTested)
    room.run(limit: .seconds(5)) { $0.view().zeroIsObserved }
    let token = room.token()
    _ = room.ask(.prepare(makeOrder(), session: room.newSession(), token: token))
    #expect(room.ask(.start(token)) == .refused(.alarmsNotTested))
    room.testAlarms()
    #expect(room.ask(.start(room.prepare())) == .done)
  }

  @Test("SR-112: a test is confirmed by whoever began it, after its end, within a minute, with its own token")
  func confirmation() {
    let room = Room()
    room.restart()
    let token = room.token()
    #expect(room.ask(.confirmAlarmTest(token)) == .refused(.alarmTestNotOver), "none was begun")
    #expect(room.ask(.testAlarms(token)) == .done)
    #expect(room.ask(.confirmAlarmTest(token)) == .refused(.alarmTestNotOver))
    room.stroll(for: AlarmTest.length)
    #expect(room.ask(.confirmAlarmTest(Token(bits: 3))) == .refused(.tokenUnknown))
    #expect(room.ask(.confirmAlarmTest(token), user: 2) == .refused(.tokenOfAnother))
    room.stroll(for: .seconds(61))
    #expect(room.ask(.confirmAlarmTest(token)) == .refused(.tokenExpired))
    #expect(!room.view().alarmsAreTested)
    room.testAlarms()
    #expect(room.view().alarmsAreTested)
    #expect(room.ask(.confirmAlarmTest(token)) == .refused(.alarmTestNotOver), "a test is confirmed once")
  }

  @Test("SR-112: a test on an output that does not work, or beside an alarm, is none")
  func disturbed() {
    let room = Room()
    room.restart()
    room.machine.annunciatorLostSince = room.now
    let token = room.token()
    #expect(room.ask(.testAlarms(token)) == .refused(.annunciatorLost))
    room.machine.annunciatorLostSince = nil
    #expect(room.ask(.testAlarms(token)) == .done)
    room.machine.annunciatorLostSince = room.now
    room.tick()
    #expect(room.output?.signal.isTest == false && room.output?.signal.callsSecondContact == false)
    room.stroll(for: AlarmTest.length)
    #expect(room.output?.signal.callsSecondContact == false, "nobody is called for a test that is void")
    #expect(room.ask(.confirmAlarmTest(token)) == .refused(.alarmTestDisturbed), "lost while it ran")
    room.machine.annunciatorLostSince = nil
    #expect(room.ask(.testAlarms(token)) == .done)
    room.stroll(for: AlarmTest.length)
    room.machine.annunciatorLostSince = room.now
    #expect(room.ask(.confirmAlarmTest(token)) == .refused(.annunciatorLost))
    room.machine.annunciatorLostSince = nil
    room.testAlarms()
    room.infuse()
    room.monitors[0].saturation = (nil, .sensorOff)
    #expect(room.run { $0.isOn(.sensorOff) })
    #expect(room.ask(.testAlarms(token)) == .refused(.alarmSounding))
  }

  @Test("SR-104: the audio of what waits can be paused, of nothing it cannot; a new alarm ends the pause")
  func audio() {
    let room = Room().infuse()
    #expect(room.ask(.pauseAudio(for: .minutes(2))) == .refused(.noAlarmSounds))
    room.monitors[0].saturation = (92, .good)
    #expect(room.run { $0.isOn(.oxygenSaturationWarning) })
    #expect(room.view().signal.lamp == .medium && room.view().signal.burst?.priority == .medium)
    #expect(room.ask(.pauseAudio(for: .minutes(2))) == .done)
    #expect(room.view().signal.audioPausedUntil != nil)
    room.monitors[0].heartRate = (45, .good)
    #expect(room.run { $0.isOn(.heartRateWarning) })
    #expect(room.view().signal.audioPausedUntil == nil)
  }

  @Test("SR-103: an alarm is in the room's signal in the step in which it is raised, of whichever channel")
  func sameStep() {
    let room = Room(channels: 2)
    room.infuse(channel: 1)
    room.monitors[1].saturation = (nil, .sensorOff)
    while !room.isOn(.sensorOff, channel: 1) { room.tick() }
    #expect(room.output?.signal.lamp == .medium && room.output?.signal.burst?.beganAt == room.now)
  }

  @Test("SR-107: nobody answers: the alarm becomes high after 2 min, and the second contact is called after 4")
  func escalation() {
    let room = Room().infuse()
    room.monitors[0].saturation = (92, .good)
    #expect(room.run { $0.isOn(.oxygenSaturationWarning) })
    room.run(for: .seconds(121))
    #expect(room.view().signal.lamp == .high && room.view().signal.burst?.priority == .high)
    #expect(room.output?.signal.callsSecondContact == false)
    room.run(for: .seconds(120))
    #expect(room.output?.signal.callsSecondContact == true)
    #expect(room.phase == .infusing, "an alarm that is louder changes no rate")
    #expect(room.acknowledge(.oxygenSaturationWarning) == .done)
    room.tick()
    #expect(room.output?.signal.callsSecondContact == false && room.view().signal.lamp == .high)
  }

  @Test("SR-112: a lost sounder is told, the second one sounds, and nothing starts")
  func sounderLost() {
    let room = Room().infuse()
    (room.machine.annunciatorLostSince, room.machine.isSounderLost) = (room.now, true)
    #expect(room.run(limit: .seconds(4)) { $0.isOn(.annunciatorLost) })
    #expect(room.output?.signal.usesSecondSounder == true && room.phase == .infusing)
    #expect(room.view().signal.isSounderLost && !room.view().signal.isTowerLost)
  }

  @Test("SR-109, SR-112: a second output that is lost is a new occurrence, and each is named")
  func bothLost() throws {
    let room = Room().infuse()
    func sentence() -> String {
      let record = room.view().alarms.record(of: .annunciatorLost)
      return AlarmCondition.annunciatorLost.sentence(value: record.value, limit: record.limit)
    }
    (room.machine.annunciatorLostSince, room.machine.isTowerLost) = (room.now, true)
    #expect(room.run(limit: .seconds(4)) { $0.isOn(.annunciatorLost) })
    #expect(sentence() == "the signal tower did not work for more than 3 s")
    #expect(room.acknowledge(.annunciatorLost) == .done)
    room.machine.isSounderLost = true
    #expect(room.run(limit: .seconds(1)) { !$0.view().alarms.record(of: .annunciatorLost).isAcknowledged })
    #expect(sentence() == "the loudspeaker and the signal tower did not work for more than 3 s")
    let record = room.view().alarms.record(of: .annunciatorLost)
    let figures = AlarmCondition.annunciatorLost.figures(value: record.value, limit: record.limit)
    #expect(try #require(figures.value).hasPrefix("the loudspeaker and the signal tower for ") && figures.limit == "3 s")
  }

  @Test("SR-106: a latched alarm that nobody acknowledged is on again after a restart")
  func restored() {
    let waiting = WaitingAlarm(
      .oxygenSaturationLow, occurrence: 7, priority: .high, calledSecondContact: false, value: 86, limit: 90)
    let controller = Controller(
      setups: [Room.setup], recoveries: [nil], alarms: [[waiting]], occurrences: [.max], lease: .seconds(5),
      startedAt: Room.start)
    let record = controller.view(of: 0, at: Room.start).alarms.record(of: .oxygenSaturationLow)
    #expect(record.isOn && !record.isAcknowledged && record.value == 86 && record.occurrence == 7)
  }

  @Test("SR-111: changed limits act in this session, are shown beside the clinic's, and are the clinic's again with the next")
  func limits() {
    var change = LimitChange()
    change[.pauseLow] = 93
    let room = Room()
    #expect(room.ask(.setLimit(.oxygenSaturation, change)) == .refused(.wrongPhase(.idle)))
    room.infuse(makeOrder(steps: [(milliliters(20), .seconds(3_600))]))
    #expect(room.ask(.setLimit(.oxygenSaturation, change)) == .done)
    #expect(room.view().limits[.oxygenSaturation].pauseLow == 93)
    #expect(room.view().clinicLimits[.oxygenSaturation].pauseLow == 90)
    room.monitors[0].saturation = (92, .good)
    #expect(room.run(limit: .seconds(12)) { $0.isOn(.oxygenSaturationLow) && !$0.phase.allowsFlow })
    room.monitors[0].saturation = (98, .good)
    room.press(.stop)
    #expect(room.run { $0.phase == .stopped })
    #expect(room.ask(.reset) == .done)
    #expect(room.run { $0.phase == .completed })
    #expect(room.ask(.close) == .done)
    _ = room.prepare()
    #expect(room.view().limits[.oxygenSaturation].pauseLow == 90)
  }

  @Test("SR-111: limits set before the order is prepared again stay with the patient, and a read-back made before is stale")
  func limitsStay() {
    let room = Room()
    let token = room.prepare()
    var change = LimitChange()
    change[.pauseLow] = 93
    #expect(room.ask(.setLimit(.oxygenSaturation, change)) == .done)
    #expect(room.ask(.start(token)) == .refused(.tokenStale), "read back under other limits")
    _ = room.prepare()
    #expect(room.view().limits[.oxygenSaturation].pauseLow == 93)
    _ = room.prepare(makeOrder(patient: "p-2"))
    #expect(room.view().limits[.oxygenSaturation].pauseLow == 90)
  }

  @Test("SR-069: firmware that changes stops the session, also after a restart")
  func firmware() {
    for restarts in [false, true] {
      let room = Room()
      room.pumps[0].firmware = 0x0100
      room.infuse()
      if restarts {
        room.restart()
        #expect(room.run { $0.view().zeroIsObserved })
        #expect(room.ask(.reconcile) == .done)
      }
      room.pumps[0].firmware = 0x0101
      #expect(room.run(limit: .seconds(3)) { $0.isOn(.firmwareChanged) })
      #expect(room.run(limit: .seconds(5)) { $0.phase == .stopped }, "\(room.phase)")
    }
  }

  @Test("SR-042: limits out of bounds are refused with the bound, and nothing changes")
  func outOfBounds() {
    var change = LimitChange()
    change[.warnLow] = 95
    change[.pauseLow] = 84
    let room = Room().infuse()
    let fault = LimitFault.outOfBounds(.pauseLow, value: 84, least: 85, most: 96)
    #expect(room.ask(.setLimit(.oxygenSaturation, change)) == .refused(.limit(.oxygenSaturation, fault)))
    #expect(room.view().limits[.oxygenSaturation].warnLow == 94)
    #expect(fault.sentence(of: .oxygenSaturation).contains("84 % is outside its bounds of 85 to 96 %"))
  }

  @Test("SR-111: changed limits of the open session are in force after a restart")
  func limitsAfterRestart() {
    let room = Room().infuse()
    var limits = VitalLimits()
    limits[.heartRate].pauseHigh = 140
    let view = room.view()
    let recovery = SessionRecovery(session: view.session!, order: view.order!, delivery: nil, hasEnded: false)
    let controller = Controller(
      setups: [Room.setup], recoveries: [recovery], limits: [limits], lease: .seconds(5), startedAt: Room.start)
    #expect(controller.view(of: 0, at: Room.start).limits[.heartRate].pauseHigh == 140)
  }
}

/// What a step makes of monitors that stand still, repeat themselves, or are disturbed.
@Suite struct DeviceWatchTests {
  @Test("SR-046: a monitor whose values never move is told after 3 min and pauses after 10; one that varies never")
  func frozen() {
    for varies in [true, false] {
      let room = Room().infuse(makeOrder(steps: [(milliliters(2), .seconds(7_200))]))
      room.monitors[0].varies = varies
      room.stroll(for: .seconds(200))
      #expect(room.isOn(.signalFrozen) == !varies && room.phase == .infusing)
      room.stroll(for: .seconds(420))
      #expect(room.phase == (varies ? .infusing : .paused))
    }
  }

  @Test("SR-046, SR-048: of two monitors that stand still the one that has for longer is told, whichever it is")
  func frozenLonger() {
    for isFirst in [true, false] {
      let room = Room()
      room.second = MonitorRig()
      room.infuse(makeOrder(steps: [(milliliters(2), .seconds(7_200))]))
      if isFirst { room.monitors[0].varies = false } else { room.second?.varies = false }
      room.stroll(for: .seconds(120))
      #expect(!room.isOn(.signalFrozen))
      room.monitors[0].varies = false
      room.second?.varies = false
      room.stroll(for: .seconds(80))
      #expect(room.isOn(.signalFrozen), "one for 200 s, the other for 80 s")
    }
  }

  @Test("SR-046, SR-048: one of two monitors that stands still is told and pauses, whichever it is, though the other one moves")
  func frozenOne() {
    for isFirst in [true, false] {
      let room = Room()
      room.second = MonitorRig()
      room.infuse(makeOrder(steps: [(milliliters(2), .seconds(7_200))]))
      if isFirst { room.monitors[0].varies = false } else { room.second?.varies = false }
      room.stroll(for: .seconds(190))
      #expect(room.isOn(.signalFrozen) && room.phase == .infusing)
      room.stroll(for: .seconds(420))
      #expect(room.phase == .paused)
    }
  }

  @Test("SR-111: a second change of a limit keeps the first, and is judged beside it")
  func secondLimit() {
    let room = Room()
    room.infuse(makeOrder(steps: [(milliliters(20), .seconds(3_600))]))
    func change(_ key: LimitKey, _ value: Int32) -> CommandOutcome? {
      var change = LimitChange()
      change[key] = value
      return room.ask(.setLimit(.oxygenSaturation, change))
    }
    #expect(change(.pauseLow, 93) == .done && change(.warnLow, 96) == .done)
    let limits = room.view().limits[.oxygenSaturation]
    #expect(limits.pauseLow == 93 && limits.warnLow == 96)
    #expect(change(.pauseLow, 95) == .done)
    #expect(
      change(.warnLow, 94) == .refused(.limit(.oxygenSaturation, .outOfOrder(.warnLow, .pauseLow))),
      "beside the clinic's 90 % it would be in order")
    room.monitors[0].saturation = (94, .good)
    #expect(room.run(limit: .seconds(12)) { !$0.phase.allowsFlow })
  }

  @Test("SR-046: a measurement that is told again and again grows old as if it had been told once")
  func repeated() {
    let room = Room().infuse()
    room.monitors[0].stamp = 7
    room.run(for: .seconds(11))
    #expect(room.isOn(.signalLost))
    room.run(for: .seconds(20))
    #expect(!room.phase.allowsFlow)
  }

  @Test("SR-046, SR-048: what the second monitor tells again and again grows old too, and keeps nothing running alone")
  func secondRepeated() {
    let room = Room().infuse()
    room.second = MonitorRig()
    room.second?.stamp = 7
    room.run(for: .seconds(1))
    #expect(room.alarmsOn.isEmpty)
    room.monitors[0].isUnplugged = true
    room.run(for: .seconds(11))
    #expect(room.isOn(.signalLost))
    room.run(for: .seconds(20))
    #expect(!room.phase.allowsFlow)
  }

  @Test("SR-073: three damaged answers of a pump within 10 s are told, and end by themselves")
  func damaged() {
    let room = Room().infuse()
    for _ in 0..<2 { room.pumps[0].damageAnswer() }
    room.run(for: .seconds(1))
    #expect(!room.isOn(.lineDisturbed))
    room.pumps[0].damageAnswer()
    room.run(for: .seconds(1))
    #expect(room.isOn(.lineDisturbed) && room.phase == .infusing)
    room.run(for: .seconds(10))
    #expect(!room.isOn(.lineDisturbed))
  }

  @Test("SR-073: damaged answers of 10 s ago still count, older ones do not")
  func damagedBefore() {
    let room = Room().infuse()
    room.second = MonitorRig()
    room.tick()
    room.second?.damage(3)
    room.tick()
    #expect(room.isOn(.lineDisturbed))
    room.run(for: .seconds(10))
    #expect(room.isOn(.lineDisturbed))
    room.tick()
    #expect(!room.isOn(.lineDisturbed))
  }

  @Test("SR-048: a second monitor's worse value pauses, and one that is lost alone does not")
  func second() {
    let room = Room().infuse()
    room.second = MonitorRig()
    room.run(for: .seconds(2))
    room.second?.isUnplugged = true
    room.run(for: .seconds(50))
    #expect(room.phase == .infusing && room.alarmsOn.isEmpty)
    room.second = MonitorRig()
    room.second?.saturation = (80, .good)
    #expect(room.run(limit: .seconds(7)) { $0.isOn(.oxygenSaturationLow) })
  }

  @Test("SR-048: what a second monitor told is not kept when there is none any more")
  func secondGone() {
    let room = Room().infuse()
    room.second = MonitorRig()
    room.second?.saturation = (92, .good)
    #expect(room.run(limit: .seconds(17)) { $0.isOn(.oxygenSaturationWarning) })
    room.second = nil
    room.run(for: .seconds(31))
    #expect(!room.isOn(.oxygenSaturationWarning) && room.alarmsOn.isEmpty)
  }
}
