import Quantities
import Safety
import Testing

@testable import Annunciators

/// A device that plays in real time, in a time of the test's own.
struct Loudspeaker {
  static let start = Instant(nanoseconds: 1_000_000_000_000)
  static let rate = 48_000
  private static let buffer = 9_600

  var plan = SounderPlan(rate: Loudspeaker.rate, buffer: .milliseconds(200), at: Loudspeaker.start)
  var now = Loudspeaker.start
  /// Whether the device can be opened and takes anything.
  var isThere = true
  /// Whether it stands still: it stays open and is full.
  var isStuck = false
  /// The signal's time is kept fresh while somebody judges.
  var isJudged = true
  var signal = AlarmSignal(at: Loudspeaker.start)
  /// What began to be handed over, and when.
  private(set) var bursts: [(priority: AlarmPriority, at: Instant)] = []
  /// Samples of tone that the device took, and of these those that were cut off.
  private(set) var tone = 0
  private(set) var cuts = 0
  private(set) var openings: [Instant] = []
  private(set) var proofs: [Instant] = []
  private var queued = 0
  private var isOpen = false

  mutating func burst(_ number: UInt32, _ priority: AlarmPriority) {
    signal.lamp = priority
    signal.burst = ToneBurst(number: number, priority: priority, beganAt: now)
  }

  mutating func run(for time: Interval) {
    let end = now + time
    while now < end {
      if isJudged { signal.at = now }
      let action = plan.next(signal, at: now)
      switch action {
      case .wait(let until): pass(to: min(until, end))
      case .close: isOpen = false
      case .open:
        openings.append(now)
        isOpen = isThere
        queued = 0
        plan.completed(action, isThere ? .done : .failed, at: now)
      case .cut:
        cuts += 1
        queued = 0
        plan.completed(action, .done, at: now)
      case .prove:
        proofs.append(now)
        let fits = min(Self.buffer / 2, Self.buffer - queued)
        let works = isThere && fits > 0
        queued += fits
        isOpen = works
        plan.completed(action, works ? .done : .failed, at: now)
      case .feed(let priority, let from, let count): feed(action, priority, from, count)
      }
      // Nothing that a device does takes no time at all.
      pass(to: min(now + Interval(nanoseconds: 100_000), max(end, now)))
    }
  }

  private mutating func feed(_ action: SounderAction, _ priority: AlarmPriority?, _ from: Int, _ count: Int) {
    guard isThere else {
      isOpen = false
      return plan.completed(action, .failed, at: now)
    }
    if let priority, from == 0 { bursts.append((priority, now)) }
    let taken = min(count, Self.buffer - queued)
    queued += taken
    if priority != nil { tone += taken }
    plan.completed(action, .took(taken), at: now)
  }

  private mutating func pass(to target: Instant) {
    if !isStuck {
      let played = Int(target.nanoseconds) * Self.rate / 1_000_000_000 - Int(now.nanoseconds) * Self.rate / 1_000_000_000
      queued = max(0, queued - played)
    }
    now = target
  }
}

@Suite("What a sounder plays")
struct SounderPlanTests {
  /// Whether a high burst was repeated when it is due, within a look at the signal.
  private func isRepetition(_ time: Interval) -> Bool {
    (TonePattern(.high).repetition...TonePattern(.high).repetition + .milliseconds(30)).contains(time)
  }

  private func samples(of priority: AlarmPriority) -> Int { ToneSynthesis.samples(of: priority, rate: Loudspeaker.rate).count }

  @Test("SR-083: a device has worked once it took three trials or a whole burst, and not because nothing was tried yet")
  func hasWorked() {
    for (isThere, isStuck) in [(false, false), (true, false), (true, true)] {
      for hasBurst in [false, true] {
        var speaker = Loudspeaker()
        #expect(!speaker.plan.hasWorked)
        (speaker.isThere, speaker.isStuck) = (isThere, isStuck)
        if hasBurst { speaker.burst(1, .low) }
        speaker.run(for: .seconds(4))
        #expect(speaker.plan.hasWorked == (isThere && !isStuck), "there: \(isThere), stuck: \(isStuck), burst: \(hasBurst)")
      }
    }
  }

  @Test("SR-112: in an alarm test the main sounder plays the three priorities, and leaves the last part to the second one")
  func alarmTest() {
    var (speaker, annunciation) = (Loudspeaker(), Annunciation())
    speaker.run(for: .seconds(1))
    annunciation.beginTest(now: speaker.now)
    for _ in 0..<600 {
      speaker.signal = annunciation.update(AlarmDemand(), MachineCondition(), now: speaker.now)
      speaker.run(for: .milliseconds(20))
    }
    #expect(speaker.bursts.map(\.priority) == [.low, .medium, .high])
    #expect(speaker.tone == [.low, .medium, .high].map(samples).reduce(0, +) && speaker.cuts == 0)
  }

  @Test("SR-102: a burst with a new number is played once, whole, however long its signal stays")
  func once() {
    for (number, priority) in [AlarmPriority.low, .medium, .high].enumerated() {
      var speaker = Loudspeaker()
      speaker.run(for: .seconds(1))
      speaker.burst(UInt32(number) + 1, priority)
      speaker.run(for: .seconds(60))
      #expect(speaker.bursts.map(\.priority) == [priority])
      #expect(speaker.tone == samples(of: priority))
      #expect(speaker.plan.lostSince == nil)
    }
  }

  @Test("SR-102: a repeated burst has a number of its own and is played again; nothing is played without one")
  func repeated() {
    var speaker = Loudspeaker()
    speaker.run(for: .minutes(2))
    #expect(speaker.bursts.isEmpty)
    for number in 1...4 {
      speaker.burst(UInt32(number), .high)
      speaker.run(for: TonePattern(.high).repetition)
    }
    #expect(speaker.bursts.map(\.priority) == [.high, .high, .high, .high])
    let between = zip(speaker.bursts, speaker.bursts.dropFirst()).map { $1.at.since($0.at) }
    #expect(between.allSatisfy { isRepetition($0) })
  }

  @Test("SR-103: a burst reaches an open device within 50 ms, and behind at most 200 ms of what it holds already")
  func prompt() throws {
    for offset in stride(from: Int64(0), to: 1_100, by: 7) {
      var speaker = Loudspeaker()
      speaker.run(for: .milliseconds(5_000 + offset))
      let began = speaker.now
      speaker.burst(1, .medium)
      speaker.run(for: .seconds(1))
      let burst = try #require(speaker.bursts.first)
      #expect(burst.at.since(began) + SoundOutput.buffer < .milliseconds(250))
    }
  }

  @Test("a burst of higher priority cuts a lower one off; any other is played when that one is over")
  func higherFirst() {
    let all: [AlarmPriority] = [.low, .medium, .high]
    for first in all {
      for second in all {
        var speaker = Loudspeaker()
        speaker.burst(1, first)
        speaker.run(for: .milliseconds(300))
        speaker.burst(2, second)
        speaker.run(for: .seconds(10))
        #expect(speaker.bursts.map(\.priority) == [first, second])
        #expect(speaker.cuts == (second > first ? 1 : 0))
      }
    }
  }

  @Test("SR-104: a new alarm's burst that comes when the last is over by the controller's clock is heard within half a second")
  func backToBack() throws {
    let all: [AlarmPriority] = [.low, .medium, .high]
    for first in all {
      for second in all {
        var speaker = Loudspeaker()
        speaker.run(for: .milliseconds(1_950))
        speaker.burst(1, first)
        speaker.run(for: TonePattern(first).length)
        let came = speaker.now
        speaker.burst(2, second)
        speaker.run(for: .seconds(10))
        #expect(speaker.bursts.map(\.priority) == [first, second])
        #expect(try #require(speaker.bursts.last).at.since(came) < .milliseconds(500))
      }
    }
  }

  @Test("SR-104: a pause of the audio cuts off what sounds, and its end brings nothing back")
  func pause() {
    for isThere in [true, false] {
      var speaker = Loudspeaker()
      speaker.isThere = isThere
      speaker.run(for: .seconds(1))
      speaker.burst(1, .high)
      speaker.run(for: .seconds(1))
      speaker.signal.audioPausedUntil = speaker.now + .minutes(2)
      speaker.isThere = true
      speaker.run(for: .minutes(2))
      speaker.signal.audioPausedUntil = nil
      speaker.run(for: .minutes(1))
      #expect(speaker.bursts.count == (isThere ? 1 : 0))
      #expect(speaker.cuts == (isThere ? 1 : 0))
      #expect(speaker.tone < samples(of: .high) / 2)
    }
  }

  @Test("SR-103: a signal that nobody renews sounds as a high alarm, burst after burst, until it is renewed")
  func stale() throws {
    var speaker = Loudspeaker()
    speaker.run(for: .seconds(10))
    speaker.isJudged = false
    let fell = speaker.signal.at
    speaker.run(for: .seconds(30))
    #expect(speaker.bursts.count == 4)
    #expect(speaker.bursts.allSatisfy { $0.priority == .high })
    let silence = try #require(speaker.bursts.first).at.since(fell)
    #expect((AlarmSignal.life...AlarmSignal.life + .milliseconds(50)).contains(silence))
    let between = zip(speaker.bursts, speaker.bursts.dropFirst()).map { $1.at.since($0.at) }
    #expect(between.allSatisfy { isRepetition($0) })
    speaker.isJudged = true
    speaker.run(for: .seconds(30))
    #expect(speaker.bursts.count == 4)
    #expect(speaker.cuts == 1)
    speaker.burst(1, .low)
    speaker.run(for: .seconds(5))
    #expect(speaker.bursts.last?.priority == .low)
  }

  @Test("SR-112: a device that cannot be opened is lost at once, and tried once a second until it is there")
  func absent() throws {
    var speaker = Loudspeaker()
    speaker.isThere = false
    speaker.run(for: .seconds(10))
    #expect(speaker.plan.lostSince == Loudspeaker.start)
    #expect((9...11).contains(speaker.openings.count))
    let between = zip(speaker.openings, speaker.openings.dropFirst()).map { $1.since($0) }
    #expect(between.allSatisfy { $0 >= .seconds(1) })
    speaker.isThere = true
    speaker.run(for: .milliseconds(1_100))
    #expect(speaker.openings.count >= 10 && speaker.plan.lostSince != nil)
    speaker.run(for: .seconds(3))
    #expect(speaker.plan.lostSince == nil, "three trials in a row")
  }

  @Test("SR-112: an idle device that goes is known within 1 s, one that stands still within 3 s; it is tried every second")
  func idleLoss() {
    for isStuck in [false, true] {
      var speaker = Loudspeaker()
      speaker.run(for: .seconds(20))
      let between = zip(speaker.proofs, speaker.proofs.dropFirst()).map { $1.since($0) }
      #expect(between.allSatisfy { $0 <= .seconds(2) } && between.count >= 15)
      if isStuck { speaker.isStuck = true } else { speaker.isThere = false }
      let gone = speaker.now
      speaker.run(for: isStuck ? .milliseconds(3_100) : .milliseconds(1_100))
      #expect(speaker.plan.lostSince.map { $0 > gone } == true)
    }
  }

  @Test("SR-112: a device that goes or stands still in the middle of a burst is known within 2 s")
  func lossWhilePlaying() {
    for isStuck in [false, true] {
      var speaker = Loudspeaker()
      speaker.run(for: .seconds(1))
      speaker.burst(1, .high)
      speaker.run(for: .seconds(1))
      if isStuck { speaker.isStuck = true } else { speaker.isThere = false }
      speaker.run(for: .seconds(2))
      #expect(speaker.plan.lostSince != nil)
      (speaker.isThere, speaker.isStuck) = (true, false)
      speaker.run(for: .seconds(7))
      #expect(speaker.plan.lostSince == nil)
      #expect(speaker.bursts.count >= 2, "what did not sound to its end sounds again")
    }
  }

  @Test("a burst that found no device waits for it, unless its alarm ended, its audio was paused or its repetition came")
  func waits() {
    struct Case {
      let sounds: Bool
      let time: Interval
      let change: (inout Loudspeaker) -> Void
    }
    let cases = [
      Case(sounds: true, time: .seconds(3)) { _ in },
      Case(sounds: false, time: .seconds(3)) { $0.signal.lamp = nil },
      Case(sounds: true, time: .seconds(3)) { ($0.signal.lamp, $0.signal.isTest) = (nil, true) },
      Case(sounds: false, time: .seconds(3)) { $0.signal.audioPausedUntil = $0.now + .minutes(2) },
      Case(sounds: false, time: TonePattern(.high).repetition) { _ in },
    ]
    for each in cases {
      var speaker = Loudspeaker()
      speaker.isThere = false
      speaker.burst(1, .high)
      speaker.run(for: .seconds(1))
      each.change(&speaker)
      speaker.run(for: each.time)
      speaker.isThere = true
      speaker.run(for: .seconds(5))
      #expect(speaker.bursts.count == (each.sounds ? 1 : 0))
    }
  }

  @Test("SR-104: a new burst is played though the audio is paused, also in the very signal that pauses it")
  func newAlarmWhilePaused() {
    var speaker = Loudspeaker()
    speaker.run(for: .seconds(1))
    speaker.signal.audioPausedUntil = speaker.now + .minutes(2)
    speaker.run(for: .seconds(5))
    speaker.burst(1, .high)
    speaker.run(for: .seconds(5))
    #expect(speaker.bursts.map(\.priority) == [.high])
    #expect(speaker.tone == samples(of: .high))
    speaker.signal.audioPausedUntil = speaker.now + .minutes(2)
    speaker.burst(2, .low)
    speaker.run(for: .seconds(5))
    #expect(speaker.bursts.map(\.priority) == [.high, .low])
  }
}
