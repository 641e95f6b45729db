import Quantities
import Safety
import Therapy

/// A pump and its link without any fault: an order is carried out 40 ms after it came, and the pump is read each 300 ms.
struct ObedientPump {
  private(set) var observation = PumpObservation()
  private var order: PumpOrder?
  private var rate = FlowRate.zero
  private var infused = VolumeIntegrator()
  private var now: Instant
  private var due: Instant?
  private var nextReading: Instant

  init(at now: Instant) { (self.now, nextReading) = (now, now) }

  /// Takes the order of a control step.
  mutating func take(_ order: PumpOrder) {
    let isNew = order.sequence != self.order?.sequence
    self.order = order
    guard isNew else { return }
    observation.orderSequence = order.sequence
    observation.receipt = .underway
    due = now + .milliseconds(40)
  }

  /// Lets the pump run until `instant`.
  mutating func advance(to instant: Instant) {
    if let due, due <= instant, let order {
      flow(until: due)
      self.due = nil
      rate = order.rate
      if rate == .zero { observation.stopSentAt = now }
      observation.receipt = .applied(rate)
      read()
    }
    flow(until: instant)
    if now >= nextReading { read() }
  }

  private mutating func flow(until instant: Instant) {
    infused.add(rate, for: instant.since(now))
    now = instant
  }

  private mutating func read() {
    nextReading = now + .milliseconds(300)
    observation.link = .up
    observation.report = PumpReport(
      state: rate > .zero ? .infusing : .paused, isRemotelyOwned: true, rate: rate,
      infused: infused.volume.roundedDown(to: Volume(microliters: 1)), infusedResolution: Volume(microliters: 1),
      vtbiRemaining: nil, liveAlarms: PumpAlarms(), latchedAlarms: PumpAlarms(), watchdogRemaining: .seconds(5),
      serialNumber: 1, readBegan: now, readEnded: now)
  }
}
