public import Quantities
import Therapy

/// A situation whose right judgement is known: the self-test puts it to `adjudicate` and compares (SR-083, SR-084).
///
/// The answers are those of the clinical defaults and of the requirements, not of the code. Each situation is an infusion of
/// ketamine 2 mg/mL at 10 mL/h into a patient of 70 kg, with one thing wrong.
public enum KnownAnswer: UInt8, CaseIterable, Sendable {
  /// All is well: exactly what was requested is permitted.
  case allIsWell
  /// SpO2 of 80 % for 6 s pauses (SR-041).
  case lowSaturation
  /// A rate above the hard limit is held at it (SR-001).
  case aboveHardLimit
  /// A required signal that never came pauses (SR-045).
  case noSignal
  /// A pump that was not heard for 10 s pauses (SR-061).
  case silentPump
  /// A pump that gives a bolus pauses (SR-013).
  case bolus
  /// A predicted 641 ng/mL pauses (SR-055).
  case highPrediction

  /// A judgement, as far as it is compared.
  public struct Answer: Hashable, Sendable {
    /// What is demanded.
    public var response: Response
    /// By whom; nil where all is well.
    public var cause: Interlock?
    /// The permitted rate; zero without a permit.
    public var rate: FlowRate

    /// An answer with every field given.
    public init(response: Response, cause: Interlock?, rate: FlowRate) {
      self.response = response
      self.cause = cause
      self.rate = rate
    }
  }

  /// What is put to the test: a judge of situations that come one after the other.
  public typealias Judge = (Situation, inout InterlockMemories) -> Answer

  /// The first situation that `judge` answers otherwise than is known; nil when it knows them all.
  public static func firstWrong(_ judge: Judge = KnownAnswer.adjudicated) -> KnownAnswer? {
    allCases.first { $0.answer(judge) != $0.right }
  }

  /// What `adjudicate` answers.
  public static func adjudicated(_ situation: Situation, _ memories: inout InterlockMemories) -> Answer {
    var verdict = adjudicate(situation, memories: &memories)
    let (response, cause) = (verdict.response, verdict.cause)
    guard let permit = verdict.takePermit() else { return Answer(response: response, cause: cause, rate: .zero) }
    return Answer(response: response, cause: cause, rate: permit.rate)
  }

  /// What was asked, for people.
  public var sentence: String {
    switch self {
    case .allIsWell: "the rate that was asked for while all is well"
    case .lowSaturation: "a pause at an SpO2 of 80 % for 6 s"
    case .aboveHardLimit: "the hard limit for a rate above it"
    case .noSignal: "a pause without a signal of the patient"
    case .silentPump: "a pause when the pump was not heard for 10 s"
    case .bolus: "a pause when the pump gives a bolus"
    case .highPrediction: "a pause at a predicted 641 ng/mL"
    }
  }

  /// The answer that is known.
  var right: Answer {
    switch self {
    case .allIsWell: Answer(response: .proceed, cause: nil, rate: Self.rate)
    case .lowSaturation: Answer(response: .pause, cause: .oxygenSaturation, rate: .zero)
    // 1 mg/kg/h for 70 kg is 70 mg/h, at 2 mg/mL 35 mL/h.
    case .aboveHardLimit: Answer(response: .limitRate, cause: .doseRateLimit, rate: FlowRate(microlitersPerHour: 35_000))
    case .noSignal: Answer(response: .pause, cause: .staleSignal, rate: .zero)
    case .silentPump: Answer(response: .pause, cause: .pumpLink, rate: .zero)
    case .bolus: Answer(response: .pause, cause: .pumpMode, rate: .zero)
    case .highPrediction: Answer(response: .pause, cause: .predictedConcentration, rate: .zero)
    }
  }

  private static var rate: FlowRate { FlowRate(microlitersPerHour: 10_000) }

  /// What `judge` says in the end of the seconds that this situation lasts.
  private func answer(_ judge: Judge) -> Answer {
    guard let order = Self.order else { preconditionFailure("the order of the self-test is one") }
    var memories = InterlockMemories()
    var now = Instant(nanoseconds: 1_000_000_000_000)
    var answer = judge(situation(under: order, at: now), &memories)
    let end = now + .seconds(6)
    while now < end {
      now = now + .milliseconds(200)
      answer = judge(situation(under: order, at: now), &memories)
    }
    return answer
  }

  private func situation(under order: Order, at now: Instant) -> Situation {
    var situation = Situation(now: now, lease: .seconds(5), pumpResolution: FlowRate(microlitersPerHour: 100))
    situation.order = OrderTerms(order)
    situation.requested = Self.rate
    situation.ordered = Self.rate
    situation.orderedSince = Instant(nanoseconds: 900_000_000_000)
    situation.orderSequence = 1
    situation.controlGap = .milliseconds(20)
    situation.machine.selfTestedAt = now
    situation.pump.link = .up
    situation.pump.orderSequence = 1
    situation.pump.receipt = .applied(Self.rate)
    var (saturation, heardAt, state) = (Int32(98), now, PumpState.infusing)
    switch self {
    case .allIsWell, .noSignal: break
    case .lowSaturation: saturation = 80
    case .aboveHardLimit: situation.requested = FlowRate(microlitersPerHour: 40_000)
    case .silentPump: heardAt = Instant(nanoseconds: now.nanoseconds - 10_000_000_000)
    case .bolus: state = .bolus
    case .highPrediction: situation.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: 641_000)
    }
    situation.pump.report = Self.report(state, at: heardAt)
    guard self != .noSignal else { return situation }
    for (signal, value) in [(VitalSignal.oxygenSaturation, saturation), (.heartRate, 75)] {
      situation.vitals[signal] = VitalReading(signal, value: value, quality: .good, receivedAt: now)
      situation.lastGood[Int(signal.rawValue)] = now
    }
    return situation
  }

  private static func report(_ state: PumpState, at instant: Instant) -> PumpReport {
    PumpReport(
      state: state, isRemotelyOwned: true, rate: rate, infused: .zero, infusedResolution: Volume(microliters: 1),
      vtbiRemaining: nil, liveAlarms: [], latchedAlarms: [], watchdogRemaining: .seconds(8), serialNumber: 1,
      readBegan: instant, readEnded: instant)
  }

  private static var order: Order? {
    let hard = DoseCeilings(
      doseRate: DoseRate(picogramsPerKilogramPerHour: 1_000_000_000), massRate: MassRate(nanogramsPerHour: 100_000_000),
      flowRate: FlowRate(microlitersPerHour: 60_000), sessionMass: Mass(nanograms: 400_000_000),
      sessionMassPerKilogram: Mass(nanograms: 4_000_000), duration: .minutes(300))
    let step = ProgramStep(rate: rate, duration: .minutes(240))
    guard let name = Label("self-test"), let patient = Patient(code: name, weight: BodyMass(grams: 70_000)),
      let program = TherapyProgram(steps: [step], total: Volume(microliters: 40_000))
    else { return nil }
    return Order(
      patient: patient,
      drug: DrugEntry(
        name: name, drug: name, concentration: Concentration(nanogramsPerMilliliter: 2_000_000), soft: hard, hard: hard,
        simulationOnly: false),
      protocolName: name, program: program,
      monitoring: MonitoringRules(required: [.oxygenSaturation, .heartRate], resumeHold: .minutes(2)), simulationOnly: false)
  }
}
