import Quantities
import Safety
import Testing
import Therapy

@Suite struct PumpLinkTests {
  @Test("SR-060: a pump silent for 3 s alarms, for 10 s pauses")
  func silence() {
    var bedside = Bedside()
    bedside.pumpAnswers = false
    #expect(bedside.judge(for: .milliseconds(2_980))[.pumpLink] == nil)
    let alarmed = bedside.judge()
    #expect(alarmed[.pumpLink]?.alarm == .pumpSilent)
    #expect(alarmed.response == .annunciate)
    #expect(alarmed.startBlockers.contains(.pumpLink))
    #expect(bedside.judge(for: .milliseconds(6_980))[.pumpLink]?.response == .annunciate)
    let paused = bedside.judge()
    #expect(paused.response == .pause)
    #expect(paused.rate == nil)
    #expect(paused.demandsZero(.pumpLink))
  }

  @Test("SR-060: a new order is no answer: a silent pump alarms after 3 s and pauses after 10, however often it is ordered anew")
  func silenceWithOrders() {
    var bedside = Bedside()
    bedside.pumpAnswers = false
    let order = { (bedside: inout Bedside) in
      bedside.situation.orderedSince = bedside.situation.now
      bedside.situation.orderSequence += 1
    }
    #expect(bedside.judge(for: .milliseconds(2_980))[.pumpLink] == nil)
    order(&bedside)
    #expect(bedside.judge()[.pumpLink]?.alarm == .pumpSilent)
    #expect(bedside.judge(for: .milliseconds(6_980))[.pumpLink]?.response == .annunciate)
    order(&bedside)
    #expect(bedside.judge()[.pumpLink]?.response == .pause)
  }

  @Test(
    "SR-060: a link that is not up blocks a start before any time has passed",
    arguments: [PumpLinkState.connecting, .silent])
  func notUp(link: PumpLinkState) {
    var bedside = Bedside()
    bedside.situation.pump.link = link
    let judgement = bedside.judge()
    #expect(judgement.startBlockers.contains(.pumpLink))
    #expect(judgement.resumeBlockers.contains(.pumpLink))
    #expect(judgement.response == .proceed)
  }

  @Test("a pump that was never heard is as silent as this program is old, not as the machine is")
  func neverHeard() {
    var bedside = Bedside()
    bedside.situation.pump = PumpObservation()
    bedside.situation.ordered = .zero
    bedside.situation.orderedSince = bedside.situation.now
    #expect(bedside.judge()[.pumpLink]?.alarm == nil)
    #expect(bedside.judge().startBlockers.contains(.pumpLink))
    #expect(bedside.judge(for: .seconds(4))[.pumpLink]?.alarm == .pumpSilent)
    #expect(bedside.judge(for: .seconds(7))[.pumpLink]?.response == .pause)
  }

  @Test("SR-062, SR-069: another device at the pump's address stops, with or without a session")
  func wrongDevice() {
    for order in [Bedside.order(), nil] {
      var bedside = Bedside(order: order)
      bedside.situation.pump.link = .wrongDevice
      let judgement = bedside.judge()
      #expect(judgement.response == .stop)
      #expect(judgement[.pumpLink]?.alarm == .wrongDevice)
      #expect(judgement.rate == nil)
    }
  }
}

@Suite struct PumpAlarmTests {
  @Test("SR-064: every alarm bit, live or latched, known or not, pauses unless it merely advises")
  func everyBit() {
    for bit in 0..<32 {
      let alarm = PumpAlarms(rawValue: 1 << UInt32(bit))
      for isLive in [true, false] {
        var bedside = Bedside()
        bedside.situation.pump.report?.liveAlarms = isLive ? alarm : []
        bedside.situation.pump.report?.latchedAlarms = isLive ? [] : alarm
        let judgement = bedside.judge()
        let found = judgement.findings.filter { $0.value.alarm != nil }
        #expect(found.count == 1, "bit \(bit): one interlock speaks of it")
        guard let (interlock, finding) = found.first else { continue }
        #expect(finding.alarm == named(alarm)?.alarm ?? .pumpFault, "bit \(bit)")
        #expect(interlock == named(alarm)?.interlock ?? .pumpFault, "bit \(bit)")
        if PumpAlarms.advisory.contains(alarm) {
          #expect(judgement.response == .annunciate)
          #expect(judgement.startBlockers.isEmpty)
          #expect(judgement.rate != nil)
        } else {
          #expect(judgement.response == .pause, "bit \(bit)")
          #expect(judgement.startBlockers.contains(interlock))
          #expect(judgement.rate == nil)
        }
      }
    }
  }

  /// The alarms with an interlock of their own; every other one is a fault.
  private func named(_ alarm: PumpAlarms) -> (alarm: AlarmCondition, interlock: Interlock)? {
    switch alarm {
    case .occlusion: (.occlusion, .occlusion)
    case .airInLine: (.airInLine, .airInLine)
    case .empty: (.containerEmpty, .containerEmpty)
    case .nearEmpty: (.containerNearEmpty, .containerNearEmpty)
    case .syringeRemoved: (.syringeRemoved, .syringeRemoved)
    case .doorOpen: (.doorOpen, .doorOpen)
    case .motor: (.motorStalled, .motor)
    case .powerLost: (.mainsPowerLost, .mainsPower)
    case .batteryLow: (.batteryLow, .battery)
    case .batteryEmpty: (.batteryEmpty, .battery)
    case .reminder: (.pumpReminder, .pumpFault)
    case .unknown: (.unknownPumpAlarm, .unknownPumpAlarm)
    default: nil
    }
  }

  @Test("SR-064, SR-100: line and container are medium, what leaves the patient without a pump is high, a reminder low")
  func kinds() {
    for condition in [.occlusion, .airInLine, .syringeRemoved, .doorOpen, .containerNearEmpty, .batteryLow] as [AlarmCondition] {
      #expect(condition.priority == .medium, "\(condition)")
    }
    for condition in [.containerEmpty, .motorStalled, .batteryEmpty, .pumpFault, .unknownPumpAlarm] as [AlarmCondition] {
      #expect(condition.priority == .high, "\(condition)")
    }
    #expect(AlarmCondition.mainsPowerLost.priority == .low && AlarmCondition.pumpReminder.priority == .low)
  }

  @Test("SR-065: an occlusion tells people to take the pressure from the line before anything else")
  func occlusionAdvice() {
    #expect(AlarmCondition.occlusion.advice.hasPrefix("open the line away from the patient first"))
    #expect(Interlock.occlusion.explanation.advice.contains("does not become a bolus"))
  }

  @Test("SR-064: several alarms at once are told each by itself, and none hides another")
  func several() {
    var bedside = Bedside()
    bedside.situation.pump.report?.liveAlarms = [.occlusion, .batteryLow]
    bedside.situation.pump.report?.latchedAlarms = [.unknown, .nearEmpty]
    let alarms = Set(bedside.judge().findings.values.compactMap(\.alarm))
    #expect(alarms == [.occlusion, .batteryLow, .unknownPumpAlarm, .containerNearEmpty])
  }

  @Test("SR-064: where no patient is at the pump its alarms forbid a start and call nobody")
  func noPatient() {
    for bit in 0..<32 {
      let alarm = PumpAlarms(rawValue: 1 << UInt32(bit))
      for isOver in [false, true] {
        var bedside = Bedside(order: isOver ? Bedside.order() : nil)
        bedside.situation.isOver = isOver
        bedside.situation.ordered = .zero
        bedside.situation.requested = .zero
        bedside.situation.pump.report = Bedside.report(.paused, .zero, at: bedside.situation.now)
        bedside.situation.pump.report?.liveAlarms = alarm
        let judgement = bedside.judge()
        #expect(judgement.findings.values.allSatisfy { $0.alarm == nil }, "bit \(bit)")
        #expect(judgement.startBlockers.isEmpty == PumpAlarms.advisory.contains(alarm), "bit \(bit)")
      }
    }
  }

  @Test("SR-069: firmware that is not told starts nothing where there is a list, and resumes nothing where it was told before")
  func untoldFirmware() {
    for (isListed, wasTold) in [(false, false), (true, false), (false, true), (true, true)] {
      var bedside = Bedside()
      if isListed { bedside.situation.approvedFirmware = ApprovedFirmware([0x0102]) }
      if wasTold { bedside.situation.sessionFirmware = 0x0102 }
      let judgement = bedside.judge()
      #expect(judgement.startBlockers.contains(.pumpFirmware) == (isListed || wasTold))
      #expect(judgement.resumeBlockers.contains(.pumpFirmware) == (isListed || wasTold))
      #expect(judgement[.pumpFirmware]?.alarm == nil && judgement.rate == milliliters(10), "what flows goes on")
      bedside.situation.pump.report = nil
      #expect(bedside.judge()[.pumpFirmware] == nil, "a pump that tells nothing at all is the link's")
    }
  }

  @Test("SR-069: firmware that is not approved starts nothing; one that changes in a session stops it")
  func firmware() {
    var bedside = Bedside()
    bedside.situation.pump.report?.firmware = 0x0102
    #expect(bedside.judge().findings.isEmpty, "any is taken where none is named")
    bedside.situation.approvedFirmware = ApprovedFirmware([0x0101, 0x0102])
    #expect(bedside.judge().findings.isEmpty)
    bedside.situation.approvedFirmware = ApprovedFirmware([0x0101])
    let refused = bedside.judge()
    #expect(refused.response == .annunciate && refused.startBlockers.contains(.pumpFirmware))
    #expect(refused[.pumpFirmware]?.alarm == .firmwareChanged)
    bedside.situation.approvedFirmware = nil
    bedside.situation.sessionFirmware = 0x0102
    #expect(bedside.judge().findings.isEmpty)
    bedside.situation.pump.report?.firmware = 0x0103
    let changed = bedside.judge()
    #expect(changed.response == .stop && changed.cause == .pumpFirmware)
    #expect(AlarmCondition.firmwareChanged.sentence(value: 0x0103, limit: 0x0102).contains("1.2 and is 1.3"))
  }

  @Test("SR-073: three damaged answers of a device within 10 s are told, two are not, and the rate stays")
  func damagedAnswers() {
    for count in 0...3 {
      var bedside = Bedside()
      bedside.situation.damagedAnswers = count
      let judgement = bedside.judge()
      #expect((judgement[.lineQuality]?.alarm == .lineDisturbed) == (count == 3))
      #expect(judgement.rate == milliliters(10) && judgement.startBlockers.isEmpty)
    }
  }
}

@Suite struct PumpRefusalTests {
  @Test("SR-062: a refusal of the order that is in force pauses; one of an older order does not")
  func refusal() {
    for code in Int64(0)...5 {
      var bedside = Bedside()
      bedside.situation.pump.receipt = .refused(PumpRefusal(code: code)!)
      let judgement = bedside.judge()
      #expect(judgement.response == .pause)
      #expect(judgement[.pumpRefusal]?.alarm == .pumpRefused)
      #expect(judgement[.pumpRefusal]?.value == code)
      bedside.situation.pump.orderSequence = 6
      #expect(bedside.judge().response == .proceed)
    }
  }

  @Test("a refusal has no say once 0 mL/h is ordered: a stop needs no consent")
  func stopNeedsNoConsent() {
    var bedside = Bedside()
    bedside.situation.ordered = .zero
    bedside.situation.pump.report?.state = .paused
    bedside.situation.pump.report?.rate = .zero
    bedside.situation.pump.receipt = .refused(.state)
    #expect(bedside.judge()[.pumpRefusal] == nil)
  }
}

@Suite struct UncertainDeliveryTests {
  @Test("law 4: while delivery is uncertain nothing is raised, and after 3 s it pauses")
  func uncertain() {
    var bedside = Bedside()
    bedside.situation.requested = milliliters(12)
    bedside.situation.pump.uncertainSince = bedside.situation.now
    let held = bedside.judge()
    #expect(held.response == .limitRate)
    #expect(held.rate == milliliters(10))
    #expect(held.startBlockers.contains(.uncertainDelivery))
    #expect(bedside.judge(for: .milliseconds(2_960))[.uncertainDelivery]?.response == .limitRate)
    let paused = bedside.judge()
    #expect(paused.response == .pause)
    #expect(paused.cause == .uncertainDelivery)
    #expect(paused[.uncertainDelivery]?.alarm == .deliveryUncertain)
    bedside.situation.pump.uncertainSince = nil
    #expect(bedside.judge().rate == milliliters(12))
  }

  @Test("a lower request still passes while delivery is uncertain")
  func lowering() {
    var bedside = Bedside()
    bedside.situation.requested = milliliters(4)
    bedside.situation.pump.uncertainSince = bedside.situation.now
    #expect(bedside.judge().rate == milliliters(4))
  }
}

@Suite struct UnconfirmedStopTests {
  @Test("SR-028: a stop that no reading confirms alarms after 3 s and blocks every start until then")
  func unconfirmed() {
    var bedside = Bedside()
    bedside.situation.requested = .zero
    bedside.situation.ordered = .zero
    bedside.situation.orderedSince = bedside.situation.now
    let first = bedside.judge()
    #expect(first.startBlockers.contains(.unconfirmedStop))
    #expect(first[.unconfirmedStop]?.alarm == nil)
    let later = bedside.judge(for: .seconds(3))
    #expect(later[.unconfirmedStop]?.alarm == .stopUnconfirmed)
    bedside.situation.pump.report?.state = .paused
    bedside.situation.pump.report?.rate = .zero
    #expect(bedside.judge()[.unconfirmedStop] == nil)
  }

  @Test("SR-063: a pump that begins to run by itself after a confirmed stop alarms within 2 s")
  func startsByItself() {
    var bedside = Bedside()
    bedside.situation.requested = .zero
    bedside.situation.ordered = .zero
    bedside.situation.pump.report = Bedside.report(.paused, .zero, at: bedside.situation.now)
    #expect(bedside.judge(for: .seconds(20))[.unconfirmedStop] == nil)
    for state in [PumpState.infusing, .bolus, .keepVeinOpen] {
      bedside.situation.pump.report?.state = .paused
      #expect(bedside.judge()[.unconfirmedStop] == nil)
      bedside.situation.pump.report?.state = state
      #expect(bedside.judge().startBlockers.contains(.unconfirmedStop))
      #expect(bedside.judge(for: .seconds(2))[.unconfirmedStop]?.alarm == .stopUnconfirmed)
    }
  }
}
