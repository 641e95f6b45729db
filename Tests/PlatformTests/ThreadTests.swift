import Glibc
import Quantities
import Synchronization
import Testing

@testable import Platform

@Suite struct RealTimeThreadTests {
  /// The names of this program's threads, as everybody can read them.
  private static func threadNames() -> [String] {
    names(in: "/proc/self/task").compactMap { task in
      guard let file = try? OpenDescriptor(open("/proc/self/task/\(task)/comm", O_RDONLY | O_CLOEXEC)) else { return nil }
      var text = [UInt8](repeating: 0, count: 32)
      guard case .bytes(let count)? = try? file.read(into: &text, timeout: Interval.zero) else { return nil }
      return String(decoding: text[..<count].dropLast(), as: UTF8.self)
    }
  }

  @Test func `the body runs on another thread, under its name, and join waits for its end`() throws {
    for name in ["x", "control", "exactly15bytes!"] {
      let ran = Atomic<Bool>(false)
      let named = Atomic<Bool>(false)
      let caller = UInt(pthread_self())
      let start = try RealTimeThread.start(name: name, priority: nil) {
        named.store(Self.threadNames().contains(name), ordering: .relaxed)
        ran.store(UInt(pthread_self()) != caller, ordering: .releasing)
      }
      #expect(start.notice == nil)
      #expect(start.thread.name == name)
      start.thread.join()
      let outcome = (ran.load(ordering: .acquiring), named.load(ordering: .relaxed))
      #expect(outcome == (true, true))
    }
  }

  @Test func `a priority is in force, or a notice says what was not permitted and how to permit it`() throws {
    let policy = Atomic<Int>(-1)
    let priority = Atomic<Int>(-1)
    let start = try RealTimeThread.start(name: "control", priority: 40) {
      var parameters = sched_param()
      var number: Int32 = -1
      pthread_getschedparam(pthread_self(), &number, &parameters)
      policy.store(Int(number), ordering: .relaxed)
      priority.store(Int(parameters.sched_priority), ordering: .relaxed)
    }
    start.thread.join()
    let inForce = (policy.load(ordering: .relaxed), priority.load(ordering: .relaxed))
    if let notice = start.notice {
      #expect(inForce == (Int(SCHED_OTHER), 0))
      #expect(notice.contains("control") && notice.contains("SCHED_FIFO 40") && notice.contains("CAP_SYS_NICE"))
    } else {
      #expect(inForce == (Int(SCHED_FIFO), 40))
    }
  }

  @Test func `signals for the whole program are not delivered on a thread of ours`() throws {
    let blocked = Atomic<Int>(0)
    try onThread {
      var mask = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &mask)
      let all = [SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGALRM, SIGUSR1, SIGUSR2].allSatisfy { sigismember(&mask, $0) == 1 }
      // A fault of this thread must still end the program.
      let faults = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGQUIT].contains { sigismember(&mask, $0) == 1 }
      blocked.store(all && !faults ? 1 : 2, ordering: .relaxed)
    }.join()
    let outcome = blocked.load(ordering: .relaxed)
    #expect(outcome == 1)
  }

  @Test func `a thread whose handle is dropped runs to its end`() throws {
    let done = try Doorbell()
    for _ in 0..<50 {
      _ = try RealTimeThread.start(name: "dropped", priority: nil) { done.ring() }
      #expect(done.wait(timeout: .seconds(10)))
    }
  }

  @Test func `a name that the kernel would cut, a priority that is none, and a second join are broken invariants`() async {
    await #expect(processExitsWith: .failure) { _ = try RealTimeThread.start(name: "sixteen bytes it is", priority: nil) {} }
    await #expect(processExitsWith: .failure) { _ = try RealTimeThread.start(name: "", priority: nil) {} }
    await #expect(processExitsWith: .failure) { _ = try RealTimeThread.start(name: "x", priority: 100) {} }
    await #expect(processExitsWith: .failure) {
      let thread = try RealTimeThread.start(name: "x", priority: nil) {}.thread
      thread.join()
      thread.join()
    }
  }

  @Test func `without any right the thread runs as a normal one, and both notices are given`() async {
    await #expect(processExitsWith: .success) {
      var none = rlimit(rlim_cur: 0, rlim_max: 0)
      precondition(setrlimit(__rlimit_resource_t(__RLIMIT_RTPRIO.rawValue), &none) == 0)
      var some = rlimit(rlim_cur: 1 << 30, rlim_max: 1 << 30)
      getrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &some)
      some.rlim_cur = min(some.rlim_max, 1 << 30)
      setrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &some)
      // Root gives its rights up; anybody else has none.
      precondition(getuid() != 0 || setuid(65_534) == 0)
      let policy = Atomic<Int>(-1)
      let start = try RealTimeThread.start(name: "control", priority: 80) {
        var parameters = sched_param()
        var number: Int32 = -1
        pthread_getschedparam(pthread_self(), &number, &parameters)
        policy.store(Int(number), ordering: .relaxed)
      }
      start.thread.join()
      let inForce = policy.load(ordering: .relaxed)
      precondition(inForce == Int(SCHED_OTHER))
      precondition(start.notice?.contains("SCHED_FIFO 80") == true)
      // A limit that is not reached yet is a refusal too: it would fail some later allocation instead.
      precondition(RealTimeThread.lockMemory()?.contains("LimitMEMLOCK") == true)
    }
  }

  @Test func `memory is locked, or a notice says what was not permitted and how to permit it`() async {
    // In a program of its own: it must not change the memory of the other tests.
    await #expect(processExitsWith: .success) {
      guard let notice = RealTimeThread.lockMemory() else {
        // Locked: threads and allocations still work.
        try RealTimeThread.start(name: "locked", priority: nil) {}.thread.join()
        precondition([UInt8](repeating: 1, count: 16 << 20).last == 1)
        return
      }
      precondition(notice.contains("CAP_IPC_LOCK"))
    }
  }
}

@Suite struct StopSignalTests {
  @Test(arguments: [SIGTERM, SIGINT]) func `a stop signal becomes readable and stays so`(signal: Int32) async {
    await #expect(processExitsWith: .success) { [signal] in
      let stop = try StopSignal.watch()
      let again = try StopSignal.watch()
      precondition(stop.descriptor == again.descriptor)
      var poller = Poller()
      poller.watch(stop.descriptor)
      precondition(stop.received == nil)
      let before = try poller.wait(timeout: .zero)
      precondition(before.isEmpty)
      kill(getpid(), signal)
      for _ in 0..<2 {
        var ready = try poller.wait(timeout: .seconds(10))
        // The signal itself may have ended the wait.
        if ready.isEmpty { ready = try poller.wait(timeout: .seconds(10)) }
        precondition(ready.first?.descriptor == stop.descriptor)
        precondition(stop.received == signal)
      }
    }
  }

  @Test func `a write into a broken pipe is an error and not the end`() async {
    await #expect(processExitsWith: .success) {
      _ = try StopSignal.watch()
      var ends: [Int32] = [0, 0]
      precondition(pipe(&ends) == 0)
      close(ends[0])
      precondition(write(ends[1], "x", 1) == -1 && errno == EPIPE)
    }
  }
}

@Suite struct ServiceNotificationTests {
  @Test func `without a service manager nothing is sent, and nothing fails`() async {
    await #expect(processExitsWith: .success) {
      for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] { unsetenv(name) }
      try ServiceNotification.ready()
      try ServiceNotification.watchdog()
      try ServiceNotification.status("x")
      try ServiceNotification.stopping()
      let interval = try ServiceNotification.watchdogInterval()
      precondition(interval == nil)
    }
  }

  @Test func `each message arrives as the service manager reads it`() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = "\(folder.path)/notify"
      let inbox = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      precondition(withAddress(of: path) { bind(inbox, $0, $1) } == 0)
      setenv("NOTIFY_SOCKET", path, 1)
      try ServiceNotification.ready()
      try ServiceNotification.watchdog()
      try ServiceNotification.status("infusing 12.25 mL/h\nREADY=0\r\nchannel 1")
      try ServiceNotification.stopping()
      let expected = [
        "READY=1", "WATCHDOG=1", "STATUS=infusing 12.25 mL/h READY=0 channel 1", "STOPPING=1",
      ]
      var buffer = [UInt8](repeating: 0, count: 256)
      for message in expected {
        let count = recv(inbox, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        precondition(count > 0 && String(decoding: buffer[..<count], as: UTF8.self) == message)
      }
      // A service manager that is gone is told, not swallowed.
      close(inbox)
      do throws(SystemError) {
        try ServiceNotification.watchdog()
        preconditionFailure("nobody took the message")
      } catch { precondition(error.description.contains("WATCHDOG=1")) }
    }
  }

  @Test func `the watchdog's time is read, and a broken one is told`() async {
    await #expect(processExitsWith: .success) {
      unsetenv("WATCHDOG_PID")
      for (text, expected) in [("1", 1_000), ("3000000", 3_000_000_000)] as [(String, Int64)] {
        setenv("WATCHDOG_USEC", text, 1)
        let interval = try ServiceNotification.watchdogInterval()
        precondition(interval == Interval(nanoseconds: expected))
      }
      for text in ["0", "x", "-1", "", "18446744073709551614", "99999999999999999999"] {
        setenv("WATCHDOG_USEC", text, 1)
        do throws(SystemError) {
          _ = try ServiceNotification.watchdogInterval()
          preconditionFailure("\(text) is no time")
        } catch { precondition(error.description.contains("WATCHDOG_USEC")) }
      }
      setenv("WATCHDOG_USEC", "1000", 1)
      setenv("WATCHDOG_PID", "1", 1)
      let interval = try ServiceNotification.watchdogInterval()
      precondition(interval == nil)
    }
  }
}
