import Controller
import Quantities
import Safety
import Testing
import Therapy

/// What persons enter and what follows from it: blood pressure, baseline, scores, handover.
@Suite struct ObservationTests {
  private static let all: [RequiredSignal] = [.oxygenSaturation, .heartRate, .bloodPressure, .sedation]

  private func order(_ time: Interval = .seconds(3_600), recovery: Interval = .zero) -> Order {
    makeOrder(steps: [(milliliters(20), time)], required: Self.all, recovery: recovery)
  }

  private func cuff(_ room: Room, _ systolic: Int32 = 120, _ diastolic: Int32 = 80, _ mean: Int32 = 93) -> CommandOutcome? {
    room.ask(.vitals(systolic: systolic, diastolic: diastolic, mean: mean))
  }

  /// Prepared, with both baseline readings and a score, prepared anew: the token starts it.
  private func ready(_ order: Order? = nil) -> (Room, Token) {
    let (room, order) = (Room(), order ?? self.order())
    _ = room.prepare(order)
    #expect(cuff(room) == .done)
    room.stroll(for: .minutes(5))
    #expect(cuff(room, 130, 80, 96) == .done)
    #expect(room.ask(.score(.poss, 1)) == .done)
    return (room, room.prepare(order))
  }

  private func infusing(_ order: Order? = nil) -> Room {
    let (room, token) = ready(order)
    #expect(room.ask(.start(token)) == .done)
    #expect(room.run { $0.phase == .infusing })
    return room
  }

  @Test("SR-050, SR-053: a score that cuts the rate pauses an infusion that is only being started")
  func reducedWhileStarting() {
    for (scale, value) in [(.poss, 3), (.distress, 8)] as [(ClinicalScale, Int8)] {
      let (room, token) = ready()
      room.pumps[0].faults.commandTime = .seconds(2)
      #expect(room.ask(.start(token)) == .done)
      #expect(room.phase == .starting)
      #expect(room.ask(.score(scale, value)) == .done)
      #expect(!room.phase.allowsFlow && room.ordered == .zero, "\(scale.name): \(room.phase)")
      #expect(room.view().cause == .interlock(scale == .poss ? .sedation : .distress))
    }
  }

  @Test(
    "SR-034, SR-051: in the recovery a pressure alone is due after 15 min, after an hour after 30", arguments: [0, 70] as [Int64])
  func recoveryPressureAlone(_ begin: Int64) {
    let room = infusing(order(recovery: .minutes(180)))
    room.press(.stop)
    #expect(room.run { $0.phase == .stopped })
    for _ in 0..<(begin / 10) {
      #expect(cuff(room) == .done && room.ask(.score(.poss, 1)) == .done)
      room.stroll(for: .minutes(10))
    }
    #expect(cuff(room) == .done && room.ask(.score(.poss, 1)) == .done)
    room.stroll(for: .minutes(10))
    // The score is kept fresh, so that only the pressure can be due.
    #expect(room.ask(.score(.poss, 1)) == .done)
    room.stroll(for: .minutes(6))
    #expect(!room.isOn(.observationDue))
    room.stroll(for: .seconds(70))
    #expect(room.isOn(.observationDue) == (begin == 0))
    #expect(!room.isOn(.observationOverdue) && !room.isOn(.observationMissing))
  }

  @Test("SR-059: two pressures 5 min apart come before the start, of the same patient, and their mean is the baseline")
  func baseline() {
    let room = Room()
    let first = room.prepare(order())
    #expect(room.ask(.start(first)) == .refused(.baselineMissing))
    #expect(cuff(room) == .done)
    room.stroll(for: .minutes(4))
    #expect(cuff(room, 130, 80, 96) == .done)
    let second = room.prepare(order())
    #expect(room.ask(.start(second)) == .refused(.baselineMissing), "4 min apart are one baseline reading")
    let (good, token) = ready()
    #expect(good.view().observed.baseline.systolic == 125)
    #expect(good.ask(.start(token)) == .done)
    let (other, _) = ready()
    let changed = other.prepare(makeOrder(patient: "p-2", required: Self.all))
    #expect(other.ask(.start(changed)) == .refused(.baselineMissing), "another patient's pressure is none")
  }

  @Test("SR-044: nothing starts without a fresh sedation score or blood pressure, and the item is named")
  func required() {
    let room = Room()
    _ = room.prepare(order())
    _ = cuff(room)
    room.stroll(for: .minutes(5))
    _ = cuff(room)
    let outcome = room.ask(.start(room.prepare(order())))
    guard case .refused(.blocked(let set)) = outcome else { return #expect(outcome == nil, "started without a score") }
    #expect(set.members == [.staleObservation])
    #expect(room.ask(.score(.rass, 0)) == .done)
    #expect(room.ask(.start(room.prepare(order()))) == .done)
  }

  @Test("SR-044: nothing is entered for a channel without a session, nor what no scale or living patient has")
  func refused() {
    let room = Room()
    #expect(room.ask(.score(.poss, 2)) == .refused(.wrongPhase(.idle)))
    #expect(cuff(room) == .refused(.wrongPhase(.idle)))
    _ = room.prepare(order())
    #expect(room.ask(.score(.poss, 5)) == .refused(.implausibleObservation))
    #expect(room.ask(.score(.nrs, -1)) == .refused(.implausibleObservation))
    #expect(cuff(room, 80, 120, 90) == .refused(.implausibleObservation))
    #expect(cuff(room, 120, 80, 130) == .refused(.implausibleObservation))
    #expect(room.view().observed.cuff == nil)
  }

  @Test("SR-050: POSS 3 cuts the rate to half at once; only a person raises it, after a better score")
  func reduce() {
    let room = infusing()
    #expect(room.ask(.score(.poss, 3)) == .done)
    #expect(room.phase == .reduced && room.ordered == milliliters(10), "in the very step that takes the score")
    #expect(room.isOn(.sedationWarning))
    let raise = { room.ask(.setRate(milliliters(12), token: room.token())) }
    guard case .refused(.blocked) = raise() else { return #expect(Bool(false), "raised on a POSS of 3") }
    room.run(for: .seconds(60))
    #expect(room.ordered == milliliters(10), "once for each score")
    #expect(room.ask(.score(.poss, 2)) == .done)
    room.run(for: .seconds(60))
    #expect(room.phase == .reduced && room.ordered == milliliters(10), "a better score raises nothing")
    let token = room.token()
    #expect(isReadBack(room.ask(.setRate(milliliters(12), token: token))))
    #expect(room.ask(.confirm(token)) == .done)
    #expect(room.run { $0.phase == .infusing && $0.ordered == milliliters(12) })
  }

  @Test("SR-053: a second cut within 10 min is a pause, later it is a cut again")
  func secondReduction() {
    let soon = infusing()
    #expect(soon.ask(.score(.poss, 3)) == .done)
    soon.run(for: .seconds(30))
    #expect(soon.ask(.score(.distress, 8)) == .done)
    #expect(!soon.phase.allowsFlow && soon.isOn(.distressAgain) && !soon.isOn(.distressHigh))
    let deeper = infusing()
    #expect(deeper.ask(.score(.poss, 3)) == .done)
    #expect(deeper.acknowledge(.sedationWarning) == .done && !deeper.isOn(.oversedation))
    deeper.run(for: .seconds(30))
    #expect(deeper.ask(.score(.poss, 3)) == .done)
    #expect(!deeper.phase.allowsFlow && deeper.isOn(.oversedation), "a pause is a high alarm, whoever knew of the cut")
    let later = infusing()
    #expect(later.ask(.score(.poss, 3)) == .done)
    later.stroll(for: .minutes(4))
    #expect(cuff(later) == .done && later.ask(.score(.poss, 2)) == .done)
    later.stroll(for: .minutes(4))
    #expect(cuff(later) == .done)
    later.stroll(for: .minutes(3))
    #expect(later.ask(.score(.distress, 8)) == .done)
    #expect(later.phase == .reduced && later.ordered == milliliters(5))
  }

  @Test("SR-050: POSS 4, RASS -4 or MOAA/S 2 stop the session")
  func stops() {
    for (scale, value) in [(ClinicalScale.poss, 4), (.rass, -4), (.rass, 4), (.moaas, 2)] as [(ClinicalScale, Int8)] {
      let room = infusing()
      #expect(room.ask(.score(scale, value)) == .done)
      #expect(room.ordered == .zero && room.run { $0.phase == .stopped })
      #expect(room.isOn(.oversedation) && room.view().endCause == .interlock(.sedation))
    }
  }

  @Test("SR-015: two pressures or two scores in one step are not taken: the first would be judged by nobody")
  func twoAtOnce() {
    let room = infusing()
    let pressures = [(210, 115, 150), (120, 80, 93)].map { (systolic, diastolic, mean) in
      room.send(.vitals(systolic: systolic, diastolic: diastolic, mean: mean))
    }
    let scores = [Int8(3), 1].map { room.send(.score(.poss, $0)) }
    room.tick()
    for pair in [pressures, scores] {
      #expect(room.reply(to: pair[0]) == .done && room.reply(to: pair[1]) == .refused(.anotherPending))
    }
    #expect(!room.phase.allowsFlow && room.view().observed.cuff?.systolic == 210)
  }

  @Test("SR-034, SR-051: in the recovery a pressure is due every 15 min, after an hour every 30, and after it none")
  func recoveryPressures() {
    let room = infusing(order(.seconds(600), recovery: .minutes(120)))
    room.stroll(for: .minutes(5))
    #expect(cuff(room) == .done)
    #expect(room.run(limit: .minutes(8)) { $0.phase == .recovering })
    for (measured, quiet) in [(0, 16), (16, 16), (32, 16), (48, 16), (64, 31), (95, 24)] as [(Int64, Int64)] {
      #expect(cuff(room) == .done && room.ask(.score(.poss, 1)) == .done, "\(measured) min")
      room.stroll(for: .minutes(quiet / 2))
      #expect(room.ask(.score(.poss, 1)) == .done)
      room.stroll(for: .minutes(quiet - quiet / 2))
      #expect(!room.isOn(.observationDue), "\(measured) min")
    }
    room.stroll(for: .minutes(60))
    #expect(room.phase == .completed && !room.isOn(.observationDue) && !room.isOn(.observationMissing))
  }

  @Test("SR-034, SR-051: a pressure that nobody takes in the recovery is due after 17 min, and nothing says that it pauses")
  func recoveryPressureMissed() {
    let room = infusing(order(recovery: .minutes(120)))
    room.press(.stop)
    #expect(room.run { $0.phase == .stopped })
    #expect(cuff(room) == .done && room.ask(.score(.poss, 1)) == .done)
    room.stroll(for: .minutes(16))
    #expect(!room.isOn(.observationDue))
    room.stroll(for: .seconds(70))
    #expect(room.isOn(.observationDue))
    room.stroll(for: .minutes(14))
    #expect(room.isOn(.observationMissing) && room.phase == .stopped)
    let record = room.view().alarms.record(of: .observationMissing)
    #expect(AlarmCondition.observationMissing.sentence(value: record.value, limit: record.limit).contains("the limit is 30 min"))
  }

  @Test("SR-034, SR-051: pressures are due as long as the recovery lasts: not after it, and again when flow has begun it anew")
  func recoveryBegunAnew() {
    let unreset = infusing(order(recovery: .minutes(16)))
    unreset.press(.stop)
    #expect(unreset.run { $0.phase == .stopped })
    #expect(cuff(unreset) == .done && unreset.ask(.score(.poss, 1)) == .done)
    unreset.stroll(for: .minutes(18))
    #expect(unreset.phase == .stopped && !unreset.isOn(.observationDue), "nobody has reset, but the time is over")
    let again = infusing(order(.seconds(60), recovery: .minutes(16)))
    #expect(again.run(limit: .minutes(2)) { $0.phase == .recovering })
    #expect(cuff(again) == .done && again.ask(.score(.poss, 1)) == .done)
    again.stroll(for: .minutes(18))
    #expect(again.phase == .completed && !again.isOn(.observationDue))
    again.keypadAt[0] = again.now
    again.pumps[0].leak(quantity("0.2 mL"))
    again.run(for: .seconds(2))
    #expect(again.view().recoveryLeft > .zero && again.isOn(.observationDue))
  }

  @Test("SR-051: a pressure that nobody takes is due at 7 min and pauses at 10")
  func overdue() {
    let room = infusing()
    room.stroll(for: .seconds(6 * 60))
    #expect(!room.isOn(.observationDue))
    room.stroll(for: .seconds(80))
    #expect(room.isOn(.observationDue) && room.phase == .infusing)
    #expect(room.run(limit: .minutes(4)) { !$0.phase.allowsFlow })
    #expect(room.isOn(.observationMissing) && room.view().cause == .interlock(.staleObservation))
  }

  @Test("SR-023: a resume needs a pressure taken after the pause began")
  func pressureAfterPause() {
    let room = infusing()
    room.run(for: .seconds(20))
    room.press(.pause)
    room.run { $0.phase == .paused }
    room.run(for: .seconds(15))
    #expect(room.resume() == .refused(.pressureAfterPauseMissing))
    #expect(cuff(room) == .done)
    #expect(room.resume() == .done)
  }

  @Test("SR-025, SR-059: a resume after a long pause asks for a fresh pressure and score, not for a new baseline")
  func longPauseKeepsBaseline() {
    let room = infusing()
    room.press(.pause)
    room.run { $0.phase == .paused }
    room.stroll(for: .minutes(70))
    let token = room.token()
    #expect(room.ask(.prepareResume(rate: nil, token: token)) == .refused(.pressureAfterPauseMissing))
    #expect(cuff(room) == .done && room.ask(.score(.poss, 1)) == .done)
    room.run(for: .seconds(12))
    #expect(isReadBack(room.ask(.prepareResume(rate: nil, token: token))))
    #expect(room.ask(.second(token), user: 2) == .done)
    #expect(room.ask(.resume(token)) == .done)
  }

  @Test("SR-041: a systolic pressure of 185 pauses when it is confirmed, or when nobody confirms it in 2 min")
  func pressurePauses() {
    let confirmed = infusing()
    #expect(cuff(confirmed, 185, 90, 120) == .done)
    confirmed.run(for: .seconds(30))
    #expect(confirmed.phase == .infusing && confirmed.isOn(.bloodPressureWarning))
    #expect(cuff(confirmed, 182, 90, 120) == .done)
    #expect(!confirmed.phase.allowsFlow && confirmed.isOn(.bloodPressureExtreme))
    let alone = infusing()
    #expect(cuff(alone, 185, 90, 120) == .done)
    #expect(alone.run(limit: .seconds(125)) { !$0.phase.allowsFlow })
    let refuted = infusing()
    #expect(cuff(refuted, 185, 90, 120) == .done)
    refuted.run(for: .seconds(60))
    #expect(cuff(refuted, 140, 90, 107) == .done)
    refuted.run(for: .seconds(120))
    #expect(refuted.phase == .infusing)
  }

  @Test("SR-059: from 180/110 on nothing starts")
  func highStart() {
    let (room, _) = ready()
    #expect(cuff(room, 180, 100, 115) == .done)
    guard case .refused(.blocked(let set)) = room.ask(.start(room.prepare(order()))) else {
      return #expect(Bool(false), "started at 180")
    }
    #expect(set.contains(.bloodPressure))
  }

  @Test("every entry is in the journal with who made it, and the newest of each kind is in the view with time and person")
  func recorded() {
    let room = Room()
    _ = room.prepare(order())
    #expect(room.ask(.score(.nrs, 7), user: 4) == .done)
    let at = room.now
    #expect(room.view().observed.scores.newest(.nrs)?.value == 7)
    #expect(room.view().observed.scores.newest(.nrs)?.at == at)
    #expect(room.view().observed.person(of: .nrs) == UserID(number: 4))
    let isRecorded = room.records.contains {
      if case .score(.nrs, 7, by: UserID(number: 4)) = $0.event { true } else { false }
    }
    #expect(isRecorded)
  }

  // MARK: - Handover

  @Test("SR-126: a patient is handed over when the one offers and the other takes within 5 min")
  func handover() {
    let room = Room().infuse()
    #expect(room.view().responsible == UserID(number: 1))
    #expect(room.ask(.handover(to: UserID(number: 2)), user: 2) == .refused(.handoverNotOffered))
    #expect(room.ask(.handover(to: UserID(number: 2))) == .done)
    #expect(room.view().responsible == UserID(number: 1) && room.view().handoverTo == UserID(number: 2))
    #expect(room.ask(.handover(to: UserID(number: 3)), user: 3) == .refused(.handoverNotOffered))
    #expect(room.ask(.handover(to: UserID(number: 2)), user: 2) == .done)
    #expect(room.view().responsible == UserID(number: 2) && room.view().handoverTo == nil)
    #expect(room.ask(.handover(to: UserID(number: 4)), user: 2) == .done)
    room.stroll(for: .seconds(302))
    #expect(room.ask(.handover(to: UserID(number: 4)), user: 4) == .refused(.handoverNotOffered))
  }

  @Test("SR-126: only who answers for a patient hands the patient over")
  func handoverByAnother() {
    let room = Room().infuse()
    #expect(room.ask(.handover(to: UserID(number: 3)), user: 2) == .refused(.notResponsible))
    #expect(room.ask(.handover(to: UserID(number: 3)), user: 3) == .refused(.handoverNotOffered))
    #expect(room.view().responsible == UserID(number: 1) && room.view().handoverTo == nil)
  }

  @Test("SR-126: whoever resumes answers for the patient, and what another person had offered is void")
  func handoverAfterResume() {
    let room = Room().pausedAndCalm()
    #expect(room.ask(.handover(to: UserID(number: 2))) == .done)
    let token = room.token()
    #expect(isReadBack(room.ask(.prepareResume(rate: nil, token: token), user: 3)))
    #expect(room.ask(.resume(token), user: 3) == .done)
    #expect(room.view().responsible == UserID(number: 3))
    #expect(room.ask(.handover(to: UserID(number: 2)), user: 2) == .refused(.handoverNotOffered))
  }
}
