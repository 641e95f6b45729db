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
  public mutating func beginTest(now: Instant) { test = AlarmTest(beganAt: now, parts: 0, isDisturbed: false) }

  /// Takes what the alarms of all channels ask for and gives the signal of now.
  @_noAllocation @_noLocks
  public mutating func update(
    _ demand: AlarmDemand, _ machine: MachineCondition, now: Instant
  ) -> AlarmSignal {
    // A new alarm is always heard, and a pause that nothing needs any more is over.
    if demand.isNew || demand.heard == nil { audioPausedUntil = nil }
    if let until = audioPausedUntil, now >= until { audioPausedUntil = nil }
    if demand.heard != nil || machine.annunciatorLostSince != nil, var disturbed = test, disturbed.isRunning(at: now) {
      disturbed.isDisturbed = true
      test = disturbed
    }
    waiting = demand.heard == nil ? nil : higher(waiting, demand.sounded)
    if audioPausedUntil == nil, let wanted = demand.heard, isDue(wanted, now: now) { begin(wanted, now: now) }
    var signal = AlarmSignal(at: now)
    signal.lamp = demand.seen
    signal.callsSecondContact = demand.callsSecondContact
    signal.usesSecondSounder = machine.isSounderLost
    (signal.isSounderLost, signal.isTowerLost) = (machine.isSounderLost, machine.isTowerLost)
    if demand.heard == nil { runTest(&signal, now: now) }
    signal.burst = burst
    signal.audioPausedUntil = audioPausedUntil
    return signal
  }

  /// Whether a burst of this priority begins now: one that is more urgent than the last at once, one of an alarm that is new
  /// as soon as the last one is over, any other after its repetition.
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

  /// Plays the test's parts, each when its time has come, and shows its lamp; only where no alarm is to be heard.
  @_noAllocation @_noLocks
  private mutating func runTest(_ signal: inout AlarmSignal, now: Instant) {
    // One that was disturbed is made again; what is left of it would call somebody for nothing.
    guard var running = test, running.isRunning(at: now), !running.isDisturbed else { return }
    let part = AlarmTest.part(at: now.since(running.beganAt))
    let number = Int(part.rawValue) + 1
    if running.parts < number {
      if part.isSecond {
        // The number stays: the main sounder has played that burst, and only the second one goes by its begin.
        burst = ToneBurst(number: burst?.number ?? 0, priority: part.priority, beganAt: now)
      } else {
        begin(part.priority, now: now)
      }
      // A step that came so late that one was left out was no test of it.
      if number > running.parts + 1 { running.isDisturbed = true }
      running.parts = number
      test = running
    }
    signal.isTest = true
    // What is on was acknowledged: for these seconds the lamps are the test's.
    signal.lamp = part.priority
    if part.isSecond { (signal.usesSecondSounder, signal.callsSecondContact) = (true, true) }
  }
}

/// A test of the alarm outputs: low, medium and high, one after the other, then the second sounder and the second contact; to be
/// confirmed by whoever saw and heard all of them (SR-112).
public struct AlarmTest: Hashable, Sendable, BitwiseCopyable {
  /// One part of the test, in the order of its time.
  public enum Part: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case low, medium, high
    /// Heard from the second sounder alone, while the second contact is called: what no other part would show.
    case second

    /// What is seen and heard.
    public var priority: AlarmPriority {
      @_noAllocation @_noLocks get {
        switch self {
        case .low: .low
        case .medium, .second: .medium
        case .high: .high
        }
      }
    }

    /// Whether it is that of the second outputs.
    public var isSecond: Bool {
      @_noAllocation @_noLocks get {
        switch self {
        case .low, .medium, .high: false
        case .second: true
        }
      }
    }
  }

  /// When it began.
  public let beganAt: Instant
  /// How many of its parts have begun.
  public fileprivate(set) var parts: Int
  /// Whether an alarm came, an output was lost or a part was left out: then it ends and is made again.
  public fileprivate(set) var isDisturbed: Bool

  /// How long it lasts: low at once, medium after 2 s, high after 4 s and 3.3 s of that, the second outputs after 7.5 s.
  public static var length: Interval { @_noAllocation @_noLocks get { .milliseconds(9_500) } }

  /// Whether it is under way.
  @_noAllocation @_noLocks
  public func isRunning(at now: Instant) -> Bool { now.since(beganAt) < Self.length }

  /// The part that is tested after `time`.
  @_noAllocation @_noLocks
  static func part(at time: Interval) -> Part {
    if time < .seconds(2) { return .low }
    if time < .seconds(4) { return .medium }
    return time < .milliseconds(7_500) ? .high : .second
  }

  /// Whether all parts were played and no alarm came between.
  @_noAllocation @_noLocks
  public func isComplete(at now: Instant) -> Bool {
    !isRunning(at: now) && parts == Int(Part.second.rawValue) + 1 && !isDisturbed
  }
}
