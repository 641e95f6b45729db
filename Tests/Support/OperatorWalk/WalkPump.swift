import Quantities
import Safety
import SplitMix
import Therapy

/// A pump and its link, as lean as they can be and still go wrong in every way that a controller can notice.
struct WalkPump {
  private(set) var observation = PumpObservation()
  /// Whether nothing is heard of it.
  var isSilent = false
  /// Whether remote control has it.
  var isOurs = true
  /// What becomes of the next rate: nil is obeyed.
  var nextFate: DeliveryReceipt?
  var alarms = PumpAlarms()
  private var state = PumpState.idle
  private var rate = FlowRate.zero
  private var infused = VolumeIntegrator(from: Volume(microliters: 5_000))
  /// What it gave on the word of its orders, ever; what a keypad or the pump itself did is not in it.
  private(set) var given = VolumeIntegrator()
  /// What the order that runs it leaves to give; nil when something else runs it.
  private var vtbi: Volume?
  private var order: PumpOrder?
  private var due = Instant.boot
  private var handled: UInt64 = 0
  private var now = Instant.boot
  private var nextReading = Instant.boot
  private var restarted = false
  /// Whether a start may have reached it since it was last read to stand with 0 mL/h ordered.
  private var mayHaveStarted = false

  init() {}

  /// Whether fluid moves.
  var isFlowing: Bool { state.isFlowing && rate > .zero }

  /// Takes the order of a step; nil when the daemon is gone, and then the link begins anew with a stop.
  mutating func take(_ order: PumpOrder?) {
    self.order = order
    guard let order else {
      observation = PumpObservation()
      handled = 0
      return stop()
    }
    guard order.sequence != handled, !isSilent else { return }
    adopt(order)
  }

  private mutating func adopt(_ order: PumpOrder) {
    handled = order.sequence
    observation.orderSequence = order.sequence
    observation.receipt = .underway
    due = now + .milliseconds(40)
  }

  /// Lets the pump run and its link act: an order is carried out after 40 ms, and what it did is read at once; else each
  /// 300 ms.
  mutating func advance(to instant: Instant, stopIsPending: Bool) {
    guard let order, !isSilent else {
      deliver(until: instant)
      if now.since(observation.report?.readEnded ?? .boot) > .seconds(1) { observation.link = .silent }
      return
    }
    if order.sequence != handled { adopt(order) }
    if stopIsPending || (order.rate == .zero && order.isEngaged && isFlowing) { stop() }
    if due <= instant, observation.receipt == .underway {
      deliver(until: max(due, now))
      carryOut(order)
    }
    deliver(until: instant)
    if now >= nextReading { read() }
  }

  /// Flows until `instant`, or until its order's volume is given: then it stops by itself.
  private mutating func deliver(until instant: Instant) {
    let time = instant.since(now)
    now = instant
    guard isFlowing else { return }
    guard let left = vtbi else { return infused.add(rate, for: time) }
    let volume = rate * time
    vtbi = left.remaining(after: volume)
    guard volume >= left else {
      infused.add(rate, for: time)
      return given.add(rate, for: time)
    }
    infused = VolumeIntegrator(from: infused.volume + left)
    given = VolumeIntegrator(from: given.volume + left)
    (state, rate) = (.alarmStopped, .zero)
    alarms.insert(.empty)
  }

  private mutating func stop() {
    observation.stopSentAt = now
    (state, rate) = (.paused, .zero)
    nextReading = now
  }

  private mutating func carryOut(_ order: PumpOrder) {
    nextReading = now
    guard order.rate > .zero else {
      stop()
      observation.receipt = .applied(.zero)
      if order.clearsAlarms { (alarms, restarted) = ([], false) }
      return
    }
    switch nextFate.take() {
    case .refused(let why): observation.receipt = .refused(why)
    case .uncertain:
      observation.receipt = .uncertain
      observation.uncertainSince = now
    case nil, .some(.none), .underway, .applied:
      guard alarms.isEmpty, !restarted, isOurs else { return observation.receipt = .refused(.interlock) }
      guard (order.begins && !mayHaveStarted) != isFlowing else { return observation.receipt = .refused(.state) }
      (state, rate, vtbi, mayHaveStarted) = (.infusing, order.rate, order.vtbi, true)
      observation.receipt = .applied(order.rate)
    }
  }

  private mutating func read() {
    nextReading = now + .milliseconds(300)
    var latched = alarms
    if restarted { latched.insert(.configurationLost) }
    observation.link = .up
    observation.uncertainSince = nil
    if !isFlowing, order?.rate == .zero { mayHaveStarted = false }
    observation.report = PumpReport(
      state: state, isRemotelyOwned: isOurs, rate: isFlowing ? rate : .zero,
      infused: infused.volume.roundedDown(to: Volume(microliters: 1)), infusedResolution: Volume(microliters: 1),
      vtbiRemaining: nil, liveAlarms: alarms, latchedAlarms: latched, watchdogRemaining: .seconds(5), serialNumber: 1,
      readBegan: now, readEnded: now)
  }

  // MARK: - Acts of the world

  /// Somebody runs the pump at its keypad; zero stops it.
  mutating func runByKeypad(_ rate: FlowRate) { (state, self.rate, vtbi) = (rate > .zero ? .infusing : .paused, rate, nil) }

  /// The pump does something of its own.
  mutating func enter(_ state: PumpState) { (self.state, rate, vtbi) = (state, FlowRate(microlitersPerHour: 500), nil) }

  /// The pump loses power and comes back.
  mutating func reboot() {
    (state, rate, restarted) = (.idle, .zero, true)
    infused = VolumeIntegrator()
  }

  /// Everything that went wrong is mended.
  mutating func mend() {
    (isSilent, isOurs, nextFate, alarms) = (false, true, nil, [])
    if state == .bolus || state == .keepVeinOpen { (state, rate) = (.paused, .zero) }
  }
}
