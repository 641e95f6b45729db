import Quantities
import Therapy

/// One kind of patient under one kind of limits.
enum LoadArm: CaseIterable, Sendable {
  /// Lies still, is well.
  case quiet
  /// Is as well, and moves: every alarm about this patient is a false one.
  case noisy
  /// The same, and no limit of a vital sign waits before it alarms or pauses.
  case noisyWithoutDelays

  /// The name of its column.
  var name: String {
    switch self {
    case .quiet: "quiet"
    case .noisy: "noisy"
    case .noisyWithoutDelays: "noisy, no delays"
    }
  }

  /// Whether the patient moves.
  var isRestless: Bool { self != .quiet }

  /// The clinic's limits.
  var limits: VitalLimits {
    var limits = VitalLimits()
    guard self == .noisyWithoutDelays else { return limits }
    for signal in LimitedSignal.allCases {
      limits[signal].warnDelay = .zero
      limits[signal].pauseDelay = .zero
    }
    return limits
  }

  /// How many sessions are simulated: 4 h each, where nothing stops them. Without delays every session is stopped, most of them
  /// within 2 h.
  var sessions: Int {
    switch self {
    case .quiet: 51
    case .noisy: 52
    case .noisyWithoutDelays: 40
    }
  }
}
