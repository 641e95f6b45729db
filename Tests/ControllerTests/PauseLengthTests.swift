import Controller
import Quantities
import Safety
import Testing
import Therapy

/// How long and how often a session may pause.
@Suite struct PauseLengthTests {
  @Test("SR-025: a pause prompts at 3, 10 and 30 min and shows its time; nothing else changes by itself")
  func prompts() throws {
    let room = Room().pausedAndCalm()
    #expect(room.alarmsOn.isEmpty)
    let prompts: [(Int64, AlarmCondition)] = [(3, .pausePrompt), (10, .pauseLong), (30, .pauseOver)]
    for (minutes, condition) in prompts {
      let left = Interval.minutes(minutes).remaining(after: try #require(room.view().pausedFor))
      room.stroll(for: left.remaining(after: .seconds(2)))
      #expect(!room.isOn(condition))
      room.stroll(for: .seconds(4))
      #expect(room.isOn(condition))
      #expect(room.phase == .paused && room.ordered == .zero)
    }
  }

  @Test("SR-025: after 30 min a resume needs a second person; after 120 min the session has ended")
  func longPause() throws {
    let room = Room().pausedAndCalm()
    room.stroll(for: .minutes(31))
    let token = room.token()
    let outcome = room.ask(.prepareResume(rate: nil, token: token))
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    #expect(readBack.needs.secondPerson)
    #expect(room.ask(.resume(token)) == .refused(.secondPersonMissing))
    #expect(room.ask(.second(token), user: 2) == .done)
    #expect(room.phase == .paused, "a second person's word resumes nothing by itself")
    room.stroll(for: .minutes(90))
    #expect(room.phase == .stopped && room.view().isStopLatched)
    #expect(room.view().endCause == .interlock(.pauseTime))
  }

  @Test("SR-025: a long pause is resumed with the second person's word, at half the rate")
  func resumedAfterLong() {
    let room = Room().pausedAndCalm()
    room.stroll(for: .minutes(40))
    let token = room.token()
    #expect(isReadBack(room.ask(.prepareResume(rate: nil, token: token))))
    #expect(room.ask(.second(token), user: 2) == .done)
    #expect(room.ask(.resume(token)) == .done)
    #expect(room.run { $0.phase == .infusing })
    #expect(room.ordered == milliliters(10))
  }

  @Test("SR-025: after a restart that does not know how long nothing flowed, the session gets no more drug")
  func unknownLength() {
    for knowsPause in [true, false] {
      let room = Room().infuse()
      room.restart(after: .seconds(3), knowsPause: knowsPause)
      #expect(room.run { $0.view().zeroIsObserved })
      #expect(room.ask(.reconcile) == .done)
      #expect(room.phase == (knowsPause ? .paused : .stopped))
      #expect(room.view().endCause == (knowsPause ? nil : .restart), "no person stopped it")
      room.run(for: .seconds(12))
      room.testAlarms()
      let outcome = room.ask(.prepareResume(rate: nil, token: room.token()))
      #expect(knowsPause ? isReadBack(outcome) : outcome == .refused(.wrongPhase(.stopped)))
    }
  }

  @Test("SR-026: after a restart the automatic pauses before it count as of just now, however many they were")
  func afterRestart() {
    for before in 1...4 {
      let room = Room().infuse(makeOrder(steps: [(milliliters(2), .seconds(7_200))]))
      for _ in 1...before {
        pauseAutomatically(room)
        room.run(for: .seconds(15))
        #expect(room.resume(at: room.view().rateBeforePause) == .done)
        room.stroll(for: .minutes(6))
      }
      room.restart()
      #expect(room.run { $0.view().zeroIsObserved })
      #expect(room.ask(.reconcile) == .done)
      room.run(for: .seconds(12))
      #expect(room.resume(at: room.view().rateBeforePause) == .done)
      #expect(room.run { $0.phase == .infusing })
      pauseAutomatically(room)
      #expect(room.run(limit: .seconds(2)) { $0.phase == (before == 1 ? .paused : .stopped) }, "\(before)")
    }
  }

  @Test("SR-026: an automatic pause is recorded in the step in which it begins, so that a restart counts it")
  func recordedAtOnce() {
    let room = Room().infuse()
    room.pumps[0].faults.isSilent = true
    #expect(room.run { $0.phase == .linkLost })
    let counts = room.records.compactMap { record -> UInt8? in
      if case .delivered(let delivery) = record.event { delivery.automaticPauses } else { nil }
    }
    #expect(counts.last == 1 && counts.first == 0)
  }

  private func pauseAutomatically(_ room: Room) {
    room.monitors[0].saturation = (nil, .sensorOff)
    #expect(room.run { $0.phase == .paused || $0.phase == .stopped })
    room.monitors[0].saturation = (98, .good)
  }

  @Test("SR-026: the third automatic pause in 10 min stops the session, with a high alarm")
  func threeInTenMinutes() {
    let room = Room().infuse()
    for count in 1...3 {
      pauseAutomatically(room)
      #expect(room.run(limit: .seconds(2)) { $0.phase == (count == 3 ? .stopped : .paused) })
      guard count < 3 else { break }
      room.run(for: .seconds(15))
      #expect(room.resume() == .done)
      #expect(room.run { $0.phase == .infusing })
    }
    #expect(room.isOn(.repeatedPauses))
    #expect(room.view().isStopLatched && room.view().endCause == .interlock(.repeatedPause))
  }

  @Test("SR-026: three within 10 min are three also when minutes lie between them")
  func spreadWithinTenMinutes() {
    let room = Room().infuse(makeOrder(steps: [(milliliters(2), .seconds(7_200))]))
    for count in 1...3 {
      pauseAutomatically(room)
      #expect(room.run(limit: .seconds(2)) { $0.phase == (count == 3 ? .stopped : .paused) }, "\(count)")
      guard count < 3 else { break }
      room.run(for: .seconds(15))
      #expect(room.resume(at: room.view().rateBeforePause) == .done)
      room.stroll(for: .minutes(4))
    }
  }

  @Test("SR-026: spread over more than 10 min, only the fifth automatic pause of a session stops it")
  func fiveInSession() {
    let room = Room().infuse(makeOrder(steps: [(milliliters(2), .seconds(7_200))]))
    for count in 1...5 {
      pauseAutomatically(room)
      #expect(room.run(limit: .seconds(2)) { $0.phase == (count == 5 ? .stopped : .paused) }, "\(count)")
      guard count < 5 else { return }
      room.run(for: .seconds(15))
      #expect(room.resume(at: room.view().rateBeforePause) == .done)
      room.stroll(for: .minutes(6))
    }
  }

  @Test("SR-026: a pause that a person asked for is not counted")
  func byHand() {
    let room = Room().infuse()
    for _ in 1...6 {
      room.press(.pause)
      #expect(room.run { $0.phase == .paused })
      room.run(for: .seconds(12))
      #expect(room.resume(at: room.view().rateBeforePause) == .done)
      #expect(room.run { $0.phase == .infusing })
    }
  }

  @Test("SR-025: a read-back from before the 30 min does not spare the second person that is needed after them")
  func readBackBecomesLong() {
    let room = Room().pausedAndCalm()
    room.stroll(for: .seconds(29 * 60 + 20))
    let token = room.token()
    #expect(isReadBack(room.ask(.prepareResume(rate: nil, token: token))))
    room.stroll(for: .seconds(45))
    #expect(room.ask(.resume(token)) == .refused(.tokenStale))
    #expect(room.phase == .paused && room.ordered == .zero)
  }
}
