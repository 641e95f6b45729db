import Quantities
import Safety
import Testing

@Suite struct SelfTestTests {
  private let start = Instant(nanoseconds: 50_000_000_000)

  @Test("SR-083: the first test begins at once and waits 8 s for the journal")
  func first() {
    var course = SelfTestCourse()
    #expect(course.step(at: start, hasAnswer: false) == .begin)
    #expect(course.step(at: start + .milliseconds(7_999), hasAnswer: false) == .wait)
    #expect(course.step(at: start + .seconds(8), hasAnswer: false) == .conclude)
    var quick = SelfTestCourse()
    #expect(quick.step(at: start, hasAnswer: true) == .begin, "an answer from before is none")
    #expect(quick.step(at: start, hasAnswer: true) == .conclude)
    #expect(quick.step(at: start, hasAnswer: true) == .wait)
  }

  @Test("SR-084: a test begins every 30 s, whether the one before was quick or slow")
  func period() {
    for wait in [Interval.zero, .seconds(7)] {
      var course = SelfTestCourse()
      #expect(course.step(at: start, hasAnswer: false) == .begin)
      #expect(course.step(at: start + wait, hasAnswer: true) == .conclude)
      #expect(course.step(at: start + .milliseconds(29_999), hasAnswer: true) == .wait)
      #expect(course.step(at: start + .seconds(30), hasAnswer: true) == .begin)
    }
  }

  @Test("SR-084: a later test waits 31 s for a slow journal, and outcomes are never more than 61 s apart")
  func patience() {
    var course = SelfTestCourse()
    var (now, asked) = (start, start)
    var outcomes: [Instant] = []
    // The worst there is: quick, then as slow as can be, in turns.
    while outcomes.count < 20 {
      let hasAnswer = outcomes.count % 2 == 0 && now > asked
      switch course.step(at: now, hasAnswer: hasAnswer) {
      case .wait: break
      case .begin: asked = now
      case .conclude: outcomes.append(now)
      }
      now = now + .seconds(1)
    }
    let gaps = zip(outcomes, outcomes.dropFirst()).map { $1.since($0) }
    #expect(gaps.max() == .seconds(60))
    var slow = SelfTestCourse()
    #expect(slow.step(at: start, hasAnswer: false) == .begin)
    #expect(slow.step(at: start, hasAnswer: true) == .conclude)
    #expect(slow.step(at: start + .seconds(30), hasAnswer: false) == .begin)
    #expect(slow.step(at: start + .milliseconds(60_999), hasAnswer: false) == .wait)
    #expect(slow.step(at: start + .seconds(61), hasAnswer: false) == .conclude)
    #expect(slow.step(at: start + .seconds(61), hasAnswer: false) == .begin, "the next one is due already")
  }

  @Test("SR-084: a journal that stands still for 0 to 29 s is never found broken: its own interlock pauses at 30 s")
  func stalledJournal() {
    for length in Int64(0)...29 {
      for offset in Int64(20)...90 {
        var course = SelfTestCourse()
        var asked: Int64?
        for second in Int64(0)...150 {
          // What is asked while the journal stands still is answered when it goes on.
          let answer = asked.map { $0 >= offset && $0 < offset + length ? offset + length : $0 }
          let hasAnswer = answer.map { $0 <= second } ?? false
          switch course.step(at: start + .seconds(second), hasAnswer: hasAnswer) {
          case .wait: break
          case .begin: asked = second
          case .conclude:
            #expect(hasAnswer, "a stall of \(length) s from \(offset) s, at \(second) s")
            asked = nil
          }
        }
      }
    }
  }

  // MARK: - Clock

  /// Three clocks of a machine, in nanoseconds.
  private struct Clocks {
    var awake: Int64 = 10_000_000_000
    var suspended: Int64 = 5_000_000_000
    var raw: Int64 = 9_000_000_000

    mutating func pass(_ milliseconds: Int64, rawMillionths: Int64 = 1_000_000) {
      awake += milliseconds * 1_000_000
      raw += milliseconds * rawMillionths
    }

    /// A sample during which the thread waits for so long before the middle clocks and after them.
    mutating func sample(waiting milliseconds: Int64 = 0) -> ClockSample {
      let before = Instant(nanoseconds: awake)
      pass(milliseconds)
      let (now, raw) = (Instant(nanoseconds: awake + suspended), Instant(nanoseconds: raw))
      pass(milliseconds)
      return ClockSample(awakeBefore: before, now: now, raw: raw, awakeAfter: Instant(nanoseconds: awake))
    }
  }

  private func passes(_ change: (inout Clocks) -> Void) -> Bool {
    var clocks = Clocks()
    var test = ClockTest(from: clocks.sample())
    change(&clocks)
    return test.passes(clocks.sample())
  }

  @Test("SR-083: a clock that moves as the machine's counter does passes, also after a nanosecond and after a suspension")
  func goodClock() {
    let changes: [(inout Clocks) -> Void] = [
      { $0.pass(30_000) },
      { clocks in
        clocks.awake += 1
        clocks.raw += 1
      },
      { clocks in
        clocks.pass(30_000)
        clocks.suspended += 86_400_000_000_000
      },
      // Corrected as fast as the kernel does.
      { $0.pass(30_000, rawMillionths: 1_000_500) },
      // Corrected as fast as a time service does that catches up, to either side, in a short and a long test.
      { $0.pass(30_000, rawMillionths: 916_000) }, { $0.pass(30_000, rawMillionths: 1_084_000) },
      { $0.pass(61_000, rawMillionths: 916_000) }, { $0.pass(1_000, rawMillionths: 1_084_000) },
    ]
    for change in changes { #expect(passes(change)) }
  }

  @Test("SR-083: a clock that stands still, goes back, or loses what it was suspended for does not pass")
  func brokenClock() {
    let changes: [(inout Clocks) -> Void] = [
      { $0.raw += 30_000_000_000 },
      // The counter stands still: there is nothing to compare with.
      { $0.awake += 30_000_000_000 },
      { clocks in
        clocks.awake -= 1
        clocks.raw += 1_000_000
      },
      { clocks in
        clocks.pass(30_000)
        clocks.suspended -= 1_000_000_000
      },
    ]
    for change in changes { #expect(!passes(change)) }
  }

  @Test("SR-084: a clock that is more than 10 % and 100 ms from the counter does not pass, to either side")
  func driftingClock() {
    // In 30 s of the counter: 3 s and 100 ms.
    for (drift, isGood) in [(3_100_000_000, true), (3_100_000_001, false)] as [(Int64, Bool)] {
      for sign in [1, -1] as [Int64] {
        let result = passes { clocks in
          clocks.raw += 30_000_000_000
          clocks.awake += 30_000_000_000 + sign * drift
        }
        #expect(result == isGood, "\(sign * drift)")
      }
    }
  }

  @Test("SR-084: a thread that waits for its turn between the clocks takes no wait for a drift")
  func stalledSample() {
    var clocks = Clocks()
    var test = ClockTest(from: clocks.sample(waiting: 5_000))
    var results: [Bool] = []
    clocks.pass(30_000)
    results.append(test.passes(clocks.sample(waiting: 20_000)))
    clocks.pass(30_000)
    results.append(test.passes(clocks.sample()))
    clocks.pass(30_000, rawMillionths: 850_000)
    results.append(test.passes(clocks.sample()))
    clocks.pass(30_000)
    results.append(test.passes(clocks.sample()))
    #expect(results == [true, true, false, true], "each is judged since the one before")
  }
}
