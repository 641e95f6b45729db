import Controller
import Quantities
import Safety
import Testing
import Therapy

@Suite struct StoryTests {
  @Test("the demo's story: infuse, desaturate, pause, alarm, recover, resume at half rate, complete")
  func demo() throws {
    let room = Room()
    room.infuse(makeOrder(steps: [(milliliters(30), .seconds(80))]))
    room.run(for: .seconds(30))
    #expect(room.phase == .infusing)
    #expect(room.ordered == milliliters(30))

    room.monitors[0].saturation = (86, .good)
    let onset = room.now
    #expect(room.run { $0.phase == .pausing || $0.phase == .paused })
    let waited = room.now.since(onset)
    #expect(waited >= .milliseconds(9_600) && waited <= .seconds(11))
    #expect(room.run { $0.phase == .paused })
    #expect(room.view().cause == .interlock(.oxygenSaturation))
    #expect(room.isOn(.oxygenSaturationLow))

    let early = room.resume()
    guard case .refused(.blocked) = early else { throw Unexpected(outcome: early) }
    #expect(room.acknowledge(.oxygenSaturationLow) == .done)
    #expect(room.isOn(.oxygenSaturationLow), "its cause is still there")
    room.monitors[0].saturation = (97, .good)
    room.run(for: .seconds(31))
    #expect(!room.isOn(.oxygenSaturationLow))
    room.run(for: .seconds(11))

    #expect(room.resume() == .done)
    #expect(room.run { $0.phase == .infusing })
    #expect(room.ordered == milliliters(15))
    #expect(room.run(limit: .seconds(120)) { $0.phase == .completed })
    #expect(room.view().endCause == .durationReached)
    #expect(
      room.phases() == [
        .prepared, .awaitingJournal, .starting, .infusing, .pausing, .paused, .awaitingJournal, .starting, .infusing, .stopping,
        .recovering, .completed,
      ])
    #expect(room.pumps[0].state == .paused)
    #expect(room.ask(.close) == .done)
    #expect(room.phase == .closed)
  }

  @Test("SR-017: lost time is not made up: the program's clock stands still in a pause")
  func lostTime() throws {
    let room = Room()
    room.infuse(makeOrder(steps: [(milliliters(30), .seconds(60))]))
    room.run(for: .seconds(20))
    room.press(.pause)
    room.run(for: .seconds(100))
    let before = room.view().elapsed
    #expect(before >= .seconds(20) && before < .seconds(22))
    #expect(room.resume(at: milliliters(30)) == .done)
    room.run { $0.phase == .infusing }
    #expect(room.view().elapsed == before)
    #expect(room.run(limit: .seconds(60)) { $0.phase == .completed })
    // Never more than the order holds, though it ran at full rate to its end.
    #expect(try #require(room.delivered()) <= room.view().order!.program.total)
  }

  @Test("SR-052: a program's step down comes by its own clock, its step up never")
  func steps() {
    let room = Room()
    room.infuse(
      makeOrder(steps: [(milliliters(10), .seconds(20)), (milliliters(5), .seconds(20)), (milliliters(20), .seconds(20))]))
    var seen: [FlowRate] = []
    room.run(limit: .seconds(90)) {
      if seen.last != $0.ordered { seen.append($0.ordered) }
      return $0.phase == .completed
    }
    #expect(seen == [milliliters(10), milliliters(5), .zero])
    #expect(room.view().elapsed >= .seconds(60), "it ends with the order's time all the same")
  }
}

struct Unexpected: Error { let outcome: CommandOutcome? }
