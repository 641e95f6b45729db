import Quantities

extension ReferencePump {
  /// What the pump is doing.
  enum Motion: Hashable, Sendable {
    case selfTest(until: Instant)
    case idle, infusing, paused
    case bolus(BolusRun)
    case keepVeinOpen, alarmStopped
  }

  /// A bolus in progress.
  struct BolusRun: Hashable, Sendable {
    var delivered = VolumeIntegrator()
    /// Whether the program goes on afterwards.
    let thenInfuses: Bool
  }

  /// Holding register 2.
  enum WatchdogAction: UInt16, Hashable, Sendable {
    case alarmOnly = 0
    case stop, keepVeinOpen
  }

  /// The communication watchdog: off until it has a time and a heartbeat.
  struct Watchdog: Hashable, Sendable {
    /// Seconds; 0 is off.
    var seconds: UInt16 = 0
    var action: WatchdogAction = .stop
    var heartbeat: UInt16 = 0
    var lastAccepted: UInt16 = 0
    var fedAt: Instant?
    var tripped = false

    /// Whether it runs.
    var isArmed: Bool { seconds > 0 && fedAt != nil && !tripped }

    /// When it trips unless fed before.
    var deadline: Instant? {
      guard isArmed, let fedAt else { return nil }
      return fedAt + .seconds(Int64(seconds))
    }
  }

  /// Everything that a restart forgets.
  struct Memory: Hashable, Sendable {
    let bootedAt: Instant
    var motion: Motion = .idle
    var isRemote = false
    var controlKey: UInt16 = 0
    var watchdog = Watchdog()
    var staged: PumpProgram = .empty
    var committed: PumpProgram = .empty
    /// Infused under the committed program: VTBI counts from its commit.
    var programDelivered = VolumeIntegrator()
    /// The pump's own counter since it was last cleared.
    var counter = VolumeIntegrator()
    var latched: ReferencePumpAlarms = []
    /// Causes of alarms that no sensor shows.
    var ended = false
    var configurationLost = false
    var testAlarmUntil: Instant?
    var audioPauseUntil: Instant?
    var result: ReferencePumpResult = .none
    var resultProgram: UInt16 = 0

    init(bootedAt: Instant) { self.bootedAt = bootedAt }

    /// Whether there is a configuration that a restart would lose.
    var isConfigured: Bool { isRemote || watchdog.seconds > 0 || committed != .empty || configurationLost }

    var occlusionLimit: UInt16 { committed.occlusionLimit }
  }
}

extension PumpProgram {
  /// The volume to be infused, nil for no limit.
  var limit: Volume? { vtbi == Self.noLimit ? nil : Volume(microliters: Int64(vtbi)) }
  /// The volume of a bolus.
  var bolusTarget: Volume { Volume(microliters: Int64(bolusVolume)) }
}
