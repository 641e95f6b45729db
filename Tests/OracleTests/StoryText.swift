import Safety
import Therapy

/// A story as tables write it: what happens, each with how long it lasts, and the end, at which the outcome is looked at.
///
/// `SpO2 89 for 10 s, SpO2 missing for 2 s`. A `?` after a value makes it questionable.
struct StoryText {
  let text: String
  let story: Story
  let end: Moment

  init(_ text: String) {
    self.text = text
    var events: [(Moment, Happening)] = []
    var now: Moment = 0
    for part in text.split(separator: ",") {
      var words = part.split(separator: " ").map(String.init)
      var lasts: Moment = 0
      if let index = words.lastIndex(of: "for") {
        lasts = Self.moment(words[index + 1], words[index + 2])
        words.removeSubrange(index...)
      }
      events.append((now, Self.happening(words)))
      // What one value starts and its age ends is judged at both.
      for age in [Moment(3_000), 10_000, 30_000, 60_000] where lasts > age + step {
        events += [(now + age, .nothing), (now + age + step, .nothing)]
      }
      now += lasts
    }
    events.sort { $0.0 < $1.0 }
    end = now
    story = Story(events, looks: [now])
  }

  /// Milliseconds of a number with up to three decimals.
  private static func moment(_ number: String, _ unit: String) -> Moment {
    thousandths(number) * ["ms": 1, "s": 1_000, "min": 60_000][unit]! / 1_000
  }

  static func thousandths(_ text: String) -> Int64 {
    let parts = text.split(separator: ".")
    let decimals = parts.count > 1 ? parts[1] + String(repeating: "0", count: 3 - parts[1].count) : "000"
    return Int64(parts[0])! * 1_000 + Int64(decimals)!
  }

  private static func happening(_ words: [String]) -> Happening {
    let rest = words.count > 1 ? words[1] : ""
    if let signal = VitalSignal.allCases.first(where: { $0.name == words[0] }) { return .vital(signal, sample(signal, rest)) }
    if let scale = ClinicalScale.allCases.first(where: { $0.name == words[0] }) { return .score(scale, Int8(rest)!) }
    if let fact = Fact(words) { return .fact(fact) }
    if let sight = DoseSight(words) { return .dose(sight) }
    switch words[0] {
    case "second":
      let signal = VitalSignal.allCases.first { $0.name == rest }!
      return .second(signal, sample(signal, words[2]))
    case "BP":
      let parts = rest.split(separator: "/").map { Int32($0)! }
      return .cuff(systolic: parts[0], diastolic: parts[1], mean: parts[2])
    case "baseline": return .baseline(Int32(rest))
    case "Cp": return .concentration(picogramsPerMilliliter: rest == "none" ? nil : thousandths(rest))
    case "call": return .call(rest == "pressed")
    case "ordered": return .ordered(microlitersPerHour: thousandths(rest))
    case "growth": return .restGrowth(microliters: thousandths(rest))
    case "volume": return .volume(delivered: thousandths(rest), commanded: thousandths(words[2]))
    case "hand": return .localControl(rest == "on")
    case "late": return .lateStep(milliseconds: Int64(rest)!)
    case "journal": return .machine(rest == "fails" ? .journalFails : .journalWorks)
    case "disk": return .machine(rest == "low" ? .diskLow : .diskRoomy)
    case "clock": return .machine(["stepped": .clockStepped, "unsynchronized": .clockUnsynchronized][rest] ?? .clockGood)
    case "raised": return .raised
    case "wait": return .nothing
    case "pump": return .pump(sight(Array(words.dropFirst())))
    default: preconditionFailure("nothing of this name happens: \(words)")
    }
  }

  private static func sample(_ signal: VitalSignal, _ text: String) -> Sample {
    switch text {
    case "missing": Sample(quality: .missing)
    case "off": Sample(quality: .sensorOff)
    case "silent": Sample(value: Bench.healthy[signal.name]!, isLast: true)
    default: text.hasSuffix("?") ? Sample(value: Int32(text.dropLast())!, quality: .questionable) : Sample(value: Int32(text)!)
    }
  }

  private static let states: [String: PumpState] = [
    "infusing": .infusing, "idle": .idle, "paused": .paused, "bolus": .bolus, "keep-vein-open": .keepVeinOpen,
  ]

  private static let alarms: [String: PumpAlarms] = [
    "none": [], "air": .airInLine, "occlusion": .occlusion, "door": .doorOpen, "syringe": .syringeRemoved, "empty": .empty,
    "near-empty": .nearEmpty, "motor": .motor, "battery-empty": .batteryEmpty, "battery-low": .batteryLow,
    "unknown": .unknown, "power-lost": .powerLost, "rate-deviation": .rateDeviation,
    "communication-watchdog": .communicationWatchdog, "sensor-fault": .sensorFault, "internal-fault": .internalFault,
    "program-fault": .programFault, "configuration-lost": .configurationLost, "reminder": .reminder,
  ]

  private static func sight(_ words: [String]) -> PumpSight {
    switch words[0] {
    case "rate": .rate(microlitersPerHour: thousandths(words[1]))
    case "state": .state(states[words[1]]!)
    case "alarm": .alarm(alarms[words[1]]!)
    case "latched": .latched(alarms[words[1]]!)
    case "silent": .answers(false)
    case "heard": .answers(true)
    default: preconditionFailure("no pump shows this: \(words)")
    }
  }
}
