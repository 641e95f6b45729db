import Quantities
import Safety
import Testing

private let start = Instant(nanoseconds: 5_000_000_000)

/// A room whose signal is made every 20 ms.
private struct Loudspeaker {
  var annunciation = Annunciation()
  var now = start
  private(set) var bursts: [ToneBurst] = []
  private(set) var signal = AlarmSignal(at: start)

  /// What waits for an answer; `isNew` when it was raised in the first step.
  mutating func run(
    _ heard: AlarmPriority?, seen: AlarmPriority? = nil, isNew: Bool = false, isSounded: Bool = true, for time: Interval
  ) {
    var demand = AlarmDemand()
    demand.heard = heard
    demand.seen = seen ?? heard
    demand.isNew = isNew
    demand.sounded = isNew && isSounded ? heard : nil
    let end = now + time
    while now < end {
      signal = annunciation.update(demand, MachineCondition(), now: now)
      if let burst = signal.burst, burst.number > bursts.last?.number ?? 0 { bursts.append(burst) }
      (demand.isNew, demand.sounded) = (false, nil)
      now = now + .milliseconds(20)
    }
  }

  /// When each burst began, in milliseconds from the beginning.
  var onsets: [Int64] { bursts.map { $0.beganAt.since(start).wholeMilliseconds } }
}

@Suite struct AnnunciationTests {
  @Test(
    "SR-102, SR-103: an alarm is heard in the step in which it is raised, and again after its repetition",
    arguments: AlarmPriority.allCases)
  func repetition(priority: AlarmPriority) {
    var room = Loudspeaker()
    room.run(priority, isNew: true, for: .seconds(65))
    let wait = TonePattern(priority).repetition.wholeMilliseconds
    #expect(room.onsets.first == 0)
    #expect(zip(room.onsets, room.onsets.dropFirst()).allSatisfy { $1 - $0 >= wait && $1 - $0 < wait + 20 })
    #expect(room.bursts.allSatisfy { $0.priority == priority })
    #expect(room.onsets.count == Int(65_000 / wait) + 1)
    #expect(room.signal.lamp == priority)
  }

  @Test("SR-102, SR-110: the silence between bursts is 2.5 to 15 s for high; low and medium begin at most once in 15 s")
  func silence() {
    let high = TonePattern(.high)
    let rest = high.repetition.nanoseconds - high.length.nanoseconds
    #expect((2_500_000_000...15_000_000_000).contains(rest))
    #expect(TonePattern(.medium).repetition >= .seconds(15) && TonePattern(.low).repetition >= .seconds(15))
    for priority in AlarmPriority.allCases {
      let pattern = TonePattern(priority)
      let pulse = pattern.pulse.wholeMilliseconds
      #expect(priority == .high ? (75...200).contains(pulse) : (125...250).contains(pulse))
      #expect(pattern.pulseCount == [.low: 2, .medium: 3, .high: 10][priority])
      let onsets = (0..<pattern.pulseCount).map { pattern.onset(ofPulse: $0).wholeMilliseconds }
      #expect(zip(onsets, onsets.dropFirst()).allSatisfy { $1 - $0 > pulse })
    }
    let five = (0..<10).map { high.onset(ofPulse: $0).wholeMilliseconds }
    #expect((0..<5).allSatisfy { five[$0 + 5] - five[$0] == five[5] }, "five pulses, and the same five again")
    #expect((350...1_300).contains(five[5] - five[4] - 150))
  }

  @Test("SR-103: a more urgent alarm interrupts; a new one of the same priority is heard when the burst is over, within 4 s")
  func urgent() {
    var room = Loudspeaker()
    room.run(.medium, isNew: true, for: .milliseconds(200))
    room.run(.high, isNew: true, for: .seconds(2))
    #expect(room.onsets == [0, 200] && room.bursts.last?.priority == .high)
    room.run(.high, isNew: true, for: .milliseconds(20))
    room.run(.high, for: .seconds(1))
    #expect(room.onsets.count == 2, "it is sounding already")
    room.run(.high, for: .seconds(1))
    #expect(room.onsets == [0, 200, 3_500], "at the end of the burst that sounded")
  }

  @Test("SR-107: what becomes more urgent is heard as such at once, what becomes less after its time")
  func change() {
    var room = Loudspeaker()
    room.run(.high, isNew: true, for: .seconds(1))
    room.run(.low, for: .seconds(25))
    #expect(room.bursts.map(\.priority) == [.high, .low] && room.onsets == [0, 20_000])
  }

  @Test("SR-103: a milder alarm that is raised while a burst sounds is heard at its end, and not a repetition later")
  func milder() {
    var room = Loudspeaker()
    room.run(.high, isNew: true, for: .seconds(1))
    room.run(.medium, seen: .high, isNew: true, for: .seconds(4))
    #expect(room.bursts.map(\.priority) == [.high, .medium] && room.onsets == [0, 3_300])
  }

  @Test("SR-104: a pause silences what is on for its time and no longer than 10 min; the lamp stays")
  func pause() {
    var room = Loudspeaker()
    room.run(.high, isNew: true, for: .seconds(1))
    room.annunciation.pauseAudio(for: .minutes(2), now: room.now)
    let (paused, until) = (room.now, room.now + .minutes(2))
    room.run(.high, for: .seconds(119))
    #expect(room.onsets == [0] && room.signal.audioPausedUntil == until && room.signal.lamp == .high)
    room.run(.high, for: .seconds(2))
    #expect(room.onsets.count == 2 && room.bursts[1].beganAt.since(paused) == .minutes(2))
    #expect(room.signal.audioPausedUntil == nil)
    room.annunciation.pauseAudio(for: .seconds(86_400), now: room.now)
    #expect(room.annunciation.audioPausedUntil == room.now + .minutes(10))
  }

  @Test("SR-104: a new alarm ends the pause and is heard, of whatever priority", arguments: AlarmPriority.allCases)
  func newAlarm(priority: AlarmPriority) {
    var room = Loudspeaker()
    room.run(priority, isNew: true, for: .seconds(16))
    let before = room.bursts.count
    room.annunciation.pauseAudio(for: .minutes(2), now: room.now)
    room.run(priority, for: .seconds(5))
    #expect(room.bursts.count == before)
    room.run(priority, isNew: true, for: .milliseconds(20))
    #expect(room.bursts.count == before + 1 && room.signal.audioPausedUntil == nil)
  }

  @Test("SR-104, SR-110: an alarm that is raised too soon to be heard at once ends the pause all the same")
  func chattering() {
    var room = Loudspeaker()
    room.run(.medium, isNew: true, for: .seconds(5))
    room.annunciation.pauseAudio(for: .minutes(2), now: room.now)
    room.run(.medium, for: .seconds(5))
    room.run(.medium, isNew: true, isSounded: false, for: .milliseconds(20))
    #expect(room.signal.audioPausedUntil == nil)
    room.run(.medium, for: .seconds(6))
    #expect(room.onsets == [0, 15_000], "heard when its repetition is due")
  }

  @Test("SR-104: a pause ends with the last alarm that waits: the next one is not silenced by it")
  func ends() {
    var room = Loudspeaker()
    room.run(.high, isNew: true, for: .seconds(1))
    room.annunciation.pauseAudio(for: .minutes(2), now: room.now)
    room.run(nil, seen: .high, for: .milliseconds(20))
    #expect(room.signal.audioPausedUntil == nil && room.signal.lamp == .high, "acknowledged: seen, and not heard")
  }

  @Test("SR-112: a test lets all three priorities and the second outputs be heard and seen, and is complete after its time")
  func test() throws {
    var room = Loudspeaker()
    room.annunciation.beginTest(now: room.now)
    var lamps: [AlarmPriority] = []
    var seconds: [Int64] = []
    for step in 1..<95 as Range<Int64> {
      room.run(nil, for: .milliseconds(100))
      #expect(room.signal.usesSecondSounder == room.signal.callsSecondContact)
      if room.signal.usesSecondSounder { seconds.append(step * 100) }
      if let lamp = room.signal.lamp, lamp != lamps.last { lamps.append(lamp) }
      #expect(room.signal.isTest)
    }
    #expect(!(try #require(room.annunciation.test).isComplete(at: room.now)))
    room.run(nil, for: .milliseconds(200))
    #expect(try #require(room.annunciation.test).isComplete(at: room.now))
    #expect(!room.signal.isTest && room.signal.lamp == nil)
    #expect(!room.signal.usesSecondSounder && !room.signal.callsSecondContact)
    #expect(seconds.first == 7_600 && seconds.count == 19, "from 7.5 s on, to the end")
    #expect(lamps == [.low, .medium, .high, .medium], "the last one is the second sounder's")
    lamps.removeLast()
    #expect(room.bursts.map(\.priority) == lamps)
    let patterns = lamps.map(TonePattern.init)
    #expect(zip(room.onsets, patterns).allSatisfy { $0 + $1.length.wholeMilliseconds < AlarmTest.length.wholeMilliseconds })
    #expect(zip(zip(room.onsets, patterns), room.onsets.dropFirst()).allSatisfy { $0.0 + $0.1.length.wholeMilliseconds < $1 })
  }

  @Test("SR-112: an alarm that comes during a test is heard as one, and the test is not complete")
  func disturbed() throws {
    var room = Loudspeaker()
    room.annunciation.beginTest(now: room.now)
    room.run(nil, for: .seconds(1))
    room.run(.high, isNew: true, for: .seconds(1))
    #expect(room.bursts.last?.priority == .high && !room.signal.isTest)
    room.run(nil, for: .seconds(10))
    #expect(!(try #require(room.annunciation.test).isComplete(at: room.now)))
  }
}
