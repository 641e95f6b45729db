import ControlAPI
import Foundation
import Quantities
import Safety
import Testing
import Therapy

@testable import ControlServer
@testable import Controller

/// One refusal of every kind; `place` makes the compiler ask for the one that is missing.
private let everyRefusal: [Refusal] = {
  var set = InterlockSet()
  for interlock in Interlock.allCases { set.insert(interlock) }
  let (rate, time) = (FlowRate(microlitersPerHour: 12_200), Interval.seconds(6_725))
  let dose = DoseRate(picogramsPerKilogramPerHour: 350_000_000)
  return [
    .wrongPhase(.paused), .stopLatched, .tokenUnknown, .tokenExpired, .tokenStale, .tokenOfAnother,
    .aboveHardLimit(.doseRate, limit: dose.baseUnits), .belowHardLimit(.leastDoseRate, limit: dose.baseUnits),
    .approvalMissing(.stepUp, limit: dose.baseUnits), .secondPersonMissing, .samePerson, .nothingToConfirm, .tokenTooFresh,
    .commandExpired, .ratioTooLarge(rate), .tooSoonAfterIncrease(time), .notReadBack, .baselineMissing,
    .pressureAfterPauseMissing, .respirationNotWatched(dose), .notAtHoldPoint, .recoveryNotOver(time), .handoverNotOffered,
    .implausibleObservation, .rateTooLow, .abovePumpRange(rate), .aboveRateBeforePause(rate), .holdNotOver(time), .blocked(set),
    .needsReconcile, .notAtZero, .pumpAlarmPresent, .pumpNotHeard, .patientBusy, .simulationOnly, .journalLate, .anotherPending,
    .overtaken, .unknownAlarm, .nothingLeft, .notResponsible, .noAlarmSounds, .alarmSounding,
    .alarmTestNotOver, .alarmTestDisturbed, .annunciatorLost, .alarmsNotTested,
    .limit(.oxygenSaturation, .outOfBounds(.pauseLow, value: 80, least: 85, most: 98)),
    .predictedTooHigh(
      PlasmaConcentration(picogramsPerMilliliter: 668_201), limit: PlasmaConcentration(picogramsPerMilliliter: 640_000)),
  ]
}()

extension Refusal {
  /// The place in `everyRefusal`.
  fileprivate var place: Int {
    switch self {
    case .wrongPhase: 0
    case .stopLatched: 1
    case .tokenUnknown: 2
    case .tokenExpired: 3
    case .tokenStale: 4
    case .tokenOfAnother: 5
    case .aboveHardLimit: 6
    case .belowHardLimit: 7
    case .approvalMissing: 8
    case .secondPersonMissing: 9
    case .samePerson: 10
    case .nothingToConfirm: 11
    case .tokenTooFresh: 12
    case .commandExpired: 13
    case .ratioTooLarge: 14
    case .tooSoonAfterIncrease: 15
    case .notReadBack: 16
    case .baselineMissing: 17
    case .pressureAfterPauseMissing: 18
    case .respirationNotWatched: 19
    case .notAtHoldPoint: 20
    case .recoveryNotOver: 21
    case .handoverNotOffered: 22
    case .implausibleObservation: 23
    case .rateTooLow: 24
    case .abovePumpRange: 25
    case .aboveRateBeforePause: 26
    case .holdNotOver: 27
    case .blocked: 28
    case .needsReconcile: 29
    case .notAtZero: 30
    case .pumpAlarmPresent: 31
    case .pumpNotHeard: 32
    case .patientBusy: 33
    case .simulationOnly: 34
    case .journalLate: 35
    case .anotherPending: 36
    case .overtaken: 37
    case .unknownAlarm: 38
    case .nothingLeft: 39
    case .notResponsible: 40
    case .noAlarmSounds: 41
    case .alarmSounding: 42
    case .alarmTestNotOver: 43
    case .alarmTestDisturbed: 44
    case .annunciatorLost: 45
    case .alarmsNotTested: 46
    case .limit: 47
    case .predictedTooHigh: 48
    }
  }
}

/// Expects every part of an explanation, each as sentences, and a source that can be looked up.
func expectWhole(
  _ explanation: Explanation, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  for text in [explanation.rule, explanation.clears, explanation.advice] {
    #expect(text.count > 3 && (text.hasSuffix(".") || text.hasSuffix("?")), "\(what): \(text)", sourceLocation: sourceLocation)
    #expect(text.first?.isUppercase == true || text.first?.isNumber == true, "\(what): \(text)", sourceLocation: sourceLocation)
    #expect(!text.contains("  ") && !text.contains(".."), "\(what): \(text)", sourceLocation: sourceLocation)
  }
  let hasReference = explanation.source.contains(/SR-\d{3}/) || explanation.source.contains("clinical defaults, section")
  #expect(hasReference, "\(what): \(explanation.source)", sourceLocation: sourceLocation)
}

@Suite("Every rule explains itself") struct ExplanationTextTests {
  @Test("every refusal has rule, source, what ends it and what to do") func refusals() {
    #expect(everyRefusal.map(\.place) == Array(0..<49))
    for refusal in everyRefusal { expectWhole(refusal.explanation, refusal.code) }
    #expect(Set(everyRefusal.map(\.code)).count == 49)
  }

  @Test("every interlock has rule, source, what ends it and what to do", arguments: Interlock.allCases)
  func interlocks(interlock: Interlock) {
    expectWhole(interlock.explanation, interlock.code)
    #expect(AlarmCondition.allCases.contains { $0.interlocks.contains(interlock) }, "an interlock that raises no alarm")
  }

  @Test("every alarm has the rule of its interlock, says what ends it, and shows value and limit with units")
  func alarms() {
    for condition in AlarmCondition.allCases {
      expectWhole(condition.explanation, condition.code)
      #expect(!condition.interlocks.isEmpty)
      #expect(condition.explanation.clears.contains(condition.latches ? "acknowledged" : "with its cause"), "\(condition)")
      let figures = condition.figures(value: 1, limit: 2)
      for figure in [figures.value, figures.limit].compactMap({ $0 }) {
        #expect(Int(figure) == nil && !figure.isEmpty, "\(condition): a bare number")
      }
    }
    #expect(AlarmCondition.oxygenSaturationLow.figures(value: 88, limit: 90) == ("88 %", "90 %"))
    #expect(AlarmCondition.unexpectedFlow.figures(value: 30_000_000, limit: 12_200_000) == ("30 mL/h", "twice 12.2 mL/h"))
    #expect(AlarmCondition.leaseExpired.figures(value: 20, limit: 3_000).value == nil, "a link's lease tells no time")
    #expect(AlarmCondition.oversedation.figures(value: 4, limit: 4) == ("POSS 4", "POSS 4"))
    #expect(AlarmCondition.holdPoint.figures(value: 0, limit: 0) == (nil, nil))
  }

  @Test("every alarm survives absurd figures") func absurd() {
    for condition in AlarmCondition.allCases {
      for value in [Int64.min, -1, 0, 1, .max] {
        let figures = condition.figures(value: value, limit: value)
        #expect(figures.value != "" && figures.limit != "")
      }
    }
  }

  @Test("every phase and every cause has rule, source, what ends it and what to do") func phases() {
    for phase in SessionPhase.allCases {
      expectWhole(phase.explanation, phase.name)
      for cause in Self.causes {
        let document = phase.explanation(of: cause, nil, id: "bed-1", channel: "bed-1")
        #expect(document.what.hasPrefix(phase.name) && !document.rule.isEmpty && document.source.contains("SR-"))
      }
    }
    for cause in Self.causes { if let explanation = cause.explanation { expectWhole(explanation, cause.code) } }
  }

  private static let causes: [PhaseCause] =
    [
      .command, .journalDurable, .withdrawn, .flowObserved, .notStarted, .volumeReached, .durationReached, .counterBroke,
      .restart, .recoveryOver, .inactivity,
    ] + Interlock.allCases.map(PhaseCause.interlock)

  @Test(
    "every refusal at the door has a rule of its own, or is known to be one of form; an unknown one is explained all the same")
  func door() throws {
    let codes = try Self.doorCodes()
    #expect(codes.isSuperset(of: ["wrong-phase", "unknown-alarm", "token-unknown", "busy", "nothing-planned", "malformed-body"]))
    for code in codes.subtracting(Self.codesOfQuestions) {
      let hasRule = Explanation.ruleAtTheDoor(code) != nil
      #expect(hasRule != Explanation.formCodes.contains(code), "\(code) needs a rule or a place among the codes of form")
      expectWhole(.door(code), code)
    }
    #expect(Explanation.formCodes.isSubset(of: codes), "a code that nobody gives")
    for code in ["something-new", ""] { expectWhole(.door(code), code) }
  }

  @Test("SR-088 SR-108: a wrong phase and an unknown alarm mean at the door what they mean to the controller")
  func doorOfTheCore() {
    #expect(Explanation.door("wrong-phase") == Refusal.wrongPhase(.idle).explanation)
    #expect(Explanation.door("unknown-alarm") == Refusal.unknownAlarm.explanation)
  }

  /// Answers to questions and to what is no request of the interface: nobody can ask why, they are not recorded.
  private static let codesOfQuestions: Set = [
    "method-not-allowed", "not-recorded-yet", "unknown-endpoint", "unknown-explanation", "unknown-session",
  ]

  /// Every code of a refusal that the sources give before the controller sees a command.
  private static func doorCodes() throws -> Set<String> {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardizedFileURL
    var codes: Set<String> = []
    for folder in ["ControlServer", "infusiond"] {
      let files = try FileManager.default.contentsOfDirectory(
        at: sources.appending(path: folder), includingPropertiesForKeys: nil)
      for file in files {
        let text = try String(contentsOf: file, encoding: .utf8)
        for match in text.matches(of: /(?:Problem|self\.init)\(\s*\d{3},\s*"([a-z-]+)"/) { codes.insert(String(match.1)) }
        for match in text.matches(of: /RequestRefusal\(\s*\.\w+,\s*code: "([a-z-]+)"/) { codes.insert(String(match.1)) }
        for match in text.matches(of: /Problem\(Refusal\.(\w+)/) {
          let words = match.1.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }
          codes.insert(words.joined())
        }
      }
    }
    let orders = try String(contentsOf: sources.appending(path: "ConfigurationFiles/OrderRequest.swift"), encoding: .utf8)
    for match in orders.matches(of: /case \.\w+: "([a-z-]+)"/) { codes.insert(String(match.1)) }
    return codes
  }

  @Test("limits in refusals carry their unit, and times read like times") func figures() {
    for refusal in everyRefusal {
      for figure in [refusal.figures.value, refusal.figures.limit].compactMap({ $0 }) {
        #expect(Int(figure) == nil && !figure.isEmpty, "\(refusal.code): a bare number")
      }
    }
    let limit = DoseRate(picogramsPerKilogramPerHour: 350_000_000).baseUnits
    #expect(Refusal.aboveHardLimit(.doseRate, limit: limit).figures.limit == "0.35 mg/kg/h")
    #expect(Refusal.recoveryNotOver(.seconds(6_725)).figures.value == "1 h 52 min missing")
    #expect(Refusal.recoveryNotOver(.seconds(6_725)).sentence.contains("another 1 h 52 min"))
    #expect(Refusal.tooSoonAfterIncrease(.seconds(754)).sentence.contains("in 12 min 34 s"))
  }

  @Test("several rules in one explanation are each said once") func joined() {
    let limits = Explanation(joining: AlarmCondition.rateLimited.interlocks.map(\.explanation))
    #expect(limits.source == "SR-001, SR-002; the drug library")
    #expect(limits.rule.contains("mg/kg/h") && limits.rule.contains("mg/h.") && limits.rule.contains("mL/h"))
    #expect(limits.clears == Interlock.doseRateLimit.explanation.clears)
  }
}
