import Quantities
import Testing
import Therapy

@testable import Drivers

/// What counts as a bad frame of a data format 2 stream: each once, or three in 10 s would be an alarm for one flipped bit.
struct NoninBadFrameTests {
  private let packet = NoninTests.packet()

  /// Hands the stream over at once and returns the counter after it.
  private func badFrames(in bytes: [UInt8]) -> UInt64 {
    var driver = NoninDriver()
    _ = driver.handle(.opened(at: .boot))
    _ = driver.handle(.received(bytes, at: .boot))
    return counter(of: &driver)
  }

  private func counter(of driver: inout NoninDriver) -> UInt64 {
    for case .observation(let told) in driver.handle(.closed(at: .boot)) { return told.badFrames }
    Issue.record("a closed line is told")
    return 0
  }

  /// A stream that was joined, with `damaged` in it, and that goes on well.
  private func around(_ damaged: [UInt8]) -> [UInt8] { packet + damaged + packet + packet }

  @Test("SR-073: a good stream has no bad frame, however it is cut")
  func good() {
    #expect(badFrames(in: packet + packet + packet) == 0)
    for cut in 0...packet.count {
      #expect(badFrames(in: Array(packet.dropFirst(cut)) + packet) == 0, "joined at byte \(cut)")
      #expect(badFrames(in: packet + packet.prefix(cut)) == 0, "ended at byte \(cut)")
    }
  }

  @Test("SR-073: a frame with one flipped bit is one bad frame, whichever bit of the packet it is")
  func flipped() {
    for index in packet.indices {
      for bit in 0..<8 {
        var damaged = packet
        damaged[index] ^= 1 << UInt8(bit)
        #expect(badFrames(in: around(damaged)) == 1, "byte \(index) bit \(bit)")
      }
    }
  }

  @Test("SR-073: a frame that lost a byte, and one that gained one, is one bad frame")
  func lostAndGained() {
    for index in packet.indices {
      var short = packet
      short.remove(at: index)
      #expect(badFrames(in: around(short)) == 1, "byte \(index) lost")
      for extra: UInt8 in [0x00, 0x55, 0xFE] {
        var long = packet
        long.insert(extra, at: index)
        #expect(badFrames(in: around(long)) == 1, "byte \(extra) before byte \(index)")
      }
    }
  }

  @Test("SR-073: a packet that lacks frames, its SYNC among them, counts once, however many they are")
  func missing() {
    for first in 0..<25 {
      for count in 1...(25 - first) where count < 25 {
        var torn = packet
        torn.removeSubrange(first * 5..<(first + count) * 5)
        #expect(badFrames(in: around(torn)) == 1, "frames \(first) to \(first + count - 1)")
      }
    }
  }

  @Test("SR-073: each of several damaged frames counts, in one packet and in several")
  func several() {
    for frames in [[3, 9], [3, 4], [0, 24], [0, 1, 2], [5, 15, 20, 24]] {
      var damaged = packet
      for frame in frames { damaged[frame * 5 + 4] ^= 1 }
      #expect(badFrames(in: around(damaged)) == UInt64(frames.count), "frames \(frames)")
    }
    var damaged = packet
    damaged[62] ^= 4
    #expect(badFrames(in: around(damaged + damaged + packet + damaged)) == 3)
  }

  @Test("SR-073: garbage counts as the frames that it is long, a stream without any SYNC as one for each packet's length")
  func withoutFrames() {
    #expect(badFrames(in: [UInt8](repeating: 0x55, count: 504)) == 100)
    let unsynchronized = NoninTests.data.flatMap { NoninTests.frame(0x80, $0) }
    for packets in 1...4 {
      let stream = (0..<packets).flatMap { _ in unsynchronized }
      #expect(badFrames(in: stream) == UInt64(packets))
    }
  }

  @Test("SR-073: a silence in the middle of a frame is no bad frame: the line is joined anew")
  func silence() {
    for cut in packet.indices {
      var driver = NoninDriver()
      _ = driver.handle(.opened(at: .boot))
      _ = driver.handle(.received(packet + packet.prefix(cut), at: .boot))
      _ = driver.handle(.tick(at: .boot + .seconds(1)))
      _ = driver.handle(.received(Array(packet.dropFirst(cut)) + packet, at: .boot + .seconds(2)))
      #expect(counter(of: &driver) == 0, "after byte \(cut)")
    }
  }
}
