@testable import HardwareSim
import Quantities
import Testing

@Suite("Framing of Modbus RTU at the device's end")
struct RTUServerTests {
  let silence = RTUServer.silence(atBaud: 19_200)
  /// FC16 of two registers to 5, value 12.5: the worked bytes of the protocol sheet.
  let worked: [UInt8] = [0x01, 0x10, 0x00, 0x05, 0x00, 0x02, 0x04, 0x41, 0x48, 0x00, 0x00, 0xA7, 0xBA]
  let readAll = rtu([1, 4, 0, 0, 0, 33])

  @Test("the CRC has the published check value")
  func crcCheckValue() {
    #expect(modbusCRC("123456789".utf8) == 0x4B37)
    #expect(rtu(Array(worked.dropLast(2))) == worked)
  }

  @Test("3.5 characters end a frame: 1.82 ms at 19200 baud, 1.75 ms above")
  func silences() {
    #expect(RTUServer.silence(atBaud: 19_200) == Interval(nanoseconds: 1_822_916))
    #expect(RTUServer.silence(atBaud: 9_600) == Interval(nanoseconds: 3_645_833))
    #expect(RTUServer.silence(atBaud: 38_400) == Interval(nanoseconds: 1_750_000))
  }

  @Test("a request is recognized however it is cut into pieces")
  func split() {
    for cut in 0...worked.count {
      var server = RTUServer(unit: 1, silence: silence)
      let requests =
        server.receive(worked[..<cut], at: .boot) + server.receive(worked[cut...], at: Instant(nanoseconds: 1_000_000))
      #expect(requests == [ModbusRequest(pdu: Array(worked[1..<11]), isBroadcast: false)])
      #expect(server.skippedBytes == 0)
    }
  }

  @Test("requests that arrive joined are all recognized, and those for other units are skipped whole")
  func joined() {
    var server = RTUServer(unit: 1, silence: silence)
    let forOther = rtu([2, 16, 0, 0, 0, 4, 8] + readAll)
    let requests = server.receive(worked + forOther + readAll, at: .boot)
    #expect(requests.map(\.pdu) == [Array(worked[1..<11]), Array(readAll[1..<6])])
    #expect(server.skippedBytes == 0)
  }

  @Test("a request to unit 0 is for everyone")
  func broadcast() {
    var server = RTUServer(unit: 9, silence: silence)
    #expect(server.receive(rtu([0, 5, 0, 3, 0xFF, 0]), at: .boot).map(\.isBroadcast) == [true])
  }

  @Test("a pause of 3.5 characters ends an incomplete request, a shorter one does not")
  func pauseInTheMiddle() {
    for (pause, count) in [(silence, 0), (Interval(nanoseconds: silence.nanoseconds - 1), 1)] {
      var server = RTUServer(unit: 1, silence: silence)
      _ = server.receive(readAll.prefix(5), at: .boot)
      #expect(server.receive(readAll.dropFirst(5), at: .boot + pause).count == count)
    }
  }

  @Test("an unknown function code is a request once a silence ends it")
  func unknownFunction() {
    var server = RTUServer(unit: 1, silence: silence)
    #expect(server.receive(rtu([1, 0x2B, 0x0E, 1, 0]), at: .boot).isEmpty)
    #expect(server.settle(at: .boot + silence).map(\.pdu) == [[0x2B, 0x0E, 1, 0]])
  }

  @Test("after any garbage and a silence the very next request is answered")
  func resynchronizesAfterSilence() {
    var random = Random(seed: 11)
    for _ in 0..<1_500 {
      var server = RTUServer(unit: 1, silence: silence)
      var now = Instant.boot
      for _ in 0..<random.below(4) {
        let garbage = (0..<random.below(300)).map { _ in UInt8(random.below(random.oneIn(2) ? 256 : 18)) }
        _ = server.receive(garbage, at: now)
        now = now + Interval(nanoseconds: Int64(random.below(3_000_000)))
      }
      #expect(server.receive(readAll, at: now + silence).last?.pdu == Array(readAll[1..<6]))
    }
  }

  @Test("a request behind garbage is found, at the latest when the line falls silent")
  func findsRequestBehindGarbage() {
    var random = Random(seed: 12)
    for _ in 0..<1_500 {
      var server = RTUServer(unit: 1, silence: silence)
      // 240 bytes at most, so that garbage and request together still fit one frame.
      let garbage = (0..<random.below(240)).map { _ in UInt8(random.below(256)) }
      let requests = server.receive(garbage + readAll, at: .boot) + server.settle(at: .boot + silence)
      #expect(requests.contains { $0.pdu == Array(readAll[1..<6]) })
    }
  }

  @Test("damaged traffic (split, joined, dropped, flipped, inserted) never traps and no damaged request is executed as another")
  func fuzz() {
    var random = Random(seed: 13)
    var line = PumpOnLine(
      pump: Bench().pump, unit: 1, silence: silence, random: Random(seed: 1))
    var now = Bench.start
    let good: [[UInt8]] = [
      readAll, rtu([1, 2, 0, 0, 0, 12]), rtu([1, 3, 0, 10, 0, 12]), rtu([1, 5, 0, 3, 0xFF, 0]), rtu([1, 6, 0, 3, 0x5A, 0x5A]),
      rtu([1, 16, 0, 1, 0, 2, 4, 0, 10, 0, 1]), rtu([1, 1, 0, 0, 0, 10]),
    ]
    for _ in 0..<8_000 {
      var bytes = good[random.below(good.count)]
      if random.oneIn(3) { bytes += good[random.below(good.count)] }
      for _ in 0..<random.below(3) where !bytes.isEmpty {
        let index = random.below(bytes.count)
        if random.oneIn(3) {
          bytes.remove(at: index)
        } else if random.oneIn(2) {
          bytes[index] ^= 1 << UInt8(random.below(8))
        } else {
          bytes.insert(UInt8(random.below(256)), at: index)
        }
      }
      let cut = random.below(bytes.count + 1)
      _ = line.receive(Array(bytes[..<cut]), at: now)
      if random.oneIn(2) { now = now + Interval(nanoseconds: Int64(random.below(4_000_000))) }
      _ = line.receive(Array(bytes[cut...]), at: now)
      now = now + Interval(nanoseconds: Int64(random.below(4_000_000)))
      #expect(line.pump.trueVolume == .zero)
      if random.oneIn(10) {
        now = now + silence
        #expect(line.receive(readAll, at: now).count >= 71)
      }
    }
    #expect(line.server.skippedBytes > 4_000)
  }

  @Test("an answer carries unit, function, data and CRC")
  func answerBytes() {
    var line = PumpOnLine(pump: Bench().pump, unit: 17, silence: silence, random: Random(seed: 1))
    #expect(line.receive(rtu([17, 4, 0, 0, 0, 4]), at: Bench.start) == rtu([17, 4, 8, 0x49, 0x50, 1, 0, 0x44, 0x9A, 0x50, 0]))
    #expect(line.receive(rtu([17, 5, 0, 3, 0xFF, 0]), at: Bench.start) == rtu([17, 5, 0, 3, 0xFF, 0]))
    #expect(line.receive(rtu([17, 6, 0, 3, 0x5A, 0x5A]), at: Bench.start) == rtu([17, 6, 0, 3, 0x5A, 0x5A]))
    #expect(line.receive(rtu([17, 16, 0, 1, 0, 2, 4, 0, 9, 0, 1]), at: Bench.start) == rtu([17, 16, 0, 1, 0, 2]))
    #expect(line.receive(rtu([17, 2, 0, 0, 0, 12]), at: Bench.start) == rtu([17, 2, 2, 0b0111_0000, 0]))
  }

  @Test("malformed requests are refused with the exception that names the fault")
  func malformed() {
    var line = PumpOnLine(pump: Bench().pump, unit: 1, silence: silence, random: Random(seed: 1))
    let cases: [(request: [UInt8], answer: [UInt8])] = [
      ([4, 0, 0, 0, 0], [0x84, 3]), ([4, 0, 0, 0, 126], [0x84, 3]), ([1, 0, 0, 0x07, 0xD1], [0x81, 3]),
      ([4, 0xFF, 0xFF, 0, 2], [0x84, 2]), ([5, 0, 3, 0x12, 0x34], [0x85, 3]), ([15, 0, 0, 0, 1, 1, 1], [0x8F, 1]),
      ([16, 0, 10, 0, 0, 0], [0x90, 3]), ([16, 0, 1, 0, 2, 2, 0, 9], [0x90, 3]),
    ]
    for (request, answer) in cases {
      #expect(line.receive(rtu([1] + request), at: Bench.start) == rtu([1] + answer))
    }
    _ = line.receive(rtu([1, 0x41, 9]), at: Bench.start)
    #expect(line.advance(to: Bench.start + silence) == rtu([1, 0xC1, 1]))
  }
}
