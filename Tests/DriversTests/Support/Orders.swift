import Quantities
import Safety
import Testing
import Therapy

/// An order to run, made the only way there is: by `adjudicate` in a situation in which nothing objects.
func runOrder(
  _ rate: FlowRate, sequence: UInt64, at now: Instant, begins: Bool = true, lease: Interval = .seconds(5)
) -> PumpOrder {
  var situation = Situation(now: now, lease: lease, pumpResolution: FlowRate(microlitersPerHour: 1))
  situation.order = OrderTerms(sampleOrder())
  situation.requested = rate
  situation.ordered = rate
  situation.orderedSince = now
  situation.vitals.oxygenSaturation = VitalReading(.oxygenSaturation, value: 98, quality: .good, receivedAt: now)
  situation.vitals.heartRate = VitalReading(.heartRate, value: 70, quality: .good, receivedAt: now)
  situation.lastGood = InlineArray(repeating: now)
  situation.pump.link = .up
  situation.pump.report = PumpReport(
    state: .idle, isRemotelyOwned: true, rate: .zero, infused: .zero, infusedResolution: Volume(microliters: 1),
    vtbiRemaining: nil, liveAlarms: [], latchedAlarms: [], watchdogRemaining: .seconds(10), serialNumber: 1,
    readBegan: now, readEnded: now)
  var memories = InterlockMemories()
  var verdict = adjudicate(situation, memories: &memories)
  guard let permit = verdict.takePermit() else { preconditionFailure("no permit: \(String(describing: verdict.cause))") }
  precondition(permit.rate == rate)
  return permit.redeem(sequence: sequence, begins: begins)
}

/// An order of 50 mL at 2 mg/mL for 100 kg with wide limits.
private func sampleOrder() -> Order {
  let ceilings = DoseCeilings(
    doseRate: DoseRate(picogramsPerKilogramPerHour: 1_000_000_000), massRate: MassRate(nanogramsPerHour: 100_000_000),
    flowRate: FlowRate(microlitersPerHour: 100_000), sessionMass: Mass(nanograms: 400_000_000),
    sessionMassPerKilogram: Mass(nanograms: 4_000_000), duration: .seconds(300 * 60))
  let label = { (text: String) in sure(Label(text)) }
  let step = ProgramStep(rate: FlowRate(microlitersPerHour: 10_000), duration: .hour)
  return Order(
    patient: sure(Patient(code: label("P1"), weight: BodyMass(grams: 100_000))),
    drug: DrugEntry(
      name: label("drug"), drug: label("drug"), concentration: Concentration(nanogramsPerMilliliter: 2_000_000),
      soft: ceilings, hard: ceilings, simulationOnly: true),
    protocolName: label("demo"), program: sure(TherapyProgram(steps: [step], total: Volume(microliters: 50_000))),
    monitoring: MonitoringRules(required: [.oxygenSaturation, .heartRate], resumeHold: .seconds(5)),
    simulationOnly: true)
}

/// A value that the fixture knows to exist.
private func sure<Value>(_ value: Value?) -> Value {
  guard let value else { preconditionFailure("the fixture is wrong") }
  return value
}

/// A seeded sequence of numbers (SplitMix64), so that a failure can be run again.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  /// True in `percent` of a hundred cases.
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}
