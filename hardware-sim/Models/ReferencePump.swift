public import Quantities

/// The project's reference infusion pump at register level: a value that moves fluid as time passes.
///
/// It follows the "refpump" register map (magic 0x4950, version 1.0): staged and committed programs, control owner,
/// watchdog, live and latched alarms. Every change happens at its exact instant, whatever steps `advance(to:)` is called in,
/// so a run does not depend on how often the simulator looks.
public struct ReferencePump: Hashable, Sendable {
  /// The fixed properties; only a fault changes its firmware.
  public internal(set) var nameplate: ReferencePumpNameplate
  /// How far the pump has been advanced.
  public internal(set) var now: Instant
  /// What the pump remembers only while it is powered.
  var memory: Memory
  /// All fluid that ever left the pump since the model was made; no command and no restart resets it. The remainder below
  /// one nanoliter is carried.
  private(set) var truth = VolumeIntegrator()
  /// Whether the line to the patient is blocked.
  public private(set) var isBlocked = false
  /// How long the motor has pushed against the block.
  private(set) var pushedAgainstBlock: Interval = .zero

  /// A pump that was switched on long before `start` and stands idle, without owner, program or watchdog.
  public init(nameplate: ReferencePumpNameplate, start: Instant) {
    self.nameplate = nameplate
    now = start
    memory = Memory(bootedAt: start)
  }

  /// All fluid that ever left the pump, exact to the nanoliter below: the truth that tests compare with.
  public var trueVolume: Volume { truth.volume }

  /// What the pump does now.
  public var state: ReferencePumpState {
    switch memory.motion {
    case .selfTest: .selfTest
    case .idle: .idle
    case .infusing: .infusing
    case .paused: .paused
    case .bolus: .bolus
    case .keepVeinOpen: .keepVeinOpen
    case .alarmStopped: .alarmStopped
    }
  }

  /// The flow that leaves the pump now.
  public var flow: FlowRate {
    let microlitersPerHour: UInt32
    switch memory.motion {
    case .infusing: microlitersPerHour = memory.committed.rate
    case .bolus: microlitersPerHour = memory.committed.bolusRate
    case .keepVeinOpen: microlitersPerHour = UInt32(memory.committed.keepOpenRate)
    case .selfTest, .idle, .paused, .alarmStopped: microlitersPerHour = 0
    }
    return FlowRate(microlitersPerHour: Int64(microlitersPerHour))
  }

  /// Lets time pass until `target`; an earlier instant changes nothing.
  public mutating func advance(to target: Instant) {
    while let event = nextEvent, event.at <= target {
      move(to: event.at)
      happen(event.kind)
    }
    move(to: target)
  }

  /// Blocks or frees the line to the patient. While blocked, the pressure rises as the motor pushes, up to the alarm.
  public mutating func setBlocked(_ blocked: Bool) {
    isBlocked = blocked
    if !blocked { pushedAgainstBlock = .zero }
  }

  /// Restarts the pump now: flow stops; program, counter, owner and watchdog are forgotten; then a self-test.
  public mutating func restart() {
    let wasConfigured = memory.isConfigured
    memory = Memory(bootedAt: now)
    memory.motion = .selfTest(until: now + Self.selfTestTime)
    if wasConfigured {
      memory.configurationLost = true
      memory.latched.insert(.configurationLost)
    }
  }

  // MARK: - Alarms

  /// The alarms whose cause is present.
  public var liveAlarms: ReferencePumpAlarms {
    var live: ReferencePumpAlarms = []
    if isBlocked && pressure >= Int64(memory.occlusionLimit) { live.insert(.occlusion) }
    if memory.ended { live.insert(.endOfInfusion) }
    if memory.watchdog.tripped { live.insert(.watchdog) }
    if memory.configurationLost { live.insert(.configurationLost) }
    if let end = memory.testAlarmUntil, now < end { live.insert(.test) }
    return live
  }

  /// The alarms that are kept until cleared.
  public var latchedAlarms: ReferencePumpAlarms { memory.latched }

  /// Line pressure, mmHg.
  public var pressure: Int64 {
    Self.restingPressure + pushedAgainstBlock.nanoseconds / Self.nanosecondsPerMillimeterOfMercury
  }

  static var restingPressure: Int64 { 20 }
  /// A blocked line builds up 250 mmHg/s: a stiff line, so that an occlusion alarms within two seconds at the default limit.
  static var nanosecondsPerMillimeterOfMercury: Int64 { 4_000_000 }
  static var selfTestTime: Interval { .seconds(1) }
  static var testAlarmTime: Interval { .seconds(3) }
  static var audioPauseTime: Interval { .seconds(120) }

  // MARK: - Time

  private enum Event {
    case selfTestEnds, watchdogTrips, programEnds, bolusEnds, occlusionAlarms
  }

  /// The next instant at which the pump changes by itself.
  private var nextEvent: (at: Instant, kind: Event)? {
    var events: [(at: Instant, kind: Event)] = []
    if let deadline = memory.watchdog.deadline { events.append((deadline, .watchdogTrips)) }
    if case .selfTest(let end) = memory.motion { events.append((end, .selfTestEnds)) }
    if isBlocked, flow > .zero {
      let push = (Int64(memory.occlusionLimit) - Self.restingPressure) * Self.nanosecondsPerMillimeterOfMercury
      events.append((now + Interval(nanoseconds: push).remaining(after: pushedAgainstBlock), .occlusionAlarms))
    }
    switch memory.motion {
    case .infusing, .bolus:
      if let limit = memory.committed.limit {
        events.append((now + memory.programDelivered.time(until: limit, at: flow), .programEnds))
      }
    case .selfTest, .idle, .paused, .keepVeinOpen, .alarmStopped: break
    }
    if case .bolus(let run) = memory.motion {
      events.append((now + run.delivered.time(until: memory.committed.bolusTarget, at: flow), .bolusEnds))
    }
    return events.min { $0.at < $1.at }
  }

  private mutating func move(to target: Instant) {
    let time = target.since(now)
    guard time > .zero else { return }
    let flow = flow
    truth.add(flow, for: time)
    memory.counter.add(flow, for: time)
    memory.programDelivered.add(flow, for: time)
    if case .bolus(var run) = memory.motion {
      run.delivered.add(flow, for: time)
      memory.motion = .bolus(run)
    }
    if isBlocked, flow > .zero { pushedAgainstBlock = pushedAgainstBlock + time }
    now = target
  }

  private mutating func happen(_ event: Event) {
    switch event {
    case .selfTestEnds: memory.motion = .idle
    case .watchdogTrips: tripWatchdog()
    case .programEnds:
      memory.ended = true
      memory.latched.insert(.endOfInfusion)
      memory.motion = memory.committed.keepOpenRate > 0 ? .keepVeinOpen : .alarmStopped
    case .bolusEnds:
      if case .bolus(let run) = memory.motion { memory.motion = run.thenInfuses ? .infusing : .idle }
    case .occlusionAlarms:
      memory.latched.insert(.occlusion)
      memory.motion = .alarmStopped
    }
  }

  private mutating func tripWatchdog() {
    memory.watchdog.tripped = true
    memory.latched.insert(.watchdog)
    switch memory.watchdog.action {
    case .alarmOnly: break
    case .stop:
      if flow > .zero || memory.motion == .paused { memory.motion = .alarmStopped }
    case .keepVeinOpen:
      if flow > .zero { memory.motion = memory.committed.keepOpenRate > 0 ? .keepVeinOpen : .alarmStopped }
    }
  }
}

extension VolumeIntegrator {
  /// How long a flow must run until at least `target` has been added up; an hour's worth of centuries when nothing flows.
  func time(until target: Volume, at rate: FlowRate) -> Interval {
    guard volume < target else { return .zero }
    guard rate > .zero else { return Interval(nanoseconds: .max / 4) }
    let missing = Int128(target.nanoliters - volume.nanoliters) * Int128(Interval.hour.nanoseconds) - Int128(remainder)
    let perHour = Int128(rate.nanolitersPerHour)
    return Interval(nanoseconds: Int64(clamping: min((missing + perHour - 1) / perHour, Int128(Int64.max / 4))))
  }
}
