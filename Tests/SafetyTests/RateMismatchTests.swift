import Quantities
import Safety
import Testing
import Therapy

@Suite struct RateMismatchTests {
  private func bedside(reporting rate: FlowRate, ordered: FlowRate = milliliters(20)) -> Bedside {
    var bedside = Bedside()
    bedside.situation.requested = ordered
    bedside.situation.ordered = ordered
    bedside.situation.pump.report?.rate = rate
    return bedside
  }

  @Test("SR-063: a new order begins the time of a deviation anew")
  func newOrder() {
    var bedside = bedside(reporting: milliliters(23))
    #expect(bedside.judge(for: .seconds(29))[.rateMismatch] == nil)
    bedside.situation.orderedSince = bedside.situation.now
    #expect(bedside.judge(for: .seconds(32))[.rateMismatch] == nil)
    #expect(bedside.judge(for: .seconds(2))[.rateMismatch]?.alarm == .rateMismatch)
  }

  @Test(
    "SR-063: a deviation of exactly 5 % or 0.5 mL/h is tolerated",
    arguments: [(20, 21_000), (20, 19_000), (2, 2_500), (2, 1_500)] as [(Int64, Int64)])
  func tolerance(ordered: Int64, reported: Int64) {
    var bedside = bedside(reporting: FlowRate(microlitersPerHour: reported), ordered: milliliters(ordered))
    #expect(bedside.judge(for: .seconds(120))[.rateMismatch] == nil)
  }

  @Test(
    "SR-063: a larger deviation warns after 30 s and pauses after 60 s",
    arguments: [(20, 21_001), (20, 18_999), (2, 2_501), (2, 1_499)] as [(Int64, Int64)])
  func deviation(ordered: Int64, reported: Int64) {
    var bedside = bedside(reporting: FlowRate(microlitersPerHour: reported), ordered: milliliters(ordered))
    #expect(bedside.judge(for: .milliseconds(29_960))[.rateMismatch] == nil)
    let warned = bedside.judge(for: .milliseconds(80))
    #expect(warned.response == .annunciate)
    #expect(warned[.rateMismatch]?.alarm == .rateMismatch)
    #expect(bedside.judge(for: .milliseconds(29_800)).response == .annunciate)
    #expect(bedside.judge(for: .milliseconds(200)).response == .pause)
  }

  @Test("SR-063: more than twice the order, and no flow where flow is ordered, pause after 2 s")
  func gross() {
    for (reported, alarm) in [(40_001, .unexpectedFlow), (0, .pumpStoppedItself)] as [(Int64, AlarmCondition)] {
      var bedside = bedside(reporting: FlowRate(microlitersPerHour: reported))
      if reported == 0 { bedside.situation.pump.report?.state = .paused }
      #expect(bedside.judge(for: .milliseconds(1_980)).response < .pause)
      let paused = bedside.judge(for: .milliseconds(80))
      #expect(paused.response == .pause)
      #expect(paused[.rateMismatch]?.alarm == alarm)
      #expect(paused.rate == nil)
    }
    var twice = bedside(reporting: milliliters(40))
    #expect(twice.judge(for: .seconds(10)).response < .pause)
  }

  @Test("a deviation that ends begins its time anew")
  func ends() {
    var bedside = bedside(reporting: milliliters(23))
    for _ in 0..<4 {
      bedside.situation.pump.report?.rate = milliliters(23)
      #expect(bedside.judge(for: .seconds(29))[.rateMismatch] == nil)
      bedside.situation.pump.report?.rate = milliliters(20)
      #expect(bedside.judge()[.rateMismatch] == nil)
    }
  }

  @Test("a new order is given 3 s to arrive, and a reading from before it is not compared")
  func settling() {
    var bedside = bedside(reporting: milliliters(60))
    bedside.situation.orderedSince = bedside.situation.now
    #expect(bedside.judge(for: .seconds(3))[.rateMismatch] == nil)
    #expect(bedside.judge(for: .milliseconds(2_100)).response == .pause)
    bedside = self.bedside(reporting: milliliters(60))
    bedside.pumpAnswers = false
    bedside.situation.orderedSince = bedside.situation.now
    #expect(bedside.judge(for: .milliseconds(9_900))[.rateMismatch] == nil)
  }
}
