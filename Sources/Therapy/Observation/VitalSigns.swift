public import Quantities

/// A vital sign that a monitor measures; each has one unit in which its readings are whole numbers.
public enum VitalSignal: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Arterial oxygen saturation by pulse oximetry, percent.
  case oxygenSaturation
  /// Heart rate, beats per minute.
  case heartRate
  /// Respiration rate, breaths per minute; 0 means that the monitor sees no breath.
  case respirationRate
  /// Carbon dioxide at the end of a breath, mmHg.
  case endTidalCarbonDioxide

  /// How many signals there are.
  @inlinable public static var count: Int { 4 }

  /// The unit that readings are counted in.
  public var unit: String {
    switch self {
    case .oxygenSaturation: "%"
    case .heartRate, .respirationRate: "/min"
    case .endTidalCarbonDioxide: "mmHg"
    }
  }

  /// The name as people and files write it.
  public var name: String {
    switch self {
    case .oxygenSaturation: "SpO2"
    case .heartRate: "HR"
    case .respirationRate: "RR"
    case .endTidalCarbonDioxide: "EtCO2"
    }
  }

  /// Values that a patient can have, 0 among them: a heart that stands still is no missing value. Anything else counts as
  /// missing, not as extreme (SR-047).
  public var plausible: ClosedRange<Int32> {
    switch self {
    case .oxygenSaturation: 0...100
    case .heartRate: 0...300
    case .respirationRate: 0...80
    case .endTidalCarbonDioxide: 0...150
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
  /// The monitor's own number or time of the measurement, to tell one that is repeated; nil where it has none (SR-046).
  public let stamp: UInt32?

  /// A reading of `signal`; an implausible value becomes a missing one (SR-047).
  public init(
    _ signal: VitalSignal, value: Int32?, quality: SignalQuality, receivedAt: Instant, stamp: UInt32? = nil
  ) {
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
}

extension VitalReading {
  /// This reading as the one after `before`: a measurement that is told again, by its stamp, is as old as when it was first told
  /// (SR-046).
  @_noAllocation @_noLocks
  public func following(_ before: VitalReading?) -> VitalReading {
    guard let before, let stamp, before.stamp == stamp else { return self }
    return VitalReading(repeating: self, since: before.receivedAt)
  }

  @_noAllocation @_noLocks
  private init(repeating reading: VitalReading, since receivedAt: Instant) {
    value = reading.value
    quality = reading.quality
    stamp = reading.stamp
    self.receivedAt = receivedAt
  }
}

/// The newest reading of each vital sign, nil where none ever came.
public struct VitalSigns: Hashable, Sendable, BitwiseCopyable {
  /// Oxygen saturation, percent.
  public var oxygenSaturation: VitalReading?
  /// Heart rate, beats per minute.
  public var heartRate: VitalReading?
  /// Respiration rate, breaths per minute.
  public var respirationRate: VitalReading?
  /// End-tidal carbon dioxide, mmHg.
  public var endTidalCarbonDioxide: VitalReading?

  /// No reading of any signal.
  @_noAllocation @_noLocks
  public init() {}

  /// The newest reading of `signal`.
  public subscript(signal: VitalSignal) -> VitalReading? {
    @_noAllocation @_noLocks get {
      switch signal {
      case .oxygenSaturation: oxygenSaturation
      case .heartRate: heartRate
      case .respirationRate: respirationRate
      case .endTidalCarbonDioxide: endTidalCarbonDioxide
      }
    }
    @_noAllocation @_noLocks set {
      switch signal {
      case .oxygenSaturation: oxygenSaturation = newValue
      case .heartRate: heartRate = newValue
      case .respirationRate: respirationRate = newValue
      case .endTidalCarbonDioxide: endTidalCarbonDioxide = newValue
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
