import HardwareSim
import Quantities
import Testing

@Suite("The reference pump as time passes")
struct ReferencePumpTimeTests {
  @Test("the true volume is rate times time to the nanoliter, in whatever steps time passes")
  func closedForm() throws {
    var random = Random(seed: 21)
    for _ in 0..<200 {
      let rate = UInt32(1 + random.below(2_000)) * 100
      var bench = try Bench.infusing(rate: rate, vtbi: 0xFFFF_FFFF, seconds: 60)
      let total = Int64(random.below(59_000_000_000))
      var left = total
      while left > 0 {
        let step = min(left, Int64(1 + random.below(random.oneIn(5) ? 20_000_000_000 : 7_000_000)))
        bench.wait(Interval(nanoseconds: step))
        left -= step
      }
      #expect(bench.pump.trueVolume == FlowRate(microlitersPerHour: Int64(rate)) * Interval(nanoseconds: total))
      #expect(bench.inputPair(16) == UInt32(bench.pump.trueVolume.nanoliters / 1_000))
    }
  }

  @Test("a rate change takes effect at its instant: the volume is the exact sum over both rates")
  func rateChange() throws {
    var bench = try Bench.infusing(rate: 12_300, seconds: 60)
    bench.wait(Interval(nanoseconds: 7_777_777_777))
    try bench.commit(Bench.program(rate: 6_100))
    bench.wait(Interval(nanoseconds: 3_333_333_333))
    let nanoliterNanoseconds: Int64 = 12_300_000 * 7_777_777_777 / 1_000 + 6_100_000 * 3_333_333_333 / 1_000
    #expect(abs(bench.pump.trueVolume.nanoliters - nanoliterNanoseconds / 3_600_000_000) <= 1)
  }

  @Test("the watchdog stops the pump exactly at its time and raises its alarm", arguments: [4, 10, 60] as [UInt16])
  func watchdog(seconds: UInt16) throws {
    var bench = try Bench.infusing(rate: 36_000, seconds: seconds)
    bench.wait(Interval(nanoseconds: Int64(seconds) * 1_000_000_000 - 1))
    #expect(bench.pump.state == .infusing)
    #expect(bench.input(28) == 1 && bench.discrete(7))
    bench.wait(.hour)
    #expect(bench.pump.state == .alarmStopped)
    #expect(bench.input(28) == 0 && !bench.discrete(7) && bench.discrete(8))
    #expect(bench.inputPair(24) == 1 << 8 && bench.inputPair(26) == 1 << 8)
    #expect(bench.pump.trueVolume == Volume(microliters: 10 * Int64(seconds)))
  }

  @Test("only a heartbeat of another value feeds the watchdog; reads and other writes do not")
  func feeding() throws {
    var bench = try Bench.infusing(seconds: 4)
    bench.wait(.seconds(3))
    let old = bench.holding(0..<1)
    #expect(throws: ModbusException.illegalValue) { try bench.pump.writeRegisters(from: 0, old) }
    try bench.pump.writeRegisters(from: 3, [1])
    try bench.pump.writeRegisters(from: 1, [4, 1])
    #expect(bench.input(28) == 1)
    try bench.feed()
    #expect(bench.input(28) == 4)
    #expect(bench.input(29) == old[0] + 1)
    try bench.waitFed(.minutes(2))
    #expect(bench.pump.state == .infusing)
  }

  @Test("watchdog times are 4...60 s; 0 only at rest under local control; actions are 0, 1, 2")
  func watchdogValues() throws {
    var bench = try Bench.infusing()
    for bad: UInt16 in [1, 3, 61, 0xFFFF] {
      #expect(throws: ModbusException.illegalValue) { try bench.pump.writeRegisters(from: 1, [bad]) }
    }
    #expect(throws: ModbusException.refused) { try bench.pump.writeRegisters(from: 1, [0]) }
    #expect(throws: ModbusException.illegalValue) { try bench.pump.writeRegisters(from: 2, [3]) }
    #expect(throws: ModbusException.illegalValue) { try bench.pump.writeRegisters(from: 1, [20, 9]) }
    #expect(bench.holding(1..<3) == [10, 1])
    try bench.pump.writeCoil(3, true)
    #expect(throws: ModbusException.refused) { try bench.pump.writeRegisters(from: 1, [0]) }
    try bench.pump.writeCoil(0, false)
    try bench.pump.writeRegisters(from: 1, [0])
    bench.wait(.hour)
    #expect(!bench.discrete(8))
  }

  @Test("one request may configure and arm; without a time a heartbeat arms nothing")
  func armingInOneRequest() throws {
    var bench = Bench()
    try bench.own()
    try bench.pump.writeRegisters(from: 0, [1])
    #expect(!bench.discrete(7))
    try bench.pump.writeRegisters(from: 0, [2, 8, 1])
    #expect(bench.discrete(7) && bench.input(28) == 8)
  }

  @Test("giving control back turns the watchdog off")
  func release() throws {
    var bench = Bench()
    try bench.arm(seconds: 4)
    try bench.pump.writeCoil(0, false)
    #expect(!bench.discrete(7))
    bench.wait(.minutes(1))
    #expect(!bench.discrete(8) && !bench.discrete(3))
  }

  @Test("after a trip: a heartbeat ends the cause, clearing ends the alarm, a start runs on")
  func recoveryFromTrip() throws {
    var bench = try Bench.infusing(seconds: 4)
    bench.wait(.seconds(9))
    try bench.pump.writeCoil(6, true)
    #expect(bench.discrete(3) && bench.pump.state == .alarmStopped)
    try bench.feed()
    #expect(!bench.discrete(8) && bench.discrete(7) && !bench.discrete(2) && bench.discrete(3))
    #expect(throws: ModbusException.refused) { try bench.pump.writeCoil(2, true) }
    try bench.pump.writeCoil(6, true)
    #expect(bench.pump.state == .idle && !bench.discrete(3))
    try bench.pump.writeCoil(2, true)
    #expect(bench.pump.state == .infusing)
  }

  @Test("the other watchdog actions do what the map says")
  func otherActions() throws {
    var alarmOnly = try Bench.infusing(rate: 1_000)
    try alarmOnly.pump.writeRegisters(from: 2, [0])
    alarmOnly.wait(.seconds(11))
    #expect(alarmOnly.pump.state == .infusing && alarmOnly.discrete(8))
    var keepOpen = try Bench.infusing(rate: 1_000, keepOpen: 200)
    try keepOpen.pump.writeRegisters(from: 2, [2])
    keepOpen.wait(.seconds(11))
    #expect(keepOpen.pump.state == .keepVeinOpen && keepOpen.inputPair(14) == 200)
    var nothingToKeep = try Bench.infusing(rate: 1_000)
    try nothingToKeep.pump.writeRegisters(from: 2, [2])
    nothingToKeep.wait(.seconds(11))
    #expect(nothingToKeep.pump.state == .alarmStopped)
  }

  @Test("the VTBI ends the infusion at its volume, counted from the commit")
  func vtbi() throws {
    var random = Random(seed: 22)
    for _ in 0..<100 {
      let rate = UInt32(1 + random.below(2_000)) * 100
      let vtbi = UInt32(1 + random.below(400))
      var bench = try Bench.infusing(rate: rate, vtbi: 999_000, seconds: 60)
      bench.wait(.milliseconds(Int64(random.below(5_000))))
      let before = bench.pump.trueVolume
      try bench.commit(Bench.program(rate: rate, vtbi: vtbi))
      #expect(bench.inputPair(18) == vtbi)
      try bench.waitFed(.seconds(60 + Int64(vtbi) * 3_600 / Int64(rate)))
      #expect(bench.pump.state == .alarmStopped)
      #expect(bench.inputPair(18) == 0 && bench.inputPair(26) == 1 << 2)
      // The event falls on a whole nanosecond: the pump may run over by what flows in one, far below a nanoliter.
      let delivered = bench.pump.trueVolume.nanoliters - before.nanoliters
      #expect((Int64(vtbi) * 1_000...Int64(vtbi) * 1_000 + 1).contains(delivered))
    }
  }

  @Test("after the VTBI: stop ends the cause, clear the alarm, and a new commit counts anew")
  func afterEnd() throws {
    var bench = try Bench.infusing(rate: 36_000, vtbi: 10, seconds: 60)
    bench.wait(.seconds(2))
    #expect(bench.pump.liveAlarms == .endOfInfusion)
    try bench.pump.writeCoil(3, true)
    #expect(bench.pump.liveAlarms.isEmpty && bench.pump.latchedAlarms == .endOfInfusion)
    try bench.pump.writeCoil(6, true)
    #expect(throws: ModbusException.refused) { try bench.pump.writeCoil(2, true) }
    #expect(bench.input(30) == 2)
    try bench.commit(Bench.program(rate: 36_000, vtbi: 20))
    try bench.pump.writeCoil(2, true)
    bench.wait(.seconds(3))
    #expect(bench.pump.trueVolume == Volume(microliters: 30))
  }

  @Test("a pause keeps what is left of the VTBI")
  func pauseKeepsRest() throws {
    var bench = try Bench.infusing(rate: 36_000, vtbi: 100, seconds: 60)
    bench.wait(.seconds(4))
    try bench.pump.writeCoil(4, true)
    bench.wait(.seconds(20))
    #expect(bench.inputPair(18) == 60)
    try bench.pump.writeCoil(2, true)
    bench.wait(.seconds(20))
    #expect(bench.pump.trueVolume == Volume(microliters: 100))
  }

  @Test("a blocked line raises the pressure to the alarm, which stops the pump and stays until freed and cleared")
  func occlusion() throws {
    var bench = try Bench.infusing(rate: 36_000, seconds: 60)
    bench.pump.setBlocked(true)
    bench.wait(.seconds(1))
    #expect(bench.input(22) == 270 && bench.pump.state == .infusing)
    bench.wait(.seconds(1))
    #expect(bench.pump.state == .alarmStopped && bench.pump.flow == .zero)
    #expect(bench.pump.liveAlarms == .occlusion && bench.pump.latchedAlarms == .occlusion)
    // 480 mmHg at 250 mmHg/s: 1.92 s of flow had left the pump.
    #expect(bench.pump.trueVolume == Volume(nanoliters: 19_200))
    try bench.pump.writeCoil(6, true)
    #expect(bench.discrete(3))
    bench.pump.setBlocked(false)
    #expect(!bench.discrete(2) && bench.pump.state == .alarmStopped)
    try bench.pump.writeCoil(6, true)
    #expect(bench.pump.state == .idle && !bench.discrete(3))
  }

  @Test("a lower occlusion limit takes effect on a line that is already under pressure")
  func loweredLimit() throws {
    var bench = try Bench.infusing(rate: 36_000, seconds: 60)
    bench.pump.setBlocked(true)
    bench.wait(.seconds(1))
    try bench.commit(Bench.program(rate: 36_000, limit: 100))
    bench.wait(.milliseconds(1))
    #expect(bench.pump.state == .alarmStopped && bench.discrete(3))
  }

  @Test("a restart forgets program, counter, owner and watchdog, tells so by bit 15, and never the truth")
  func restart() throws {
    var bench = try Bench.infusing(rate: 36_000)
    bench.wait(.seconds(5))
    bench.pump.restart()
    #expect(bench.pump.flow == .zero)
    bench.wait(.seconds(2))
    #expect(bench.pump.state == .idle)
    #expect(bench.input(10) == 20)
    #expect(bench.inputPair(16) == 0 && bench.input(12) == 0 && bench.input(28) == 0 && !bench.discrete(7))
    #expect(bench.inputPair(24) == 1 << 15 && bench.inputPair(26) == 1 << 15)
    #expect(bench.holding(0..<4) == [0, 0, 1, 0])
    #expect(bench.holding(30..<32) == [0, 0])
    #expect(bench.pump.trueVolume == Volume(microliters: 50))
    try bench.arm()
    #expect(throws: ModbusException.refused) { try bench.commit(Bench.program(rate: 100)) }
    try bench.pump.writeCoil(6, true)
    try bench.commit(Bench.program(rate: 100))
  }

  @Test("a restart of a pump that was never configured is no alarm")
  func plainRestart() {
    var bench = Bench()
    bench.pump.restart()
    bench.wait(.seconds(2))
    #expect(!bench.discrete(2) && !bench.discrete(3))
  }

  @Test("time that does not advance changes nothing, nor does an earlier instant")
  func noTime() throws {
    var bench = try Bench.infusing()
    bench.wait(.seconds(1))
    let before = bench.pump
    bench.pump.advance(to: before.now)
    bench.pump.advance(to: .boot)
    #expect(bench.pump == before)
  }
}
