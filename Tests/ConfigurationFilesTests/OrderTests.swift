import ConfigurationFiles
import Foundation
import Quantities
import Testing
import Therapy

@Suite struct OrderTests {
  let resolution = FlowRate(nanolitersPerHour: 100_000)

  private func request(_ configuration: Configuration, weight: String = "70 kg", code: String = "P-1") throws -> OrderRequest {
    OrderRequest(
      infusionProtocol: try #require(configuration.infusionProtocol(named: "demo")), patientCode: code,
      weight: try BodyMass(parsing: weight))
  }

  private func refusal(_ request: OrderRequest, _ configuration: Configuration) -> OrderRefusal? {
    do throws(OrderRefusal) {
      _ = try request.order(from: configuration.drugLibrary, resolution: resolution)
      return nil
    } catch {
      #expect(!error.sentence.isEmpty)
      return error
    }
  }

  @Test func `an order is the protocol for this patient, its total what the steps deliver`() throws {
    let configuration = try Fixture().load()
    let order = try request(configuration).order(from: configuration.drugLibrary, resolution: resolution)
    // 0.3 mg/kg/h x 70 kg = 21 mg/h; at 2 mg/mL 10.5 mL/h.
    #expect(order.program.step(at: 0).rate == FlowRate(nanolitersPerHour: 10_500_000))
    #expect(order.program.duration == .seconds(80))
    #expect(order.program.total == Volume(nanoliters: 10_500_000 * 80 / 3_600))
    #expect(order.program.total == order.program.plannedVolume)
    #expect(order.protocolName == Label("demo"))
    #expect(order.drug.name == Label("ketamine-racemic-2"))
    #expect(order.monitoring.requires(.oxygenSaturation) && order.monitoring.requires(.heartRate))
    #expect(order.monitoring.resumeHold == .seconds(10))
    #expect(order.simulationOnly)
  }

  @Test("SR-016: rates are rounded down to the pump's resolution, never up")
  func rounding() throws {
    let configuration = try Fixture().load()
    for grams in stride(from: Int64(30_000), through: 250_000, by: 777) {
      var asked = try request(configuration)
      asked.weight = BodyMass(grams: grams)
      let order = try asked.order(from: configuration.drugLibrary, resolution: resolution)
      let flow = order.program.step(at: 0).rate
      let exact = scaledDown(300_000_000, times: grams, over: 2_000_000)
      #expect(flow.nanolitersPerHour % 100_000 == 0)
      #expect(flow.nanolitersPerHour <= exact && exact - flow.nanolitersPerHour < 100_000)
    }
  }

  @Test(arguments: ["0.3 mg/kg/h", "5 ug/kg/min", "21 mg/h", "10.5 mL/h"])
  func `a rate may be given by weight, by mass or as flow`(text: String) throws {
    let configuration = try Fixture().load()
    var asked = try request(configuration)
    asked.rate = try RequestedRate(parsing: text)
    asked.duration = .minutes(10)
    let order = try asked.order(from: configuration.drugLibrary, resolution: resolution)
    #expect(order.program.step(at: 0) == ProgramStep(rate: FlowRate(nanolitersPerHour: 10_500_000), duration: .minutes(10)))
  }

  @Test(arguments: ["", "5", "1,5 mL/h", "-5 mL/h", ".5 mg/h", "5. mg/h", "NaN mg/h", "5 mL", "1e3 mL/h", "5 mg/kg/min"])
  func `SR-014: a rate that is not number and unit is refused with every unit named`(text: String) {
    let error = #expect(throws: RateFault.self) { try RequestedRate(parsing: text) }
    for unit in ["mg/kg/h", "ug/kg/min", "mg/h", "mL/h"] { #expect(error?.sentence.contains(unit) == true) }
  }

  @Test(arguments: [("29.999 kg", false), ("30 kg", true), ("250 kg", true), ("250.001 kg", false), ("0 kg", false)])
  func `SR-008: a weight outside 30 kg to 250 kg is refused`(weight: String, isAccepted: Bool) throws {
    let configuration = try Fixture().load()
    let refusal = refusal(try request(configuration, weight: weight), configuration)
    #expect((refusal == nil) == isAccepted)
    #expect(isAccepted || refusal?.code == "weight-out-of-range")
  }

  @Test func `a code that is no label is refused`() throws {
    let configuration = try Fixture().load()
    for code in ["", "Jane Doe", String(repeating: "x", count: 33)] {
      #expect(refusal(try request(configuration, code: code), configuration)?.code == "bad-patient-code")
    }
  }

  @Test func `SR-006: among several concentrations none is guessed`() throws {
    let fixture = try Fixture()
    try fixture.write("drug-library.toml", Fixture.library + Fixture.entry(name: "k1", concentration: "1 mg/mL"))
    let configuration = try fixture.load()
    var asked = try request(configuration)
    #expect(refusal(asked, configuration)?.code == "concentration-needed")
    asked.concentration = try Concentration(parsing: "1 mg/mL")
    let order = try asked.order(from: configuration.drugLibrary, resolution: resolution)
    #expect(order.drug.name == Label("k1"))
    #expect(order.program.step(at: 0).rate == FlowRate(nanolitersPerHour: 21_000_000))
    asked.concentration = try Concentration(parsing: "1.5 mg/mL")
    #expect(refusal(asked, configuration)?.code == "unknown-concentration")
    try fixture.edit("protocols/demo.toml", "drug = ", "concentration = \"1 mg/mL\"\ndrug = ")
    let named = try fixture.load()
    #expect(refusal(try request(named), named) == nil)
  }

  @Test func `a rate or duration that cannot be is refused, not trapped on`() throws {
    let configuration = try Fixture().load()
    var asked = try request(configuration)
    for text in ["9000000 mg/kg/h", "9000000000 mg/h", "9000000000 mL/h", "101000 mL/h"] {
      asked.rate = try RequestedRate(parsing: text)
      #expect(refusal(asked, configuration) == nil, "the limits are the controller's; here nothing overflows")
    }
    for text in ["0 mL/h", "0.09 mL/h", "0.000001 mg/kg/h", "0.1 mg/h"] {
      asked.rate = try RequestedRate(parsing: text)
      #expect(refusal(asked, configuration) == .rateTooLow(resolution))
    }
    asked.rate = nil
    for duration in [Interval.zero, .seconds(86_401), Interval(nanoseconds: .max)] {
      asked.duration = duration
      #expect(refusal(asked, configuration) == .duration(duration))
    }
    asked.duration = Interval(nanoseconds: 1)
    #expect(refusal(asked, configuration) == .nothingPlanned)
  }

  static let recoveries: [(planned: String, recovery: String?, ordered: Interval?, watched: Interval)] = [
    ("40 min", nil, nil, .minutes(60)), ("40 min", nil, .minutes(40), .minutes(60)),
    ("40 min", nil, .minutes(41), .minutes(120)), ("40 min", nil, .minutes(240), .minutes(120)),
    ("40 min", "90 min", .minutes(41), .minutes(120)), ("40 min", "3 h", .minutes(41), .minutes(180)),
    ("4 h", nil, .minutes(30), .minutes(120)),
  ]

  @Test(arguments: recoveries.indices)
  func `SR-034: an order that lasts longer than its protocol is watched as long as it asks for`(index: Int) throws {
    let (planned, recovery, ordered, watched) = Self.recoveries[index]
    let fixture = try Fixture()
    try fixture.edit("protocols/demo.toml", "simulation_only = true\n", recovery.map { "recovery = \"\($0)\"\n" } ?? "")
    try fixture.edit("protocols/demo.toml", "\"HR\"]", "\"HR\", \"BP\", \"sedation\"]")
    try fixture.edit("protocols/demo.toml", "\"10 s\"", "\"2 min\"")
    try fixture.edit("protocols/demo.toml", "\"80 s\"", "\"\(planned)\"")
    let configuration = try fixture.load()
    var asked = try request(configuration)
    asked.duration = ordered
    let order = try asked.order(from: configuration.drugLibrary, resolution: resolution)
    #expect(order.monitoring.recovery == watched)
    let required = RequiredSignal.allCases.filter(order.monitoring.requires)
    #expect(required == [.oxygenSaturation, .heartRate, .bloodPressure, .sedation], "and the other rules stay as they are")
    #expect(order.monitoring.resumeHold == .minutes(2))
  }

  @Test func `SR-034: a simulation keeps the short recovery of its protocol, however long the order lasts`() throws {
    let fixture = try Fixture()
    try fixture.edit("protocols/demo.toml", "title = ", "recovery = \"5 s\"\ntitle = ")
    let configuration = try fixture.load()
    var asked = try request(configuration)
    asked.duration = .minutes(240)
    #expect(try asked.order(from: configuration.drugLibrary, resolution: resolution).monitoring.recovery == .seconds(5))
  }

  @Test func `one rate cannot replace several steps`() throws {
    let fixture = try Fixture()
    try fixture.edit("protocols/demo.toml", "steps = [", "steps = [ { rate = \"0.1 mg/kg/h\", duration = \"60 s\" },")
    let configuration = try fixture.load()
    var asked = try request(configuration)
    #expect(refusal(asked, configuration) == nil)
    let order = try asked.order(from: configuration.drugLibrary, resolution: resolution)
    #expect(order.program.stepCount == 2)
    #expect(order.program.duration == .seconds(140))
    asked.rate = .flow(resolution)
    #expect(refusal(asked, configuration) == .severalSteps(2))
  }
}
