import Quantities
import Safety
import Therapy

// What a step learns: readings, receipts, stop requests, and what the journal has.

extension Channel {
  /// Lets the time since the last step pass and takes what the shell knows now.
  mutating func observe(_ input: ChannelInput, _ tick: inout Tick) {
    delivered.advance(by: tick.gap, ordered: ordered)
    switch phase {
    case .infusing: elapsed = elapsed + tick.gap
    case .idle, .prepared, .awaitingJournal, .starting, .pausing, .paused, .stopping, .stopped, .completed, .interrupted:
      break
    }
    // An operator's word to clear alarms is for those that were there, not for one that comes later.
    if tick.now > clearsAlarmsUntil { clearsAlarms = false }
    let before = pump
    pump = input.pump
    monitor = input.monitor
    for index in 0..<VitalSignal.count {
      guard let signal = VitalSignal(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
      guard let reading = monitor.vitals[signal], reading.isGood else { continue }
      lastGood[index] = reading.receivedAt
    }
    if pump.orderSequence != before.orderSequence || !pump.receipt.isSame(as: before.receipt), session != nil {
      tick.record(.receipt(pump.receipt, sequence: pump.orderSequence), channel: index, session: session)
    }
    guard let report = pump.report, before.report?.readEnded.nanoseconds != report.readEnded.nanoseconds else { return }
    takeReading(report, &tick)
  }

  private mutating func takeReading(_ report: PumpReport, _ tick: inout Tick) {
    switch phase {
    // Nothing is infused for a session before its start: the account begins at the last reading before it.
    case .idle, .prepared: delivered = DeliveredVolume()
    case .awaitingJournal, .starting, .infusing, .pausing, .paused, .stopping, .stopped, .completed, .interrupted: break
    }
    let isSettled = zeroIsObserved || (report.readBegan >= orderedSince && pump.hasApplied(orderSequence))
    let continues = delivered.take(report, now: tick.now, ordered: ordered, isSettled: isSettled)
    if !continues {
      tick.record(.counterBroke(at: report.infused), channel: index, session: session)
      pause(.counterBroke, .needsReconcile, &tick)
      needsReconcile = true
      recordDelivery(&tick)
    }
    if clearsAlarms, report.latchedAlarms.rawValue == 0 { clearsAlarms = false }
  }

  /// Acts on stop and pause requests: they are seen as changed counters, so none is lost (law 2).
  mutating func takeRequests(_ now: StopRequests, _ tick: inout Tick) {
    let before = requests
    requests = now
    if now.stops != before.stops {
      stop(.command, &tick)
    } else if now.pauses != before.pauses || now.isPending {
      // A request that is pending pauses even where its counter was seen before: the rate would come back by itself otherwise.
      pause(.command, .overtaken, &tick)
    }
  }

  /// Acts on a pending increase once the journal has it, after judging everything again; drops it when that took too long.
  mutating func takeDurable(through durable: UInt64, _ tick: inout Tick) {
    guard let pending else { return }
    guard tick.now.since(pending.since) <= PendingIntent.life else { return withdrawIncreases(.journalLate, &tick) }
    guard durable >= pending.recordSequence else { return }
    let refusal =
      switch pending.kind {
      case .start: startRefusal()
      case .resume: resumeRefusal(tick.now)
      case .raise: raiseRefusal(pending.rate)
      }
    if let refusal { return withdrawIncreases(refusal, &tick) }
    self.pending = nil
    switch pending.kind {
    case .start: begin(at: nil, &tick)
    case .resume: begin(at: pending.rate, &tick)
    case .raise:
      setOperatorRate(pending.rate)
      revision &+= 1
    }
    tick.reply(.done, to: pending.command, channel: index)
  }

  private mutating func begin(at rate: FlowRate?, _ tick: inout Tick) {
    setOperatorRate(rate)
    startingSince = tick.now
    transition(.durable, cause: .journalDurable, &tick)
  }
}

extension VitalReading {
  /// Whether the reading has a value that can be trusted.
  fileprivate var isGood: Bool {
    switch quality {
    case .good: true
    case .questionable, .sensorOff, .missing: false
    }
  }
}

extension PumpObservation {
  /// Whether the pump was seen to run as the order with this sequence number says.
  func hasApplied(_ sequence: UInt64) -> Bool {
    guard orderSequence == sequence else { return false }
    switch receipt {
    case .applied: return true
    case .none, .underway, .refused, .uncertain: return false
    }
  }
}

extension DeliveryReceipt {
  /// Whether both are the same fate; the rate of an applied order does not matter.
  fileprivate func isSame(as other: DeliveryReceipt) -> Bool { kind == other.kind }

  private var kind: Int {
    switch self {
    case .none: 0
    case .underway: 1
    case .applied: 2
    case .refused: 3
    case .uncertain: 4
    }
  }
}
