import Controller
import Quantities
import Safety
import SplitMix
import Testing
import Therapy

// The main oracle stands in `Room.checkTruth`, which every tick of every test asks; here it is given the worst.

@Suite struct DeliveredVolumeTests {
  @Test(
    "law 4: for random rates, losses, delays and restarts of the pump the truth stays inside the bounds",
    arguments: 1...24 as ClosedRange<UInt64>)
  func truthIsInside(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let room = Room()
    room.pumps[0] = PumpRig(at: Room.start, counter: Volume(nanoliters: random.next(in: 0...9_000_000_000)))
    disturb(&room.pumps[0].faults, &random)
    room.pumps[0].faults.losesNextReply = nil
    room.infuse(makeOrder(steps: [(milliliters(33), .seconds(3_600))]))
    for _ in 0..<25 {
      room.run(for: .milliseconds(random.next(in: 20...6_000)))
      disturb(&room.pumps[0].faults, &random)
      switch random.next(in: 0...9) {
      case 0: room.press(.pause)
      case 1: room.pumps[0].faults.isSilent = true
      case 2: room.pumps[0].reboot()
      case 3: room.hang(for: .milliseconds(random.next(in: 20...8_000)))
      default: change(room, to: FlowRate(microlitersPerHour: random.next(in: 1...350) * 100))
      }
      room.run(for: .milliseconds(random.next(in: 20...14_000)))
      room.pumps[0].faults.isSilent = false
      guard !room.phase.allowsFlow else { continue }
      room.run(limit: .seconds(20)) { $0.phase == .paused }
      _ = room.ask(.reconcile)
      room.run(for: .seconds(13))
      _ = room.resume(at: room.records.lastRate)
    }
    #expect(room.view().deliveredAtMost > .zero)
  }

  private func disturb(_ faults: inout PumpFaults, _ random: inout SplitMix) {
    faults.pollTime = .milliseconds(random.next(in: 100...900))
    faults.readTime = .milliseconds(random.next(in: 20...200))
    faults.sampleDelay = .milliseconds(random.next(in: 0...faults.readTime.wholeMilliseconds))
    faults.commandTime = .milliseconds(random.next(in: 0...700))
    faults.losesNextReply = [nil, nil, nil, true, false][Int(random.next(in: 0...4))]
  }

  private func change(_ room: Room, to rate: FlowRate) {
    let token = room.token()
    guard case .readBack = room.ask(.setRate(rate, token: token)) else { return }
    _ = room.ask(.confirm(token))
  }

  @Test("at the beginning nothing is believed to be delivered, and after one second about what flowed")
  func tight() throws {
    let room = Room()
    _ = room.prepare()
    #expect(room.view().deliveredAtLeast == .zero && room.view().deliveredAtMost == .zero)
    let busy = Room().infuse()
    busy.run(for: .seconds(60))
    let view = busy.view()
    // 20 mL/h: two steps of the counter and what flows between two readings.
    #expect(view.deliveredAtMost.remaining(after: view.deliveredAtLeast) < Volume(microliters: 8))
  }

  @Test("once the pump is seen to stand, time adds nothing any more")
  func standstill() {
    let room = Room().pausedAndCalm()
    let before = (room.view().deliveredAtLeast, room.view().deliveredAtMost)
    room.run(for: .minutes(10))
    #expect(room.view().deliveredAtLeast == before.0 && room.view().deliveredAtMost == before.1)
  }

  @Test("while the pump is silent the upper bound goes on at the last rate")
  func silence() {
    let room = Room().infuse()
    room.run(for: .seconds(10))
    room.pumps[0].faults.isSilent = true
    room.run(for: .seconds(1))
    let before = room.view().deliveredAtMost
    room.run(for: .seconds(36))
    let grown = room.view().deliveredAtMost - before
    #expect(grown.distance(to: milliliters(20) * .seconds(36)) <= Volume(nanoliters: 2_000))
  }
}

extension [ControlRecord] {
  /// The rate ordered last above zero.
  var lastRate: FlowRate? {
    lazy.reversed().compactMap { record in
      if case .ordered(let rate, _, _) = record.event, rate > .zero { rate } else { nil }
    }.first
  }
}
