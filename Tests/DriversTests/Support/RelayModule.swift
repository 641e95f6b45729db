import Quantities
import Safety

@testable import Drivers

/// A relay module as the driver sees it, in a time of the test's own; each exchange takes `exchange`, a lost one `timeout`.
struct RelayModule {
  static let start = Instant(nanoseconds: 900_000_000_000)

  var driver: SignalTowerDriver
  var now = RelayModule.start
  var exchange = Interval.milliseconds(22)
  var timeout = Interval.milliseconds(90)
  /// What the outputs are, and the inputs.
  var coils = [Bool](repeating: false, count: 5)
  var inputs = [Bool](repeating: false, count: 4)
  /// Nil where the module answers; otherwise how a request of each kind ends.
  var answer: ((BusRequest) -> BusReply?)?
  /// Whether a request whose answer is lost is carried out.
  var executesLost = true
  /// Bits that stay what they are.
  var stuck: Set<Int> = []
  /// Renewed at every look unless nobody judges.
  var signal = AlarmSignal(at: RelayModule.start)
  var isJudged = true
  /// Every request with the time of its end.
  private(set) var log: [(request: BusRequest, at: Instant)] = []
  /// The outputs after each change, with its time.
  private(set) var changes: [(coils: [Bool], at: Instant)] = []

  init(soundsBursts: Bool = false) { driver = SignalTowerDriver(soundsBursts: soundsBursts, at: Self.start) }

  mutating func run(for time: Interval) {
    let end = now + time
    while now < end {
      if isJudged { signal.at = now }
      switch driver.next(signal, at: now) {
      case .wait(let until): now = max(now, min(until, end))
      case .transact(let request):
        let reply = answer?(request)
        now = now + (reply == .noAnswer ? timeout : exchange)
        if reply == nil || (executesLost && reply == .noAnswer) { execute(request) }
        log.append((request, now))
        driver.completed(reply ?? right(request), at: now)
      }
    }
  }

  private mutating func execute(_ request: BusRequest) {
    guard case .writeCoils(0, let areOn) = request else { return }
    let before = coils
    for (index, isOn) in areOn.enumerated() where !stuck.contains(index) { coils[index] = isOn }
    if coils != before { changes.append((coils, now)) }
  }

  private func right(_ request: BusRequest) -> BusReply {
    switch request {
    case .readCoils(0, 5): .bits(coils)
    case .readDiscreteInputs(0, 4): .bits(inputs)
    case .writeCoils(0, let areOn) where areOn.count == 5: .written
    case .readCoils, .readDiscreteInputs, .readHoldingRegisters, .readInputRegisters, .writeCoil, .writeRegister, .writeRegisters,
      .writeCoils:
      .exception(2)
    }
  }

  /// For how long output `index` was on each time within the last `time`, and the time from one onset to the next.
  func rhythm(of index: Int) -> (lit: [Int64], periods: [Int64]) {
    var onsets: [Instant] = []
    var lit: [Int64] = []
    for change in changes where change.coils[index] != (onsets.count > lit.count) {
      if change.coils[index] {
        onsets.append(change.at)
      } else {
        lit.append(change.at.since(onsets[lit.count]).wholeMilliseconds)
      }
    }
    return (lit, zip(onsets, onsets.dropFirst()).map { $1.since($0).wholeMilliseconds })
  }
}
