import ControlAPI
import Quantities
import Synchronization
import Testing
import Therapy

@testable import ControlServer
@testable import Controller

@Suite("Vital signs of one and of two monitors, and modes") struct VitalReadingTests {
  private func vitals(_ change: (inout ChannelView) -> Void) async throws -> [VitalDocument] {
    let fixture = DeskFixture()
    fixture.room.state.withLock { change(&$0.views[0]) }
    return try APICoding.decode(ChannelDocument.self, from: await fixture.ask("GET", "/v1/channels/bed-1").body).vitals
  }

  private let at = Instant(nanoseconds: 998_000_000_000)

  @Test("SR-120: respiration and EtCO2 are shown with age and quality, where a monitor has them") func respiration() async throws
  {
    #expect(try await vitals { _ in }.map(\.signal) == ["SpO2", "HR"])
    let shown = try await vitals {
      $0.monitor.vitals.respirationRate = VitalReading(.respirationRate, value: 12, quality: .questionable, receivedAt: at)
      $0.monitor.vitals.endTidalCarbonDioxide = VitalReading(
        .endTidalCarbonDioxide, value: nil, quality: .sensorOff, receivedAt: at)
    }
    #expect(shown.map(\.signal) == ["SpO2", "HR", "RR", "EtCO2"])
    #expect(
      shown[2] == VitalDocument(signal: "RR", value: 12, unit: "/min", quality: "questionable", age: "2 s", required: false))
    #expect(shown[3].quality == "sensor-off" && shown[3].value == nil && shown[3].unit == "mmHg")
  }

  @Test(
    "SR-048: a second monitor stands beside the first, and the value nearer to a limit or beyond it is the worse one",
    arguments: [
      (VitalSignal.oxygenSaturation, Int32(93), Int32(97), "first"), (.oxygenSaturation, 97, 88, "second"),
      (.heartRate, 60, 118, "second"), (.heartRate, 52, 110, "first"), (.respirationRate, 9, 24, "first"),
      (.endTidalCarbonDioxide, 40, 52, "second"),
    ])
  func second(signal: VitalSignal, first: Int32, second: Int32, worse: String) async throws {
    let shown = try await vitals {
      var monitor = MonitorObservation()
      monitor.vitals[signal] = VitalReading(signal, value: second, quality: .good, receivedAt: at)
      $0.secondMonitor = monitor
      $0.monitor.vitals[signal] = VitalReading(signal, value: first, quality: .good, receivedAt: at)
    }
    let document = try #require(shown.first { $0.signal == signal.name })
    #expect(document.second == SecondVitalDocument(value: Int(second), quality: "good", age: "2 s"))
    #expect(document.worse == worse)
  }

  @Test("SR-048: equal values have no worse one, and one alone is the one that is judged") func alone() async throws {
    let shown = try await vitals {
      var monitor = MonitorObservation()
      monitor.vitals.oxygenSaturation = VitalReading(.oxygenSaturation, value: 88, quality: .good, receivedAt: at)
      monitor.vitals.heartRate = VitalReading(.heartRate, value: 70, quality: .good, receivedAt: at)
      $0.secondMonitor = monitor
    }
    #expect(shown.map(\.worse) == [nil, "second"])
    let other = try await vitals { $0.secondMonitor = MonitorObservation() }
    #expect(other.map(\.worse) == ["first", nil])
    #expect(other.map(\.second?.quality) == ["none", "none"])
  }

  @Test("SR-086: every phase is told with its mode, what ends it and what to do", arguments: SessionPhase.allCases)
  func mode(phase: SessionPhase) async throws {
    let fixture = DeskFixture()
    fixture.room.state.withLock { $0.views[0].phase = phase }
    let document = try APICoding.decode(ChannelDocument.self, from: await fixture.ask("GET", "/v1/channels/bed-1").body)
    #expect(document.mode == phase.fallbackMode?.name)
    #expect(document.modeExit == phase.fallbackMode?.exit && document.modeAdvice == phase.fallbackMode?.advice)
  }
}
