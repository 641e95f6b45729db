import Controller
import Quantities
import Safety
import SplitMix
import Testing
import Therapy

/// Observations as no sane device makes them, but as the types allow: what comes from outside never traps.
private struct Garbage {
  var random: SplitMix

  mutating func pick<T>(_ choices: [T]) -> T { choices[Int(random.next(in: 0...Int64(choices.count - 1)))] }

  mutating func word() -> Int64 {
    pick([0, 1, random.next(in: 0...100), random.next(in: 0...60_000), random.next(in: 0...0xFFFF_FFFF), 0xFFFF_FFFF])
  }

  mutating func instant(near now: Instant) -> Instant {
    pick([.boot, now, now + .seconds(3_600), Instant(nanoseconds: now.nanoseconds - random.next(in: 0...60_000_000_000))])
  }

  mutating func report(near now: Instant) -> PumpReport {
    PumpReport(
      state: pick([.off, .selfTest, .idle, .infusing, .paused, .bolus, .keepVeinOpen, .alarmStopped, .fault]),
      isRemotelyOwned: pick([true, false]), rate: FlowRate(microlitersPerHour: word()),
      infused: Volume(microliters: word()), infusedResolution: Volume(microliters: pick([0, 1, 1, 1, 1_000])),
      vtbiRemaining: pick([nil, Volume(microliters: word())]),
      liveAlarms: PumpAlarms(rawValue: pick([0, 0, 0, UInt32(truncatingIfNeeded: random.next())])),
      latchedAlarms: PumpAlarms(rawValue: pick([0, 0, 0, UInt32(truncatingIfNeeded: random.next())])),
      watchdogRemaining: .seconds(word() & 0xFFFF), serialNumber: UInt32(word()), readBegan: instant(near: now),
      readEnded: instant(near: now))
  }

  mutating func observation(near now: Instant, sequence: UInt64) -> PumpObservation {
    var pump = PumpObservation()
    pump.link = pick([.up, .up, .up, .connecting, .silent, .wrongDevice])
    pump.report = pick([nil, report(near: now), report(near: now), report(near: now)])
    pump.orderSequence = pick([sequence, sequence, 0, .max])
    pump.receipt = pick([.none, .underway, .applied(FlowRate(microlitersPerHour: word())), .refused(.value), .uncertain])
    pump.uncertainSince = pick([nil, nil, instant(near: now)])
    pump.stopSentAt = pick([nil, instant(near: now)])
    pump.leaseExpired = pick([false, false, false, true])
    pump.badFrames = random.next()
    return pump
  }

  mutating func command(at now: Instant) -> OperatorCommand {
    let token = Token(bits: 1)
    let pressures: [Int32] = [-1, 0, 40, 93, 120, 999, .max, .min]
    let pressure = CommandAction.vitals(systolic: pick(pressures), diastolic: pick(pressures), mean: pick(pressures))
    let actions: [CommandAction] = [
      .reconcile, .reset, .close, .closeEarly, .pause, .prepareResume(rate: nil, token: token), .resume(token), .approve(token),
      .second(token), .nextStep(token: token), .confirm(token), .handover(to: UserID(number: 1)),
      pressure, .score(pick(ClinicalScale.allCases), pick([-128, -5, 0, 3, 4, 127])),
    ]
    return OperatorCommand(
      id: CommandID(high: 9, low: random.next()), channel: 0, user: UserID(number: 1), action: pick(actions), takenAt: now)
  }

  mutating func monitor(near now: Instant) -> MonitorObservation {
    var monitor = MonitorObservation()
    monitor.connected = pick([true, false])
    for signal in VitalSignal.allCases {
      let value: Int32? = pick([nil, 0, -1, 511, .max, .min, 97, 80])
      monitor.vitals[signal] = pick([
        nil,
        VitalReading(
          signal, value: value, quality: pick([.good, .questionable, .sensorOff, .missing]), receivedAt: instant(near: now)),
      ])
    }
    return monitor
  }
}

@Suite struct GarbageTests {
  @Test(
    "SR-073: whatever a device claims, the step neither traps nor lets the bounds cross nor lets drug flow unasked",
    arguments: 1...30 as ClosedRange<UInt64>)
  func anyObservation(seed: UInt64) {
    var garbage = Garbage(random: SplitMix(seed: seed))
    let room = Room()
    room.keepsInputs = true
    switch seed % 3 {
    case 0: _ = room.prepare()
    case 1: room.infuse()
    default: room.pausedAndCalm(makeOrder(hold: .seconds(1)))
    }
    var controller = Controller(setups: [Room.setup], recoveries: [nil], lease: .seconds(5), startedAt: Room.start)
    var witness = Witness(channels: 1, lease: .seconds(5))
    var sequence: UInt64 = 0
    for input in room.inputs {
      let output = controller.step(input)
      witness.check(input, output)
      sequence = output.orders[0].sequence
    }
    var input = room.inputs[room.inputs.count - 1]
    input.commands = BoundedList()
    for _ in 0..<2_000 {
      input.now = input.now + garbage.pick([Room.period, Room.period, .zero, .seconds(1)])
      if garbage.random.next(in: 0...9) == 0 {
        input.channels[0].pump = garbage.observation(near: input.now, sequence: sequence)
      }
      if garbage.random.next(in: 0...9) == 0 { input.channels[0].monitor = garbage.monitor(near: input.now) }
      input.commands = BoundedList()
      if garbage.random.next(in: 0...9) == 0 {
        input.commands.append(garbage.command(at: input.now))
      }
      input.durableThrough += 3
      let output = controller.step(input)
      witness.check(input, output)
      sequence = output.orders[0].sequence
      let view = controller.view(of: 0, at: input.now)
      if view.deliveredAtLeast > view.deliveredAtMost { Issue.record("the bounds crossed") }
    }
    #expect(controller.view(of: 0, at: input.now).ordered == .zero, "nobody trusts such a pump for long")
  }
}
