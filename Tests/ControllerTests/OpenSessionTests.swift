import Controller
import Quantities
import Safety
import Testing
import Therapy

@Suite struct OpenSessionTests {
  @Test("SR-032: while a pump has a session that was started, in whatever phase, no other is prepared on it")
  func onePerPump() {
    // Without a session, or with one that nobody has started, another order may be prepared.
    var seen = Set(SessionPhase.allCases.filter { $0.hasNoSession || $0.isUnstarted })
    for reach in beginnings {
      let room = reach(Room())
      let (phase, session) = (room.phase, room.view().session)
      seen.insert(phase)
      let second = makeOrder(patient: "p-2")
      let id = room.send(.prepare(second, session: room.newSession(), token: room.token()))
      room.tick()
      #expect(room.reply(to: id) == .refused(room.view().isStopLatched ? .stopLatched : .wrongPhase(phase)), "\(phase)")
      #expect(room.view().session == session)
    }
    #expect(seen == Set(SessionPhase.allCases))
  }

  /// One way into each phase of a session that was started.
  private var beginnings: [(Room) -> Room] {
    [
      { room in
        let token = room.prepare()
        room.journal.delay = .milliseconds(800)
        room.sendRead(.start(token))
        room.tick()
        return room
      },
      { room in
        room.sendRead(.start(room.prepare()))
        room.run { $0.phase == .starting }
        return room
      },
      { $0.infuse() },
      { room in
        room.infuse().press(.pause)
        room.tick()
        return room
      },
      { $0.pausedAndCalm() },
      { room in
        room.infuse().press(.stop)
        room.tick()
        return room
      },
      { room in
        room.infuse().press(.stop)
        room.run { $0.phase == .stopped }
        return room
      },
      { room in
        room.infuse(makeOrder(steps: [(milliliters(20), .seconds(5))])).run { $0.phase == .completed }
        return room
      },
      { room in
        room.infuse(makeOrder(steps: [(milliliters(20), .seconds(5))], recovery: .hour)).run { $0.phase == .recovering }
        return room
      },
      { room in
        #expect(room.infuse().ask(.score(.poss, 3)) == .done)
        return room
      },
      { room in
        room.infuse().pumps[0].faults.isSilent = true
        room.run { $0.phase == .linkLost }
        return room
      },
      { room in
        room.infuse().pumps[0].isOurs = false
        room.run { $0.phase == .manual }
        return room
      },
      { room in
        room.infuse().restart()
        room.run { $0.view().zeroIsObserved }
        return room
      },
    ]
  }
}
