public import Quantities

/// A vital sign that a monitor measures; each has one unit in which its readings are whole numbers.
public enum VitalSignal: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Arterial oxygen saturation by pulse oximetry, percent.
  case oxygenSaturation
  /// Heart rate, beats per minute.
  case heartRate

  /// How many signals there are.
  @inlinable public static var count: Int { 2 }

  /// The unit that readings are counted in.
  public var unit: String {
    switch self {
    case .oxygenSaturation: "%"
    case .heartRate: "/min"
    }
  }

  /// The name as people and files write it.
  public var name: String {
    switch self {
    case .oxygenSaturation: "SpO2"
    case .heartRate: "HR"
    }
  }

  /// Values that a living patient can have; anything else counts as missing, not as extreme (SR-047).
  public var plausible: ClosedRange<Int32> {
    switch self {
    case .oxygenSaturation: 1...100
    case .heartRate: 1...300
    }
  }
}

/// How far a reading can be trusted.
public enum SignalQuality: UInt8, Sendable, BitwiseCopyable {
  /// A good reading.
  case good
  /// A value with an artifact, low-perfusion or out-of-track flag: it may raise an alarm but never clears one (SR-046).
  case questionable
  /// The sensor is off the patient or disconnected; there is no value.
  case sensorOff
  /// The monitor says that it has no value.
  case missing

  /// The name for programs.
  public var name: String {
    switch self {
    case .good: "good"
    case .questionable: "questionable"
    case .sensorOff: "sensor-off"
    case .missing: "missing"
    }
  }
}

/// One reading of one vital sign.
public struct VitalReading: Hashable, Sendable, BitwiseCopyable {
  /// The value in its signal's unit; nil when the quality is `sensorOff` or `missing`.
  public let value: Int32?
  /// How far the value can be trusted.
  public let quality: SignalQuality
  /// When the last byte of it arrived here; the monitor's own clock is not trusted (SR-045).
  public let receivedAt: Instant
  /// The monitor's own number or time of the measurement, by which a repeated one is known; nil where it tells none.
  public let stamp: UInt32?

  /// A reading of `signal`, without a stamp unless given; an implausible value becomes a missing one (SR-047).
  public init(_ signal: VitalSignal, value: Int32?, quality: SignalQuality, receivedAt: Instant, stamp: UInt32? = nil) {
    self.receivedAt = receivedAt
    self.stamp = stamp
    switch quality {
    case .good, .questionable:
      if let value, signal.plausible.contains(value) {
        self.value = value
        self.quality = quality
      } else {
        self.value = nil
        self.quality = .missing
      }
    case .sensorOff, .missing:
      self.value = nil
      self.quality = quality
    }
  }

  @_noAllocation @_noLocks
  private init(_ reading: VitalReading, receivedAt: Instant) {
    value = reading.value
    quality = reading.quality
    stamp = reading.stamp
    self.receivedAt = receivedAt
  }

  /// This reading as it counts after `before` of the same signal and monitor: one with the stamp of the reading before is the
  /// same measurement told again, and keeps the age of the first telling (SR-046).
  ///
  /// Value and quality are those of this telling: a monitor may flag a measurement only later. Without a stamp each is new.
  @_noAllocation @_noLocks
  public func following(_ before: VitalReading?) -> VitalReading {
    guard let before, let stamp, let known = before.stamp, stamp == known else { return self }
    return VitalReading(self, receivedAt: min(before.receivedAt, receivedAt))
  }
}

/// The newest reading of each vital sign, nil where none ever came.
public struct VitalSigns: Hashable, Sendable, BitwiseCopyable {
  /// Oxygen saturation, percent.
  public var oxygenSaturation: VitalReading?
  /// Heart rate, beats per minute.
  public var heartRate: VitalReading?

  /// No reading of any signal.
  @_noAllocation @_noLocks
  public init() {}

  /// The newest reading of `signal`.
  public subscript(signal: VitalSignal) -> VitalReading? {
    @_noAllocation @_noLocks get {
      switch signal {
      case .oxygenSaturation: oxygenSaturation
      case .heartRate: heartRate
      }
    }
    set {
      switch signal {
      case .oxygenSaturation: oxygenSaturation = newValue
      case .heartRate: heartRate = newValue
      }
    }
  }
}

/// What a monitor's link tells: its newest readings and how the line fares.
public struct MonitorObservation: Hashable, Sendable, BitwiseCopyable {
  /// Whether good frames arrived within the driver's silence time.
  public var connected: Bool
  /// The newest readings.
  public var vitals: VitalSigns
  /// Frames that parsed, since the port was opened.
  public var goodFrames: UInt64
  /// Damaged frames, and packets that lack frames though none was damaged, since the port was opened; each counts once
  /// (SR-073).
  public var badFrames: UInt64

  /// A monitor that was never heard.
  @_noAllocation @_noLocks
  public init() {
    connected = false
    vitals = VitalSigns()
    goodFrames = 0
    badFrames = 0
  }
}
