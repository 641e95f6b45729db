import Quantities
import Therapy

/// How the value and the limit of a finding read, each in the unit of its condition.
enum Figure {
  static func flow(_ nanolitersPerHour: Int64) -> String {
    FlowRate(nanolitersPerHour: max(0, nanolitersPerHour)).text(decimals: 3)
  }

  static func volume(_ nanoliters: Int64) -> String { Volume(nanoliters: max(0, nanoliters)).text(decimals: 3) }

  static func plasma(_ picograms: Int64) -> String {
    PlasmaConcentration(picogramsPerMilliliter: max(0, picograms)).text(decimals: 0)
  }

  static func mass(_ nanograms: Int64) -> String { Mass(nanograms: max(0, nanograms)).text(decimals: 2) }

  /// A score as findings carry it: scale and value in one number.
  static func score(_ code: Int64) -> String {
    guard let scale = ClinicalScale(rawValue: UInt8(truncatingIfNeeded: code >> 8)) else { return "a score" }
    return "\(scale.name) \(scale.text(Int8(truncatingIfNeeded: code)))"
  }

  /// A pressure as findings carry it: figure and value in one number.
  static func pressure(_ code: Int64) -> String {
    let figure = LimitedSignal(rawValue: UInt8(truncatingIfNeeded: code >> 32))
    let value = code & 0xFFFF_FFFF
    return switch figure {
    case .systolicPressure: "systolic pressure \(value) mmHg"
    case .diastolicPressure: "diastolic pressure \(value) mmHg"
    case .meanPressure: "mean pressure \(value) mmHg"
    case .oxygenSaturation, .respirationRate, .heartRate, .endTidalCarbonDioxide, nil: "blood pressure \(value) mmHg"
    }
  }

  /// A firmware version, a register's two bytes.
  static func firmware(_ code: Int64) -> String {
    let version = UInt16(truncatingIfNeeded: code)
    return "\(version >> 8).\(version & 0xFF)"
  }

  /// An observation that is late, as findings carry it: which one, and for how many minutes.
  static func observation(_ code: Int64) -> (name: String, minutes: Int64) {
    let named: [(RequiredSignal, String)] = [
      (.bloodPressure, "blood pressure"), (.sedation, "sedation score"), (.distress, "distress score"),
      (.nausea, "nausea score"),
    ]
    let late = named.filter { code & Int64(1) << (48 + Int64($0.0.rawValue)) != 0 }.map(\.1)
    return (late.isEmpty ? "observation" : late.joined(separator: " or "), code & (1 << 48 - 1))
  }

  /// What the self-test found, as findings carry it; anything else than a fault means that none was made in time.
  static func selfTest(_ code: Int64) -> String {
    guard let raw = UInt8(exactly: code), let fault = SelfTestFault(rawValue: raw) else {
      return "the self-test is overdue: an infusion pauses"
    }
    return "self-test: \(fault.sentence)"
  }

  /// The alarm outputs that are lost, as findings carry them: which ones, and for how many seconds.
  static func outputs(_ code: Int64) -> (name: String, seconds: Int64) {
    let names = ["the loudspeaker", "the signal tower"].enumerated().filter { code >> 48 & 1 << Int64($0.offset) != 0 }
    return (names.isEmpty ? "an alarm output" : names.map(\.element).joined(separator: " and "), code & (1 << 48 - 1))
  }

  /// What begins at the limit of a sedation score: on one scale the warning cuts the rate.
  static func effect(of score: Int64) -> String {
    let isPasero = ClinicalScale(rawValue: UInt8(truncatingIfNeeded: score >> 8)) == .poss
    return isPasero ? "an infusion's rate is cut to half" : "the warning begins"
  }
}
