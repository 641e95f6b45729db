public import Quantities

/// A figure about a patient that has limits of its own (clinical defaults, section 4).
public enum LimitedSignal: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case oxygenSaturation, respirationRate, heartRate, systolicPressure, diastolicPressure, meanPressure, endTidalCarbonDioxide

  /// How many there are.
  @inlinable public static var count: Int { 7 }

  /// The name as people and files write it.
  public var name: String {
    switch self {
    case .oxygenSaturation: "SpO2"
    case .respirationRate: "RR"
    case .heartRate: "HR"
    case .systolicPressure: "SBP"
    case .diastolicPressure: "DBP"
    case .meanPressure: "MAP"
    case .endTidalCarbonDioxide: "EtCO2"
    }
  }

  /// The unit that its values are whole numbers of.
  public var unit: String {
    switch self {
    case .oxygenSaturation: "%"
    case .respirationRate, .heartRate: "/min"
    case .systolicPressure, .diastolicPressure, .meanPressure, .endTidalCarbonDioxide: "mmHg"
    }
  }

  /// Whether a monitor measures it all the time; pressures come one by one and have no persistence.
  public var isContinuous: Bool {
    @_noAllocation @_noLocks get {
      switch self {
      case .oxygenSaturation, .respirationRate, .heartRate, .endTidalCarbonDioxide: true
      case .systolicPressure, .diastolicPressure, .meanPressure: false
      }
    }
  }
}

/// The limits of one figure; a value equal to a limit passes. Nil where that side has none.
public struct SignalLimits: Hashable, Sendable, BitwiseCopyable {
  /// A value below warns.
  public var warnLow: Int32?
  /// A value above warns.
  public var warnHigh: Int32?
  /// A value below pauses.
  public var pauseLow: Int32?
  /// A value above pauses.
  public var pauseHigh: Int32?
  /// How long a value must be bad before it warns; zero for a pressure.
  public var warnDelay: Interval
  /// How long before it pauses; zero for a pressure.
  public var pauseDelay: Interval

  /// Limits with every field given.
  @_noAllocation @_noLocks
  public init(
    warnLow: Int32?, warnHigh: Int32?, pauseLow: Int32?, pauseHigh: Int32?, warnDelay: Interval = .zero,
    pauseDelay: Interval = .zero
  ) {
    self.warnLow = warnLow
    self.warnHigh = warnHigh
    self.pauseLow = pauseLow
    self.pauseHigh = pauseHigh
    self.warnDelay = warnDelay
    self.pauseDelay = pauseDelay
  }

  /// The clinical defaults, section 4 (SR-041).
  @_noAllocation @_noLocks
  public static func standard(_ signal: LimitedSignal) -> SignalLimits {
    switch signal {
    case .oxygenSaturation:
      SignalLimits(
        warnLow: 94, warnHigh: nil, pauseLow: 90, pauseHigh: nil, warnDelay: .seconds(15), pauseDelay: .seconds(10))
    case .respirationRate:
      SignalLimits(warnLow: 10, warnHigh: 25, pauseLow: 8, pauseHigh: 30, warnDelay: .seconds(30), pauseDelay: .seconds(15))
    case .heartRate:
      SignalLimits(warnLow: 50, warnHigh: 120, pauseLow: 40, pauseHigh: 150, warnDelay: .seconds(15), pauseDelay: .seconds(10))
    case .systolicPressure: SignalLimits(warnLow: 95, warnHigh: 160, pauseLow: 90, pauseHigh: 180)
    case .diastolicPressure: SignalLimits(warnLow: 50, warnHigh: 100, pauseLow: 40, pauseHigh: 110)
    case .meanPressure: SignalLimits(warnLow: 65, warnHigh: 115, pauseLow: 60, pauseHigh: 130)
    case .endTidalCarbonDioxide:
      SignalLimits(warnLow: 28, warnHigh: 50, pauseLow: 15, pauseHigh: 60, warnDelay: .seconds(30), pauseDelay: .seconds(20))
    }
  }
}

extension SignalLimits {
  /// Whether every limit is the same as in `other`.
  @_noAllocation @_noLocks
  public func isSame(as other: SignalLimits) -> Bool {
    for index in 0..<LimitKey.count {
      guard let key = LimitKey(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
      if self[key] != other[key] { return false }
    }
    return true
  }
}

/// The limits of every figure of one session: the clinic's, until a clinician changes one for this session (SR-111).
public struct VitalLimits: Sendable, BitwiseCopyable {
  @usableFromInline var limits: InlineArray<7, SignalLimits>

  /// The clinical defaults.
  @_noAllocation @_noLocks
  public init() {
    limits = InlineArray { index in
      guard let signal = LimitedSignal(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
      return .standard(signal)
    }
  }

  /// The limits of `signal`.
  public subscript(signal: LimitedSignal) -> SignalLimits {
    @inlinable @_noAllocation @_noLocks get { limits[Int(signal.rawValue)] }
    @inlinable @_noAllocation @_noLocks set { limits[Int(signal.rawValue)] = newValue }
  }
}

// MARK: - Bounds

/// Why limits cannot be set: which one, and the bound that it breaks (SR-042).
public enum LimitFault: Hashable, Sendable, BitwiseCopyable {
  /// A limit that this figure does not have.
  case noSuchLimit(LimitKey)
  /// A value outside its bounds.
  case outOfBounds(LimitKey, value: Int32, least: Int32, most: Int32)
  /// The first, a warning, lies beyond the second, its pause: it would never be heard.
  case outOfOrder(LimitKey, LimitKey)
}

/// One of the values that can be set.
public enum LimitKey: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case warnLow, warnHigh, pauseLow, pauseHigh, warnDelay, pauseDelay

  /// How many there are.
  @inlinable public static var count: Int { 6 }

  /// The name as files and the command line write it.
  public var name: String {
    switch self {
    case .warnLow: "warn-low"
    case .warnHigh: "warn-high"
    case .pauseLow: "pause-low"
    case .pauseHigh: "pause-high"
    case .warnDelay: "warn-delay"
    case .pauseDelay: "pause-delay"
    }
  }
}

/// A change of limits: nil where a value stays as it is; delays are in whole seconds. Whatever was asked for, possible or not.
public struct LimitChange: Hashable, Sendable, BitwiseCopyable {
  private var warnLow: Int32?
  private var warnHigh: Int32?
  private var pauseLow: Int32?
  private var pauseHigh: Int32?
  private var warnDelay: Int32?
  private var pauseDelay: Int32?

  /// No change.
  public init() {}

  /// The new value of a limit, in the figure's unit or in seconds.
  public subscript(key: LimitKey) -> Int32? {
    @_noAllocation @_noLocks get {
      switch key {
      case .warnLow: warnLow
      case .warnHigh: warnHigh
      case .pauseLow: pauseLow
      case .pauseHigh: pauseHigh
      case .warnDelay: warnDelay
      case .pauseDelay: pauseDelay
      }
    }
    set {
      switch key {
      case .warnLow: warnLow = newValue
      case .warnHigh: warnHigh = newValue
      case .pauseLow: pauseLow = newValue
      case .pauseHigh: pauseHigh = newValue
      case .warnDelay: warnDelay = newValue
      case .pauseDelay: pauseDelay = newValue
      }
    }
  }
}

extension SignalLimits {
  /// The value of a limit, in the figure's unit or in seconds; nil where the figure has none on that side.
  public subscript(key: LimitKey) -> Int32? {
    @_noAllocation @_noLocks get {
      switch key {
      case .warnLow: warnLow
      case .warnHigh: warnHigh
      case .pauseLow: pauseLow
      case .pauseHigh: pauseHigh
      case .warnDelay: Int32(clamping: warnDelay.wholeSeconds)
      case .pauseDelay: Int32(clamping: pauseDelay.wholeSeconds)
      }
    }
    @_noAllocation @_noLocks set {
      let seconds = newValue ?? 0
      switch key {
      case .warnLow: warnLow = newValue
      case .warnHigh: warnHigh = newValue
      case .pauseLow: pauseLow = newValue
      case .pauseHigh: pauseHigh = newValue
      case .warnDelay: warnDelay = .seconds(Int64(seconds < 0 ? 0 : seconds))
      case .pauseDelay: pauseDelay = .seconds(Int64(seconds < 0 ? 0 : seconds))
      }
    }
  }

  /// These limits with `change` applied, or why they cannot be so: the figure has no such limit, or the result breaks a bound
  /// (SR-042). Nothing is changed in part.
  @_noAllocation @_noLocks
  public func applying(_ change: LimitChange, to signal: LimitedSignal) -> (limits: SignalLimits, fault: LimitFault?) {
    var changed = self
    for index in 0..<LimitKey.count {
      guard let key = LimitKey(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
      guard let value = change[key] else { continue }
      guard LimitBounds.has(key, signal) else { return (self, .noSuchLimit(key)) }
      // Looked at before it is set: a time below zero is none.
      let (least, most) = LimitBounds.range(of: key, signal)
      guard value >= least, value <= most else {
        return (self, .outOfBounds(key, value: value, least: least, most: most))
      }
      changed[key] = value
    }
    if let fault = changed.fault(of: signal) { return (self, fault) }
    return (changed, nil)
  }

  /// What breaks a bound; nil when nothing does.
  @_noAllocation @_noLocks
  public func fault(of signal: LimitedSignal) -> LimitFault? {
    for index in 0..<LimitKey.count {
      guard let key = LimitKey(rawValue: UInt8(index)) else { preconditionFailure("the list has no gap") }
      guard LimitBounds.has(key, signal), let value = self[key] else { continue }
      let (least, most) = LimitBounds.range(of: key, signal)
      guard value >= least, value <= most else { return .outOfBounds(key, value: value, least: least, most: most) }
    }
    if let warnLow, let pauseLow, warnLow < pauseLow { return .outOfOrder(.warnLow, .pauseLow) }
    if let warnHigh, let pauseHigh, warnHigh > pauseHigh { return .outOfOrder(.warnHigh, .pauseHigh) }
    return nil
  }
}

/// How far each limit may be set. SR-042 fixes 20 s of delay before a pause, SpO2 85 %, RR 6, SBP 200 and MAP 55; the others are
/// judgement, between the clinical defaults and what the monitors of their sources offer.
public enum LimitBounds {
  /// Whether `signal` has such a limit: saturation has no high one, and a pressure no delay.
  @_noAllocation @_noLocks
  public static func has(_ key: LimitKey, _ signal: LimitedSignal) -> Bool {
    switch key {
    case .warnLow, .pauseLow: true
    case .warnHigh, .pauseHigh: signal != .oxygenSaturation
    case .warnDelay, .pauseDelay: signal.isContinuous
    }
  }

  /// The least and the most that `key` of `signal` may be, in the figure's unit or in seconds.
  @_noAllocation @_noLocks
  public static func range(of key: LimitKey, _ signal: LimitedSignal) -> (least: Int32, most: Int32) {
    switch key {
    case .warnDelay: (0, 30)
    case .pauseDelay: (0, 20)
    case .warnLow, .pauseLow: low(signal)
    case .warnHigh, .pauseHigh: high(signal)
    }
  }

  /// No low limit reaches a high one of the same figure, however both are set.
  @_noAllocation @_noLocks
  private static func low(_ signal: LimitedSignal) -> (Int32, Int32) {
    switch signal {
    case .oxygenSaturation: (85, 96)
    case .respirationRate: (6, 14)
    case .heartRate: (35, 70)
    case .systolicPressure: (80, 105)
    case .diastolicPressure: (35, 60)
    case .meanPressure: (55, 85)
    case .endTidalCarbonDioxide: (10, 35)
    }
  }

  @_noAllocation @_noLocks
  private static func high(_ signal: LimitedSignal) -> (Int32, Int32) {
    switch signal {
    case .oxygenSaturation: (100, 100)
    case .respirationRate: (20, 35)
    case .heartRate: (100, 160)
    case .systolicPressure: (130, 200)
    case .diastolicPressure: (80, 120)
    case .meanPressure: (100, 140)
    case .endTidalCarbonDioxide: (45, 65)
    }
  }
}
