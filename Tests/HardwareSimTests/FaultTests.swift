import HardwareSim
import Quantities
import Testing

@Suite("Faults")
struct FaultTests {
  private let start = Bench.start
  private let readState = rtu([1, 4, 0, 0, 0, 33])

  /// A room whose pump infuses at 36 mL/h under a watchdog of 10 s, 1 s after the start.
  private func infusingRoom() throws -> Room {
    var room = Room(start: start)
    room.advance(to: start + .seconds(1))
    let words = Bench.program(rate: 36_000, vtbi: 999_000).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for body in [
      [6, 0, 3, 0x5A, 0x5A], [5, 0, 0, 0xFF, 0], [16, 0, 0, 0, 3, 6, 0, 1, 0, 10, 0, 1], [16, 0, 10, 0, 12, 24] + words,
      [5, 0, 1, 0xFF, 0], [5, 0, 2, 0xFF, 0],
    ] as [[UInt8]] {
      let answer = exchange(&room, body)
      try #require(answer.first == body[0])
    }
    try #require(room.pump.pump.state == .infusing)
    return room
  }

  /// Sends a request to unit 1 at the room's time; function code and data of the answer, empty when none came.
  private func exchange(_ room: inout Room, _ body: [UInt8]) -> [UInt8] {
    _ = room.takePumpBytes()
    room.pumpReceives(rtu([1] + body), at: room.now)
    return Array(room.takePumpBytes().dropFirst().dropLast(2))
  }

  @Test("a silent pump neither hears nor answers, goes on, and its watchdog stops it")
  func silentPump() throws {
    var room = try infusingRoom()
    #expect(try room.inject(.silent, into: .pump, for: nil).hasPrefix("pump-1: neither hears"))
    #expect(exchange(&room, [5, 0, 3, 0xFF, 0]).isEmpty)
    #expect(room.pump.pump.state == .infusing)
    room.advance(to: room.now + .seconds(10))
    #expect(room.pump.pump.state == .alarmStopped)
    #expect(room.pump.pump.trueVolume == Volume(microliters: 100))
    #expect(room.clearFaults(of: .pump) == "pump-1: ended: silent")
    #expect(exchange(&room, [5, 0, 3, 0xFF, 0]) == [5, 0, 3, 0xFF, 0])
  }

  @Test("a fault with a time ends by itself at that time")
  func timed() throws {
    var room = try infusingRoom()
    _ = try room.inject(.silent, into: .pump, for: .seconds(2))
    room.advance(to: room.now + Interval(nanoseconds: 1_999_999_999))
    #expect(exchange(&room, [4, 0, 0, 0, 1]).isEmpty)
    room.advance(to: room.now + Interval(nanoseconds: 1))
    #expect(exchange(&room, [4, 0, 0, 0, 1]) == [4, 2, 0x49, 0x50])
    #expect(room.pump.faults.isEmpty)
  }

  @Test("a reply of a corrupt line is never a well-formed answer; the request was executed")
  func corruptPump() throws {
    var room = try infusingRoom()
    let whole = exchange(&room, [4, 0, 6, 0, 2])
    _ = try room.inject(.corrupt, into: .pump, for: nil)
    for _ in 0..<500 {
      _ = room.takePumpBytes()
      room.pumpReceives(rtu([1, 4, 0, 6, 0, 2]), at: room.now)
      let reply = room.takePumpBytes()
      #expect(reply != rtu([1] + whole))
      #expect(reply.count != 9 || modbusCRC(reply) != 0)
    }
    _ = exchange(&room, [5, 0, 3, 0xFF, 0])
    #expect(room.pump.pump.state == .idle)
  }

  @Test("a lost reply: the write is executed, its reply never comes, the next one does")
  func lostReply() throws {
    var room = try infusingRoom()
    _ = try room.inject(.loseReply, into: .pump, for: nil)
    #expect(!exchange(&room, [4, 0, 0, 0, 1]).isEmpty)
    #expect(room.pump.faults == ["lose-reply"])
    #expect(exchange(&room, [5, 0, 4, 0xFF, 0]).isEmpty)
    #expect(room.pump.pump.state == .paused)
    #expect(exchange(&room, [5, 0, 4, 0xFF, 0]) == [5, 0, 4, 0xFF, 0])
    #expect(room.pump.faults.isEmpty)
  }

  @Test("lost replies for a time: every reply to a write, no reply to a read")
  func lostReplies() throws {
    var room = try infusingRoom()
    _ = try room.inject(.loseReply, into: .pump, for: .seconds(3))
    for heartbeat in 2..<5 {
      #expect(exchange(&room, [6, 0, 0, 0, UInt8(heartbeat)]).isEmpty)
      #expect(!exchange(&room, [4, 0, 29, 0, 1]).isEmpty)
    }
    #expect(exchange(&room, [4, 0, 29, 0, 1]) == [4, 2, 0, 4])
    room.advance(to: room.now + .seconds(3))
    #expect(!exchange(&room, [6, 0, 0, 0, 5]).isEmpty)
  }

  @Test("an occlusion alarms and is freed at its end; the alarm stays latched")
  func occlusion() throws {
    var room = try infusingRoom()
    _ = try room.inject(.occlusion, into: .pump, for: .seconds(5))
    room.advance(to: room.now + .seconds(3))
    #expect(room.pump.pump.liveAlarms == .occlusion)
    room.advance(to: room.now + .seconds(3))
    #expect(room.pump.pump.liveAlarms.isEmpty && room.pump.pump.latchedAlarms == .occlusion)
    _ = try room.inject(.occlusion, into: .pump, for: nil)
    _ = room.clearFaults(of: .pump)
    #expect(!room.pump.pump.isBlocked)
  }

  @Test("a restart forgets the infusion and shows in the state")
  func reboot() throws {
    var room = try infusingRoom()
    room.advance(to: room.now + .seconds(1))
    _ = try room.inject(.reboot, into: .pump, for: nil)
    #expect(exchange(&room, [4, 0, 11, 0, 2]) == [4, 4, 0, 1, 0, 0])
    #expect(exchange(&room, [6, 0, 3, 0x5A, 0x5A]) == [0x86, 6])
    room.advance(to: room.now + .seconds(1))
    #expect(exchange(&room, [4, 0, 26, 0, 2]) == [4, 4, 0, 0, 0x80, 0])
    #expect(room.pump.pump.trueVolume == Volume(microliters: 10))
    #expect(throws: FaultRefusal.self) { try room.inject(.reboot, into: .pump, for: .seconds(1)) }
  }

  @Test("an impostor of another make has another magic word; writes to it are counted and never reach the pump")
  func impostorOtherMake() throws {
    var room = try infusingRoom()
    let writes = room.pump.writesReceived
    _ = try room.inject(.impostor(.otherMake), into: .pump, for: nil)
    let magic = exchange(&room, [4, 0, 0, 0, 1])
    #expect(magic.count == 4 && magic != [4, 2, 0x49, 0x50])
    #expect(!exchange(&room, [5, 0, 3, 0xFF, 0]).isEmpty)
    #expect(room.pump.impostorWrites == 1 && room.pump.writesReceived == writes)
    #expect(room.pump.pump.state == .infusing)
    room.advance(to: room.now + .seconds(11))
    #expect(room.pump.pump.state == .alarmStopped)
  }

  @Test("an impostor of the same make has another serial number and does not infuse")
  func impostorOtherSerial() throws {
    var room = try infusingRoom()
    _ = try room.inject(.impostor(.otherSerial), into: .pump, for: .seconds(5))
    #expect(exchange(&room, [4, 0, 0, 0, 1]) == [4, 2, 0x49, 0x50])
    #expect(exchange(&room, [4, 0, 6, 0, 2]) == [4, 4, 0, 0, 0x30, 0x3A])
    #expect(exchange(&room, [4, 0, 11, 0, 1]) == [4, 2, 0, 2])
    _ = try room.inject(.impostor(.otherMake), into: .pump, for: .seconds(5))
    #expect(room.pump.faults == ["impostor"])
    room.advance(to: room.now + .seconds(5))
    #expect(exchange(&room, [4, 0, 6, 0, 2]) == [4, 4, 0, 0, 0x30, 0x39])
  }

  @Test("monitor: silent sends nothing, sensor-off sends no values, each until its end")
  func monitorFaults() throws {
    var room = Room(start: start)
    room.advance(to: start + .seconds(10))
    _ = room.takeMonitorBytes()
    _ = try room.inject(.silent, into: .monitor, for: .seconds(2))
    room.advance(to: start + .seconds(12))
    #expect(room.takeMonitorBytes().count == 5)  // the frame that is due as the fault ends
    room.advance(to: start + .seconds(13))
    #expect(room.takeMonitorBytes().count == 75 * 5)
    _ = try room.inject(.sensorOff, into: .monitor, for: .seconds(1))
    room.advance(to: start + Interval(nanoseconds: 13_999_999_999))
    let off = room.takeMonitorBytes()
    #expect(stride(from: 1, to: off.count, by: 5).allSatisfy { off[$0] & 0x40 != 0 })
    room.advance(to: start + .seconds(15))
    let on = room.takeMonitorBytes()
    #expect(stride(from: 1, to: on.count, by: 5).allSatisfy { on[$0] & 0x40 == 0 })
    #expect(room.monitor.faults.isEmpty)
  }

  @Test("pump: a changed firmware is told in register 8 until its end, and nothing else changes")
  func firmware() throws {
    var room = try infusingRoom()
    #expect(exchange(&room, [4, 0, 8, 0, 1]) == [4, 2, 1, 0])
    #expect(try room.inject(.firmware, into: .pump, for: .seconds(5)) == "pump-1: tells firmware 1.1 instead of 1.0, for 5 s")
    #expect(exchange(&room, [4, 0, 8, 0, 1]) == [4, 2, 1, 1])
    #expect(exchange(&room, [4, 0, 11, 0, 2]) == [4, 4, 0, 3, 0, 1])
    room.advance(to: room.now + .seconds(5))
    #expect(exchange(&room, [4, 0, 8, 0, 1]) == [4, 2, 1, 0])
    _ = try room.inject(.firmware, into: .pump, for: nil)
    _ = try room.inject(.reboot, into: .pump, for: nil)
    #expect(exchange(&room, [4, 0, 8, 0, 1]) == [4, 2, 1, 1])
    _ = room.clearFaults(of: .pump)
    #expect(exchange(&room, [4, 0, 8, 0, 1]) == [4, 2, 1, 0])
  }

  @Test("pump: the nameplate's firmware is told, and an impostor of the same make has it too")
  func nameplateFirmware() throws {
    var furnishing = Room.Furnishing()
    furnishing.firmware = 0x020F
    var room = Room(furnishing, start: start)
    #expect(exchange(&room, [4, 0, 8, 0, 1]) == [4, 2, 2, 15])
    _ = try room.inject(.impostor(.otherSerial), into: .pump, for: nil)
    #expect(exchange(&room, [4, 0, 8, 0, 1]) == [4, 2, 2, 15])
  }

  @Test("monitor: a corrupt line loses and flips bytes")
  func corruptMonitor() throws {
    var clean = Room(start: start)
    var room = Room(start: start)
    _ = try room.inject(.corrupt, into: .monitor, for: nil)
    clean.advance(to: start + .seconds(60))
    room.advance(to: start + .seconds(60))
    let sent = clean.takeMonitorBytes()
    let arrived = room.takeMonitorBytes()
    #expect(arrived.count < sent.count && arrived.count > sent.count * 95 / 100)
    #expect(Set(arrived).count > 1)
  }

  @Test("each fault that a member cannot do is refused with a sentence, and changes nothing")
  func refused() throws {
    let monitorFaults: Set<Fault> = [.sensorOff, .silent, .corrupt, .freeze, .bias(by: 10)]
    let able: [Room.Member: Set<Fault>] = [
      .pump: [.silent, .corrupt, .occlusion, .reboot, .loseReply, .impostor(.otherMake), .impostor(.otherSerial), .firmware],
      .monitor: monitorFaults, .secondMonitor: monitorFaults,
      .patient: [
        .desaturate(to: 82), .tachycardia(to: 160), .bradycardia(to: 35), .apnea, .hypoventilation(to: 6),
        .hypertension(to: 190), .hypotension(to: 80), .sedation(to: 4), .distress(to: 8), .vomiting, .call,
      ], .tower: [.silent, .stuckLamp],
    ]
    var furnishing = Room.Furnishing()
    furnishing.monitors = 2
    for member in Room.Member.allCases {
      for fault in Fault.all() {
        var room = Room(furnishing, start: start)
        if able[member]?.contains(fault) == true {
          #expect(try room.inject(fault, into: member, for: nil).hasPrefix(member.rawValue))
        } else {
          let refusal = #expect(throws: FaultRefusal.self) { try room.inject(fault, into: member, for: nil) }
          #expect(
            refusal?.description.contains("cannot") == true || refusal?.description.contains("only") == true
              || refusal?.description.contains("no sensor") == true)
          #expect(room.pump.faults + room.monitor.faults + room.patient.faults + room.tower.faults == [])
          #expect(!room.tower.tower.calls.contains(true))
          #expect(room.secondMonitor?.faults == [])
        }
      }
    }
  }

  @Test("names of faults are read back; unknown names, percentages out of place or range, and odd times are refused")
  func naming() throws {
    for name in [
      "desaturate", "tachycardia", "bradycardia", "apnea", "hypoventilation", "hypertension", "hypotension", "sedation",
      "distress", "vomiting", "sensor-off", "freeze", "bias", "silent", "corrupt", "occlusion", "reboot",
      "lose-reply", "impostor", "impostor-serial", "firmware", "stuck-lamp", "call",
    ] {
      #expect(try Fault(named: name).name == name)
    }
    #expect(try Fault(named: "desaturate", to: 75) == .desaturate(to: 75))
    #expect(try Fault(named: "tachycardia", to: 130) == .tachycardia(to: 130))
    #expect(try Fault(named: "bradycardia", to: 40) == .bradycardia(to: 40))
    #expect(try Fault(named: "bias", by: 5) == .bias(by: 5))
    let refusal = #expect(throws: FaultRefusal.self) { try Fault(named: "explode") }
    #expect(refusal?.description.contains("desaturate, tachycardia") == true)
    for name in ["silent", "bias", "firmware", "apnea", "vomiting", "call"] {
      #expect(throws: FaultRefusal.self) { try Fault(named: name, to: 80) }
    }
    for name in ["silent", "desaturate", "tachycardia"] {
      #expect(throws: FaultRefusal.self) { try Fault(named: name, by: 10) }
    }
    for (name, numbers) in [
      ("desaturate", [-1, 0, 39, 96, 100]), ("tachycardia", [-1, 0, 99, 221]), ("bradycardia", [-1, 0, 19, 56]),
      ("hypoventilation", [-1, 1, 11]), ("hypertension", [-1, 139, 241]), ("hypotension", [-1, 49, 101]),
      ("sedation", [-1, 2, 5]), ("distress", [-1, 0, 11]),
    ] {
      for number in numbers { #expect(throws: FaultRefusal.self) { try Fault(named: name, to: number) } }
    }
    for percent in [-1, 0, 31] { #expect(throws: FaultRefusal.self) { try Fault(named: "bias", by: percent) } }
    var room = Room(start: start)
    #expect(throws: FaultRefusal.self) { try room.inject(.silent, into: .pump, for: .zero) }
    #expect(throws: FaultRefusal.self) { try room.inject(.silent, into: .pump, for: .hour + .seconds(1)) }
  }
}
