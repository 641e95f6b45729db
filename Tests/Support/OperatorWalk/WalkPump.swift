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
  private var order: PumpOrder?
  private var due = Instant.boot
  private var handled: UInt64 = 0
  private var now = Instant.boot
  private var nextReading = Instant.boot
  private var restarted = false

  init() {}

  /// Whether fluid moves.
  var isFlowing: Bool { state.isFlowing && rate > .zero }

  /// Takes the order of a step; nil when the daemon is gone, and then the link begins anew with a stop.
  mutating func take(_ order: PumpOrder?) {
    self.order = order
    guard order == nil else { return }
    observation = PumpObservation()
    handled = 0
    stop()
  }

  /// Lets the pump run, then its link: an order is carried out after 40 ms, and what was done is read at once; else each 300 ms.
  mutating func advance(to instant: Instant, stopIsPending: Bool) {
    if isFlowing { infused.add(rate, for: instant.since(now)) }
    now = instant
    guard let order, !isSilent else {
      if now.since(observation.report?.readEnded ?? .boot) > .seconds(1) { observation.link = .silent }
      return
    }
    if order.sequence != handled {
      handled = order.sequence
      observation.orderSequence = order.sequence
      observation.receipt = .underway
      due = now + .milliseconds(40)
    }
    if stopIsPending || (order.rate == .zero && order.isEngaged && isFlowing) { stop() }
    if now >= due, observation.receipt == .underway { carryOut(order) }
    if now >= nextReading { read() }
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
      guard order.begins != isFlowing else { return observation.receipt = .refused(.state) }
      (state, rate) = (.infusing, order.rate)
      observation.receipt = .applied(order.rate)
    }
  }

  private mutating func read() {
    nextReading = now + .milliseconds(300)
    var latched = alarms
    if restarted { latched.insert(.configurationLost) }
    observation.link = .up
    observation.uncertainSince = nil
    observation.report = PumpReport(
      state: state, isRemotelyOwned: isOurs, rate: isFlowing ? rate : .zero,
      infused: infused.volume.roundedDown(to: Volume(microliters: 1)), infusedResolution: Volume(microliters: 1),
      vtbiRemaining: nil, liveAlarms: alarms, latchedAlarms: latched, watchdogRemaining: .seconds(5), serialNumber: 1,
      readBegan: now, readEnded: now)
  }

  // MARK: - Acts of the world

  /// Somebody runs the pump at its keypad; zero stops it.
  mutating func runByKeypad(_ rate: FlowRate) { (state, self.rate) = (rate > .zero ? .infusing : .paused, rate) }

  /// The pump does something of its own.
  mutating func enter(_ state: PumpState) { (self.state, rate) = (state, FlowRate(microlitersPerHour: 500)) }

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
