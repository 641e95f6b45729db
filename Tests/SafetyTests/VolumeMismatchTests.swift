import Quantities
import Safety
import Testing
import Therapy

@Suite struct VolumeMismatchTests {
  private func found(commanded: String, atLeast: String, atMost: String, after seconds: Int64 = 0) -> Finding? {
    var situation = Situation(now: .boot + .seconds(1_000), lease: .seconds(5), pumpResolution: milliliters(1))
    situation.order = OrderTerms(Bedside.order())
    situation.commanded = quantity(commanded)
    situation.deliveredAtLeast = quantity(atLeast)
    situation.deliveredAtMost = quantity(atMost)
    var memories = InterlockMemories()
    _ = adjudicate(situation, memories: &memories)
    situation.now = situation.now + .seconds(seconds)
    return adjudicate(situation, memories: &memories).findings[Int(Interlock.volumeMismatch.rawValue)]
  }

  @Test("SR-011: within 0.5 mL or 5 %, whichever is more, counter and ordered rates agree; equality passes")
  func tolerance() {
    #expect(found(commanded: "2 mL", atLeast: "1 mL", atMost: "1.5 mL", after: 3_600) == nil)
    #expect(found(commanded: "2 mL", atLeast: "2.5 mL", atMost: "3 mL", after: 3_600) == nil)
    #expect(found(commanded: "20 mL", atLeast: "18 mL", atMost: "19 mL", after: 3_600) == nil)
    #expect(found(commanded: "2 mL", atLeast: "0 mL", atMost: "9 mL", after: 3_600) == nil, "the truth may be anywhere between")
  }

  @Test("SR-011: a larger difference alarms after 60 s, in both directions")
  func alarms() {
    for (least, most) in [("1 mL", "1.499 mL"), ("2.501 mL", "3 mL")] {
      #expect(found(commanded: "2 mL", atLeast: least, atMost: most, after: 59) == nil)
      let finding = found(commanded: "2 mL", atLeast: least, atMost: most, after: 60)
      #expect(finding?.response == .annunciate && finding?.blocksResume == true)
      #expect(finding?.alarm == .volumeMismatch && finding?.value == 501_000 && finding?.limit == 500_000)
    }
  }

  @Test("SR-011: more than 1 mL and 10 % pauses at once")
  func pauses() {
    #expect(found(commanded: "2 mL", atLeast: "0 mL", atMost: "1 mL")?.response != .pause)
    #expect(found(commanded: "2 mL", atLeast: "0 mL", atMost: "0.999 mL")?.response == .pause)
    #expect(found(commanded: "20 mL", atLeast: "22 mL", atMost: "23 mL")?.response != .pause)
    #expect(found(commanded: "20 mL", atLeast: "22.001 mL", atMost: "23 mL")?.response == .pause)
  }
}
