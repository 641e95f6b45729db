public import Quantities

/// Decides what is to be seen and heard in the room: bursts and their times, the pause of the audio, the second sounder. One for
/// all channels, since they share a room; a value, advanced at every control step.
public struct Annunciation: Sendable, BitwiseCopyable {
  /// The newest burst; nil before the first.
  public private(set) var burst: ToneBurst?
  /// Until when the audio is paused; nil when it is not.
  public private(set) var audioPausedUntil: Instant?
  /// The alarm test that was begun last.
  public private(set) var test: AlarmTest?
  /// What was to be heard at once and still waits for the burst that sounds.
  private var waiting: AlarmPriority?

  /// Nothing to be seen or heard.
  @_noAllocation @_noLocks
  public init() {}

  /// The longest pause of the audio (SR-104); the default is 2 min.
  public static var longestAudioPause: Interval { @_noAllocation @_noLocks get { .minutes(10) } }

  /// Pauses the audio of the alarms that are on for `time`; what comes anew ends the pause (SR-104).
  @_noAllocation @_noLocks
  public mutating func pauseAudio(for time: Interval, now: Instant) {
    audioPausedUntil = now + (time < Self.longestAudioPause ? time : Self.longestAudioPause)
  }

  /// Begins a test of all priorities.
  @_noAllocation @_noLocks
  public mutating func beginTest(now: Instant) { test = AlarmTest(beganAt: now, bursts: 0, isDisturbed: false) }

  /// Takes what the alarms of all channels ask for and gives the signal of now.
  @_noAllocation @_noLocks
  public mutating func update(
    _ demand: AlarmDemand, isSounderLost: Bool, isAnyLost: Bool = false, now: Instant
  ) -> AlarmSignal {
    // A new alarm is always heard, and a pause that nothing needs any more is over.
    if demand.isNew || demand.heard == nil { audioPausedUntil = nil }
    if let until = audioPausedUntil, now >= until { audioPausedUntil = nil }
    if demand.heard != nil || isAnyLost, var disturbed = test, disturbed.isRunning(at: now) {
      disturbed.isDisturbed = true
      test = disturbed
    }
    waiting = demand.heard == nil ? nil : higher(waiting, demand.sounded)
    if audioPausedUntil == nil, let wanted = demand.heard, isDue(wanted, now: now) { begin(wanted, now: now) }
    var signal = AlarmSignal(at: now)
    signal.lamp = demand.seen
    if demand.heard == nil { runTest(&signal, now: now) }
    signal.burst = burst
    signal.audioPausedUntil = audioPausedUntil
    signal.callsSecondContact = demand.callsSecondContact
    signal.usesSecondSounder = isSounderLost
    return signal
  }

  /// Whether a burst of this priority begins now: one that is more urgent than the last at once, one of an alarm that is new
  /// as soon
  /// as the last one is over, any other after its repetition.
  @_noAllocation @_noLocks
  private func isDue(_ wanted: AlarmPriority, now: Instant) -> Bool {
    guard let burst else { return true }
    let since = now.since(burst.beganAt)
    let isOver = since >= TonePattern(burst.priority).length
    if wanted > burst.priority, waiting != nil || isOver { return true }
    if waiting != nil, isOver { return true }
    return since >= TonePattern(wanted).repetition
  }

  @_noAllocation @_noLocks
  private mutating func begin(_ priority: AlarmPriority, now: Instant) {
    waiting = nil
    burst = ToneBurst(number: (burst?.number ?? 0) &+ 1, priority: priority, beganAt: now)
  }

  /// Plays the test's bursts, each when its time has come, and shows its lamp; only where no alarm is to be heard.
  @_noAllocation @_noLocks
  private mutating func runTest(_ signal: inout AlarmSignal, now: Instant) {
    guard var running = test, running.isRunning(at: now) else { return }
    let (priority, number) = AlarmTest.part(at: now.since(running.beganAt))
    if running.bursts < number {
      begin(priority, now: now)
      // A step that came so late that one was left out was no test of it.
      if number > running.bursts + 1 { running.isDisturbed = true }
      running.bursts = number
      test = running
    }
    signal.isTest = true
    // What is on was acknowledged: for these seconds the lamps are the test's.
    signal.lamp = priority
  }
}

/// A test of the alarm outputs: low, medium and high, one after the other, to be confirmed by whoever saw and heard all of them
/// (SR-112).
public struct AlarmTest: Hashable, Sendable, BitwiseCopyable {
  /// When it began.
  public let beganAt: Instant
  /// How many of its bursts have begun.
  public fileprivate(set) var bursts: Int
  /// Whether an alarm came meanwhile: then it was not heard as a test, and is made again.
  public fileprivate(set) var isDisturbed: Bool

  /// How long it lasts: low at once, medium after 2 s, high after 4 s, and 3.3 s of that.
  public static var length: Interval { @_noAllocation @_noLocks get { .milliseconds(7_500) } }

  /// Whether it is under way.
  @_noAllocation @_noLocks
  public func isRunning(at now: Instant) -> Bool { now.since(beganAt) < Self.length }

  /// The priority that is tested after `time`, and which burst it is, from 1.
  @_noAllocation @_noLocks
  static func part(at time: Interval) -> (AlarmPriority, Int) {
    if time < .seconds(2) { return (.low, 1) }
    return time < .seconds(4) ? (.medium, 2) : (.high, 3)
  }

  /// Whether all three were played and no alarm came between.
  @_noAllocation @_noLocks
  public func isComplete(at now: Instant) -> Bool { !isRunning(at: now) && bursts == 3 && !isDisturbed }
}
