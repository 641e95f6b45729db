import Quantities
import Safety
import Testing
import Therapy

/// What the clinical defaults, section 4, make of one value of one scale.
enum Answer {
  case nothing, prompt, warn, reduce, pause, stop

  init(_ scale: ClinicalScale, _ value: Int8) {
    switch scale {
    case .poss: self = [.nothing, .nothing, .nothing, .reduce, .stop][Int(value)]
    case .rass:
      self = [.stop, .stop, .pause, .warn, .nothing, .nothing, .nothing, .warn, .pause, .stop][Int(value) + 5]
    case .moaas: self = [.stop, .stop, .stop, .pause, .warn, .nothing][Int(value)]
    case .distress: self = value >= 7 ? .reduce : value >= 4 ? .prompt : .nothing
    case .nausea: self = value >= 4 ? .prompt : .nothing
    case .cadss: self = value >= 17 ? .prompt : .nothing
    case .cadss6: self = value >= 6 ? .prompt : .nothing
    case .nrs: self = .nothing
    case .vomiting: self = value == 1 ? .prompt : .nothing
    }
  }

  /// The response of an infusion that runs.
  var response: Response {
    switch self {
    case .nothing: .proceed
    case .prompt, .warn: .annunciate
    case .reduce: .reduce
    case .pause: .pause
    case .stop: .stop
    }
  }
}

@Suite struct ScoreTests {
  static let sedation = ClinicalScale.allCases.filter(\.isSedation)

  @Test("SR-050: every value of every scale has exactly the response of the clinical defaults", arguments: ClinicalScale.allCases)
  func everyValue(scale: ClinicalScale) {
    for value in scale.range {
      let answer = Answer(scale, value)
      var bedside = Bedside.watched()
      bedside.situation.scores = ClinicalScores()
      bedside.enter(scale, value)
      // Without the requirement of a sedation score the score itself is all that there is to judge.
      bedside.situation.order = OrderTerms(Bedside.order())
      let judgement = bedside.judge()
      #expect(judgement.response == answer.response, "\(scale.name) \(scale.text(value))")
      switch answer {
      case .nothing:
        #expect(judgement.findings.isEmpty)
        #expect(judgement.rate == milliliters(10))
      case .prompt:
        let prompts: Set<AlarmCondition> = [.distressPrompt, .nauseaPrompt, .dissociationPrompt]
        let alarm = judgement.cause.flatMap { judgement[$0] }?.alarm
        #expect(alarm.map(prompts.contains) == true)
        #expect(judgement.startBlockers.isEmpty && judgement.resumeBlockers.isEmpty)
        #expect(judgement.rate == milliliters(10))
      case .warn:
        #expect(judgement.cause == .sedation && judgement[.sedation]?.alarm == .sedationWarning)
        #expect(judgement.rate == milliliters(10))
      case .reduce:
        let alarm: AlarmCondition = scale == .distress ? .distressHigh : .sedationWarning
        #expect(judgement.cause == (scale == .distress ? .distress : .sedation))
        #expect(judgement[scale == .distress ? .distress : .sedation]?.alarm == alarm)
        #expect(judgement.rate == milliliters(5))
      case .pause, .stop:
        #expect(judgement.cause == .sedation && judgement[.sedation]?.alarm == .oversedation)
        #expect(judgement.rate == nil)
      }
      guard answer.response > .annunciate || answer == .warn else { continue }
      #expect(!judgement.startBlockers.isEmpty && !judgement.resumeBlockers.isEmpty, "nothing starts or resumes on it")
    }
  }

  @Test("SR-050: an alarm tells scale and value, and the value at which its band begins")
  func texts() throws {
    for (scale, value, text, limit) in [
      (.poss, 4, "POSS 4", "POSS 4"), (.rass, -5, "RASS -5", "RASS -4"), (.rass, 4, "RASS +4", "RASS +4"),
      (.rass, -3, "RASS -3", "RASS -3"), (.moaas, 0, "MOAA/S 0", "MOAA/S 2"), (.rass, 2, "RASS +2", "RASS +2"),
      (.poss, 3, "POSS 3", "POSS 3"),
    ] as [(ClinicalScale, Int8, String, String)] {
      var bedside = Bedside.watched()
      bedside.enter(scale, value, at: time(1))
      let finding = try #require(bedside.judge(at: time(1))[.sedation])
      let sentence = try #require(finding.alarm).sentence(value: finding.value, limit: finding.limit)
      #expect(sentence.contains(text) && sentence.contains("at \(limit)"), "\(sentence)")
    }
    var bedside = Bedside.watched()
    bedside.enter(.nausea, 9)
    let prompt = try #require(bedside.judge()[.nausea])
    #expect(AlarmCondition.nauseaPrompt.sentence(value: prompt.value, limit: prompt.limit).contains("nausea 9"))
    #expect(AlarmCondition.nauseaPrompt.sentence(value: prompt.value, limit: prompt.limit).contains("nausea 4"))
  }

  @Test(
    "SR-050, SR-053: a score cuts the rate once; another one that cuts within 10 min pauses, a later one cuts again",
    arguments: [ClinicalScale.poss, .distress])
  func once(scale: ClinicalScale) {
    let (value, interlock): (Int8, Interlock) = scale == .poss ? (3, .sedation) : (8, .distress)
    var bedside = Bedside.watched()
    bedside.enter(scale, value)
    let cut = bedside.judge()
    #expect(cut.response == .reduce && cut.rate == milliliters(5))
    bedside.obey(cut)
    for _ in 0..<500 {
      let judgement = bedside.judge()
      #expect(judgement.response == .annunciate)
      #expect(judgement.rate == milliliters(5))
      #expect(judgement[interlock]?.ceiling == nil)
    }
    let reduced = bedside.situation.reducedAt ?? .boot
    for (minutes, response) in [(10, Response.reduce), (9, .pause)] as [(Int64, Response)] {
      var later = bedside
      later.enter(systolic: 120, at: reduced + .minutes(minutes))
      later.enter(scale, value, at: reduced + .minutes(minutes))
      let again = later.judge(at: reduced + .minutes(minutes) + .milliseconds(20))
      #expect(again.response == response && again[interlock]?.response == response, "\(minutes) min")
      #expect(again.rate == (response == .reduce ? FlowRate(microlitersPerHour: 2_500) : nil))
    }
  }

  @Test("SR-050, SR-052: while a score that reduced stands, nothing is raised", arguments: [ClinicalScale.poss, .distress])
  func nothingRaised(scale: ClinicalScale) {
    var bedside = Bedside.watched()
    bedside.enter(scale, scale == .poss ? 3 : 7)
    bedside.obey(bedside.judge())
    bedside.situation.requested = milliliters(20)
    #expect(bedside.judge(for: .seconds(5)).rate == milliliters(5))
    bedside.enter(scale, scale == .poss ? 2 : 6)
    #expect(bedside.judge().rate == milliliters(20), "a better score, and a person asks for more")
  }

  @Test("SR-050: two scores that reduce at the same time make half the rate, not a quarter")
  func both() {
    var bedside = Bedside.watched()
    bedside.enter(.poss, 3)
    bedside.enter(.distress, 10)
    let cut = bedside.judge()
    #expect(cut.response == .reduce && cut.rate == milliliters(5))
    bedside.obey(cut)
    #expect(bedside.judge().rate == milliliters(5))
  }

  @Test(
    "SR-050: with 0 mL/h ordered there is nothing to cut, and nothing starts or resumes before a better score",
    arguments: [ClinicalScale.poss, .distress])
  func atRest(scale: ClinicalScale) {
    let interlock: Interlock = scale == .poss ? .sedation : .distress
    var bedside = Bedside.watched()
    bedside.situation.ordered = .zero
    bedside.situation.pump.report = Bedside.report(.paused, .zero, at: bedside.situation.now)
    bedside.enter(scale, scale == .poss ? 3 : 7)
    let judgement = bedside.judge()
    #expect(judgement[interlock]?.response == .annunciate && judgement[interlock]?.ceiling == nil)
    #expect(judgement.startBlockers.contains(interlock) && judgement.resumeBlockers.contains(interlock))
    bedside.enter(scale, scale == .poss ? 2 : 6)
    let better = bedside.judge()
    #expect(!better.startBlockers.contains(interlock) && !better.resumeBlockers.contains(interlock))
  }

  @Test("SR-052: half of the smallest rate is no flow")
  func smallest() {
    for rate in [1, 2, 199_999, 200_000, 200_001] as [Int64] {
      var bedside = Bedside.watched()
      bedside.situation.ordered = FlowRate(nanolitersPerHour: rate)
      bedside.situation.requested = bedside.situation.ordered
      bedside.situation.pump.report?.rate = bedside.situation.ordered
      bedside.enter(.poss, 3)
      let cut = bedside.judge()
      #expect(cut[.sedation]?.ceiling == FlowRate(nanolitersPerHour: rate / 2))
      #expect(cut.rate == (rate < 200_000 ? nil : FlowRate(nanolitersPerHour: 100_000)))
    }
  }

  @Test("SR-050: the newest sedation score decides, whatever its scale; scores of other kinds decide nothing about sedation")
  func newest() {
    for worse in Self.sedation {
      for better in Self.sedation where better != worse {
        var bedside = Bedside.watched()
        bedside.situation.scores = ClinicalScores()
        bedside.enter(better, better == .moaas ? 5 : better == .poss ? 1 : 0, at: time(0))
        bedside.enter(worse, worse == .moaas ? 2 : worse == .poss ? 4 : -4, at: time(1))
        bedside.enter(.distress, 0, at: time(2))
        bedside.enter(.nrs, 10, at: time(2))
        #expect(bedside.judge(at: time(2))[.sedation]?.response == .stop)
        bedside.enter(better, better == .moaas ? 5 : better == .poss ? 1 : 0, at: time(3))
        #expect(bedside.judge(at: time(3))[.sedation] == nil)
      }
    }
  }

  @Test("SR-040, SR-050: of two sedation scores of the same moment the worse one decides, whichever scale it is of")
  func sameMoment() {
    for one in Self.sedation {
      for other in Self.sedation where other.rawValue > one.rawValue {
        for first in one.range {
          for second in other.range {
            var bedside = Bedside.watched()
            bedside.situation.scores = ClinicalScores()
            bedside.enter(one, first)
            bedside.enter(other, second)
            let worse = max(Answer(one, first).response, Answer(other, second).response)
            #expect(
              bedside.judge()[.sedation]?.response ?? .proceed == worse,
              "\(one.name) \(one.text(first)), \(other.name) \(other.text(second))")
          }
        }
      }
    }
  }

  @Test("the order of severity: stop before pause before reduce before a mere alarm, whichever score asks for it")
  func severity() {
    var bedside = Bedside.watched()
    bedside.enter(.nausea, 10)
    #expect(bedside.judge().response == .annunciate)
    bedside.enter(.distress, 7)
    #expect(bedside.judge().cause == .distress)
    bedside.enter(.rass, -3, at: bedside.situation.now)
    #expect(bedside.judge().response == .pause)
    bedside.enter(.rass, 4, at: bedside.situation.now)
    let stopped = bedside.judge()
    #expect(stopped.response == .stop && stopped.cause == .sedation)
    #expect(stopped[.distress]?.response == .annunciate && stopped[.nausea]?.response == .annunciate)
  }

  @Test("SR-040: without a session no score acts", arguments: ClinicalScale.allCases)
  func noSession(scale: ClinicalScale) {
    for value in scale.range {
      var bedside = Bedside.watched()
      bedside.situation.order = nil
      bedside.enter(scale, value)
      let judgement = bedside.judge()
      #expect(judgement[.sedation] == nil && judgement[.distress] == nil && judgement[.nausea] == nil)
    }
  }

  @Test("SR-100: too deep a sedation is a high alarm, one that warns or reduces a medium one, and prompts are not above it")
  func alarms() {
    #expect(AlarmCondition.oversedation.priority == .high && AlarmCondition.oversedation.latches)
    #expect(AlarmCondition.sedationWarning.priority == .medium)
    #expect(AlarmCondition.distressHigh.priority == .medium)
    for prompt in [.distressPrompt, .nauseaPrompt, .dissociationPrompt] as [AlarmCondition] {
      #expect(prompt.priority == .low)
    }
  }
}
