import Controller
import Quantities
import Safety
import Testing
import Therapy

/// What is predicted of the drug in the patient, and what it forbids: 2 mg/mL, 70 kg and 1 mg/kg/h = 35 mL/h unless told
/// otherwise.
@Suite struct PredictionTests {
  private static let soft = makeCeilings(dose: "1 mg/kg/h", session: "400 mg", duration: .minutes(300), sessions: 12)

  private func ceilings(_ predicted: String) -> DoseCeilings {
    var ceilings = Self.soft
    ceilings.predictedConcentration = quantity(predicted)
    return ceilings
  }

  private func order(
    _ rate: String, for time: Interval = .minutes(240), weight: String = "70 kg", soft: String = "640 ng/mL",
    hard: String = "640 ng/mL", residual: DrugEstimate = DrugEstimate(), second: String = "5 mg/kg/h",
    secondLevel: String = "1200 ng/mL"
  ) -> Order {
    let weight: BodyMass = quantity(weight)
    let dose: DoseRate = quantity(rate)
    let flow = dose.massRate(for: weight).flowRate(at: quantity("2 mg/mL")).roundedDown(to: FlowRate(microlitersPerHour: 100))
    return makeOrder(
      steps: [(flow, time)], soft: ceilings(soft), hard: ceilings(hard), history: PatientHistory(residual: residual),
      weight: weight, second: SecondPersonThreshold(doseRate: quantity(second), predictedConcentration: quantity(secondLevel)))
  }

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
    for weight in ["50 kg", "70 kg", "78 kg"] { _ = try needs(order("1 mg/kg/h", weight: weight)) }
    for weight in ["80 kg", "100 kg"] {
      let order = order("1 mg/kg/h", weight: weight)
      #expect(prepared(order) == .refused(.predictedTooHigh(order.predictedPeak, limit: quantity("640 ng/mL"))))
    }
    let sentence = Refusal.predictedTooHigh(quantity("668.219 ng/mL"), limit: quantity("640 ng/mL")).sentence
    #expect(sentence.contains("a predicted 668.2 ng/mL, above the hard limit of 640 ng/mL"), "\(sentence)")
    let exact = order("1 mg/kg/h").predictedPeak.description
    _ = try needs(order("1 mg/kg/h", hard: exact))
  }

  @Test("SR-003, SR-055: beyond a predicted 250 ng/mL a physician approves, and is shown that limit; at it nobody does")
  func approval() throws {
    #expect(try needs(order("0.39 mg/kg/h", soft: "250 ng/mL")).approval == nil)
    let needs = try needs(order("0.41 mg/kg/h", soft: "250 ng/mL"))
    #expect(needs.approval?.kind == .predictedConcentration && needs.approval?.limit == 250_000)
    #expect(needs.approvals.members == [.predictedConcentration])
    let exact = order("0.41 mg/kg/h").predictedPeak.description
    #expect(try self.needs(order("0.41 mg/kg/h", soft: exact)).approval == nil)
  }

  @Test("SR-003: a start beyond the soft limit waits for the approval, and with it goes")
  func approved() {
    let room = Room()
    room.run(for: .seconds(1))
    let token = room.token()
    let order = order("0.41 mg/kg/h", soft: "250 ng/mL")
    #expect(isReadBack(room.ask(.prepare(order, session: room.newSession(), token: token))))
    #expect(room.phase == .awaitingApproval)
    #expect(room.ask(.start(token)) == .refused(.approvalMissing(.predictedConcentration, limit: 250_000)))
    #expect(room.ask(.approve(token), user: 3) == .done && room.ask(.start(token)) == .done)
    #expect(room.run { $0.phase == .infusing })
  }

  @Test("SR-004: a predicted 400 ng/mL asks for a second clinician below 0.7 mg/kg/h, in a long infusion and not in a short one")
  func secondPerson() throws {
    #expect(try needs(order("0.65 mg/kg/h", second: "0.7 mg/kg/h", secondLevel: "400 ng/mL")).secondPerson)
    #expect(try !needs(order("0.63 mg/kg/h", second: "0.7 mg/kg/h", secondLevel: "400 ng/mL")).secondPerson)
    #expect(try !needs(order("0.65 mg/kg/h", for: .minutes(60), second: "0.7 mg/kg/h", secondLevel: "400 ng/mL")).secondPerson)
  }

  @Test("SR-055: what an earlier session left counts: the same order is refused, or needs approval")
  func residual() throws {
    var exposure = Exposure(
      weight: quantity("70 kg"), concentration: quantity("2 mg/mL"), residual: DrugEstimate(), at: .boot)
    exposure.take(atLeast: quantity("100 mL"), atMost: quantity("100 mL"), after: .minutes(240))
    let after = order("0.7 mg/kg/h", hard: "500 ng/mL", residual: exposure.current)
    #expect(prepared(after) == .refused(.predictedTooHigh(after.predictedPeak, limit: quantity("500 ng/mL"))))
    #expect(after.predictedPeak > order("0.7 mg/kg/h").predictedPeak)
    exposure.pass(.minutes(1_200))
    #expect(try needs(order("0.7 mg/kg/h", hard: "500 ng/mL", residual: exposure.current)).approval == nil)
    #expect(exposure.current.most != DrugInBody() && exposure.current != DrugEstimate())
  }

  @Test("SR-057: the prediction is that of the true volume, within the bounds of what may have been delivered, at every moment")
  func truth() throws {
    let room = Room().infuse(order("0.35 mg/kg/h", for: .minutes(60)))
    let model = CompartmentModel(KineticModel.kamp.parameters(for: quantity("70 kg")))
    var (state, at, volume) = (KineticState(), room.now, try #require(room.delivered()))
    func follow() throws {
      let now = try #require(room.delivered())
      let milligrams = Double((now - volume).nanoliters) * 2e-6
      let minutes = Double(room.now.since(at).nanoseconds) / 60e9
      state.advance(by: model.step(minutes: minutes), rate: milligrams / minutes)
      (at, volume) = (room.now, now)
    }
    for step in 0..<40 {
      if step == 12 { _ = room.ask(.setRate(milliliters(5), token: room.token())) }
      if step == 20 { room.press(.pause) }
      if step == 24 { _ = room.resume(at: milliliters(5)) }
      room.run(for: .seconds(5))
      try follow()
      room.run(for: .seconds(10))
      try follow()
      let prediction = try #require(room.view().prediction)
      let level = state.plasma(model) * 1_000
      // It may be 5 s old: at most 2 mL/h of 2 mg/mL per 5 s in 25 L, and the pump's resolution.
      #expect(Double(prediction.plasma.atLeast.picogramsPerMilliliter) <= level + 1_300, "step \(step)")
      #expect(Double(prediction.plasma.atMost.picogramsPerMilliliter) >= level - 1_300, "step \(step)")
    }
    #expect(room.view().prediction?.plasma.atMost ?? .zero > quantity("8 ng/mL"))
  }

  @Test("SR-057, SR-058: the delivery records alone rebuild the prediction to the last bit: rates, pause, resume, stop")
  func rebuilt() throws {
    let order = order("0.7 mg/kg/h", for: .minutes(60))
    let room = Room().infuse(order)
    room.run(for: .seconds(33))
    _ = room.ask(.setRate(milliliters(5), token: room.token()))
    room.run(for: .seconds(47))
    room.press(.pause)
    room.run(for: .seconds(61))
    #expect(room.resume(at: milliliters(5)) == .done)
    room.run(for: .seconds(20))
    room.press(.stop)
    room.run(for: .seconds(30))
    var exposure = Exposure(
      weight: order.patient.weight, concentration: order.drug.concentration, residual: DrugEstimate(), at: .boot)
    var (compared, last) = (0, Instant?.none)
    for record in room.records {
      guard case .delivered(let delivery) = record.event else { continue }
      exposure.take(
        atLeast: delivery.atLeast, atMost: delivery.atMost, after: last.map { record.at.since($0) } ?? .zero)
      last = record.at
      let rebuilt = exposure.moved(to: record.at).prediction(
        atLeast: delivery.atLeast, atMost: delivery.atMost, at: record.at, nil)
      let prediction = try #require(delivery.prediction)
      #expect(prediction.plasma == rebuilt.plasma && prediction.effectSite == rebuilt.effectSite)
      #expect(prediction.timeToFall == rebuilt.timeToFall)
      compared += 1
    }
    #expect(compared > 20)
    // Every change of the rate is an edge.
    for record in room.records {
      guard case .ordered = record.event else { continue }
      #expect(room.records.contains { if case .delivered = $0.event { $0.at == record.at } else { false } })
    }
  }

  @Test("SR-055: the ceiling counts the worst case: what may have come while the pump was not heard")
  func worstCase() throws {
    let room = Room().infuse(order("1 mg/kg/h"))
    room.run(for: .seconds(60))
    let before = try #require(room.view().prediction)
    room.pumps[0].faults.isSilent = true
    room.run(for: .seconds(60))
    let after = try #require(room.view().prediction)
    #expect(after.plasma.atLeast < before.plasma.atLeast, "nothing more is known to have come")
    #expect(after.plasma.atMost > before.plasma.atMost, "it may have run on")
    #expect(after.highestAhead >= after.plasma.atMost)
  }

  @Test("SR-055, SR-058: after a restart nothing is predicted until the pump is read, then what the records and the pump tell")
  func restart() throws {
    let room = Room().infuse(order("0.7 mg/kg/h"))
    room.run(for: .minutes(2))
    let before = try #require(room.view().prediction)
    room.restart(after: .seconds(2))
    room.tick()
    #expect(room.view().prediction == nil && !room.isOn(.predictedConcentrationHigh))
    room.run(for: .seconds(8))
    let after = try #require(room.view().prediction)
    // This restart is told no exposure: all that was delivered counts as given at once, which is more.
    #expect(after.plasma.atMost > before.plasma.atMost)
    #expect(!room.isOn(.predictedConcentrationHigh))
  }

  @Test(
    "SR-055, SR-056: a raise or a resume that would cross the ceiling is refused with it, and status says so before anybody asks")
  func raise() throws {
    let room = Room().infuse(order("0.5 mg/kg/h", hard: "330 ng/mL"))
    #expect(isTooHigh(room.ask(.setRate(milliliters(20), token: room.token())), "330 ng/mL"))
    #expect(isReadBack(room.ask(.setRate(FlowRate(microlitersPerHour: 17_700), token: room.token()))))
    #expect(room.view().increaseRefusal == nil)
    let narrow = Room().infuse(order("0.5 mg/kg/h", hard: "314.5 ng/mL"))
    narrow.run(for: .seconds(6))
    #expect(isTooHigh(narrow.view().increaseRefusal.map(CommandOutcome.refused), "314.5 ng/mL"))
    narrow.press(.pause)
    narrow.run(for: .seconds(20))
    #expect(narrow.view().increaseRefusal == nil, "half the rate is far from it")
    #expect(narrow.resume(at: milliliters(17)) == .done)
  }

  @Test("SR-003, SR-055: a raise beyond the soft limit needs a physician; the same rate again, once approved, does not")
  func raiseApproval() throws {
    let room = Room().infuse(order("0.3 mg/kg/h", soft: "250 ng/mL"))
    let outcome = room.ask(.setRate(milliliters(15), token: room.token()))
    guard case .readBack(let readBack) = outcome else { throw Unexpected(outcome: outcome) }
    let approval = readBack.needs.approval
    #expect(approval?.kind == .predictedConcentration && approval?.limit == 250_000)
    #expect(readBack.predictedPeak > quantity("250 ng/mL"))
  }

  @Test("SR-009, SR-055: a next step is judged by what follows it: the steps after it, none faster unless somebody confirms")
  func nextStep() {
    let steps = [(milliliters(10), Interval.seconds(20)), (milliliters(20), .minutes(200)), (milliliters(5), .minutes(30))]
    let peak = makeOrder(steps: steps).predictedPeak.picogramsPerMilliliter
    for (hard, isAllowed) in [(peak - 1, false), (peak + 500, true)] {
      var ceilings = Self.soft
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

  @Test("SR-055: the look-ahead ends where the order ends: an order at the ceiling runs to its end")
  func toTheEnd() {
    let order = order("1 mg/kg/h", for: .minutes(12))
    let exact = order.predictedPeak
    var ceilings = Self.soft
    // 1 ng/mL above what the whole order reaches; with 10 min more at this rate it would be 60 more.
    ceilings.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: exact.picogramsPerMilliliter + 1_000)
    let room = Room().infuse(makeOrder(steps: [(milliliters(35), .minutes(12))], soft: ceilings, hard: ceilings))
    #expect(room.run(limit: .minutes(14)) { $0.phase == .completed || $0.phase == .paused })
    #expect(room.phase == .completed)
  }

  @Test("SR-055: the look-ahead follows the program: a step down that comes by itself is counted on")
  func stepDown() {
    let steps = [(milliliters(35), Interval.minutes(12)), (milliliters(5), .minutes(12))]
    let peak = makeOrder(steps: steps).predictedPeak.picogramsPerMilliliter
    var ceilings = Self.soft
    ceilings.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: peak + 1_000)
    let second = SecondPersonThreshold(doseRate: quantity("5 mg/kg/h"), predictedConcentration: quantity("1200 ng/mL"))
    let room = Room().infuse(makeOrder(steps: steps, soft: ceilings, hard: ceilings, second: second))
    #expect(room.run(limit: .minutes(14)) { $0.view().step == 1 || $0.phase == .paused })
    #expect(room.phase == .infusing && room.ordered == milliliters(5))
  }

  @Test("law 4: an upper end that falls takes nothing back, and adds nothing twice")
  func fallingEnd() {
    let start = Exposure(weight: quantity("70 kg"), concentration: quantity("2 mg/mL"), residual: DrugEstimate(), at: .boot)
    var (steady, jumping) = (start, start)
    steady.take(atLeast: quantity("1 mL"), atMost: quantity("3 mL"), after: .seconds(5))
    jumping.take(atLeast: quantity("1 mL"), atMost: quantity("3 mL"), after: .seconds(5))
    steady.pass(.seconds(5))
    jumping.take(atLeast: quantity("1 mL"), atMost: quantity("2 mL"), after: .seconds(5))
    #expect(steady.current == jumping.current)
  }
}
