import Quantities
import Safety
import Testing
import Therapy

@Suite struct PumpFactTests {
  /// Each alarm that `pump.tsv` and `facts.tsv` have, in the words of a story, with what it demands.
  private static let alarms: [(words: String, demand: Demand)] = {
    let words = [
      "air in line": "air", "occlusion": "occlusion", "door": "door", "syringe": "syringe", "empty": "empty",
      "nearly empty": "near-empty", "motor": "motor", "battery critical": "battery-empty", "battery low": "battery-low",
      "unknown code": "unknown",
    ]
    let priorities: [String: AlarmPriority] = ["low": .low, "medium": .medium, "high": .high]
    let ofPump = Table("pump").rows.compactMap { row in
      words[row["condition"]].map { ($0, Demand(level: Level(row["response"]), priority: priorities[row["priority"]])) }
    }
    let ofFacts = Table("facts").rows.filter { $0["words"].hasPrefix("pump alarm ") }.map { row in
      (
        String(row["words"].dropFirst("pump alarm ".count)),
        Demand(level: Level(row["response"]), priority: priorities[row["priority"]])
      )
    }
    return ofPump + ofFacts
  }()

  private static let all: [Interlock] = Interlock.allCases

  @Test("SR-064: each alarm of the pump does what the table says, live or latched, and two do the worse of both")
  func alarms() {
    var tally = Tally()
    #expect(PumpFactTests.alarms.count == 18)
    for (index, one) in PumpFactTests.alarms.enumerated() {
      for kind in ["alarm", "latched"] {
        for other in PumpFactTests.alarms[index...] {
          let story = StoryText("pump \(kind) \(one.words), pump alarm \(kind == "alarm" ? one.words : other.words)").story
          var bench = Bench(required: [])
          let answer = bench.play(story)[0]
          let demands = [one.demand] + (kind == "alarm" ? [] : [other.demand])
          let expected = Demand(level: demands.map(\.level).max()!, priority: demands.compactMap(\.priority).max())
          tally.compare(expected, answer.demand(of: PumpFactTests.all), "\(kind) \(one.words)", "\(one.words), \(other.words)")
        }
      }
    }
    #expect(tally.report("alarms of the pump"))
  }

  @Test("SR-069: each firmware against each list and each one that the session began with does what the table says")
  func firmware() {
    var tally = Tally()
    let (one, two, other) = (UInt16(0x0100), UInt16(0x0101), UInt16(0x0200))
    let (stops, refused) = (FactRule.named("firmware changed"), FactRule.named("firmware not approved"))
    var gone: [String] = []
    for list in [nil, [one], [one, two], [other, two, one]] {
      for session in [nil, one, two, other] {
        for told in [nil, one, two, other] {
          var bench = Bench(required: [])
          bench.situation.approvedFirmware = list.flatMap { ApprovedFirmware($0) }
          bench.situation.sessionFirmware = session
          bench.situation.pump.report?.firmware = told
          let answer = bench.play(Story([], looks: [0]))[0]
          var expected = FactDemand()
          var open = "-"
          if let session, let told, session != told {
            expected = stops.demand(age: 0).demand
          } else if told == nil, list != nil || session != nil {
            (expected, open) = FactRule.named("firmware not told").demand(age: 0)
          } else if let list, told.map(list.contains) != true {
            (expected, open) = refused.demand(age: 0)
          }
          let actual = FactDemand(
            demand: answer.demand(of: [.pumpFirmware]),
            blocksStart: answer.startBlockers.contains(Int(Interlock.pumpFirmware.rawValue)))
          if open != "-" { gone.append(open) }
          if expected != actual, tally.isOpen(open, actual == FactDemand()) { continue }
          tally.compare(expected, actual, "firmware", "\(list ?? []), began with \(session ?? 0), tells \(told ?? 0)")
        }
      }
    }
    #expect(tally.report("firmware", open: Set(gone).sorted()))
  }

  @Test("SR-062: what became of an older order says nothing of the newest")
  func olderOrder() {
    var tally = Tally()
    let refusals = FactRule.all.filter { $0.name.hasPrefix("refused") }
    for rule in refusals {
      for (sequence, isNewest) in [(UInt64(2), false), (3, true)] {
        var bench = Bench(required: [])
        bench.situation.pump.orderSequence = sequence
        let answer = bench.play(StoryText(rule.begins).story)[0]
        let expected = isNewest ? rule.demand(age: 0).demand.demand : Demand()
        tally.compare(expected, answer.demand(of: [.pumpRefusal]), rule.name, "order \(sequence)")
      }
    }
    #expect(tally.report("refusals of an older order"))
  }

  @Test("SR-026: automatic pauses stop from the third in 10 min or the fifth in a session on, by every count of both")
  func repeatedPauses() {
    var tally = Tally()
    let (recently, inAll) = (FactRule.named("automatic pauses, 3 in 10 min"), FactRule.named("automatic pauses, 5 in all"))
    #expect(recently.demand(age: 0).demand == inAll.demand(age: 0).demand)
    for total in 0...8 {
      for recent in 0...total {
        var bench = Bench(required: [])
        let answer = bench.play(Story([(0, .fact(.pauses(recent: recent, total: total)))], looks: [0]))[0]
        let expected = recent >= 3 || total >= 5 ? recently.demand(age: 0).demand.demand : Demand()
        tally.compare(expected, answer.demand(of: [.repeatedPause]), "automatic pauses", "\(recent) of \(total)")
      }
    }
    #expect(tally.report("automatic pauses"))
  }

  @Test("SR-073: damaged answers are told from the third on")
  func damagedAnswers() {
    var tally = Tally()
    for count in 0...6 {
      var bench = Bench(required: [])
      let answer = bench.play(Story([(0, .fact(.damaged(count)))], looks: [0]))[0]
      let expected = FactRule.named("damaged answers").demand(age: count >= 3 ? 0 : nil).demand.demand
      tally.compare(expected, answer.demand(of: [.lineQuality]), "damaged answers", "\(count)")
    }
    #expect(tally.report("damaged answers"))
  }
}
