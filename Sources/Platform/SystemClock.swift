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
}
