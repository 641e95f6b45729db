import Quantities
import Safety
import SplitMix
import Testing
import Therapy

@Suite struct RateLimitTests {
  @Test("SR-001: a request at a hard limit passes, one step above is held at the limit", arguments: 0..<3)
  func ceilings(which: Int) {
    var hard = Bedside.hard
    let interlock: Interlock
    // Each limit in turn is the lowest: 30 mL/h.
    (hard.doseRate, hard.massRate, hard.flowRate) = (quantity("9 mg/kg/h"), quantity("500 mg/h"), milliliters(500))
    switch which {
    case 0: (hard.doseRate, interlock) = (quantity("1 mg/kg/h"), .doseRateLimit)
    case 1: (hard.massRate, interlock) = (quantity("60 mg/h"), .massRateLimit)
    default: (hard.flowRate, interlock) = (milliliters(30), .flowRateLimit)
    }
    var bedside = Bedside(order: Bedside.order(weight: quantity("60 kg"), hard: hard))
    bedside.situation.requested = milliliters(30)
    let equal = bedside.judge()
    #expect(equal.response == .proceed)
    #expect(equal.rate == milliliters(30))
    bedside.situation.requested = FlowRate(nanolitersPerHour: 30_000_001)
    let above = bedside.judge()
    #expect(above.response == .limitRate)
    #expect(above.cause == interlock)
    #expect(above.rate == milliliters(30))
    #expect(above.startBlockers.contains(interlock))
    #expect(above[interlock]?.alarm == .rateLimited)
  }

  @Test("SR-002, SR-010: what may have been delivered may equal the session's limit and not exceed it")
  func sessionMass() {
    // 280 mg for 70 kg is 140 mL of 2 mg/mL.
    var bedside = Bedside()
    bedside.situation.deliveredAtMost = quantity("140 mL")
    #expect(bedside.judge()[.sessionMassLimit] == nil)
    bedside.situation.deliveredAtMost = quantity("140.000001 mL")
    let above = bedside.judge()
    #expect(above.response == .stop)
    #expect(above.cause == .sessionMassLimit)
    #expect(above[.sessionMassLimit]?.alarm == .sessionMassReached)
  }
}

@Suite struct JournalAndLeaseTests {
  @Test("SR-089: a failing journal blocks starts at once, alarms after 5 s, pauses after 30 s")
  func journal() {
    var bedside = Bedside()
    bedside.situation.journal = JournalCondition(failingSince: bedside.situation.now)
    let first = bedside.judge()
    #expect(first.startBlockers.contains(.journal))
    #expect(first.response == .proceed)
    #expect(first.rate != nil)
    #expect(bedside.judge(for: .milliseconds(4_960))[.journal]?.alarm == nil)
    #expect(bedside.judge()[.journal]?.alarm == .journalUnavailable)
    #expect(bedside.judge(for: .milliseconds(24_980))[.journal]?.response == .annunciate)
    #expect(bedside.judge()[.journal]?.response == .pause)
    bedside.situation.journal = JournalCondition()
    #expect(bedside.judge()[.journal] == nil)
  }

  @Test("SR-054, SR-081: a step later than 500 ms alarms, one later than 3 s pauses, equality passes")
  func lateSteps() {
    for (gap, response) in [(500, .proceed), (501, .annunciate), (3_000, .annunciate), (3_001, .pause)] as [(Int64, Response)] {
      var bedside = Bedside()
      let judgement = bedside.judge(after: .milliseconds(gap))
      #expect(judgement.response == response, "\(gap) ms")
      #expect((judgement.rate == nil) == (response >= .pause))
    }
  }

  @Test("law 3: a lease that the link found expired pauses")
  func expired() {
    var bedside = Bedside()
    bedside.situation.pump.leaseExpired = true
    let judgement = bedside.judge()
    #expect(judgement.response == .pause)
    #expect(judgement[.lease]?.alarm == .leaseExpired)
  }
}

/// The order that a permit allows, where there is one.
private func redeem(_ permit: consuming Permit?, sequence: UInt64) -> PumpOrder? {
  guard let permit = permit.take() else { return nil }
  return permit.redeem(sequence: sequence, begins: true)
}

@Suite struct AdjudicationTests {
  @Test("with nothing wrong the permit is the request, for what is left, for one lease")
  func permit() {
    var bedside = Bedside()
    bedside.situation.deliveredAtMost = quantity("15 mL")
    let judgement = bedside.judge()
    #expect(judgement.rate == milliliters(10))
    #expect(judgement.vtbi == quantity("25 mL"))
    #expect(judgement.leaseUntil == bedside.situation.now + .seconds(5))
    #expect(judgement.findings.isEmpty)
    #expect(judgement.cause == nil)
  }

  @Test("SR-016: a permit is rounded down to the pump's resolution, and below one step there is none")
  func resolution() {
    var bedside = Bedside()
    bedside.situation.requested = FlowRate(nanolitersPerHour: 10_099_999)
    #expect(bedside.judge().rate == milliliters(10))
    bedside.situation.requested = FlowRate(nanolitersPerHour: 99_999)
    #expect(bedside.judge().rate == nil)
    bedside.situation.requested = .zero
    #expect(bedside.judge().rate == nil)
  }

  @Test("SR-010: when nothing is left, or there is no order, there is no permit")
  func nothingLeft() {
    var bedside = Bedside()
    bedside.situation.deliveredAtMost = quantity("39.999999 mL")
    #expect(bedside.judge().vtbi == Volume(nanoliters: 1))
    bedside.situation.deliveredAtMost = quantity("40 mL")
    #expect(bedside.judge().rate == nil)
    bedside.situation.order = nil
    bedside.situation.deliveredAtMost = .zero
    #expect(bedside.judge().rate == nil)
  }

  @Test("SR-040: any one interlock that demands a pause is enough, and none of the others can buy it off")
  func anyOnePauses() {
    let breakings: [(Interlock, (inout Bedside) -> Void)] = [
      (.sessionMassLimit, { $0.situation.deliveredAtMost = quantity("141 mL") }),
      (.oxygenSaturation, { $0.saturation = (80, .good) }),
      (.heartRate, { $0.heartRate = (30, .good) }),
      (.staleSignal, { $0.saturation = nil }),
      (.sensorOff, { $0.heartRate = (nil, .sensorOff) }),
      (.occlusion, { $0.situation.pump.report?.liveAlarms = .occlusion }),
      (.pumpLink, { $0.pumpAnswers = false }),
      (.pumpRefusal, { $0.situation.pump.receipt = .refused(.owner) }),
      (.uncertainDelivery, { $0.situation.pump.uncertainSince = $0.situation.now }),
      (.rateMismatch, { $0.situation.pump.report?.rate = milliliters(50) }),
      (.lease, { $0.situation.pump.leaseExpired = true }),
      (.journal, { $0.situation.journal.failingSince = $0.situation.now }),
      (.bloodPressure, { $0.enter(systolic: 201) }),
      (.sedation, { $0.enter(.rass, -3) }),
      (
        .staleObservation,
        {
          $0.situation.order = OrderTerms(Bedside.order(required: [.oxygenSaturation, .heartRate, .bloodPressure]))
          $0.situation.flowBegan = Instant(nanoseconds: 1)
        }
      ),
      (.pumpMode, { $0.situation.pump.report?.state = .bolus }),
      (.pauseTime, { $0.situation.pausedFor = .minutes(121) }),
      (.repeatedPause, { $0.situation.automaticPauses = (3, 3) }),
      (.predictedConcentration, { $0.situation.predictedConcentration = quantity("641 ng/mL") }),
      (.volumeMismatch, { $0.situation.commanded = quantity("9 mL") }),
    ]
    for (interlock, breakIt) in breakings {
      var bedside = Bedside()
      #expect(bedside.judge().rate != nil)
      breakIt(&bedside)
      let judgement = bedside.judge(for: .seconds(70))
      #expect(judgement.response >= .pause, "\(interlock)")
      #expect(judgement.cause.map(judgement.demandsZero) == true)
      #expect(judgement.demandsZero(interlock))
      #expect(judgement.rate == nil)
      #expect(judgement.startBlockers.contains(interlock))
      #expect(judgement.resumeBlockers.contains(interlock))
    }
  }

  @Test("SR-001, SR-052: for random situations a permit is never above the request, any ceiling or the uncertain rate")
  func neverAbove() {
    var random = SplitMix(seed: 1)
    for _ in 0..<30_000 {
      let order = Bedside.order(
        weight: BodyMass(grams: random.next(in: 30_000...250_000)),
        concentration: Concentration(nanogramsPerMilliliter: random.next(in: 200_000...10_000_000)))
      var bedside = Bedside(order: order)
      bedside.situation.requested = FlowRate(nanolitersPerHour: random.next(in: 0...200_000_000))
      bedside.situation.deliveredAtMost = Volume(nanoliters: random.next(in: 0...50_000_000))
      if random.next(in: 0...3) == 0 { bedside.situation.pump.uncertainSince = bedside.situation.now }
      let judgement = bedside.judge()
      guard let rate = judgement.rate, let vtbi = judgement.vtbi else { continue }
      let flow = rate.massRate(at: order.drug.concentration)
      #expect(judgement.response < .pause)
      #expect(rate > .zero && rate <= bedside.situation.requested)
      #expect(rate.nanolitersPerHour % 100_000 == 0)
      #expect(rate <= order.drug.hard.flowRate && flow <= order.drug.hard.massRate)
      #expect(flow.doseRate(for: order.patient.weight) <= order.drug.hard.doseRate)
      #expect(vtbi + bedside.situation.deliveredAtMost <= order.program.total)
      if bedside.situation.pump.uncertainSince != nil { #expect(rate <= bedside.situation.ordered) }
    }
  }

  @Test("a permit is taken once, and becomes the order that it allows")
  func redeemedOnce() throws {
    let bedside = Bedside()
    var memories = bedside.memories
    var verdict = adjudicate(bedside.situation, memories: &memories)
    let first = redeem(verdict.takePermit(), sequence: 9)
    let order = try #require(first)
    #expect(order.rate == milliliters(10))
    #expect(order.sequence == 9)
    #expect(order.isEngaged && !order.clearsAlarms)
    let again = redeem(verdict.takePermit(), sequence: 10)
    #expect(again == nil)
  }

  @Test("law 2: a stop and an idle order need nothing and carry no rate")
  func stops() {
    let until = Bedside.start
    #expect(PumpOrder.stop(sequence: 1, leaseUntil: until).rate == .zero)
    #expect(PumpOrder.stop(sequence: 1, leaseUntil: until).vtbi == .zero)
    #expect(PumpOrder.stop(sequence: 1, leaseUntil: until, clearsAlarms: true).clearsAlarms)
    #expect(PumpOrder.idle(sequence: 1, leaseUntil: until).rate == .zero)
    #expect(!PumpOrder.idle(sequence: 1, leaseUntil: until).isEngaged)
  }

  @Test("the list of interlocks has no gap, and the sets hold each of them")
  func lists() {
    #expect(Interlock.allCases.map(\.rawValue) == (0..<UInt8(Interlock.count)).map { $0 })
    for interlock in Interlock.allCases {
      var set = InterlockSet()
      #expect(set.isEmpty)
      set.insert(interlock)
      #expect(set.members == [interlock])
      for other in Interlock.allCases { #expect(set.contains(other) == (other == interlock)) }
    }
    let ranks: [Response] = [.proceed, .annunciate, .limitRate, .reduce, .pause, .stop]
    #expect(zip(ranks, ranks.dropFirst()).allSatisfy(<))
  }

  @Test("SR-080: the judgement alone takes a rate to zero, and what one interlock remembers changes no other")
  func alone() {
    var troubled = Bedside()
    troubled.saturation = (80, .good)
    #expect(troubled.judge(for: .seconds(6)).cause == .oxygenSaturation)
    #expect(troubled.judge().rate == nil, "whatever the session asks for")
    // The same memories, with that signal well again: nothing else is any different from a bedside without a past.
    var fresh = Bedside()
    fresh.situation.now = troubled.situation.now
    troubled.saturation = (98, .good)
    let (after, never) = (troubled.judge(), fresh.judge())
    for interlock in Interlock.allCases where interlock != .oxygenSaturation {
      #expect((after[interlock] == nil) == (never[interlock] == nil), "\(interlock)")
    }
  }
}
