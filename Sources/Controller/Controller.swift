public import Quantities
public import Safety
public import Therapy

/// THE controller: every decision of the daemon is made in `step`, a pure function of its state and its input (law 1).
public struct Controller: ~Copyable {
  var channels: InlineArray<4, Channel>
  /// By channel.
  var watchfulness: InlineArray<4, Watchfulness>
  let channelCount: Int
  private let lease: Interval
  private var lastStep: Instant?
  private var nextSequence: UInt64
  /// A record that the journal did not have when this was set, and when that was.
  private var journalMark: (sequence: UInt64, since: Instant)?
  /// What is to be seen and heard in the room.
  var annunciation = Annunciation()
  /// Who began the alarm test, and the token that confirms it.
  var alarmTest: (token: Token, user: UserID)?
  private var signal: AlarmSignal
  /// Whether an alarm waits for an answer, as of the newest step.
  private(set) var isSounding = false

  /// A controller of `setups.count` channels (1 to 4) whose orders live for `lease` without renewal (3 to 15 s).
  ///
  /// A channel with a recovery begins *interrupted*: its pump is ordered to 0 mL/h and nothing resumes by itself (SR-085). The
  /// channels whose index is in `latched` begin with their stop latched, as the journal left them (SR-027). Of those in
  /// `unreconciled` nobody ever said what their pump did: they are to be reconciled first. So is one whose session was closed
  /// while its pump was unknown; `abandoned` has that patient, by channel. `alarms` has the alarms that wait
  /// for an acknowledgement, `occurrences` the newest number of an alarm, and `limits` the changed limits of the open
  /// session, by channel.
  public init(
    setups: [ChannelSetup], recoveries: [SessionRecovery?], latched: [Int] = [], abandoned: [Label?] = [],
    unreconciled: [Int] = [], alarms: [[WaitingAlarm]] = [], occurrences: [UInt32] = [], limits: [VitalLimits?] = [],
    lease: Interval, startedAt: Instant
  ) {
    precondition((1...channelLimit).contains(setups.count) && recoveries.count == setups.count)
    precondition(lease >= .seconds(3) && lease <= .seconds(15))
    channels = InlineArray { index in
      Channel(index: UInt8(index), setup: setups[min(index, setups.count - 1)], startedAt: startedAt)
    }
    watchfulness = InlineArray(repeating: Watchfulness())
    channelCount = setups.count
    self.lease = lease
    lastStep = nil
    signal = AlarmSignal(at: startedAt)
    nextSequence = 1
    journalMark = nil
    for (index, recovery) in recoveries.enumerated() {
      channels[index].isStopLatched = latched.contains(index)
      channels[index].abandoned = index < abandoned.count ? abandoned[index] : nil
      channels[index].needsReconcile = unreconciled.contains(index) || channels[index].abandoned != nil
      if index < occurrences.count { watchfulness[index].alarms.count(from: occurrences[index]) }
      for alarm in index < alarms.count ? alarms[index] : [] { watchfulness[index].alarms.restore(alarm, now: startedAt) }
      guard let recovery else { continue }
      channels[index].recover(recovery, lease: lease, at: startedAt)
      if index < limits.count, let changed = limits[index] { channels[index].limits = changed }
    }
  }

  /// Makes one step: what was learned first, then stop requests, commands, the journal's receipts, and the judgement. Nothing of
  /// what `tick` held before remains.
  @_noAllocation @_noLocks
  public mutating func step(_ input: borrowing TickInput, into tick: inout TickOutput) {
    let now = input.now
    tick.begin(
      now: now, gap: now.since(lastStep ?? now), machine: input.machine, nextSequence: nextSequence, lease: lease)
    lastStep = now
    for index in 0..<channelCount {
      let known = input.channels[index]
      channels[index].observe(known, &tick)
    }
    let journal = journalCondition(input)
    for index in 0..<input.commands.count { take(input.commands[index], &tick) }
    var demand = AlarmDemand()
    for index in 0..<channelCount {
      demand = demand.joined(
        channels[index].conclude(
          durableThrough: input.durableThrough, journal, lease: lease, &watchfulness[index], &tick))
    }
    signal = annunciation.update(demand, input.machine, now: now)
    isSounding = demand.heard != nil
    tick.signal = signal
    nextSequence = tick.nextSequence
  }

  /// The same into an output of its own, for whoever looks at steps one by one.
  @_noAllocation @_noLocks
  public mutating func step(_ input: borrowing TickInput) -> TickOutput {
    var output = TickOutput()
    step(input, into: &output)
    return output
  }

  /// The journal as the shell sees it, or failing when a record has waited for more than a second: a disk that hangs reports
  /// no failure (SR-089).
  private mutating func journalCondition(_ input: TickInput) -> JournalCondition {
    if let mark = journalMark, mark.sequence > input.durableThrough {
      guard input.journal.failingSince == nil, input.now.since(mark.since) > .seconds(1) else { return input.journal }
      return JournalCondition(failingSince: mark.since)
    }
    let newest = nextSequence - 1
    journalMark = newest > input.durableThrough ? (newest, input.now) : nil
    return input.journal
  }

  /// Hands a command to its channel, after the one check that needs all channels: a patient is on one of them (SR-032).
  private mutating func take(_ command: OperatorCommand, _ tick: inout TickOutput) {
    let index = Int(command.channel)
    precondition(index < channelCount)
    if takeForRoom(command, &tick) { return }
    if case .prepare(let order, _, _) = command.action {
      for other in 0..<channelCount where other != index {
        let patient = order.patient.code
        guard channels[other].order?.patient.code == patient || channels[other].abandoned == patient else { continue }
        return channels[index].refuse(command, .patientBusy, &tick)
      }
    }
    let patient = channels[index].order?.patient.code
    channels[index].take(command, &tick)
    // An alarm of the patient before is none of this one's.
    if case .prepare = command.action, channels[index].order?.patient.code != patient {
      watchfulness[index].alarms.beginSession()
    }
  }

  /// A snapshot of a channel for people; `index` must be less than the number of channels.
  public func view(of index: Int, at now: Instant) -> ChannelView {
    precondition(index < channelCount)
    let channel = channels[index]
    return ChannelView(
      at: now, phase: channel.phase, cause: channel.cause, isStopLatched: channel.isStopLatched,
      needsReconcile: channel.needsReconcile, revision: channel.revision, session: channel.session,
      order: channel.order, ordered: channel.ordered, deliveredAtLeast: channel.delivered.atLeast,
      deliveredAtMost: channel.delivered.atMost, prediction: channel.prediction, elapsed: channel.course.elapsed,
      pump: channel.pump,
      zeroIsObserved: channel.zeroIsObserved, monitor: channel.monitor, alarms: watchfulness[index].alarms,
      startBlockers: channel.startBlockers, resumableSince: channel.calmSince,
      needs: channel.needs(at: now), offeredPeak: channel.offer?.predictedPeak, rateBeforePause: channel.course.rateBeforePause,
      pausedFor: channel.pausedFor(at: now), recoveryLeft: channel.recoveryLeft(at: now), step: channel.course.step,
      nextStepRate: channel.nextStepRate, observed: channel.observed, secondMonitor: channel.secondMonitor,
      limits: channel.limits, clinicLimits: channel.setup.limits, alarmsAreTested: channel.alarmsAreTested, signal: signal,
      responsible: channel.responsible,
      handoverTo: channel.handoverTo(at: now), endCause: channel.endCause, phaseSince: channel.phaseSince,
      increaseRefusal: channel.nextIncreaseRefusal(now))
  }
}

extension Channel {
  /// Takes over a session that a restart found open: interrupted, to be reconciled, with the worst case as its upper bound.
  mutating func recover(_ recovery: SessionRecovery, lease: Interval, at now: Instant) {
    session = recovery.session
    order = recovery.order
    phase = .interrupted
    cause = .restart
    needsReconcile = true
    // A pause of unknown length may have been longer than the longest one after which drug may flow again (SR-025).
    hasEnded = recovery.hasEnded || recovery.pausedFor == nil
    if hasEnded, !recovery.hasEnded { endCause = .restart }
    pauses.recover(
      at: now, pausedFor: recovery.pausedFor ?? .zero, automatic: Int(recovery.delivery?.automaticPauses ?? 0))
    // Nothing was heard yet, and nothing is lost yet: that forbids an increase, and alarms when it stays so.
    for signal in VitalSignal.allCases {
      let age: Int64 = signal == .oxygenSaturation || signal == .heartRate ? 4 : 11
      lastGood[Int(signal.rawValue)] = Instant(nanoseconds: max(0, now.nanoseconds - age * 1_000_000_000))
    }
    // When drug last flowed is not known: the worst case is that it flows still.
    course.flowBegan = now
    course.lastDrugAt = now
    exposure =
      recovery.exposure
      ?? Exposure(
        weight: recovery.order.patient.weight, concentration: recovery.order.drug.concentration, residual: DrugEstimate(), at: now
      )
    guard let record = recovery.delivery else { return }
    recordedAtMost = record.atMost
    // The record may be 5 s old, and the pump may have run on until its watchdog ended it: the time counts as infused, so that
    // the program is never extended. A record beyond the program is damaged and counts as its end.
    let duration = recovery.order.program.duration
    course.elapsed = record.elapsed < duration ? min(record.elapsed + .seconds(5) + lease + lease, duration) : duration
    course.rateBeforePause = record.rate
    course.step = min(Int(record.step), recovery.order.program.stepCount - 1)
    course.stepBegan = min(record.stepBegan, course.elapsed)
    // The pump's own VTBI bounds what it can have given; the margin is what it ran between judgement and commit, and no
    // order is committed after its lease, which is at most 15 s.
    let margin = volumeAtMost(recovery.order.drug.hard.flowRate, for: .seconds(15))
    let worstCase = recovery.order.program.total + margin
    var account = record.account
    if !account.isPossible {
      // A damaged record says nothing: all that may have been delivered counts, for good.
      account = CounterAccount()
      account.settledAtMost = worstCase
    }
    delivered = DeliveredVolume(recovering: account, worstCase: worstCase)
    course.commanded = VolumeIntegrator(from: delivered.atLeast)
  }
}
