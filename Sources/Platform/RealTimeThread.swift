import CLinux
import Glibc
import Synchronization

/// A thread with a name and, where the system permits it, a real-time priority.
public final class RealTimeThread: Sendable {
  /// A thread that runs, and what was not permitted.
  public struct Start: Sendable {
    /// The thread.
    public let thread: RealTimeThread
    /// Nil, or a sentence that says what was not permitted, what it means and how to permit it.
    public let notice: String?
  }

  /// Stack of each thread: small, because locked memory is real memory, yet ample for the deepest call in a debug build.
  static let stackBytes = 2 << 20

  /// The name, as /proc/PID/task/TID/comm shows it.
  public let name: String
  private let handle: pthread_t
  private let isJoined = Atomic<Bool>(false)

  private init(name: String, handle: pthread_t) {
    self.name = name
    self.handle = handle
  }

  deinit {
    if !isJoined.load(ordering: .acquiring) { clinux_thread_detach(handle) }
  }

  /// Runs `body` on a new thread called `name` (1...15 bytes) with SCHED_FIFO at `priority` (1...99; nil: a normal thread).
  ///
  /// Where the priority is not permitted the thread runs without it and the start carries a notice. Throws when the system has
  /// no thread left. Signals for the whole program (SIGTERM and the like) are never delivered on it.
  public static func start(name: String, priority: Int?, body: @escaping @Sendable () -> Void) throws(SystemError) -> Start {
    precondition((1...15).contains(name.utf8.count), "the kernel keeps 15 bytes of a thread's name")
    precondition(priority.map { (1...99).contains($0) } ?? true, "SCHED_FIFO has the priorities 1 to 99")
    let duty = ThreadDuty(name: name, body: body)
    if let priority {
      do throws(ErrorNumber) {
        return Start(thread: RealTimeThread(name: name, handle: try create(priority, duty)), notice: nil)
      } catch {
        guard error.code == EPERM else { throw cannotStart(name, error) }
        return Start(thread: try startNormal(duty), notice: priorityNotice(name: name, priority: priority, error))
      }
    }
    return Start(thread: try startNormal(duty), notice: nil)
  }

  /// Waits until the body has returned; to be called at most once.
  public func join() {
    let first = isJoined.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
    precondition(first, "a thread is joined once")
    let result = clinux_thread_join(handle)
    precondition(result == 0, "a thread does not wait for itself")
  }

  /// Keeps all memory of the program, present and future, in RAM, so that no page fault delays a cycle.
  ///
  /// Returns nil, or a sentence that says what was not permitted, what it means and how to permit it. Call it before the
  /// threads are started, so that their stacks are locked as they are made.
  public static func lockMemory() -> String? {
    let result = clinux_lock_memory()
    guard result != 0 else { return nil }
    return "The memory is not locked: \(ErrorNumber(code: -result).text). "
      + "When the machine runs short of memory, control cycles can come late; late cycles are counted and raise an alarm. "
      + "Permit it with AmbientCapabilities=CAP_IPC_LOCK or LimitMEMLOCK=infinity in the service's unit."
  }

  private static func startNormal(_ duty: ThreadDuty) throws(SystemError) -> RealTimeThread {
    do throws(ErrorNumber) { return RealTimeThread(name: duty.name, handle: try create(0, duty)) } catch {
      throw cannotStart(duty.name, error)
    }
  }

  private static func create(_ priority: Int, _ duty: ThreadDuty) throws(ErrorNumber) -> pthread_t {
    var handle = pthread_t()
    let argument = unsafe Unmanaged.passRetained(duty)
    let result = unsafe clinux_thread_start(&handle, Int32(priority), stackBytes, runDuty, argument.toOpaque())
    guard result == 0 else {
      // No thread will take it.
      unsafe argument.release()
      throw ErrorNumber(code: -result)
    }
    return handle
  }

  private static func cannotStart(_ name: String, _ error: ErrorNumber) -> SystemError {
    SystemError("start the thread \(name)", error, advice: "Raise TasksMax= of the service, or free memory.")
  }

  private static func priorityNotice(name: String, priority: Int, _ error: ErrorNumber) -> String {
    "The thread \(name) runs without real-time priority: SCHED_FIFO \(priority) was refused (\(error.text)). "
      + "When the machine is busy, its cycles can come late; late cycles are counted and raise an alarm. "
      + "Permit it with AmbientCapabilities=CAP_SYS_NICE or LimitRTPRIO=\(priority) in the service's unit."
  }
}

/// What a new thread is to do, on its way through the C library.
private final class ThreadDuty: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}

/// The start routine. Global, because a closure written in a main-actor context traps on any other thread.
private func runDuty(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument = unsafe argument else { return nil }
  let duty = unsafe Unmanaged<ThreadDuty>.fromOpaque(argument).takeRetainedValue()
  let named = unsafe clinux_thread_name(duty.name)
  precondition(named == 0, "a name of 1 to 15 bytes is taken")
  duty.body()
  return nil
}
