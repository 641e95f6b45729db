import Quantities
import Testing

@Suite struct SpokenTimeTests {
  @Test(
    "SR-121: a time is said with its unit, rounded down to the smaller one",
    arguments: [
      (0, "0 s"), (45, "45 s"), (59, "59 s"), (60, "1 min"), (61, "1 min 1 s"), (754, "12 min 34 s"), (3_599, "59 min 59 s"),
      (3_600, "1 h"), (3_659, "1 h"), (6_725, "1 h 52 min"), (86_400, "24 h"),
    ])
  func spoken(seconds: Int64, text: String) {
    #expect(Interval.seconds(seconds).spoken == text)
    #expect((Interval.seconds(seconds) + .milliseconds(999)).spoken == text)
  }

  @Test("the longest time is said too") func longest() {
    #expect(Interval(nanoseconds: .max).spoken == "2562047 h 47 min")
  }
}
