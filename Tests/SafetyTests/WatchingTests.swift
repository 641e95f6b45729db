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

  @Test("SR-034, SR-046: a patient who recovers is watched as one who is infused; after the recovery nobody is")
  func recovering() {
    for isRecovering in [true, false] {
      var bedside = Bedside()
      (bedside.situation.isOver, bedside.situation.recoveringFor) = (true, isRecovering ? .minutes(5) : nil)
      (bedside.situation.ordered, bedside.situation.requested) = (.zero, .zero)
      bedside.situation.frozenSince = Bedside.start
      #expect((bedside.judge(at: time(3))[.frozenSignal]?.alarm == .signalFrozen) == isRecovering)
      bedside.saturation = (nil, .sensorOff)
      #expect((bedside.judge()[.sensorOff]?.alarm == .sensorOff) == isRecovering)
      bedside.saturation = (88, .good)
      bedside.second = (98, 75)
      _ = bedside.judge(for: .seconds(62))
      #expect((bedside.judge()[.sourceDifference]?.alarm == .sourcesDiffer) == isRecovering)
      (bedside.saturation, bedside.heartRate, bedside.second) = (nil, nil, nil)
      #expect((bedside.judge(for: .seconds(12))[.staleSignal]?.alarm == .signalLost) == isRecovering)
    }
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

  @Test("SR-048: more than 4 % of SpO2 or 10 % of the lower heart rate apart for 60 s alarms; equal to it passes")
  func apart() {
    let cases: [(saturation: Int32, heartRate: Int32, differs: Bool)] = [
      (94, 75, false), (93, 75, true), (98, 69, false), (98, 68, true), (98, 82, false), (98, 83, true),
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
    "SR-083: before the first self-test that passed nothing starts; one that failed in what judges or records pauses",
    arguments: SelfTestFault.allCases)
  func selfTestFailed(fault: SelfTestFault) {
    let never = judged { $0.selfTestedAt = nil }
    #expect(never.response == .proceed && never.startBlockers.contains(.selfTest))
    let failed = judged { ($0.selfTestedAt, $0.selfTestFault) = (time(20), fault) }
    // An output or a file that is missing is told, and the infusion goes on (SR-112, SR-091).
    let goesOn = fault == .annunciators || fault == .configuration
    #expect(failed.response == (goesOn ? .annunciate : .pause) && failed.cause == .selfTest)
    #expect(failed.startBlockers.contains(.selfTest) && (failed.rate != nil) == goesOn)
    let finding = failed[.selfTest]
    #expect(finding?.alarm == .selfTestFailed)
    let sentence = AlarmCondition.selfTestFailed.sentence(value: finding?.value ?? -1, limit: 0)
    #expect(sentence.contains(fault.sentence))
  }

  @Test("SR-084: a self-test of 75 s ago still counts, an older one pauses")
  func selfTestOverdue() {
    #expect(judged { $0.selfTestedAt = time(18, 45) }.response == .proceed)
    let late = judged { $0.selfTestedAt = justBefore(time(18, 45)) }
    #expect(late.response == .pause && late.cause == .selfTest)
    #expect(AlarmCondition.selfTestFailed.sentence(value: -1, limit: 75).contains("overdue"))
  }

  @Test(
    "SR-112: an output that is lost alarms at once and forbids a start; the infusion goes on, whatever the self-test says of it")
  func annunciator() {
    for fault in [nil, .annunciators] as [SelfTestFault?] {
      let judgement = judged {
        ($0.annunciatorLostSince, $0.selfTestedAt, $0.selfTestFault) = (time(20), time(20), fault)
      }
      #expect(judgement[.annunciator]?.alarm == .annunciatorLost)
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

/// Alarms that may be about several things: none hides another (SR-109).
@Suite struct SubjectTests {
  @Test("SR-048: a second monitor that is gone counts for nothing after 30 s, however bad its last word was")
  func lastWord() {
    var bedside = Bedside()
    bedside.situation.secondVitals.oxygenSaturation = VitalReading(
      .oxygenSaturation, value: 80, quality: .good, receivedAt: bedside.situation.now)
    bedside.situation.hasSecondMonitor = true
    bedside.keepsSecond = true
    #expect(bedside.judge(for: .seconds(6)).cause == .oxygenSaturation, "80 % is bad as long as it is of now")
    #expect(bedside.judge(for: .seconds(20))[.oxygenSaturation]?.response == .pause)
    #expect(bedside.judge(for: .seconds(40))[.oxygenSaturation]?.response != .pause, "30 s, and 30 s of good values")
  }

  @Test("SR-046, SR-048: an old good value hides no sensor that is off")
  func oldGood() {
    var bedside = Bedside()
    bedside.situation.secondVitals.oxygenSaturation = VitalReading(
      .oxygenSaturation, value: 98, quality: .good, receivedAt: bedside.situation.now)
    bedside.situation.hasSecondMonitor = true
    bedside.keepsSecond = true
    _ = bedside.judge(for: .seconds(5))
    bedside.saturation = (nil, .sensorOff)
    #expect(bedside.judge()[.sensorOff]?.alarm == .sensorOff)
  }

  @Test("SR-109: a second lost signal is a new occurrence, told with both names, also while the first one is acknowledged")
  func secondSignal() throws {
    var (bedside, alarms) = (Bedside(), AlarmSystem())
    bedside.saturation = nil
    let first = try #require(bedside.judge(for: .seconds(31))[.staleSignal])
    #expect(alarms.update(.signalLost, found: first, now: bedside.situation.now)?.change == .raised)
    _ = alarms.acknowledge(.signalLost)
    bedside.heartRate = nil
    let both = try #require(bedside.judge(for: .seconds(31))[.staleSignal])
    let event = alarms.update(.signalLost, found: both, now: bedside.situation.now)
    #expect(event?.change == .raised && event?.record.occurrence == 2)
    #expect(AlarmCondition.signalLost.sentence(value: both.value, limit: both.limit).hasPrefix("SpO2, HR: no good value"))
    bedside.saturation = (98, .good)
    let one = try #require(bedside.judge()[.staleSignal])
    #expect(alarms.update(.signalLost, found: one, now: bedside.situation.now) == nil, "less is no new occurrence")
  }

  @Test("SR-107, SR-109: a cause that demands more is told anew, whether or not the milder one was acknowledged")
  func worse() {
    for acknowledges in [true, false] {
      var alarms = AlarmSystem()
      _ = alarms.update(.signalLost, found: Finding(.annunciate, alarm: .signalLost, value: 11, limit: 10), now: time(1))
      if acknowledges { _ = alarms.acknowledge(.signalLost) }
      let pause = Finding(.pause, alarm: .signalLost, value: 31, limit: 30)
      let event = alarms.update(.signalLost, found: pause, now: time(2))
      #expect(event?.change == .raised && event?.record.value == 31 && event?.isSounded == true)
      _ = alarms.acknowledge(.signalLost)
      #expect(alarms.update(.signalLost, found: pause, now: time(3)) == nil, "one acknowledgement is enough")
    }
  }

  @Test("SR-109: the other side of a limit is another alarm, and so is another pressure")
  func sides() {
    var (bedside, alarms) = (Bedside(), AlarmSystem())
    for value in [160, 35] as [Int32] {
      bedside.heartRate = (value, .good)
      let finding = bedside.judge(for: .seconds(11))[.heartRate]
      #expect(alarms.update(.heartRateExtreme, found: finding, now: bedside.situation.now)?.change == .raised, "\(value)")
      _ = alarms.acknowledge(.heartRateExtreme)
    }
  }

  @Test("SR-110: a moment beyond the other limit is no second alarm; one that lasts as long as the first is")
  func otherSideLasts() {
    for (seconds, raises) in [(2, 1), (9, 1), (11, 2)] as [(Int64, Int)] {
      var (bedside, alarms, raised) = (Bedside(), AlarmSystem(), 0)
      for (value, time) in [(160, 11), (35, seconds), (75, 2)] as [(Int32, Int64)] {
        bedside.heartRate = (value, .good)
        for _ in 0..<time {
          let finding = bedside.judge(for: .seconds(1)).findings.values.first { $0.alarm == .heartRateExtreme }
          if alarms.update(.heartRateExtreme, found: finding, now: bedside.situation.now)?.change == .raised { raised += 1 }
        }
      }
      #expect(raised == raises, "\(seconds) s")
    }
  }

  @Test("SR-110: a value on its way back is the same alarm, on either side, however near to the limit it lingers")
  func wayBack() {
    for (values, signal, condition) in [
      ([86, 92, 93, 91], .oxygenSaturation, .oxygenSaturationLow), ([155, 145, 130, 148], .heartRate, .heartRateExtreme),
      ([35, 42, 48, 41], .heartRate, .heartRateExtreme),
    ] as [([Int32], VitalSignal, AlarmCondition)] {
      var (bedside, alarms, raised) = (Bedside(), AlarmSystem(), 0)
      for value in values {
        bedside.read(signal, (value, .good))
        let finding = bedside.judge(for: .seconds(12)).findings.values.first { $0.alarm == condition }
        if alarms.update(condition, found: finding, now: bedside.situation.now)?.change == .raised { raised += 1 }
      }
      #expect(raised == 1, "\(values)")
    }
  }

  @Test("SR-106: an alarm of the patient before is none of this one's: the same cause is raised anew")
  func nextPatient() {
    var alarms = AlarmSystem()
    let finding = Finding(.pause, alarm: .oxygenSaturationLow, value: 80, limit: 90)
    _ = alarms.update(.oxygenSaturationLow, found: finding, now: time(1))
    alarms.beginSession()
    #expect(alarms.update(.oxygenSaturationLow, found: finding, now: time(2))?.change == .raised)
    #expect(alarms.update(.oxygenSaturationLow, found: finding, now: time(2)) == nil)
  }

  @Test("SR-106: a medium alarm that has become high by waiting is kept until somebody answers")
  func escalatedLatches() {
    var alarms = AlarmSystem()
    let finding = Finding(.annunciate, alarm: .oxygenSaturationWarning, value: 93, limit: 94)
    _ = alarms.update(.oxygenSaturationWarning, found: finding, now: time(1))
    #expect(alarms.update(.oxygenSaturationWarning, found: finding, now: time(3))?.change == .escalated)
    #expect(alarms.update(.oxygenSaturationWarning, found: nil, now: time(4))?.change == .causeGone)
    #expect(alarms.acknowledge(.oxygenSaturationWarning)?.change == .ended)
  }

  @Test("SR-041: an alarm tells the value that broke the limit, not a doubtful one that came after it")
  func brokenBy() {
    var bedside = Bedside()
    bedside.saturation = (88, .good)
    _ = bedside.judge(for: .seconds(5))
    bedside.saturation = (97, .questionable)
    let finding = bedside.judge(for: .milliseconds(5_060))[.oxygenSaturation]
    #expect(finding?.response == .pause && finding?.value == 88)
  }
}
