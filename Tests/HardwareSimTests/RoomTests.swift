import HardwareSim
import Quantities
import Testing

@Suite("The room")
struct RoomTests {
  private let start = Bench.start

  @Test("the generator is SplitMix64: its published outputs for seed 0")
  func splitMix() {
    var random = Random(seed: 0)
    #expect((0..<3).map { _ in random.next() } == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F])
    var fractions = Random(seed: 3)
    #expect((0..<10_000).allSatisfy { _ in (0..<1).contains(fractions.fraction()) })
    #expect((0..<10_000).allSatisfy { _ in (-1..<1).contains(fractions.noise()) })
  }

  @Test("a run does not depend on the steps in which time passes")
  func stepsDoNotMatter() {
    var random = Random(seed: 41)
    let end = start + .seconds(30)
    var once = Room(start: start)
    once.advance(to: end)
    let bytes = once.takeMonitorBytes()
    for _ in 0..<5 {
      var room = Room(start: start)
      var now = start
      while now < end {
        now = min(end, now + Interval(nanoseconds: Int64(1 + random.below(50_000_000))))
        room.advance(to: now)
      }
      let same = room.takeMonitorBytes() == bytes
      #expect(same)
      #expect(room.patient == once.patient && room.pump == once.pump)
    }
  }

  @Test("what the pump delivers arrives in the patient, at the concentration of the bag")
  func drugArrives() throws {
    var furnishing = Room.Furnishing()
    furnishing.concentration = Concentration(nanogramsPerMilliliter: 1_000_000)
    var room = Room(furnishing, start: start)
    let words = Bench.program(rate: 36_000, vtbi: 1_000).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for body in [
      [6, 0, 3, 0x5A, 0x5A], [5, 0, 0, 0xFF, 0], [16, 0, 0, 0, 3, 6, 0, 1, 0, 60, 0, 1], [16, 0, 10, 0, 12, 24] + words,
      [5, 0, 1, 0xFF, 0], [5, 0, 2, 0xFF, 0],
    ] as [[UInt8]] {
      room.pumpReceives(rtu([1] + body), at: start)
    }
    room.advance(to: start + .seconds(50))
    #expect(room.pump.pump.trueVolume == Volume(microliters: 500))
    #expect(abs(room.patient.receivedMilligrams - 0.5) < 1e-9)
    #expect(room.patient.level > 0)
  }

  @Test("every coil of the pump answers on the line only to its own unit")
  func unitFilter() {
    var room = Room(start: start)
    for unit: UInt8 in [2, 17, 247, 255] { room.pumpReceives(rtu([unit, 4, 0, 0, 0, 1]), at: start) }
    #expect(room.takePumpBytes().isEmpty)
    room.pumpReceives(rtu([0, 6, 0, 3, 0x5A, 0x5A]), at: start)
    #expect(room.takePumpBytes().isEmpty)
    room.pumpReceives(rtu([1, 3, 0, 3, 0, 1]), at: start)
    #expect(room.takePumpBytes() == rtu([1, 3, 2, 0x5A, 0x5A]))
  }
}
