import CAllocationCount
import Controller
import Quantities
import Testing
import Therapy

@Suite struct AllocationTests {
  /// 10,000 inputs of four busy channels: starts, steps, raises, pauses, stops, alarms, losses, resumes.
  private func busyInputs() -> (beginning: [TickInput], busy: [TickInput]) {
    let room = Room(channels: 4)
    room.keepsInputs = true
    for channel in 0..<4 {
      let steps = [(milliliters(10), Interval.seconds(15)), (milliliters(20), .seconds(60))]
      room.infuse(makeOrder(steps: steps, patient: "p-\(channel)"), channel: channel)
    }
    room.run(for: .seconds(20))
    let token = room.token()
    _ = room.ask(.setRate(milliliters(25), token: token))
    _ = room.ask(.confirm(token))
    room.monitors[1].saturation = (80, .good)
    room.pumps[2].faults.isSilent = true
    room.press(.pause)
    room.run(for: .seconds(40))
    _ = room.resume()
    room.monitors[1].saturation = (98, .good)
    room.pumps[2].faults.isSilent = false
    room.pumps[3].raise(.occlusion)
    room.run(for: .seconds(60))
    for channel in 0..<4 { room.press(.stop, channel: channel) }
    room.run(until: { $0.inputs.count >= 10_000 })
    while room.inputs.count < 10_000 { room.tick() }
    return (room.beginning, room.inputs)
  }

  @Test(
    "10,000 steps with four channels allocate nothing",
    .enabled(if: allocation_counting_is_on() == 1, "a sanitizer brings its own allocator"))
  func nothing() {
    let inputs = busyInputs()
    var controller = Controller(
      setups: Array(repeating: Room.setup, count: 4), recoveries: [nil, nil, nil, nil], lease: .seconds(5),
      startedAt: Room.start)
    for input in inputs.beginning { _ = controller.step(input) }
    var records = 0
    let before = allocation_count()
    for index in 0..<10_000 {
      let output = controller.step(inputs.busy[index])
      records += output.records.count
    }
    let allocations = allocation_count() - before
    #expect(allocations == 0)
    #expect(records > 100, "the steps were busy")
  }

  @Test("the count sees an allocation", .enabled(if: allocation_counting_is_on() == 1, "a sanitizer brings its own allocator"))
  func counts() {
    let before = allocation_count()
    let array = Array(repeating: before, count: 1_000)
    #expect(allocation_count() > before)
    #expect(array.count == 1_000)
  }
}
