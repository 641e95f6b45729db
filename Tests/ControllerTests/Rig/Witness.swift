import Controller
import Quantities
import Safety
import Testing
import Therapy

/// An independent judge of what goes into and comes out of the control step; it knows nothing of the controller's state.
///
/// It follows the laws, not the code: flow needs a confirmed intent that the journal had, every rise needs another one, a stop
/// is obeyed in the very step that sees it.
struct Witness {
  /// A start, resume or raise whose record was made.
  private struct Intent {
    var kind: IntentKind
    var rate: FlowRate
    var sequence: UInt64
    var madeAt: Instant
    var channel: Int
  }

  private struct ChannelMemory {
    var requests = StopRequests()
    var isStopLatched = false
    var order: PumpOrder?
    var total = Volume.zero
  }

  private var intents: [CommandID: Intent] = [:]
  private var channels: [ChannelMemory]
  private let lease: Interval
  private var nextRecord: UInt64 = 1
  private(set) var starts = 0
  private(set) var rises = 0
  private(set) var stopsSeen = 0

  init(channels: Int, lease: Interval) {
    self.channels = Array(repeating: ChannelMemory(), count: channels)
    self.lease = lease
  }

  /// Learns the orders of sessions that a restart found open.
  mutating func learn(_ recoveries: [SessionRecovery?], latched: [Int]) {
    for (index, recovery) in recoveries.enumerated() {
      channels[index].isStopLatched = latched.contains(index)
      guard let recovery else { continue }
      learn(recovery.order, index)
    }
  }

  private mutating func learn(_ order: Order, _ index: Int) {
    channels[index].total = order.program.total
  }

  mutating func check(_ input: TickInput, _ output: TickOutput) {
    checkRecords(output)
    var granted: [Int: Intent] = [:]
    for index in 0..<output.replies.count {
      let reply = output.replies[index]
      guard reply.outcome == .done, let intent = intents.removeValue(forKey: reply.command) else { continue }
      expect(intent.sequence <= input.durableThrough, "an increase acted before the journal had it")
      expect(input.now.since(intent.madeAt) <= .seconds(2), "an increase acted later than 2 s")
      granted[intent.channel] = intent
    }
    for index in channels.indices { check(index, input, output, granted[index]) }
    for index in 0..<output.records.count { note(output.records[index], output, at: input.now) }
  }

  private mutating func check(_ index: Int, _ input: TickInput, _ output: TickOutput, _ granted: Intent?) {
    let requests = input.channels[index].requests
    let order = output.orders[index]
    let before = channels[index].order
    let rateBefore = before?.rate ?? .zero
    let isAsked =
      requests.isPending || requests.stops != channels[index].requests.stops
      || requests.pauses != channels[index].requests.pauses
    if isAsked {
      stopsSeen += 1
      expect(order.rate == .zero, "a stop or pause request was seen and the order is not zero in the same step")
    }
    if requests.stops != channels[index].requests.stops { channels[index].isStopLatched = true }
    channels[index].requests = requests
    if channels[index].isStopLatched, !isLatchCleared(index, output) { expect(order.rate == .zero, "flow after a latched stop") }
    expect(order.leaseUntil == input.now + lease, "every order is renewed for one lease")
    if order.rate > rateBefore { checkRise(index, to: order.rate, from: rateBefore, granted) }
    if order.rate > .zero {
      expect(order.isEngaged && order.vtbi > .zero, "flow needs a session and a volume")
      expect(order.vtbi <= total(index, output), "never more than the order")
    } else {
      expect(order.vtbi == .zero, "a stop has no volume")
    }
    if let before {
      let isSame = order.rate == before.rate && order.isEngaged == before.isEngaged && order.clearsAlarms == before.clearsAlarms
      expect(isSame || order.sequence > before.sequence, "a changed order has a new sequence")
      expect(order.sequence >= before.sequence, "sequences only grow")
    }
    channels[index].order = order
  }

  private mutating func checkRise(_ index: Int, to rate: FlowRate, from before: FlowRate, _ granted: Intent?) {
    rises += 1
    if before == .zero {
      starts += 1
      guard let granted else { return expect(false, "flow from standstill without a start or resume that is durable") }
      expect(granted.kind == .start || granted.kind == .resume, "flow from standstill by a mere raise")
      expect(rate <= granted.rate, "faster than what was read back")
    } else {
      guard let granted else { return expect(false, "a rise that nobody confirmed") }
      expect(granted.kind == .raise || granted.kind == .nextStep, "a rise by a start or resume")
      expect(rate <= granted.rate, "faster than what was read back")
    }
  }

  private func total(_ index: Int, _ output: TickOutput) -> Volume {
    output.preparedOrders[index]?.program.total ?? channels[index].total
  }

  private func isLatchCleared(_ index: Int, _ output: TickOutput) -> Bool {
    for number in 0..<output.records.count where Int(output.records[number].channel) == index {
      if case .stopLatch(false) = output.records[number].event { return true }
    }
    return false
  }

  private mutating func note(_ record: ControlRecord, _ output: TickOutput, at now: Instant) {
    let index = Int(record.channel)
    switch record.event {
    case .intent(let kind, let rate, _, let command):
      intents[command] = Intent(kind: kind, rate: rate, sequence: record.sequence, madeAt: now, channel: index)
    case .stopLatch(let isSet): channels[index].isStopLatched = isSet
    case .prepared:
      guard let order = output.preparedOrders[index] else { return expect(false, "a preparation without its order") }
      learn(order, index)
    default: break
    }
  }

  private mutating func checkRecords(_ output: TickOutput) {
    for index in 0..<output.records.count {
      expect(output.records[index].sequence == nextRecord, "records are numbered without a gap")
      nextRecord += 1
    }
  }

  /// Records an issue only where one is: a test macro for every step would cost more than the step.
  private func expect(_ holds: Bool, _ law: Comment) {
    if !holds { Issue.record(law) }
  }
}
