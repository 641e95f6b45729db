import Controller
import Quantities
import Safety
import SplitMix
import Therapy

/// One session from the preparation of its order on, in virtual time: controller, pump, patient and nurse.
struct WardSession: ~Copyable {
  private var controller: Controller
  private var kept = TickOutput()
  private var input: TickInput
  private var pump: ObedientPump
  private var patient: SimulatedPatient
  private var nurse: Nurse
  private let order: Order
  private let session: SessionID
  private var made: UInt64 = 0
  private var nextReading: Instant
  private var newestBurst: UInt32 = 0

  /// What was counted from the start to the end of the infusion, pauses included.
  private(set) var infusion = LoadCount()
  /// What was counted after it.
  private(set) var recovery = LoadCount()
  /// How the infusion ended; nil before that.
  private(set) var end: PhaseCause?

  /// The session of one arm with this number; the same number is the same patient and the same nurse in every arm.
  init(_ arm: LoadArm, number: UInt64) {
    let start = Instant(nanoseconds: 100_000_000_000)
    var setup = ChannelSetup(
      resolution: FlowRate(microlitersPerHour: 100), fastest: FlowRate(microlitersPerHour: 200_000), isSimulated: true)
    setup.limits = arm.limits
    var seeds = SplitMix(seed: number)
    controller = Controller(setups: [setup], recoveries: [nil], lease: .seconds(5), startedAt: start)
    input = TickInput(now: start)
    pump = ObedientPump(at: start)
    patient = SimulatedPatient(seed: seeds.next(), isRestless: arm.isRestless)
    nurse = Nurse(seed: seeds.next())
    order = Self.outpatientOrder
    session = SessionID(number: number)
    nextReading = start
  }

  /// Runs to the end of the infusion, or on to the closing of the record; traps when a session takes longer than any can.
  mutating func run(throughRecovery: Bool) {
    var phase = SessionPhase.idle
    var steps = 0
    while phase != .closed, phase != .stopped, throughRecovery || phase != .recovering {
      steps += 1
      precondition(steps < 4_000_000, "a session that never ends: \(phase)")
      phase = step(isMoving(phase) ? .milliseconds(20) : .milliseconds(480), phase)
    }
  }

  /// What lasts for parts of a second is looked at as often as the daemon does; the rest with steps that are not yet late.
  private func isMoving(_ phase: SessionPhase) -> Bool {
    phase == .awaitingJournal || phase == .starting || phase == .pausing || phase == .stopping
  }

  /// Makes one control step and returns the phase after it.
  private mutating func step(_ time: Interval, _ before: SessionPhase) -> SessionPhase {
    input.now = input.now + time
    pump.advance(to: input.now)
    input.channels[0].pump = pump.observation
    if input.now >= nextReading {
      nextReading = nextReading + .seconds(1)
      input.channels[0].monitor.connected = true
      input.channels[0].monitor.vitals = patient.reading(at: input.now)
      let view = controller.view(of: 0, at: input.now)
      if let command = nurse.act(view, &patient, order: order, session: session) { input.commands.append(command) }
    }
    input.machine.selfTestedAt = input.now
    input.durableThrough = made
    controller.step(input, into: &kept)
    let output = kept
    input.commands.removeAll()
    made += UInt64(output.records.count)
    pump.take(output.orders[0])
    let number = output.signal.burst?.number ?? 0
    count(output, after: time, isNewBurst: number != newestBurst, before)
    newestBurst = number
    return phase(after: output, before)
  }

  private mutating func count(_ output: TickOutput, after time: Interval, isNewBurst: Bool, _ phase: SessionPhase) {
    switch phase {
    case .idle, .closed, .prepared, .awaitingApproval, .awaitingSecondPerson: return
    case .awaitingJournal, .starting, .infusing, .reduced, .pausing, .paused, .stopping, .stopped, .linkLost, .manual,
      .interrupted:
      infusion.take(output, after: time, isNewBurst: isNewBurst)
    case .recovering, .completed: recovery.take(output, after: time, isNewBurst: isNewBurst)
    }
  }

  private mutating func phase(after output: TickOutput, _ before: SessionPhase) -> SessionPhase {
    var phase = before
    for index in 0..<output.records.count {
      guard case .phase(_, let next, let cause) = output.records[index].event else { continue }
      phase = next
      if next == .stopping { end = cause }
    }
    return phase
  }

  /// The order of examples/protocols/crps-outpatient.toml for a patient of 70 kg at 1 mg/mL: 10.5, 17.5 and 24.5 mL/h, with the
  /// two hold points, and with respiration and distress watched too.
  private static var outpatientOrder: Order {
    let rates: [(rate: Int64, minutes: Int64)] = [(10_500, 30), (17_500, 30), (24_500, 180)]
    let steps = rates.map { ProgramStep(rate: FlowRate(microlitersPerHour: $0.rate), duration: .minutes($0.minutes)) }
    func ceilings(dose: Int64, mass: Int64, session: Int64, perKilogram: Int64, minutes: Int64, step: Int64) -> DoseCeilings {
      DoseCeilings(
        doseRate: DoseRate(picogramsPerKilogramPerHour: dose), massRate: MassRate(nanogramsPerHour: mass),
        flowRate: FlowRate(microlitersPerHour: mass / 1_000), sessionMass: Mass(nanograms: session),
        sessionMassPerKilogram: Mass(nanograms: perKilogram), duration: .minutes(minutes),
        stepUp: DoseRate(picogramsPerKilogramPerHour: step))
    }
    guard let name = Label("alarm-load"), let patient = Patient(code: name, weight: BodyMass(grams: 70_000)),
      let plan = TherapyProgram(steps: steps, total: Volume(nanoliters: 1)),
      let program = TherapyProgram(steps: steps, total: plan.plannedVolume)
    else { preconditionFailure("the order is well formed") }
    let drug = DrugEntry(
      name: name, drug: name, concentration: Concentration(nanogramsPerMilliliter: 1_000_000),
      soft: ceilings(
        dose: 350_000_000, mass: 25_000_000, session: 200_000_000, perKilogram: 2_000_000, minutes: 240, step: 100_000_000),
      hard: ceilings(
        dose: 1_000_000_000, mass: 100_000_000, session: 400_000_000, perKilogram: 4_000_000, minutes: 300, step: 200_000_000),
      simulationOnly: true)
    let monitoring = MonitoringRules(
      required: [.oxygenSaturation, .heartRate, .respiration, .bloodPressure, .sedation, .distress], resumeHold: .minutes(2))
    return Order(
      patient: patient, drug: drug, protocolName: name, program: program, monitoring: monitoring, simulationOnly: true)
  }
}
