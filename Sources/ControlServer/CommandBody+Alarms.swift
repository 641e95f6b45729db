import ControlAPI
import Quantities
import Therapy

// The bodies of commands about alarms and their limits.

extension CommandBody {
  /// What is to become of limits; at least one of them must be given.
  static func limit(_ request: LimitRequest) throws(Problem) -> Wish {
    guard let signal = LimitedSignal(named: request.signal) else {
      let known = LimitedSignal.allCases.map(\.name).joined(separator: ", ")
      throw Problem(
        400, "unknown-signal", "There is no limit of \"\(ControlDesk.shown(request.signal))\". There is: \(known).")
    }
    var change = LimitChange()
    for key in LimitKey.allCases {
      guard let text = request[key] else { continue }
      do throws(LimitTextFault) {
        change[key] = try key.value(parsing: text, of: signal)
      } catch {
        throw Problem(400, "malformed-limit", "\(error.sentence).")
      }
    }
    guard change != LimitChange() else {
      throw Problem(
        400, "malformed-limit",
        "No limit of \(signal.name) is given. Give at least one of: \(LimitKey.allCases.map(\.name).joined(separator: ", ")).")
    }
    return .limit(signal, change)
  }

  /// For how long the audio is to be paused, nil for as long as the clinic pauses it; whether that may be is judged with its
  /// command id at hand.
  static func audioPause(_ request: AudioPauseRequest) throws(Problem) -> Interval? {
    guard let text = request.time else { return nil }
    do throws(QuantityError) {
      return try Interval(parsing: text)
    } catch {
      throw Problem(400, "malformed-quantity", "The time: \(error.description).")
    }
  }
}

extension LimitRequest {
  /// The text that was given for a limit.
  fileprivate subscript(key: LimitKey) -> String? {
    switch key {
    case .warnLow: warnLow
    case .warnHigh: warnHigh
    case .pauseLow: pauseLow
    case .pauseHigh: pauseHigh
    case .warnDelay: warnDelay
    case .pauseDelay: pauseDelay
    }
  }
}

extension ClinicalScale {
  /// How its values are counted, behind its range.
  var counting: String { self == .vomiting ? "" : " in whole numbers" }
}
