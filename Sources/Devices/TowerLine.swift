public import Drivers
public import Platform
import Quantities
public import Safety

/// A serial line with one signal tower: the body of its thread. Moves bytes and has no opinions (`SignalTowerDriver` has them).
public final class TowerLine: Sendable {
  /// The tower's name in the inventory.
  public let name: String
  private let path: String
  private let baud: UInt32
  private let unit: UInt8
  private let isSimulated: Bool
  private let soundsBursts: Bool
  private let signals: Mailbox<AlarmSignal>
  private let reports: Mailbox<TowerReport>
  /// Rung when the thread is to end.
  public let doorbell: Doorbell
  /// Beats while the thread lives.
  public let heartbeat = Heartbeat()
  private let notices: @Sendable (String) -> Void
  /// What nobody told is no zero.
  private let isAtZero = Mailbox(false)
  /// For how long the end tries to write the coils once more.
  private static let partingTime = Interval.milliseconds(200)

  /// A line that is not open yet. With `soundsBursts` the tower's sounder is the main one; `notices` takes sentences for the log.
  public init(
    name: String, path: String, baud: UInt32, unit: UInt8, isSimulated: Bool, soundsBursts: Bool,
    signals: Mailbox<AlarmSignal>, reports: Mailbox<TowerReport>, doorbell: Doorbell,
    notices: @escaping @Sendable (String) -> Void
  ) {
    self.name = name
    self.path = path
    self.baud = baud
    self.unit = unit
    self.isSimulated = isSimulated
    self.soundsBursts = soundsBursts
    self.signals = signals
    self.reports = reports
    self.doorbell = doorbell
    self.notices = notices
  }

  /// Tells whether every pump was seen at 0 mL/h, before the thread is told to end: then it leaves the tower dark and silent. It
  /// leaves red lamp, sounder and second contact on otherwise.
  public func leave(atZero: Bool) { isAtZero.post(atZero) }

  /// Serves the line until `shouldEnd` says so. A port that is gone, or was never there, is opened again once a second: a daemon
  /// without its tower can still stop a pump, and tells of the loss by every other means.
  public func run(until shouldEnd: @Sendable () -> Bool) {
    var driver = SignalTowerDriver(soundsBursts: soundsBursts, at: SystemClock.now())
    var line: ModbusLine?
    var openAgainAt = Instant.boot
    var (problem, isTold) = ("it does not answer", false)
    while !shouldEnd() {
      heartbeat.beat()
      if line == nil, SystemClock.now() >= openAgainAt {
        do throws(ModbusLineError) {
          line = try ModbusLine(path: path, baud: baud, isSimulated: isSimulated)
          problem = "it does not answer as a tower"
        } catch {
          openAgainAt = SystemClock.now() + .seconds(1)
          problem = error.description
        }
      }
      switch driver.next(signals.peek(), at: SystemClock.now()) {
      case .wait(let until): _ = doorbell.wait(timeout: until.since(SystemClock.now()))
      case .transact(let request):
        let (reply, isGone) = line?.transact(request, unit: unit) ?? (.notSent, false)
        driver.completed(reply, at: SystemClock.now())
        if isGone {
          (line, problem) = (nil, "\(path) is gone")
          openAgainAt = SystemClock.now() + .milliseconds(200)
        }
        // Without a line every request fails at once: do not spin.
        if line == nil { _ = doorbell.wait(timeout: .milliseconds(20)) }
      }
      reports.post(driver.report)
      if isTold == driver.report.state.isWorking {
        isTold.toggle()
        notices("tower \(name): " + (isTold ? "lost, \(problem); it is tried again until it is back" : "shows alarms again"))
      }
    }
    if let line { part(driver, line) }
  }

  /// The coils once more: the loop may have ended in the middle of a pulse, and the tower would stay so.
  private func part(_ driver: SignalTowerDriver, _ line: ModbusLine) {
    guard let request = driver.parting(TowerCoils(leftAtZero: isAtZero.peek())) else { return }
    let end = SystemClock.now() + Self.partingTime
    repeat {
      let (reply, isGone) = line.transact(request, unit: unit)
      if reply == .written { return }
      if isGone { break }
      _ = doorbell.wait(timeout: .milliseconds(20))
    } while SystemClock.now() < end
    notices("tower \(name): it did not confirm its last state: look at it, it may sound or be dark")
  }
}
