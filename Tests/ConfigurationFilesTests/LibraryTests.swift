import ConfigurationFiles
import Foundation
import Quantities
import Testing
import Therapy

@Suite struct LibraryTests {
  @Test func `the ceilings are read as written`() throws {
    let entry = try #require(try Fixture().load().drugLibrary.entries.first)
    #expect(entry.name == Label("ketamine-racemic-2"))
    #expect(entry.soft.doseRate == (try DoseRate(parsing: "0.35 mg/kg/h")))
    #expect(entry.soft.flowRate == (try FlowRate(parsing: "12.5 mL/h")))
    #expect(entry.hard.massRate == (try MassRate(parsing: "100 mg/h")))
    #expect(entry.hard.sessionMass == (try Mass(parsing: "400 mg")))
    #expect(entry.hard.sessionMassPerKilogram == (try Mass(parsing: "4 mg")))
    #expect(entry.hard.duration == .minutes(300))
    #expect(!entry.simulationOnly)
  }

  static let faults: [(old: String, new: String, place: String, says: String)] = [
    ("2 mg/mL", "10.1 mg/mL", "entry[0].concentration", "from 0.2 mg/mL to 10 mg/mL"),
    ("2 mg/mL", "0.1 mg/mL", "entry[0].concentration", "out of range"),
    ("2 mg/mL", "2", "entry[0].concentration", "has no unit"),
    ("0.35 mg/kg/h", "1.01 mg/kg/h", "entry[0].soft.dose_rate", "above the hard limit of 1 mg/kg/h"),
    ("\"25 mg/h", "\"101 mg/h", "entry[0].soft.mass_rate", "above the hard limit"),
    ("12.5 mL/h", "50.1 mL/h", "entry[0].soft.flow_rate", "above the hard limit"),
    ("200 mg", "401 mg", "entry[0].soft.session_mass", "above the hard limit"),
    ("2 mg/kg\"", "4.1 mg/kg\"", "entry[0].soft.session_mass_per_kg", "above the hard limit"),
    ("240 min", "301 min", "entry[0].soft.duration", "above the hard limit"),
    ("4 mg/kg\"", "4 mg\"", "entry[0].hard.session_mass_per_kg", "for example \"4 mg/kg\""),
    ("\"1 mg/kg/h", "\"10 mg/kg/h", "entry[0].hard.dose_rate", "to 5 mg/kg/h"),
    ("\"1 mg/kg/h", "\"0 mg/kg/h", "entry[0].hard.dose_rate", "out of range"),
    ("\"1 mg/kg/h", "\"1 mg/kg", "entry[0].hard.dose_rate", "has a unit that is not accepted"),
    ("100 mg/h", "1000 mg/h", "entry[0].hard.mass_rate", "out of range"),
    ("[entry.hard]", "[entry.hrad]", "entry[0].hard", "missing; expected a table [entry[0].hard]"),
    ("drug = ", "drugs = ", "entry[0].drug", "missing"),
    ("session_mass = \"400 mg\"", "", "entry[0].hard.session_mass", "missing"),
    ("session_mass = \"400 mg\"", "bolus = \"1 mg\"", "entry[0].hard.bolus", "unknown key"),
  ]

  @Test(arguments: faults.indices)
  func `SR-005, SR-006: a fault of the drug library is told by key with what was expected`(index: Int) throws {
    let fault = Self.faults[index]
    let fixture = try Fixture()
    try fixture.edit("drug-library.toml", fault.old, fault.new)
    let problems = fixture.problems()
    #expect(
      problems.contains { $0.hasPrefix("drug-library.toml: \(fault.place): ") && $0.contains(fault.says) }, "\(problems)")
  }

  @Test func `SR-006: a concentration above 2 mg/mL is accepted with a warning, up to 10 mg/mL`() throws {
    for concentration in ["2.1 mg/mL", "10 mg/mL", "0.4 mg/mL"] {
      let fixture = try Fixture()
      try fixture.edit("drug-library.toml", "2 mg/mL", concentration)
      let warnings = try fixture.load().warnings
      #expect(warnings.count == 1)
      #expect(warnings.first?.description.contains("entry[0].concentration: \(concentration) is unusual") == true)
    }
  }

  @Test func `SR-006: one drug at one concentration has one entry, and names differ`() throws {
    let fixture = try Fixture()
    try fixture.write("drug-library.toml", Fixture.library + Fixture.library)
    #expect(fixture.problems().map { $0.prefix(37) }.sorted().count == 2)
    try fixture.write("drug-library.toml", Fixture.library + Fixture.entry(name: "other", concentration: "1 mg/mL"))
    #expect(fixture.problems().isEmpty)
    try fixture.write("drug-library.toml", "")
    #expect(fixture.problems() == ["drug-library.toml: entry: missing; expected 1 to 256 tables [[entry]]"])
  }

  static let protocolFaults: [(old: String, new: String, place: String, says: String)] = [
    ("drug = \"ketamine-racemic\"", "drug = \"ketamine-s\"", "drug", "expected one of: ketamine-racemic (SR-005)"),
    ("drug = ", "concentration = \"1 mg/mL\"\ndrug = ", "concentration", "expected one of: 2 mg/mL"),
    ("\"HR\"", "\"RR\"", "required_signals[1]", "is not a signal"),
    ("\"HR\"", "\"SpO2\"", "required_signals[1]", "in the list already"),
    ("\"10 s\"", "\"10 s\"\nrecovery = \"0 s\"", "recovery", "out of range"),
    ("\"10 s\"", "\"10 s\"\nstep_up_spacing = 5", "step_up_spacing", "is an integer"),
    ("\"10 s\"", "\"10 s\"\nbaseline_spacing = \"5\"", "baseline_spacing", "unit"),
    ("[\"SpO2\", \"HR\"]", "[]", "required_signals", "is empty"),
    ("[\"SpO2\", \"HR\"]", "\"SpO2\"", "required_signals", "is a text"),
    ("\"10 s\"", "\"0 s\"", "resume_hold", "out of range"),
    ("\"0.3 mg/kg/h\"", "\"0 mg/kg/h\"", "steps[0].rate", "out of range"),
    ("\"0.3 mg/kg/h\"", "0.3", "steps[0].rate", "is a floating-point number"),
    ("\"80 s\"", "\"25 h\"", "steps[0].duration", "out of range"),
    ("duration = \"80 s\"", "durations = \"80 s\"", "steps[0].durations", "unknown key; expected one of: rate, duration"),
    ("[ { rate = \"0.3 mg/kg/h\", duration = \"80 s\" } ]", "[]", "steps", "has 0 elements; expected 1 to 8 steps"),
    ("[ { rate = \"0.3 mg/kg/h\", duration = \"80 s\" } ]", "[1]", "steps[0]", "is an integer"),
    ("name = \"demo\"", "name = \"a demo\"", "name", "is not a name"),
    ("title = \"Demonstration\"", "title = \"\"", "title", "empty"),
    ("simulation_only = true", "simulation_only = \"yes\"", "simulation_only", "expected true or false"),
    ("title", "titel", "titel", "unknown key"),
  ]

  @Test(arguments: protocolFaults.indices)
  func `a fault of a protocol is told by key with what was expected`(index: Int) throws {
    let fault = Self.protocolFaults[index]
    let fixture = try Fixture()
    try fixture.edit("protocols/demo.toml", fault.old, fault.new)
    let problems = fixture.problems()
    #expect(
      problems.contains { $0.hasPrefix("protocols/demo.toml: \(fault.place): ") && $0.contains(fault.says) }, "\(problems)")
  }

  @Test func `SR-044, SR-023: a protocol for patients requires all four signals and the times that keep a patient safe`() throws {
    let fixture = try Fixture()
    try fixture.edit("protocols/demo.toml", "simulation_only = true\n", "")
    let problems = fixture.problems()
    #expect(problems.count == 2)
    #expect(problems[0].contains("required_signals: a protocol for patients must require SpO2, HR, BP, sedation (SR-044)"))
    #expect(problems[0].contains("missing: BP, sedation."))
    #expect(problems[1].contains("resume_hold: 10 s is too short; expected at least 120 s"))
    try fixture.edit("protocols/demo.toml", "\"HR\"]", "\"HR\", \"BP\", \"sedation\"]")
    try fixture.edit("protocols/demo.toml", "\"10 s\"", "\"2 min\"")
    #expect(fixture.problems().isEmpty)
    let monitoring = try #require(try fixture.load().protocols.first).monitoring
    #expect([.oxygenSaturation, .heartRate, .bloodPressure, .sedation].allSatisfy(monitoring.requires))
    #expect(!monitoring.requires(.respiration), "only above this rate, and where the protocol says so")
    #expect(monitoring.recovery == .minutes(60), "80 s is a short infusion")
    #expect(monitoring.stepUpSpacing == .minutes(15))
    #expect(monitoring.baselineSpacing == .minutes(5))
    #expect(monitoring.respirationAbove == (try DoseRate(parsing: "0.35 mg/kg/h")))
  }

  static let shortTimes: [(key: String, value: String, least: String)] = [
    ("recovery", "59 min", "3600 s unless simulation_only = true (SR-034)"),
    ("step_up_spacing", "14 min", "900 s unless simulation_only = true (SR-009)"),
    ("baseline_spacing", "4 min", "300 s unless simulation_only = true (SR-059)"),
  ]

  @Test(arguments: shortTimes.indices)
  func `SR-009, SR-034, SR-059: only a simulation may shorten a time that keeps a patient safe`(index: Int) throws {
    let (key, value, least) = Self.shortTimes[index]
    let fixture = try Fixture()
    try fixture.edit("protocols/demo.toml", "title = ", "\(key) = \"\(value)\"\ntitle = ")
    #expect(fixture.problems().isEmpty)
    try fixture.edit("protocols/demo.toml", "simulation_only = true\n", "")
    #expect(fixture.problems().contains { $0.contains("\(key): ") && $0.contains(least) }, "\(fixture.problems())")
  }

  @Test func `SR-034: a long infusion is watched for two hours, one of 40 minutes for one`() throws {
    for (duration, recovery) in [("40 min", 60), ("41 min", 120), ("4 h", 120)] {
      let fixture = try Fixture()
      try fixture.edit("protocols/demo.toml", "duration = \"80 s\"", "duration = \"\(duration)\"")
      #expect(try fixture.load().protocols[0].monitoring.recovery == .minutes(Int64(recovery)))
    }
  }

  @Test func `SR-004, SR-005, SR-018: what an entry leaves out is the clinical default; soft is never above hard`() throws {
    let fixture = try Fixture()
    let entry = try fixture.load().drugLibrary.entries[0]
    #expect(entry.soft.stepUp == (try DoseRate(parsing: "0.1 mg/kg/h")))
    #expect(entry.hard.stepUp == (try DoseRate(parsing: "0.2 mg/kg/h")))
    #expect((entry.soft.sessionsPerFortnight, entry.hard.sessionsPerFortnight) == (10, 12))
    #expect(entry.hard.predictedConcentration == (try PlasmaConcentration(parsing: "640 ng/mL")))
    #expect(entry.secondPerson == SecondPersonThreshold())
    #expect(entry.softFloors == DoseFloors() && entry.hardFloors == DoseFloors())
    let keys = """
      [entry.second_person]
      dose_rate = "0.5 mg/kg/h"
      [entry.hard_floor]
      dose_rate = "0.02 mg/kg/h"
      [entry.soft_floor]
      duration = "30 min"

      """
    try fixture.write("drug-library.toml", Fixture.library + "\n" + keys)
    let other = try fixture.load().drugLibrary.entries[0]
    #expect(other.secondPerson.doseRate == (try DoseRate(parsing: "0.5 mg/kg/h")))
    #expect(other.hardFloors.doseRate == (try DoseRate(parsing: "0.02 mg/kg/h")))
    #expect(other.softFloors.duration == .minutes(30))
    try fixture.write("drug-library.toml", Fixture.library + "\n[entry.second_person]\ndose_rate = \"4.9 mg/kg/h\"\n")
    #expect(fixture.problems().contains { $0.contains("second_person") && $0.contains("never be asked for") })
    for (key, soft, hard) in [
      ("step_up", "\"0.3 mg/kg/h\"", "\"0.2 mg/kg/h\""), ("sessions_per_14_days", "13", "12"),
      ("predicted_concentration", "\"641 ng/mL\"", "\"640 ng/mL\""),
    ] {
      let library = Fixture.library.replacingOccurrences(of: "[entry.soft]", with: "[entry.soft]\n\(key) = \(soft)")
        .replacingOccurrences(of: "[entry.hard]", with: "[entry.hard]\n\(key) = \(hard)")
      try fixture.write("drug-library.toml", library)
      let problems = fixture.problems()
      #expect(problems.contains { $0.contains("\(key)") && $0.contains("above the hard limit") }, "\(problems)")
    }
  }

  @Test func `two protocols of one name are refused, a missing folder too, an empty one is warned of`() throws {
    let fixture = try Fixture()
    try fixture.write("protocols/other.toml", Fixture.demo)
    #expect(
      fixture.problems() == ["protocols/other.toml: name: \"demo\" is the name of another protocol; expected a name of its own"])
    try FileManager.default.removeItem(atPath: fixture.folder + "/protocols")
    #expect(fixture.problems().count == 1)
    #expect(fixture.problems().first?.contains("cannot be listed") == true)
    try FileManager.default.createDirectory(atPath: fixture.folder + "/protocols", withIntermediateDirectories: true)
    #expect(try fixture.load().warnings.count == 1)
  }
}
