import Quantities
import Testing
import Therapy

private let now = Instant(nanoseconds: 7_000_000_000_000)

@Suite struct ClinicalScaleTests {
  @Test("SR-050: the scales have the values that the literature gives them, and no other is a reading")
  func ranges() {
    let ranges: [(ClinicalScale, ClosedRange<Int8>)] = [
      (.poss, 0...4), (.rass, -5...4), (.moaas, 0...5), (.distress, 0...10), (.nausea, 0...10), (.cadss, 0...92),
      (.cadss6, 0...24), (.nrs, 0...10), (.vomiting, 0...1),
    ]
    #expect(ranges.map(\.0) == ClinicalScale.allCases)
    for (scale, range) in ranges {
      #expect(scale.range == range)
      for value in Int8.min...Int8.max {
        let reading = ScoreReading(scale, value: value, at: now)
        #expect((reading != nil) == range.contains(value), "\(scale.name) \(value)")
        guard let reading else { continue }
        #expect(reading.scale == scale && reading.value == value && reading.at == now)
      }
    }
  }

  @Test("every value of every scale reads back from its text", arguments: ClinicalScale.allCases)
  func roundTrip(scale: ClinicalScale) {
    var texts: Set<String> = []
    for value in scale.range {
      let text = scale.text(value)
      #expect(scale.value(parsing: text) == value, "\(scale.name) \(text)")
      texts.insert(text)
    }
    #expect(texts.count == scale.range.count, "no two values have the same text")
  }

  @Test("POSS writes S for asleep and easy to rouse, and takes no 0; RASS writes a sign above 0; all others write the number")
  func forms() {
    #expect(ClinicalScale.poss.text(0) == "S")
    #expect(ClinicalScale.poss.value(parsing: "S") == 0)
    #expect(ClinicalScale.poss.value(parsing: "s") == 0)
    #expect(ClinicalScale.poss.value(parsing: "0") == nil)
    #expect((Int8(1)...4).map { ClinicalScale.poss.text($0) } == ["1", "2", "3", "4"])
    #expect((Int8(-5)...4).map { ClinicalScale.rass.text($0) } == ["-5", "-4", "-3", "-2", "-1", "0", "+1", "+2", "+3", "+4"])
    for value in Int8(1)...4 { #expect(ClinicalScale.rass.value(parsing: "\(value)") == value) }
    #expect(ClinicalScale.moaas.text(0) == "0" && ClinicalScale.moaas.value(parsing: "0") == 0)
    #expect(ClinicalScale.cadss.text(92) == "92")
  }

  @Test("SR-015, SR-050: what is no value of the scale is refused, whatever it looks like", arguments: ClinicalScale.allCases)
  func refused(scale: ClinicalScale) {
    let garbage = [
      "", " ", "-", "+", "--", "++1", "--1", "-+1", "- 1", "+ 1", "1-", "1+", " 1", "1 ", "1\n", "\t1", "1.0", "1,0", "1e0",
      "0x1",
      "one", "SS", "S1", "1S", "s ", "null", "nan", "inf", "\u{0661}", "\u{FF11}", "\u{0967}", "\u{2460}", "\u{00B9}",
      "\u{2212}1", "\u{2013}1", "1\u{0301}", "\u{200B}1", "1\u{0}", "\u{0}", "\u{1F489}", "128", "-128", "-129", "127", "255",
      "256",
      "-6", "93", "999999999999999999999999", "-999999999999999999999999", String(repeating: "1", count: 10_000),
    ]
    for text in garbage { #expect(scale.value(parsing: text) == nil, "\(scale.name) \(text.prefix(30).debugDescription)") }
    for value in Int64(-1_000)...1_000 where !scale.range.contains(Int8(clamping: value)) || Int64(Int8(clamping: value)) != value
    {
      #expect(scale.value(parsing: "\(value)") == nil, "\(scale.name) \(value)")
    }
    guard scale != .poss else { return }
    for text in ["S", "s"] { #expect(scale.value(parsing: text) == nil, "\(scale.name) \(text)") }
  }

  @Test("a sign stands only where the scale has one: above 0 on RASS")
  func signs() {
    for scale in ClinicalScale.allCases where scale != .rass {
      for value in scale.range { #expect(scale.value(parsing: "+\(value)") == nil, "\(scale.name) +\(value)") }
    }
    #expect(ClinicalScale.rass.value(parsing: "+5") == nil)
  }

  @Test(
    "SR-015: a value has one text, but for the sign above 0 on RASS, the letter of POSS and the numbers of vomiting",
    arguments: ClinicalScale.allCases)
  func oneText(scale: ClinicalScale) {
    for value in scale.range {
      var accepted: Set = [scale.text(value)]
      if scale == .rass, value > 0 { accepted.insert("\(value)") }
      if scale == .poss, value == 0 { accepted.insert("s") }
      let number = "\(value.magnitude)"
      for text in [
        number, "+\(number)", "-\(number)", "+-\(number)", "-+\(number)", "--\(number)", "++\(number)", "0\(number)",
        "00\(number)", "+0\(number)", "-0\(number)", "-00\(number)", "\(value)0", "\(value).",
      ] where !accepted.contains(text) {
        let other = scale.range.first { each in
          let isNumber = (scale == .rass && each > 0 || scale == .vomiting) && "\(each)" == text
          return isNumber || each != value && scale.text(each) == text
        }
        #expect(scale.value(parsing: text) == other, "\(scale.name) \(text)")
      }
    }
  }

  @Test("SR-044: three scales tell of sedation, and each has a name of its own")
  func kinds() {
    #expect(ClinicalScale.allCases.filter(\.isSedation) == [.poss, .rass, .moaas])
    #expect(Set(ClinicalScale.allCases.map(\.name)).count == ClinicalScale.count)
    #expect(ClinicalScale.allCases.map(\.rawValue) == (0..<UInt8(ClinicalScale.count)).map { $0 })
  }
}

@Suite struct ClinicalScoresTests {
  private func reading(_ scale: ClinicalScale, _ value: Int8, _ seconds: Int64) -> ScoreReading {
    ScoreReading(scale, value: value, at: now + .seconds(seconds))!
  }

  @Test("each scale keeps its newest reading, and none takes the place of another's")
  func places() {
    var scores = ClinicalScores()
    for scale in ClinicalScale.allCases { #expect(scores.newest(scale) == nil) }
    #expect(scores.newestSedation == nil)
    for (index, scale) in ClinicalScale.allCases.enumerated() { scores.take(reading(scale, 1, Int64(index))) }
    for (index, scale) in ClinicalScale.allCases.enumerated() {
      #expect(scores.newest(scale) == reading(scale, 1, Int64(index)))
    }
    scores.take(reading(.nausea, 9, 60))
    #expect(scores.newest(.nausea)?.value == 9)
    #expect(scores.newest(.distress)?.value == 1)
  }

  @Test("SR-050: the newest score of sedation is the one entered last, of whatever scale of sedation")
  func newestSedation() {
    for first in ClinicalScale.allCases {
      for second in ClinicalScale.allCases where second != first {
        var scores = ClinicalScores()
        scores.take(reading(first, 1, 1))
        scores.take(reading(second, 1, 2))
        let expected: ClinicalScale? = second.isSedation ? second : first.isSedation ? first : nil
        #expect(scores.newestSedation?.scale == expected, "\(first), \(second)")
      }
    }
  }
}
