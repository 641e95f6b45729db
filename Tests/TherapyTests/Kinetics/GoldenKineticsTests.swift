import Foundation
import Quantities
import Testing
import Therapy

private let constant = [
  "ref_mood_0.5mgkg_40min_70kg": Segment(from: 0, to: 40, milligramsPerMinute: 0.5 * 70 / 40),
  "ref_crps_0.35mgkgh_4h_70kg": Segment(from: 0, to: 240, milligramsPerMinute: 0.35 * 70 / 60),
  "ref_crps_1mgkgh_4h_70kg": Segment(from: 0, to: 240, milligramsPerMinute: 1.0 * 70 / 60),
]

/// 0.175, 0.25 and 0.35 mg/kg/h, a pause at an edge that is on no grid, and two steps more.
private let ramp = [
  (0, 30, 0.175), (30, 60, 0.25), (60, 97.5, 0.35), (97.5, 110, 0), (110, 180, 0.175), (180, 240, 0.35),
].map { Segment(from: $0.0, to: $0.1, milligramsPerMinute: $0.2 * 70 / 60) }

@Suite struct GoldenKineticsTests {
  /// Compares every number of a table with what the model says; how many numbers those were.
  private func compare(_ name: String, _ segments: [Segment]) throws -> Int {
    let rows = try GoldenTable(name).rows
    var compared = 0
    for (key, rows) in Dictionary(grouping: rows, by: { $0["model"] ?? "" }) {
      let minutes = try rows.map { try #require(try $0.number("t_min")) }
      for (column, effectRate) in goldenEffectRates {
        let model = CompartmentModel(try goldenParameters(key), effectRate: effectRate)
        let states = states(model, segments, at: minutes)
        for (row, minute) in zip(rows, minutes) {
          let state = try #require(states[minute])
          let amounts = state.amounts(model)
          let given = segments.map { $0.milligramsPerMinute * max(0, min(minute, $0.to) - $0.from) }.reduce(0, +)
          let pairs: [(String, Double)] = [
            ("cum_dose_mg", given),
            ("cp_ng_ml", state.plasma(model)), (column, state.effectSite(model)), ("a1_mg", amounts.central),
            ("a2_mg", amounts.second), ("a3_mg", amounts.third),
          ]
          for (key, value) in pairs where row[key] != nil {
            guard let golden = try row.number(key) else { continue }
            #expect(agrees(value, golden), "\(name), \(row): \(key) is \(value)")
            compared += 1
          }
        }
      }
    }
    return compared
  }

  @Test(
    "SR-057: plasma, effect site and all three amounts are the golden ones in every row of a constant rate", arguments: constant)
  func constantRate(name: String, segment: Segment) throws {
    #expect(try compare(name, [segment]) > 5_000)
  }

  @Test("SR-057: a ramp with a pause at an edge off the grid and a resume is the golden one in every row")
  func steps() throws {
    #expect(try compare("ref_ramp_pause_resume_70kg", ramp) == 444 * 9)
  }

  @Test("SR-057: ten days of four hours each leave before and reach at each end what the golden table says")
  func tenDays() throws {
    let rows = try GoldenTable("ref_ten_days_70kg").rows
    let days = (0..<10).map {
      Segment(from: Double($0) * 1_440, to: Double($0) * 1_440 + 240, milligramsPerMinute: 0.35 * 70 / 60)
    }
    #expect(rows.count == 60)
    for row in rows {
      let model = CompartmentModel(try goldenParameters(try #require(row["model"])))
      let day = days[Int(try #require(try row.number("day"))) - 1]
      let states = states(model, days, at: [day.from, day.to])
      let before = try #require(states[day.from]).plasma(model)
      let end = try #require(states[day.to]).plasma(model)
      #expect(agrees(before, try #require(try row.number("cp_predose_ng_ml"))), "\(row): \(before)")
      #expect(agrees(end, try #require(try row.number("cp_end_infusion_ng_ml"))), "\(row): \(end)")
    }
  }

  @Test("SR-057: the summary's levels at the end and after it, and its highest effect-site levels, are met to their last digit")
  func summary() throws {
    let ends = ["mood_0.5mgkg_40min": 40.0, "crps_0.35mgkgh_4h": 240, "crps_1mgkgh_4h": 240]
    let rows = try GoldenTable("summary_70kg").rows
    #expect(rows.count == 18)
    for row in rows {
      let regimen = try #require(row["regimen"])
      let end = try #require(ends[regimen])
      let segment = try #require(constant["ref_\(regimen)_70kg"])
      let parameters = try goldenParameters(try #require(row["model"]))
      let grid = stride(from: 0.0, through: end + 120, by: end == 40 ? 1 : 5).map { $0 }
      for (column, effectRate) in goldenEffectRates {
        let model = CompartmentModel(parameters, effectRate: effectRate)
        let states = states(model, [segment], at: grid)
        for (key, after) in [("cp_end", 0.0), ("cp_end+30", 30), ("cp_end+60", 60), ("cp_end+120", 120)] {
          let plasma = try #require(states[end + after]).plasma(model)
          #expect(agrees(plasma, try #require(try row.number(key)), printed: 5.01e-4), "\(row): \(key) is \(plasma)")
        }
        let highest = try #require(states.values.map { $0.effectSite(model) }.max())
        let key = column.replacingOccurrences(of: "ce_ng_ml", with: "ce_max_on_grid")
        #expect(agrees(highest, try #require(try row.number(key)), printed: 5.01e-4), "\(row): \(key) is \(highest)")
        guard column == "ce_ng_ml_noppers2012" else { continue }
        let last = try #require(states[end]).effectSite(model)
        #expect(agrees(last, try #require(try row.number("ce_end_noppers2012")), printed: 5.01e-4), "\(row): \(last)")
      }
    }
  }
}

@Suite struct DerivedParameterTests {
  @Test(
    "SR-057: volumes, clearance, rates, half-lives, steady state and washout of six sets at three weights are the golden ones")
  func table() throws {
    let rows = try GoldenTable("derived_parameters").rows
    #expect(rows.count == 18)
    for row in rows {
      let kilograms = try #require(try row.number("weight_kg"))
      let parameters = try goldenParameters(try #require(row["model"]), kilograms: kilograms)
      let model = CompartmentModel(parameters)
      let central = parameters.centralLiters
      let third = parameters.k13 > 0 ? parameters.k13 / parameters.k31 : 0
      let clearance = central * parameters.k10 * 60
      let slowest = parameters.k13 > 0 ? model.rates[2] : model.rates[1]
      let rate = 0.35 * kilograms / 60
      let end = try #require(states(model, [Segment(from: 0, to: 240, milligramsPerMinute: rate)], at: [240])[240])
      let level = end.plasma(model)
      let values: [(String, Double, Double)] = [
        ("V1_L", central, 5.1e-5), ("Vss_L", central * (1 + parameters.k12 / parameters.k21 + third), 5.1e-3),
        ("CL_L_h", clearance, 5.1e-4), ("CL_mL_min_kg", clearance * 1_000 / 60 / kilograms, 5.1e-4),
        ("lambda1_per_min", model.rates[0], 5.1e-7), ("lambda2", model.rates[1], 5.1e-7), ("lambda3", model.rates[2], 5.1e-7),
        ("terminal_half_life_min", log(2) / slowest, 5.1e-2),
        ("css_ng_ml_per_0.35mgkgh", rate / (central * parameters.k10) * 1_000, 5.1e-2),
        ("csht50_after_4h_min", end.minutes(untilPlasmaIsBelow: level / 2, model), 5.1e-3),
        ("t_cp<100_after_0.35mgkgh_4h_min", end.minutes(untilPlasmaIsBelow: 100, model), 5.1e-3),
      ]
      for (key, value, printed) in values {
        guard let golden = try row.number(key) else { continue }
        #expect(agrees(value, golden, printed: printed), "\(row): \(key) is \(value)")
      }
    }
  }
}

@Suite struct KineticReferenceTests {
  @Test("SR-083: every model knows its golden level; one whose parameter is off by a millionth does not, and is named")
  func reference() {
    #expect(KineticModel.firstWrong() == nil)
    for wrong in KineticModel.allCases {
      let found = KineticModel.firstWrong { kind, weight in
        let good = kind.parameters(for: weight)
        guard kind == wrong else { return good }
        return CompartmentParameters(
          centralLiters: good.centralLiters, k10: good.k10 * 1.000_001, k12: good.k12, k21: good.k21, k13: good.k13, k31: good.k31
        )
      }
      #expect(found == wrong)
    }
  }

  @Test("a model is found by its name and by no other") func names() {
    for model in KineticModel.allCases { #expect(KineticModel(name: model.name) == model && !model.citation.isEmpty) }
    for bad in ["", "Kamp", "kamp ", "herd"] { #expect(KineticModel(name: bad) == nil) }
  }
}
