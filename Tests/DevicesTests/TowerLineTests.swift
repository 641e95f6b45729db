import Devices
import Drivers
import Foundation
import HardwareSim
import Platform
import Quantities
import Safety
import Synchronization
import Testing

/// The simulated tower behind a pseudo-terminal, served by a thread of its own, and the line's thread on the other end.
final class TowerOnPty {
  private let terminal: PseudoTerminal
  private let room: Mutex<Room>
  private let signals = Mailbox(AlarmSignal(at: SystemClock.now()))
  private let reports = Mailbox(TowerReport(at: SystemClock.now()))
  private let line: TowerLine
  private let isEnding = Mailbox(false)
  private let hasEnded = Mailbox(false)
  private let thread: RealTimeThread
  private let said = Notices()
  var signal = AlarmSignal(at: SystemClock.now())

  init() throws {
    terminal = try PseudoTerminal()
    var furnishing = Room.Furnishing()
    furnishing.silence = .milliseconds(20)
    room = Mutex(Room(furnishing, start: SystemClock.now()))
    let said = said
    line = TowerLine(
      name: "tower-1", path: terminal.path, baud: 19_200, unit: 1, isSimulated: true, soundsBursts: true, signals: signals,
      reports: reports, doorbell: try Doorbell()
    ) { said.add($0) }
    let (line, isEnding, hasEnded) = (line, isEnding, hasEnded)
    thread = try RealTimeThread.start(name: "tower", priority: nil) {
      line.run { isEnding.peek() }
      hasEnded.post(true)
    }.thread
  }

  var sentences: [String] { said.sentences }
  var report: TowerReport { reports.peek() }
  var tower: SignalTower { room.withLock { $0.tower.tower } }

  func inject(_ fault: Fault, into member: Room.Member) throws {
    let refusal = room.withLock { room -> FaultRefusal? in
      do throws(FaultRefusal) { _ = try room.inject(fault, into: member, for: nil) } catch { return error }
      return nil
    }
    if let refusal { throw refusal }
  }

  func clear(_ member: Room.Member) { room.withLock { _ = $0.clearFaults(of: member) } }

  /// Serves the tower and renews the signal until `condition` holds, at most for `limit` seconds; how long that took.
  func wait(_ limit: Double, until condition: () -> Bool = { false }) throws -> Double {
    let began = SystemClock.now()
    var buffer = [UInt8](repeating: 0, count: 512)
    var elapsed = 0.0
    while elapsed < limit, !condition() {
      let now = SystemClock.now()
      signal.at = now
      signals.post(signal)
      if case .bytes(let count) = try terminal.read(into: &buffer) {
        let answer = room.withLock { room in
          room.towerReceives(Array(buffer[..<count]), at: now)
          return room.takeTowerBytes()
        }
        _ = try terminal.write(answer)
      }
      Thread.sleep(forTimeInterval: 0.001)
      elapsed = Double(SystemClock.now().since(began).nanoseconds) / 1e9
    }
    return elapsed
  }

  /// Ends the line as the daemon does, and serves the tower until its thread is done, at most for 2 s; how long that took.
  func leave(atZero: Bool?) throws -> Double {
    if let atZero { line.leave(atZero: atZero) }
    isEnding.post(true)
    line.doorbell.ring()
    return try wait(2) { hasEnded.peek() }
  }

  func end() {
    isEnding.post(true)
    line.doorbell.ring()
    thread.join()
    terminal.close()
  }
}

/// What a line said for the log.
final class Notices: Sendable {
  private let all = Mutex<[String]>([])

  func add(_ sentence: String) { all.withLock { $0.append(sentence) } }

  var sentences: [String] { all.withLock { $0 } }
}

@Suite("The tower's line through libmodbus", .serialized)
struct TowerLineTests {
  @Test("SR-101, SR-103: the lamp of an alarm is lit within a second, at its rate")
  func lights() throws {
    let bench = try TowerOnPty()
    defer { bench.end() }
    #expect(try bench.wait(5) { bench.report.isConnected } < 5)
    _ = try bench.wait(1.5)
    bench.signal.lamp = .high
    #expect(try bench.wait(5) { bench.tower.isOn(.red) } < 1)
    _ = try bench.wait(3)
    #expect((1.4...2.8).contains(bench.tower.flashesPerSecond(.red)), "\(bench.tower.flashesPerSecond(.red))")
    bench.signal.lamp = nil
    #expect(try bench.wait(5) { bench.tower.on.isEmpty } < 1)
    #expect(bench.report.state.isWorking && bench.sentences.isEmpty)
  }

  @Test(
    "SR-103: a line that ends leaves the tower dark when every pump was seen at 0 mL/h; otherwise red, sounder, second contact",
    arguments: [true, false, nil])
  func leaves(atZero: Bool?) throws {
    let bench = try TowerOnPty()
    defer { bench.end() }
    #expect(try bench.wait(5) { bench.report.isConnected } < 5)
    bench.signal.lamp = .high
    bench.signal.callsSecondContact = atZero == true
    bench.signal.burst = ToneBurst(number: 1, priority: .high, beganAt: SystemClock.now())
    #expect(try bench.wait(5) { bench.tower.isOn(.sounder) } < 1)
    #expect(try bench.leave(atZero: atZero) < 1)
    #expect(bench.tower.on == (atZero == true ? [] : [.red, .sounder, .secondContact]))
    #expect(bench.sentences.isEmpty)
  }

  @Test("SR-103: a tower that does not answer holds up the end by half a second at the most, and that is told")
  func leavesSilentTower() throws {
    let bench = try TowerOnPty()
    defer { bench.end() }
    #expect(try bench.wait(5) { bench.report.isConnected } < 5)
    _ = try bench.wait(1)
    try bench.inject(.silent, into: .tower)
    #expect(try bench.leave(atZero: false) < 0.5)
    #expect(bench.sentences.last?.contains("did not confirm its last state") == true)
  }

  @Test("SR-112: a tower that falls silent is told within 5 s, once, and again when it is back; a call button is seen")
  func loss() throws {
    let bench = try TowerOnPty()
    defer { bench.end() }
    #expect(try bench.wait(5) { bench.report.isConnected } < 5)
    try bench.inject(.call, into: .patient)
    #expect(try bench.wait(5) { bench.report.calls[0] } < 1)
    try bench.inject(.silent, into: .tower)
    #expect(try bench.wait(10) { !bench.report.state.isWorking } < 5)
    #expect(bench.sentences.count == 1 && bench.sentences.first?.contains("tower tower-1: lost, it does not answer") == true)
    #expect(try bench.wait(5) { !bench.report.isConnected } < 5)
    bench.clear(.tower)
    #expect(try bench.wait(10) { bench.report.state.isWorking } < 5)
    #expect(bench.sentences.count == 2 && bench.sentences.last?.contains("shows alarms again") == true)
    #expect(bench.report.calls[0])
  }
}
