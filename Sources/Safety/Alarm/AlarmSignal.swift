public import Quantities

// What lamps and sounders are to do, as values; annunciators render them and decide nothing. The figures are those that open
// descriptions of IEC 60601-1-8 give (SR-101, SR-102); the standard itself was not read.

/// The color of an alarm's lamp.
public enum LampColor: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case red, yellow, cyan
}

/// How a lamp lights: its color and its rhythm.
public struct LampPattern: Hashable, Sendable, BitwiseCopyable {
  /// The color.
  public let color: LampColor
  /// The time from one flash to the next; zero for a steady light.
  public let period: Interval
  /// For how long of each period it is lit.
  public let lit: Interval

  /// The lamp of a priority: red at 2 Hz, half of the time (1.4...2.8 Hz, 20...80 %); yellow at 0.5 Hz, half of the time
  /// (0.4...0.8 Hz, 20...60 %); cyan, steady (SR-101).
  @_noAllocation @_noLocks
  public init(_ priority: AlarmPriority) {
    switch priority {
    case .high: (color, period, lit) = (.red, .milliseconds(500), .milliseconds(250))
    case .medium: (color, period, lit) = (.yellow, .milliseconds(2_000), .milliseconds(1_000))
    case .low: (color, period, lit) = (.cyan, .zero, .zero)
    }
  }

  /// Whether the lamp is lit at `instant`; every lamp of one pattern flashes together.
  @_noAllocation @_noLocks
  public func isLit(at instant: Instant) -> Bool {
    guard period > .zero else { return true }
    return instant.nanoseconds % period.nanoseconds < lit.nanoseconds
  }
}

/// The pulses of one burst of an alarm's tone.
public struct TonePattern: Hashable, Sendable, BitwiseCopyable {
  /// How many pulses: 10 (5 and 5) for high, 3 for medium, 2 for low.
  public let pulseCount: Int
  /// How long a pulse sounds: 150 ms for high (75...200), 200 ms for the others (125...250).
  public let pulse: Interval
  /// The silence from one pulse to the next: 100 ms for high (50...125), 200 ms for the others (125...250).
  public let gap: Interval
  /// The time from the begin of one burst to that of the next.
  public let repetition: Interval

  /// The burst of a priority (SR-102); a medium or low one begins at most once in 15 s (SR-110).
  @_noAllocation @_noLocks
  public init(_ priority: AlarmPriority) {
    switch priority {
    // 3.3 s of pulses and 5 s of silence, which may be 2.5...15 s.
    case .high: (pulseCount, pulse, gap, repetition) = (10, .milliseconds(150), .milliseconds(100), .milliseconds(8_300))
    case .medium: (pulseCount, pulse, gap, repetition) = (3, .milliseconds(200), .milliseconds(200), .seconds(15))
    case .low: (pulseCount, pulse, gap, repetition) = (2, .milliseconds(200), .milliseconds(200), .seconds(20))
    }
  }

  /// The fundamental of every pulse in hertz, within 150...1,000 Hz; it has overtones within 300...4,000 Hz (SR-102).
  public static var fundamental: Int { 523 }

  /// When pulse `index` begins, from the begin of the burst. In a burst of high priority the third pulse is followed by a longer
  /// silence, and the fifth by one of 500 ms (350...1,300), after which the five are repeated.
  @_noAllocation @_noLocks
  public func onset(ofPulse index: Int) -> Interval {
    let step = pulse.nanoseconds + gap.nanoseconds
    guard pulseCount == 10 else { return Interval(nanoseconds: step * Int64(index)) }
    let (half, place) = (Int64(index / 5), Int64(index % 5))
    let rest = pulse.nanoseconds + gap.nanoseconds
    let withinHalf = step * place + (place >= 3 ? rest : 0)
    let oneHalf = step * 4 + rest + pulse.nanoseconds + 500_000_000
    return Interval(nanoseconds: half * oneHalf + withinHalf)
  }

  /// How long the burst lasts: to the end of its last pulse.
  public var length: Interval { @_noAllocation @_noLocks get { onset(ofPulse: pulseCount - 1) + pulse } }
}

/// One burst that is to be heard now.
public struct ToneBurst: Hashable, Sendable, BitwiseCopyable {
  /// Counts up with each burst: whoever sees a new number plays it once; the second sounder goes by
  /// `beganAt`.
  public let number: UInt32
  /// Its priority.
  public let priority: AlarmPriority
  /// When it begins.
  public let beganAt: Instant

  /// A burst with every field given.
  @_noAllocation @_noLocks
  public init(number: UInt32, priority: AlarmPriority, beganAt: Instant) {
    self.number = number
    self.priority = priority
    self.beganAt = beganAt
  }
}

/// What is to be seen and heard in the room now: renewed at every control step.
///
/// A signal that is not renewed for `AlarmSignal.life` says that nobody judges any more: an annunciator then shows and sounds a
/// high alarm by itself (silence is bad).
public struct AlarmSignal: Hashable, Sendable, BitwiseCopyable {
  /// When it was made.
  public var at: Instant
  /// The highest priority of any alarm that is on, acknowledged or not; nil when none is.
  public var lamp: AlarmPriority?
  /// The newest burst; nil before the first. It is played when its number is new, and not after that.
  public var burst: ToneBurst?
  /// Until when a person has paused the audio; nil when it is not paused (SR-105).
  public var audioPausedUntil: Instant?
  /// Whether the second contact is to be called: nobody answered (SR-107).
  public var callsSecondContact = false
  /// Whether the main sounder is lost, so that the second one is to sound with each burst (SR-112).
  public var usesSecondSounder = false
  /// Whether the loudspeaker is lost: for people who look; no annunciator acts on it.
  public var isSounderLost = false
  /// Whether the signal tower is lost, as above.
  public var isTowerLost = false
  /// Whether this is a test of the alarms and no alarm.
  public var isTest = false

  /// A signal of nothing.
  @_noAllocation @_noLocks
  public init(at: Instant) { self.at = at }

  /// How old a signal may be before it counts as lost.
  public static var life: Interval { @_noAllocation @_noLocks get { .seconds(3) } }
}
