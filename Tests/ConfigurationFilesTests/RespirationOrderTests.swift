import ConfigurationFiles
import Controller
import Quantities
import Testing
import Therapy

/// Protocols that require what a monitor of respiration measures, and scores that persons enter.
@Suite struct RespirationOrderTests {
  /// A patient's protocol that requires these signals, at this rate.
  private func fixture(_ signals: [String], rate: String) throws -> Fixture {
    let fixture = try Fixture()
    try fixture.edit("protocols/demo.toml", "simulation_only = true\n", "")
    let list = signals.map { "\"\($0)\"" }.joined(separator: ", ")
    try fixture.edit("protocols/demo.toml", "[\"SpO2\", \"HR\"]", "[\(list)]")
    try fixture.edit("protocols/demo.toml", "\"10 s\"", "\"2 min\"")
    try fixture.edit("protocols/demo.toml", "\"0.3 mg/kg/h\"", "\"\(rate)\"")
    return fixture
  }

  private static let least = ["SpO2", "HR", "BP", "sedation"]

  /// What the controller answers to the order that a protocol makes, on a channel whose pump is at rest.
  private func outcome(_ fixture: Fixture) throws -> CommandOutcome? {
    let configuration = try fixture.load()
    let asked = OrderRequest(
      infusionProtocol: try #require(configuration.infusionProtocol(named: "demo")), patientCode: "P-1",
      weight: try BodyMass(parsing: "70 kg"))
    let setup = configuration.setups[0]
    let order = try asked.order(from: configuration.drugLibrary, resolution: setup.resolution)
    let now = Instant(nanoseconds: 1_000_000_000)
    var controller = Controller(setups: [setup], recoveries: [nil], lease: .seconds(5), startedAt: now)
    var input = TickInput(now: now)
    input.channels[0].pump.link = .up
    input.channels[0].pump.report = PumpReport(
      state: .idle, isRemotelyOwned: true, rate: .zero, infused: .zero, infusedResolution: Volume(nanoliters: 1_000),
      vtbiRemaining: nil, liveAlarms: [], latchedAlarms: [], watchdogRemaining: .seconds(5), serialNumber: 1001, readBegan: now,
      readEnded: now)
    input.commands.append(
      OperatorCommand(
        id: CommandID(high: 0, low: 1), channel: 0, user: UserID(number: 1),
        action: .prepare(order, session: SessionID(number: 1), token: Token(bits: 1)), takenAt: now))
    let output = controller.step(input)
    return output.replies.count == 1 ? output.replies[0].outcome : nil
  }

  @Test func `SR-044: above 0.35 mg/kg/h an order is read back only where its protocol requires respiration`() throws {
    let limit = try DoseRate(parsing: "0.35 mg/kg/h")
    for (signals, rate, isReadBack) in [
      (Self.least, "0.35 mg/kg/h", true), (Self.least, "0.36 mg/kg/h", false),
      (Self.least + ["respiration"], "0.36 mg/kg/h", true),
      (Self.least + ["distress", "nausea"], "0.36 mg/kg/h", false),
    ] {
      let outcome = try outcome(try fixture(signals, rate: rate))
      guard case .readBack = outcome else {
        #expect(outcome == .refused(.respirationNotWatched(limit)) && !isReadBack, "\(signals) at \(rate)")
        continue
      }
      #expect(isReadBack, "\(signals) at \(rate)")
    }
  }

  @Test(arguments: RequiredSignal.allCases)
  func `SR-044: each signal may be required by its name, and the order requires it`(signal: RequiredSignal) throws {
    let names = Self.least.contains(signal.name) ? Self.least : Self.least + [signal.name]
    let configuration = try fixture(names, rate: "0.3 mg/kg/h").load()
    #expect(configuration.protocols[0].monitoring.requires(signal))
    let others = RequiredSignal.allCases.filter { !names.contains($0.name) }
    #expect(!others.contains(where: configuration.protocols[0].monitoring.requires))
  }

  @Test(arguments: least)
  func `SR-044: respiration takes the place of none of the four signals that every patient's protocol requires`(name: String)
    throws
  {
    let names = Self.least.filter { $0 != name } + ["respiration", "distress", "nausea"]
    let problems = try fixture(names, rate: "0.3 mg/kg/h").problems()
    #expect(problems.count == 1)
    #expect(problems.first?.contains("must require SpO2, HR, BP, sedation (SR-044); missing: \(name).") == true)
  }
}
