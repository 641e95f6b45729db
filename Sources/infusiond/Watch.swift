import Platform
import Quantities
import ServiceLifecycle

/// Feeds the service manager's watchdog, and only while the control step moved and every thread of ours is alive (SR-082).
///
/// A dead device is not a dead thread: one silent pump must not take the others down.
struct Watch: Service {
  let heartbeats: [(name: String, heartbeat: Heartbeat)]
  let status: @Sendable () -> String
  let log: @Sendable (String) -> Void

  /// Called once when the daemon is asked to end, before anything else ends.
  let onEnding: @Sendable () -> Void

  func run() async throws {
    let interval = try ServiceNotification.watchdogInterval()
    // Twice per interval, so that one late look does not kill a healthy daemon.
    let period = min(interval?.divided(by: 2) ?? .seconds(1), .seconds(1))
    await withGracefulShutdownHandler {
      // Nothing to compare with at the first look: a thread may not have begun.
      var before: [UInt64]?
      while !Task.isShuttingDownGracefully && !Task.isCancelled {
        look(since: &before)
        // A sleep that the shutdown cuts short is no failure: the loop's condition ends it.
        try? await cancelWhenGracefulShutdown { try await Task.sleep(nanoseconds: UInt64(period.nanoseconds)) }
      }
    } onGracefulShutdown: {
      onEnding()
    }
    tell { try ServiceNotification.stopping() }
  }

  private func look(since before: inout [UInt64]?) {
    let now = heartbeats.map(\.heartbeat.count)
    let dead = zip(heartbeats, zip(before ?? [], now)).filter { $0.1.0 == $0.1.1 }.map(\.0.name)
    before = now
    guard dead.isEmpty else {
      return log("not alive since the last look: \(dead.joined(separator: ", ")); the service watchdog is not fed")
    }
    tell { try ServiceNotification.watchdog() }
    tell { try ServiceNotification.status(status()) }
  }

  /// A service manager that cannot be told is logged, and no reason to end.
  private func tell(_ message: () throws -> Void) {
    do { try message() } catch { log("the service manager was not told: \(error)") }
  }
}
