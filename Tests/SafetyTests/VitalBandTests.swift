import Quantities
import Safety
import Testing
import Therapy

private func within(_ time: Interval?, _ wanted: Interval) -> Bool {
  guard let time else { return false }
  return time >= wanted && time <= wanted + .milliseconds(40)
}

@Suite struct OxygenSaturationTests {
  @Test("SR-041: SpO2 at its limits changes nothing, however long it lasts", arguments: [94, 95, 100] as [Int32])
  func equalityPasses(value: Int32) {
    var bedside = Bedside()
    bedside.saturation = (value, .good)
    for _ in 0..<3_000 { #expect(bedside.judge()[.oxygenSaturation] == nil) }
  }

  @Test("SR-041: SpO2 below 94 % warns after 15 s, and 90 % itself never pauses", arguments: [90, 91, 93] as [Int32])
  func warning(value: Int32) {
    var bedside = Bedside()
    bedside.saturation = (value, .good)
    #expect(within(bedside.time { $0.response == .annunciate }, .seconds(15)))
    let later = bedside.judge(for: .seconds(60))
    #expect(later.response == .annunciate)
    #expect(later[.oxygenSaturation]?.alarm == .oxygenSaturationWarning)
    #expect(later.rate == milliliters(10))
    #expect(later.resumeBlockers.contains(.oxygenSaturation))
    #expect(!later.startBlockers.contains(.oxygenSaturation))
  }

  @Test("SR-041, SR-043: SpO2 below 90 % pauses after 10 s, below 85 % after 5 s")
  func action() {
    for (value, delay) in [(89, 10), (85, 10), (84, 5), (1, 5)] as [(Int32, Int64)] {
      var bedside = Bedside()
      bedside.saturation = (value, .good)
      #expect(within(bedside.time { $0.response == .pause }, .seconds(delay)), "\(value)")
      let now = bedside.judge()
      #expect(now.cause == .oxygenSaturation)
      #expect(now.rate == nil)
      #expect(now[.oxygenSaturation]?.alarm == .oxygenSaturationLow)
      #expect(now[.oxygenSaturation]?.value == Int64(value))
      #expect(now[.oxygenSaturation]?.limit == 90)
    }
  }

  @Test("a dip that ends before its time never pauses, and the next one begins anew")
  func persistence() {
    var bedside = Bedside()
    for _ in 0..<10 {
      bedside.saturation = (89, .good)
      #expect(bedside.judge(for: .milliseconds(9_900)).response < .pause)
      bedside.saturation = (95, .good)
      #expect(bedside.judge(for: .milliseconds(100)).response < .pause)
    }
  }

  @Test("SR-046: a doubtful value takes part in tripping, and a gap does not begin the time anew")
  func doubtTrips() {
    for doubt in [(88, .questionable), (nil, .missing), (nil, .sensorOff), (97, .questionable)] as [(Int32?, SignalQuality)] {
      var bedside = Bedside()
      bedside.saturation = (88, .good)
      #expect(bedside.judge(for: .seconds(4))[.oxygenSaturation]?.response == .proceed)
      bedside.saturation = doubt
      #expect(within(bedside.time { $0[.oxygenSaturation]?.response == .pause }, .milliseconds(5_980)), "\(doubt)")
    }
  }

  @Test("SR-041: only 92 % or more, good and fresh, for 30 s in one piece ends the pause's cause")
  func release() {
    for low in [89, 84] as [Int32] {
      var bedside = Bedside()
      bedside.saturation = (low, .good)
      // Six seconds trip the worse value alone, eleven the other.
      #expect(bedside.judge(for: low < 85 ? .seconds(6) : .seconds(11)).response == .pause)
      bedside.saturation = (91, .good)
      #expect(bedside.judge(for: .seconds(120)).response == .pause, "91 % lies within the hysteresis")
      bedside.saturation = (98, .questionable)
      #expect(bedside.judge(for: .seconds(120))[.oxygenSaturation]?.response == .pause, "doubtful values never clear")
      bedside.saturation = (92, .good)
      #expect(bedside.judge(for: .seconds(29)).response == .pause)
      bedside.saturation = (91, .good)
      #expect(bedside.judge(for: .seconds(2)).response == .pause)
      bedside.saturation = (92, .good)
      #expect(bedside.judge(for: .milliseconds(29_900))[.oxygenSaturation]?.response == .pause)
      #expect(bedside.judge(for: .milliseconds(200)).response == .annunciate)
    }
  }

  @Test("SR-046: an old good value does not clear, since nothing is known meanwhile")
  func oldValueDoesNotClear() {
    var bedside = Bedside()
    bedside.saturation = (89, .good)
    #expect(bedside.judge(for: .seconds(11)).response == .pause)
    bedside.saturation = (98, .good)
    #expect(bedside.judge(for: .seconds(1)).response == .pause)
    bedside.saturation = nil
    #expect(bedside.judge(for: .seconds(300))[.oxygenSaturation]?.response == .pause)
  }

  @Test("SR-020: a start and a resume are blocked at once by a value that is bad now, before any delay is over")
  func badNowBlocksStart() {
    var bedside = Bedside()
    bedside.saturation = (80, .good)
    let first = bedside.judge()
    #expect(first.startBlockers.contains(.oxygenSaturation))
    #expect(first.resumeBlockers.contains(.oxygenSaturation))
    #expect(first.response == .proceed)
    #expect(first.rate == milliliters(10), "a running infusion is given the delay")
    bedside.saturation = (93, .good)
    let second = bedside.judge()
    #expect(!second.startBlockers.contains(.oxygenSaturation))
    #expect(second.resumeBlockers.contains(.oxygenSaturation))
  }

  @Test("SR-110: the warning that outlives a pause blocks a resume and announces nothing; a value that is bad again does")
  func tail() {
    var room = Bedside()
    room.saturation = (82, .good)
    for _ in 0..<1_000 { _ = room.judge() }
    room.saturation = (97, .good)
    var raised: [AlarmCondition] = []
    var blocked = Interval.zero
    for _ in 0..<2_000 {
      let judgement = room.judge()
      if let alarm = judgement[.oxygenSaturation]?.alarm, alarm != .oxygenSaturationLow { raised.append(alarm) }
      if judgement.resumeBlockers.contains(.oxygenSaturation) { blocked = blocked + .milliseconds(20) }
    }
    #expect(raised.isEmpty)
    #expect(blocked >= .seconds(29), "the calm time of the warning counts all the same")
    room.saturation = (93, .good)
    for _ in 0..<800 { if let alarm = room.judge()[.oxygenSaturation]?.alarm { raised.append(alarm) } }
    #expect(raised.first == .oxygenSaturationWarning)
  }

  @Test("SR-046: without any value the band says nothing; staleness judges that")
  func noValue() {
    var bedside = Bedside()
    bedside.situation.vitals = VitalSigns()
    bedside.saturation = nil
    #expect(bedside.judge()[.oxygenSaturation] == nil)
  }
}

@Suite struct HeartRateTests {
  @Test("SR-041: a heart rate at its limits changes nothing", arguments: [50, 51, 119, 120] as [Int32])
  func equalityPasses(value: Int32) {
    var bedside = Bedside()
    bedside.heartRate = (value, .good)
    for _ in 0..<3_000 { #expect(bedside.judge()[.heartRate] == nil) }
  }

  @Test(
    "SR-041: outside 50...120 warns after 15 s, and 40 and 150 themselves never pause",
    arguments: [40, 49, 121, 150] as [Int32])
  func warning(value: Int32) {
    var bedside = Bedside()
    bedside.heartRate = (value, .good)
    #expect(within(bedside.time { $0.response == .annunciate }, .seconds(15)))
    let later = bedside.judge(for: .seconds(60))
    #expect(later.response == .annunciate)
    #expect(later[.heartRate]?.alarm == .heartRateWarning)
  }

  @Test("SR-041: outside 40...150 pauses after 10 s", arguments: [1, 39, 151, 300] as [Int32])
  func action(value: Int32) {
    var bedside = Bedside()
    bedside.heartRate = (value, .good)
    #expect(within(bedside.time { $0.response == .pause }, .seconds(10)))
    let now = bedside.judge()
    #expect(now.cause == .heartRate)
    #expect(now[.heartRate]?.alarm == .heartRateExtreme)
    #expect(now[.heartRate]?.limit == (value < 100 ? 40 : 150))
  }

  @Test("SR-041: a pause's cause ends 5 inside the limit for 60 s, on either side")
  func release() {
    for (bad, between, clear) in [(39, 44, 45), (151, 146, 145)] as [(Int32, Int32, Int32)] {
      var bedside = Bedside()
      bedside.heartRate = (bad, .good)
      #expect(bedside.judge(for: .seconds(11)).response == .pause)
      bedside.heartRate = (between, .good)
      #expect(bedside.judge(for: .seconds(180)).response == .pause)
      bedside.heartRate = (clear, .good)
      #expect(bedside.judge(for: .milliseconds(59_900)).response == .pause)
      #expect(bedside.judge(for: .milliseconds(200)).response == .annunciate)
    }
  }
}
