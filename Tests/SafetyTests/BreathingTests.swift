import Quantities
import Safety
import Testing
import Therapy

private func within(_ time: Interval?, _ wanted: Interval) -> Bool {
  guard let time else { return false }
  return time >= wanted && time <= wanted + .milliseconds(40)
}

@Suite struct RespirationRateTests {
  @Test("SR-041: a respiration rate at its limits changes nothing", arguments: [10, 11, 24, 25] as [Int32])
  func equalityPasses(value: Int32) {
    var bedside = Bedside()
    bedside.respiration = (value, .good)
    for _ in 0..<3_000 { #expect(bedside.judge()[.respirationRate] == nil) }
  }

  @Test("SR-041, SR-043: outside 10...25 warns after 30 s, outside 8...30 pauses after 15 s")
  func delays() {
    for value in [8, 9, 26, 30] as [Int32] {
      var bedside = Bedside()
      bedside.respiration = (value, .good)
      #expect(within(bedside.time { $0.response == .annunciate }, .seconds(30)), "\(value)")
      #expect(bedside.judge(for: .seconds(60))[.respirationRate]?.alarm == .respirationRateWarning)
    }
    for value in [1, 7, 31, 80] as [Int32] {
      var bedside = Bedside()
      bedside.respiration = (value, .good)
      #expect(within(bedside.time { $0.response == .pause }, .seconds(15)), "\(value)")
      #expect(bedside.judge()[.respirationRate]?.alarm == .respirationRateExtreme)
    }
  }

  @Test("SR-041: a pause's cause ends 2 inside the limit for 60 s")
  func release() {
    for (bad, between, clear) in [(7, 9, 10), (31, 29, 28)] as [(Int32, Int32, Int32)] {
      var bedside = Bedside()
      bedside.respiration = (bad, .good)
      #expect(bedside.judge(for: .seconds(16)).response == .pause)
      bedside.respiration = (between, .good)
      #expect(bedside.judge(for: .seconds(120)).response == .pause)
      bedside.respiration = (clear, .good)
      #expect(bedside.judge(for: .milliseconds(59_900)).response == .pause)
      #expect(bedside.judge(for: .milliseconds(200))[.respirationRate]?.response != .pause)
    }
  }
}

@Suite struct ApneaTests {
  @Test("SR-041, SR-106: no breath for 20 s pauses with a high alarm that latches; a slow breath is none of its business")
  func apnea() {
    var bedside = Bedside()
    bedside.respiration = (0, .good)
    #expect(within(bedside.time { $0[.apnea] != nil }, .seconds(20)))
    let found = bedside.judge()[.apnea]
    #expect(found?.response == .pause && found?.alarm == .apnea)
    #expect(AlarmCondition.apnea.latches && AlarmCondition.apnea.priority == .high)
    bedside.respiration = (2, .good)
    #expect(bedside.judge(for: .milliseconds(59_900))[.apnea]?.response == .pause)
    #expect(bedside.judge(for: .milliseconds(200))[.apnea] == nil)
    #expect(bedside.judge()[.respirationRate]?.response == .pause, "two breaths a minute are no good rate")
  }

  @Test("SR-046: a doubtful sign of no breath counts, a missing one neither begins the time anew nor clears")
  func doubt() {
    var bedside = Bedside()
    bedside.respiration = (0, .questionable)
    #expect(bedside.judge(for: .seconds(12))[.apnea] == nil)
    bedside.respiration = (nil, .missing)
    #expect(bedside.judge(for: .milliseconds(8_040))[.apnea]?.response == .pause)
    #expect(bedside.judge(for: .seconds(300))[.apnea]?.response == .pause)
  }
}

@Suite struct EndTidalCarbonDioxideTests {
  @Test("SR-041: EtCO2 at its limits changes nothing", arguments: [28, 29, 49, 50] as [Int32])
  func equalityPasses(value: Int32) {
    var bedside = Bedside()
    bedside.carbonDioxide = (value, .good)
    for _ in 0..<3_000 { #expect(bedside.judge()[.endTidalCarbonDioxide] == nil) }
  }

  @Test("SR-041, SR-043: outside 28...50 warns after 30 s, above 60 pauses after 20 s")
  func delays() {
    for value in [15, 27, 51, 60] as [Int32] {
      var bedside = Bedside()
      bedside.carbonDioxide = (value, .good)
      #expect(within(bedside.time { $0.response == .annunciate }, .seconds(30)), "\(value)")
      #expect(bedside.judge(for: .seconds(60))[.endTidalCarbonDioxide]?.alarm == .endTidalWarning)
    }
    var bedside = Bedside()
    bedside.carbonDioxide = (61, .good)
    #expect(within(bedside.time { $0.response == .pause }, .seconds(20)))
    #expect(bedside.judge()[.endTidalCarbonDioxide]?.alarm == .endTidalExtreme)
  }

  @Test("SR-041: below 15 pauses after 20 s where no breath is seen; with good breaths it only warns")
  func noBreath() {
    let breaths: [((value: Int32?, quality: SignalQuality)?, isBreathing: Bool)] = [
      ((12, .good), true), ((1, .good), true), ((0, .good), false), (nil, false), ((12, .questionable), false),
      ((nil, .sensorOff), false),
    ]
    for (respiration, isBreathing) in breaths {
      var bedside = Bedside()
      bedside.carbonDioxide = (14, .good)
      bedside.respiration = respiration
      let found = bedside.judge(for: .milliseconds(20_060))[.endTidalCarbonDioxide]
      #expect((found?.response == .pause) == !isBreathing, "\(String(describing: respiration))")
      guard isBreathing else { continue }
      #expect(bedside.judge(for: .seconds(11))[.endTidalCarbonDioxide]?.alarm == .endTidalWarning)
    }
  }
}

@Suite struct PatientCallTests {
  @Test("a pressed call button pauses in the same step, with a high alarm that stays until it is acknowledged")
  func call() {
    var bedside = Bedside()
    bedside.situation.isPatientCalling = true
    let judgement = bedside.judge()
    #expect(judgement.response == .pause && judgement.cause == .patientCall && judgement.rate == nil)
    #expect(judgement[.patientCall]?.alarm == .patientCall)
    #expect(AlarmCondition.patientCall.priority == .high && AlarmCondition.patientCall.latches)
    bedside.situation.isPatientCalling = false
    #expect(bedside.judge()[.patientCall] == nil)
  }

  @Test("SR-034: the button of a patient who recovers, or whose pump was given up, is heard as well")
  func afterwards() {
    var recovering = Bedside()
    (recovering.situation.isOver, recovering.situation.recoveringFor) = (true, .minutes(5))
    (recovering.situation.ordered, recovering.situation.requested) = (.zero, .zero)
    var abandoned = Bedside(order: nil)
    abandoned.situation.isAbandoned = true
    for var bedside in [recovering, abandoned] {
      #expect(bedside.judge()[.patientCall] == nil)
      bedside.situation.isPatientCalling = true
      #expect(bedside.judge()[.patientCall]?.response == .pause && bedside.judge()[.patientCall]?.alarm == .patientCall)
    }
  }

  @Test("without a patient a button calls nobody")
  func noPatient() {
    var bedside = Bedside(order: nil)
    bedside.situation.isPatientCalling = true
    #expect(bedside.judge()[.patientCall] == nil)
  }
}

@Suite struct NauseaTests {
  @Test("vomiting pauses a patient who is drowsy on any scale, and asks for attention otherwise")
  func vomiting() {
    let scores: [(ClinicalScale, Int8, isDrowsy: Bool)] = [
      (.poss, 2, false), (.poss, 3, true), (.poss, 4, true), (.rass, -1, false), (.rass, -2, true), (.rass, 2, false),
      (.moaas, 5, false), (.moaas, 4, true), (.moaas, 0, true),
    ]
    for (scale, value, isDrowsy) in scores {
      var bedside = Bedside.watched()
      bedside.situation.scores = ClinicalScores()
      bedside.enter(scale, value)
      bedside.enter(.vomiting, 1)
      let found = bedside.judge()[.nausea]
      #expect((found?.response == .pause) == isDrowsy, "\(scale.name) \(value)")
      #expect(found?.alarm == (isDrowsy ? .vomitingSedated : .nauseaPrompt))
      bedside.enter(.vomiting, 0)
      #expect(bedside.judge()[.nausea] == nil)
    }
  }

  @Test("vomiting is over after 30 min unless it is entered again")
  func expiry() {
    var bedside = Bedside.watched()
    bedside.enter(.poss, 3)
    bedside.enter(.vomiting, 1)
    #expect(bedside.judge(at: justBefore(time(30)))[.nausea]?.response == .pause)
    #expect(bedside.judge(at: time(30))[.nausea] == nil)
  }

  @Test("vomiting with nobody's sedation score asks for attention: what is not known is asked for by staleObservation")
  func noScore() {
    var bedside = Bedside.watched()
    bedside.situation.scores = ClinicalScores()
    bedside.enter(.vomiting, 1)
    let judgement = bedside.judge()
    #expect(judgement[.nausea]?.alarm == .nauseaPrompt)
    #expect(judgement.startBlockers.contains(.staleObservation))
  }
}
