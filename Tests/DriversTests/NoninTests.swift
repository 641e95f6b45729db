import Quantities
import Testing
import Therapy

@testable import Drivers

struct NoninTests {
  /// The packet of the sheet: HR 72, SpO2 97, revision 48.
  static var data: [UInt8] {
    var data = [UInt8](repeating: 0, count: 25)
    data.replaceSubrange(0..<4, with: [0x00, 0x48, 0x61, 0x30])
    data.replaceSubrange(8..<11, with: [0x61, 0x61, 0x61])
    data.replaceSubrange(13..<17, with: [0x00, 0x48, 0x61, 0x61])
    data.replaceSubrange(19..<23, with: [0x00, 0x48, 0x00, 0x48])
    return data
  }

  static func frame(_ status: UInt8, _ data: UInt8) -> [UInt8] { [0x01, status, 0x01, data, 0x02 &+ status &+ data] }

  /// A packet with these data and status bits in every frame.
  static func packet(_ data: [UInt8] = data, flags: UInt8 = 0) -> [UInt8] {
    data.enumerated().flatMap { frame(0x80 | flags | ($0.offset == 0 ? 1 : 0), $0.element) }
  }

  private func observations(_ actions: [LinkAction]) -> [MonitorObservation] {
    actions.compactMap { if case .observation(let observation) = $0 { observation } else { nil } }
  }

  private func at(_ milliseconds: Int64) -> Instant { .boot + .milliseconds(milliseconds) }

  private func opened() -> NoninDriver {
    var driver = NoninDriver()
    _ = driver.handle(.opened(at: at(0)))
    return driver
  }

  @Test func `the vector of the sheet, byte by byte, is one packet of HR 72 and SpO2 97`() throws {
    let sheet: [[UInt8]] = [
      [0x01, 0x81, 0x01, 0x00, 0x83], [0x01, 0x80, 0x01, 0x48, 0xCA], [0x01, 0x80, 0x01, 0x61, 0xE3],
      [0x01, 0x80, 0x01, 0x30, 0xB2],
    ]
    #expect(Self.packet().prefix(20).elementsEqual(sheet.joined()))
    #expect(Self.frame(0x80, 0x00) == [0x01, 0x80, 0x01, 0x00, 0x82])
    var driver = opened()
    var found: [MonitorObservation] = []
    for (index, byte) in Self.packet().enumerated() {
      found += observations(driver.handle(.received([byte], at: at(Int64(index) * 2))))
    }
    #expect(found.count == 1)
    let observation = try #require(found.first)
    #expect(observation.connected)
    #expect(observation.vitals.oxygenSaturation?.value == 97)
    #expect(observation.vitals.heartRate?.value == 72)
    #expect(observation.vitals.heartRate?.quality == .good)
    #expect(observation.vitals.heartRate?.receivedAt == at(248))
    #expect(observation.goodFrames == 25)
    #expect(observation.badFrames == 0)
  }

  @Test func `the packet's revision is read`() throws {
    let frames = Self.data.map { NoninFrame(status: .alwaysOne, pleth: 1, data: $0) }
    #expect(try #require(NoninPacket(frames: frames)).revision == 48)
    #expect(NoninPacket(frames: Array(frames.dropLast())) == nil)
  }

  @Test func `heart rate and saturation decode as on the sheet, with their missing values`() {
    #expect(NoninPacket.heartRate(high: 0x00, low: 0x48) == 72)
    #expect(NoninPacket.heartRate(high: 0x01, low: 0x16) == 150)
    #expect(NoninPacket.heartRate(high: 0x03, low: 0x7F) == nil)
    #expect(NoninPacket.heartRate(high: 0xFF, low: 0xFE) == 510)
    #expect(NoninPacket.oxygenSaturation(0x61) == 97)
    #expect(NoninPacket.oxygenSaturation(0xE1) == 97)
    #expect(NoninPacket.oxygenSaturation(0x7F) == nil)
  }

  @Test func `display values are taken: frames 9 and 20 and 21`() throws {
    var data = Self.data
    data[8] = 88
    data[19] = 1
    data[20] = 0x16
    var driver = opened()
    let observation = try #require(observations(driver.handle(.received(Self.packet(data), at: at(0)))).first)
    #expect(observation.vitals.oxygenSaturation?.value == 88)
    #expect(observation.vitals.heartRate?.value == 150)
  }

  @Test func `the test inputs of the sheet: resynchronization, bad checksum, status without bit 7`() {
    func frames(_ bytes: [UInt8]) -> (count: Int, lost: UInt64) {
      var finder = NoninFrameFinder()
      let count = bytes.compactMap { finder.take($0) }.count
      return (count, finder.lostBytes)
    }
    #expect(frames([0x01, 0x81, 0x01, 0x81, 0x01, 0x00, 0x83]) == (1, 2))
    #expect(frames([0x01, 0x81, 0x02, 0x00, 0x00]) == (0, 5))
    #expect(frames([0x01, 0x7F, 0x02, 0x00, 0x82]) == (0, 5))
    #expect(frames([0x01, 0x81, 0x01, 0x00, 0x83]) == (1, 0))
  }

  @Test func `SYNC before frame 25 discards the torn packet, and the next whole one counts`() throws {
    var driver = opened()
    #expect(observations(driver.handle(.received(Array(Self.packet().prefix(10 * 5)), at: at(0)))).isEmpty)
    let found = observations(driver.handle(.received(Self.packet(), at: at(300))))
    #expect(found.count == 1)
    #expect(try #require(found.first).badFrames == 1)
    #expect(try #require(found.first).goodFrames == 35)
  }

  @Test func `a packet without its SYNC is not taken`() {
    var driver = opened()
    let unsynchronized = Self.data.flatMap { Self.frame(0x80, $0) }
    #expect(observations(driver.handle(.received(unsynchronized, at: at(0)))).isEmpty)
  }

  @Test(
    "status bits decide on the quality",
    arguments: [
      (UInt8(0x00), SignalQuality.good), (0x02, .good), (0x06, .good), (0x04, .questionable), (0x10, .questionable),
      (0x20, .questionable), (0x08, .sensorOff), (0x40, .sensorOff), (0x60, .sensorOff), (0x0C, .sensorOff),
    ])
  func quality(flags: UInt8, quality: SignalQuality) throws {
    var driver = opened()
    let vitals = try #require(observations(driver.handle(.received(Self.packet(flags: flags), at: at(0)))).first).vitals
    for reading in [vitals.oxygenSaturation, vitals.heartRate] {
      #expect(reading?.quality == quality)
      #expect((reading?.value == nil) == (quality == .sensorOff))
    }
  }

  @Test("SR-046: missing values are missing, and the link is not lost by them")
  func missing() throws {
    var data = Self.data
    data[8] = 0x7F
    data[19] = 0x03
    data[20] = 0x7F
    var driver = opened()
    let observation = try #require(observations(driver.handle(.received(Self.packet(data), at: at(0)))).first)
    #expect(observation.connected)
    #expect(observation.vitals.oxygenSaturation?.quality == .missing)
    #expect(observation.vitals.heartRate?.quality == .missing)
    #expect(observation.vitals.heartRate?.value == nil)
  }

  @Test func `the line is lost after one second without a good frame, told once, and comes back with a packet`() throws {
    var driver = opened()
    _ = driver.handle(.received(Self.packet(), at: at(0)))
    #expect(driver.handle(.tick(at: at(999))).isEmpty)
    let lost = observations(driver.handle(.tick(at: at(1_000))))
    #expect(lost.map(\.connected) == [false])
    #expect(lost.first?.vitals.heartRate?.receivedAt == at(0))
    #expect(driver.handle(.tick(at: at(1_100))).isEmpty)
    #expect(observations(driver.handle(.received(Self.packet(), at: at(2_000)))).last?.connected == true)
  }

  @Test func `garbage is no sign of life: it is counted and the line is lost`() {
    var driver = opened()
    _ = driver.handle(.received(Self.packet(), at: at(0)))
    var last: MonitorObservation?
    for time in stride(from: Int64(100), through: 2_500, by: 100) {
      let actions = driver.handle(.received([UInt8](repeating: 0x55, count: 40), at: at(time)))
      last = observations(actions).last ?? last
    }
    #expect(last?.connected == false)
    // Told at 2 s: by then 20 times 40 bytes had come.
    #expect(last?.badFrames == 160)
  }

  @Test func `a packet torn by a silence is not finished by later frames`() {
    var driver = opened()
    let bytes = Self.packet()
    _ = driver.handle(.received(Array(bytes.prefix(60)), at: at(0)))
    #expect(observations(driver.handle(.received(Array(bytes.dropFirst(60)), at: at(5_000)))).allSatisfy { !$0.connected })
  }

  @Test func `a closed port is a lost line, and opening it again starts the counters anew`() throws {
    var driver = opened()
    _ = driver.handle(.received(Self.packet(), at: at(0)))
    #expect(observations(driver.handle(.closed(at: at(10)))).map(\.connected) == [false])
    let reopened = try #require(observations(driver.handle(.opened(at: at(20)))).first)
    #expect(reopened.goodFrames == 0)
    #expect(reopened.vitals.heartRate?.receivedAt == at(0))
  }

  @Test("SR-073: any bytes in any pieces neither trap nor grow the buffer, and the next whole packets are read")
  func fuzz() {
    for seed in UInt64(0)..<60 {
      var random = Seeded(seed)
      var driver = opened()
      var time: Int64 = 0
      for _ in 0..<200 {
        var bytes = random.chance(50) ? Self.packet() : (0..<20).map { _ in UInt8.random(in: 0...255, using: &random) }
        if random.chance(30), let index = bytes.indices.randomElement(using: &random) { bytes.remove(at: index) }
        if random.chance(30), let index = bytes.indices.randomElement(using: &random) { bytes[index] ^= 1 << 3 }
        time += 13
        _ = driver.handle(.received(bytes, at: at(time)))
      }
      let after = observations(driver.handle(.received(Self.packet() + Self.packet() + Self.packet(), at: at(time + 13))))
      #expect(after.last?.vitals.heartRate?.value == 72, "seed \(seed)")
    }
  }
}
