import CLinux
public import Quantities

/// What time it is: the only place in the program that asks the kernel (architecture, "Where each decision lives").
public enum SystemClock {
  /// The time for every decision: since boot, monotonic, and going on while the machine is suspended (CLOCK_BOOTTIME, SR-090).
  public static func now() -> Instant {
    // Linux has had this clock since 2.6.39; a kernel that refuses it cannot run the program, and Instant traps on a negative.
    Instant(nanoseconds: clinux_boot_time_nanoseconds())
  }

  /// The wall clock, a label for people and records and never an input of a decision (SR-090).
  public static func wallTime() -> WallTime {
    WallTime(microsecondsSince1970: clinux_wall_time_microseconds())
  }

  /// The same clock without the time that the machine was suspended (CLOCK_MONOTONIC): for a self-test, never for a decision.
  public static func awakeTime() -> Instant { Instant(nanoseconds: clinux_awake_time_nanoseconds()) }

  /// The machine's bare counter, which nothing corrects (CLOCK_MONOTONIC_RAW): for a self-test, never for a decision.
  public static func rawTime() -> Instant { Instant(nanoseconds: clinux_raw_time_nanoseconds()) }

  /// Whether the kernel says that the wall clock is synchronized (adjtimex(2)); throws where it may not tell, as in a container
  /// whose system calls are filtered.
  public static func isWallClockSynchronized() throws(SystemError) -> Bool {
    do throws(ErrorNumber) { return try ErrorNumber.check(clinux_wall_clock_is_synchronized()) == 1 } catch {
      throw SystemError(
        "tell whether the wall clock is synchronized", error, advice: "Allow adjtimex(2), which here only reads.")
    }
  }
}
