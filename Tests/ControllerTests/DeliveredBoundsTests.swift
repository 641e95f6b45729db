import Quantities
import Testing
import Therapy

@testable import Controller

// The arithmetic of the bounds alone, where a room would not come to every corner.

@Suite struct DeliveredBoundsTests {
  private let start = Instant(nanoseconds: 50_000_000_000)

  private func report(_ rate: FlowRate, infused microliters: Int64, at now: Instant, restarted: Bool = false) -> PumpReport {
    PumpReport(
      state: rate > .zero ? .infusing : .paused, isRemotelyOwned: true, rate: rate,
      infused: Volume(microliters: microliters), infusedResolution: Volume(microliters: 1), vtbiRemaining: nil,
      liveAlarms: [], latchedAlarms: restarted ? .configurationLost : [], watchdogRemaining: .zero, serialNumber: 1,
      readBegan: now, readEnded: now)
  }

  private func standing(at counter: Int64 = 100) -> DeliveredVolume {
    var delivered = DeliveredVolume()
    let continues = delivered.take(report(.zero, infused: counter, at: start), now: start, ordered: .zero, isSettled: true)
    #expect(continues)
    return delivered
  }

  @Test("a faster order that may still be on its way counts until the newest one is known to be taken")
  func fasterOnItsWay() {
    for (isSettled, expected) in [(false, milliliters(20)), (true, milliliters(5))] {
      var delivered = standing()
      delivered.advance(by: .milliseconds(20), ordered: milliliters(20))
      _ = delivered.take(
        report(milliliters(5), infused: 100, at: start), now: start, ordered: milliliters(5), isSettled: isSettled)
      let before = delivered.atMost
      delivered.advance(by: .seconds(3_600), ordered: milliliters(5))
      #expect(delivered.atMost - before == expected * .hour)
    }
  }

  @Test("a counter is truncated: its first and its last step are uncertain by one step each")
  func truncation() {
    var delivered = standing()
    delivered.advance(by: .milliseconds(20), ordered: milliliters(5))
    let later = start + .seconds(60)
    let continues = delivered.take(report(.zero, infused: 140, at: later), now: later, ordered: .zero, isSettled: true)
    #expect(continues)
    #expect(delivered.atLeast == Volume(microliters: 39))
    #expect(delivered.atMost == Volume(microliters: 41))
  }

  @Test("a counter that moved although no flow was ever ordered or shown counts")
  func movedByItself() {
    var delivered = standing()
    #expect(delivered.atMost == .zero)
    let continues = delivered.take(report(.zero, infused: 150, at: start), now: start, ordered: .zero, isSettled: true)
    #expect(continues)
    #expect(delivered.atLeast == Volume(microliters: 49))
    #expect(delivered.atMost == Volume(microliters: 51))
  }

  @Test("SR-062: a counter that falls, or a pump that says it restarted, settles what was and begins anew")
  func broken() {
    for (counter, restarted) in [(Int64(3), false), (3, true), (500, true)] {
      var delivered = standing()
      delivered.advance(by: .seconds(36), ordered: milliliters(5))
      _ = delivered.take(report(milliliters(5), infused: 140, at: start), now: start, ordered: milliliters(5), isSettled: true)
      let before = (delivered.atLeast, delivered.atMost)
      let continues = delivered.take(
        report(.zero, infused: counter, at: start, restarted: restarted), now: start, ordered: .zero, isSettled: true)
      #expect(!continues)
      #expect(delivered.atLeast == before.0, "what was shown before stays")
      #expect(delivered.atMost >= before.1 + Volume(microliters: counter), "what the new counter shows may all have come since")
      let again = delivered.take(
        report(.zero, infused: counter, at: start, restarted: restarted), now: start, ordered: .zero, isSettled: true)
      #expect(again, "one restart is one break")
    }
  }

  @Test("SR-085: after a restart of ours the worst case counts until a reading continues the counter")
  func recovering() {
    var account = CounterAccount()
    account.base = Volume(microliters: 100)
    account.last = Volume(microliters: 140)
    account.resolution = Volume(microliters: 1)
    var delivered = DeliveredVolume(recovering: account, worstCase: Volume(microliters: 900))
    #expect(delivered.atLeast == Volume(microliters: 39))
    #expect(delivered.atMost == Volume(microliters: 900))
    let continues = delivered.take(report(.zero, infused: 160, at: start), now: start, ordered: .zero, isSettled: true)
    #expect(continues)
    #expect(delivered.atLeast == Volume(microliters: 59))
    #expect(delivered.atMost == Volume(microliters: 61))
  }

  @Test("SR-085: until the pump is read, an interrupted session may have got its order and what ran before a commit")
  func worstCase() throws {
    let room = Room().infuse()
    room.pumps[0].faults.isSilent = true
    room.restart()
    room.run(for: .seconds(1))
    let total = try #require(room.view().order).program.total
    #expect(room.view().deliveredAtMost > total)
    #expect(room.view().deliveredAtMost.distance(to: total) == volumeAtMost(milliliters(60), for: .seconds(15)))
    #expect(room.view().deliveredAtLeast < total)
  }
}
