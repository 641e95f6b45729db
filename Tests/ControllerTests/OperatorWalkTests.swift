import OperatorWalk
import Testing

/// The short form of what `make check` does with 100,000 events and `make check-long` with 10 million.
@Suite struct OperatorWalkTests {
  @Test(
    "SR-001, SR-002, SR-021, SR-052, SR-088: random operators never leave the table, exceed a limit or raise without two steps")
  func walk() async {
    let seeds = 1...10
    let summary = await withTaskGroup(of: WalkSummary.self) { group in
      for seed in seeds { group.addTask { WalkSummary(events: 1_500, seed: seed) } }
      return await group.reduce(into: WalkSummary()) { $0.add($1) }
    }
    #expect(summary.failures == [])
    // A walk that never got anywhere would pass for safe.
    #expect(summary.events == 15_000)
    #expect(summary.phases.count >= 16)
    #expect(summary.starts > 50 && summary.raises > 10)
    #expect(summary.refusals.count > 20)
  }
}
