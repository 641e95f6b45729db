import Foundation
import Quantities
import SplitMix
import Testing

/// One row of the golden table: the same dose in every unit, printed with six decimals.
private struct GoldenRow {
  let weight: BodyMass
  let concentration: Concentration
  let dose: DoseRate
  let perMinute: Double
  let perMinuteText: DoseRate
  let massRate: Double
  let flowRate: Double
  let inFourHours: Double
  let capped: Double

  init(line: Substring) throws {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    try #require(fields.count == 9)
    weight = try BodyMass(parsing: "\(fields[1]) kg")
    concentration = try Concentration(parsing: "\(fields[2]) mg/mL")
    dose = try DoseRate(parsing: "\(fields[3]) mg/kg/h")
    perMinute = try #require(Double(fields[4]))
    perMinuteText = try DoseRate(parsing: "\(fields[4]) ug/kg/min")
    massRate = try #require(Double(fields[5]))
    flowRate = try #require(Double(fields[6]))
    inFourHours = try #require(Double(fields[7]))
    capped = try #require(Double(fields[8]))
  }
}

private func goldenRows() throws -> [GoldenRow] {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/golden_conversions.csv")
  let text = try String(contentsOf: file, encoding: .utf8)
  return try text.split(whereSeparator: \.isNewline).dropFirst().map { try GoldenRow(line: $0) }
}

private let tolerance = 1e-6

@Suite struct GoldenConversionTests {
  @Test("SR-014: every row of the golden table agrees within 1e-6 in every unit")
  func table() throws {
    let rows = try goldenRows()
    #expect(rows.count == 60)
    for row in rows {
      let mass = row.dose.massRate(for: row.weight)
      let flow = mass.flowRate(at: row.concentration)
      let cap = try MassRate(parsing: "25 mg/h")
      #expect(abs(Double(row.dose.baseUnits) / 60e6 - row.perMinute) <= tolerance)
      #expect(abs(Double(mass.nanogramsPerHour) / 1e6 - row.massRate) <= tolerance)
      #expect(abs(Double(flow.nanolitersPerHour) / 1e6 - row.flowRate) <= tolerance)
      #expect(abs(Double((mass * .seconds(4 * 3_600)).nanograms) / 1e6 - row.inFourHours) <= tolerance)
      #expect(abs(Double(min(mass, cap).nanogramsPerHour) / 1e6 - row.capped) <= tolerance)
    }
  }

  @Test("SR-014: per-minute and per-hour text of one dose mean the same dose")
  func perMinuteText() throws {
    for row in try goldenRows() {
      // One unit of the sixth decimal of ug/kg/min: 1e-6.
      let lastPlace = DoseRate(picogramsPerKilogramPerHour: 60)
      #expect(row.perMinuteText.distance(to: row.dose) <= lastPlace)
      // Printed with six decimals the dose is rounded down, by less than one unit of the last one.
      let back = try DoseRate(parsing: row.dose.text(in: "ug/kg/min", decimals: 6))
      #expect(back <= row.dose)
      #expect(back.distance(to: row.dose) < lastPlace)
      #expect(back.distance(to: row.perMinuteText) <= lastPlace)
    }
  }

  @Test("SR-016: no conversion on the way to the pump adds drug")
  func roundsDown() throws {
    var random = SplitMix(seed: 14)
    for _ in 0..<20_000 {
      let weight = BodyMass(grams: random.next(in: 30_000...250_000))
      let concentration = Concentration(nanogramsPerMilliliter: random.next(in: 200_000...10_000_000))
      let dose = DoseRate(picogramsPerKilogramPerHour: random.next(in: 1...2_000_000_000))
      let mass = dose.massRate(for: weight)
      let flow = mass.flowRate(at: concentration)
      #expect(mass.doseRate(for: weight) <= dose)
      #expect(flow.massRate(at: concentration) <= mass)
      // And loses less than one base unit of each.
      #expect(Int128(mass.nanogramsPerHour + 1) * 1_000_000 > Int128(dose.baseUnits) * Int128(weight.grams))
      #expect(
        Int128(flow.nanolitersPerHour + 1) * Int128(concentration.baseUnits) > Int128(mass.nanogramsPerHour) * 1_000_000)
    }
  }
}
