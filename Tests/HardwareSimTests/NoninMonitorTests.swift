import HardwareSim
import Quantities
import Testing

@Suite("The Nonin oximeter, data format 2")
struct NoninMonitorTests {
  private let start = Bench.start

  /// The frames of a byte stream, which must be whole and well formed.
  private func frames(_ bytes: [UInt8]) throws -> [[UInt8]] {
    try #require(bytes.count.isMultiple(of: 5))
    return stride(from: 0, to: bytes.count, by: 5).map { Array(bytes[$0..<$0 + 5]) }
  }

  @Test("a packet of HR 72, SpO2 97, revision 48 is the published test vector, byte for byte")
  func publishedVector() {
    let pair = NoninPacket.Pair(heartRate: 72, saturation: 97)
    let packet = NoninPacket(average: pair, extended: pair, beatToBeat: 97, revision: 0x30)
    let bytes = packet.data.enumerated().flatMap { index, data in
      (index == 0 ? NoninStatus.sync : []).frame(pleth: 1, data: data)
    }
    let zero: [UInt8] = [0x01, 0x80, 0x01, 0x00, 0x82]
    let rate: [UInt8] = [0x01, 0x80, 0x01, 0x48, 0xCA]
    let saturation: [UInt8] = [0x01, 0x80, 0x01, 0x61, 0xE3]
    let expected: [[UInt8]] =
      [[0x01, 0x81, 0x01, 0x00, 0x83], rate, saturation, [0x01, 0x80, 0x01, 0x30, 0xB2]] + Array(repeating: zero, count: 4)
      + Array(repeating: saturation, count: 3) + Array(repeating: zero, count: 3) + [rate, saturation, saturation]
      + Array(repeating: zero, count: 3) + [rate, zero, rate, zero, zero]
    #expect(bytes == expected.flatMap { $0 })
  }

  @Test("HR 150 is 01 16, missing values are 03 7F and 7F")
  func otherValues() {
    let missing = NoninPacket.Pair(heartRate: nil, saturation: nil)
    let data = NoninPacket(
      average: .init(heartRate: 150, saturation: 99), extended: missing, beatToBeat: nil, revision: 0x30
    ).data
    #expect(data.count == 25)
    #expect(Array(data[0..<3]) == [0x01, 0x16, 99])
    #expect(Array(data[13..<17]) == [0x03, 0x7F, 0x7F, 0x7F])
    #expect(data[10] == 0x7F)
    #expect(data.allSatisfy { $0 < 0x80 })
  }

  @Test("status bytes are those of the sheet")
  func statusBytes() {
    let cases: [(NoninStatus, UInt8)] = [
      (.green, 0x82), (.red, 0x84), ([.green, .red], 0x86), (.sensorAlarm, 0x88), (.outOfTrack, 0x90), (.artifact, 0xA0),
      (.sensorDisconnected, 0xC0),
    ]
    for (status, byte) in cases { #expect(status.frame(pleth: 0, data: 0)[1] == byte) }
  }

  @Test("75 frames come every second, whatever steps time passes in, and SYNC marks every 25th")
  func pacing() throws {
    var random = Random(seed: 31)
    var monitor = NoninMonitor(start: start)
    var now = start
    var bytes = monitor.advance(to: now, saturation: 97, heartRate: 72)
    while now < start + .seconds(60) {
      now = now + Interval(nanoseconds: Int64(1 + random.below(40_000_000)))
      bytes += monitor.advance(to: min(now, start + .seconds(60)), saturation: 97, heartRate: 72)
    }
    let all = try frames(bytes)
    #expect(all.count == 60 * 75 + 1)
    for (index, frame) in all.enumerated() {
      #expect(frame[0] == 1 && frame[1] & 0x80 != 0)
      #expect(frame[4] == frame[0] &+ frame[1] &+ frame[2] &+ frame[3])
      #expect((frame[1] & 0x01 != 0) == index.isMultiple(of: 25))
    }
  }

  @Test("values come after four beats; before that they are missing and out of track")
  func warmingUp() throws {
    var monitor = NoninMonitor(start: start)
    let all = try frames(monitor.advance(to: start + .seconds(10), saturation: 97.4, heartRate: 72))
    #expect(all[0][3] == 3 && all[1][3] == 0x7F && all[2][3] == 0x7F)
    #expect(all[0][1] & 0x10 != 0)
    // Four beats at 72/min are 3.33 s; the packet after that carries values.
    #expect(all[11 * 25][3] == 0 && all[11 * 25 + 1][3] == 72 && all[11 * 25 + 2][3] == 97)
    #expect(all[11 * 25 + 13][3] == 3)
    #expect(all[21 * 25 + 13][3] == 0 && all[21 * 25 + 14][3] == 72)
  }

  @Test("the pleth pulses at the pulse rate")
  func pleth() throws {
    for rate in [40.0, 72, 150] {
      var monitor = NoninMonitor(start: start)
      let all = try frames(monitor.advance(to: start + .seconds(60), saturation: 97, heartRate: rate))
      let values = all.map { $0[2] }
      let peaks = zip(values, values.dropFirst()).count { $0 < 200 && $1 >= 200 }
      #expect(abs(Double(peaks) - rate) <= 1)
      #expect(values.max() ?? 0 >= 240 && values.min() ?? 0 <= 40)
    }
  }

  @Test("without its sensor it goes on sending: SNSD, no values, flat pleth; values return after four beats")
  func sensorOff() throws {
    var monitor = NoninMonitor(start: start)
    _ = monitor.advance(to: start + .seconds(10), saturation: 97, heartRate: 72)
    monitor.isSensorConnected = false
    let off = try frames(monitor.advance(to: start + .seconds(11), saturation: 97, heartRate: 72))
    #expect(off.count == 75)
    #expect(off.allSatisfy { $0[1] & 0x40 != 0 && $0[2] == 0 })
    let packet = try #require(off.lastIndex { $0[1] & 1 != 0 && $0[1] & 0x40 != 0 })
    #expect(off[packet][3] == 3)
    monitor.isSensorConnected = true
    let on = try frames(monitor.advance(to: start + .seconds(16), saturation: 97, heartRate: 72))
    #expect(on.allSatisfy { $0[1] & 0x40 == 0 })
    let last = try #require(on.lastIndex { $0[1] & 1 != 0 })
    #expect(on[last][3] == 0)
  }
}
