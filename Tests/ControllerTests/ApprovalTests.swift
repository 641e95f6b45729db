import Controller
import Quantities
import Safety
import Testing
import Therapy

/// What needs more than one confirmation: user 1 reads back, user 2 is another clinician, user 3 a physician.
@Suite struct ApprovalTests {
  /// 12.25 mL/h is 0.35 mg/kg/h for 70 kg at 2 mg/mL.
  private static let soft = makeCeilings(dose: "0.35 mg/kg/h", session: "100 mg", duration: .minutes(10), sessions: 10)

  private func offer(_ room: Room, _ order: Order) throws -> (token: Token, needs: Confirmations) {
    room.run(for: .seconds(1))
    let token = room.token()
    let outcome = room.ask(.prepare(order, session: room.newSession(), token: token))
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    return (token, readBack.needs)
  }

  private func order(
    _ rate: Int64, for time: Interval = .seconds(60), floors: (soft: DoseFloors, hard: DoseFloors)? = nil, sessions: Int64 = 0
  ) -> Order {
    makeOrder(
      steps: [(FlowRate(microlitersPerHour: rate), time)], soft: Self.soft,
      history: PatientHistory(sessionsInFortnight: sessions), floors: floors)
  }

  @Test("SR-003: an order at a soft limit needs nobody, one beyond it a physician, with the limit named")
  func softLimits() throws {
    for (order, expected) in [
      (order(12_200), nil), (order(12_300), (LimitKind.doseRate, 350_000_000)),
      (order(1_000, for: .minutes(10)), nil),
      (order(1_000, for: .seconds(601)), (.duration, Interval.minutes(10).nanoseconds)),
      (order(1_000, sessions: 9), nil), (order(1_000, sessions: 10), (.sessions, 10)),
    ] as [(Order, (LimitKind, Int64)?)] {
      let room = Room()
      let needs = try offer(room, order).needs
      #expect(needs.approval?.kind == expected?.0 && needs.approval?.limit == expected?.1)
      #expect(room.phase == (expected == nil ? .prepared : .awaitingApproval))
    }
    let heavy = makeOrder(steps: [(milliliters(10), .seconds(100))], total: quantity("50.001 mL"), soft: Self.soft)
    #expect(try offer(Room(), heavy).needs.approval?.kind == .sessionMass)
  }

  @Test("SR-003: nobody starts it before the approval, and with it the same token starts it, once")
  func approved() throws {
    let room = Room()
    let token = try offer(room, order(12_300)).token
    #expect(room.ask(.start(token)) == .refused(.approvalMissing(.doseRate, limit: 350_000_000)))
    #expect(room.ask(.approve(Token(bits: 9)), user: 3) == .refused(.tokenUnknown))
    #expect(room.ask(.approve(token), user: 3) == .done)
    #expect(room.phase == .prepared)
    #expect(room.ask(.approve(token), user: 3) == .refused(.nothingToConfirm))
    #expect(room.ask(.start(token), user: 3) == .refused(.tokenOfAnother), "whoever read back confirms")
    #expect(room.ask(.start(token)) == .done)
    #expect(room.run { $0.phase == .infusing })
    #expect(room.ordered == FlowRate(microlitersPerHour: 12_300))
  }

  @Test("SR-003: an approval holds for one order only, and dies with the token after 60 s")
  func oneOrder() throws {
    let room = Room()
    let first = try offer(room, order(12_300)).token
    #expect(room.ask(.approve(first), user: 3) == .done)
    let (second, needs) = try offer(room, order(12_300))
    #expect(needs.approval != nil)
    #expect(room.ask(.start(first)) == .refused(.tokenUnknown))
    #expect(room.ask(.start(second)) == .refused(.approvalMissing(.doseRate, limit: 350_000_000)))
    room.run(for: .seconds(61))
    #expect(room.ask(.approve(second), user: 3) == .refused(.tokenExpired))
  }

  @Test("SR-003: what a physician approved for one session is not approved for the next one on the channel")
  func nextSession() throws {
    let room = Room()
    let token = try offer(room, order(12_300)).token
    #expect(room.ask(.approve(token), user: 3) == .done && room.ask(.start(token)) == .done)
    #expect(room.run(limit: .seconds(90)) { $0.phase == .completed })
    #expect(room.ask(.close) == .done)
    room.infuse(order(12_000))
    room.run(for: .seconds(5))
    let outcome = room.ask(.setRate(FlowRate(microlitersPerHour: 12_300), token: room.token()))
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    #expect(readBack.needs.approval?.kind == .doseRate)
  }

  @Test("SR-002, SR-018: no approval lifts a hard limit, whatever it is: rate, amount, time, or the 13th session in 14 days")
  func hard() {
    for order in [
      order(35_100), order(35_000, for: .seconds(14_401)), order(1_000, for: .minutes(301)), order(1_000, sessions: 12),
    ] {
      let room = Room()
      room.run(for: .seconds(1))
      let outcome = room.ask(.prepare(order, session: room.newSession(), token: room.token()))
      guard case .refused(.aboveHardLimit) = outcome else {
        Issue.record("\(String(describing: outcome))")
        continue
      }
    }
    let room = Room()
    room.run(for: .seconds(1))
    #expect(isReadBack(room.ask(.prepare(order(1_000, sessions: 11), session: room.newSession(), token: room.token()))))
  }

  @Test("SR-005: an order below a floor is refused or needs a physician; lowering below it is always allowed")
  func floors() throws {
    let hard = DoseFloors(doseRate: quantity("0.02 mg/kg/h"), massRate: quantity("1 mg/h"), duration: .seconds(30))
    let soft = DoseFloors(doseRate: quantity("0.05 mg/kg/h"), massRate: quantity("3 mg/h"), duration: .seconds(60))
    for (rate, time, kind) in [
      (600, 60, LimitKind.leastDoseRate), (1_600, 60, .leastDoseRate), (1_800, 59, .leastDuration), (1_700, 60, nil),
    ] as [(Int64, Int64, LimitKind?)] {
      let room = Room()
      room.run(for: .seconds(1))
      let order = order(rate, for: .seconds(time), floors: (soft, hard))
      let outcome = room.ask(.prepare(order, session: room.newSession(), token: room.token()))
      switch outcome {
      case .refused(.belowHardLimit(let found, _)): #expect(found == kind && rate == 600)
      case .readBack(let readBack): #expect(readBack.needs.approval?.kind == kind && rate > 600)
      default: Issue.record("\(String(describing: outcome))")
      }
    }
    let room = Room().infuse(order(1_800, floors: (soft, hard)))
    #expect(room.ask(.setRate(FlowRate(microlitersPerHour: 100), token: room.token())) == .done)
  }

  @Test("SR-004: above the threshold another clinician confirms too; the same one twice is not two")
  func secondPerson() throws {
    let threshold = SecondPersonThreshold(doseRate: quantity("0.7 mg/kg/h"))
    func order(_ rate: Int64) -> Order {
      makeOrder(steps: [(FlowRate(microlitersPerHour: rate), .seconds(60))], second: threshold)
    }
    #expect(try !offer(Room(), order(24_500)).needs.secondPerson, "equality passes")
    let room = Room()
    let (token, needs) = try offer(room, order(24_600))
    #expect(needs.secondPerson && room.phase == .awaitingSecondPerson)
    #expect(room.ask(.start(token)) == .refused(.secondPersonMissing))
    #expect(room.ask(.second(token)) == .refused(.samePerson))
    #expect(room.ask(.second(token), user: 2) == .done)
    #expect(room.ask(.second(token), user: 2) == .refused(.nothingToConfirm))
    #expect(room.ask(.start(token), user: 2) == .refused(.tokenOfAnother))
    #expect(room.ask(.start(token)) == .done)
  }

  @Test("SR-003, SR-004: what needs both waits for the approval first, and a physician who read back is not the second person")
  func both() throws {
    let order = makeOrder(
      steps: [(milliliters(30), .seconds(60))], soft: Self.soft,
      second: SecondPersonThreshold(doseRate: quantity("0.7 mg/kg/h")))
    let room = Room()
    let token = try offer(room, order).token
    #expect(room.phase == .awaitingApproval)
    #expect(room.ask(.second(token), user: 2) == .refused(.approvalMissing(.doseRate, limit: 350_000_000)))
    #expect(room.ask(.approve(token)) == .done, "a physician may approve what that physician read back")
    #expect(room.phase == .awaitingSecondPerson)
    #expect(room.ask(.second(token)) == .refused(.samePerson))
    #expect(room.ask(.second(token), user: 2) == .done)
    #expect(room.ask(.start(token)) == .done)
  }

  @Test("SR-021: another person's confirmation gives the reader another 60 s, a stop in between takes everything back")
  func renewed() throws {
    let room = Room()
    let token = try offer(room, order(12_300)).token
    room.run(for: .seconds(55))
    #expect(room.ask(.approve(token), user: 3) == .done)
    room.run(for: .seconds(55))
    room.press(.stop)
    room.run(for: .seconds(1))
    #expect(room.ask(.start(token)) == .refused(.tokenUnknown))
    #expect(room.phase == .stopped && room.ordered == .zero)
  }

  @Test("SR-008: a weight more than 10 % off the last one is read and confirmed twice, with a token of its own")
  func weightChanged() throws {
    let steps = [(milliliters(10), Interval.seconds(60))]
    for (last, isAsked) in [("77.7 kg", false), ("77.8 kg", true), ("63.7 kg", false), ("63.6 kg", true)] {
      let history = PatientHistory(sessionsInFortnight: 1, lastWeight: quantity(last))
      let room = Room()
      let (token, needs) = try offer(room, makeOrder(steps: steps, history: history))
      #expect((needs.again == .weightChanged) == isAsked, "\(last)")
      let first = room.ask(.start(token))
      guard isAsked else {
        #expect(first == .done)
        continue
      }
      guard case .readBack(let readBack) = first else { throw Unexpected(outcome: first) }
      #expect(readBack.needs.again == nil && room.phase == .prepared && room.ordered == .zero)
      #expect(room.ask(.start(token)) == .refused(.tokenUnknown), "the first token is spent")
      #expect(room.ask(.start(token.again)) == .done)
    }
  }

  @Test("SR-021, SR-029: a confirmation within half a second of the read-back is not deliberate, one of 2 s ago has expired")
  func tooFresh() throws {
    let room = Room()
    let token = try offer(room, order(1_000)).token
    let early = room.send(.start(token))
    room.tick()
    #expect(room.reply(to: early) == .refused(.tokenTooFresh))
    room.run(for: .seconds(1))
    let late = room.send(.start(token))
    room.hang(for: .milliseconds(2_020))
    room.tick()
    #expect(room.reply(to: late) == .refused(.commandExpired))
    #expect(room.ask(.start(token)) == .done)
  }

  @Test("SR-044: above the rate at which respiration must be watched nothing is prepared, since nothing here watches it")
  func respiration() {
    for (rate, isRefused) in [(12_200, false), (12_300, true)] as [(Int64, Bool)] {
      let room = Room()
      room.run(for: .seconds(1))
      let order = makeOrder(
        steps: [(FlowRate(microlitersPerHour: rate), .seconds(60))], respirationAbove: quantity("0.35 mg/kg/h"))
      let outcome = room.ask(.prepare(order, session: room.newSession(), token: room.token()))
      #expect((outcome == .refused(.respirationNotWatched(quantity("0.35 mg/kg/h")))) == isRefused)
      #expect(isReadBack(outcome) != isRefused)
    }
  }

  @Test("a prepared order that nobody touches for 15 min is closed, and whatever a person does begins the time anew")
  func inactivity() throws {
    let room = Room()
    _ = try offer(room, order(12_300))
    room.stroll(for: .minutes(14))
    #expect(room.ask(.score(.nrs, 6)) == .done)
    room.stroll(for: .minutes(14))
    #expect(room.phase == .awaitingApproval)
    room.stroll(for: .minutes(2))
    #expect(room.phase == .closed && room.view().session == nil)
    #expect(room.view().cause == .inactivity)
  }

  @Test("SR-003: one approval is for every soft limit that was read back, all of them named, and a second one finds nothing")
  func everyLimitAtOnce() throws {
    let room = Room()
    let order = order(12_300, for: .seconds(601), sessions: 10)
    let (token, needs) = try offer(room, order)
    #expect(needs.approval == order.softLimit(.doseRate))
    #expect(needs.approvals.members == [.doseRate, .duration, .sessions])
    #expect(room.ask(.approve(token), user: 3) == .done)
    #expect(room.view().needs?.approvals == LimitKinds() && room.phase == .prepared)
    #expect(room.ask(.approve(token), user: 3) == .refused(.nothingToConfirm))
    #expect(room.ask(.start(token)) == .done)
  }

  @Test("SR-021: whoever has read for long enough need not wait after another person's confirmation")
  func noWaitAfterAnother() throws {
    let room = Room()
    let token = try offer(room, order(12_300)).token
    room.run(for: .seconds(1))
    #expect(room.ask(.approve(token), user: 3) == .done)
    let start = room.send(.start(token))
    #expect(room.run(limit: .seconds(1)) { $0.reply(to: start) == .done })
  }
}
