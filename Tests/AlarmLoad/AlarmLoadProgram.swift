import Glibc

/// The alarm load of simulated patients in virtual time: `infusion-alarm-load`. Exit status 1 when it is above its budget.
@main enum AlarmLoadProgram {
  static func main() async {
    let results = await measure()
    for line in report(results) { print(line) }
    let broken = Budget.all.compactMap { $0.breach(in: results) }
    for line in broken { print("over the budget: \(line)") }
    if broken.isEmpty { print("all \(Budget.all.count) lines of the budget hold") }
    exit(broken.isEmpty ? 0 : 1)
  }

  /// Runs every session of every arm, a few at a time on each core; what they come to does not depend on the order.
  private nonisolated static func measure() async -> [ArmResult] {
    await withTaskGroup(of: ArmResult.self) { group in
      for arm in LoadArm.allCases {
        for first in stride(from: 1, through: arm.sessions, by: 4) {
          group.addTask { ArmResult(arm, numbers: first..<min(first + 4, arm.sessions + 1)) }
        }
      }
      var results = LoadArm.allCases.map { ArmResult($0) }
      for await part in group {
        for index in results.indices where results[index].arm == part.arm { results[index].add(part) }
      }
      return results
    }
  }
}
