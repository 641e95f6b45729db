import Quantities
import Therapy

/// The limits of a figure as they stand in a body: whole numbers in the figure's unit, which the record's reader knows by the
/// signal; delays with theirs. A limit that the figure does not have is left out.
struct LimitsBody: Codable {
  private var warnLow: Int64?
  private var warnHigh: Int64?
  private var pauseLow: Int64?
  private var pauseHigh: Int64?
  private var warnDelay: QuantityText<Interval>?
  private var pauseDelay: QuantityText<Interval>?

  init(_ limits: SignalLimits, of signal: LimitedSignal) {
    for key in LimitKey.allCases where LimitBounds.has(key, signal) {
      switch key {
      case .warnLow: warnLow = limits.warnLow.map(Int64.init)
      case .warnHigh: warnHigh = limits.warnHigh.map(Int64.init)
      case .pauseLow: pauseLow = limits.pauseLow.map(Int64.init)
      case .pauseHigh: pauseHigh = limits.pauseHigh.map(Int64.init)
      case .warnDelay: warnDelay = QuantityText(limits.warnDelay)
      case .pauseDelay: pauseDelay = QuantityText(limits.pauseDelay)
      }
    }
  }

  /// The limits as they were written, whatever they are: whether they keep their bounds is judged by whoever takes them. Throws
  /// when one is missing that the figure has.
  func limits(of signal: LimitedSignal) throws(BodyFault) -> SignalLimits {
    func need<Value>(_ value: Value?, _ key: LimitKey) throws(BodyFault) -> Value? {
      guard LimitBounds.has(key, signal) else { return nil }
      guard let value else { throw BodyFault(detail: "limits: \(key.name) of \(signal.name) is missing") }
      return value
    }
    // A number that no limit can be stays one: it must not become a good one on its way.
    return SignalLimits(
      warnLow: try need(warnLow, .warnLow).map { Int32(clamping: $0) },
      warnHigh: try need(warnHigh, .warnHigh).map { Int32(clamping: $0) },
      pauseLow: try need(pauseLow, .pauseLow).map { Int32(clamping: $0) },
      pauseHigh: try need(pauseHigh, .pauseHigh).map { Int32(clamping: $0) },
      warnDelay: try need(warnDelay, .warnDelay)?.value ?? .zero, pauseDelay: try need(pauseDelay, .pauseDelay)?.value ?? .zero)
  }
}

/// Why limits could not be set, with everything that it carries.
struct LimitFaultBody: Codable {
  private let signal: RecordName<LimitedSignal>
  private let fault: String
  private let key: RecordName<LimitKey>
  private var otherKey: RecordName<LimitKey>?
  private var value: Int32?
  private var least: Int32?
  private var most: Int32?

  init(_ signal: LimitedSignal, _ fault: LimitFault) {
    self.signal = RecordName(signal)
    switch fault {
    case .noSuchLimit(let key):
      self.fault = "no-such-limit"
      self.key = RecordName(key)
    case .outOfBounds(let key, let value, let least, let most):
      self.fault = "out-of-bounds"
      self.key = RecordName(key)
      (self.value, self.least, self.most) = (value, least, most)
    case .outOfOrder(let warning, let pause):
      self.fault = "out-of-order"
      key = RecordName(warning)
      otherKey = RecordName(pause)
    }
  }

  /// The signal and the fault; throws when the fault is unknown or what it carries is missing.
  func refused() throws(BodyFault) -> (signal: LimitedSignal, fault: LimitFault) {
    switch (fault, otherKey, value, least, most) {
    case ("no-such-limit", _, _, _, _): return (signal.value, .noSuchLimit(key.value))
    case ("out-of-bounds", _, let value?, let least?, let most?):
      return (signal.value, .outOfBounds(key.value, value: value, least: least, most: most))
    case ("out-of-order", let other?, _, _, _): return (signal.value, .outOfOrder(key.value, other.value))
    default: throw BodyFault(detail: "unknown or incomplete limit fault \(fault.prefix(40))")
    }
  }
}
