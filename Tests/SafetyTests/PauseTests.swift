import Quantities
import Safety
import Testing
import Therapy

@Suite struct PauseTests {
  /// What is found after a pause of this many nanoseconds.
  private func finding(after pause: Interval) -> Finding? {
    var bedside = Bedside()
    bedside.situation.pausedFor = pause
    return bedside.judge()[.pauseTime]
  }

  @Test("SR-025: a pause prompts at 3, 10 and 30 min, each of them reached and not before")
  func prompts() {
    #expect(finding(after: .zero) == nil)
    for (minutes, before, after) in [
      (3, nil, .pausePrompt), (10, .pausePrompt, .pauseLong), (30, .pauseLong, .pauseOver),
    ] as [(Int64, AlarmCondition?, AlarmCondition)] {
      let edge = Interval.minutes(minutes)
      #expect(finding(after: Interval(nanoseconds: edge.nanoseconds - 1))?.alarm == before)
      let reached = finding(after: edge)
      #expect(reached?.alarm == after && reached?.response == .annunciate)
      #expect(reached?.limit == minutes && reached?.value == minutes)
    }
  }

  @Test("SR-025: a pause of 120 min still only prompts, a longer one stops the session")
  func over() {
    #expect(finding(after: .minutes(120))?.response == .annunciate)
    for longer in [Interval(nanoseconds: Interval.minutes(120).nanoseconds + 1), .minutes(121), .minutes(10_000)] {
      let found = finding(after: longer)
      #expect(found?.response == .stop && found?.alarm == .pauseOver)
      #expect(found?.limit == 120)
    }
  }

  @Test("SR-025, SR-100: the prompts of a pause grow more urgent and never forbid the resume that they ask for")
  func urgency() {
    #expect(AlarmCondition.pausePrompt.priority == .low)
    #expect(AlarmCondition.pauseLong.priority == .medium)
    #expect(AlarmCondition.pauseOver.priority == .medium && AlarmCondition.pauseOver.latches)
    for minutes in [3, 10, 30, 120] as [Int64] {
      let found = finding(after: .minutes(minutes))
      #expect(found?.blocksStart == false && found?.blocksResume == false)
    }
  }

  @Test("SR-025: no pause, no finding")
  func noPause() {
    var bedside = Bedside()
    #expect(bedside.judge()[.pauseTime] == nil)
  }

  @Test("SR-026: three automatic pauses in 10 min, or five in a session, stop it; two and four do not")
  func repeated() {
    for recent in 0...6 {
      for total in recent...8 {
        var bedside = Bedside()
        bedside.situation.automaticPauses = (recent, total)
        let judgement = bedside.judge()
        let finding = judgement[.repeatedPause]
        guard recent >= 3 || total >= 5 else {
          #expect(finding == nil, "\(recent), \(total)")
          #expect(judgement.rate == milliliters(10))
          continue
        }
        #expect(judgement.response == .stop && judgement.cause == .repeatedPause, "\(recent), \(total)")
        #expect(finding?.alarm == .repeatedPauses)
        #expect(finding?.limit == (recent >= 3 ? 3 : 5) && finding?.value == Int64(recent >= 3 ? recent : total))
        #expect(judgement.rate == nil)
      }
    }
    #expect(AlarmCondition.repeatedPauses.priority == .high && AlarmCondition.repeatedPauses.latches)
  }

  @Test("SR-026: without a session there is nothing to stop")
  func repeatedWithoutSession() {
    var bedside = Bedside(order: nil)
    bedside.situation.automaticPauses = (3, 9)
    #expect(bedside.judge()[.repeatedPause] == nil)
  }
}
