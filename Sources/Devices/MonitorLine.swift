public import Drivers
public import Platform
import Quantities
public import Therapy

/// A serial line with one monitor: the body of its thread. Moves bytes and has no opinions.
public final class MonitorLine: Sendable {
  /// The monitor's name in the inventory.
  public let name: String
  private let path: String
  private let settings: SerialSettings
  private let isSimulated: Bool
  private let makeDriver: @Sendable () -> AnyStreamDriver
  private let observations: Mailbox<MonitorObservation>
  /// Rung when the thread is to end.
  public let doorbell: Doorbell
  /// Beats while the thread lives.
  public let heartbeat = Heartbeat()
  private let notices: @Sendable (String) -> Void

  /// A line that is not open yet; `notices` takes sentences for the log.
  public init(
    name: String, path: String, baud: UInt32, isSimulated: Bool, driver: @escaping @Sendable () -> AnyStreamDriver,
    observations: Mailbox<MonitorObservation>, doorbell: Doorbell, notices: @escaping @Sendable (String) -> Void
  ) {
    self.name = name
    self.path = path
    settings = SerialSettings(baud: baud)
    self.isSimulated = isSimulated
    makeDriver = driver
    self.observations = observations
    self.doorbell = doorbell
    self.notices = notices
  }

  /// Opens the port once, to find out before anything runs whether it is there and free.
  public func checkPort() throws(SerialError) {
    try SerialPort(path: path, settings: settings, simulated: isSimulated).close()
  }

  /// Serves the line until `shouldEnd` says so; a port that is gone is opened again.
  public func run(until shouldEnd: @Sendable () -> Bool) {
    var driver = makeDriver()
    var lastNotice = ""
    while !shouldEnd() {
      heartbeat.beat()
      do throws(SerialError) {
        let port = try SerialPort(path: path, settings: settings, simulated: isSimulated)
        defer { port.close() }
        lastNotice = ""
        deliver(driver.handle(.opened(at: SystemClock.now())))
        try listen(on: port, with: &driver, until: shouldEnd)
      } catch {
        if error.description != lastNotice { notices("monitor \(name): \(error.description)") }
        lastNotice = error.description
      }
      deliver(driver.handle(.closed(at: SystemClock.now())))
      if !shouldEnd() { _ = doorbell.wait(timeout: .milliseconds(500)) }
    }
  }

  private func listen(
    on port: SerialPort, with driver: inout AnyStreamDriver, until shouldEnd: @Sendable () -> Bool
  ) throws(SerialError) {
    var buffer = [UInt8](repeating: 0, count: 512)
    while !shouldEnd() {
      heartbeat.beat()
      switch try port.read(into: &buffer, timeout: .milliseconds(200)) {
      case .bytes(let count): deliver(driver.handle(.received(Array(buffer[..<count]), at: SystemClock.now())))
      case .timedOut: deliver(driver.handle(.tick(at: SystemClock.now())))
      case .closed:
        notices("monitor \(name): \(path) is gone; opening it again until it is back")
        return
      }
    }
  }

  private func deliver(_ actions: [LinkAction]) {
    for action in actions {
      switch action {
      case .observation(let observation): observations.post(observation)
      // A data format 2 monitor is never written to.
      case .send: break
      }
    }
  }
}
