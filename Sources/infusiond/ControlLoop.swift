import Controller
import Drivers
import Platform
import Quantities
import Safety
import Synchronization
import Therapy

/// What connects one channel's control with its devices and its readers.
struct ChannelWiring: Sendable {
  let stopBit: StopBit
  let orders: Mailbox<PostedOrder>
  let pump: Mailbox<PumpObservation>
  let monitor: Mailbox<MonitorObservation>
  /// The second monitor of the same patient; nil where the channel has none (SR-048).
  let secondMonitor: Mailbox<MonitorObservation>?
  /// Rung when an order changed, so that the bus does not sleep on it.
  let busDoorbell: Doorbell
  /// The newest snapshot, for the server.
  let view: ViewWindow
}

/// The newest snapshot of a channel: posted by the control thread, looked at by any thread.
final class ViewWindow: Sendable {
  private let mailbox: Mailbox<ChannelView>
  /// A mailbox has one reader: readers take turns here, and the control thread never waits for them.
  private let turn = Mutex<Void>(())

  init(_ view: ChannelView) { mailbox = Mailbox(view) }

  func post(_ view: ChannelView) { mailbox.post(view) }

  var newest: ChannelView { turn.withLock { _ in mailbox.peek() } }
}

/// What the journal thread tells the control thread.
struct JournalStatus: Sendable, BitwiseCopyable {
  var durableThrough: UInt64 = 0
  var condition = JournalCondition()
}

/// A record on its way to the journal; a prepared order travels with its record.
struct QueuedRecord: Sendable, BitwiseCopyable {
  var record: ControlRecord
  var order: Order?
}

/// The body of the control thread: wakes at absolute deadlines, peeks, steps, posts. It never waits for anyone (law 1).
final class ControlLoop: Sendable {
  let channels: [ChannelWiring]
  let outputs: AlarmOutputs
  let commands = Ring<OperatorCommand>(capacity: 64)
  let replies = Ring<CommandReply>(capacity: 256)
  let replyDoorbell: Doorbell
  let journal = Ring<QueuedRecord>(capacity: 4_096)
  let journalDoorbell: Doorbell
  let journalStatus = Mailbox<JournalStatus>(JournalStatus())
  /// What the upkeep thread knows of the machine.
  let machine = Mailbox<MachineCondition>(MachineCondition())
  let heartbeat = Heartbeat()
  /// Control cycles that were skipped because one came late (SR-081).
  let skippedCycles = Heartbeat()
  /// Records that found no room on their way to the journal, and replies that found none on their way to the server.
  let lostRecords = Heartbeat()
  private let period: Interval
  private let lacksOutput = Atomic<Bool>(false)
  private let knowsOutputs = Atomic<Bool>(false)

  /// Whether every annunciator worked at the newest step; nil while one of them was never seen to work, and is not lost either.
  /// Any thread.
  var annunciatorsWork: Bool? {
    if lacksOutput.load(ordering: .relaxed) { return false }
    return knowsOutputs.load(ordering: .relaxed) ? true : nil
  }

  init(
    channels: [ChannelWiring], outputs: AlarmOutputs, period: Interval, replyDoorbell: Doorbell, journalDoorbell: Doorbell
  ) {
    self.channels = channels
    self.outputs = outputs
    self.period = period
    self.replyDoorbell = replyDoorbell
    self.journalDoorbell = journalDoorbell
  }

  /// Steps `controller` once per period until `shouldEnd` says so.
  func run(_ controller: consuming Controller, until shouldEnd: @Sendable () -> Bool) {
    var deadline = PeriodicDeadline(period: period, start: SystemClock.now())
    var lastSequences = InlineArray<4, UInt64>(repeating: 0)
    var output = TickOutput()
    while !shouldEnd() {
      let wake = deadline.wait()
      for _ in 0..<wake.skipped { skippedCycles.beat() }
      let input = gather(at: wake.now)
      controller.step(input, into: &output)
      for (index, channel) in channels.enumerated() {
        let requests = input.channels[index].requests
        channel.orders.post(
          PostedOrder(order: output.orders[index], stopGeneration: requests.pauses + requests.stops))
        channel.view.post(controller.view(of: index, at: wake.now))
        if output.orders[index].sequence != lastSequences[index] { channel.busDoorbell.ring() }
        lastSequences[index] = output.orders[index].sequence
      }
      outputs.post(output.signal)
      post(output)
      heartbeat.beat()
    }
  }

  private func gather(at now: Instant) -> TickInput {
    var input = TickInput(now: now)
    for (index, channel) in channels.enumerated() {
      let stop = channel.stopBit.snapshot()
      input.channels[index].requests.pauses = stop.pauseRequests
      input.channels[index].requests.stops = stop.stopRequests
      input.channels[index].requests.isPending = stop.pending
      input.channels[index].pump = channel.pump.peek()
      input.channels[index].monitor = channel.monitor.peek()
      input.channels[index].secondMonitor = channel.secondMonitor?.peek()
    }
    while input.commands.room > 0, let command = commands.pop() { input.commands.append(command) }
    let status = journalStatus.peek()
    input.durableThrough = status.durableThrough
    input.journal = status.condition
    input.machine = machine.peek()
    outputs.fill(&input, channels: channels.count)
    lacksOutput.store(input.machine.annunciatorLostSince != nil, ordering: .relaxed)
    knowsOutputs.store(outputs.haveAllWorked(), ordering: .relaxed)
    return input
  }

  private func post(_ output: TickOutput) {
    for index in 0..<output.records.count {
      let record = output.records[index]
      var entry = QueuedRecord(record: record, order: nil)
      if case .prepared = record.event { entry.order = output.preparedOrders[Int(record.channel)] }
      if !journal.push(entry) { lostRecords.beat() }
    }
    if output.records.count > 0 { journalDoorbell.ring() }
    for index in 0..<output.replies.count where !replies.push(output.replies[index]) { lostRecords.beat() }
    if output.replies.count > 0 { replyDoorbell.ring() }
  }
}
