import Controller
import Quantities
import Safety
import Testing
import Therapy

/// What a predicted level forbids, and whom it asks for.
@Suite struct PredictedCeilingTests {
  /// Whether an outcome is the refusal of a level above this limit.
  private func isTooHigh(_ outcome: CommandOutcome?, _ limit: String) -> Bool {
    guard case .refused(.predictedTooHigh(let level, let found)) = outcome else { return false }
    return found == quantity(limit) && level > found
  }

  private func prepared(_ order: Order) -> CommandOutcome? {
    let room = Room()
    room.run(for: .seconds(1))
    return room.ask(.prepare(order, session: room.newSession(), token: room.token()))
  }

  private func needs(_ order: Order) throws -> Confirmations {
    let outcome = prepared(order)
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    #expect(readBack.predictedPeak == order.predictedPeak)
    return readBack.needs
  }

  /// The table of the kinetics sheet: the highest of four models at the end of 4 h, ng/mL.
  @Test(
    "SR-055: the highest level of an order is that of the sheet's table at every weight and rate",
    arguments: [
      ("0.35 mg/kg/h", [220, 220, 225, 234, 241, 251]), ("0.5 mg/kg/h", [314, 314, 321, 334, 345, 358]),
      ("0.7 mg/kg/h", [439, 439, 450, 468, 483, 501]), ("1 mg/kg/h", [628, 628, 643, 668, 689, 716]),
    ])
  func table(rate: String, levels: [Int64]) {
    for (weight, level) in zip(["50 kg", "70 kg", "80 kg", "100 kg", "120 kg", "150 kg"], levels) {
      let dose: DoseRate = quantity(rate)
      let kilograms: BodyMass = quantity(weight)
      // The pump's step takes up to 0.1 mL/h off: 0.5 % at the slowest of these.
      let order = makeOrder(
        steps: [(dose.massRate(for: kilograms).flowRate(at: quantity("2 mg/mL")), .minutes(240))], weight: kilograms)
      let found = order.predictedPeak.picogramsPerMilliliter
      #expect(abs(found - level * 1_000) <= 600, "\(weight): \(order.predictedPeak)")
    }
  }

  @Test("SR-055, SR-001: 1 mg/kg/h for 4 h reaches the ceiling at 70 kg and is refused from 80 kg on, with limit and unit")
  func refused() throws {
    for weight in ["50 kg", "70 kg", "78 kg"] { _ = try needs(PredictedOrder.order("1 mg/kg/h", weight: weight)) }
    for weight in ["80 kg", "100 kg"] {
      let order = PredictedOrder.order("1 mg/kg/h", weight: weight)
      #expect(prepared(order) == .refused(.predictedTooHigh(order.predictedPeak, limit: quantity("640 ng/mL"))))
    }
    let sentence = Refusal.predictedTooHigh(quantity("668.219 ng/mL"), limit: quantity("640 ng/mL")).sentence
    #expect(sentence.contains("a predicted 668.3 ng/mL by the highest of four models, above the hard limit of 640 ng/mL"))
    let close = Refusal.predictedTooHigh(quantity("640.001 ng/mL"), limit: quantity("640 ng/mL")).sentence
    #expect(close.contains("640.1 ng/mL by"), "never as equal")
    let exact = PredictedOrder.order("1 mg/kg/h").predictedPeak.description
    _ = try needs(PredictedOrder.order("1 mg/kg/h", hard: exact))
  }

  @Test("SR-003, SR-055: beyond a predicted 250 ng/mL a physician approves, and is shown that limit; at it nobody does")
  func approval() throws {
    #expect(try needs(PredictedOrder.order("0.39 mg/kg/h", soft: "250 ng/mL")).approval == nil)
    let needs = try needs(PredictedOrder.order("0.41 mg/kg/h", soft: "250 ng/mL"))
    #expect(needs.approval?.kind == .predictedConcentration && needs.approval?.limit == 250_000)
    #expect(needs.approvals.members == [.predictedConcentration])
    let exact = PredictedOrder.order("0.41 mg/kg/h").predictedPeak.description
    #expect(try self.needs(PredictedOrder.order("0.41 mg/kg/h", soft: exact)).approval == nil)
  }

  @Test("SR-003: a start beyond the soft limit waits for the approval, and with it goes")
  func approved() {
    let room = Room()
    room.run(for: .seconds(1))
    let token = room.token()
    let order = PredictedOrder.order("0.41 mg/kg/h", soft: "250 ng/mL")
    #expect(isReadBack(room.ask(.prepare(order, session: room.newSession(), token: token))))
    #expect(room.phase == .awaitingApproval)
    #expect(room.ask(.start(token)) == .refused(.approvalMissing(.predictedConcentration, limit: 250_000)))
    #expect(room.ask(.approve(token), user: 3) == .done && room.ask(.start(token)) == .done)
    #expect(room.run { $0.phase == .infusing })
  }

  @Test("SR-004: a predicted 400 ng/mL asks for a second clinician below 0.7 mg/kg/h, in a long infusion and not in a short one")
  func secondPerson() throws {
    #expect(try needs(PredictedOrder.order("0.65 mg/kg/h", second: "0.7 mg/kg/h", secondLevel: "400 ng/mL")).secondPerson)
    #expect(try !needs(PredictedOrder.order("0.63 mg/kg/h", second: "0.7 mg/kg/h", secondLevel: "400 ng/mL")).secondPerson)
    #expect(
      try !needs(PredictedOrder.order("0.65 mg/kg/h", for: .minutes(60), second: "0.7 mg/kg/h", secondLevel: "400 ng/mL"))
        .secondPerson)
  }

  @Test("SR-055: what an earlier session left counts: the same order is refused, or needs approval")
  func residual() throws {
    var exposure = Exposure(
      weight: quantity("70 kg"), concentration: quantity("2 mg/mL"), residual: DrugEstimate(), at: .boot)
    exposure.take(atLeast: quantity("100 mL"), atMost: quantity("100 mL"), after: .minutes(240))
    let after = PredictedOrder.order("0.7 mg/kg/h", hard: "500 ng/mL", residual: exposure.current)
    #expect(prepared(after) == .refused(.predictedTooHigh(after.predictedPeak, limit: quantity("500 ng/mL"))))
    #expect(after.predictedPeak > PredictedOrder.order("0.7 mg/kg/h").predictedPeak)
    exposure.pass(.minutes(1_200))
    #expect(try needs(PredictedOrder.order("0.7 mg/kg/h", hard: "500 ng/mL", residual: exposure.current)).approval == nil)
    #expect(exposure.current.most != DrugInBody() && exposure.current != DrugEstimate())
  }

  @Test(
    "SR-055, SR-056: a raise or a resume that would cross the ceiling is refused with it, and status says so before anybody asks")
  func raise() throws {
    let room = Room().infuse(PredictedOrder.order("0.5 mg/kg/h", hard: "330 ng/mL"))
    #expect(isTooHigh(room.ask(.setRate(milliliters(20), token: room.token())), "330 ng/mL"))
    #expect(isReadBack(room.ask(.setRate(FlowRate(microlitersPerHour: 17_700), token: room.token()))))
    #expect(room.view().increaseRefusal == nil)
    let narrow = Room().infuse(PredictedOrder.order("0.5 mg/kg/h", hard: "314.5 ng/mL"))
    narrow.run(for: .seconds(6))
    #expect(isTooHigh(narrow.view().increaseRefusal.map(CommandOutcome.refused), "314.5 ng/mL"))
    narrow.press(.pause)
    narrow.run(for: .seconds(20))
    #expect(narrow.view().increaseRefusal == nil, "half the rate is far from it")
    #expect(narrow.resume(at: milliliters(17)) == .done)
  }

  @Test("SR-055: a resume whose rest comes above the ceiling is refused, and one that came to it while it was read is too")
  func resumeRefused() throws {
    let room = Room().infuse(PredictedOrder.order("0.5 mg/kg/h", hard: "330 ng/mL"))
    room.press(.pause)
    #expect(room.run { $0.phase == .paused })
    // Somebody gives 12 mL at the keypad meanwhile: 24 mg.
    let token = room.token()
    room.run(for: .seconds(11))
    #expect(isReadBack(room.ask(.prepareResume(rate: milliliters(17), token: token))))
    room.keypadAt[0] = room.now
    room.pumps[0].leak(quantity("12 mL"))
    room.run(for: .seconds(2))
    let outcome = room.ask(.resume(token))
    guard case .refused = outcome else { throw Unexpected(outcome: outcome) }
    #expect(room.ask(.reconcile) == .done)
    room.stroll(for: .seconds(60))
    let later = room.ask(.prepareResume(rate: milliliters(17), token: room.token()))
    guard case .refused(let refusal) = later else { throw Unexpected(outcome: later) }
    if case .blocked(let blockers) = refusal { #expect(blockers.contains(.predictedConcentration)) }
    #expect(["blocked", "predicted-too-high"].contains(refusal.code), "\(refusal)")
  }

  @Test("SR-055: a hold point that nobody confirms is counted to the end of the order")
  func heldToTheEnd() {
    // After 5 min of the second step the third one would lower the rate; while nobody confirms the second, nothing does.
    let steps = [
      (FlowRate(microlitersPerHour: 22_700), Interval.minutes(60)), (FlowRate(microlitersPerHour: 24_500), .minutes(5)),
      (FlowRate(microlitersPerHour: 10_500), .minutes(175)),
    ]
    let order = makeOrder(steps: steps)
    // The held rate ends with the order's volume.
    let seconds = order.program.total.nanoliters * 3_600 / 22_700_000
    let held = makeOrder(steps: [(FlowRate(microlitersPerHour: 22_700), .seconds(seconds))]).predictedPeak
    let difference = order.predictedPeak.distance(to: held)
    #expect(difference < quantity("0.1 ng/mL"), "\(order.predictedPeak) \(held)")
    let hour = makeOrder(steps: Array(steps.prefix(1))).predictedPeak
    #expect(order.predictedPeak > hour + quantity("30 ng/mL"), "more than if all were confirmed in time")
  }

  @Test("SR-055: what is left of the volume bounds what is predicted: a step that comes late is not counted twice")
  func volumeBound() throws {
    let steps = [(milliliters(10), Interval.seconds(20)), (milliliters(12), .minutes(20))]
    let order = makeOrder(steps: steps)
    let room = Room()
    room.run(for: .seconds(1))
    let token = room.token()
    #expect(isReadBack(room.ask(.prepare(order, session: room.newSession(), token: token))))
    #expect(room.ask(.start(token)) == .done && room.run(limit: .seconds(60)) { $0.view().nextStepRate != nil })
    room.run(for: .minutes(3))
    let outcome = room.ask(.nextStep(token: room.token()))
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    #expect(readBack.predictedPeak <= order.predictedPeak, "\(readBack.predictedPeak) \(order.predictedPeak)")
  }

  @Test("SR-003, SR-055: a raise beyond the soft limit needs a physician; the same rate again, once approved, does not")
  func raiseApproval() throws {
    let room = Room().infuse(
      makeOrder(
        steps: [(FlowRate(microlitersPerHour: 10_500), .minutes(240))], total: quantity("60 mL"),
        soft: PredictedOrder.ceilings("250 ng/mL"),
        hard: PredictedOrder.ceilings("640 ng/mL")))
    let outcome = room.ask(.setRate(milliliters(15), token: room.token()))
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    let approval = readBack.needs.approval
    #expect(approval?.kind == .predictedConcentration && approval?.limit == 250_000)
    #expect(readBack.predictedPeak > quantity("250 ng/mL"))
  }

  @Test("SR-003, SR-055: a level that a physician approved is not asked for again; a higher one is, also at an approved rate")
  func approvedLevel() throws {
    let room = Room()
    room.run(for: .seconds(1))
    let token = room.token()
    var soft = PredictedOrder.ceilings("250 ng/mL")
    soft.doseRate = quantity("0.35 mg/kg/h")
    // 0.5 mg/kg/h for 30 min is approved for its rate: 160 ng/mL. The rest is slow, and long.
    let steps = [(FlowRate(microlitersPerHour: 17_500), Interval.seconds(20)), (milliliters(8), .minutes(230))]
    let order = makeOrder(
      steps: steps, total: quantity("60 mL"), soft: soft, hard: PredictedOrder.ceilings("640 ng/mL"),
      second: SecondPersonThreshold(doseRate: quantity("5 mg/kg/h"), predictedConcentration: quantity("1200 ng/mL")))
    let outcome = room.ask(.prepare(order, session: room.newSession(), token: token))
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    #expect(readBack.needs.approvals.members == [.doseRate])
    #expect(room.ask(.approve(token), user: 3) == .done && room.ask(.start(token)) == .done)
    #expect(room.run(limit: .seconds(60)) { $0.view().step == 1 })
    room.run(for: .seconds(3))
    let raise = room.token()
    let again = room.ask(.setRate(milliliters(15), token: raise))
    guard case .readBack(let readBack) = again else { throw Unexpected(outcome: again) }
    #expect(readBack.needs.approvals.members == [.predictedConcentration], "the rate was approved, the level was not")
    #expect(room.ask(.confirm(raise)) == .refused(.approvalMissing(.predictedConcentration, limit: 250_000)))
    #expect(room.ask(.approve(raise), user: 3) == .done && room.ask(.confirm(raise)) == .done)
    room.run(for: .seconds(5))
    _ = room.ask(.setRate(milliliters(10), token: room.token()))
    room.run(for: .seconds(2))
    let third = room.ask(.setRate(milliliters(15), token: room.token()))
    guard case .readBack(let readBack) = third else { throw Unexpected(outcome: third) }
    #expect(readBack.needs.approval == nil, "no more than what was approved")
    #expect(readBack.predictedPeak > quantity("250 ng/mL"))
  }

  @Test("SR-009, SR-055: a next step is judged by what follows it: the steps after it, none faster unless somebody confirms")
  func nextStep() {
    let steps = [(milliliters(10), Interval.seconds(20)), (milliliters(20), .minutes(200)), (milliliters(5), .minutes(30))]
    let peak = makeOrder(steps: steps).predictedPeak.picogramsPerMilliliter
    for (hard, isAllowed) in [(peak - 1, false), (peak + 500, true)] {
      var ceilings = PredictedOrder.soft
      ceilings.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: hard)
      let room = Room()
      room.run(for: .seconds(1))
      let order = makeOrder(steps: steps, soft: ceilings, hard: ceilings)
      let token = room.token()
      let outcome = room.ask(.prepare(order, session: room.newSession(), token: token))
      // The order as a whole is judged first.
      #expect(isReadBack(outcome) == isAllowed, "\(order.predictedPeak)")
      guard isAllowed else { continue }
      #expect(room.ask(.start(token)) == .done)
      #expect(room.run(limit: .seconds(60)) { $0.view().nextStepRate != nil })
      #expect(isReadBack(room.ask(.nextStep(token: room.token()))))
    }
  }
}
