import ControlAPI
import Controller
import Quantities
import Safety
import Synchronization
import Testing
import Therapy

@testable import ControlServer

@Suite struct ReadingTests {
  @Test("The status shows phase, rate in three units, amounts as intervals, vitals with age, alarms and SIMULATION")
  func status() async throws {
    let fixture = DeskFixture()
    let answer = await fixture.ask("GET", "/v1/status")
    let status = try APICoding.decode(StatusDocument.self, from: answer.body)
    #expect(status.simulation)
    #expect(status.time.hasSuffix("Z"))
    let channel = try #require(status.channels.first)
    #expect(channel.phase == "infusing")
    #expect(channel.rate == RateDocument(flow: "12.2 mL/h", dose: "0.348571428 mg/kg/h", mass: "24.4 mg/h"))
    #expect(channel.order?.total == AmountDocument(volume: "0.271 mL", mass: "0.542 mg"))
    #expect(channel.delivered.atLeast == AmountDocument(volume: "0.1 mL", mass: "0.2 mg"))
    #expect(channel.delivered.atMost == AmountDocument(volume: "0.103 mL", mass: "0.206 mg"))
    #expect(channel.elapsed == "30 s")
    #expect(channel.timeLeft == "49.5 s")
    #expect(channel.snapshotAge == "0 s")
    #expect(
      channel.vitals.first == VitalDocument(signal: "SpO2", value: 88, unit: "%", quality: "good", age: "0 s", required: true))
    #expect(
      channel.vitals.last == VitalDocument(signal: "HR", value: nil, unit: "/min", quality: "none", age: nil, required: true))
    #expect(channel.startBlockers.map(\.code) == ["oxygen-saturation"])
    #expect(channel.pump.link == "connecting")
    #expect(!channel.pump.zeroObserved)
    #expect(status.channels.last?.order == nil)
    #expect(status.channels.last?.rate == RateDocument(flow: "0 mL/h"))
  }

  @Test("SR-056: the status tells what is predicted with model, band and both ends, and what a read-back would bring")
  func prediction() async throws {
    let fixture = DeskFixture()
    func level(_ least: Int64, _ most: Int64) -> PredictedLevel {
      PredictedLevel(
        atLeast: PlasmaConcentration(picogramsPerMilliliter: least), atMost: PlasmaConcentration(picogramsPerMilliliter: most))
    }
    let prediction = Prediction(
      model: .domino, plasma: level(100_000, 104_000), effectSite: level(80_000, 84_000),
      highestAhead: PlasmaConcentration(picogramsPerMilliliter: 120_001), timeToFall: .seconds(333))
    fixture.room.state.withLock {
      $0.views[0].prediction = prediction
      $0.views[0].needs = Confirmations()
      $0.views[0].offeredPeak = PlasmaConcentration(picogramsPerMilliliter: 314_201)
    }
    let answer = await fixture.ask("GET", "/v1/status")
    let channel = try #require(try APICoding.decode(StatusDocument.self, from: answer.body).channels.first)
    #expect(
      channel.prediction
        == PredictionDocument(
          model: "domino", bandPercent: 25,
          plasma: PredictedLevelDocument(
            atLeast: "100 ng/mL", atMost: "104 ng/mL", bandLow: "75 ng/mL", bandHigh: "130 ng/mL"),
          effectSite: PredictedLevelDocument(
            atLeast: "80 ng/mL", atMost: "84 ng/mL", bandLow: "60 ng/mL", bandHigh: "105 ng/mL"), highestAhead: "120.001 ng/mL",
          timeToFall: "333 s", washedOut: "100 ng/mL"))
    #expect(channel.needs?.predictedPeak == "314.201 ng/mL")
  }

  @Test("SR-109: alarms come by priority, then by onset; the texts are the core's") func alarms() async throws {
    let fixture = DeskFixture()
    let answer = await fixture.ask("GET", "/v1/alarms")
    let alarms = try APICoding.decode(AlarmListDocument.self, from: answer.body).alarms
    #expect(alarms.map(\.code) == ["spo2-low", "heart-rate-warning"])
    #expect(alarms.map(\.mark) == ["!!!", "!!"])
    #expect(alarms.first?.sentence == "SpO2 88 % is below 90 %: an infusion pauses")
    #expect(alarms.first?.id == "bed-1:2")
    #expect(alarms.first?.age == "5 s")
  }

  @Test("SR-112: devices tell driver, maturity, path and how the line fares, and which alarm output is lost") func devices()
    async throws
  {
    let fixture = DeskFixture()
    fixture.room.state.withLock { $0.views[0].signal.isTowerLost = true }
    let answer = await fixture.ask("GET", "/v1/devices")
    let devices = try APICoding.decode(DeviceListDocument.self, from: answer.body).devices
    #expect(devices.map(\.kind) == ["pump", "monitor", "pump", "monitor", "loudspeaker", "signal tower"])
    #expect(devices.map(\.link) == ["connecting", "up", "connecting", "silent", "up", "lost"])
    #expect(devices[1].goodFrames == 75)
  }

  @Test("SR-069: a pump's firmware is shown where the pump told it") func firmware() async throws {
    let fixture = DeskFixture()
    var report = PumpReport(
      state: .idle, isRemotelyOwned: true, rate: .zero, infused: .zero, infusedResolution: .zero, vtbiRemaining: nil,
      liveAlarms: PumpAlarms(), latchedAlarms: PumpAlarms(), watchdogRemaining: .zero, serialNumber: 4_711, readBegan: .boot,
      readEnded: .boot)
    report.firmware = 0x010A
    fixture.room.state.withLock { $0.views[0].pump.report = report }
    report.firmware = nil
    fixture.room.state.withLock { $0.views[1].pump.report = report }
    let answer = await fixture.ask("GET", "/v1/devices")
    let devices = try APICoding.decode(DeviceListDocument.self, from: answer.body).devices
    #expect(devices.map(\.firmware) == ["1.10", nil, nil, nil, nil, nil])
    #expect(devices.map(\.serialNumber) == ["4711", nil, "4711", nil, nil, nil])
  }

  @Test("A read-back shows the order, the rate in three units, the total, the time and the token") func readBack() async throws {
    let fixture = DeskFixture()
    fixture.room.answerCommands { _ in .readBack(ModelRoom.readBack(rate: FlowRate(microlitersPerHour: 12_200))) }
    let answer = await fixture.post("prepare", goodBody(.prepare))
    let document = try APICoding.decode(CommandDocument.self, from: answer.body)
    let readBack = try #require(document.readBack)
    #expect(document.outcome == .readBack)
    #expect(readBack.confirmWith == "start")
    #expect(readBack.token == "0123-4567-89ab-cdf0")
    #expect(readBack.tokenLife == "60 s")
    #expect(readBack.session == 7)
    #expect(readBack.order.weight == "70 kg")
    #expect(readBack.rate.dose == "0.348571428 mg/kg/h")
    #expect(readBack.remaining.mass == "0.542 mg")
    #expect(readBack.timeLeft == "80 s")
    guard case .prepare(_, let session, let token) = fixture.room.submitted.first?.action else {
      Issue.record("no prepare was handed over")
      return
    }
    #expect(session == SessionID(number: 7))
    #expect(token.text == readBack.token)
  }

  @Test("A rate is converted under the session's own order") func setRate() async {
    let fixture = DeskFixture()
    _ = await fixture.post("set-rate", #"{"command":"\#(firstID)","rate":"0.1 mg/kg/h","reason":"drowsy"}"#)
    guard case .setRate(let rate, _) = fixture.room.submitted.first?.action else {
      Issue.record("no change of rate was handed over")
      return
    }
    #expect(rate == FlowRate(microlitersPerHour: 3_500))
    #expect(fixture.room.notes.map(\.content) == [.reason("drowsy")])
  }

  @Test("Equal answers have equal bytes: keys are sorted") func sorted() async throws {
    let fixture = DeskFixture()
    let first = await fixture.ask("GET", "/v1/status")
    #expect(await fixture.ask("GET", "/v1/status") == first)
    let text = String(decoding: first.body, as: UTF8.self)
    #expect(text.hasPrefix(#"{"channels":[{"alarms":["#))
    #expect(text.contains(#""needs_reconcile":false"#))
  }

  @Test("Records are found by session and by channel") func records() async throws {
    let fixture = DeskFixture()
    for path in ["/v1/records/7", "/v1/channels/bed-1/record"] {
      let answer = await fixture.ask("GET", path)
      #expect(try APICoding.decode(RecordDocument.self, from: answer.body).session == 7)
    }
  }
}
