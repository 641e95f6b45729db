import Quantities
import Safety
import Therapy

/// What one judgement said, as copyable values.
struct Judgement {
  var response: Response
  var cause: Interlock?
  var findings: [Interlock: Finding]
  var startBlockers: InterlockSet
  var resumeBlockers: InterlockSet
  var rate: FlowRate?
  var vtbi: Volume?
  var leaseUntil: Instant?

  /// The interlocks that demand 0 mL/h.
  var demanding: [Interlock]

  subscript(interlock: Interlock) -> Finding? { findings[interlock] }

  func demandsZero(_ interlock: Interlock) -> Bool { demanding.contains(interlock) }
}

/// One channel whose patient is well and whose pump does as ordered, until a test changes something.
struct Bedside {
  static let start = Instant(nanoseconds: 1_000_000_000_000)

  var situation: Situation
  var memories = InterlockMemories()
  /// Values of the monitor, renewed at every step; nil leaves the old reading in place, to grow old.
  var saturation: (value: Int32?, quality: SignalQuality)? = (98, .good)
  var heartRate: (value: Int32?, quality: SignalQuality)? = (75, .good)
  /// A monitor of breathing is fitted only where a test says so.
  var respiration: (value: Int32?, quality: SignalQuality)?
  var carbonDioxide: (value: Int32?, quality: SignalQuality)?
  /// What a second oximeter reads; nil where there is none.
  var second: (saturation: Int32?, heartRate: Int32?)?
  /// Whether what a second monitor said last stays in place, to grow old.
  var keepsSecond = false
  /// Whether the pump's report is renewed at every step.
  var pumpAnswers = true

  init(order: Order? = Bedside.order()) {
    situation = Situation(now: Bedside.start, lease: .seconds(5), pumpResolution: FlowRate(microlitersPerHour: 100))
    situation.order = order.map(OrderTerms.init)
    situation.requested = milliliters(10)
    situation.ordered = milliliters(10)
    situation.orderedSince = Instant(nanoseconds: 900_000_000_000)
    situation.orderSequence = 7
    situation.pump.link = .up
    situation.pump.orderSequence = 7
    situation.pump.receipt = .applied(milliliters(10))
    situation.pump.report = Bedside.report(.infusing, milliliters(10), at: Bedside.start)
    refresh()
  }

  /// Lets `step` pass, refreshes what is renewed, and judges.
  mutating func judge(after step: Interval = .milliseconds(20)) -> Judgement {
    situation.now = situation.now + step
    situation.controlGap = step
    refresh()
    return judgeAsIs()
  }

  /// Judges at `instant` as if every step until then had been made, with all that is renewed as fresh as ever.
  mutating func judge(at instant: Instant) -> Judgement {
    situation.now = instant
    situation.controlGap = .milliseconds(20)
    refresh()
    return judgeAsIs()
  }

  /// Judges without touching the situation.
  mutating func judgeAsIs() -> Judgement {
    var verdict = adjudicate(situation, memories: &memories)
    var findings: [Interlock: Finding] = [:]
    for interlock in Interlock.allCases { findings[interlock] = verdict.findings[Int(interlock.rawValue)] }
    var judgement = Judgement(
      response: verdict.response, cause: verdict.cause, findings: findings, startBlockers: verdict.startBlockers,
      resumeBlockers: verdict.resumeBlockers,
      demanding: Interlock.allCases.filter { verdict.demandsZero($0) })
    if let permit = verdict.takePermit() {
      judgement.rate = permit.rate
      judgement.vtbi = permit.vtbi
      judgement.leaseUntil = permit.leaseUntil
    }
    return judgement
  }

  /// Judges every 20 ms for `time` and gives the last judgement.
  mutating func judge(for time: Interval) -> Judgement {
    let end = situation.now + time
    var last = judge()
    while situation.now < end { last = judge() }
    return last
  }

  /// Judges every 20 ms until `isReached`, and tells how long that took; nil when it did not happen within `limit`.
  mutating func time(limit: Interval = .seconds(200), until isReached: (Judgement) -> Bool) -> Interval? {
    let start = situation.now
    while situation.now.since(start) <= limit {
      if isReached(judge()) { return situation.now.since(start) }
    }
    return nil
  }

  private mutating func refresh() {
    situation.machine.selfTestedAt = situation.now
    refresh(.oxygenSaturation, saturation)
    refresh(.heartRate, heartRate)
    refresh(.respirationRate, respiration)
    refresh(.endTidalCarbonDioxide, carbonDioxide)
    refreshSecond()
    if pumpAnswers, let old = situation.pump.report {
      situation.pump.report?.readBegan = situation.now
      situation.pump.report?.readEnded = max(situation.now, old.readEnded)
    }
  }

  private mutating func refreshSecond() {
    guard let second else {
      if !keepsSecond { situation.hasSecondMonitor = false }
      return
    }
    situation.hasSecondMonitor = true
    for (signal, value) in [(.oxygenSaturation, second.saturation), (.heartRate, second.heartRate)] as [(VitalSignal, Int32?)] {
      let reading = VitalReading(
        signal, value: value, quality: value == nil ? .sensorOff : .good, receivedAt: situation.now)
      situation.secondVitals[signal] = reading
      if value != nil { situation.lastGood[Int(signal.rawValue)] = situation.now }
    }
  }

  /// Sets what the monitor reads of `signal`; nil lets the old reading grow old.
  mutating func read(_ signal: VitalSignal, _ wanted: (value: Int32?, quality: SignalQuality)?) {
    switch signal {
    case .oxygenSaturation: saturation = wanted
    case .heartRate: heartRate = wanted
    case .respirationRate: respiration = wanted
    case .endTidalCarbonDioxide: carbonDioxide = wanted
    }
  }

  private mutating func refresh(_ signal: VitalSignal, _ wanted: (value: Int32?, quality: SignalQuality)?) {
    guard let wanted else { return }
    let reading = VitalReading(signal, value: wanted.value, quality: wanted.quality, receivedAt: situation.now)
    situation.vitals[signal] = reading
    if reading.quality == .good { situation.lastGood[Int(signal.rawValue)] = situation.now }
  }
}

// MARK: - Makings

func milliliters(_ amount: Int64) -> FlowRate { FlowRate(microlitersPerHour: amount * 1_000) }

func quantity<Q: Quantity>(_ text: String) -> Q { try! Q(parsing: text) }

extension Bedside {
  static func report(_ state: PumpState, _ rate: FlowRate, at instant: Instant) -> PumpReport {
    PumpReport(
      state: state, isRemotelyOwned: true, rate: rate, infused: .zero, infusedResolution: Volume(microliters: 1),
      vtbiRemaining: nil, liveAlarms: [], latchedAlarms: [], watchdogRemaining: .seconds(8), serialNumber: 1,
      readBegan: instant, readEnded: instant)
  }

  /// 70 kg, 2 mg/mL, 10 mL/h for 4 h; hard limits of the clinical defaults.
  static func order(
    weight: BodyMass = quantity("70 kg"), soft: DoseCeilings? = nil, hard: DoseCeilings = Bedside.hard,
    concentration: Concentration = quantity("2 mg/mL"), required: [RequiredSignal] = [.oxygenSaturation, .heartRate]
  ) -> Order {
    let name = Label("ketamine-racemic-2")!
    let drug = DrugEntry(
      name: name, drug: name, concentration: concentration, soft: soft ?? hard, hard: hard, simulationOnly: false)
    let step = ProgramStep(rate: milliliters(10), duration: .seconds(14_400))
    return Order(
      patient: Patient(code: Label("p-1")!, weight: weight)!, drug: drug, protocolName: name,
      program: TherapyProgram(steps: [step], total: quantity("40 mL"))!,
      monitoring: MonitoringRules(required: required, resumeHold: .seconds(120)), simulationOnly: false)
  }

  static var hard: DoseCeilings {
    DoseCeilings(
      doseRate: quantity("1 mg/kg/h"), massRate: quantity("100 mg/h"), flowRate: quantity("60 mL/h"),
      sessionMass: quantity("400 mg"), sessionMassPerKilogram: quantity("4 mg"), duration: .minutes(300))
  }
}
