import Quantities
import Testing
import Therapy

@testable import Drivers

/// What counts as a bad frame of a pump, each once (SR-073).
struct LinkBadFrameTests {
  private let sixTimes = 6

  /// The growth of the counter over frames whose answers are replaced, in turn for the first frames that `chosen` names.
  private func growth(_ count: Int, of chosen: (BusRequest) -> Bool, _ fate: Fate) throws -> (bad: UInt64, replaced: Int) {
    let bench = try LinkBench()
    bench.orderStop(1)
    bench.run(.seconds(1))
    let before = bench.policy.observation.badFrames
    var replaced = 0
    withoutActuallyEscaping(chosen) { chosen in
      bench.fate = { request, _ in
        guard replaced < count, chosen(request) else { return .deliver }
        replaced += 1
        return fate
      }
      bench.orderRun(tenPerHour, 2)
      // Long enough to ask a silent pump six times.
      bench.run(.seconds(30))
      bench.fate = { _, _ in .deliver }
    }
    return (bench.policy.observation.badFrames - before, replaced)
  }

  private func isRead(_ request: BusRequest) -> Bool { !request.isWrite }

  @Test("SR-073: a damaged answer counts once, to a read, to its repetitions and to a write")
  func damaged() throws {
    for count in 1...sixTimes {
      let reads = try growth(count, of: isRead, .corrupt)
      #expect(reads.replaced == count && reads.bad == UInt64(count))
      let all = try growth(count, of: { _ in true }, .corrupt)
      #expect(all.replaced == count && all.bad == UInt64(count))
    }
    let write = try growth(1, of: { $0.isWrite }, .corrupt)
    #expect(write.replaced == 1 && write.bad == 1)
  }

  @Test("SR-073: an answer of another kind or length than asked for counts once")
  func misfits() throws {
    let answers: [BusReply] = [.written, .bits([true]), .registers([]), .registers([UInt16](repeating: 0, count: 32))]
    for answer in answers {
      for count in 1...sixTimes {
        let found = try growth(count, of: isRead, .answer(answer))
        #expect(found.replaced == count && found.bad == UInt64(count), "\(answer)")
      }
    }
    for answer in [BusReply.bits([]), .registers([0])] {
      let found = try growth(1, of: { $0.isWrite }, .answer(answer))
      #expect(found.replaced == 1 && found.bad == 1, "\(answer)")
    }
  }

  @Test("SR-073: a whole block that holds what the map does not have counts once")
  func unreadable() throws {
    let block = RegisterPump(serial: LinkBench.serial).statusBlock
    for (register, value) in [(11, 9), (11, 300), (12, 2), (13, 0), (13, 1)] as [(Int, UInt16)] {
      var words = block
      words[register] = value
      for count in 1...sixTimes {
        let isStatus = { (request: BusRequest) in request == .readInputRegisters(address: 0, count: 33) }
        let found = try growth(count, of: isStatus, .answer(.registers(words)))
        #expect(found.replaced == count && found.bad == UInt64(count), "register \(register) is \(value)")
      }
    }
  }

  @Test("SR-073: limits that cannot be are a bad frame of their own")
  func unreadableLimits() throws {
    let bench = try LinkBench()
    var replaced: UInt64 = 0
    bench.fate = { request, _ in
      guard replaced < 2, request == .readInputRegisters(address: 60, count: 6) else { return .deliver }
      replaced += 1
      return .answer(.registers([1, 0, 0, 0, 0, 0]))
    }
    bench.orderStop(1)
    bench.run(.seconds(2))
    #expect(replaced == 2 && bench.policy.observation.badFrames == 2)
    #expect(bench.policy.observation.link == .up)
  }

  @Test("SR-073: silence, an exception, a torn block, another device and a closed port are no bad frames")
  func notBad() throws {
    var torn = RegisterPump(serial: LinkBench.serial).statusBlock
    torn[32] &+= 1
    let foreign = [UInt16](repeating: 7, count: 33)
    let fates: [Fate] = [.loseRequest, .loseReply, .exception(4), .exception(6), .notSent]
    for fate in fates {
      let found = try growth(sixTimes, of: isRead, fate)
      #expect(found.replaced == sixTimes && found.bad == 0, "\(fate)")
    }
    for block in [torn, foreign] {
      let isStatus = { (request: BusRequest) in request == .readInputRegisters(address: 0, count: 33) }
      let found = try growth(sixTimes, of: isStatus, .answer(.registers(block)))
      #expect(found.replaced == sixTimes && found.bad == 0)
    }
  }
}
