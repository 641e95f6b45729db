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
    /// The orders of the step before, as their pumps carry them out: at rest, whatever they are.
    var sequences: InlineArray<4, UInt64> = InlineArray(repeating: 0)
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
      for index in 0..<2 {
        input.channels[index].pump = Self.restingPump(state.sequences[index], at: now)
        input.channels[index].monitor = Self.wellPatient(at: now)
      }
      input.channels[0].isCalling = state.isCalling
      if let command { input.commands.append(command) }
      let output = state.controller.step(input)
      for index in 0..<2 { state.sequences[index] = output.orders[index].sequence }
      let views = [state.controller.view(of: 0, at: now), state.controller.view(of: 1, at: now)]
      room.state.withLock {
        $0.now = now
        $0.views = views
      }
      return output.replies.count > 0 ? output.replies[0].outcome : nil
    }
  }

  /// A pump at 0 mL/h that has carried out its newest order.
  private static func restingPump(_ sequence: UInt64, at now: Instant) -> PumpObservation {
    var pump = PumpObservation()
    pump.link = .up
    pump.receipt = .applied(.zero)
    pump.orderSequence = sequence
    pump.report = PumpReport(
      state: .idle, isRemotelyOwned: true, rate: .zero, infused: .zero, infusedResolution: Volume(microliters: 1),
      vtbiRemaining: nil, liveAlarms: PumpAlarms(), latchedAlarms: PumpAlarms(), watchdogRemaining: .seconds(5), serialNumber: 77,
      readBegan: now, readEnded: now)
    return pump
  }

  /// Normal values; the heart rate moves by one every 30 s, for one that never moves counts as frozen.
  private static func wellPatient(at now: Instant) -> MonitorObservation {
    var monitor = MonitorObservation()
    monitor.connected = true
    monitor.vitals.oxygenSaturation = VitalReading(.oxygenSaturation, value: 97, quality: .good, receivedAt: now)
    let beat = Int32(now.nanoseconds / 30_000_000_000 % 2)
    monitor.vitals.heartRate = VitalReading(.heartRate, value: 70 + beat, quality: .good, receivedAt: now)
    return monitor
  }
}

extension DeskFixture {
  /// Tests the alarms of the room as a nurse does: nothing starts before (SR-112).
  func testAlarms(_ bench: ControllerBench) async throws {
    let begun = await ask("POST", path(.testAlarms), goodBody(.testAlarms, id: String(repeating: "a", count: 32)), as: nurse)
    let token = try alarmTest(begun).token
    bench.advance(AlarmTest.length)
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
