import Controller
import Quantities
import Safety
import SplitMix
import Therapy

/// A nurse who does her job, as a person does it: a while after it is due.
///
/// She looks once in a second of simulated time at what the channel shows and gives at most one command then.
struct Nurse {
  private var random: SplitMix
  private let me = UserID(number: 1)
  private var last: UInt64 = 0
  private var token = Token(bits: 0)
  private var phase = SessionPhase.idle
  /// The command that follows the read-back of now, and when.
  private var confirmation: (kind: CommandKind, at: Instant)?
  /// When she comes for the alarms that wait; nil where none does.
  private var answersAt: Instant?
  private var pressureAt: Instant?
  private var scoresAt: Instant?
  /// Whether she has entered how sedated the patient is, and how distressed is next.
  private var owesDistress = false
  /// When she last read an increase back, whether or not it came to it.
  private var increasedAt: Instant?
  /// When she next tries to start, to resume or to take the next step.
  private var triesAt: Instant?
  /// When she began the alarm test.
  private var testedAt: Instant?

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  /// What she does now; nil is nothing.
  mutating func act(_ view: ChannelView, _ patient: inout SimulatedPatient, order: Order, session: SessionID) -> OperatorCommand?
  {
    guard let action = action(view, &patient, order, session) else { return nil }
    last += 1
    return OperatorCommand(id: CommandID(high: 1, low: last), channel: 0, user: me, action: action, takenAt: view.at)
  }

  private mutating func action(
    _ view: ChannelView, _ patient: inout SimulatedPatient, _ order: Order, _ session: SessionID
  ) -> CommandAction? {
    let now = view.at
    if view.phase != phase { (phase, triesAt, confirmation) = (view.phase, nil, nil) }
    if let confirmation, now >= confirmation.at {
      self.confirmation = nil
      return confirm(confirmation.kind)
    }
    if let answer = answer(view) { return answer }
    if !view.alarmsAreTested { return testAlarms(now) }
    switch view.phase {
    case .idle: return prepare(order, session)
    case .closed, .awaitingApproval, .awaitingSecondPerson, .awaitingJournal, .starting, .pausing, .stopping, .linkLost, .manual,
      .interrupted, .stopped:
      return nil
    case .completed: return .close
    case .prepared, .infusing, .reduced, .paused, .recovering: break
    }
    return observe(view, &patient) ?? increase(view, order, session)
  }

  private mutating func fresh() -> Token {
    last += 1
    token = Token(bits: last)
    return token
  }

  private func confirm(_ kind: CommandKind) -> CommandAction {
    switch kind {
    case .start: .start(token, again: token)
    case .resume: .resume(token, again: token)
    default: .confirm(token, again: token)
    }
  }

  // MARK: - Alarms

  /// Acknowledges alarms that wait: she comes 20 to 90 s after the first of them and then answers all.
  private mutating func answer(_ view: ChannelView) -> CommandAction? {
    guard view.signal.lamp != nil, !view.signal.isTest else {
      answersAt = nil
      return nil
    }
    let waiting = AlarmCondition.allCases.first {
      let record = view.alarms.record(of: $0)
      return record.isOn && !record.isAcknowledged
    }
    guard let waiting else {
      answersAt = nil
      return nil
    }
    guard let at = answersAt else {
      answersAt = view.at + random.time(20...90)
      return nil
    }
    return view.at >= at ? .acknowledge(occurrence: view.alarms.record(of: waiting).occurrence) : nil
  }

  private mutating func testAlarms(_ now: Instant) -> CommandAction? {
    guard let begun = testedAt else {
      testedAt = now
      return .testAlarms(fresh())
    }
    guard now.since(begun) >= AlarmTest.length + .seconds(1) else { return nil }
    testedAt = nil
    return .confirmAlarmTest(token)
  }

  // MARK: - Observations

  /// Enters what is due, up to 90 s late; after an alarm about a pressure she measures again within two minutes.
  private mutating func observe(_ view: ChannelView, _ patient: inout SimulatedPatient) -> CommandAction? {
    let now = view.at
    if owesDistress {
      owesDistress = false
      return .score(.distress, 2)
    }
    let asked: [AlarmCondition] = [.bloodPressureWarning, .bloodPressureExtreme, .observationDue]
    let warns = view.signal.lamp != nil && asked.contains { view.alarms.record(of: $0).isPresent }
    let due = warns && phase != .prepared ? now : pressureDue(view)
    if pressureAt == nil, now >= due { pressureAt = now + random.time(warns ? 60...120 : 0...90) }
    if let at = pressureAt, now >= at {
      pressureAt = nil
      return measure(&patient)
    }
    let judged = view.observed.scores.newestSedation?.at
    if scoresAt == nil, now >= judged.map({ $0 + .minutes(15) }) ?? now { scoresAt = now + random.time(0...90) }
    if let at = scoresAt, now >= at {
      scoresAt = nil
      owesDistress = true
      return .score(.poss, 1)
    }
    return nil
  }

  private func measure(_ patient: inout SimulatedPatient) -> CommandAction {
    let read = patient.pressure()
    return .vitals(systolic: read.systolic, diastolic: read.diastolic, mean: read.mean)
  }

  /// When the next pressure is due: the schedule of the protocol, which the nurse has on paper (SR-044).
  private func pressureDue(_ view: ChannelView) -> Instant {
    guard let newest = view.observed.cuff?.at else { return view.at }
    switch phase {
    case .paused: return newest > view.phaseSince ? newest + .minutes(5) : view.phaseSince + .minutes(1)
    case .recovering: return newest + .minutes(15)
    case .infusing, .reduced: return newest + (isShort(view, newest) ? .minutes(5) : .minutes(15))
    default: return newest + .minutes(5)
    }
  }

  /// Whether the time of short intervals is not over: 30 min after the start, 15 min after an increase, and to be sure a minute.
  private func isShort(_ view: ChannelView, _ newest: Instant) -> Bool {
    let due = newest + .minutes(5)
    return view.elapsed < .minutes(36) || increasedAt.map { due < $0 + .minutes(16) } ?? false
  }

  // MARK: - Increases

  /// Reads back a start, a resume at the rate before the pause, or the next step, and confirms it some seconds later.
  private mutating func increase(_ view: ChannelView, _ order: Order, _ session: SessionID) -> CommandAction? {
    let now = view.at
    guard isPossible(view) else { return nil }
    guard let at = triesAt else {
      triesAt = now + random.time(10...60)
      return nil
    }
    guard now >= at, confirmation == nil else { return nil }
    if view.increaseRefusal != nil, phase != .infusing, phase != .reduced { return nil }
    // Before more is given a pressure is taken that is not older than the higher rate asks for.
    if view.nextStepRate != nil, let newest = view.observed.cuff?.at, now.since(newest) > .minutes(4) {
      pressureAt = pressureAt ?? now
      return nil
    }
    triesAt = now + .seconds(30)
    increasedAt = now
    switch phase {
    case .prepared:
      confirmation = (.start, now + random.time(3...10))
      return prepare(order, session)
    case .paused:
      confirmation = (.resume, now + random.time(3...10))
      return .prepareResume(rate: view.rateBeforePause, token: fresh())
    default:
      confirmation = (.confirm, now + random.time(3...10))
      return .nextStep(token: fresh())
    }
  }

  private func isPossible(_ view: ChannelView) -> Bool {
    switch phase {
    case .prepared: view.observed.baseline.systolic != nil && view.observed.scores.newest(.distress) != nil
    case .infusing, .reduced: view.nextStepRate != nil
    case .paused: true
    default: false
    }
  }

  private mutating func prepare(_ order: Order, _ session: SessionID) -> CommandAction {
    .prepare(order, session: session, token: fresh())
  }
}
