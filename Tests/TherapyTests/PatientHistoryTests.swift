import Quantities
import Testing
import Therapy

@Suite struct PatientHistoryTests {
  @Test("SR-008: a weight that differs by exactly 10 % is no surprise, one gram more is, up and down")
  func tenPercent() {
    for grams in [30_000, 62_345, 70_000, 70_001, 70_009, 99_999, 250_000] as [Int64] {
      let history = PatientHistory(lastWeight: BodyMass(grams: grams))
      for change in [grams / 10 - 1, grams / 10, grams / 10 + 1, grams / 10 + 2] {
        let isMore = change * 10 > grams
        #expect(history.isSurprising(BodyMass(grams: grams + change)) == isMore, "\(grams) + \(change)")
        #expect(history.isSurprising(BodyMass(grams: grams - change)) == isMore, "\(grams) - \(change)")
      }
      #expect(!history.isSurprising(BodyMass(grams: grams)))
    }
  }

  @Test("SR-008: a patient who never came surprises with no weight")
  func newPatient() {
    for grams in [0, 30_000, 250_000, .max] as [Int64] { #expect(!PatientHistory().isSurprising(BodyMass(grams: grams))) }
  }

  @Test("SR-018: a patient who never came has no session, and a negative number of them traps")
  func sessions() async {
    #expect(PatientHistory().sessionsInFortnight == 0)
    await #expect(processExitsWith: .failure) { _ = PatientHistory(sessionsInFortnight: -1) }
  }
}
