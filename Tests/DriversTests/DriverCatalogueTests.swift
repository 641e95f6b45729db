import Quantities
import Testing

@testable import Drivers

struct DriverCatalogueTests {
  @Test("SR-153: every driver has its own name and says how far it was proven")
  func entries() throws {
    #expect(DriverCatalogue.entries.map(\.name) == ["refpump", "nonin-df2", "signal-tower"])
    #expect(DriverCatalogue.entry(named: "refpump")?.maturity == .simulatedOnly)
    #expect(DriverCatalogue.entry(named: "nonin-df2")?.maturity == .unproven)
    #expect(DriverCatalogue.entry(named: "signal-tower")?.maturity == .unproven)
    #expect(DriverCatalogue.entry(named: "another") == nil)
  }

  @Test func `an entry makes a working driver`() throws {
    guard case .pump(let resolution, let watchdog, let make) = DriverCatalogue.entry(named: "refpump")?.kind else {
      Issue.record("refpump drives a pump")
      return
    }
    #expect(resolution == FlowRate(microlitersPerHour: 100))
    #expect(watchdog == .seconds(4)...Interval.seconds(60))
    var pump = make()
    #expect(pump.handle(.begin(.stop, at: .boot)) == [.transact(.writeCoil(address: 3, isOn: true))])
    guard case .monitor(let makeMonitor) = DriverCatalogue.entry(named: "nonin-df2")?.kind else {
      Issue.record("nonin-df2 drives a monitor")
      return
    }
    var monitor = makeMonitor()
    #expect(monitor.handle(.opened(at: .boot)).count == 1)
  }
}
