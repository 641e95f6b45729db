import ConfigurationFiles
import Foundation
import Quantities
import Testing
import Therapy

@Suite struct SettingsTests {
  @Test func `a good configuration is loaded with every path resolved against its file`() throws {
    let fixture = try Fixture()
    let configuration = try fixture.load()
    #expect(configuration.settings.stateDirectory == fixture.folder + "/state")
    #expect(configuration.settings.controlSocket == "/run/x/control.sock")
    #expect(configuration.settings.period == .milliseconds(20))
    #expect(configuration.settings.lease == .seconds(5))
    #expect(configuration.settings.watchdog == .seconds(10))
    #expect(configuration.warnings.isEmpty)
    #expect(configuration.infusionProtocol(named: "demo") != nil)
    #expect(configuration.channelIndex(named: "bed-1") == 0)
    #expect(configuration.channelIndex(named: "bed-2") == nil)
  }

  @Test func `a file without keys means the defaults`() throws {
    let fixture = try Fixture()
    try fixture.write("infusiond.toml", "drug_library = \"drug-library.toml\"\nprotocols = \"protocols\"")
    #expect(fixture.problems() == ["/etc/infusiond/inventory.toml: no such file; expected a TOML file"])
    let defaults = DaemonSettings()
    #expect(defaults.stateDirectory == "/var/lib/infusiond")
    #expect(defaults.controlSocket == "/run/infusiond/control.sock")
    #expect(defaults.drugLibrary == "/etc/infusiond/drug-library.toml")
    #expect(defaults.protocols == "/etc/infusiond/protocols")
  }

  @Test func `drop-ins override key by key in name order, with paths relative to themselves`() throws {
    let fixture = try Fixture()
    try fixture.write("infusiond.d/20-later.toml", "[control]\nperiod = \"50 ms\"")
    try fixture.write("infusiond.d/10-first.toml", "state_directory = \"own\"\n[control]\nperiod = \"40 ms\"\nlease = \"4 s\"")
    try fixture.write("infusiond.d/notes.txt", "not TOML at all")
    let settings = try fixture.load().settings
    #expect(settings.period == .milliseconds(50))
    #expect(settings.lease == .seconds(4))
    #expect(settings.watchdog == .seconds(8))
    #expect(settings.stateDirectory == fixture.folder + "/infusiond.d/own")
  }

  @Test func `a missing, unreadable or binary file is told`() throws {
    let fixture = try Fixture()
    #expect(throws: ConfigurationError.self) { try Configuration.load(path: fixture.folder + "/nowhere.toml") }
    #expect(throws: ConfigurationError.self) { try Configuration.load(path: fixture.folder) }
    try Data([0x61, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: fixture.folder + "/infusiond.toml"))
    #expect(fixture.problems() == ["infusiond.toml: is not UTF-8 text; expected a TOML file"])
    try fixture.write("infusiond.toml", "a = 1\nb = \"x\u{0}y\"")
    #expect(fixture.problems() == ["infusiond.toml:2:1: has a NUL character; expected text without one"])
    try fixture.write("infusiond.toml", String(repeating: "#", count: 1 << 21))
    #expect(fixture.problems() == ["infusiond.toml: is larger than 1048576 bytes; expected a TOML file"])
  }

  @Test func `a syntax error carries line and column`() throws {
    let fixture = try Fixture()
    try fixture.write("infusiond.toml", "inventory = \"inventory.toml\"\nlease = = \"5 s\"\n")
    let problem = try #require(fixture.problems().first)
    #expect(problem.hasPrefix("infusiond.toml:2:9: not valid TOML: "))
    try fixture.write("infusiond.d/10.toml", "x = [1,\n")
    #expect(fixture.problems().count == 2)
  }

  @Test func `every problem of a file is told at once`() throws {
    let fixture = try Fixture()
    try fixture.write(
      "infusiond.toml", "stat_directory = \"x\"\nprotocols = 3\n[control]\nperiod = \"9 ms\"\nlease = 5\nwatchdoc = \"1 s\"")
    #expect(
      fixture.problems() == [
        "infusiond.toml: protocols: is an integer; expected a path",
        "infusiond.toml: control.period: \"9 ms\" is out of range; expected a text with number and unit from 0.01 s to 0.1 s",
        "infusiond.toml: control.lease: is an integer; expected a text with number and unit from 3 s to 15 s",
        "infusiond.toml: control.watchdoc: unknown key; expected one of: period, lease, watchdog",
        "infusiond.toml: stat_directory: unknown key; expected one of: state_directory, control_socket, inventory, "
          + "drug_library, protocols, control, roles, limits",
      ])
  }

  @Test(arguments: [
    ("period", "9.999 ms"), ("period", "101 ms"), ("period", "20"), ("period", "1,5 s"), ("lease", "2.9 s"), ("lease", "15.1 s"),
    ("lease", "-5 s"), ("watchdog", "3 s"), ("watchdog", "61 s"), ("watchdog", "11 s"), ("watchdog", "9.5 s"),
    ("watchdog", "NaN"),
  ])
  func `SR-054, SR-081: a time out of its range is refused by its key`(key: String, value: String) throws {
    let fixture = try Fixture()
    try fixture.write(
      "infusiond.toml",
      Fixture.main.replacingOccurrences(of: "lease = \"5 s\"", with: key == "lease" ? "" : "lease = \"5 s\"")
        .replacingOccurrences(of: "period = \"20 ms\"", with: "") + "\n\(key) = \"\(value)\"")
    #expect(fixture.problems().count == 1)
    #expect(fixture.problems().first?.hasPrefix("infusiond.toml: control.\(key): ") == true)
  }

  @Test(arguments: [("period", "10 ms"), ("period", "100 ms"), ("lease", "3 s"), ("lease", "15 s"), ("watchdog", "4 s")])
  func `SR-054, SR-081: the ends of each range are accepted`(key: String, value: String) throws {
    let fixture = try Fixture()
    try fixture.write("infusiond.d/10.toml", "[control]\n\(key) = \"\(value)\"")
    #expect(fixture.problems().isEmpty)
  }

  @Test func `SR-054: the watchdog is judged against the lease of every file together`() throws {
    let fixture = try Fixture()
    try fixture.write("infusiond.d/10.toml", "[control]\nwatchdog = \"10 s\"")
    try fixture.write("infusiond.d/20.toml", "[control]\nlease = \"4 s\"")
    #expect(
      fixture.problems() == ["infusiond.d/10.toml: control.watchdog: 10 s is longer than twice the lease; expected at most 8 s"])
  }

  @Test func `a socket path that the kernel cannot bind is refused`() throws {
    let fixture = try Fixture()
    try fixture.edit("infusiond.toml", "/run/x/", "/run/" + String(repeating: "x", count: 100) + "/")
    #expect(fixture.problems().count == 1)
  }

  @Test func `the examples that the project ships are good`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let configuration = try Configuration.load(path: root.path + "/examples/infusiond.toml")
    #expect(configuration.warnings.isEmpty)
    #expect(configuration.drugLibrary.entries.map(\.concentration.description) == ["1 mg/mL", "2 mg/mL", "2 mg/mL"])
    #expect(configuration.drugLibrary.entries.map(\.simulationOnly) == [false, false, true])
    let demo = try #require(configuration.infusionProtocol(named: "demo"))
    #expect(demo.isSimulationOnly)
    #expect(demo.steps.map(\.duration) == [.seconds(80)])
    #expect(demo.monitoring.resumeHold == .seconds(10))
  }

  @Test func `SR-005: the library that the project ships has every floor of the clinical defaults for a patient`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let library = try Configuration.load(path: root.path + "/examples/infusiond.toml").drugLibrary
    for entry in library.entries {
      let isForPatients = !entry.simulationOnly
      #expect(entry.hardFloors.duration == (isForPatients ? .minutes(10) : .zero))
      #expect(entry.softFloors.duration == (isForPatients ? .minutes(30) : .zero))
      #expect(entry.hardFloors.doseRate == (try DoseRate(parsing: "0.02 mg/kg/h")))
      #expect(entry.softFloors.doseRate == (try DoseRate(parsing: "0.05 mg/kg/h")))
      #expect(entry.hardFloors.massRate == (try MassRate(parsing: "1 mg/h")))
      #expect(entry.softFloors.massRate == (try MassRate(parsing: "3 mg/h")))
    }
  }
}
