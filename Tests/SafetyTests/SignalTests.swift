import Quantities
import Safety
import Testing
import Therapy

@Suite struct StaleSignalTests {
  @Test(
    "SR-045: a required signal without a good value alarms after 10 s and pauses after 30 s",
    arguments: [VitalSignal.oxygenSaturation, .heartRate])
  func delays(signal: VitalSignal) {
    var bedside = Bedside()
    bedside.read(signal, nil)
    // Equality passes: at exactly 3, 10 and 30 s nothing new happens.
    #expect(bedside.judge(for: .seconds(3))[.staleSignal] == nil)
    #expect(bedside.judge().startBlockers.contains(.staleSignal))
    let before = bedside.judge(for: .milliseconds(6_980))
    #expect(before[.staleSignal]?.alarm == nil)
    #expect(before.response == .proceed)
    let alarmed = bedside.judge()
    #expect(alarmed[.staleSignal]?.alarm == .signalLost)
    #expect(alarmed.response == .annunciate)
    #expect(alarmed.rate == milliliters(10))
    #expect(bedside.judge(for: .milliseconds(19_980)).response == .annunciate)
    let paused = bedside.judge()
    #expect(paused.response == .pause)
    #expect(paused.cause == .staleSignal)
    #expect(paused.rate == nil)
  }

  @Test("SR-044, SR-045: respiration alarms after 30 s and pauses after 60 s, and RR or EtCO2 is enough for it")
  func respiration() {
    var bedside = Bedside(order: Bedside.order(required: [.oxygenSaturation, .heartRate, .respiration]))
    #expect(bedside.judge().cause == .staleSignal, "never there")
    for (first, other) in [(.respirationRate, .endTidalCarbonDioxide), (.endTidalCarbonDioxide, .respirationRate)]
      as [(VitalSignal, VitalSignal)]
    {
      bedside = Bedside(order: Bedside.order(required: [.oxygenSaturation, .heartRate, .respiration]))
      bedside.read(first, (first == .respirationRate ? 14 : 38, .good))
      #expect(bedside.judge(for: .seconds(90))[.staleSignal] == nil, "\(other) is not needed")
      bedside.read(first, nil)
      #expect(bedside.judge(for: .seconds(10)).startBlockers.isEmpty)
      #expect(bedside.judge().startBlockers.contains(.staleSignal))
      #expect(bedside.judge(for: .milliseconds(19_980))[.staleSignal]?.alarm == nil)
      #expect(bedside.judge()[.staleSignal]?.alarm == .signalLost)
      #expect(bedside.judge(for: .milliseconds(29_980)).response == .annunciate)
      #expect(bedside.judge().cause == .staleSignal)
    }
  }

  @Test("SR-045: the alarm names the signal, and the one that pauses is told before the one that only alarms")
  func names() throws {
    var bedside = Bedside()
    bedside.heartRate = nil
    _ = bedside.judge(for: .seconds(25))
    bedside.saturation = nil
    let finding = try #require(bedside.judge(for: .seconds(15))[.staleSignal])
    #expect(finding.response == .pause)
    #expect(AlarmCondition.signalLost.sentence(value: finding.value, limit: finding.limit).hasPrefix("HR: no good value"))
    #expect(AlarmCondition.signalLost.figures(value: finding.value, limit: finding.limit).value == "HR for 40 s")
  }

  @Test("SR-046: doubtful and missing values count as no value", arguments: [SignalQuality.questionable, .missing])
  func doubtful(quality: SignalQuality) {
    var bedside = Bedside()
    bedside.saturation = (98, quality)
    #expect(bedside.judge(for: .milliseconds(30_020)).cause == .staleSignal)
  }

  @Test("SR-044: a signal that is not required may be away for ever")
  func notRequired() {
    var bedside = Bedside(order: Bedside.order(required: [.heartRate]))
    bedside.saturation = nil
    bedside.situation.lastGood[0] = nil
    #expect(bedside.judge(for: .seconds(60))[.staleSignal] == nil)
  }

  @Test("SR-020: a required signal that was never there pauses at once")
  func never() {
    var bedside = Bedside()
    bedside.heartRate = nil
    bedside.situation.lastGood[1] = nil
    #expect(bedside.judge().cause == .staleSignal)
  }

  @Test("a signal that is back ends the finding at once")
  func back() {
    var bedside = Bedside()
    bedside.saturation = nil
    #expect(bedside.judge(for: .seconds(40)).response == .pause)
    bedside.saturation = (98, .good)
    #expect(bedside.judge()[.staleSignal] == nil)
  }
}

@Suite struct SensorOffTests {
  @Test("SR-045: a sensor that is off alarms at once and pauses after 10 s", arguments: VitalSignal.allCases)
  func delays(signal: VitalSignal) {
    let isBreathing = signal == .respirationRate || signal == .endTidalCarbonDioxide
    var bedside = Bedside(order: Bedside.order(required: [.oxygenSaturation, .heartRate] + (isBreathing ? [.respiration] : [])))
    bedside.situation.lastGood[Int(signal.rawValue)] = bedside.situation.now
    bedside.read(signal, (nil, .sensorOff))
    let first = bedside.judge()
    #expect(first[.sensorOff]?.alarm == .sensorOff)
    #expect(first.response == .annunciate)
    #expect(first.startBlockers.contains(.sensorOff))
    #expect(bedside.judge(for: .milliseconds(9_980))[.sensorOff]?.response == .annunciate)
    let later = bedside.judge()
    #expect(later[.sensorOff]?.response == .pause)
    #expect(later.rate == nil)
  }

  @Test("SR-046: doubt does not end it; good values for 3 s do")
  func release() {
    var bedside = Bedside()
    bedside.saturation = (nil, .sensorOff)
    #expect(bedside.judge(for: .seconds(11))[.sensorOff]?.response == .pause)
    bedside.saturation = (97, .questionable)
    #expect(bedside.judge(for: .seconds(8))[.sensorOff]?.response == .pause)
    bedside.saturation = (97, .good)
    #expect(bedside.judge(for: .milliseconds(2_900))[.sensorOff]?.response == .pause)
    #expect(bedside.judge(for: .milliseconds(200))[.sensorOff] == nil)
  }

  @Test("a flicker of doubt on the way does not begin the 10 s anew, a good value does")
  func flicker() {
    var bedside = Bedside()
    bedside.saturation = (nil, .sensorOff)
    #expect(bedside.judge(for: .seconds(5))[.sensorOff]?.response == .annunciate)
    bedside.saturation = (nil, .missing)
    #expect(bedside.judge(for: .milliseconds(5_020))[.sensorOff]?.response == .pause)
    bedside = Bedside()
    bedside.saturation = (nil, .sensorOff)
    _ = bedside.judge(for: .seconds(9))
    bedside.saturation = (97, .good)
    _ = bedside.judge()
    bedside.saturation = (nil, .sensorOff)
    #expect(bedside.judge(for: .seconds(9))[.sensorOff]?.response == .annunciate)
  }

  @Test("one sensor off is enough, whatever the other says")
  func either() {
    var bedside = Bedside()
    bedside.saturation = (98, .good)
    bedside.heartRate = (nil, .sensorOff)
    #expect(bedside.judge(for: .milliseconds(10_040))[.sensorOff]?.response == .pause)
    bedside = Bedside()
    bedside.saturation = (nil, .sensorOff)
    bedside.heartRate = (70, .questionable)
    #expect(bedside.judge(for: .milliseconds(10_040))[.sensorOff]?.response == .pause)
  }

  @Test("SR-044: the sensor of a signal that is not required may be off")
  func notRequired() {
    var bedside = Bedside(order: Bedside.order(required: [.heartRate]))
    bedside.saturation = (nil, .sensorOff)
    #expect(bedside.judge(for: .seconds(30))[.sensorOff] == nil)
  }
}
