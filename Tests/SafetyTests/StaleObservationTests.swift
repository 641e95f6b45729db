import Quantities
import Safety
import Testing
import Therapy

/// When an observation that is required and not made is told, and when it pauses: minutes of age.
private struct Lateness {
  var low: Int64
  /// nil where the limit comes first.
  var medium: Int64?
  var limit: Int64
}

@Suite struct StaleObservationTests {
  /// Judges around each edge: the step before it, the edge, and a minute after it.
  private func check(_ bedside: Bedside, from reference: Instant, _ lateness: Lateness) {
    func finding(_ minutes: Int64, isBefore: Bool = false) -> Finding? {
      var bedside = bedside
      let instant = reference + .minutes(minutes)
      return bedside.judge(at: isBefore ? justBefore(instant) : instant)[.staleObservation]
    }
    #expect(finding(lateness.low, isBefore: true)?.alarm == nil)
    #expect(finding(lateness.low)?.alarm == .observationDue)
    #expect(finding(lateness.low)?.response == .annunciate)
    let next = lateness.medium ?? lateness.limit
    #expect(finding(next, isBefore: true)?.alarm == .observationDue)
    if let medium = lateness.medium {
      #expect(finding(medium)?.alarm == .observationOverdue && finding(medium)?.response == .annunciate)
      #expect(finding(lateness.limit, isBefore: true)?.alarm == .observationOverdue)
    }
    for minutes in [lateness.limit, lateness.limit + 1, lateness.limit + 60] {
      #expect(finding(minutes)?.response == .pause && finding(minutes)?.alarm == .observationMissing, "\(minutes) min")
      #expect(finding(minutes)?.limit == lateness.limit)
    }
    for minutes in [lateness.low, next] {
      #expect(finding(minutes)?.blocksStart == true && finding(minutes)?.blocksResume == true)
    }
  }

  @Test("SR-045, SR-051: in the first 30 min a blood pressure is due every 5 min: low at 7, pause at 10 min")
  func pressureEarly() {
    var bedside = Bedside.watched(required: [.bloodPressure])
    bedside.enter(systolic: 120, at: time(12))
    check(bedside, from: time(12), Lateness(low: 7, medium: nil, limit: 10))
  }

  @Test("SR-045, SR-051: for 15 min after an increase a blood pressure is due every 5 min")
  func pressureAfterIncrease() {
    var bedside = Bedside.watched(required: [.bloodPressure])
    bedside.situation.increasedAt = time(100)
    bedside.enter(systolic: 120, at: time(101))
    check(bedside, from: time(101), Lateness(low: 7, medium: nil, limit: 10))
  }

  @Test("SR-045, SR-051: later a blood pressure is due every 15 min: low at 17, pause at 20 min, never at twice 15")
  func pressureLate() {
    for reference in [time(30), time(115), time(200)] {
      var bedside = Bedside.watched(required: [.bloodPressure])
      bedside.situation.increasedAt = time(100)
      bedside.enter(systolic: 120, at: reference)
      // At 100 min the rate was raised; the first of these readings is judged as if it had not been.
      if reference == time(30) { bedside.situation.increasedAt = time(0) }
      check(bedside, from: reference, Lateness(low: 17, medium: nil, limit: 20))
    }
  }

  @Test("SR-051: a pressure that fell due in the time of 5 min stays due when that time is over, and pauses at 10 min")
  func fellDueBefore() {
    for (began, increased, watchEnds) in [(0, 0, 30), (0, 100, 115)] as [(Int64, Int64, Int64)] {
      for early in Int64(1)...20 {
        var bedside = Bedside.watched(since: time(began), required: [.bloodPressure])
        bedside.situation.increasedAt = time(increased)
        bedside.enter(systolic: 120, at: time(watchEnds - early))
        let fellDue = early > 5
        let lateness = fellDue ? Lateness(low: 7, medium: nil, limit: 10) : Lateness(low: 17, medium: nil, limit: 20)
        check(bedside, from: time(watchEnds - early), lateness)
      }
    }
  }

  @Test(
    "SR-045, SR-051: a sedation score is due every 15 min: low at 17, medium at 20, pause at 30 min",
    arguments: ScoreTests.sedation)
  func score(scale: ClinicalScale) {
    for value in scale.range where scale != .poss || value != 3 {
      var bedside = Bedside.watched(required: [.sedation])
      bedside.enter(scale, value, at: time(3))
      check(bedside, from: time(3), Lateness(low: 17, medium: 20, limit: 30))
    }
  }

  @Test("SR-050, SR-051: a score that cut the rate is due again after 5 min: low at 7, medium at 10, pause at 30 min")
  func scoreAfterCut() {
    var bedside = Bedside.watched(required: [.sedation])
    bedside.enter(.poss, 3, at: time(40))
    check(bedside, from: time(40), Lateness(low: 7, medium: 10, limit: 30))
    bedside.enter(.distress, 9, at: time(41))
    check(bedside, from: time(40), Lateness(low: 7, medium: 10, limit: 30))
    bedside.enter(.rass, 0, at: time(40))
    check(bedside, from: time(40), Lateness(low: 7, medium: 10, limit: 30))
  }

  @Test(
    "SR-044, SR-046: what was never made is late as the infusion is old, and never counts as normal",
    arguments: [RequiredSignal.bloodPressure, .sedation])
  func neverMade(signal: RequiredSignal) {
    var bedside = Bedside.watched(required: [signal])
    bedside.situation.cuff = nil
    bedside.situation.scores = ClinicalScores()
    // Other scores do not take the place of a sedation score.
    for scale in ClinicalScale.allCases where !scale.isSedation { bedside.enter(scale, 0, at: time(100)) }
    let isPressure = signal == .bloodPressure
    check(
      bedside, from: time(0),
      isPressure ? Lateness(low: 7, medium: nil, limit: 10) : Lateness(low: 17, medium: 20, limit: 30))
  }

  @Test("SR-020, SR-044: without a required blood pressure or score nothing starts, and nobody is late before the infusion")
  func beforeTheStart() {
    for isPressureThere in [true, false] {
      for isScoreThere in [true, false] {
        var bedside = Bedside.watched(since: nil)
        if !isPressureThere { bedside.situation.cuff = nil }
        if !isScoreThere { bedside.situation.scores = ClinicalScores() }
        let judgement = bedside.judge()
        let finding = judgement[.staleObservation]
        #expect(judgement.startBlockers.contains(.staleObservation) == !(isPressureThere && isScoreThere))
        #expect(judgement.resumeBlockers.contains(.staleObservation) == !(isPressureThere && isScoreThere))
        #expect(finding?.response ?? .proceed == .proceed && finding?.alarm == nil)
      }
    }
    var old = Bedside.watched(since: nil)
    for minutes in [18, 60, 600] as [Int64] {
      let judgement = old.judge(at: time(minutes))
      #expect(judgement.startBlockers.contains(.staleObservation))
      #expect(judgement[.staleObservation]?.alarm == nil && judgement[.staleObservation]?.response == .proceed)
    }
  }

  @Test("SR-020, SR-051: what is due and 2 min late forbids a start at that very moment")
  func lateBeforeTheStart() {
    for (required, minutes) in [([.bloodPressure], 7), ([.sedation], 17)] as [([RequiredSignal], Int64)] {
      var bedside = Bedside.watched(since: nil, required: required)
      #expect(bedside.judge(at: justBefore(time(minutes))).startBlockers.isEmpty)
      #expect(bedside.judge(at: time(minutes)).startBlockers.contains(.staleObservation))
    }
  }

  @Test("SR-023, SR-045: a start, resume or raise that is not forbidden is not paused in the next moment for an old pressure")
  func increaseOnAnOldPressure() {
    for age in stride(from: Int64(0), through: 1_260, by: 10) {
      var bedside = Bedside.watched(required: [.bloodPressure])
      bedside.enter(systolic: 120, at: time(100))
      let increase = time(100) + .seconds(age)
      let isForbidden = bedside.judge(at: increase).startBlockers.contains(.staleObservation)
      #expect(isForbidden == (age >= 420), "\(age) s")
      guard !isForbidden else { continue }
      bedside.situation.increasedAt = increase
      let next = bedside.judge()
      #expect(next[.staleObservation]?.response ?? .proceed == .proceed, "\(age) s")
      #expect(bedside.judge(at: increase + .minutes(2)).rate != nil, "there is time to measure")
    }
  }

  @Test("SR-052: a pressure that is too old for an increase does not touch the rate of now, nor the time before a resume")
  func tooOldForAnIncrease() {
    var bedside = Bedside.watched(required: [.bloodPressure])
    bedside.enter(systolic: 120, at: time(100))
    let judgement = bedside.judge(at: time(110))
    #expect(judgement.response == .proceed && judgement.rate == milliliters(10))
    #expect(judgement.startBlockers.contains(.staleObservation) && judgement.resumeBlockers.isEmpty)
    #expect(judgement[.staleObservation]?.alarm == nil)
  }

  @Test("SR-044: what a protocol does not require is not missed")
  func notRequired() {
    for required in [[], [.oxygenSaturation, .heartRate]] as [[RequiredSignal]] {
      var bedside = Bedside.watched(required: required)
      bedside.situation.cuff = nil
      bedside.situation.scores = ClinicalScores()
      #expect(bedside.judge(at: time(500))[.staleObservation] == nil)
    }
    var pressureOnly = Bedside.watched(required: [.bloodPressure])
    pressureOnly.situation.scores = ClinicalScores()
    #expect(pressureOnly.judge()[.staleObservation] == nil)
    var scoreOnly = Bedside.watched(required: [.sedation])
    scoreOnly.situation.cuff = nil
    #expect(scoreOnly.judge()[.staleObservation] == nil)
  }

  @Test(
    "SR-023, SR-044: what was never made forbids start and resume from the first moment, also after a restart that lost it",
    arguments: [RequiredSignal.bloodPressure, .sedation])
  func neverMadeForbids(signal: RequiredSignal) {
    var bedside = Bedside.watched(required: [signal])
    bedside.situation.cuff = nil
    bedside.situation.scores = ClinicalScores()
    for seconds in [0, 1, 60, 419] as [Int64] {
      let judgement = bedside.judge(at: time(0, seconds))
      #expect(judgement.startBlockers.contains(.staleObservation), "\(seconds) s")
      #expect(judgement.resumeBlockers.contains(.staleObservation), "\(seconds) s")
      #expect(judgement.response == .proceed && judgement.rate == milliliters(10), "nobody is late yet")
    }
    if signal == .bloodPressure { bedside.enter(systolic: 120) } else { bedside.enter(.rass, 0) }
    let judgement = bedside.judge()
    #expect(judgement.startBlockers.isEmpty && judgement.resumeBlockers.isEmpty)
  }

  @Test("SR-051: of two late observations the one that is more urgent is told, whichever it is")
  func moreUrgent() {
    func finding(_ required: [RequiredSignal], _ pressureAge: Int64, _ scoreAge: Int64, isInfusing: Bool) -> Finding? {
      var bedside = Bedside.watched(since: isInfusing ? time(0) : nil, required: required)
      bedside.enter(systolic: 120, at: time(100 - pressureAge))
      bedside.enter(.poss, 1, at: time(100 - scoreAge))
      return bedside.judge(at: time(100))[.staleObservation]
    }
    for isInfusing in [true, false] {
      for pressureAge in Int64(0)...22 {
        for scoreAge in Int64(0)...32 {
          let place: Comment = "\(pressureAge) min, \(scoreAge) min"
          let both = finding([.bloodPressure, .sedation], pressureAge, scoreAge, isInfusing: isInfusing)
          let single = [
            finding([.bloodPressure], pressureAge, 0, isInfusing: isInfusing),
            finding([.sedation], 0, scoreAge, isInfusing: isInfusing),
          ].compactMap { $0 }
          #expect(both?.response == single.map(\.response).max(), place)
          #expect(both?.alarm?.priority == single.compactMap { $0.alarm?.priority }.max(), place)
          #expect(both?.blocksStart ?? false == single.contains(where: \.blocksStart), place)
          #expect(both?.blocksResume ?? false == single.contains(where: \.blocksResume), place)
        }
      }
    }
  }

  @Test("SR-045: a new observation ends the lateness, also that which paused")
  func renewed() {
    var bedside = Bedside.watched()
    #expect(bedside.judge(at: time(35)).response == .pause)
    bedside.enter(systolic: 120)
    bedside.enter(.poss, 1)
    #expect(bedside.judge()[.staleObservation] == nil)
  }

  @Test("SR-040: without a session nobody is late")
  func noSession() {
    var bedside = Bedside.watched()
    bedside.situation.order = nil
    #expect(bedside.judge(at: time(600))[.staleObservation] == nil)
  }

  @Test("SR-051, SR-100: due is low, overdue medium, missing latches, since its own pause does not make it")
  func alarms() {
    #expect(AlarmCondition.observationDue.priority == .low)
    #expect(AlarmCondition.observationOverdue.priority == .medium)
    #expect(AlarmCondition.observationMissing.priority >= .medium && AlarmCondition.observationMissing.latches)
  }
}
