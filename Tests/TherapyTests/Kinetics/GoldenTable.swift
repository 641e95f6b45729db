import Foundation
import Quantities
import Testing
import Therapy

/// One of the golden tables of the kinetics sheet: made with scipy's matrix exponential, by nobody's code of this project.
struct GoldenTable {
  let rows: [[String: String]]

  init(_ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let keys = try #require(lines.first).split(separator: ",").map(String.init)
    rows = try lines.dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == keys.count)
      return Dictionary(uniqueKeysWithValues: zip(keys, fields))
    }
  }
}

extension [String: String] {
  /// The number in a column; nil where the cell is empty.
  func number(_ key: String) throws -> Double? {
    let text = try #require(self[key], "no column \(key)")
    guard !text.isEmpty else { return nil }
    let number: Double = try #require(Double(text), "\(key): \(text)")
    return number
  }
}

/// A constant rate from one minute to another.
struct Segment {
  let from: Double
  let to: Double
  let milligramsPerMinute: Double
}

/// The sets of the golden tables: those of the product, and two more that show that the mechanism is not made for its own sets.
func goldenParameters(_ key: String, kilograms: Double = 70) throws -> CompartmentParameters {
  let weight = BodyMass(grams: Int64(kilograms * 1_000))
  switch key {
  case "kamp_allo": return KineticModel.kamp.parameters(for: weight)
  case "kamp_lin": return KineticModel.kampLinear.parameters(for: weight)
  case "clements250": return KineticModel.clements.parameters(for: weight)
  case "domino": return KineticModel.domino.parameters(for: weight)
  case "domino_stanpumpR":
    return CompartmentParameters(
      centralLiters: 0.063 * kilograms, k10: 0.438, k12: 0.592, k21: 0.247, k13: 0.590, k31: 0.0146)
  case "herd":
    let (share, power) = (kilograms / 70, pow(kilograms / 70, 0.75))
    let (central, second, clearance, between) = (38.7 * share, 102 * share, 90.0 / 60 * power, 215.0 / 60 * power)
    return CompartmentParameters(
      centralLiters: central, k10: clearance / central, k12: between / central, k21: between / second)
  default: throw GoldenFault.unknownSet(key)
  }
}

enum GoldenFault: Error {
  case unknownSet(String)
}

/// The effect-site constants of the golden tables, 1/min, by their column.
let goldenEffectRates = [
  "ce_ng_ml_fast_herd2008": 0.693_147_180_559_945_3 / (11.0 / 60), "ce_ng_ml_navarrete2025": 0.238,
  "ce_ng_ml_noppers2012": CompartmentModel.usualEffectRate,
]

/// The state at each of these minutes, which must be sorted; one step from edge to edge, however long.
func states(_ model: CompartmentModel, _ segments: [Segment], at minutes: [Double]) -> [Double: KineticState] {
  let edges = Set([0] + segments.flatMap { [$0.from, $0.to] } + minutes).sorted()
  var (state, now) = (KineticState(), 0.0)
  var result = [0.0: state]
  for edge in edges.dropFirst() {
    let rate = segments.first { $0.from <= now && edge <= $0.to }?.milligramsPerMinute ?? 0
    state.advance(by: model.step(minutes: edge - now), rate: rate)
    now = edge
    result[edge] = state
  }
  return result
}

/// Whether a value is a golden one: within 1e-9 of it, or within 1e-6 where it is printed with six decimals (SR-057).
func agrees(_ value: Double, _ golden: Double, printed: Double = 1e-6) -> Bool {
  abs(value - golden) <= max(printed, abs(golden) * 1e-9)
}
