import Quantities
import Safety
import Testing

@testable import Drivers

@Suite("The signal tower's driver")
struct SignalTowerDriverTests {
  private func module(_ lamp: AlarmPriority?, soundsBursts: Bool = false, for time: Interval = .seconds(20)) -> RelayModule {
    var module = RelayModule(soundsBursts: soundsBursts)
    module.signal.lamp = lamp
    module.run(for: time)
    return module
  }

  @Test("SR-101: the patterns keep 1.4 to 2.8 Hz with 20 to 80 % for high, 0.4 to 0.8 Hz with 20 to 60 % for medium, steady low")
  func patterns() {
    let wanted: [(AlarmPriority, LampColor, ClosedRange<Double>, ClosedRange<Double>)] = [
      (.high, .red, 1.4...2.8, 0.2...0.8), (.medium, .yellow, 0.4...0.8, 0.2...0.6),
    ]
    for (priority, color, frequency, duty) in wanted {
      let pattern = LampPattern(priority)
      #expect(pattern.color == color)
      #expect(frequency.contains(1_000_000_000 / Double(pattern.period.nanoseconds)))
      #expect(duty.contains(Double(pattern.lit.nanoseconds) / Double(pattern.period.nanoseconds)))
    }
    #expect(LampPattern(.low).color == .cyan && LampPattern(.low).period == .zero)
    for step in 0..<100 { #expect(LampPattern(.low).isLit(at: Instant(nanoseconds: Int64(step) * 37_000_000))) }
  }

  @Test("SR-101: on the coils too: red at 1.4 to 2.8 Hz, yellow at 0.4 to 0.8 Hz, cyan steady, and no other lamp")
  func lamps() throws {
    let wanted: [(AlarmPriority, Int, ClosedRange<Int64>, ClosedRange<Double>)] = [
      (.high, 0, 358...714, 0.2...0.8), (.medium, 1, 1_250...2_500, 0.2...0.6),
    ]
    for (priority, coil, period, duty) in wanted {
      let module = module(priority)
      let (lit, periods) = module.rhythm(of: coil)
      #expect(periods.count >= 8 && periods.allSatisfy(period.contains), "\(periods)")
      for (lit, period) in zip(lit.dropFirst(), periods.dropFirst()) { #expect(duty.contains(Double(lit) / Double(period))) }
      #expect(module.changes.allSatisfy { change in change.coils.indices.allSatisfy { $0 == coil || !change.coils[$0] } })
      #expect(module.driver.report.state.isWorking)
    }
    let low = module(.low)
    #expect(low.coils == [false, false, true, false, false])
    #expect(low.changes.count == 1)
    #expect(module(nil).changes.isEmpty)
  }

  @Test("SR-083: a tower has worked once its coils were read as they were written, and not because nothing was tried yet")
  func hasWorked() {
    var module = RelayModule()
    #expect(!module.driver.report.state.hasWorked && module.driver.report.state.isWorking)
    module.answer = { request in request == .readCoils(address: 0, count: TowerCoils.count) ? .noAnswer : nil }
    module.run(for: .seconds(2))
    #expect(!module.driver.report.state.hasWorked, "inputs alone light no lamp")
    module.answer = { request in
      if case .writeCoils = request { return .exception(2) }
      return nil
    }
    module.run(for: .seconds(2))
    #expect(!module.driver.report.state.hasWorked, "a module that refuses to be written to shows nothing")
    module.answer = nil
    module.run(for: .seconds(1))
    #expect(module.driver.report.state.hasWorked)
  }

  @Test("SR-112: the last part of an alarm test, and no other, sounds the second sounder and calls the second contact")
  func alarmTest() {
    for soundsBursts in [false, true] {
      var (module, annunciation) = (RelayModule(soundsBursts: soundsBursts), Annunciation())
      module.run(for: .seconds(1))
      annunciation.beginTest(now: module.now)
      let began = module.now
      for _ in 0..<600 {
        module.signal = annunciation.update(AlarmDemand(), MachineCondition(), now: module.now)
        module.run(for: .milliseconds(20))
      }
      let last = module.changes.filter { $0.at.since(began) >= .milliseconds(7_500) }
      let before = module.changes.filter { $0.at.since(began) < .milliseconds(7_500) }
      #expect(before.allSatisfy { !$0.coils[4] } && last.contains { $0.coils[4] })
      #expect(before.contains { $0.coils[3] } == soundsBursts, "a tower without a sound device beside it is the main sounder")
      #expect(zip(last, last.dropFirst()).count { !$0.coils[3] && $1.coils[3] } + (last[0].coils[3] ? 1 : 0) == 3, "3 pulses")
      #expect(module.coils.allSatisfy { !$0 })
    }
  }

  @Test("every output follows its wish, in one frame")
  func everyWish() {
    let now = Instant(nanoseconds: 0)
    for lamp in [nil, AlarmPriority.low, .medium, .high] {
      for calls in [false, true] {
        for second in [false, true] {
          for sounds in [false, true] {
            var signal = AlarmSignal(at: now)
            (signal.lamp, signal.callsSecondContact, signal.usesSecondSounder) = (lamp, calls, second)
            signal.burst = ToneBurst(number: 1, priority: .high, beganAt: now)
            let coils = TowerCoils(signal, soundsBursts: sounds, at: now)
            #expect(coils.bits == [lamp == .high, lamp == .medium, lamp == .low, second || sounds, calls])
          }
        }
      }
    }
  }

  @Test("SR-102, SR-112: the sounder follows the pulses of each burst, where it is the main one or the main one is lost")
  func pulses() {
    let wanted: [(AlarmPriority, Int, ClosedRange<Int64>, ClosedRange<Int64>)] = [
      (.high, 10, 75...200, 50...125), (.medium, 3, 125...250, 125...250), (.low, 2, 125...250, 125...250),
    ]
    for isMain in [false, true] {
      for (priority, count, pulse, gap) in wanted {
        var module = RelayModule(soundsBursts: isMain)
        module.exchange = .milliseconds(12)
        module.run(for: .seconds(1))
        module.signal.usesSecondSounder = !isMain
        module.signal.burst = ToneBurst(number: 1, priority: priority, beganAt: module.now)
        module.run(for: .seconds(30))
        let (lit, periods) = module.rhythm(of: 3)
        #expect(lit.count == count && lit.allSatisfy(pulse.contains), "\(lit)")
        let gaps = zip(periods, lit).map { $0 - $1 }
        for (index, silence) in gaps.enumerated() where priority != .high || ![2, 4, 7].contains(index) {
          #expect(gap.contains(silence), "\(gaps)")
        }
      }
    }
  }

  @Test("where the main sounder works, the tower's own is silent")
  func silent() {
    var module = RelayModule()
    module.run(for: .seconds(1))
    module.signal.lamp = .high
    module.signal.burst = ToneBurst(number: 1, priority: .high, beganAt: module.now)
    module.run(for: .seconds(10))
    #expect(module.changes.allSatisfy { !$0.coils[3] })
  }

  @Test("SR-104: a pause of the audio silences the burst that sounds, and no later one")
  func pause() {
    var module = RelayModule(soundsBursts: true)
    module.run(for: .seconds(1))
    module.signal.burst = ToneBurst(number: 1, priority: .high, beganAt: module.now)
    module.run(for: .milliseconds(600))
    module.signal.audioPausedUntil = module.now + .minutes(2)
    module.run(for: .seconds(5))
    #expect((2...3).contains(module.rhythm(of: 3).lit.count))
    module.signal.burst = ToneBurst(number: 2, priority: .medium, beganAt: module.now)
    module.run(for: .seconds(5))
    #expect((5...6).contains(module.rhythm(of: 3).lit.count))
    module.signal.burst = ToneBurst(number: 3, priority: .low, beganAt: module.now)
    module.signal.audioPausedUntil = module.now + .minutes(2)
    module.run(for: .seconds(5))
    #expect((7...8).contains(module.rhythm(of: 3).lit.count))
  }

  @Test("SR-103: what the signal wants is on the coils within 200 ms, whenever it comes")
  func prompt() throws {
    for offset in stride(from: Int64(0), to: 1_000, by: 3) {
      var module = RelayModule()
      module.run(for: .milliseconds(3_000 + offset))
      let before = module.now
      module.signal.lamp = .low
      module.signal.callsSecondContact = true
      module.run(for: .seconds(1))
      let change = try #require(module.changes.first)
      #expect(change.coils == [false, false, true, false, true])
      #expect(change.at.since(before) <= .milliseconds(200))
    }
  }

  @Test("SR-103: a signal that nobody renews is shown as red flashing and sounded as high bursts, until it is renewed")
  func stale() throws {
    for isMain in [false, true] {
      var module = RelayModule(soundsBursts: isMain)
      module.signal.lamp = .low
      module.run(for: .seconds(5))
      module.isJudged = false
      let fell = module.signal.at
      module.run(for: .seconds(20))
      let first = try #require(module.changes.first { $0.coils[0] })
      #expect((AlarmSignal.life...AlarmSignal.life + .milliseconds(600)).contains(first.at.since(fell)))
      #expect(module.rhythm(of: 0).periods.allSatisfy { (358...714).contains($0) })
      #expect(module.rhythm(of: 3).lit.count >= 20 && module.rhythm(of: 3).lit.allSatisfy { (75...200).contains($0) })
      module.isJudged = true
      module.run(for: .seconds(1))
      #expect(module.coils == [false, false, true, false, false])
    }
  }

  @Test("the inputs are read at least five times a second and the coils once, also while lamp and sounder change all the time")
  func reading() {
    var module = RelayModule(soundsBursts: true)
    module.signal.lamp = .high
    module.run(for: .seconds(1))
    for number in 1...6 {
      module.signal.burst = ToneBurst(number: UInt32(number), priority: .high, beganAt: module.now)
      module.run(for: TonePattern(.high).length)
    }
    func periods(_ request: BusRequest) -> [Interval] {
      let times = module.log.filter { $0.request == request }.map(\.at)
      return zip(times, times.dropFirst()).map { $1.since($0) }
    }
    let inputs = periods(.readDiscreteInputs(address: 0, count: 4))
    #expect(inputs.count > 100 && inputs.allSatisfy { $0 <= .milliseconds(200) }, "\(String(describing: inputs.max()))")
    let coils = periods(.readCoils(address: 0, count: 5))
    #expect(coils.count > 20 && coils.allSatisfy { $0 <= .seconds(1) })
  }

  @Test("each input is the call button of its channel")
  func calls() {
    for pressed in 0..<16 {
      var module = RelayModule()
      module.inputs = (0..<4).map { pressed & 1 << $0 != 0 }
      module.run(for: .seconds(1))
      let report = module.driver.report
      #expect(report.isConnected)
      #expect((0..<4).map { report.calls[$0] } == module.inputs)
    }
  }

  @Test("a module that does not give inputs and coils is never written to")
  func stranger() {
    let refusals: [(BusRequest) -> BusReply?] = [
      { $0.isWrite ? nil : .exception(1) }, { $0 == .readCoils(address: 0, count: 5) ? .exception(2) : nil },
      { $0 == .readDiscreteInputs(address: 0, count: 4) ? .exception(2) : nil },
      { $0.isWrite ? nil : .bits([true]) }, { $0.isWrite ? nil : .registers([1, 2]) }, { _ in .badAnswer }, { _ in .notSent },
    ]
    for refusal in refusals {
      var module = RelayModule()
      module.answer = refusal
      module.signal.lamp = .high
      module.run(for: .seconds(20))
      #expect(module.log.allSatisfy { !$0.request.isWrite })
      #expect(!module.log.isEmpty && module.log.count < 600)
      #expect(module.driver.report.state.lostSince == RelayModule.start)
    }
  }

  @Test("SR-112: whatever does not work is told within 4 s, and ends when it works again", arguments: 0..<7)
  func loss(kind: Int) throws {
    var module = RelayModule()
    module.signal.lamp = .high
    module.inputs = [true, false, false, false]
    module.run(for: .seconds(5))
    #expect(module.driver.report.state.isWorking)
    let wrongs: [(BusRequest) -> BusReply?] = [
      { _ in .noAnswer }, { _ in .badAnswer }, { _ in .notSent }, { $0.isWrite ? .exception(4) : nil },
      { if case .readCoils = $0 { .exception(6) } else { nil } },
      { if case .readDiscreteInputs = $0 { .bits([true, true]) } else { nil } },
      { if case .readCoils = $0 { .written } else { nil } },
    ]
    module.answer = wrongs[kind]
    let gone = module.now
    module.run(for: .seconds(4))
    let since = try #require(module.driver.report.state.lostSince)
    #expect(gone.since(since) <= .seconds(1) && since <= gone)
    if kind == 0 { #expect(!module.driver.report.isConnected && !module.driver.report.calls[0]) }
    module.run(for: .seconds(60))
    #expect(module.driver.report.state.lostSince == since, "it is lost since it was lost, not since the newest look")
    module.answer = nil
    module.run(for: .seconds(3))
    #expect(module.driver.report.state.isWorking)
    #expect(module.driver.report.isConnected && module.driver.report.calls[0])
  }

  @Test("SR-112: a relay that hangs is written again and again, and is a loss after three seconds; the others work on")
  func stuck() {
    var module = RelayModule()
    module.run(for: .seconds(2))
    module.stuck = [0]
    module.signal.lamp = .high
    module.signal.callsSecondContact = true
    module.run(for: .seconds(5))
    #expect(module.driver.report.state.lostSince != nil)
    #expect(module.driver.report.isConnected)
    #expect(module.coils == [false, false, false, false, true])
    module.stuck = []
    module.run(for: .seconds(3))
    #expect(module.driver.report.state.isWorking)
  }

  @Test("SR-112: a coil that was misread once, as its output was on for the last time, is no loss", arguments: [0, 3])
  func misread(coil: Int) {
    var module = RelayModule(soundsBursts: true)
    module.run(for: .seconds(2))
    module.signal.lamp = .high
    module.signal.burst = ToneBurst(number: 1, priority: .high, beganAt: module.now)
    let begin = module.now
    var isMisread = false
    while !isMisread, module.now.since(begin) < .seconds(10) {
      let coils = module.coils
      module.answer = { request in
        guard case .readCoils = request, coils[coil] else { return nil }
        isMisread = true
        return .bits(coils.indices.map { $0 != coil && coils[$0] })
      }
      module.run(for: .milliseconds(1))
    }
    #expect(isMisread)
    module.answer = nil
    module.signal.lamp = nil
    module.signal.burst = nil
    for _ in 0..<150 {
      module.run(for: .milliseconds(100))
      #expect(module.driver.report.state.isWorking)
    }
  }

  @Test("SR-112: one misreading in each ten of a lamp that flashes is no loss")
  func misreadings() {
    var module = RelayModule()
    module.signal.lamp = .medium
    var count = 0
    module.answer = { request in
      guard case .readCoils = request else { return nil }
      count += 1
      return count > 1 && count.isMultiple(of: 10) ? .bits([false, false, false, true, false]) : nil
    }
    for _ in 0..<1_200 {
      module.run(for: .milliseconds(100))
      #expect(module.driver.report.state.isWorking)
    }
    #expect(count > 100)
  }

  @Test("SR-112: a sounder whose relay hangs is a loss within 5 s of the first burst")
  func stuckSounder() {
    for offset in stride(from: Int64(0), to: 700, by: 50) {
      var module = RelayModule(soundsBursts: true)
      module.run(for: .milliseconds(2_000 + offset))
      module.stuck = [3]
      module.signal.burst = ToneBurst(number: 1, priority: .high, beganAt: module.now)
      module.run(for: .seconds(5))
      #expect(module.driver.report.state.lostSince != nil, "\(offset)")
    }
  }

  @Test("one lost answer in three is made up for: lamps stay in step and nothing is lost")
  func noise() {
    for executes in [false, true] {
      var module = RelayModule()
      module.executesLost = executes
      module.timeout = .milliseconds(60)
      var count = 0
      module.answer = { _ in
        count += 1
        return count.isMultiple(of: 3) ? .noAnswer : nil
      }
      module.signal.lamp = .medium
      module.run(for: .seconds(60))
      #expect(module.driver.report.state.isWorking)
      #expect(module.rhythm(of: 1).periods.allSatisfy { (1_250...2_500).contains($0) })
    }
  }

  @Test("a module that lost its power is written again at the next reading of its coils")
  func powerLoss() {
    var module = RelayModule()
    module.signal.lamp = .low
    module.run(for: .seconds(3))
    #expect(module.coils[2])
    module.coils[2] = false
    module.run(for: .seconds(1))
    #expect(module.coils[2])
  }

  @Test("SR-112: an annunciator that does not look at itself any more is lost as well")
  func unseen() {
    let looked = RelayModule.start
    let state = AnnunciatorState(checkedAt: looked)
    #expect(state.isWorking && state.lostSince(seenAt: looked + AnnunciatorState.life) == nil)
    #expect(state.lostSince(seenAt: looked + AnnunciatorState.life + .milliseconds(1)) == looked)
    let lost = AnnunciatorState(checkedAt: looked, lostSince: .boot)
    #expect(!lost.isWorking && lost.lostSince(seenAt: looked) == .boot)
    #expect(AnnunciatorState.life < .seconds(5))
  }
}
