import Quantities
import SplitMix
import Testing

@Suite struct PrintingTests {
  @Test("SR-121: leading zero always, trailing zeros never, the unit beside the number")
  func forms() {
    #expect(FlowRate(nanolitersPerHour: 12_250_000).description == "12.25 mL/h")
    #expect(FlowRate(nanolitersPerHour: 500_000).description == "0.5 mL/h")
    #expect(FlowRate(nanolitersPerHour: 1).description == "0.000001 mL/h")
    #expect(FlowRate.zero.description == "0 mL/h")
    #expect(BodyMass(grams: 70_000).description == "70 kg")
    #expect(BodyMass(grams: 100).description == "0.1 kg")
    #expect(DoseRate(picogramsPerKilogramPerHour: 350_000_000).description == "0.35 mg/kg/h")
    #expect(DoseRate(picogramsPerKilogramPerHour: 1).description == "0.000000001 mg/kg/h")
    #expect(Interval.milliseconds(1_500).description == "1.5 s")
    #expect(Interval(nanoseconds: 1).description == "0.000000001 s")
    #expect(Volume(nanoliters: .max).description == "9223372036854.775807 mL")
  }

  @Test("fewer decimals round down, never up")
  func roundedDown() {
    let rate = FlowRate(nanolitersPerHour: 9_999_999)
    #expect(rate.text(decimals: 6) == "9.999999 mL/h")
    #expect(rate.text(decimals: 1) == "9.9 mL/h")
    #expect(rate.text(decimals: 0) == "9 mL/h")
    #expect(FlowRate(nanolitersPerHour: 5_000_001).text(decimals: 3) == "5 mL/h")
    #expect(Interval.minutes(90).text(in: "h", decimals: 3) == "1.5 h")
    #expect(Interval.seconds(100).text(in: "min", decimals: 3) == "1.666 min")
  }

  @Test("what is printed reads back as the same amount, for every quantity")
  func roundTrip() throws {
    var random = SplitMix(seed: 2)
    for round in 0..<5_000 {
      // Small, middling and extreme amounts alike.
      let amount = random.next(in: 0...(Int64.max >> Int64(random.next(in: 0...62))))
      func check<Q: Quantity>(_ kind: Q.Type) throws {
        let text = Q(baseUnits: amount).description
        #expect(try Q(parsing: text).baseUnits == amount, "round \(round): \(text)")
        #expect(try Q(parsing: text.replacing(" ", with: "")).baseUnits == amount)
        #expect(!text.contains(".") || !text.prefix { $0 != " " }.hasSuffix("0"))
        #expect(text.first?.isNumber == true)
      }
      try check(Volume.self)
      try check(Mass.self)
      try check(Concentration.self)
      try check(PlasmaConcentration.self)
      try check(BodyMass.self)
      try check(FlowRate.self)
      try check(MassRate.self)
      try check(DoseRate.self)
      try check(Interval.self)
    }
  }

  @Test("every unit of a quantity reads back what it prints, or less where it cannot print all of it")
  func everyUnit() throws {
    func check<Q: Quantity>(_ kind: Q.Type) throws {
      for form in Q.unitForms {
        for amount in [0, 1, form.baseUnitsEach - 1, form.baseUnitsEach, form.baseUnitsEach + 1, 123_456_789_012] {
          let printed = Q(baseUnits: amount).text(in: form.symbol, decimals: 12)
          guard let back = try? Q(parsing: printed) else {
            // Only a unit with a factor that ten does not divide can print more than can be kept.
            #expect(form.baseUnitsEach.description.first != "1")
            continue
          }
          #expect(back.baseUnits <= amount)
          #expect(amount - back.baseUnits <= 1)
        }
      }
    }
    try check(Volume.self)
    try check(Mass.self)
    try check(PlasmaConcentration.self)
    try check(DoseRate.self)
    try check(Interval.self)
  }

  @Test("a random byte string is read or refused, and never traps")
  func garbage() {
    var random = SplitMix(seed: 15)
    let alphabet = Array("0123456789.,-+eE mLkguhins/\u{B5}\u{0}\u{7F}".unicodeScalars)
    var accepted = 0
    for _ in 0..<50_000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<random.next(in: 0...12) { text.append(alphabet[Int(random.next(in: 0...Int64(alphabet.count - 1)))]) }
      if let rate = try? FlowRate(parsing: String(text)) {
        accepted += 1
        #expect(rate >= .zero)
      }
      if let span = try? Interval(parsing: String(text)) { #expect(span >= .zero) }
    }
    #expect(accepted < 50_000)
  }
}
