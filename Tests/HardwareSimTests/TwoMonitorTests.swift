import HardwareSim
import Quantities
import Testing

@Suite("Two oximeters on one patient")
struct TwoMonitorTests {
  private let start = Bench.start

  private func room() -> Room {
    var furnishing = Room.Furnishing()
    furnishing.monitors = 2
    return Room(furnishing, start: start)
  }

  /// The display values of each whole packet; nil where missing.
  private func values(_ bytes: [UInt8]) -> [(saturation: Int?, heartRate: Int?)] {
    guard let first = stride(from: 0, to: bytes.count, by: 5).first(where: { bytes[$0 + 1] & 1 != 0 }) else { return [] }
    return stride(from: first, through: bytes.count - 125, by: 125).map { packet in
      let data = (0..<25).map { Int(bytes[packet + $0 * 5 + 3]) }
      let rate = data[19] << 7 | data[20]
      return (data[8] == 127 ? nil : data[8], rate == 511 ? nil : rate)
    }
  }

  @Test("both show the same patient, and a second one changes nothing for the first, the pump and the patient")
  func same() {
    var two = room()
    var one = Room(start: start)
    two.advance(to: start + .seconds(60))
    one.advance(to: start + .seconds(60))
    let bytes = two.takeMonitorBytes()
    #expect(!bytes.isEmpty && bytes == two.takeSecondMonitorBytes())
    #expect(bytes == one.takeMonitorBytes() && one.takeSecondMonitorBytes().isEmpty)
    #expect(two.pump == one.pump && two.patient == one.patient)
  }

  @Test("a fault of one is not the other's, by name", arguments: [Room.Member.monitor, .secondMonitor])
  func named(member: Room.Member) throws {
    for fault in [Fault.sensorOff, .silent, .corrupt, .freeze, .bias(by: 10)] {
      var (faulty, sound) = (room(), room())
      faulty.advance(to: start + .seconds(10))
      #expect(try faulty.inject(fault, into: member, for: nil).hasPrefix("\(member.rawValue): "))
      faulty.advance(to: start + .seconds(60))
      sound.advance(to: start + .seconds(60))
      let (first, second) = (faulty.takeMonitorBytes(), faulty.takeSecondMonitorBytes())
      let good = sound.takeMonitorBytes()
      #expect((first == good) == (member == .secondMonitor), "\(fault)")
      #expect((second == good) == (member == .monitor), "\(fault)")
      _ = faulty.clearFaults(of: member)
      #expect(faulty.monitor.faults == [] && faulty.secondMonitor?.faults == [])
    }
  }

  @Test("a room with one oximeter refuses faults of a second")
  func absent() {
    var room = Room(start: start)
    let refusal = #expect(throws: FaultRefusal.self) { try room.inject(.silent, into: .secondMonitor, for: nil) }
    #expect(refusal?.description.contains("--monitors 2") == true)
  }

  @Test("a biased oximeter reads low by its number, in points of saturation and percent of the heart rate, until its end")
  func bias() throws {
    var room = room()
    _ = try room.inject(.bias(by: 5), into: .secondMonitor, for: nil)
    _ = try room.inject(.bias(by: 15), into: .secondMonitor, for: .seconds(60))
    #expect(room.secondMonitor?.faults == ["bias"])
    room.advance(to: start + .seconds(60))
    let (right, low) = (values(room.takeMonitorBytes()), values(room.takeSecondMonitorBytes()))
    #expect(right.count == low.count && right.count > 170)
    // The slower pulse of a biased monitor gives other averages: within 2 of the number.
    for (right, low) in zip(right, low).dropFirst(30) {
      let (saturation, rate) = (try #require(right.saturation), try #require(right.heartRate))
      #expect(low.saturation == saturation - 15)
      #expect(abs((low.heartRate ?? 0) - rate * 85 / 100) <= 2)
    }
    room.advance(to: start + .seconds(80))
    let after = zip(values(room.takeMonitorBytes()), values(room.takeSecondMonitorBytes())).suffix(30)
    for (right, healed) in after { #expect(right.saturation == healed.saturation) }
  }

  @Test("a frozen oximeter goes on sending whole packets whose values stand still, whatever the patient does, until cleared")
  func freeze() throws {
    var room = room()
    room.advance(to: start + .seconds(20))
    _ = try room.inject(.freeze, into: .monitor, for: nil)
    _ = room.takeMonitorBytes()
    _ = try room.inject(.desaturate(to: 70), into: .patient, for: nil)
    room.advance(to: start + .seconds(620))
    let frames = room.takeMonitorBytes().count / 5
    #expect(frames == 600 * 75)
    room.advance(to: start + .seconds(640))
    let shown = values(room.takeMonitorBytes())
    #expect(Set(shown.map(\.heartRate)).count == 1 && Set(shown.map(\.saturation)) == [97])
    _ = room.clearFaults(of: .monitor)
    room.advance(to: start + .seconds(660))
    #expect(values(room.takeMonitorBytes()).last?.saturation == 70)
  }
}
