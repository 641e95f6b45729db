import Quantities
import Testing
import Therapy

@Suite struct DrugLibraryTests {
  private let hard = DoseCeilings(
    doseRate: try! DoseRate(parsing: "1 mg/kg/h"), massRate: try! MassRate(parsing: "100 mg/h"),
    flowRate: try! FlowRate(parsing: "60 mL/h"), sessionMass: try! Mass(parsing: "400 mg"),
    sessionMassPerKilogram: try! Mass(parsing: "4 mg"), duration: .minutes(300))
  private let twoPerMilliliter = try! Concentration(parsing: "2 mg/mL")

  @Test("SR-002: the session's ceiling is the lower of mg and mg/kg")
  func sessionMass() throws {
    #expect(hard.sessionMass(for: BodyMass(grams: 70_000)) == (try Mass(parsing: "280 mg")))
    #expect(hard.sessionMass(for: BodyMass(grams: 100_000)) == (try Mass(parsing: "400 mg")))
    #expect(hard.sessionMass(for: BodyMass(grams: 130_000)) == (try Mass(parsing: "400 mg")))
  }

  @Test("SR-001: the fastest flow is that of the lowest of the three rate ceilings")
  func fastestFlow() throws {
    #expect(hard.fastestFlow(for: BodyMass(grams: 70_000), at: twoPerMilliliter) == (try FlowRate(parsing: "35 mL/h")))
    #expect(hard.fastestFlow(for: BodyMass(grams: 110_000), at: twoPerMilliliter) == (try FlowRate(parsing: "50 mL/h")))
    let thin = try Concentration(parsing: "0.5 mg/mL")
    #expect(hard.fastestFlow(for: BodyMass(grams: 70_000), at: thin) == (try FlowRate(parsing: "60 mL/h")))
  }

  @Test("SR-001: no weight and no concentration gets past any of the ceilings")
  func neverAbove() {
    for grams in stride(from: Int64(30_000), through: 250_000, by: 1_777) {
      for concentration in stride(from: Int64(200_000), through: 10_000_000, by: 333_333) {
        let weight = BodyMass(grams: grams)
        let fluid = Concentration(nanogramsPerMilliliter: concentration)
        let flow = hard.fastestFlow(for: weight, at: fluid)
        #expect(flow <= hard.flowRate)
        #expect(flow.massRate(at: fluid) <= hard.massRate)
        #expect(flow.massRate(at: fluid).doseRate(for: weight) <= hard.doseRate)
      }
    }
  }

  @Test("an order tells its mass and the dose of a flow, rounded down")
  func order() throws {
    let name = try #require(Label("ketamine-racemic-2"))
    let patient = try #require(Patient(code: name, weight: BodyMass(grams: 70_000)))
    let drug = DrugEntry(
      name: name, drug: name, concentration: twoPerMilliliter, soft: hard, hard: hard, simulationOnly: false)
    let step = ProgramStep(rate: try FlowRate(parsing: "12.25 mL/h"), duration: .seconds(14_400))
    let program = try #require(TherapyProgram(steps: [step], total: try Volume(parsing: "49 mL")))
    let order = Order(
      patient: patient, drug: drug, protocolName: name, program: program,
      monitoring: MonitoringRules(required: [.heartRate], resumeHold: .seconds(120)), simulationOnly: false)
    #expect(order.totalMass == (try Mass(parsing: "98 mg")))
    #expect(order.doseRate(of: try FlowRate(parsing: "12.25 mL/h")) == (try DoseRate(parsing: "0.35 mg/kg/h")))
  }

  @Test("rules require what they name and nothing else")
  func monitoring() {
    for bits in 0..<128 {
      let required = RequiredSignal.allCases.filter { bits & 1 << $0.rawValue != 0 }
      let rules = MonitoringRules(required: required, resumeHold: .zero)
      for signal in RequiredSignal.allCases { #expect(rules.requires(signal) == required.contains(signal)) }
    }
    #expect(VitalSignal.allCases.map(\.asRequired) == [.oxygenSaturation, .heartRate, .respiration, .respiration])
    #expect(VitalSignal.allCases.count == VitalSignal.count)
  }

  @Test("SR-009, SR-034, SR-059: times that a protocol does not give are the clinical defaults")
  func monitoringDefaults() {
    let rules = MonitoringRules(required: [.bloodPressure], resumeHold: .seconds(120))
    #expect(rules.recovery == .minutes(120))
    #expect(rules.stepUpSpacing == .minutes(15))
    #expect(rules.baselineSpacing == .minutes(5))
    #expect(rules.respirationAbove == nil)
  }

  @Test("SR-004, SR-009, SR-018, SR-055: limits that nobody gave are the hard clinical defaults")
  func limitDefaults() throws {
    let limits = DoseCeilings(
      doseRate: .zero, massRate: .zero, flowRate: .zero, sessionMass: .zero, sessionMassPerKilogram: .zero, duration: .zero)
    #expect(try limits.stepUp == DoseRate(parsing: "0.2 mg/kg/h"))
    #expect(limits.sessionsPerFortnight == 12)
    #expect(try limits.predictedConcentration == PlasmaConcentration(parsing: "640 ng/mL"))
    #expect(try SecondPersonThreshold().doseRate == DoseRate(parsing: "0.7 mg/kg/h"))
    #expect(try SecondPersonThreshold().predictedConcentration == PlasmaConcentration(parsing: "400 ng/mL"))
  }
}
