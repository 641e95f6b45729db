import Quantities
@testable import Safety
import Testing
import Therapy

@Suite struct KnownAnswerTests {
  @Test("SR-083: the interlocks know every known answer")
  func known() {
    #expect(KnownAnswer.firstWrong() == nil)
    #expect(Set(KnownAnswer.allCases.map(\.sentence)).count == KnownAnswer.allCases.count)
  }

  @Test("SR-083: the answers are those of the clinical defaults")
  func clinicalDefaults() {
    #expect(KnownAnswer.allIsWell.right.rate == milliliters(10))
    #expect(KnownAnswer.aboveHardLimit.right.rate == quantity("35 mL/h"), "1 mg/kg/h for 70 kg at 2 mg/mL")
    let pauses: [(KnownAnswer, Interlock)] = [
      (.lowSaturation, .oxygenSaturation), (.noSignal, .staleSignal), (.silentPump, .pumpLink), (.bolus, .pumpMode),
      (.highPrediction, .predictedConcentration),
    ]
    for (answer, cause) in pauses {
      #expect(answer.right == KnownAnswer.Answer(response: .pause, cause: cause, rate: .zero))
    }
    #expect(KnownAnswer.allCases.count == 2 + pauses.count)
  }

  /// The faults that a judge may have, each with the question that finds it.
  @Test(
    "SR-084: a judge that is deaf to one interlock gives a wrong answer",
    arguments: [
      (Interlock.oxygenSaturation, KnownAnswer.lowSaturation), (.doseRateLimit, .aboveHardLimit), (.staleSignal, .noSignal),
      (.pumpLink, .silentPump), (.pumpMode, .bolus), (.predictedConcentration, .highPrediction),
    ])
  func deaf(interlock: Interlock, question: KnownAnswer) {
    let wrong = KnownAnswer.firstWrong { situation, memories in
      let answer = KnownAnswer.adjudicated(situation, &memories)
      guard answer.cause == interlock else { return answer }
      return KnownAnswer.Answer(response: .proceed, cause: nil, rate: situation.requested)
    }
    #expect(wrong == question)
  }

  @Test("SR-084: a permit that is one unit off, a pause without its cause and a judge that never permits are wrong answers")
  func slightlyWrong() {
    let faults: [(found: KnownAnswer?, change: (inout KnownAnswer.Answer) -> Void)] = [
      (nil, { _ in }),
      (.allIsWell, { if $0.rate > .zero { $0.rate = $0.rate + FlowRate(nanolitersPerHour: 1) } }),
      (.allIsWell, { $0.rate = .zero }), (.silentPump, { if $0.cause == .pumpLink { $0.cause = .occlusion } }),
      (.bolus, { if $0.cause == .pumpMode { $0.response = .stop } }),
      (.aboveHardLimit, { if $0.cause == .doseRateLimit { $0.response = .annunciate } }),
    ]
    for (found, change) in faults {
      let wrong = KnownAnswer.firstWrong { situation, memories in
        var answer = KnownAnswer.adjudicated(situation, &memories)
        change(&answer)
        return answer
      }
      #expect(wrong == found)
    }
  }

  @Test("SR-083: SpO2 of 80 % is asked about on both sides of its 5 s")
  func saturationInTime() {
    // A judge that pauses too late is found, because the question ends 6 s after it began.
    var began: Instant?
    let late = KnownAnswer.firstWrong { situation, memories in
      let answer = KnownAnswer.adjudicated(situation, &memories)
      guard situation.vitals[.oxygenSaturation]?.value == 80 else { return answer }
      began = began ?? situation.now
      guard situation.now.since(began!) < .milliseconds(6_100) else { return answer }
      return KnownAnswer.Answer(response: .proceed, cause: nil, rate: situation.requested)
    }
    #expect(late == .lowSaturation)
  }
}
