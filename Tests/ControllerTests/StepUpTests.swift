import Controller
import Quantities
import Safety
import Testing
import Therapy

/// Raises after the start: how large, how soon, by whom. 3.5 mL/h is 0.1 mg/kg/h for 70 kg at 2 mg/mL.
@Suite struct StepUpTests {
  private static let soft = makeCeilings(step: "0.1 mg/kg/h")
  private static let hard = makeCeilings(step: "0.2 mg/kg/h")

  private func room(at rate: Int64, spacing: Interval = .zero) -> Room {
    Room().infuse(
      makeOrder(
        steps: [(FlowRate(microlitersPerHour: rate), .seconds(2_400))], soft: Self.soft, hard: Self.hard, spacing: spacing))
  }

  private func raise(_ room: Room, to rate: Int64) -> (outcome: CommandOutcome?, token: Token) {
    let token = room.token()
    return (room.ask(.setRate(FlowRate(microlitersPerHour: rate), token: token)), token)
  }

  @Test("SR-009: one step up is at most 0.2 mg/kg/h for anybody, and above 0.1 mg/kg/h a physician approves it")
  func size() throws {
    for (rate, expectation) in [(13_500, 0), (13_600, 1), (17_000, 1), (17_100, 2)] as [(Int64, Int)] {
      let room = room(at: 10_000)
      let (outcome, token) = raise(room, to: rate)
      switch outcome {
      case .refused(let refusal): #expect(refusal == .aboveHardLimit(.stepUp, limit: 200_000_000) && expectation == 2)
      case .readBack(let readBack):
        #expect((readBack.needs.approval?.kind == .stepUp) == (expectation == 1))
        guard expectation == 1 else { continue }
        #expect(room.ask(.confirm(token)) == .refused(.approvalMissing(.stepUp, limit: 100_000_000)))
        #expect(room.ask(.approve(token), user: 3) == .done)
        #expect(room.phase == .infusing && room.ordered == milliliters(10), "an approval raises nothing by itself")
        #expect(room.ask(.confirm(token)) == .done)
        #expect(room.run { $0.ordered == FlowRate(microlitersPerHour: rate) })
      default: Issue.record("\(String(describing: outcome))")
      }
    }
  }

  @Test("SR-009: between two increases, the start among them, lies the spacing; lowering never waits")
  func spacing() throws {
    let room = room(at: 10_000, spacing: .seconds(30))
    guard case .refused(.tooSoonAfterIncrease(let left)) = raise(room, to: 11_000).outcome else {
      return #expect(Bool(false), "the start is an increase")
    }
    #expect(left > .seconds(27) && left <= .seconds(30))
    #expect(room.ask(.setRate(milliliters(9), token: room.token())) == .done)
    room.run(for: left)
    let (first, token) = raise(room, to: 10_000)
    #expect(isReadBack(first), "\(String(describing: first))")
    #expect(room.ask(.confirm(token)) == .done)
    room.run(for: .seconds(2))
    guard case .refused(.tooSoonAfterIncrease) = raise(room, to: 11_000).outcome else {
      return #expect(Bool(false), "a raise is an increase")
    }
    room.run(for: .seconds(30))
    #expect(isReadBack(raise(room, to: 11_000).outcome))
  }

  @Test("SR-122: more than twice the rate is read and confirmed twice, more than five times is refused")
  func ratio() throws {
    for (rate, expectation) in [(2_000, 0), (2_100, 1), (5_000, 1), (5_100, 2)] as [(Int64, Int)] {
      let room = Room().infuse(makeOrder(steps: [(milliliters(1), .seconds(2_400))]))
      let (outcome, token) = raise(room, to: rate)
      if expectation == 2 {
        #expect(outcome == .refused(.ratioTooLarge(milliliters(1))))
        continue
      }
      guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
      #expect(readBack.rateBefore == milliliters(1))
      #expect((readBack.needs.again == .rateMoreThanDoubled) == (expectation == 1))
      let confirmed = room.ask(.confirm(token))
      guard expectation == 1 else {
        #expect(confirmed == .done)
        continue
      }
      #expect(isReadBack(confirmed) && room.ordered == milliliters(1))
      #expect(room.ask(.confirm(token.again)) == .done)
      #expect(room.run { $0.ordered == FlowRate(microlitersPerHour: rate) })
    }
  }

  @Test("law 4: nothing is raised before the pump was read to run as ordered before")
  func readBackFirst() {
    let room = room(at: 10_000)
    room.pumps[0].faults.commandTime = .milliseconds(900)
    #expect(room.ask(.setRate(milliliters(8), token: room.token())) == .done)
    #expect(raise(room, to: 9_000).outcome == .refused(.notReadBack))
    room.run(for: .seconds(2))
    #expect(isReadBack(raise(room, to: 9_000).outcome))
  }

  // MARK: - The program's own steps

  private func stepped(_ rates: [Int64], hard: DoseCeilings = makeCeilings()) -> Order {
    let steps = rates.map { (FlowRate(microlitersPerHour: $0), Interval.seconds(20)) } + [(milliliters(1), .seconds(60))]
    return makeOrder(steps: steps, total: quantity("1 mL"), hard: hard)
  }

  @Test("SR-009, SR-052: at a hold point the rate stays until a person confirms the next step in two steps")
  func holdPoint() throws {
    let room = Room().infuse(stepped([10_000, 13_000]))
    #expect(room.ask(.nextStep(token: room.token())) == .refused(.notAtHoldPoint), "its step is not over")
    room.run { $0.isOn(.holdPoint) }
    #expect(room.view().elapsed >= .seconds(20) && room.ordered == milliliters(10))
    #expect(room.view().nextStepRate == milliliters(13))
    let token = room.token()
    let outcome = room.ask(.nextStep(token: token))
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    #expect(readBack.rate == milliliters(13) && readBack.rateBefore == milliliters(10))
    room.run(for: .seconds(10))
    #expect(room.ordered == milliliters(10))
    #expect(room.ask(.confirm(token)) == .done)
    #expect(room.run { $0.ordered == milliliters(13) })
    #expect(room.view().step == 1 && !room.isOn(.holdPoint))
    let began = room.view().elapsed
    #expect(room.run { $0.ordered == milliliters(1) }, "the last step is lower and comes by itself")
    #expect(room.view().elapsed >= began + .seconds(18))
  }

  @Test("SR-009: a step that nobody could ever confirm makes no order")
  func impossibleStep() {
    let room = Room()
    room.run(for: .seconds(1))
    let outcome = room.ask(
      .prepare(stepped([10_000, 17_100], hard: Self.hard), session: room.newSession(), token: room.token()))
    #expect(outcome == .refused(.aboveHardLimit(.stepUp, limit: 200_000_000)))
  }

  @Test("a rate that a person lowered is not raised by the steps that follow, nor by the next-step of a rate below it")
  func loweredBelow() {
    let room = Room().infuse(stepped([10_000, 8_000, 6_000]))
    #expect(room.ask(.setRate(milliliters(5), token: room.token())) == .done)
    room.run(limit: .minutes(1)) { $0.view().elapsed > .seconds(45) }
    #expect(room.view().step == 2 && room.ordered == milliliters(5))
    #expect(room.ask(.nextStep(token: room.token())) == .refused(.notAtHoldPoint))
  }
}
