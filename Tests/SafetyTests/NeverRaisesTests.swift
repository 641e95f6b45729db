import Quantities
import Safety
import SplitMix
import Testing
import Therapy

@Suite struct NeverRaisesTests {
  /// What this judgement breaks of what must hold in every situation.
  private func broken(_ judgement: Judgement, of situation: Situation) -> [String] {
    var broken: [String] = []
    let rate = judgement.rate ?? .zero
    if rate > situation.requested { broken.append("more than requested") }
    if judgement.response == .reduce, rate > situation.ordered.divided(by: 2) { broken.append("more than half") }
    if judgement.response >= .pause, judgement.rate != nil { broken.append("flow in spite of a pause") }
    if (judgement.response >= .pause) == judgement.demanding.isEmpty { broken.append("a pause that nobody demands") }
    for interlock in Bedside.observing {
      guard let finding = judgement[interlock] else { continue }
      if let ceiling = finding.ceiling, ceiling > situation.ordered { broken.append("\(interlock) allows more than is ordered") }
      if (finding.response == .reduce) != (finding.ceiling != nil) { broken.append("\(interlock): a ceiling, and no reduction") }
      if finding.response == .limitRate { broken.append("\(interlock): limits, and does not reduce") }
      if finding.response > .proceed, finding.alarm == nil { broken.append("\(interlock) acts in silence") }
      let blocks = judgement.startBlockers.contains(interlock) && judgement.resumeBlockers.contains(interlock)
      if finding.response >= .pause, !blocks { broken.append("\(interlock) pauses and does not forbid a start") }
    }
    return broken
  }

  @Test(
    "SR-001, SR-050, SR-052: in random situations nothing above the request is permitted, nor more than half on a reduction",
    arguments: [1, 4, 25] as [Int64])
  func randomSituations(rarity: Int64) {
    var any = AnySituation(seed: UInt64(52 + rarity))
    var reached: [Response: Int] = [:]
    for round in 0..<4_000 {
      var bedside = any.bedside(rarity: rarity)
      let judgement = bedside.judge()
      reached[judgement.response, default: 0] += 1
      #expect(broken(judgement, of: bedside.situation).isEmpty, "rarity \(rarity), round \(round)")
    }
    #expect(reached[.pause, default: 0] > 40, "the situations are about something")
    if rarity == 25 { #expect(reached.keys.count == 6, "every response came up") }
  }

  @Test("SR-052: in random stories, in which orders follow judgements, the rate never rises unless somebody asks for more")
  func randomStories() {
    var any = AnySituation(seed: 520)
    var reductions = 0
    for story in 0..<400 {
      var bedside = Bedside.watched()
      for step in 0..<40 {
        let (asked, before) = (bedside.situation.requested, bedside.situation.ordered)
        any.disturb(&bedside, rarity: 80)
        bedside.situation.requested = min(bedside.situation.requested, asked)
        let judgement = bedside.judge(at: bedside.situation.now + .seconds(any.random.next(in: 1...60)))
        if judgement.response == .reduce { reductions += 1 }
        #expect(broken(judgement, of: bedside.situation).isEmpty, "story \(story), step \(step)")
        #expect(judgement.rate ?? .zero <= before, "story \(story), step \(step): risen by itself")
        bedside.obey(judgement)
      }
    }
    #expect(reductions > 10, "the stories are about something")
  }

  @Test("SR-040: whatever goes wrong at a bedside where all is well never makes more flow")
  func neverMore() {
    var any = AnySituation(seed: 40)
    for round in 0..<4_000 {
      var plain = any.bedside(rarity: 1_000_000)
      plain.situation.flowBegan = plain.situation.now
      plain.enter(systolic: 120)
      plain.enter(.poss, 1)
      plain.enter(.distress, 0)
      plain.enter(.nausea, 0)
      plain.respiration = (14, .good)
      var disturbed = plain
      let requested = plain.situation.requested
      any.disturb(&disturbed, rarity: 3)
      disturbed.situation.requested = requested
      disturbed.situation.deliveredAtMost = plain.situation.deliveredAtMost
      #expect(disturbed.judge().rate ?? .zero <= plain.judge().rate ?? .zero, "round \(round)")
    }
  }

  @Test("SR-052: whatever forbids a start holds the rate where it is, also when more is asked for")
  func holds() {
    var any = AnySituation(seed: 20)
    for round in 0..<8_000 {
      var bedside = any.bedside(rarity: 12)
      let judgement = bedside.judge()
      guard Bedside.observing.contains(where: judgement.startBlockers.contains) else { continue }
      #expect(judgement.rate ?? .zero <= bedside.situation.ordered, "round \(round)")
    }
  }

  @Test("SR-040: without a session none of the interlocks on persons, pump conduct, pauses and limits finds anything")
  func noSession() {
    var any = AnySituation(seed: 41)
    for round in 0..<4_000 {
      var bedside = any.bedside(rarity: 3)
      bedside.situation.order = nil
      let judgement = bedside.judge()
      #expect(Bedside.observing.filter { judgement[$0] != nil } == [], "round \(round)")
      #expect(judgement.rate == nil)
    }
  }
}
