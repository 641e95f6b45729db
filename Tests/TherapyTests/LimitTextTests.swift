import Testing
import Therapy

@Suite("How limits of vital signs are written") struct LimitTextTests {
  @Test("SR-111: a limit is a whole number with the figure's unit, and what is printed is read again") func accepted() throws {
    for signal in LimitedSignal.allCases {
      for key in LimitKey.allCases {
        for value in [Int32(0), 6, 88, 200, 9_999] {
          #expect(try key.value(parsing: key.text(value, of: signal), of: signal) == value)
        }
      }
    }
    #expect(try LimitKey.warnLow.value(parsing: "88%", of: .oxygenSaturation) == 88)
    #expect(try LimitKey.pauseHigh.value(parsing: "45 /min", of: .respirationRate) == 45)
    #expect(try LimitKey.pauseHigh.value(parsing: "45/min", of: .respirationRate) == 45)
    #expect(try LimitKey.warnDelay.value(parsing: "2 min", of: .heartRate) == 120)
    #expect(LimitKey.warnHigh.text(120, of: .heartRate) == "120/min")
    #expect(LimitKey.warnHigh.text(160, of: .systolicPressure) == "160 mmHg")
    #expect(LimitKey.pauseDelay.text(10, of: .heartRate) == "10 s")
  }

  @Test(
    "SR-014 SR-111: anything else is refused with an example",
    arguments: [
      "", "88", "88 ", " 88 %", "88  %", "-88 %", "+88 %", "88.0 %", "88,5 %", "8 8 %", "88 mmHg", "88 %x", "% 88",
      "88888 %", "99999999999999999999 %", "٨٨ %", "88 ％", "88\u{0} %",
    ])
  func refused(text: String) {
    for key in [LimitKey.warnLow, .pauseLow] {
      #expect { try key.value(parsing: text, of: .oxygenSaturation) } throws: { error in
        guard let fault = error as? LimitTextFault else { return false }
        return fault.sentence.contains("for example \"85 %\"") && !fault.sentence.contains("\u{0}")
      }
    }
  }

  @Test(
    "SR-014 SR-111: a delay is a time of whole seconds",
    arguments: ["", "15", "1.5 s", "500 ms", "-1 s", "15 %", "s", "99999999999999999999 s"])
  func delays(text: String) {
    #expect { try LimitKey.pauseDelay.value(parsing: text, of: .heartRate) } throws: {
      ($0 as? LimitTextFault)?.sentence.contains("for example \"15 s\"") == true
    }
    #expect(try! LimitKey.pauseDelay.value(parsing: "9223372036 s", of: .heartRate) == .max, "the bounds judge it")
  }

  @Test("SR-111: figures are found by name however it is capitalized") func names() {
    for signal in LimitedSignal.allCases {
      for name in [signal.name, signal.name.lowercased(), signal.name.uppercased()] {
        #expect(LimitedSignal(named: name) == signal)
      }
    }
    for name in ["", "SpO", "pulse", "SpO2 ", "ſbp"] { #expect(LimitedSignal(named: name) == nil) }
  }
}
