import Quantities
import Safety
import Therapy

/// The program's judgement at one moment.
struct Answer: Equatable {
  var level: Level
  /// The rate that is permitted, and the one that was asked for.
  var rate: FlowRate
  var requested: FlowRate
  /// What each interlock demanded.
  var levels = [Level](repeating: .none, count: Interlock.count)
  var priorities = [AlarmPriority?](repeating: nil, count: Interlock.count)
  var startBlockers: Set<Int> = []

  /// The most that any of `interlocks` demanded.
  func of(_ interlocks: [Interlock]) -> Level { interlocks.map { levels[Int($0.rawValue)] }.max()! }

  /// The highest priority of an alarm of any of `interlocks`.
  func priority(of interlocks: [Interlock]) -> AlarmPriority? { interlocks.compactMap { priorities[Int($0.rawValue)] }.max() }
}

/// One patient, well and watched, with a pump that does as ordered, until a story changes something.
struct Bench {
  private static let beginning: Int64 = 1_000_000_000_000_000
  var situation: Situation
  var memories = InterlockMemories()
  private var samples: [(VitalSignal, Sample)]
  private var secondSamples: [(VitalSignal, Sample)] = []
  /// What the shell tells, where that changes by itself from step to step.
  var running = RunningFacts()
  private var pumpAnswers = true

  static func instant(_ moment: Moment) -> Instant { Instant(nanoseconds: beginning + moment * 1_000_000) }

  static let healthy: [String: Int32] = ["SpO2": 98, "HR": 75, "RR": 14, "EtCO2": 38]

  /// A patient whose infusion `began`, with everything of `required` watched; without `observed` nobody has looked yet, and of
  /// `unfitted` no monitor sends anything.
  init(
    began: Moment = 0, required: [RequiredSignal] = RequiredSignal.allCases, observed: Bool = true,
    unfitted: VitalSignal? = nil
  ) {
    situation = Situation(
      now: Bench.instant(0), lease: .seconds(5), pumpResolution: FlowRate(microlitersPerHour: 100))
    let rate = FlowRate(microlitersPerHour: 10_000)
    situation.order = OrderTerms(Bench.order(required: required))
    situation.requested = rate
    situation.ordered = rate
    situation.orderedSince = Bench.instant(began - 60_000)
    situation.orderSequence = 3
    situation.pump.link = .up
    situation.pump.orderSequence = 3
    situation.pump.receipt = .applied(rate)
    situation.pump.report = PumpReport(
      state: .infusing, isRemotelyOwned: true, rate: rate, infused: .zero, infusedResolution: Volume(microliters: 1),
      vtbiRemaining: nil, liveAlarms: [], latchedAlarms: [], watchdogRemaining: .seconds(8), serialNumber: 1,
      readBegan: Bench.instant(0), readEnded: Bench.instant(0))
    situation.flowBegan = Bench.instant(began)
    situation.increasedAt = Bench.instant(began)
    if observed {
      situation.cuff = CuffReading(systolic: 120, diastolic: 75, mean: 90, at: Bench.instant(began))
      for (scale, value) in [(ClinicalScale.poss, Int8(1)), (.distress, 0), (.nausea, 0)] {
        situation.scores.take(ScoreReading(scale, value: value, at: Bench.instant(began))!)
      }
    }
    samples = VitalSignal.allCases.filter { $0 != unfitted }.map { ($0, Sample(value: Bench.healthy[$0.name]!)) }
  }

  static func order(required: [RequiredSignal], weight: String = "70 kg", concentration: String = "2 mg/mL") -> Order {
    let hard = DoseCeilings(
      doseRate: try! DoseRate(parsing: "1 mg/kg/h"), massRate: try! MassRate(parsing: "100 mg/h"),
      flowRate: try! FlowRate(parsing: "60 mL/h"), sessionMass: try! Mass(parsing: "400 mg"),
      sessionMassPerKilogram: try! Mass(parsing: "4 mg"), duration: .minutes(300))
    var soft = hard
    soft.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: 250_000)
    let name = Label("ketamine-racemic-2")!
    let drug = DrugEntry(
      name: name, drug: name, concentration: try! Concentration(parsing: concentration), soft: soft, hard: hard,
      simulationOnly: false
    )
    let program = TherapyProgram(
      steps: [ProgramStep(rate: FlowRate(microlitersPerHour: 10_000), duration: .seconds(14_400))],
      total: try! Volume(parsing: "40 mL"))!
    return Order(
      patient: Patient(code: Label("p-1")!, weight: try! BodyMass(parsing: weight))!, drug: drug, protocolName: name,
      program: program, monitoring: MonitoringRules(required: required, resumeHold: .seconds(120)),
      simulationOnly: false)
  }

  /// Lets `story` happen and gives the answer at each of its looks. Judged is at every change, one step before it, and at every
  /// look; or, if `everyStep`, at each of the 20 ms between.
  mutating func play(_ story: Story, everyStep: Bool = false) -> [Answer] {
    var moments = Set(story.looks)
    for event in story.events { moments.formUnion([event.at - step, event.at]) }
    let looks = Set(story.looks)
    var answers: [Moment: Answer] = [:]
    var next = 0
    for moment in everyStep ? Array(stride(from: -step, through: moments.max()!, by: Int(step))) : moments.sorted() {
      while next < story.events.count, story.events[next].at <= moment {
        apply(story.events[next].what, moment)
        next += 1
      }
      let answer = judge(at: moment, isLook: looks.contains(moment))
      if let answer { answers[moment] = answer }
    }
    return story.looks.map { answers[$0]! }
  }

  private mutating func judge(at moment: Moment, isLook: Bool) -> Answer? {
    situation.now = Bench.instant(moment)
    situation.controlGap = lateStep ?? .milliseconds(step)
    lateStep = nil
    for (signal, sample) in samples where !sample.isLast { send(signal, sample) }
    for (signal, sample) in secondSamples where !sample.isLast { send(signal, sample, isSecond: true) }
    running.bring(to: &situation)
    if pumpAnswers {
      situation.pump.report?.readBegan = situation.now
      situation.pump.report?.readEnded = situation.now
    }
    var verdict = adjudicate(situation, memories: &memories)
    let (level, ceiling, requested) = (Level(verdict.response), verdict.ceiling, situation.requested)
    // What the control step does with an automatic cut.
    if level == .reduce, ceiling < requested {
      situation.reducedAt = situation.now
      situation.requested = ceiling
      situation.ordered = ceiling
      situation.pump.receipt = .applied(ceiling)
      situation.pump.report?.rate = ceiling
    }
    guard isLook else { return nil }
    var answer = Answer(level: level, rate: verdict.takePermit()?.rate ?? .zero, requested: requested)
    // Whatever is judged: never more than was asked for, and nothing at all under a pause.
    precondition(answer.rate <= requested && (level < .pause || answer.rate == .zero))
    for index in 0..<Interlock.count {
      guard let finding = verdict.findings[index] else { continue }
      answer.levels[index] = Level(finding.response)
      answer.priorities[index] = finding.alarm?.priority
      if finding.blocksStart { answer.startBlockers.insert(index) }
    }
    return answer
  }

  private var lateStep: Interval?

  private mutating func send(_ signal: VitalSignal, _ sample: Sample, isSecond: Bool = false) {
    let reading = VitalReading(signal, value: sample.value, quality: sample.quality, receivedAt: situation.now)
    if isSecond {
      situation.secondVitals[signal] = reading
    } else {
      situation.vitals[signal] = reading
    }
    if reading.quality == .good { situation.lastGood[Int(signal.rawValue)] = situation.now }
  }

  private mutating func apply(_ happening: Happening, _ moment: Moment) {
    situation.now = Bench.instant(moment)
    switch happening {
    case .vital(let signal, let sample):
      for index in samples.indices where samples[index].0 == signal { samples[index].1 = sample }
      send(signal, sample)
    case .second(let signal, let sample): second(signal, sample)
    case .cuff(let systolic, let diastolic, let mean):
      // What no patient can have never becomes a reading.
      if let reading = CuffReading(systolic: systolic, diastolic: diastolic, mean: mean, at: situation.now) {
        situation.cuff = reading
      }
    case .baseline(let value): situation.baselineSystolic = value
    case .score(let scale, let value): situation.scores.take(ScoreReading(scale, value: value, at: situation.now)!)
    case .concentration(let value):
      situation.predictedConcentration = value.map { PlasmaConcentration(picogramsPerMilliliter: $0) }
    case .call(let isPressed): situation.isPatientCalling = isPressed
    case .pump(let sight): apply(sight)
    case .ordered(let rate):
      situation.ordered = FlowRate(microlitersPerHour: rate)
      situation.requested = situation.ordered
      situation.orderedSince = situation.now
      situation.pump.receipt = .applied(situation.ordered)
      situation.pump.report?.rate = situation.ordered
      situation.pump.report?.state = rate > 0 ? .infusing : .idle
    case .restGrowth(let volume): situation.restGrowth = Volume(microliters: volume)
    case .volume(let delivered, let commanded):
      situation.deliveredAtMost = Volume(microliters: delivered)
      situation.deliveredAtLeast = Volume(microliters: delivered)
      situation.commanded = Volume(microliters: commanded)
    case .localControl(let isOn): situation.isUnderLocalControl = isOn
    case .lateStep(let milliseconds): lateStep = .milliseconds(milliseconds)
    case .machine(let sight): apply(sight)
    case .fact(let fact): apply(fact)
    case .dose(let sight): apply(sight)
    case .raised: situation.increasedAt = situation.now
    case .nothing: break
    }
  }

  private mutating func second(_ signal: VitalSignal, _ sample: Sample) {
    if !situation.hasSecondMonitor {
      situation.hasSecondMonitor = true
      secondSamples = samples.map { ($0.0, Sample(value: Bench.healthy[$0.0.name]!)) }
    }
    for index in secondSamples.indices where secondSamples[index].0 == signal { secondSamples[index].1 = sample }
    for (signal, sample) in secondSamples where !sample.isLast { send(signal, sample, isSecond: true) }
    send(signal, sample, isSecond: true)
  }

  private mutating func apply(_ sight: MachineSight) {
    switch sight {
    case .journalFails: situation.journal.failingSince = situation.now
    case .journalWorks: situation.journal.failingSince = nil
    case .diskLow: situation.machine.diskLowSince = situation.now
    case .diskRoomy: situation.machine.diskLowSince = nil
    case .clockStepped: situation.machine.clockSteppedAt = situation.now
    case .clockUnsynchronized: situation.machine.clockUnsynchronizedSince = situation.now
    case .clockGood:
      situation.machine.clockSteppedAt = nil
      situation.machine.clockUnsynchronizedSince = nil
    }
  }

  private mutating func apply(_ sight: PumpSight) {
    switch sight {
    case .rate(let rate): situation.pump.report?.rate = FlowRate(microlitersPerHour: rate)
    case .state(let state): situation.pump.report?.state = state
    case .alarm(let alarm): situation.pump.report?.liveAlarms = alarm
    case .latched(let alarm): situation.pump.report?.latchedAlarms = alarm
    case .answers(let answers):
      pumpAnswers = answers
      situation.pump.report?.readEnded = situation.now
    }
  }
}

extension Level {
  /// What the program's response is in the words of the tables; a rate that is held back only warns.
  init(_ response: Response) {
    switch response {
    case .proceed: self = .none
    case .annunciate, .limitRate: self = .warn
    case .reduce: self = .reduce
    case .pause: self = .pause
    case .stop: self = .stop
    }
  }
}
