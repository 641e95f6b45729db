import Quantities
import Testing

@testable import Platform

@Suite struct PeriodicDeadlineTests {
  private static func at(_ nanoseconds: Int64) -> Instant { Instant(nanoseconds: nanoseconds) }

  @Test func `the next deadline is the first one on the grid, after the one served, that is not before now`() {
    for period in Int64(1)...7 {
      for served in Int64(0)...10 {
        for now in Int64(0)...40 {
          // The definition, walked.
          var expected = served + period
          while expected < now { expected += period }
          let next = PeriodicDeadline.nextDeadline(
            after: Self.at(now), served: Self.at(served), period: Interval(nanoseconds: period))
          #expect(next == Self.at(expected), "period \(period), served \(served), now \(now)")
        }
      }
    }
  }

  @Test("SR-081: each deadline is either served by one cycle or counted as skipped, whatever the delays")
  func accounting() {
    for period in Int64(1)...6 {
      // Every sequence of four delays of up to two and a half periods.
      let most = 5 * period / 2
      let kinds = Int(most) + 1
      for code in 0..<(kinds * kinds * kinds * kinds) {
        var deadline = PeriodicDeadline(period: Interval(nanoseconds: period), start: Self.at(3))
        var rest = code
        var time: Int64 = 3
        var served: Int64 = 3
        var cycles: Int64 = 0
        var skipped: Int64 = 0
        for _ in 0..<4 {
          let delay = Int64(rest % kinds)
          rest /= kinds
          // The sleep ends `delay` after its target; the cycle itself takes no time.
          let target = PeriodicDeadline.nextDeadline(
            after: Self.at(time), served: Self.at(served), period: Interval(nanoseconds: period))
          let woken = target.nanoseconds + delay
          let wake = deadline.wake(at: Self.at(woken))
          #expect(wake.now == Self.at(woken))
          #expect(wake.lateBy.nanoseconds == woken - (served + period))
          cycles += 1
          skipped += wake.skipped
          served += (wake.skipped + 1) * period
          #expect(served <= woken && woken < served + period, "the served deadline is the newest one that has passed")
          time = woken
        }
        #expect(cycles + skipped == (served - 3) / period)
      }
    }
  }

  @Test("SR-081: a cycle that overran its period is not made up: the next one waits for a deadline ahead")
  func overrun() {
    let period = Interval.milliseconds(20)
    var deadline = PeriodicDeadline(period: period, start: .boot)
    let first = Instant.boot + .milliseconds(20)
    #expect(deadline.wake(at: first) == Wake(now: first, lateBy: .zero, skipped: 0))
    // The cycle of 20 ms ends at 85 ms: 40, 60 and 80 are gone, 100 is next.
    let target = PeriodicDeadline.nextDeadline(
      after: Instant.boot + .milliseconds(85), served: Instant.boot + .milliseconds(20), period: period)
    #expect(target == Instant.boot + .milliseconds(100))
    let wake = deadline.wake(at: target)
    #expect(wake.skipped == 3)
    #expect(wake.lateBy == .milliseconds(60))
  }

  @Test func `a stall during the sleep is told as lateness, and the grid is kept`() {
    var deadline = PeriodicDeadline(period: .milliseconds(20), start: .boot)
    let late = deadline.wake(at: Instant.boot + .milliseconds(3_027))
    #expect(late.lateBy == .milliseconds(3_007))
    #expect(late.skipped == 150)
    let next = deadline.wake(at: Instant.boot + .milliseconds(3_040))
    #expect(next == Wake(now: Instant.boot + .milliseconds(3_040), lateBy: .zero, skipped: 0))
  }

  @Test func `the real clock wakes no earlier than each deadline and accounts for all of them`() {
    let start = SystemClock.now()
    let period = Interval.milliseconds(1)
    var deadline = PeriodicDeadline(period: period, start: start)
    var passed: Int64 = 0
    for _ in 0..<20 {
      let wake = deadline.wait()
      passed += 1 + wake.skipped
      #expect(wake.now >= start + Interval(nanoseconds: passed * period.nanoseconds))
      #expect(wake.now < start + Interval(nanoseconds: (passed + 1) * period.nanoseconds))
    }
  }

  @Test func `a wake-up before its deadline and a period of zero are broken invariants`() async {
    await #expect(processExitsWith: .failure) {
      var deadline = PeriodicDeadline(period: .seconds(1), start: .boot)
      _ = deadline.wake(at: .boot)
    }
    await #expect(processExitsWith: .failure) { _ = PeriodicDeadline(period: .zero, start: .boot) }
  }
}

@Suite struct SystemClockTests {
  @Test("SR-090: the clock of decisions never goes back, and is not the wall clock")
  func monotonic() {
    var last = SystemClock.now()
    for _ in 0..<10_000 {
      let now = SystemClock.now()
      #expect(now >= last)
      last = now
    }
    // 2020-01-01: any machine that runs this has a later calendar.
    #expect(SystemClock.wallTime().microsecondsSince1970 > 1_577_836_800_000_000)
  }
}
