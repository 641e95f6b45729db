public import Drivers
public import Platform
import Quantities
public import Therapy

/// One pump on a bus: what connects its link with the control thread and the server.
public struct PumpStation: Sendable {
  /// The Modbus unit.
  public let unit: UInt8
  /// Makes its driver.
  public let driver: @Sendable () -> AnyRegisterDriver
  /// The rules of its link.
  public let settings: LinkSettings
  /// The newest order, written by the control thread.
  public let orders: Mailbox<PostedOrder>
  /// The newest observation, written by the bus thread.
  public let observations: Mailbox<PumpObservation>
  /// The channel's sticky stop, set by the server and read here directly: the control thread may be hung.
  public let stopBit: StopBit

  /// A station with every field given.
  public init(
    unit: UInt8, driver: @escaping @Sendable () -> AnyRegisterDriver, settings: LinkSettings, orders: Mailbox<PostedOrder>,
    observations: Mailbox<PumpObservation>, stopBit: StopBit
  ) {
    self.unit = unit
    self.driver = driver
    self.settings = settings
    self.orders = orders
    self.observations = observations
    self.stopBit = stopBit
  }
}

/// A serial bus of Modbus pumps: the body of its thread.
///
/// It has no opinions: before every frame it asks each pump's `LinkPolicy`, a pump with a stop to send first.
public final class PumpBus: Sendable {
  /// The bus' name in the inventory.
  public let name: String
  private let path: String
  private let baud: UInt32
  private let isSimulated: Bool
  private let stations: [PumpStation]
  /// Rung when an order changed or a stop was requested.
  public let doorbell: Doorbell
  /// Beats while the thread lives.
  public let heartbeat = Heartbeat()
  private let notices: @Sendable (String) -> Void

  /// A bus that is not open yet; `notices` takes sentences for the log.
  public init(
    name: String, path: String, baud: UInt32, isSimulated: Bool, stations: [PumpStation], doorbell: Doorbell,
    notices: @escaping @Sendable (String) -> Void
  ) {
    self.name = name
    self.path = path
    self.baud = baud
    self.isSimulated = isSimulated
    self.stations = stations
    self.doorbell = doorbell
    self.notices = notices
  }

  /// Opens the port once, to find out before anything runs whether it is there and free.
  public func checkPort() throws(ModbusLineError) { _ = try ModbusLine(path: path, baud: baud, isSimulated: isSimulated) }

  /// Serves the bus until `shouldEnd` says so.
  public func run(until shouldEnd: @Sendable () -> Bool) {
    let links = stations.map { PumpLink(station: $0) }
    var turn = LineTurn()
    var line: ModbusLine?
    var openAgainAt = Instant.boot
    var lastNotice = ""
    while !shouldEnd() {
      heartbeat.beat()
      var now = SystemClock.now()
      if line == nil, now >= openAgainAt {
        do throws(ModbusLineError) { line = try ModbusLine(path: path, baud: baud, isSimulated: isSimulated) } catch {
          openAgainAt = now + .seconds(1)
          if error.description != lastNotice { notices("bus \(name): \(error.description)") }
          lastNotice = error.description
        }
        // Opening takes its time: leases are judged by the time of the frame.
        now = SystemClock.now()
      }
      guard let (index, request) = nextFrame(links, &turn, at: now) else {
        _ = doorbell.wait(timeout: pause(links, at: now))
        continue
      }
      let began = SystemClock.now()
      let (reply, isGone) = line?.transact(request, unit: stations[index].unit) ?? (.notSent, false)
      links[index].policy.completed(reply, began: began, ended: SystemClock.now())
      links[index].publish()
      if isGone {
        notices("bus \(name): \(path) is gone; opening it again until it is back")
        line = nil
        openAgainAt = now + .milliseconds(200)
      }
      // Without a line every frame fails at once: do not spin.
      if line == nil { _ = doorbell.wait(timeout: .milliseconds(20)) }
    }
  }

  /// The next frame of the bus: a stop that was not sent yet goes before all others, and equals take turns.
  private func nextFrame(_ links: [PumpLink], _ turn: inout LineTurn, at now: Instant) -> (Int, BusRequest)? {
    for index in turn.order(of: links.map { $0.urgency(at: now) }) {
      guard let request = links[index].next(at: now) else { continue }
      turn.served(index)
      return (index, request)
    }
    return nil
  }

  private func pause(_ links: [PumpLink], at now: Instant) -> Interval {
    let due = links.map(\.due).min() ?? now
    return min(max(due.since(now), .milliseconds(1)), .milliseconds(20))
  }
}

/// One pump's policy with its mailboxes.
private final class PumpLink {
  let station: PumpStation
  var policy: LinkPolicy<AnyRegisterDriver>
  var due = Instant.boot
  private var gate: OrderGate

  init(station: PumpStation) {
    self.station = station
    gate = OrderGate(order: station.orders.peek().order)
    policy = LinkPolicy(driver: station.driver(), settings: station.settings)
  }

  func urgency(at now: Instant) -> LinkUrgency {
    let generation = look()
    return policy.urgency(at: now, order: gate.order, stopGeneration: generation)
  }

  /// The next frame for this pump, or nil with `due` set.
  func next(at now: Instant) -> BusRequest? {
    let generation = look()
    let step = policy.next(now: now, order: gate.order, stopGeneration: generation)
    publish()
    switch step {
    case .transact(let request): return request
    case .wait(let until):
      due = until
      return nil
    }
  }

  /// Looks at the newest order and at the stop bit, whose generation it returns; nil when it was never set.
  private func look() -> UInt64? {
    let posted = station.orders.peek()
    let snapshot = station.stopBit.snapshot()
    gate.take(posted, generation: snapshot.generation)
    return snapshot.generation > 0 ? snapshot.generation : nil
  }

  func publish() {
    station.observations.post(policy.observation)
    if policy.clearedStopGeneration > 0 { station.stopBit.clear(through: policy.clearedStopGeneration) }
  }
}
