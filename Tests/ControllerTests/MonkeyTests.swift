import Controller
import Quantities
import Safety
import SplitMix
import Testing
import Therapy

/// Somebody who presses everything, in a room where everything fails. Seeded, so that it can be run again.
private struct Monkey {
  var random: SplitMix
  private var tokens: [Token] = [Token(bits: 5)]

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  mutating func chance(_ one: Int64) -> Bool { random.next(in: 1...one) == 1 }

  mutating func act(in room: Room) {
    let channel = Int(random.next(in: 0...Int64(room.pumps.count - 1)))
    if chance(12) { command(room, channel) }
    if chance(400) { room.press(chance(3) ? .stop : .pause, channel: channel) }
    if chance(120) { disturb(room, channel) }
    if chance(60) { mend(room, channel) }
  }

  private mutating func command(_ room: Room, _ channel: Int) {
    let user: UInt32 = chance(20) ? 2 : 1
    room.send(action(room, channel), channel: channel, user: user)
  }

  private mutating func action(_ room: Room, _ channel: Int) -> CommandAction {
    // Mostly what makes sense in the phase that is shown, sometimes anything.
    let view = room.view(channel)
    let sensible: Int64 =
      switch view.phase {
      case .idle, .closed: view.isStopLatched ? 9 : 0
      case .prepared, .awaitingApproval, .awaitingSecondPerson: 1
      case .awaitingJournal, .starting, .pausing, .stopping: 10
      case .infusing, .reduced: random.next(in: 2...4)
      case .paused: view.needsReconcile ? 8 : random.next(in: 5...6)
      case .stopped, .recovering, .completed: random.next(in: 7...9)
      case .interrupted, .linkLost, .manual: 8
      }
    let rate = FlowRate(nanolitersPerHour: random.next(in: 0...40_000_000))
    switch chance(4) ? random.next(in: 0...11) : sensible {
    case 0: return .prepare(order(channel), session: room.newSession(), token: fresh(room))
    case 1: return .start(token())
    case 2: return .setRate(rate, token: fresh(room))
    case 3: return .confirm(token())
    case 4: return chance(40) ? .pause : .confirm(token())
    case 5: return .prepareResume(rate: chance(2) ? nil : rate, token: fresh(room))
    case 6: return .resume(token())
    case 7: return .close
    case 8: return .reconcile
    case 9: return .reset
    case 10: return .acknowledge(occurrence: UInt32(random.next(in: 0...12)))
    default: return chance(10) ? .stop : .pause
    }
  }

  private mutating func fresh(_ room: Room) -> Token {
    tokens.append(room.token())
    return tokens[tokens.count - 1]
  }

  private mutating func token() -> Token {
    chance(6) ? tokens[Int(random.next(in: 0...Int64(tokens.count - 1)))] : tokens[tokens.count - 1]
  }

  private mutating func order(_ channel: Int) -> Order {
    let steps = (0...random.next(in: 0...3)).map { _ in
      (FlowRate(microlitersPerHour: random.next(in: 1...360) * 100), Interval.seconds(random.next(in: 2...60)))
    }
    return makeOrder(steps: steps, hold: .seconds(random.next(in: 0...5)), patient: chance(10) ? "p-x" : "p-\(channel)")
  }

  private mutating func disturb(_ room: Room, _ channel: Int) {
    switch random.next(in: 0...11) {
    case 0: room.monitors[channel].saturation = (Int32(random.next(in: 70...100)), chance(3) ? .questionable : .good)
    case 1: room.monitors[channel].heartRate = (Int32(random.next(in: 30...180)), .good)
    case 2: room.monitors[channel].saturation = (nil, .sensorOff)
    case 3: room.monitors[channel].isUnplugged = true
    case 4: room.pumps[channel].faults.isSilent = true
    case 5: room.pumps[channel].reboot()
    case 6: room.pumps[channel].raise(PumpAlarms(rawValue: 1 << UInt32(random.next(in: 0...18))))
    case 7: room.pumps[channel].faults.losesNextReply = chance(2)
    case 8: room.pumps[channel].faults.refuses = .state
    case 9: room.pumps[channel].faults.losesStops = true
    case 10: room.journal.failingSince = room.journal.failingSince ?? room.now
    default:
      room.journal.delay = .milliseconds(random.next(in: 0...2_500))
      room.pumps[channel].faults.commandTime = .milliseconds(random.next(in: 0...900))
    }
    if chance(30) { room.hang(for: .milliseconds(random.next(in: 20...9_000))) }
    if chance(30) {
      room.keypadAt[channel] = room.now
      room.pumps[channel].runByKeypad(FlowRate(microlitersPerHour: random.next(in: 0...50_000)))
    }
  }

  private mutating func mend(_ room: Room, _ channel: Int) {
    room.monitors[channel] = MonitorRig()
    room.pumps[channel].liveAlarms = []
    room.pumps[channel].faults = PumpFaults()
    room.journal.failingSince = nil
    room.journal.delay = .milliseconds(random.next(in: 0...100))
  }
}

/// What a step decided, in a form that can be compared.
private func fingerprint(_ output: TickOutput) -> String {
  var text = ""
  for index in 0..<4 {
    let order = output.orders[index]
    text += "\(order.sequence) \(order.rate.baseUnits) \(order.vtbi.baseUnits) \(order.leaseUntil.nanoseconds) "
    text += "\(order.isEngaged) \(order.clearsAlarms);"
  }
  for index in 0..<output.replies.count { text += "\(output.replies[index])" }
  for index in 0..<output.records.count { text += "\(output.records[index])" }
  return text
}

@Suite struct MonkeyTests {
  static let steps = 5_000
  static let seeds = 1...44 as ClosedRange<UInt64>

  /// 44 x 5,000 steps of two channels. The witness and the truth are asked at every one of them.
  @Test(
    "no sequence of commands, faults and delays breaks a law, and the same inputs give the same outputs again",
    arguments: seeds)
  func monkey(seed: UInt64) {
    let room = Room(channels: 2)
    var monkey = Monkey(seed: seed)
    room.keepsInputs = true
    var outputs: [String] = []
    for _ in 0..<Self.steps {
      monkey.act(in: room)
      room.tick()
      if let output = room.output, output.records.count > 0 || room.inputs.count % 50 == 0 { outputs.append(fingerprint(output)) }
    }
    var controller = Controller(
      setups: room.setups, recoveries: [nil, nil], lease: room.lease, startedAt: Room.start)
    var replayed: [String] = []
    for input in room.beginning { _ = controller.step(input) }
    for (index, input) in room.inputs.enumerated() {
      let output = controller.step(input)
      if output.records.count > 0 || (index + 1) % 50 == 0 { replayed.append(fingerprint(output)) }
    }
    #expect(replayed == outputs)
    // A rig that never lets anything flow would pass for safe.
    #expect(room.witness.starts > 0, "no start in this run")
    #expect(room.witness.stopsSeen > 0)
  }
}
