import Quantities
import Testing

/// Reads `text` and gives its base units, or why it was refused.
private func read<Q: Quantity>(_ kind: Q.Type, _ text: String) -> Result<Int64, QuantityError> {
  do throws(QuantityError) { return .success(try Q(parsing: text).baseUnits) } catch { return .failure(error) }
}

private func refusal<Q: Quantity>(_ kind: Q.Type, _ text: String) -> QuantityError.Reason? {
  switch read(kind, text) {
  case .success: nil
  case .failure(let error): error.reason
  }
}

@Suite struct GrammarTests {
  @Test("every form of the interface is read exactly, with and without a space")
  func acceptedForms() throws {
    func expect<Q: Quantity>(_ kind: Q.Type, _ number: String, _ unit: String, _ baseUnits: Int64) {
      #expect(try! Q(parsing: "\(number) \(unit)").baseUnits == baseUnits, "\(number) \(unit)")
      #expect(try! Q(parsing: "\(number)\(unit)").baseUnits == baseUnits, "\(number)\(unit)")
    }
    expect(BodyMass.self, "70", "kg", 70_000)
    expect(BodyMass.self, "70.125", "kg", 70_125)
    expect(DoseRate.self, "0.35", "mg/kg/h", 350_000_000)
    expect(DoseRate.self, "5.83", "ug/kg/min", 349_800_000)
    expect(MassRate.self, "24.5", "mg/h", 24_500_000)
    expect(FlowRate.self, "12.25", "mL/h", 12_250_000)
    expect(Concentration.self, "2", "mg/mL", 2_000_000)
    expect(Volume.self, "50", "mL", 50_000_000)
    expect(Volume.self, "1.5", "uL", 1_500)
    expect(Mass.self, "100", "mg", 100_000_000)
    expect(Mass.self, "250", "ug", 250_000)
    expect(Interval.self, "4", "h", 14_400_000_000_000)
    expect(Interval.self, "240", "min", 14_400_000_000_000)
    expect(Interval.self, "90", "s", 90_000_000_000)
    expect(Interval.self, "20", "ms", 20_000_000)
    expect(FlowRate.self, "0", "mL/h", 0)
    expect(FlowRate.self, "007.50", "mL/h", 7_500_000)
    expect(FlowRate.self, "9223372036854.775807", "mL/h", .max)
  }

  @Test("SR-014, SR-015: whatever is not NUMBER UNIT is refused as not a number")
  func notNumbers() {
    let texts = [
      "", " ", "mL/h", " mL/h", ".", "1,5 mL/h", "1.5,0 mL/h", "-5 mL/h", "+5 mL/h", "\u{2212}5 mL/h", ".5 mL/h", "5. mL/h",
      "5.mL/h", "1..5 mL/h", "1.2.3 mL/h", "NaN mL/h", "nan", "inf mL/h", "infinity", "-inf", "1e3 mL/h", "1E3 mL/h",
      "1e-3mL/h", "1e+3 mL/h", "0x10 mL/h", " 5 mL/h", "5  mL/h", "5\tmL/h", "5\u{A0}mL/h", "\u{FF15} mL/h",
      "\u{0665} mL/h", "5\u{0665} mL/h", "\u{00BD} mL/h", "1 000 mL/h", "1_000 mL/h", "1'000 mL/h", "5\u{0}mL/h",
      "--5", "5-", "- 5 mL/h", "(5) mL/h",
    ]
    for text in texts { #expect(refusal(FlowRate.self, text) == .notANumber || text == "0x10 mL/h", "\(text)") }
    #expect(refusal(FlowRate.self, "0x10 mL/h") != nil)
  }

  @Test("SR-014: a bare number is refused")
  func bareNumbers() {
    for text in ["5", "5 ", "0", "12.25"] {
      #expect(refusal(FlowRate.self, text) == .unitMissing, "\(text)")
      #expect(refusal(BodyMass.self, text) == .unitMissing, "\(text)")
      #expect(refusal(Interval.self, text) == .unitMissing, "\(text)")
    }
  }

  @Test("SR-014: a unit of another quantity, a misspelt one and a longer one are refused")
  func wrongUnits() {
    for unit in ["mL", "ml/h", "ML/H", "mL/hr", "mL/h ", "mL /h", "mg/h", "mL/min", "L/h", "mL/hh", "h", "x"] {
      #expect(refusal(FlowRate.self, "5 \(unit)") == .unitUnknown, "\(unit)")
    }
    for unit in ["g", "lb", "Kg", "KG", "kg."] { #expect(refusal(BodyMass.self, "70 \(unit)") == .unitUnknown, "\(unit)") }
    for unit in ["mg/kg", "mg/kg/min", "ug/kg/h", "mcg/kg/min", "mg/h"] {
      #expect(refusal(DoseRate.self, "1 \(unit)") == .unitUnknown, "\(unit)")
    }
    #expect(refusal(DoseRate.self, "1 \u{B5}g/kg/min") != nil)
    for unit in ["hours", "d", "us", "m", "sec", "M"] { #expect(refusal(Interval.self, "1 \(unit)") == .unitUnknown, "\(unit)") }
  }

  @Test("SR-015: a value that does not fit is refused, at every place where it can overflow")
  func tooLarge() {
    #expect(refusal(FlowRate.self, "9223372036854.775808 mL/h") == .outOfRange)
    #expect(refusal(FlowRate.self, "9223372036855 mL/h") == .outOfRange)
    #expect(refusal(FlowRate.self, "9223372036854775807 mL/h") == .outOfRange)
    #expect(refusal(FlowRate.self, "9223372036854775808 mL/h") == .outOfRange)
    #expect(refusal(FlowRate.self, String(repeating: "9", count: 4_000) + " mL/h") == .outOfRange)
    #expect(refusal(Interval.self, "2562048 h") == .outOfRange)
    #expect(refusal(DoseRate.self, "9223372037 mg/kg/h") == .outOfRange)
    #expect((try? FlowRate(parsing: String(repeating: "0", count: 4_000) + "5 mL/h"))?.nanolitersPerHour == 5_000_000)
  }

  @Test("a value that cannot be kept exactly is refused, trailing zeros are not")
  func tooFine() {
    #expect(refusal(FlowRate.self, "0.0000001 mL/h") == .tooFine)
    #expect(refusal(BodyMass.self, "70.0001 kg") == .tooFine)
    #expect(refusal(Volume.self, "0.0001 uL") == .tooFine)
    #expect(refusal(Interval.self, "0.3333333333333 h") == .tooFine)
    #expect(refusal(FlowRate.self, "0." + String(repeating: "1", count: 4_000) + " mL/h") == .tooFine)
    #expect((try? FlowRate(parsing: "1.500000000000000000000000000 mL/h"))?.nanolitersPerHour == 1_500_000)
    #expect((try? Interval(parsing: "0.0625 h"))?.nanoseconds == 225_000_000_000)
  }

  @Test("a refusal shows the text, the accepted form and the units, and is bounded")
  func messages() throws {
    let error = try #require(throws: QuantityError.self) { try FlowRate(parsing: "1,5 mL/h") }
    #expect(error.description.contains("\"1,5 mL/h\""))
    #expect(error.description.contains("12.25 mL/h"))
    let long = try #require(throws: QuantityError.self) { try Interval(parsing: String(repeating: "x", count: 9_999)) }
    #expect(long.text.count == 40)
    #expect(long.units == "s, min, h, ms")
  }
}
