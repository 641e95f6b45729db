import Controller
import Quantities
import Safety
import Testing
import Therapy

/// What is predicted of the drug in the patient while an infusion runs, pauses, ends, or is found by a restart.
@Suite struct PredictionTests {
  @Test("SR-057: the prediction is that of the true volume, within the bounds of what may have been delivered, at every moment")
  func truth() throws {
    let room = Room().infuse(PredictedOrder.order("0.35 mg/kg/h", for: .minutes(60)))
    let model = CompartmentModel(KineticModel.kamp.parameters(for: quantity("70 kg")))
    var (state, at, volume) = (KineticState(), room.now, try #require(room.delivered()))
    func follow() throws {
      let now = try #require(room.delivered())
      let milligrams = Double((now - volume).nanoliters) * 2e-6
      let minutes = Double(room.now.since(at).nanoseconds) / 60e9
      state.advance(by: model.step(minutes: minutes), rate: milligrams / minutes)
      (at, volume) = (room.now, now)
    }
    var (compared, last) = (0, room.view().prediction)
    for step in 0..<20_000 {
      if step == 6_000 { _ = room.ask(.setRate(milliliters(5), token: room.token())) }
      if step == 9_000 { room.press(.pause) }
      if step == 11_000 { _ = room.resume(at: milliliters(5)) }
      room.tick()
      try follow()
      guard let prediction = room.view().prediction, prediction != last else { continue }
      last = prediction
      // It was made in this very step. What is left is how the rate was within 5 s, and the pump's counter.
      let level = state.plasma(model) * 1_000
      #expect(Double(prediction.plasma.atLeast.picogramsPerMilliliter) <= level + 80, "step \(step)")
      #expect(Double(prediction.plasma.atMost.picogramsPerMilliliter) >= level - 80, "step \(step)")
      #expect(prediction.plasma.atMost.distance(to: prediction.plasma.atLeast) < quantity("1.5 ng/mL"), "step \(step)")
      compared += 1
    }
    #expect(compared > 60)
    #expect(room.view().prediction?.plasma.atMost ?? .zero > quantity("8 ng/mL"))
  }

  @Test("SR-057, SR-058: the delivery records alone rebuild the prediction to the last bit: rates, pause, resume, stop")
  func rebuilt() throws {
    let order = PredictedOrder.order("0.7 mg/kg/h", for: .minutes(60))
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
    let room = Room().infuse(PredictedOrder.order("1 mg/kg/h"))
    room.run(for: .seconds(60))
    let before = try #require(room.view().prediction)
    room.pumps[0].faults.isSilent = true
    room.run(for: .seconds(60))
    let after = try #require(room.view().prediction)
    #expect(after.plasma.atLeast < before.plasma.atLeast, "nothing more is known to have come")
    #expect(after.plasma.atMost > before.plasma.atMost, "it may have run on")
    #expect(after.highestAhead >= after.plasma.atMost)
  }

  @Test("SR-055, SR-058: after a restart nothing is predicted until the pump is read, then what records and pump tell")
  func restart() throws {
    for isTold in [true, false] {
      let room = Room().infuse(PredictedOrder.order("0.7 mg/kg/h"))
      room.run(for: .minutes(5))
      room.keepsExposure = isTold
      let before = try #require(room.view().prediction)
      room.restart(after: .seconds(2))
      room.tick()
      #expect(room.view().prediction == nil && !room.isOn(.predictedConcentrationHigh))
      #expect(room.run(limit: .seconds(8)) { $0.view().prediction != nil })
      let after = try #require(room.view().prediction)
      let (old, new) = (before.plasma.atMost.picogramsPerMilliliter, after.plasma.atMost.picogramsPerMilliliter)
      // In the seconds of the restart the pump went on until it was stopped: 0.7 mg/kg/h is 33 ng/mL a minute at most.
      if isTold { #expect(abs(new - old) < 4_000, "\(before.plasma) \(after.plasma)") }
      // Whoever is told nothing counts all that was delivered as given at once, which is more.
      if !isTold { #expect(new > old + 4_000) }
      #expect(room.isOn(.predictedConcentrationHigh) == !isTold)
    }
  }

  @Test("SR-055: a running infusion warns above the soft limit and pauses above the hard one, by what may come in 10 min")
  func warnsAndPauses() throws {
    var soft = PredictedOrder.soft
    soft.predictedConcentration = quantity("60 ng/mL")
    let room = Room()
    room.run(for: .seconds(1))
    let token = room.token()
    let order = makeOrder(
      steps: [(milliliters(10), .minutes(60))], soft: soft, hard: PredictedOrder.ceilings("200 ng/mL"))
    #expect(isReadBack(room.ask(.prepare(order, session: room.newSession(), token: token))))
    #expect(room.ask(.approve(token), user: 3) == .done && room.ask(.start(token)) == .done)
    #expect(room.run { $0.phase == .infusing })
    #expect(room.run(limit: .minutes(3)) { $0.isOn(.predictedConcentrationWarning) })
    let prediction = try #require(room.view().prediction)
    #expect(prediction.highestAhead > quantity("60 ng/mL") && prediction.plasma.atMost < quantity("60 ng/mL"))
    #expect(room.phase == .infusing && room.ordered == milliliters(10), "it only warns")
    // The pump gives more than it was told: 10 mL of 2 mg/mL.
    room.keypadAt[0] = room.now
    room.pumps[0].leak(quantity("10 mL"))
    #expect(room.run(limit: .seconds(30)) { $0.isOn(.predictedConcentrationHigh) })
    #expect(room.ordered == .zero)
  }

  @Test("SR-055, SR-057: what somebody gives at the keypad in a long pause is predicted as given then, not spread over the pause")
  func keypadInPause() throws {
    let room = Room().infuse(PredictedOrder.order("0.7 mg/kg/h", for: .minutes(60), hard: "640 ng/mL"))
    room.run(for: .minutes(1))
    room.press(.pause)
    #expect(room.run { $0.phase == .paused })
    room.stroll(for: .minutes(20))
    let before = try #require(room.view().prediction)
    room.pumps[0].isOurs = false
    #expect(room.run(limit: .seconds(3)) { $0.phase == .manual && $0.view().zeroIsObserved && $0.isOn(.localControl) })
    room.keypadAt[0] = room.now
    room.pumps[0].runByKeypad(milliliters(600))
    room.run(for: .seconds(8))
    // 1.3 mL of 2 mg/mL in 8 s, and 10 min of it ahead.
    let after = try #require(room.view().prediction)
    #expect(after.plasma.atMost > quantity("60 ng/mL"), "\(before.plasma) \(after.plasma)")
    #expect(after.highestAhead > quantity("1000 ng/mL") && room.isOn(.predictedConcentrationHigh))
  }

  @Test("SR-055, SR-057: what comes at once after a long pause, between two readings, is predicted as given then")
  func bolusInPause() throws {
    let room = Room().infuse(PredictedOrder.order("0.7 mg/kg/h", for: .minutes(60)))
    room.run(for: .minutes(1))
    room.press(.pause)
    #expect(room.run { $0.phase == .paused })
    room.stroll(for: .minutes(20))
    room.keypadAt[0] = room.now
    room.pumps[0].leak(quantity("3 mL"))
    #expect(room.run(limit: .seconds(8)) { $0.isOn(.predictedConcentrationHigh) })
    let prediction = try #require(room.view().prediction)
    // 6 mg: 240 ng/mL in 25 L at first.
    #expect(prediction.plasma.atMost > quantity("150 ng/mL"), "\(prediction.plasma)")
  }

  @Test("SR-055: what a pump gave after its record was closed early is recorded under that session at the reconcile")
  func givenUp() throws {
    let room = Room().infuse(PredictedOrder.order("0.7 mg/kg/h", for: .minutes(60)))
    room.run(for: .seconds(20))
    let session = try #require(room.view().session)
    room.pumps[0].faults.isSilent = true
    #expect(room.run(limit: .seconds(30)) { $0.phase == .linkLost })
    #expect(room.ask(.closeEarly) == .done)
    func delivered() -> DeliveryRecord? {
      room.records.reduce(nil) { newest, record in
        guard record.session == session, case .delivered(let delivery) = record.event else { return newest }
        return delivery
      }
    }
    let atClose = try #require(delivered())
    room.pumps[0].faults.isSilent = false
    #expect(room.run(limit: .seconds(30)) { $0.view().zeroIsObserved && $0.pumps[0].observation.link == .up })
    room.run(for: .seconds(2))
    #expect(room.ask(.reconcile) == .done)
    let atReconcile = try #require(delivered())
    #expect(atReconcile.atLeast > atClose.atLeast, "\(atClose) \(atReconcile)")
    // How long the session infused, and how fast, is what it was.
    #expect(atReconcile.elapsed == atClose.elapsed && atClose.elapsed >= .seconds(20))
    #expect(atReconcile.rate == atClose.rate && atReconcile.step == atClose.step)
    #expect(atReconcile.atLeast <= room.pumps[0].truth.volume && atReconcile.atMost >= atReconcile.atLeast)
  }

  @Test("SR-055: the look-ahead ends where the order ends: an order at the ceiling runs to its end")
  func toTheEnd() {
    let order = PredictedOrder.order("1 mg/kg/h", for: .minutes(12))
    let exact = order.predictedPeak
    var ceilings = PredictedOrder.soft
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
    var ceilings = PredictedOrder.soft
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
    steady.pass(.seconds(5))
    jumping.take(atLeast: quantity("1 mL"), atMost: quantity("3 mL"), after: .seconds(5))
    #expect(steady.current == jumping.current)
  }
}
