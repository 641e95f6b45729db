public import Quantities
public import Safety

/// What a signal tower's driver does next.
public enum TowerStep: Hashable, Sendable {
  /// Put this request on the line now, then call `completed`.
  case transact(BusRequest)
  /// Put nothing on the line; ask again at this time.
  case wait(until: Instant)
}

/// What a signal tower tells: its own state, and the call buttons that hang on its inputs.
public struct TowerReport: Hashable, Sendable, BitwiseCopyable {
  /// Whether it shows what it is told to.
  public var state: AnnunciatorState
  /// Whether the call button of each channel is pressed, by channel index; all false while nothing is known.
  public var calls = InlineArray<4, Bool>(repeating: false)
  /// Whether the inputs were read within the last three seconds, so that `calls` means something.
  public var isConnected = false

  /// A tower of which nothing was heard yet.
  public init(at now: Instant) { state = AnnunciatorState(checkedAt: now) }

  /// Equal when every member is.
  public static func == (lhs: TowerReport, rhs: TowerReport) -> Bool {
    guard lhs.state == rhs.state, lhs.isConnected == rhs.isConnected else { return false }
    return lhs.calls.indices.allSatisfy { lhs.calls[$0] == rhs.calls[$0] }
  }

  /// Hashes every member.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(state)
    hasher.combine(isConnected)
    for index in calls.indices { hasher.combine(calls[index]) }
  }
}

/// The driver of a signal tower on a relay module: coils out, call buttons in. Pure: time is an argument.
///
/// The owner of the line calls `next`, then `completed` with the end of what it was told to send. The rules, first things first:
/// 1. A module that has not given its inputs and all its coils since the line fell silent is not written to.
/// 2. Coils that are not as the signal wants them are written, all in one frame; of a lost answer nothing is known, so they are
///    written again. Nothing here is dangerous to repeat: a coil is told what to be, not what to do.
/// 3. The inputs are read every 100 ms, the coils about every 700 ms, to see that they are what was written; what is overdue goes
///    before a write.
/// 4. Without coils that read as written, or without inputs, for three seconds, the tower is lost (SR-112). A coil that was read
///    otherwise once, and never again, is none of this.
public struct SignalTowerDriver: Hashable, Sendable {
  /// How long after the last good answer the tower is lost, or the line silent.
  private static var patience: Interval { .seconds(3) }
  /// From one reading of the inputs to the next; a button pressed for half a second is seen several times.
  private static var inputPeriod: Interval { .milliseconds(100) }
  /// From one reading of the coils to the next: well below a second, so that a busy line keeps it too.
  private static var coilPeriod: Interval { .milliseconds(700) }
  /// How late a reading may be because the coils change all the time.
  private static var lateness: Interval { .milliseconds(80) }
  /// The pause after a request that failed, while other answers come and on a silent line.
  private static var retryPause: (heard: Interval, silent: Interval) { (.milliseconds(50), .milliseconds(500)) }
  /// The longest pause: a pulse of 150 ms is then at most 10 ms longer or shorter.
  private static var longestWait: Interval { .milliseconds(10) }

  /// What the tower tells.
  public private(set) var report: TowerReport

  private let soundsBursts: Bool
  /// What the coils were last confirmed to be; nil when nobody knows.
  private var written: TowerCoils?
  private var outstanding: Outstanding?
  private var inputsDue: Instant
  private var coilsDue: Instant
  private var writeNotBefore: Instant
  /// When the module last did what it was asked.
  private var heardAt: Instant
  /// When the inputs, and coils that were as written, were last read.
  private var inputsReadAt: Instant
  private var coilsSeenAt: Instant
  /// Whether inputs and coils were read since the line fell silent.
  private var knowsInputs = false
  private var knowsCoils = false

  /// The burst and the pause of the audio that were seen last, and the burst that this pause silenced.
  private var burst: UInt32?
  private var pause: Instant?
  private var silenced: UInt32?
  /// By coil: the value that was written and not read, and when it was missed last.
  private var doubts = [Doubt?](repeating: nil, count: Int(TowerCoils.count))

  /// How long a doubt lasts that nothing confirms: a burst that is over leaves no pulse to see.
  private static var doubtTime: Interval { .seconds(10) }
  /// From one reading of the coils to the next while one is in doubt: no pulse is shorter.
  private static var doubtPeriod: Interval { .milliseconds(100) }

  /// For how long an output must not have been wanted somewhere, so that it is not merely dark between two flashes or pulses.
  private static var longestDark: Interval { .milliseconds(1_100) }
  /// By coil: when it was last to be on, and when off.
  private var wantedAt = [Wish](repeating: Wish(), count: Int(TowerCoils.count))

  private struct Doubt: Hashable {
    let value: Bool
    var at: Instant
    /// How often it was missed.
    var misses = 1
    /// How often the coil was right while it was not wanted there any more.
    var agreements = 0

    var isRepeated: Bool { misses > 1 }
  }

  private struct Wish: Hashable {
    var on: Instant?
    var off: Instant?
  }

  private enum Outstanding: Hashable {
    case inputs, coils
    case write(TowerCoils)
  }

  /// A driver for a tower that was never heard; with `soundsBursts` its sounder is the main one.
  public init(soundsBursts: Bool, at now: Instant) {
    self.soundsBursts = soundsBursts
    report = TowerReport(at: now)
    (inputsDue, coilsDue, writeNotBefore) = (now, now, now)
    (heardAt, inputsReadAt, coilsSeenAt) = (now, now, now)
  }

  /// The next request; traps when the end of the last one was not told.
  public mutating func next(_ signal: AlarmSignal, at now: Instant) -> TowerStep {
    precondition(outstanding == nil, "the end of the last request comes before the next one")
    judge(at: now)
    heed(signal)
    let wanted = TowerCoils(signal, soundsBursts: soundsBursts, silenced: silenced, at: now)
    for (index, isOn) in wanted.bits.enumerated() {
      if isOn { wantedAt[index].on = now } else { wantedAt[index].off = now }
    }
    if knowsInputs, knowsCoils {
      if now >= inputsDue + Self.lateness { return readInputs() }
      if now >= coilsDue + Self.lateness { return readCoils() }
      if wanted != written, now >= writeNotBefore {
        outstanding = .write(wanted)
        return .transact(.writeCoils(address: 0, areOn: wanted.bits))
      }
    }
    if now >= inputsDue { return readInputs() }
    if now >= coilsDue { return readCoils() }
    return .wait(until: now + Self.longestWait)
  }

  /// Takes the end of the request that `next` asked for.
  public mutating func completed(_ reply: BusReply, at now: Instant) {
    guard let ended = outstanding else { preconditionFailure("a request ends once") }
    outstanding = nil
    switch (ended, reply) {
    case (.write(let coils), .written):
      written = coils
      heardAt = now
    case (.inputs, .bits(let bits)) where bits.count == 4:
      for index in bits.indices { report.calls[index] = bits[index] }
      (inputsReadAt, inputsDue, knowsInputs, report.isConnected) = (now, now + Self.inputPeriod, true, true)
      heardAt = now
    case (.coils, .bits(let bits)) where bits.count == Int(TowerCoils.count):
      took(TowerCoils(bits), at: now)
    case (.write, _), (.inputs, _), (.coils, _): failed(ended, reply, at: now)
    }
    judge(at: now)
  }

  /// The frame that leaves the tower with these coils when its line ends; nil where the module is not known since the line fell
  /// silent, and so is not written to.
  public func parting(_ coils: TowerCoils) -> BusRequest? {
    knowsInputs && knowsCoils ? .writeCoils(address: 0, areOn: coils.bits) : nil
  }

  /// The coils as read: the first time they only show that the module has them; later they must be what was written.
  private mutating func took(_ read: TowerCoils?, at now: Instant) {
    heardAt = now
    if knowsCoils, let written, let read {
      for (index, value) in written.bits.enumerated() { judge(coil: index, wrote: value, read: read.bits[index], at: now) }
      // A lamp that is to flash and hangs reads right half of the time: it must be read as what it failed to be.
      if doubts.allSatisfy({ $0 == nil }) { (coilsSeenAt, report.state.hasWorked) = (now, true) }
    }
    if read != written { written = nil }
    knowsCoils = true
    coilsDue = now + (doubts.allSatisfy { $0 == nil } ? Self.coilPeriod : Self.doubtPeriod)
  }

  private mutating func judge(coil index: Int, wrote value: Bool, read: Bool, at now: Instant) {
    guard var doubt = doubts[index] else {
      if read != value { doubts[index] = Doubt(value: value, at: now) }
      return
    }
    if read != value {
      doubts[index] = Doubt(value: value, at: now, misses: doubt.misses + 1)
    } else if doubt.value == value || now.since(doubt.at) >= Self.doubtTime {
      doubts[index] = nil
    } else if !doubt.isRepeated, !isWanted(coil: index, doubt.value, at: now) {
      // It may have been misread, and nothing will be written that could confirm it.
      doubt.agreements += 1
      doubts[index] = doubt.agreements < 2 ? doubt : nil
    }
  }

  private func isWanted(coil index: Int, _ value: Bool, at now: Instant) -> Bool {
    guard let wanted = value ? wantedAt[index].on : wantedAt[index].off else { return false }
    return now.since(wanted) < Self.longestDark
  }

  /// A pause of the audio silences the burst that sounds, and none that comes with it or later.
  private mutating func heed(_ signal: AlarmSignal) {
    if signal.audioPausedUntil != pause {
      pause = signal.audioPausedUntil
      if pause != nil { silenced = burst }
    }
    burst = signal.burst?.number
  }

  private mutating func failed(_ request: Outstanding, _ reply: BusReply, at now: Instant) {
    let isSilent = now.since(heardAt) >= Self.patience
    let again = now + (isSilent ? Self.retryPause.silent : Self.retryPause.heard)
    switch request {
    case .write: writeNotBefore = again
    case .inputs: inputsDue = again
    case .coils: coilsDue = again
    }
    // Where nobody answered, the module may have been without power and have forgotten.
    if !reply.isAnswer { written = nil }
    if case .write = request { written = nil }
  }

  private mutating func judge(at now: Instant) {
    let last = min(inputsReadAt, coilsSeenAt)
    if now.since(last) < Self.patience {
      report.state.lostSince = nil
    } else if report.state.lostSince == nil {
      report.state.lostSince = last
    }
    if now.since(inputsReadAt) >= Self.patience { (report.isConnected, report.calls) = (false, InlineArray(repeating: false)) }
    // After a silence another module may hang there.
    if now.since(heardAt) >= Self.patience { (knowsInputs, knowsCoils, written) = (false, false, nil) }
    report.state.checkedAt = now
  }

  private mutating func readInputs() -> TowerStep {
    outstanding = .inputs
    return .transact(.readDiscreteInputs(address: 0, count: 4))
  }

  private mutating func readCoils() -> TowerStep {
    outstanding = .coils
    return .transact(.readCoils(address: 0, count: TowerCoils.count))
  }
}
