import Drivers
import Foundation
import Platform
import Quantities
import Safety
import Synchronization
import Testing

@testable import Annunciators

/// What a sounder said for the log.
final class Notices: Sendable {
  private let all = Mutex<[String]>([])

  func add(_ sentence: String) { all.withLock { $0.append(sentence) } }

  var sentences: [String] { all.withLock { $0 } }
}

/// A sounder on its own thread; whoever waits here renews the signal, as the control step does.
final class RunningSounder {
  let notices = Notices()
  private let signals = Mailbox(AlarmSignal(at: SystemClock.now()))
  private let states = Mailbox(AnnunciatorState(checkedAt: SystemClock.now()))
  private let isEnding = Mailbox(false)
  private let sounder: Sounder
  private let thread: RealTimeThread
  var signal = AlarmSignal(at: SystemClock.now())

  init(device: String) throws {
    let notices = notices
    sounder = Sounder(device: device, signals: signals, state: states, doorbell: try Doorbell()) { notices.add($0) }
    let (sounder, isEnding) = (sounder, isEnding)
    thread = try RealTimeThread.start(name: "sounder", priority: nil) { sounder.run { isEnding.peek() } }.thread
  }

  func burst(_ number: UInt32, _ priority: AlarmPriority) {
    signal.lamp = priority
    signal.burst = ToneBurst(number: number, priority: priority, beganAt: SystemClock.now())
  }

  /// Renews the signal until `condition` holds, at most for `limit` seconds; how long that took.
  func wait(_ limit: Double, until condition: (AnnunciatorState) -> Bool = { _ in false }) -> Double {
    let began = SystemClock.now()
    var elapsed = 0.0
    while elapsed < limit, !condition(states.peek()) {
      signal.at = SystemClock.now()
      signals.post(signal)
      Thread.sleep(forTimeInterval: 0.02)
      elapsed = Double(SystemClock.now().since(began).nanoseconds) / 1e9
    }
    return elapsed
  }

  func end() {
    isEnding.post(true)
    sounder.doorbell.ring()
    thread.join()
  }
}

@Suite("A sounder on its thread", .serialized)
struct SounderTests {
  @Test("SR-102, SR-103: each new burst of the signal is in the file once, a new one only")
  func plays() throws {
    let folder = try Folder()
    let sounder = try RunningSounder(device: folder.device("tone.wav"))
    _ = sounder.wait(0.5)
    for (number, priority) in [AlarmPriority.low, .medium, .high].enumerated() {
      sounder.burst(UInt32(number), priority)
      _ = sounder.wait(0.5)
    }
    sounder.end()
    // The file plays faster than real time: the bursts stand behind one another, the trials' and the tails' silence between them.
    let pulses = try Listening(wav: "\(folder.path)/tone.wav").pulses
    #expect(pulses.count == 15, "\(pulses)")
    #expect(pulses.map { $0.length > 0.17 } == Array(repeating: true, count: 5) + Array(repeating: false, count: 10))
    #expect(sounder.notices.sentences.isEmpty)
  }

  @Test("SR-112: a device that cannot be written is told within 5 s, and sounds again when it comes back")
  func comesBack() throws {
    let folder = try Folder()
    let target = "\(folder.path)/tone.wav"
    try FileManager.default.createSymbolicLink(atPath: target, withDestinationPath: "/dev/full")
    let sounder = try RunningSounder(device: folder.device("tone.wav"))
    defer { sounder.end() }
    #expect(sounder.wait(10) { !$0.isWorking } < 5)
    try FileManager.default.removeItem(atPath: target)
    #expect(sounder.wait(20) { $0.isWorking } < 10)
    sounder.burst(1, .medium)
    _ = sounder.wait(1)
    #expect(sounder.notices.sentences.count == 2)
    #expect(sounder.notices.sentences.first?.contains("cannot write to the sound device") == true)
    #expect(sounder.notices.sentences.last?.contains("sounds again") == true)
  }

  @Test("SR-112: a device that is not there is told at once, once, and is tried again")
  func absent() throws {
    let sounder = try RunningSounder(device: "no-such-device")
    defer { sounder.end() }
    #expect(sounder.wait(5) { !$0.isWorking } < 2)
    _ = sounder.wait(2.5)
    #expect(sounder.notices.sentences.count == 1)
  }
}
