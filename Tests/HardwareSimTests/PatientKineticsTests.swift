import Foundation
import HardwareSim
import Quantities
import Testing

/// One row of a golden table of the Kamp model at 70 kg: made with scipy's matrix exponential, by no code of this project.
struct GoldenRow {
  let minute: Int64
  let plasma: Double
  let effectSite: Double

  /// The rows of `kamp_allo` in a table of the kinetics' own tests.
  static func kamp(_ name: String) throws -> [GoldenRow] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "TherapyTests/Kinetics/Golden/\(name).csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { $0.split(separator: ",") }
    let keys = try #require(lines.first)
    func column(_ key: String) throws -> Int { try #require(keys.firstIndex { $0 == key }) }
    let (time, plasma, effect) = (try column("t_min"), try column("cp_ng_ml"), try column("ce_ng_ml_noppers2012"))
    return try lines.filter { $0[0] == "kamp_allo" }.map { fields in
      GoldenRow(
        minute: try #require(Int64(fields[time])), plasma: try #require(Double(fields[plasma])),
        effectSite: try #require(Double(fields[effect])))
    }
  }
}

@Suite("What the drug does in the simulated patient")
struct PatientKineticsTests {
  private let start = Bench.start

  /// At 36 mL/h a pump's volume is a whole number of nanoliters in each step, so that its flow is as steady as the table's; the
  /// model is linear, so its levels are those of the table by the ratio of the rates.
  @Test(
    "the typical patient's plasma and effect site are the golden ones of the Kamp model within 1e-6 ng/mL",
    arguments: [
      ("ref_mood_0.5mgkg_40min_70kg", 52.5, 40, 160), ("ref_crps_0.35mgkgh_4h_70kg", 24.5, 240, 300),
      ("ref_crps_1mgkgh_4h_70kg", 70, 240, 300),
    ] as [(String, Double, Int64, Int64)])
  func golden(table: String, milligramsPerHour: Double, end: Int64, last: Int64) throws {
    let compared = try compare(
      table, flow: FlowRate(nanolitersPerHour: 36_000_000), concentration: 1_000_000, times: milligramsPerHour / 36, end: end,
      last: last, most: 1e-6)
    #expect(compared > 55)
  }

  @Test("a pump at 26.25 mL/h, which counts whole nanoliters, is never 0.0001 ng/mL off the golden table of the mood dose")
  func realFlow() throws {
    let compared = try compare(
      "ref_mood_0.5mgkg_40min_70kg", flow: FlowRate(nanolitersPerHour: 26_250_000), concentration: 2_000_000, times: 1, end: 40,
      last: 80, most: 1e-4)
    #expect(compared == 80)
  }

  /// Compares the levels at each row of a table; how many rows those were.
  private func compare(
    _ table: String, flow: FlowRate, concentration: Int64, times factor: Double, end: Int64, last: Int64, most: Double
  ) throws -> Int {
    var patient = Patient(
      weight: BodyMass(grams: 70_000), concentration: Concentration(nanogramsPerMilliliter: concentration), start: start,
      random: Random(seed: 1))
    let rows = Dictionary(uniqueKeysWithValues: try GoldenRow.kamp(table).map { ($0.minute, $0) })
    var integrator = VolumeIntegrator()
    var compared = 0
    for step in 1...last * 600 {
      if step <= end * 600 { integrator.add(flow, for: Patient.step) }
      patient.advance(to: start + .milliseconds(step * 100), received: integrator.volume)
      guard step.isMultiple(of: 600), let row = rows[step / 600] else { continue }
      #expect(abs(patient.level * factor - row.plasma) < most, "\(row)")
      #expect(abs(patient.effectSiteLevel * factor - row.effectSite) < most, "\(row)")
      compared += 1
    }
    return compared
  }

  @Test("a person who clears more, or is larger to the drug, has less of it; a late effect site has less of it at first")
  func factors() {
    func patient(_ change: (inout Person) -> Void) -> Patient {
      var person = Person.typical(weight: BodyMass(grams: 70_000))
      change(&person)
      var patient = Patient(
        weight: person.weight, concentration: Concentration(nanogramsPerMilliliter: 2_000_000), start: start,
        random: Random(seed: 1), person: person)
      for second in 1...Int64(600) {
        patient.advance(to: start + .seconds(second), received: Volume(nanoliters: second * 5_000))
      }
      return patient
    }
    let typical = patient { _ in }
    #expect(patient { $0.kinetics.elimination = 2 }.level < typical.level)
    #expect(patient { $0.kinetics.volumes = 2 }.level < typical.level)
    #expect(patient { $0.kinetics.exchange = 2 }.level < typical.level)
    let late = patient { $0.kinetics.effectHalfTime = 11.8 }
    #expect(late.level == typical.level && late.effectSiteLevel < typical.effectSiteLevel)
    let prompt = patient { $0.kinetics.effectHalfTime = 0 }
    #expect(abs(prompt.effectSiteLevel - prompt.level) < prompt.level / 50)
  }
}
