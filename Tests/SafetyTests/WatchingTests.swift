import Quantities
import Safety
import Testing
import Therapy

@Suite struct FrozenSignalTests {
  @Test("SR-046: values that do not move alarm after 3 min and pause after 10, and one that moves ends it")
  func frozen() {
    var bedside = Bedside()
    bedside.situation.frozenSince = Bedside.start
    #expect(bedside.judge(at: justBefore(time(3)))[.frozenSignal] == nil)
    let alarmed = bedside.judge(at: time(3))
    #expect(alarmed.response == .annunciate && alarmed[.frozenSignal]?.alarm == .signalFrozen)
    #expect(alarmed.startBlockers.contains(.frozenSignal) && alarmed.resumeBlockers.contains(.frozenSignal))
    #expect(bedside.judge(at: justBefore(time(10))).response == .annunciate)
    let paused = bedside.judge(at: time(10))
    #expect(paused.response == .pause && paused.cause == .frozenSignal)
    bedside.situation.frozenSince = time(10)
    #expect(bedside.judge(at: time(10))[.frozenSignal] == nil)
  }
}

@Suite struct SourceDifferenceTests {
  @Test("SR-048: of two sources the worse one drives the interlock, whichever it is")
  func worse() {
    for (first, second) in [(98, 86), (86, 98)] as [(Int32, Int32)] {
      var bedside = Bedside()
      bedside.saturation = (first, .good)
      bedside.second = (second, 75)
      let judgement = bedside.judge(for: .milliseconds(10_060))
      #expect(judgement.response == .pause && judgement.cause == .oxygenSaturation)
      #expect(judgement[.oxygenSaturation]?.value == 86, "the alarm shows the worse value")
      bedside.saturation = (98, .good)
      bedside.second = (98, 75)
      #expect(bedside.judge(for: .milliseconds(29_900)).response == .pause)
      #expect(bedside.judge(for: .milliseconds(200))[.oxygenSaturation]?.response != .pause)
    }
  }

  @Test("SR-048: a source that is off is no comfort and no harm while the other one is good")
  func oneOff() {
    var bedside = Bedside()
    bedside.second = (nil, nil)
    let judgement = bedside.judge(for: .seconds(59))
    #expect(judgement[.sensorOff] == nil && judgement[.staleSignal] == nil && judgement.response == .proceed)
    let later = bedside.judge(for: .seconds(2))
    #expect(later[.sourceDifference]?.alarm == .sourceLost && later.rate == milliliters(10))
    bedside.saturation = (nil, .sensorOff)
    #expect(bedside.judge(for: .milliseconds(10_060))[.sensorOff]?.response == .pause, "both are off now")
  }

  @Test("SR-046, SR-048: an old good value of either source does not clear what the other one has paused before it fell silent")
  func oldValue() {
    for isFirstLow in [true, false] {
      var bedside = Bedside()
      bedside.saturation = (isFirstLow ? 86 : 98, .good)
      bedside.second = (isFirstLow ? 98 : 86, 75)
      #expect(bedside.judge(for: .milliseconds(10_060))[.oxygenSaturation]?.response == .pause)
      if isFirstLow {
        bedside.situation.vitals[.oxygenSaturation] = nil
      } else {
        bedside.situation.secondVitals[.oxygenSaturation] = nil
      }
      // From here on neither source has anything new, and what is left grows old.
      for second in 1...60 {
        bedside.situation.now = bedside.situation.now + .seconds(1)
        #expect(bedside.judgeAsIs()[.oxygenSaturation]?.response == .pause, "\(second) s later")
      }
    }
  }

  @Test("SR-044, SR-048: one good measurement of breathing is enough, in either way and of either monitor")
  func breathing() {
    for good in 0..<4 {
      var bedside = Bedside(order: Bedside.order(required: [.oxygenSaturation, .heartRate, .respiration]))
      bedside.second = (98, 75)
      let now = bedside.situation.now
      for (place, signal) in [VitalSignal.respirationRate, .endTidalCarbonDioxide].enumerated() {
        let value: Int32 = signal == .respirationRate ? 14 : 38
        let isOn = VitalReading(signal, value: value, quality: .good, receivedAt: now)
        let isOff = VitalReading(signal, value: nil, quality: .sensorOff, receivedAt: now)
        bedside.situation.vitals[signal] = good == place ? isOn : isOff
        bedside.situation.secondVitals[signal] = good == place + 2 ? isOn : isOff
      }
      #expect(bedside.judge()[.sensorOff] == nil, "\(good)")
    }
  }

  @Test("SR-048: more than 4 % of SpO2 or 10 % of heart rate apart for 60 s alarms; equal to it passes")
  func apart() {
    let cases: [(saturation: Int32, heartRate: Int32, differs: Bool)] = [
      (94, 75, false), (93, 75, true), (98, 68, false), (98, 67, true), (98, 83, false), (98, 84, true),
    ]
    for (saturation, heartRate, differs) in cases {
      var bedside = Bedside()
      bedside.situation.limits[.oxygenSaturation].warnLow = 85
      bedside.second = (saturation == 94 ? 94 : saturation, heartRate)
      #expect(bedside.judge(for: .seconds(59))[.sourceDifference] == nil)
      let found = bedside.judge(for: .milliseconds(1_060))[.sourceDifference]
      #expect((found?.alarm == .sourcesDiffer) == differs, "\(saturation) % \(heartRate)/min")
      guard differs else { continue }
      bedside.second = (98, 75)
      #expect(bedside.judge(for: .milliseconds(9_900))[.sourceDifference] != nil)
      #expect(bedside.judge(for: .milliseconds(200))[.sourceDifference] == nil)
    }
  }
}

@Suite struct MachineInterlockTests {
  private func judged(order: Order? = Bedside.order(), _ change: (inout MachineCondition) -> Void) -> Judgement {
    var bedside = Bedside(order: order)
    change(&bedside.situation.machine)
    // The bedside's own self-test is of now.
    let tested = bedside.situation.machine.selfTestedAt
    bedside.situation.now = time(20)
    bedside.situation.lastGood = InlineArray(repeating: time(20))
    bedside.situation.machine.selfTestedAt = tested
    bedside.situation.pump.report?.readEnded = time(20)
    return bedside.judgeAsIs()
  }

  @Test("SR-089: too little room on the disk starts nothing and alarms; the infusion goes on")
  func disk() {
    let judgement = judged {
      $0.diskLowSince = time(19)
      $0.selfTestedAt = time(20)
    }
    #expect(judgement.response == .annunciate && judgement[.disk]?.alarm == .diskLow)
    #expect(judgement.startBlockers.contains(.disk) && judgement.rate == milliliters(10))
  }

  @Test("SR-090: a step of the wall clock in the last 10 min, or none synchronized for 10 min, alarms low and changes nothing")
  func clock() {
    for (stepped, since, alarms) in [
      (time(10, 1), nil, true), (time(10), nil, false), (nil, time(10), true), (nil, time(10, 1), false),
    ] as [(Instant?, Instant?, Bool)] {
      let judgement = judged {
        ($0.clockSteppedAt, $0.clockUnsynchronizedSince, $0.selfTestedAt) = (stepped, since, time(20))
      }
      #expect((judgement[.clock]?.alarm == .clockDisturbed) == alarms)
      #expect(judgement.startBlockers.isEmpty && judgement.rate == milliliters(10))
    }
    #expect(AlarmCondition.clockDisturbed.priority == .low)
  }

  @Test("SR-091: a file that is not the one that was loaded starts nothing and alarms; the infusion keeps its limits")
  func files() {
    let judgement = judged {
      $0.filesChangedSince = time(19)
      $0.selfTestedAt = time(20)
    }
    #expect(judgement[.configurationFiles]?.alarm == .filesChanged)
    #expect(judgement.startBlockers.contains(.configurationFiles) && judgement.rate == milliliters(10))
  }

  @Test(
    "SR-083: before the first self-test that passed nothing starts, and a failed one pauses", arguments: SelfTestFault.allCases)
  func selfTestFailed(fault: SelfTestFault) {
    let never = judged { $0.selfTestedAt = nil }
    #expect(never.response == .proceed && never.startBlockers.contains(.selfTest))
    let failed = judged { ($0.selfTestedAt, $0.selfTestFault) = (time(20), fault) }
    #expect(failed.response == .pause && failed.cause == .selfTest)
    let finding = failed[.selfTest]
    #expect(finding?.alarm == .selfTestFailed)
    let sentence = AlarmCondition.selfTestFailed.sentence(value: finding?.value ?? -1, limit: 0)
    #expect(sentence.contains(fault.sentence))
  }

  @Test("SR-084: a self-test of 120 s ago still counts, an older one pauses")
  func selfTestOverdue() {
    #expect(judged { $0.selfTestedAt = time(18) }.response == .proceed)
    let late = judged { $0.selfTestedAt = justBefore(time(18)) }
    #expect(late.response == .pause && late.cause == .selfTest)
    #expect(AlarmCondition.selfTestFailed.sentence(value: -1, limit: 120).contains("overdue"))
  }

  @Test("SR-112: an output that does not work forbids a start at once and alarms after 3 s")
  func annunciator() {
    for (since, alarms) in [(time(19, 57), true), (time(19, 58), false)] as [(Instant, Bool)] {
      let judgement = judged { ($0.annunciatorLostSince, $0.selfTestedAt) = (since, time(20)) }
      #expect((judgement[.annunciator]?.alarm == .annunciatorLost) == alarms)
      #expect(judgement.startBlockers.contains(.annunciator) && judgement.rate == milliliters(10))
    }
  }

  @Test("without a patient a trouble of the machine forbids a start and calls nobody")
  func noPatient() {
    let judgement = judged(order: nil) {
      ($0.diskLowSince, $0.filesChangedSince, $0.annunciatorLostSince) = (time(1), time(1), time(1))
      ($0.clockSteppedAt, $0.selfTestFault, $0.selfTestedAt) = (time(19), .store, time(20))
    }
    #expect(judgement.findings.values.allSatisfy { $0.alarm == nil })
    #expect(judgement.startBlockers.members == [.disk, .configurationFiles, .selfTest, .annunciator])
  }
}
