import ControlAPI
import Quantities
import Safety
import Synchronization
import Therapy

@testable import ControlServer
@testable import Controller

/// A real controller behind a model room: what the room is told reaches it, and what it shows is what the room shows.
final class ControllerBench: Sendable {
  private struct State: ~Copyable {
    var controller: Controller
    var isCalling = false
  }

  private let state: Mutex<State>
  private let room: ModelRoom

  /// A controller that has just started in `room`, with a machine that has passed its self-test.
  init(_ room: ModelRoom) {
    self.room = room
    let setup = ChannelSetup(
      resolution: FlowRate(microlitersPerHour: 100), fastest: FlowRate(microlitersPerHour: 1_000_000), isSimulated: true)
    let controller = Controller(
      setups: [setup, setup], recoveries: [nil, nil], lease: .seconds(3), startedAt: room.now())
    state = Mutex(State(controller: controller))
    room.answerCommands { [weak self] in self?.step($0) }
    advance(.milliseconds(20))
  }

  /// Presses or releases the call button of the first channel's patient.
  func call(_ isCalling: Bool) { state.withLock { $0.isCalling = isCalling } }

  /// Lets time pass, one step every 20 ms.
  func advance(_ time: Interval) {
    for _ in 0..<(time.wholeMilliseconds / 20) { _ = step(nil) }
  }

  private func step(_ command: OperatorCommand?) -> CommandOutcome? {
    let now = room.now() + .milliseconds(20)
    return state.withLock { state in
      var input = TickInput(now: now)
      input.durableThrough = .max
      input.machine.selfTestedAt = now
      input.channels[0].isCalling = state.isCalling
      if let command { input.commands.append(command) }
      let output = state.controller.step(input)
      let views = [state.controller.view(of: 0, at: now), state.controller.view(of: 1, at: now)]
      room.state.withLock {
        $0.now = now
        $0.views = views
      }
      return output.replies.count > 0 ? output.replies[0].outcome : nil
    }
  }
}

extension DeskFixture {
  /// Tests the alarms of the room as a nurse does: nothing starts before (SR-112).
  func testAlarms(_ bench: ControllerBench) async throws {
    let begun = await ask("POST", path(.testAlarms), goodBody(.testAlarms, id: String(repeating: "a", count: 32)), as: nurse)
    let token = try alarmTest(begun).token
    bench.advance(.seconds(8))
    let id = String(repeating: "b", count: 32)
    let confirmed = await ask("POST", path(.confirmAlarmTest), #"{"command":"\#(id)","token":"\#(token)"}"#, as: nurse)
    guard confirmed.status == 200 else { throw CodeOf(try code(confirmed)) }
  }
}

/// A refusal where none was expected.
struct CodeOf: Error {
  let code: String
  init(_ code: String) { self.code = code }
}
