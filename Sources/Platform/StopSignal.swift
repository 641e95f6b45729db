import CLinux

/// SIGTERM and SIGINT as something to look at, instead of the sudden end; SIGPIPE is ignored.
public struct StopSignal: Sendable {
  /// The descriptor that becomes readable, and stays so, when a stop was asked for; for a `Poller`.
  public let descriptor: Int32

  /// Takes over the signals for the whole program, from now to its end; more than once is the same as once.
  public static func watch() throws(SystemError) -> StopSignal {
    let result = clinux_watch_stop_signals()
    do throws(ErrorNumber) { return StopSignal(descriptor: try ErrorNumber.check(result)) } catch {
      throw SystemError("watch for stop signals", error)
    }
  }

  /// Lets SIGTERM and SIGINT reach this program even when the one that started it blocks them; called on the main thread, before
  /// any other is started. For a program whose signals somebody else takes over.
  public static func unblock() throws(SystemError) {
    do throws(ErrorNumber) { try ErrorNumber.check(clinux_unblock_stop_signals()) } catch {
      throw SystemError("unblock the stop signals", error)
    }
  }

  /// The number of the last stop signal that came, or nil when none did.
  public var received: Int32? {
    let number = clinux_stop_signal()
    return number == 0 ? nil : number
  }
}
