import Logging
import Platform
import Synchronization

/// Threads that end together.
final class ThreadGroup: Sendable {
  private let log: Logger
  private let isEnding = Atomic<Bool>(false)
  private let threads = Mutex<[RealTimeThread]>([])

  init(log: Logger) { self.log = log }

  /// Starts a thread whose body runs until the question that it is given is answered with true.
  func start(_ name: String, priority: Int?, body: @escaping @Sendable (@Sendable () -> Bool) -> Void) throws {
    let started = try RealTimeThread.start(name: String(name.prefix(15)), priority: priority) { [self] in
      body { isEnding.load(ordering: .acquiring) }
    }
    if let notice = started.notice { log.notice("\(notice)") }
    threads.withLock { $0.append(started.thread) }
  }

  /// Asks every thread to end and waits until it has; `wake` wakes those that sleep.
  func end(wake: () -> Void) {
    isEnding.store(true, ordering: .releasing)
    wake()
    for thread in threads.withLock({ $0 }) { thread.join() }
  }
}
