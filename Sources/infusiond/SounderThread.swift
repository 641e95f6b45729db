import Annunciators
import Platform
import Quantities
import Synchronization

/// The sounder's thread, which may hang in a sound card's driver: the daemon ends without it, where it does not end when asked.
final class SounderThread: Sendable {
  private let sounder: Sounder
  private let isEnding = Atomic<Bool>(false)
  private let ended: Doorbell
  private let thread = Mutex<RealTimeThread?>(nil)

  init(_ sounder: Sounder) throws {
    self.sounder = sounder
    ended = try Doorbell()
  }

  /// Starts it; a sentence when it runs without its priority.
  func start() throws -> String? {
    let started = try RealTimeThread.start(name: "sounder", priority: 20) { [self] in
      sounder.run { isEnding.load(ordering: .acquiring) }
      ended.ring()
    }
    thread.withLock { $0 = started.thread }
    return started.notice
  }

  /// Asks it to end, and waits for at most a second.
  func end() {
    isEnding.store(true, ordering: .releasing)
    sounder.doorbell.ring()
    guard ended.wait(timeout: .seconds(1)) else { return }
    thread.withLock { $0 }?.join()
  }
}
