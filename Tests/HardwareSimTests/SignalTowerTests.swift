import HardwareSim
import Quantities
import Testing

@Suite("The signal tower")
struct SignalTowerTests {
  private let start = Bench.start

  /// A frame that writes the five outputs, and what comes back.
  private func write(_ bits: UInt8, to tower: inout TowerOnLine, at now: Instant) -> [UInt8] {
    tower.receive(rtu([1, 15, 0, 0, 0, 5, 1, bits]), at: now)
  }

  private func onLine() -> TowerOnLine {
    TowerOnLine(tower: SignalTower(start: start), unit: 1, silence: RTUServer.silence(atBaud: 19_200))
  }

  @Test("all 32 states of the outputs are written in one frame, read back, and nothing else is lit")
  func everyState() {
    var tower = onLine()
    for bits: UInt8 in 0..<32 {
      #expect(write(bits, to: &tower, at: start) == rtu([1, 15, 0, 0, 0, 5]))
      #expect(tower.receive(rtu([1, 1, 0, 0, 0, 5]), at: start) == rtu([1, 1, 1, bits]))
      for output in SignalTower.Output.allCases {
        #expect(tower.tower.isOn(output) == (bits & 1 << UInt8(output.rawValue) != 0))
      }
    }
    #expect(tower.writesReceived == 32)
  }

  @Test("one output is written alone; frames that do not fit are refused whole, with their exception")
  func refusals() {
    var tower = onLine()
    #expect(tower.receive(rtu([1, 5, 0, 2, 0xFF, 0]), at: start) == rtu([1, 5, 0, 2, 0xFF, 0]))
    #expect(tower.tower.on == [.cyan])
    let cases: [(request: [UInt8], exception: UInt8)] = [
      ([1, 15, 0, 0, 0, 6, 1, 0x3F], 2), ([1, 15, 0, 4, 0, 2, 1, 3], 2), ([1, 15, 0, 0, 0, 0, 1, 0], 3),
      ([1, 15, 0, 0, 0, 9, 1, 0], 3), ([1, 5, 0, 5, 0xFF, 0], 2), ([1, 5, 0, 0, 1, 0], 3), ([1, 1, 0, 0, 0, 6], 2),
      ([1, 2, 0, 0, 0, 5], 2), ([1, 3, 0, 0, 0, 1], 2), ([1, 4, 0, 0, 0, 1], 2), ([1, 6, 0, 0, 0, 1], 2),
      ([1, 16, 0, 0, 0, 1, 2, 0, 0], 2),
    ]
    for (request, exception) in cases {
      #expect(tower.receive(rtu(request), at: start) == rtu([1, request[1] | 0x80, exception]), "\(request)")
    }
    #expect(tower.tower.on == [.cyan])
  }

  @Test("a pump takes no FC15: its map has none")
  func notThePump() {
    var room = Room(start: start)
    room.pumpReceives(rtu([1, 15, 0, 0, 0, 5, 1, 0x1F]), at: start)
    #expect(room.takePumpBytes() == rtu([1, 0x8F, 1]))
  }

  @Test("SR-101: the truth tells how often in a second a lamp comes on, for how long, and forgets it when it ends")
  func flashing() {
    for (period, lit) in [(Int64(500), Int64(250)), (2_000, 1_000), (700, 70)] {
      var tower = onLine()
      var now = start
      for _ in 0..<8 {
        _ = write(1, to: &tower, at: now)
        _ = write(0, to: &tower, at: now + .milliseconds(lit))
        now = now + .milliseconds(period)
      }
      #expect(abs(tower.tower.flashesPerSecond(.red) - 1_000 / Double(period)) < 0.001)
      #expect(tower.tower.lastOnTime(.red) == .milliseconds(lit))
      #expect(tower.tower.flashesPerSecond(.yellow) == 0)
      _ = tower.advance(to: now + .seconds(4))
      #expect(tower.tower.flashesPerSecond(.red) == 0)
    }
  }

  @Test("a patient's call closes the first input, for a time or until cleared")
  func callButton() throws {
    var room = Room(start: start)
    func inputs() -> [UInt8] {
      room.towerReceives(rtu([1, 2, 0, 0, 0, 4]), at: room.now)
      return room.takeTowerBytes()
    }
    #expect(inputs() == rtu([1, 2, 1, 0]))
    #expect(try room.inject(.call, into: .patient, for: .seconds(2)).contains("presses the call button of channel 1 for 2 s"))
    #expect(inputs() == rtu([1, 2, 1, 1]))
    room.advance(to: start + .seconds(2))
    #expect(inputs() == rtu([1, 2, 1, 0]))
    _ = try room.inject(.call, into: .patient, for: nil)
    room.advance(to: start + .minutes(10))
    #expect(inputs() == rtu([1, 2, 1, 1]))
    #expect(room.clearFaults(of: .patient).contains("releases the call button"))
    #expect(inputs() == rtu([1, 2, 1, 0]))
  }

  @Test("a silent tower hears nothing and keeps its lamps; a stuck lamp stays as it is, and reads so")
  func faults() throws {
    var room = Room(start: start)
    room.towerReceives(rtu([1, 15, 0, 0, 0, 5, 1, 0x05]), at: start)
    _ = room.takeTowerBytes()
    _ = try room.inject(.silent, into: .tower, for: .seconds(3))
    room.towerReceives(rtu([1, 15, 0, 0, 0, 5, 1, 0]), at: start + .seconds(1))
    #expect(room.takeTowerBytes().isEmpty)
    #expect(room.tower.tower.on == [.red, .cyan])
    room.advance(to: start + .seconds(3))
    #expect(try room.inject(.stuckLamp, into: .tower, for: nil).contains("the relay of its red lamp hangs, on, until cleared"))
    room.towerReceives(rtu([1, 15, 0, 0, 0, 5, 1, 0]), at: start + .seconds(4))
    #expect(room.takeTowerBytes() == rtu([1, 15, 0, 0, 0, 5]))
    #expect(room.tower.tower.on == [.red])
    room.towerReceives(rtu([1, 1, 0, 0, 0, 5]), at: start + .seconds(4))
    #expect(room.takeTowerBytes() == rtu([1, 1, 1, 1]))
    #expect(room.clearFaults(of: .tower) == "tower-1: ended: stuck-lamp")
    room.towerReceives(rtu([1, 15, 0, 0, 0, 5, 1, 0]), at: start + .seconds(5))
    #expect(room.tower.tower.on == [])
  }
}
