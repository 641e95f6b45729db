import Quantities
import SplitMix
import Testing

@Suite struct PlasmaConcentrationTests {
  private func refusal(_ text: String) -> QuantityError.Reason? {
    do throws(QuantityError) {
      _ = try PlasmaConcentration(parsing: text)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test("a predicted concentration is read in ng/mL, to the picogram")
  func reading() throws {
    for (text, picograms) in [
      ("0 ng/mL", 0), ("250 ng/mL", 250_000), ("250ng/mL", 250_000), ("640.5 ng/mL", 640_500), ("0.001 ng/mL", 1),
      ("9223372036854775.807 ng/mL", .max),
    ] as [(String, Int64)] {
      #expect(try PlasmaConcentration(parsing: text).picogramsPerMilliliter == picograms, "\(text)")
    }
  }

  @Test("SR-014, SR-015: bare numbers, other units, signs, and what cannot be held exactly are refused")
  func refused() {
    #expect(refusal("250") == .unitMissing)
    for unit in ["mg/mL", "ug/mL", "pg/mL", "ng/ml", "ng", "ng/L", "ug/L", "nmol/L", "mg", "NG/ML"] {
      #expect(refusal("250 \(unit)") == .unitUnknown, "\(unit)")
    }
    for text in ["", "-1 ng/mL", "+1 ng/mL", "1,5 ng/mL", ".5 ng/mL", "5. ng/mL", "nan ng/mL", "1e3 ng/mL"] {
      #expect(refusal(text) == .notANumber, "\(text)")
    }
    #expect(refusal("0.0001 ng/mL") == .tooFine)
    #expect(refusal("9223372036854775.808 ng/mL") == .outOfRange)
    #expect(refusal("99999999999999999999 ng/mL") == .outOfRange)
  }

  @Test("SR-121: it prints with its unit, a leading zero and no trailing one, and reads back as the same amount")
  func printing() throws {
    #expect(PlasmaConcentration(picogramsPerMilliliter: 250_000).description == "250 ng/mL")
    #expect(PlasmaConcentration(picogramsPerMilliliter: 640_500).description == "640.5 ng/mL")
    #expect(PlasmaConcentration(picogramsPerMilliliter: 1).description == "0.001 ng/mL")
    #expect(PlasmaConcentration(picogramsPerMilliliter: 576_999).text(decimals: 0) == "576 ng/mL")
    #expect(PlasmaConcentration.zero.description == "0 ng/mL")
    var random = SplitMix(seed: 55)
    for _ in 0..<5_000 {
      let amount = random.next(in: 0...(Int64.max >> Int64(random.next(in: 0...62))))
      let text = PlasmaConcentration(picogramsPerMilliliter: amount).description
      #expect(try PlasmaConcentration(parsing: text).picogramsPerMilliliter == amount, "\(text)")
    }
  }

  @Test("what a bag holds is never read as what blood holds, nor the other way around")
  func notABag() {
    #expect(refusal("2 mg/mL") == .unitUnknown)
    #expect(throws: QuantityError.self) { try Concentration(parsing: "250 ng/mL") }
  }

  @Test("a negative amount traps")
  func negative() async {
    await #expect(processExitsWith: .failure) { _ = PlasmaConcentration(picogramsPerMilliliter: -1) }
  }
}
