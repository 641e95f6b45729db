import Controller
import Quantities
import Safety
import Therapy

/// An independent judge of a walk: it sees what goes in and what comes out, and knows the laws, not the code.
struct WalkJudge {
  /// What was read back last, and who confirmed what of it since.
  private struct Reading {
    var user: UserID
    var kind: CommandKind
    var rate: FlowRate
    /// When its token began to live.
    var at: Instant
    /// When it was shown to whoever confirms.
    var shownAt: Instant
    var isApproved = false
    var isSeconded = false
    var again: Bool
  }

  private(set) var violations: [String] = []
  private(set) var starts = 0
  private(set) var raises = 0
  private(set) var visits: [SessionPhase: Int] = [:]
  private(set) var transitions: Set<String> = []
  private(set) var refusals: Set<String> = []

  private var order: Order?
  private var phase = SessionPhase.idle
  private var rate = FlowRate.zero
  private var reading: Reading?
  private var approvedRate = FlowRate.zero
  private var raisedAt: Instant?
  /// The newest rate that was ordered in this session.
  private var newestRate: FlowRate?
  /// What the pump ever gave on the word of its orders, now and when this session was prepared.
  private var (given, givenBefore) = (Volume.zero, Volume.zero)
  private var requests = StopRequests()
  private var isLatched = false
  /// Whether somebody has tested the alarms since the daemon started (SR-020).
  private var alarmsAreTested = false
  private var confirmed: [CommandID: Reading] = [:]

  init() {}

  /// Judges one step; `view` is the channel after it, `given` what the pump ever gave on the word of its orders.
  mutating func judge(_ input: TickInput, _ output: TickOutput, _ view: ChannelView, given: Volume) {
    self.given = given
    for index in 0..<output.records.count { take(output.records[index], output) }
    var granted: Reading?
    for index in 0..<output.replies.count {
      let reply = output.replies[index]
      if let found = granting(reply, input) { granted = found }
    }
    if let granted, granted.isApproved, let order {
      approvedRate = max(approvedRate, granted.kind == .prepare ? order.program.fastestRate : granted.rate)
    }
    let pumpOrder = output.orders[0]
    judgeStops(input.channels[0].requests, pumpOrder, view)
    judgeGiven()
    judgeLimits(pumpOrder, view)
    if pumpOrder.rate > rate { judgeRise(pumpOrder.rate, granted, at: input.now) }
    rate = pumpOrder.rate
    if rate > .zero { newestRate = rate }
    visits[view.phase, default: 0] += 1
    let recorded = phase
    expect(view.phase == recorded, "the phase \(view.phase) was never recorded")
  }

  private mutating func expect(_ holds: Bool, _ law: @autoclosure () -> String) {
    if !holds, violations.count < 20 { violations.append(law()) }
  }

  // MARK: - What was recorded

  private mutating func take(_ record: ControlRecord, _ output: TickOutput) {
    switch record.event {
    case .phase(let from, let to, _):
      let before = phase
      expect(from == before, "a transition from \(from), but the phase is \(before)")
      expect(PhaseEvent.allCases.contains { from.next(on: $0) == to }, "no event leads from \(from) to \(to)")
      transitions.insert("\(from)-\(to)")
      phase = to
      expect(to != .starting || alarmsAreTested, "started before anybody tested the alarms")
      if !to.isSessionOpen { order = nil }
    case .prepared:
      order = output.preparedOrders[0]
      givenBefore = given
      (approvedRate, raisedAt, newestRate) = (.zero, nil, nil)
    case .stopLatch(let isSet): isLatched = isSet
    case .accepted(.approve, _, _): reading?.isApproved = true
    case .accepted(.second, let user, _):
      expect(user != reading?.user, "the second person was the first")
      reading?.isSeconded = true
    case .accepted(.setRate, _, _), .accepted(.prepare, _, _): break
    case .refused(_, let refusal, _, _): refusals.insert(refusal.code)
    case .intent, .withdrawn, .accepted, .ordered, .receipt, .delivered, .alarm, .counterBroke, .reconciled, .abandoned, .reduced,
      .score, .cuff, .handedOver, .limits, .audioPaused:
      break
    case .alarmsTested: alarmsAreTested = true
    }
  }

  /// Follows read-backs and confirmations; returns what a reply of this step grants.
  private mutating func granting(_ reply: CommandReply, _ input: TickInput) -> Reading? {
    let command = (0..<input.commands.count).map { input.commands[$0] }.first { $0.id == reply.command }
    switch reply.outcome {
    case .refused: confirmed[reply.command] = nil
    case .readBack(let readBack):
      guard let command else { break }
      let isAgain = [.start, .confirm, .resume].contains(command.action.kind)
      if isAgain {
        expect(reading?.again == true, "read again though nothing asked for it")
        reading?.again = false
        reading?.at = input.now
        reading?.shownAt = input.now
      } else {
        reading = Reading(
          user: command.user, kind: command.action.kind, rate: readBack.rate, at: input.now, shownAt: input.now,
          again: readBack.needs.again != nil)
      }
    case .done:
      if let command, [.approve, .second].contains(command.action.kind) { reading?.at = input.now }
      if let command, case .setRate = command.action { reading = nil }
      return confirmed.removeValue(forKey: reply.command)
    }
    return nil
  }

  /// The daemon came back: what lived in its memory is gone.
  mutating func restarted(isOpen: Bool, isLatched: Bool) {
    alarmsAreTested = false
    if !isOpen { order = nil }
    phase = isOpen ? .interrupted : .idle
    (rate, reading, confirmed, requests) = (.zero, nil, [:], StopRequests())
    (approvedRate, raisedAt, self.isLatched) = (.zero, nil, isLatched)
  }

  /// Told of each confirmation before the step that takes it, so that what was read when is known.
  mutating func willConfirm(_ command: OperatorCommand, at now: Instant) {
    guard [.start, .confirm, .resume].contains(command.action.kind), let reading, reading.user == command.user else { return }
    let age = now.since(reading.at)
    guard now.since(reading.shownAt) >= .milliseconds(500), age <= .seconds(60), !reading.again else { return }
    confirmed[command.id] = reading
  }

  // MARK: - Laws

  private mutating func judgeStops(_ now: StopRequests, _ pumpOrder: PumpOrder, _ view: ChannelView) {
    let isAsked = now.isPending || now.stops != requests.stops || now.pauses != requests.pauses
    if isAsked {
      expect(pumpOrder.rate == .zero, "a stop was seen and the order is not zero in the same step")
      reading = nil
      confirmed = [:]
    }
    if now.stops != requests.stops { isLatched = true }
    requests = now
    if isLatched { expect(pumpOrder.rate == .zero, "flow under a latched stop") }
    if !view.phase.allowsFlow { expect(pumpOrder.rate == .zero, "flow in the phase \(view.phase)") }
  }

  /// The truth, whatever the controller believes: no more than was ordered, and what flows until a new program arrives.
  private mutating func judgeGiven() {
    guard let order else { return }
    let most = order.program.total + order.program.fastestRate * .milliseconds(100)
    let session = given.remaining(after: givenBefore)
    expect(session <= most, "the pump gave \(session), the order was \(order.program.total)")
  }

  private mutating func judgeLimits(_ pumpOrder: PumpOrder, _ view: ChannelView) {
    guard pumpOrder.rate > .zero else { return }
    guard let order else { return expect(false, "flow without an order") }
    let hard = order.drug.hard.fastestFlow(for: order.patient.weight, at: order.drug.concentration)
    let soft = order.drug.soft.fastestFlow(for: order.patient.weight, at: order.drug.concentration)
    expect(pumpOrder.rate <= hard, "a rate above a hard limit")
    expect(pumpOrder.rate <= soft || pumpOrder.rate <= approvedRate, "a rate above a soft limit that nobody approved")
    expect(view.deliveredAtMost + pumpOrder.vtbi <= order.program.total, "more than the order could be given")
    let mass = (view.deliveredAtMost + pumpOrder.vtbi).mass(at: order.drug.concentration)
    expect(mass <= order.drug.hard.sessionMass(for: order.patient.weight), "more than a session may have")
    expect(view.elapsed <= order.drug.hard.duration, "longer than a session may last")
    expect(order.history.sessionsInFortnight < order.drug.hard.sessionsPerFortnight, "a session too many in 14 days")
  }

  private mutating func judgeRise(_ new: FlowRate, _ granted: Reading?, at now: Instant) {
    guard let order else { return expect(false, "a rise without an order") }
    let (phase, before) = (phase, rate)
    guard let granted else { return expect(false, "a rise to \(new) in \(phase) without two steps") }
    expect(new <= granted.rate, "faster than what was read back")
    let threshold = order.flow(of: order.drug.secondPerson.doseRate)
    expect(new <= threshold || granted.isSeconded, "above the threshold without a second person")
    if rate > .zero {
      raises += 1
      expect(
        new.remaining(after: before) <= order.flow(of: order.drug.hard.stepUp), "a step up of \(new.remaining(after: before))")
      expect(new.nanolitersPerHour <= before.nanolitersPerHour * 5, "raised from \(before) to \(new)")
      let since = raisedAt.map { now.since($0) } ?? .zero
      expect(since >= order.monitoring.stepUpSpacing, "a step up after \(since)")
      expect([.setRate, .nextStep].contains(granted.kind), "a running rate raised by \(granted.kind)")
    } else {
      starts += 1
      expect([.prepare, .prepareResume].contains(granted.kind), "started by \(granted.kind)")
      if granted.kind == .prepareResume, let newestRate { expect(new <= newestRate, "resumed faster than before the pause") }
    }
    raisedAt = now
  }
}
