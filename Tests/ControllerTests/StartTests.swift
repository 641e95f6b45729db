import Controller
import Quantities
import Safety
import Testing
import Therapy

@Suite struct StartTests {
  @Test("SR-021: prepare alone starts nothing, and its read-back says what the confirmation will bring")
  func prepareAlone() throws {
    let room = Room()
    room.run(for: .seconds(1))
    let order = makeOrder()
    let outcome = room.ask(.prepare(order, session: room.newSession(), token: room.token()))
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    #expect(readBack.rate == milliliters(20))
    #expect(readBack.rateBefore == .zero)
    #expect(readBack.remaining == order.program.total)
    #expect(readBack.timeLeft == .seconds(600))
    #expect(readBack.tokenUntil.since(room.now) <= .seconds(60))
    room.run(for: .seconds(120))
    #expect(room.phase == .prepared)
    #expect(room.pumps[0].truth.volume == .zero)
    #expect(room.pumps[0].runCommands == 0)
  }

  @Test("SR-131, law 2: a confirmed start flows only after the journal has it")
  func waitsForJournal() {
    let room = Room()
    let token = room.prepare()
    room.journal.delay = .milliseconds(500)
    let id = room.sendRead(.start(token))
    room.run(for: .milliseconds(480))
    #expect(room.phase == .awaitingJournal)
    #expect(room.ordered == .zero)
    #expect(room.reply(to: id) == nil)
    #expect(room.run(limit: .seconds(1)) { $0.reply(to: id) == .done })
    #expect(room.ordered == milliliters(20))
  }

  @Test("SR-007, SR-020: what changes between a confirmation and its place in the journal is judged again")
  func changedMeanwhile() {
    let room = Room()
    let token = room.prepare()
    room.journal.delay = .milliseconds(1_900)
    let id = room.sendRead(.start(token))
    room.tick()
    #expect(room.phase == .awaitingJournal)
    room.pumps[0].faults.isSilent = true
    #expect(room.run(limit: .seconds(3)) { $0.reply(to: id) != nil })
    #expect(room.reply(to: id) == .refused(.pumpNotHeard) && room.phase == .prepared)
  }

  @Test("SR-029: a receipt later than 2 s starts nothing, ever", arguments: [2_020, 3_000, 60_000] as [Int64])
  func lateReceipt(milliseconds: Int64) {
    let room = Room()
    let token = room.prepare()
    room.run(for: .seconds(1))
    room.journal.delay = .milliseconds(milliseconds)
    let id = room.sendRead(.start(token))
    room.run(for: .milliseconds(milliseconds + 5_000))
    #expect(room.reply(to: id) == .refused(.journalLate))
    #expect(room.phase == .prepared)
    #expect(room.pumps[0].runCommands == 0)
    room.journal.delay = .milliseconds(30)
    room.run(for: .seconds(5))
    #expect(room.ask(.start(token)) == .refused(.tokenUnknown))
  }

  @Test("SR-021: a token works once, for its command, its person and 60 s, and only for what was read back")
  func tokens() {
    let room = Room()
    let token = room.prepare(user: 1)
    #expect(room.ask(.start(Token(bits: 1)), user: 1) == .refused(.tokenUnknown))
    #expect(room.ask(.resume(token), user: 1) == .refused(.tokenUnknown))
    #expect(room.ask(.confirm(token), user: 1) == .refused(.tokenUnknown))
    #expect(room.ask(.start(token), user: 2) == .refused(.tokenOfAnother))
    #expect(room.ask(.start(token), user: 1) == .done)
    #expect(room.ask(.start(token), user: 1) == .refused(.tokenUnknown))
  }

  @Test("SR-021: a token is good for 60 s and not a tick longer")
  func expiry() {
    for (age, isGood) in [(60_000, true), (60_020, false)] as [(Int64, Bool)] {
      let room = Room()
      room.run(for: .seconds(2))
      let token = room.token()
      let id = room.send(.prepare(makeOrder(), session: room.newSession(), token: token))
      room.tick()
      #expect(room.reply(to: id) != nil)
      let made = room.now
      room.run(for: .milliseconds(age - 20))
      let start = room.send(.start(token))
      room.tick()
      #expect(room.now.since(made) == .milliseconds(age))
      room.run(for: .milliseconds(200))
      #expect(room.reply(to: start) == (isGood ? .done : .refused(.tokenExpired)))
    }
  }

  @Test("a second preparation makes the first one's token void")
  func replaced() {
    let room = Room()
    let first = room.prepare()
    let second = room.prepare(makeOrder(steps: [(milliliters(5), .seconds(100))]))
    #expect(room.ask(.start(first)) == .refused(.tokenUnknown))
    #expect(room.ask(.start(second)) == .done)
    #expect(room.ordered == milliliters(5))
  }

  @Test("two preparations in one tick: one order per channel and tick reaches the journal, so the second is refused")
  func twoInOneTick() {
    let room = Room()
    room.run(for: .seconds(1))
    let one = room.send(.prepare(makeOrder(), session: room.newSession(), token: room.token()))
    let two = room.send(.prepare(makeOrder(patient: "p-2"), session: room.newSession(), token: room.token()))
    room.tick()
    #expect(room.reply(to: two) == .refused(.anotherPending))
    #expect(isReadBack(room.reply(to: one)))
    #expect(room.view().session == SessionID(number: 1))
  }

  @Test("SR-020: whatever blocks a start, the start is refused with it and nothing flows")
  func blocked() {
    let causes: [(Interlock, (Room) -> Void)] = [
      (.oxygenSaturation, { $0.monitors[0].saturation = (80, .good) }),
      (.heartRate, { $0.monitors[0].heartRate = (160, .good) }),
      (.staleSignal, { $0.monitors[0].isUnplugged = true }),
      (.staleSignal, { $0.monitors[0].saturation = (98, .questionable) }),
      (.sensorOff, { $0.monitors[0].heartRate = (nil, .sensorOff) }),
      (.airInLine, { $0.pumps[0].raise(.airInLine) }),
      (.journal, { $0.journal.failingSince = $0.now }),
    ]
    for (interlock, breakIt) in causes {
      let room = Room()
      let token = room.prepare()
      breakIt(room)
      room.run(for: .seconds(4))
      let outcome = room.ask(.start(token))
      guard case .refused(.blocked(let set)) = outcome else {
        Issue.record("\(interlock): \(String(describing: outcome))")
        continue
      }
      #expect(set.contains(interlock))
      room.run(for: .seconds(20))
      #expect(room.pumps[0].runCommands == 0)
    }
  }

  @Test("SR-007: what changes between confirmation and receipt is judged again, to the very step of the receipt")
  func judgedAgain() {
    // From 6 ticks before the receipt to the very tick of it the sensor falls off; none of them may flow.
    for ticks in 1...6 {
      let room = Room()
      let token = room.prepare()
      room.monitors[0].period = .milliseconds(20)
      room.run(for: .seconds(1))
      room.journal.delay = .milliseconds(200)
      room.sendRead(.start(token))
      room.run(for: .milliseconds(Int64(220 - 20 * ticks)))
      room.monitors[0].saturation = (nil, .sensorOff)
      room.run(for: .seconds(8))
      #expect(room.pumps[0].truth.volume == .zero, "\(ticks - 1) ticks before the receipt")
      #expect(room.phase == .prepared || room.phase == .paused)
    }
  }

  @Test("SR-032: a patient with an open session on one channel gets none on another")
  func samePatient() {
    let room = Room(channels: 2)
    _ = room.prepare(channel: 0)
    let outcome = room.ask(.prepare(makeOrder(), session: room.newSession(), token: room.token()), channel: 1)
    #expect(outcome == .refused(.patientBusy))
    _ = room.prepare(makeOrder(patient: "p-2"), channel: 1)
    #expect(room.ask(.close, channel: 0) == .done)
    #expect(room.ask(.close, channel: 1) == .done)
    _ = room.prepare(channel: 1)
  }

  @Test("a pump that was never heard gets no order")
  func unheard() {
    let room = Room()
    room.pumps[0].faults.isSilent = true
    room.restart()
    room.run(for: .seconds(1))
    let outcome = room.ask(.prepare(makeOrder(), session: room.newSession(), token: room.token()))
    #expect(outcome == .refused(.pumpNotHeard))
    #expect(room.phase == .idle)
  }

  @Test("a pump that does not show the flow within 10 s is paused, not waited for")
  func neverStarts() {
    let room = Room()
    let token = room.prepare()
    room.pumps[0].faults.commandTime = .seconds(60)
    #expect(room.ask(.start(token)) == .done)
    let since = room.now
    #expect(room.run { $0.phase == .paused })
    #expect(room.now.since(since) <= .milliseconds(10_500))
    #expect(room.pumps[0].runCommands == 0)
  }
}
