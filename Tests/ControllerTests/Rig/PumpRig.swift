import Quantities
import Safety
import Therapy

/// What goes wrong with a pump or its line.
struct PumpFaults {
  /// Nothing reaches the pump and nothing comes back.
  var isSilent = false
  /// The next start or rate change gets no reply; true: it is executed all the same.
  var losesNextReply: Bool?
  /// The next start or rate change is refused.
  var refuses: PumpRefusal?
  /// Stop commands get lost on the way.
  var losesStops = false
  /// A start or rate change takes this long until the pump does it.
  var commandTime = Interval.milliseconds(80)
  /// Time between two readings, and from request to answer.
  var pollTime = Interval.milliseconds(500)
  var readTime = Interval.milliseconds(40)
  /// Ticks from the request until the pump takes the values for its answer.
  var sampleDelay = Interval.milliseconds(20)
}

/// A pump that integrates what it really delivers, with the link that drives it, both at the level of `PumpObservation`.
struct PumpRig {
  private(set) var observation = PumpObservation()
  var faults = PumpFaults()

  /// What really left the pump, ever, to the nanoliter with the remainder carried.
  private(set) var truth = VolumeIntegrator()
  /// The same when the newest published reading was taken.
  private(set) var truthAtReading = Volume.zero
  private(set) var state = PumpState.idle
  private(set) var rate = FlowRate.zero
  var liveAlarms = PumpAlarms()
  /// Whether remote control has the pump; false when somebody took it at its keypad.
  var isOurs = true
  private(set) var latchedAlarms = PumpAlarms()
  /// How often the pump was told to start or to change its rate.
  private(set) var runCommands = 0
  private(set) var stopCommands = 0

  private var now: Instant
  private var order: PumpOrder?
  private var vtbi = Volume.zero
  private var fedAt: Instant
  /// The counter shows what was delivered since `clearedAt`, and what it showed then.
  private var counterStart: Volume
  private var clearedAt = Volume.zero
  private var handled: UInt64 = 0
  private var runDue: Instant?
  private var unsettled: UInt64?
  private var reading: (began: Instant, sampleAt: Instant, endAt: Instant, report: PumpReport?)?
  private var nextPoll: Instant
  private var lastHeard: Instant
  private var truthAtSample = Volume.zero
  /// A stop that was demanded and not yet sent.
  private var owesStop = false
  /// Whether zero was not yet seen since a stop was demanded.
  private var awaitsZero = true
  /// Whether a start may have reached the pump since it was last read to stand with 0 mL/h ordered.
  private var mayHaveStarted = false
  private let serialNumber: UInt32
  /// The firmware version that it tells; nil where it tells none.
  var firmware: UInt16?

  static let resolution = Volume(microliters: 1)

  init(at now: Instant, counter: Volume = Volume(microliters: 123_456), serialNumber: UInt32 = 77) {
    self.now = now
    fedAt = now
    nextPoll = now
    lastHeard = now
    counterStart = counter
    self.serialNumber = serialNumber
  }

  /// The counter as the display shows it.
  var counter: Volume { (counterStart + (truth.volume - clearedAt)).roundedDown(to: Self.resolution) }

  // MARK: - Acts of the world

  /// The pump loses power and comes back: stopped, counter at zero, configuration lost.
  mutating func reboot() {
    (state, rate, vtbi) = (.idle, .zero, .zero)
    (counterStart, clearedAt) = (.zero, truth.volume)
    latchedAlarms = .configurationLost
    runDue = nil
  }

  /// Somebody starts the pump at its own keypad, or stops it with a rate of zero.
  mutating func runByKeypad(_ rate: FlowRate) {
    self.rate = rate
    state = rate > .zero ? .infusing : .paused
    vtbi = Volume(microliters: 1_000_000)
  }

  /// Fluid leaves the pump though it says that it stands: free flow.
  mutating func leak(_ volume: Volume) { truth = VolumeIntegrator(from: truth.volume + volume) }

  /// The pump does something by itself that nobody ordered, slowly.
  mutating func enter(_ state: PumpState) {
    self.state = state
    rate = FlowRate(microlitersPerHour: 1_000)
  }

  /// An alarm that stops the pump, live until `clear` and latched until an operator's word.
  mutating func raise(_ alarm: PumpAlarms, isLive: Bool = true) {
    if isLive { liveAlarms.insert(alarm) }
    latchedAlarms.insert(alarm)
    (state, rate) = (.alarmStopped, .zero)
  }

  /// One of its answers arrives damaged (SR-073).
  mutating func damageAnswer() { observation.badFrames += 1 }

  /// The link begins anew, as after a restart of the daemon; the pump goes on.
  mutating func reconnect() {
    observation = PumpObservation()
    (order, handled, runDue, unsettled, reading) = (nil, 0, nil, nil, nil)
    nextPoll = now
  }

  // MARK: - Time

  /// The stop bit was set: a stop goes out whatever was seen before.
  mutating func oweStop() { owesStop = true }

  /// Takes the order of a control step; nil when the daemon is gone.
  mutating func take(_ order: PumpOrder?) { self.order = order }

  /// Lets the pump run until `instant`, then the link act. `stopBit` is the channel's stop bit, which the link reads itself.
  mutating func advance(to instant: Instant, stopBit: Bool) {
    deliver(for: instant.since(now))
    now = instant
    if state.isFlowing, now.since(fedAt) > .seconds(10) {
      raise(.communicationWatchdog, isLive: false)
    }
    guard order != nil else { return }
    link(stopBit: stopBit)
  }

  private mutating func deliver(for time: Interval) {
    guard state.isFlowing, rate > .zero else { return }
    let wanted = rate * time
    if wanted >= vtbi {
      truth = VolumeIntegrator(from: truth.volume + vtbi)
      vtbi = .zero
      raise(.empty, isLive: false)
    } else {
      truth.add(rate, for: time)
      vtbi = vtbi - wanted
    }
  }
}

// MARK: - The link

extension PumpRig {
  private mutating func link(stopBit: Bool) {
    guard let order else { return }
    if now > order.leaseUntil, order.isEngaged, !observation.leaseExpired, order.sequence == handled {
      observation.leaseExpired = true
    }
    let isLive = now <= order.leaseUntil && !observation.leaseExpired
    if order.sequence != handled { adopt(order) }
    if isLive, order.isEngaged, !faults.isSilent { fedAt = now }
    if order.rate == .zero || stopBit || !isLive { demandZero(order) }
    if let due = runDue, now >= due, isLive, !stopBit { run(order) }
    if order.clearsAlarms, order.rate == .zero, !faults.isSilent { latchedAlarms.formIntersection(liveAlarms) }
    read()
  }

  private mutating func adopt(_ order: PumpOrder) {
    handled = order.sequence
    observation.orderSequence = order.sequence
    observation.receipt = .underway
    observation.leaseExpired = false
    unsettled = nil
    runDue = order.rate > .zero ? now + faults.commandTime : nil
    if order.rate == .zero { owesStop = true }
  }

  private mutating func demandZero(_ order: PumpOrder) {
    runDue = nil
    let isSeen = observation.report.map { $0.isAtZero && $0.readBegan >= (observation.stopSentAt ?? .boot) } ?? false
    let isRecent = observation.stopSentAt.map { now.since($0) < faults.readTime + .milliseconds(260) } ?? false
    // A pump that no session holds is stopped once and then left to its keypad.
    let repeats = (order.isEngaged || awaitsZero) && !isSeen && !isRecent
    if isSeen, !owesStop { awaitsZero = false }
    guard owesStop || repeats else { return settleZero(order) }
    owesStop = false
    awaitsZero = true
    observation.stopSentAt = now
    stopCommands += 1
    if !faults.isSilent, !faults.losesStops, state.isFlowing { (state, rate) = (.paused, .zero) }
    beginReading()
  }

  private mutating func settleZero(_ order: PumpOrder) {
    guard order.rate == .zero, observation.receipt == .underway, let report = observation.report, report.isAtZero else { return }
    guard report.readBegan >= (observation.stopSentAt ?? .boot) else { return }
    observation.receipt = .applied(.zero)
    observation.uncertainSince = nil
  }

  private mutating func run(_ order: PumpOrder) {
    runDue = nil
    runCommands += 1
    if faults.isSilent {
      return doubt()
    }
    if let refusal = faults.refuses.take() {
      observation.receipt = .refused(refusal)
      return
    }
    // A start is for a pump that stands, a change for one that runs; a start that has run already, and that was lowered before
    // anybody saw it, is a change.
    guard (order.begins && !mayHaveStarted) != (state.isFlowing && rate > .zero) else {
      observation.receipt = .refused(.state)
      return
    }
    mayHaveStarted = true
    let loss = faults.losesNextReply.take()
    if loss != false, latchedAlarms.isEmpty, liveAlarms.isEmpty {
      (state, rate, vtbi) = (.infusing, order.rate, order.vtbi)
      fedAt = now
    }
    guard loss == nil else { return doubt() }
    unsettled = order.sequence
    beginReading()
  }

  private mutating func doubt() {
    observation.receipt = .uncertain
    observation.uncertainSince = observation.uncertainSince ?? now
  }

  private mutating func beginReading() {
    reading = (now, now + faults.sampleDelay, now + faults.readTime, nil)
  }

  private mutating func read() {
    if reading == nil, now >= nextPoll {
      beginReading()
      nextPoll = now + faults.pollTime
    }
    if let current = reading, current.report == nil, now >= current.sampleAt {
      let report = sample(began: current.began)
      if faults.isSilent { reading = nil } else { reading?.report = report }
    }
    if let current = reading, let report = current.report, now >= current.endAt {
      reading = nil
      if !faults.isSilent { publish(report) }
    }
    if now.since(lastHeard) > .milliseconds(1_200), observation.link == .up { observation.link = .silent }
  }

  private mutating func sample(began: Instant) -> PumpReport {
    truthAtSample = truth.volume
    var report = PumpReport(
      state: state, isRemotelyOwned: isOurs, rate: state.isFlowing ? rate : .zero, infused: counter,
      infusedResolution: Self.resolution, vtbiRemaining: vtbi, liveAlarms: liveAlarms, latchedAlarms: latchedAlarms,
      watchdogRemaining: .seconds(5), serialNumber: serialNumber, readBegan: began, readEnded: now)
    report.firmware = firmware
    return report
  }

  private mutating func publish(_ sampled: PumpReport) {
    var report = sampled
    report.readEnded = now
    observation.report = report
    if report.isAtZero, order?.rate == .zero { mayHaveStarted = false }
    observation.link = .up
    lastHeard = now
    truthAtReading = truthAtSample
    if let since = observation.uncertainSince, report.readBegan > since {
      observation.uncertainSince = nil
      unsettled = handled
    }
    guard let order, unsettled == order.sequence, order.rate > .zero else { return }
    unsettled = nil
    observation.receipt = report.rate == order.rate ? .applied(report.rate) : .refused(.notReached)
  }
}
