import Quantities
import Testing
import Therapy

@Suite struct LabelTests {
  @Test("a label of letters, digits and -_. keeps its text, up to 32 bytes")
  func accepted() throws {
    for text in ["a", "Z", "0", "crps-4h", "ketamine_racemic.2", String(repeating: "x", count: 32)] {
      #expect(try #require(Label(text)).description == text)
    }
  }

  @Test("an empty, a long or a strange text is no label")
  func refused() {
    let texts = [
      "", String(repeating: "x", count: 33), "a b", "a/b", "\u{0}", "a\u{0}", "a\n", "\u{E4}", "\u{1F489}", "@", "[", "`", "{",
      "a:b", "a;b", "'", "\"", "\u{7F}",
    ]
    for text in texts { #expect(Label(text) == nil, "\(text.debugDescription)") }
  }

  @Test("every single byte is accepted exactly when it is a letter, a digit or one of -_.")
  func everyByte() {
    for byte in UInt8(0)..<128 {
      let text = String(decoding: [byte], as: UTF8.self)
      let isAllowed = text.first.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) } ?? false
      #expect((Label(text) != nil) == isAllowed, "byte \(byte)")
    }
  }

  @Test("labels are equal when their texts are, and hash alike")
  func equality() throws {
    let names = ["a", "b", "ab", "ba", "A", "a-", "a.", String(repeating: "a", count: 31), String(repeating: "a", count: 32)]
    let labels = try names.map { try #require(Label($0)) }
    for (first, one) in zip(names, labels) {
      for (second, two) in zip(names, labels) { #expect((one == two) == (first == second)) }
    }
    #expect(Set(labels + labels).count == names.count)
  }
}

@Suite struct PatientTests {
  @Test("SR-008: a weight from 30 kg to 250 kg is accepted, both ends included, and no other")
  func weight() throws {
    let code = try #require(Label("p-1"))
    for grams in [30_000, 30_001, 70_000, 249_999, 250_000] as [Int64] {
      #expect(Patient(code: code, weight: BodyMass(grams: grams)) != nil)
    }
    for grams in [0, 1, 70, 29_999, 250_001, 700_000, .max] as [Int64] {
      #expect(Patient(code: code, weight: BodyMass(grams: grams)) == nil)
    }
  }
}
