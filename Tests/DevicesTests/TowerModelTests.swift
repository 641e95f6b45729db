import Drivers
import HardwareSim
import Quantities
import Safety
import Testing

/// The driver and the simulated tower, byte by byte, in a time of the test's own.
struct TowerBench {
  static let start = Instant(nanoseconds: 60_000_000_000)
  var room = Room(start: TowerBench.start)
  var driver: SignalTowerDriver
  var signal = AlarmSignal(at: TowerBench.start)
  var isJudged = true
  var now: Instant { room.now }

  init(soundsBursts: Bool = false) { driver = SignalTowerDriver(soundsBursts: soundsBursts, at: Self.start) }

  mutating func run(for time: Interval) {
    let end = now + time
    while now < end {
      if isJudged { signal.at = now }
      switch driver.next(signal, at: now) {
      case .wait(let until): room.advance(to: min(until, end))
      case .transact(let request): driver.completed(exchange(request), at: now)
      }
    }
  }

  /// Ends the line, as its thread does.
  mutating func part(isAtZero: Bool) {
    if let request = driver.parting(TowerCoils(leftAtZero: isAtZero)) { _ = exchange(request) }
  }

  private mutating func exchange(_ request: BusRequest) -> BusReply {
    let body = bytes(of: request)
    let crc = modbusCRC(body)
    // At 19200 baud a byte takes 0.52 ms.
    room.advance(to: now + Interval(nanoseconds: Int64(body.count + 2) * 520_000))
    room.towerReceives(body + [UInt8(crc & 0xFF), UInt8(crc >> 8)], at: now)
    let answer = room.takeTowerBytes()
    room.advance(to: now + (answer.isEmpty ? .milliseconds(80) : Interval(nanoseconds: Int64(answer.count) * 520_000)))
    return reply(answer, to: request)
  }

  private func bytes(of request: BusRequest) -> [UInt8] {
    switch request {
    case .readCoils(let address, let count): [1, 1, 0, UInt8(address), 0, UInt8(count)]
    case .readDiscreteInputs(let address, let count): [1, 2, 0, UInt8(address), 0, UInt8(count)]
    case .writeCoils(let address, let areOn):
      [
        1, 15, 0, UInt8(address), 0, UInt8(areOn.count), 1,
        areOn.enumerated().reduce(0) { $0 | ($1.element ? 1 << UInt8($1.offset) : 0) },
      ]
    case _: []
    }
  }

  private func reply(_ answer: [UInt8], to request: BusRequest) -> BusReply {
    guard !answer.isEmpty else { return .noAnswer }
    guard modbusCRC(answer) == 0, answer.count >= 5, answer[0] == 1 else { return .badAnswer }
    if answer[1] & 0x80 != 0 { return .exception(answer[2]) }
    switch request {
    case .readCoils(_, let count), .readDiscreteInputs(_, let count):
      return .bits((0..<Int(count)).map { answer[3 + $0 / 8] & 1 << UInt8($0 % 8) != 0 })
    case _: return .written
    }
  }
}

@Suite("The tower's driver and the simulated tower")
struct TowerModelTests {
  @Test("SR-101, SR-103: the truth of the simulated tower is what the signal wants, within a second")
  func lamps() {
    let wanted: [(AlarmPriority, SignalTower.Output, ClosedRange<Double>)] = [
      (.high, .red, 1.4...2.8), (.medium, .yellow, 0.4...0.8),
    ]
    for (priority, output, frequency) in wanted {
      var bench = TowerBench()
      bench.run(for: .seconds(1))
      bench.signal.lamp = priority
      bench.signal.callsSecondContact = true
      bench.run(for: .seconds(10))
      let tower = bench.room.tower.tower
      #expect(frequency.contains(tower.flashesPerSecond(output)), "\(tower.flashesPerSecond(output))")
      #expect(tower.isOn(.secondContact))
      #expect(tower.on.allSatisfy { $0 == output || $0 == .secondContact })
    }
    var bench = TowerBench()
    bench.run(for: .seconds(1))
    bench.signal.lamp = .low
    bench.run(for: .seconds(1))
    #expect(bench.room.tower.tower.on == [.cyan])
    bench.signal.lamp = nil
    bench.run(for: .seconds(1))
    #expect(bench.room.tower.tower.on == [])
  }

  @Test("SR-112: a silent tower and a stuck lamp are lost within 5 s, and found again")
  func loss() throws {
    for fault in [Fault.silent, .stuckLamp] {
      var bench = TowerBench()
      bench.signal.lamp = .high
      bench.run(for: .seconds(5))
      #expect(bench.driver.report.state.isWorking)
      _ = try bench.room.inject(fault, into: .tower, for: nil)
      bench.run(for: .seconds(5))
      #expect(!bench.driver.report.state.isWorking)
      _ = bench.room.clearFaults(of: .tower)
      bench.run(for: .seconds(3))
      #expect(bench.driver.report.state.isWorking)
      #expect((1.4...2.8).contains(bench.room.tower.tower.flashesPerSecond(.red)))
    }
  }

  @Test("SR-103: a line that ends in mid-pulse leaves the tower dark, or with all that calls where a pump is unsure")
  func parting() {
    for isAtZero in [true, false] {
      for offset in stride(from: Int64(0), to: 1_000, by: 70) {
        var bench = TowerBench(soundsBursts: true)
        bench.run(for: .seconds(1))
        bench.signal.lamp = .high
        bench.signal.callsSecondContact = isAtZero
        bench.signal.burst = ToneBurst(number: 1, priority: .high, beganAt: bench.now)
        bench.run(for: .milliseconds(500 + offset))
        bench.part(isAtZero: isAtZero)
        #expect(bench.room.tower.tower.on == (isAtZero ? [] : [.red, .sounder, .secondContact]))
      }
    }
  }

  @Test("a module that is not known, or no more, is not written to when the line ends either")
  func partingOfStranger() throws {
    var bench = TowerBench()
    #expect(bench.driver.parting(TowerCoils(leftAtZero: false)) == nil)
    bench.run(for: .seconds(1))
    #expect(bench.driver.parting(TowerCoils(leftAtZero: false)) != nil)
    _ = try bench.room.inject(.silent, into: .tower, for: nil)
    bench.run(for: .seconds(5))
    #expect(bench.driver.parting(TowerCoils(leftAtZero: false)) == nil)
  }

  @Test("a patient's call is told within 200 ms, and its end too")
  func call() throws {
    var bench = TowerBench()
    bench.run(for: .seconds(2))
    _ = try bench.room.inject(.call, into: .patient, for: .seconds(1))
    bench.run(for: .milliseconds(200))
    #expect(bench.driver.report.calls[0] && !bench.driver.report.calls[1])
    bench.run(for: .seconds(1))
    #expect(!bench.driver.report.calls[0] && bench.driver.report.isConnected)
  }

  @Test("SR-103: when nobody judges any more, the tower flashes red and sounds by itself")
  func stale() {
    var bench = TowerBench()
    bench.run(for: .seconds(2))
    bench.isJudged = false
    bench.run(for: .seconds(6))
    let tower = bench.room.tower.tower
    #expect((1.4...2.8).contains(tower.flashesPerSecond(.red)))
    #expect((75...200).contains(tower.lastOnTime(.sounder).wholeMilliseconds))
  }
}
