import Drivers
public import Quantities
public import Safety

/// What a sounder does next with its device.
public enum SounderAction: Hashable, Sendable {
  /// Open the device; ends with `done` or `failed`.
  case open
  /// Throw away what it has not played; ends with `done` or `failed`.
  case cut
  /// Hand over samples of the burst of this priority, or silence for nil; ends with `took` or `failed`.
  case feed(AlarmPriority?, from: Int, count: Int)
  /// See that it plays; ends with `done` or `failed`.
  case prove
  /// Close it: it takes nothing. Nothing is to be told.
  case close
  /// Do nothing, and ask again at this time.
  case wait(until: Instant)
}

/// How an action of a sounder ended.
public enum SounderOutcome: Hashable, Sendable {
  case done
  /// The device took so many samples; 0 when it is full.
  case took(Int)
  /// The device does not work and is closed.
  case failed
}

/// Which burst is played when, and whether the device works: a value without a device and without a clock.
///
/// 1. A burst with a new number is played once. One of higher priority cuts one of lower priority off; any other waits until what
///    sounds is over, which by the controller's clock it is: a device is a little behind.
/// 2. A signal that nobody renews any more sounds as a high alarm, burst after burst, until it is fresh again.
/// 3. A burst that found no device waits for one as long as its alarm is on, and not longer than until its repetition.
/// 4. When a person pauses the audio, what sounds is cut off; a burst that comes later is played all the same (SR-104).
/// 5. A device that fails is opened again at most once a second. An idle one is tried once a second (SR-112).
public struct SounderPlan: Sendable {
  /// Since when the device does not work; nil while it does.
  public private(set) var lostSince: Instant?
  /// Whether the device took as many trials as show that it plays, or a whole burst, since it was first opened.
  public private(set) var hasWorked = false

  /// From one trial of an idle device to the next, and from one opening that failed to the next.
  private static var trialPeriod: Interval { .seconds(1) }
  /// So many trials in a row show that a device that was lost works again: what is broken behind a buffer takes a little, and
  /// must not end an alarm every second.
  private static var enoughProofs: Int { 3 }
  /// How long a device may take nothing while it is fed: five times what it holds.
  private static var patience: Interval { .seconds(1) }
  /// From one look at the signal to the next.
  private static var lookPeriod: Interval { .milliseconds(20) }

  private let rate: Int
  /// The silence behind each burst: once the device took it, it has played the burst.
  private let tail: Int
  private var isOpen = false
  private var openDue: Instant
  private var proveDue: Instant
  /// Trials that succeeded since the opening.
  private var proofs = 0
  /// The number of the newest burst that was seen.
  private var seen: UInt32?
  private var waiting: Burst?
  /// The pause of the audio that was seen last, and whether it is to silence what sounds.
  private var pause: Instant?
  private var isSilenced = false
  private var playing: Playing?
  /// When the next burst of a signal that nobody renews begins; nil while it is renewed.
  private var ownDue: Instant?

  private struct Burst: Hashable, Sendable {
    let priority: AlarmPriority
    /// Whether it is the sounder's own, for want of a signal.
    let isOwn: Bool
    let seenAt: Instant
  }

  private struct Playing: Hashable, Sendable {
    let burst: Burst
    let length: Int
    var position = 0
    var tookAt: Instant
    var feedDue: Instant
  }

  /// A plan for a device that was not opened yet, plays `rate` samples a second and holds `buffer` of them.
  public init(rate: Int, buffer: Interval, at now: Instant) {
    self.rate = rate
    tail = ToneSynthesis.frames(in: buffer, rate: rate) + 1
    (openDue, proveDue) = (now, now)
  }

  /// What to do now, given the newest signal.
  public mutating func next(_ signal: AlarmSignal, at now: Instant) -> SounderAction {
    heed(signal, at: now)
    guard isOpen else { return now >= openDue ? .open : .wait(until: min(openDue, now + Self.lookPeriod)) }
    if let playing, isOverruled(playing) { return .cut }
    if playing == nil, let burst = waiting {
      let length = ToneSynthesis.frames(in: TonePattern(burst.priority).length, rate: rate)
      playing = Playing(burst: burst, length: length, tookAt: now, feedDue: now)
      waiting = nil
    }
    if let playing { return feed(playing, at: now) }
    return now >= proveDue ? .prove : .wait(until: min(proveDue, now + Self.lookPeriod))
  }

  /// Takes the end of the action that `next` asked for.
  public mutating func completed(_ action: SounderAction, _ outcome: SounderOutcome, at now: Instant) {
    switch (action, outcome) {
    case (_, .failed): lose(at: now)
    case (.open, _): (isOpen, proveDue, proofs) = (true, now, 0)
    case (.cut, _): (playing, isSilenced) = (nil, false)
    case (.prove, _):
      proofs += 1
      if proofs >= Self.enoughProofs { (lostSince, hasWorked) = (nil, true) }
      proveDue = now + Self.trialPeriod
    case (.feed, .took(let count)): took(count, at: now)
    case (.feed, .done), (.close, _), (.wait, _): break
    }
  }

  // MARK: - What is to be heard

  private mutating func heed(_ signal: AlarmSignal, at now: Instant) {
    if now.since(signal.at) > AlarmSignal.life {
      let due = ownDue ?? now
      ownDue = due
      guard now >= due else { return }
      ownDue = now + TonePattern(.high).repetition
      if playing?.burst.priority != .high { waiting = Burst(priority: .high, isOwn: true, seenAt: now) }
      return
    }
    ownDue = nil
    if waiting?.isOwn == true { waiting = nil }
    if signal.audioPausedUntil != pause {
      pause = signal.audioPausedUntil
      if pause != nil { (waiting, isSilenced) = (nil, playing != nil) }
    }
    if let burst = signal.burst, burst.number != seen {
      seen = burst.number
      waiting = Burst(priority: burst.priority, isOwn: false, seenAt: now)
    } else if !isOpen, let burst = waiting {
      let isOver = signal.lamp == nil && !signal.isTest
      if isOver || now.since(burst.seenAt) >= TonePattern(burst.priority).repetition { waiting = nil }
    }
  }

  private func isOverruled(_ playing: Playing) -> Bool {
    if isSilenced { return true }
    if playing.burst.isOwn { return ownDue == nil }
    return waiting.map { $0.priority > playing.burst.priority } ?? false
  }

  // MARK: - The device

  private mutating func feed(_ playing: Playing, at now: Instant) -> SounderAction {
    if now.since(playing.tookAt) >= Self.patience {
      lose(at: now)
      return .close
    }
    guard now >= playing.feedDue else { return .wait(until: playing.feedDue) }
    // A tenth of a second at a time: what is handed over is looked at between.
    let most = rate / 10
    if playing.position < playing.length {
      return .feed(playing.burst.priority, from: playing.position, count: min(most, playing.length - playing.position))
    }
    return .feed(nil, from: 0, count: min(most, playing.length + tail - playing.position))
  }

  private mutating func took(_ count: Int, at now: Instant) {
    guard var current = playing else { return }
    guard count > 0 else {
      playing?.feedDue = now + Self.lookPeriod
      return
    }
    current.position += count
    current.tookAt = now
    playing = current.position < current.length + tail ? current : nil
    proveDue = now + Self.trialPeriod
    // It took the silence behind the burst as well: the burst was played.
    if playing == nil { (lostSince, hasWorked) = (nil, true) }
  }

  private mutating func lose(at now: Instant) {
    if lostSince == nil { lostSince = now }
    isOpen = false
    openDue = now + Self.trialPeriod
    // What did not sound to its end waits for the device, as a burst that was never begun.
    if waiting == nil, !isSilenced { waiting = playing?.burst }
    (playing, isSilenced) = (nil, false)
  }
}
