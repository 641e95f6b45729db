import Quantities
import Safety
import Therapy

/// What the shell tells as a plain fact.
enum Fact {
  enum Firmware { case approved, other, untold, changed }
  enum SelfTests { case run, endHere, never }

  case frozen(Bool)
  case firmware(Firmware)
  /// The fate of the newest order; nil when it was done.
  case receipt(DeliveryReceipt?)
  case uncertain(Bool)
  case damaged(Int)
  case link(PumpLinkState)
  case lease(isExpired: Bool)
  case filesChanged(Bool)
  case fault(SelfTestFault?)
  case selfTests(SelfTests)
  case output(isLost: Bool, isSounder: Bool)
  case paused(Bool)
  case pauses(recent: Int, total: Int)
  case hold(Bool)
  /// 0 mL/h was ordered anew and nothing has confirmed it.
  case unconfirmed(Bool)
}

/// What is asked for, and what has been given so far.
enum DoseSight {
  case asked(microlitersPerHour: Int64)
  case given(microliters: Int64)
  case elapsed(milliseconds: Int64)
  case weight(kilograms: String)
}

/// What goes on by itself from step to step.
struct RunningFacts {
  var testsRun = true
  var pausedSince: Instant?

  func bring(to situation: inout Situation) {
    if testsRun { situation.machine.selfTestedAt = situation.now }
    situation.pausedFor = pausedSince.map { situation.now.since($0) }
  }
}

extension Fact {
  private static let refusals: [String: PumpRefusal] = [
    "refused-state": .state, "refused-value": .value, "refused-owner": .owner, "refused-interlock": .interlock,
    "refused-read-back": .readBack, "refused-not-reached": .notReached, "refused-overtaken": .overtaken,
  ]

  private static let links: [String: PumpLinkState] = [
    "up": .up, "connecting": .connecting, "silent": .silent, "wrong-device": .wrongDevice,
  ]

  private static let faults: [String: SelfTestFault] = [
    "clock": .clock, "store": .store, "configuration": .configuration, "annunciators": .annunciators,
    "known-answer": .knownAnswer,
  ]

  /// The fact that a story has in these words; nil where it is none of these.
  init?(_ words: [String]) {
    let rest = words.count > 1 ? words[1] : ""
    switch words[0] {
    case "frozen": self = .frozen(rest == "on")
    case "firmware":
      self = .firmware(["approved": .approved, "other": .other, "untold": .untold, "changed": .changed][rest]!)
    case "receipt": self = .receipt(rest == "applied" ? nil : .refused(Fact.refusals[rest]!))
    case "uncertain": self = .uncertain(rest == "on")
    case "damaged": self = .damaged(Int(rest)!)
    case "link": self = .link(Fact.links[rest]!)
    case "lease": self = .lease(isExpired: rest == "expired")
    case "files": self = .filesChanged(rest == "changed")
    case "fault": self = .fault(rest == "none" ? nil : Fact.faults[rest]!)
    case "test": self = .selfTests(["runs": .run, "last": .endHere, "never": .never][rest]!)
    case "output": self = .output(isLost: rest != "works", isSounder: rest == "sounder-lost")
    case "paused": self = .paused(rest == "on")
    case "pauses":
      let counts = rest.split(separator: "/").map { Int($0)! }
      self = .pauses(recent: counts[0], total: counts[1])
    case "hold": self = .hold(rest == "on")
    case "unconfirmed": self = .unconfirmed(rest == "on")
    default: return nil
    }
  }
}

extension DoseSight {
  /// What a story has in these words; nil where it is none of these.
  init?(_ words: [String]) {
    switch words[0] {
    case "asked": self = .asked(microlitersPerHour: StoryText.thousandths(words[1]))
    case "given": self = .given(microliters: StoryText.thousandths(words[1]))
    case "elapsed": self = .elapsed(milliseconds: StoryText.thousandths(words[1]) * 60)
    case "weight": self = .weight(kilograms: words[1])
    default: return nil
    }
  }
}

extension Bench {
  /// Two versions are approved, the session began with the first.
  private static let versions: [UInt16] = [0x0100, 0x0101]

  mutating func apply(_ fact: Fact) {
    let now = situation.now
    switch fact {
    case .frozen(let isFrozen): situation.frozenSince = isFrozen ? now : nil
    case .firmware(let firmware): apply(firmware)
    case .receipt(let receipt): situation.pump.receipt = receipt ?? .applied(situation.ordered)
    case .uncertain(let isUncertain):
      situation.pump.uncertainSince = isUncertain ? now : nil
      situation.pump.receipt = isUncertain ? .uncertain : .applied(situation.ordered)
    case .damaged(let count): situation.damagedAnswers = count
    case .link(let link): situation.pump.link = link
    case .lease(let isExpired): situation.pump.leaseExpired = isExpired
    case .filesChanged(let haveChanged): situation.machine.filesChangedSince = haveChanged ? now : nil
    case .fault(let fault): situation.machine.selfTestFault = fault
    case .selfTests(let tests):
      running.testsRun = tests == .run
      situation.machine.selfTestedAt = tests == .never ? nil : now
    case .output(let isLost, let isSounder):
      situation.machine.annunciatorLostSince = isLost ? now : nil
      situation.machine.isSounderLost = isSounder
    case .paused(let isPaused): running.pausedSince = isPaused ? now : nil
    case .pauses(let recent, let total): situation.automaticPauses = (recent, total)
    case .hold(let waits): situation.waitsAtHoldPoint = waits
    case .unconfirmed(let isUnconfirmed):
      if isUnconfirmed {
        situation.orderSequence += 1
        situation.orderedSince = now
      }
      situation.pump.orderSequence = situation.orderSequence
      situation.pump.receipt = isUnconfirmed ? .underway : .applied(.zero)
    }
  }

  private mutating func apply(_ firmware: Fact.Firmware) {
    situation.approvedFirmware = ApprovedFirmware(Bench.versions)
    let (session, told): (UInt16?, UInt16?) =
      switch firmware {
      case .approved: (Bench.versions[0], Bench.versions[0])
      case .other: (0x0200, 0x0200)
      case .untold: (nil, nil)
      case .changed: (Bench.versions[0], Bench.versions[1])
      }
    situation.sessionFirmware = session
    situation.pump.report?.firmware = told
  }

  mutating func apply(_ sight: DoseSight) {
    switch sight {
    case .asked(let rate): situation.requested = FlowRate(microlitersPerHour: rate)
    case .given(let volume):
      situation.deliveredAtMost = Volume(microliters: volume)
      situation.deliveredAtLeast = Volume(microliters: volume)
      situation.commanded = Volume(microliters: volume)
    case .elapsed(let milliseconds): situation.elapsed = .milliseconds(milliseconds)
    case .weight(let kilograms):
      situation.order = OrderTerms(Bench.order(required: RequiredSignal.allCases, weight: kilograms + " kg"))
    }
  }
}
