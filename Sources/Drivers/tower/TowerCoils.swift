public import Quantities
public import Safety

/// What the outputs of a signal tower are to be, or are: one coil each, in the order of their addresses.
public struct TowerCoils: Hashable, Sendable, BitwiseCopyable {
  /// Coil 0: the red lamp.
  public var red = false
  /// Coil 1: the yellow lamp.
  public var yellow = false
  /// Coil 2: the cyan lamp.
  public var cyan = false
  /// Coil 3: the sounder.
  public var sounder = false
  /// Coil 4: the relay that calls the second contact.
  public var secondContact = false

  /// How many coils there are, from address 0 on.
  public static var count: UInt16 { 5 }

  /// Everything off.
  public init() {}

  /// What a daemon that ends in order leaves behind. Everything is off when every pump was seen at 0 mL/h; otherwise red lamp,
  /// sounder and second contact are on, steadily, since nobody is left to flash them.
  public init(leftAtZero isAtZero: Bool) { (red, sounder, secondContact) = (!isAtZero, !isAtZero, !isAtZero) }

  /// The coils as they were read; nil unless there are exactly as many as a tower has.
  init?(_ bits: [Bool]) {
    guard bits.count == Int(Self.count) else { return nil }
    (red, yellow, cyan, sounder, secondContact) = (bits[0], bits[1], bits[2], bits[3], bits[4])
  }

  /// One value per coil, coil 0 first.
  public var bits: [Bool] { [red, yellow, cyan, sounder, secondContact] }

  /// What `signal` asks for at `now`.
  ///
  /// Lamps flash by the machine's clock, so that all lamps of a room flash together (SR-101). The sounder follows the pulses of
  /// the newest burst when `soundsBursts`, or when the signal says that the main sounder is lost (SR-102, SR-112), but not of the
  /// burst with the number `silenced`, which a person paused (SR-104). A signal that nobody renews is shown and sounded as a high
  /// alarm; the call of the second contact stays what it was.
  public init(_ signal: AlarmSignal, soundsBursts: Bool, silenced: UInt32? = nil, at now: Instant) {
    let isStale = now.since(signal.at) > AlarmSignal.life
    secondContact = signal.callsSecondContact
    if let lamp = isStale ? .high : signal.lamp {
      let pattern = LampPattern(lamp)
      let isLit = pattern.isLit(at: now)
      switch pattern.color {
      case .red: red = isLit
      case .yellow: yellow = isLit
      case .cyan: cyan = isLit
      }
    }
    if isStale {
      let tone = TonePattern(.high)
      let elapsed = now.since(signal.at + AlarmSignal.life).nanoseconds % tone.repetition.nanoseconds
      sounder = tone.sounds(after: Interval(nanoseconds: elapsed))
    } else if let burst = signal.burst, burst.number != silenced, soundsBursts || signal.usesSecondSounder, now >= burst.beganAt {
      sounder = TonePattern(burst.priority).sounds(after: now.since(burst.beganAt))
    }
  }
}

extension TonePattern {
  /// Whether a pulse sounds at this time after the burst's begin.
  fileprivate func sounds(after elapsed: Interval) -> Bool {
    (0..<pulseCount).contains { index in
      let onset = onset(ofPulse: index)
      return elapsed >= onset && elapsed < onset + pulse
    }
  }
}
