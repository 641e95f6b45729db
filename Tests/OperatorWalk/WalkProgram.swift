import Controller
import Glibc
import OperatorWalk

/// Random operator sequences at full speed: `infusion-walk EVENTS SEEDS`. Exit status 1 when a law was broken.
@main enum WalkProgram {
  static func main() async {
    let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    guard numbers.count == 2, numbers.allSatisfy({ $0 > 0 }) else {
      print("usage: infusion-walk EVENTS SEEDS")
      exit(64)
    }
    let summary = await walk(events: numbers[0], seeds: numbers[1])
    summary.lines.forEach { print($0) }
    // A walk that never got everywhere would pass for safe.
    let missed = SessionPhase.allCases.filter { !summary.phases.contains($0) }
    if numbers[0] >= 1_000_000, !missed.isEmpty || summary.starts == 0 || summary.raises == 0 {
      print("the walk proves too little: phases never reached: \(missed); starts and raises are above")
      exit(1)
    }
    exit(summary.failures.isEmpty ? 0 : 1)
  }

  private nonisolated static func walk(events: Int, seeds: Int) async -> WalkSummary {
    await withTaskGroup(of: WalkSummary.self) { group in
      for seed in 1...seeds {
        group.addTask { WalkSummary(events: (events + seeds - 1) / seeds, seed: seed) }
      }
      var summary = WalkSummary()
      for await walked in group { summary.add(walked) }
      return summary
    }
  }
}
