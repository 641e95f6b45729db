import Safety
public import Therapy

// Why limits of a vital sign cannot be set, for people (SR-042, SR-111).

extension LimitFault {
  /// What is wrong, with the value, its bounds and what to do.
  public func sentence(of signal: LimitedSignal) -> String {
    switch self {
    case .noSuchLimit(let key): "\(signal.name) has no \(key.name). Nothing was changed."
    case .outOfBounds(let key, let value, let least, let most):
      "\(signal.name) \(key.name) of \(value) \(key.unit(of: signal)) is outside its bounds of \(least) to \(most) "
        + "\(key.unit(of: signal)), which nobody can cross. Nothing was changed."
    case .outOfOrder(let warning, let pause):
      "\(signal.name) \(warning.name) would lie beyond \(pause.name): the infusion would pause before it warns. Nothing was "
        + "changed; set both."
    }
  }
}

extension LimitFault {
  /// The value that was judged and its bounds, with their unit; nil where there are none.
  func figures(of signal: LimitedSignal) -> (value: String?, limit: String?) {
    switch self {
    case .outOfBounds(let key, let value, let least, let most):
      (key.text(value, of: signal), "\(key.text(least, of: signal)) to \(key.text(most, of: signal))")
    case .noSuchLimit, .outOfOrder: (nil, nil)
    }
  }
}

extension LimitKey {
  /// The unit of this limit's value.
  public func unit(of signal: LimitedSignal) -> String {
    switch self {
    case .warnLow, .warnHigh, .pauseLow, .pauseHigh: signal.unit
    case .warnDelay, .pauseDelay: "s"
    }
  }
}
