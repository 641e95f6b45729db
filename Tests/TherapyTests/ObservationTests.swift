import Quantities
import Testing
import Therapy

private let now = Instant(nanoseconds: 1_000_000_000_000)

@Suite struct VitalReadingTests {
  @Test("SR-047: an impossible value is missing, not extreme", arguments: VitalSignal.allCases)
  func implausible(signal: VitalSignal) {
    let range = signal.plausible
    for value in [range.lowerBound, range.upperBound] {
      let reading = VitalReading(signal, value: value, quality: .good, receivedAt: now)
      #expect(reading.value == value)
      #expect(reading.quality == .good)
    }
    for value in [range.lowerBound - 1, range.upperBound + 1, -1, .min, .max, 511, 32_767] {
      for quality in [SignalQuality.good, .questionable] {
        let reading = VitalReading(signal, value: value, quality: quality, receivedAt: now)
        #expect(reading.value == nil)
        #expect(reading.quality == .missing)
      }
    }
  }

  @Test("SR-046: a sensor that is off has no value, whatever the frame says")
  func sensorOff() {
    for quality in [SignalQuality.sensorOff, .missing] {
      let reading = VitalReading(.oxygenSaturation, value: 97, quality: quality, receivedAt: now)
      #expect(reading.value == nil)
      #expect(reading.quality == quality)
    }
    #expect(VitalReading(.heartRate, value: nil, quality: .good, receivedAt: now).quality == .missing)
    #expect(VitalReading(.heartRate, value: 72, quality: .questionable, receivedAt: now).quality == .questionable)
  }

  private func stamped(_ value: Int32?, _ stamp: UInt32?, _ seconds: Int64, _ quality: SignalQuality = .good) -> VitalReading {
    VitalReading(.heartRate, value: value, quality: quality, receivedAt: now + .seconds(seconds), stamp: stamp)
  }

  @Test("SR-046: a measurement that is told again keeps the age of its first telling, however often and late")
  func repeated() {
    var reading = stamped(72, 5, 0).following(nil)
    for second in Int64(1)...600 { reading = stamped(72, 5, second).following(reading) }
    #expect(reading.receivedAt == now)
    #expect(reading.stamp == 5)
    #expect(stamped(72, 6, 601).following(reading).receivedAt == now + .seconds(601))
    #expect(stamped(72, 0, 1).following(stamped(72, 0, 0)).receivedAt == now, "0 is a stamp as any other")
  }

  @Test("SR-046: what is told again with a flag has that flag, and with another value that value, at the old age")
  func repeatedOtherwise() {
    let first = stamped(72, 5, 0)
    for quality in [SignalQuality.questionable, .sensorOff, .missing] {
      let again = stamped(72, 5, 9, quality).following(first)
      #expect(again.quality == quality && again.receivedAt == now)
    }
    #expect(stamped(90, 5, 9).following(first).value == 90)
  }

  @Test("SR-046: without a stamp on both sides, and with another one, each reading is new")
  func notRepeated() {
    for (before, after) in [(nil, nil), (5, nil), (nil, 5), (5, 6), (5, 4), (.max, 0)] as [(UInt32?, UInt32?)] {
      let reading = stamped(72, after, 9)
      #expect(reading.following(stamped(72, before, 0)) == reading)
    }
    #expect(stamped(72, 5, 9).following(nil) == stamped(72, 5, 9))
  }

  @Test("each signal has its own place")
  func places() {
    var vitals = VitalSigns()
    for signal in VitalSignal.allCases { #expect(vitals[signal] == nil) }
    for (index, signal) in VitalSignal.allCases.enumerated() {
      vitals[signal] = VitalReading(signal, value: Int32(60 + index), quality: .good, receivedAt: now)
    }
    for (index, signal) in VitalSignal.allCases.enumerated() { #expect(vitals[signal]?.value == Int32(60 + index)) }
    #expect(Set(VitalSignal.allCases.map(\.name)).count == VitalSignal.count)
  }
}

@Suite struct FirmwareVersionTests {
  @Test("SR-069: a firmware version has one text, and every text but that is none")
  func text() {
    for code in UInt16.min...UInt16.max {
      let version = FirmwareVersion(code: code)
      guard FirmwareVersion(version.description) == version else {
        Issue.record("\(code) is not read back")
        return
      }
    }
    #expect(FirmwareVersion(code: 0x0100).description == "1.0")
    #expect(FirmwareVersion("2.15")?.code == 0x020F)
    for text in ["", "1", "1.", ".0", "1.0.0", "01.0", "1.00", "+1.0", "-1.0", "1.-0", "256.0", "1.256", "1,0", "1.0 ", "v1.0"] {
      #expect(FirmwareVersion(text) == nil, "\(text)")
    }
  }

  @Test("SR-069: only the versions that were approved are approved, one to four of them")
  func approved() throws {
    #expect(ApprovedFirmware([]) == nil)
    #expect(ApprovedFirmware([1, 2, 3, 4, 5]) == nil)
    let all: [UInt16] = [0x0100, 0x0101, 0x0200, 0]
    for count in 1...4 {
      let approved = try #require(ApprovedFirmware(Array(all.prefix(count))))
      for (index, version) in (all + [0x0102, .max]).enumerated() { #expect(approved.contains(version) == (index < count)) }
    }
  }
}

@Suite struct PumpObservationTests {
  private func report(_ state: PumpState, rate: Int64 = 0, began: Instant = now) -> PumpReport {
    PumpReport(
      state: state, isRemotelyOwned: true, rate: FlowRate(microlitersPerHour: rate), infused: .zero,
      infusedResolution: Volume(microliters: 1), vtbiRemaining: nil, liveAlarms: [], latchedAlarms: [],
      watchdogRemaining: .seconds(8), serialNumber: 1, readBegan: began, readEnded: began + .milliseconds(20))
  }

  @Test("a pump is at zero only when neither its state nor its rate says that it flows")
  func atZero() {
    for state in [PumpState.idle, .paused, .alarmStopped, .fault, .off, .selfTest] {
      #expect(report(state).isAtZero)
      #expect(!report(state, rate: 1).isAtZero)
    }
    for state in [PumpState.infusing, .bolus, .keepVeinOpen] { #expect(!report(state).isAtZero) }
  }

  @Test("law 2: only a zero from a read begun after the order, and after the stop was sent, confirms a stop")
  func confirmedZero() {
    var pump = PumpObservation()
    pump.orderSequence = 5
    pump.receipt = .applied(.zero)
    #expect(!pump.confirmsZero(of: 5, orderedSince: now))
    pump.link = .up
    #expect(!pump.confirmsZero(of: 5, orderedSince: now))
    pump.report = report(.idle)
    #expect(pump.confirmsZero(of: 5, orderedSince: now))
    #expect(!pump.confirmsZero(of: 5, orderedSince: now + Interval(nanoseconds: 1)))
    pump.stopSentAt = now
    #expect(pump.confirmsZero(of: 5, orderedSince: now))
    pump.stopSentAt = now + Interval(nanoseconds: 1)
    #expect(!pump.confirmsZero(of: 5, orderedSince: now))
    pump.stopSentAt = nil
    pump.report = report(.infusing, rate: 5_000)
    #expect(!pump.confirmsZero(of: 5, orderedSince: now))
    pump.report = report(.idle)
    for link in [PumpLinkState.connecting, .silent, .wrongDevice] {
      pump.link = link
      #expect(!pump.confirmsZero(of: 5, orderedSince: now))
    }
  }

  @Test("law 4: a zero counts only once the link has carried out the very order of zero, whatever a reading shows")
  func carriedOutZero() {
    var pump = PumpObservation()
    pump.link = .up
    pump.report = report(.idle)
    pump.orderSequence = 5
    for receipt in [DeliveryReceipt.none, .underway, .refused(.state), .uncertain] {
      pump.receipt = receipt
      #expect(!pump.confirmsZero(of: 5, orderedSince: now))
    }
    pump.receipt = .applied(.zero)
    #expect(pump.confirmsZero(of: 5, orderedSince: now))
    #expect(!pump.confirmsZero(of: 6, orderedSince: now), "the reading may speak of the order before")
  }

  @Test("a restart is seen in live and in latched alarms")
  func restarted() {
    var one = report(.idle)
    #expect(!one.hasRestarted)
    one.liveAlarms = [.configurationLost, .batteryLow]
    #expect(one.hasRestarted)
    one.liveAlarms = []
    one.latchedAlarms = .configurationLost
    #expect(one.hasRestarted)
    one.latchedAlarms = [.occlusion, .unknown]
    #expect(!one.hasRestarted)
  }

  @Test("SR-064: only near empty, mains lost, battery low and a reminder merely advise")
  func advisory() {
    let mild: PumpAlarms = [.nearEmpty, .powerLost, .batteryLow, .reminder]
    #expect(PumpAlarms.advisory == mild)
  }

  @Test("a refusal keeps its meaning through its number")
  func refusals() {
    for code in Int64(0)...6 { #expect(PumpRefusal(code: code)?.code == code) }
    for code in [-1, 7, 255, 256, .max] as [Int64] { #expect(PumpRefusal(code: code) == nil) }
    #expect(Set((Int64(0)...6).compactMap { PumpRefusal(code: $0)?.sentence }).count == 7)
  }
}
