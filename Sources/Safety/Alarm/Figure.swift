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
}
