import Synchronization
import Testing

/// How many cases were judged both by the tables and by the program, and where they differ.
struct Tally {
  private(set) var cases = 0
  private var differences: [String: (count: Int, example: String)] = [:]
  private var open: [String: Int] = [:]

  /// What all tests together have counted so far: the last line that is printed has the whole.
  private static let total = Mutex<(cases: Int, differences: Int, open: Set<String>)>((0, 0, []))

  /// The ids of the differences that are open.
  static let openIds = Set(Table("differences").rows.map { $0["id"] }.filter { $0.hasPrefix("O") })

  /// Counts one case. `kind` is what differences are gathered by, `example` is what tells one case from the others.
  mutating func compare<Outcome: Equatable>(
    _ expected: Outcome, _ actual: Outcome, _ kind: @autoclosure () -> String,
    _ example: @autoclosure () -> String
  ) {
    cases += 1
    guard expected != actual else { return }
    let key = "\(kind()): table \(expected), program \(actual)"
    let known = differences[key]
    differences[key] = ((known?.count ?? 0) + 1, known?.example ?? example())
  }

  /// Counts a case that differs by an open difference, if `id` is open and `isSo`.
  mutating func isOpen(_ id: String, _ isSo: Bool) -> Bool {
    guard isSo, Tally.openIds.contains(id) else { return false }
    cases += 1
    open[id, default: 0] += 1
    return true
  }

  /// Prints the count of all tests so far, and records one line per kind of difference and for each of `expected` that is gone;
  /// whether there was none of both.
  func report(_ subject: String, open expected: [String] = []) -> Bool {
    let total = differences.values.map(\.count).reduce(0, +)
    Tally.total.withLock { sum in
      sum.cases += cases
      sum.differences += total
      sum.open.formUnion(open.keys)
      let ids = sum.open.sorted().joined(separator: ", ")
      print("oracle: \(sum.cases) cases, \(sum.differences) differences, open: \(ids) (up to \(subject), \(cases))")
    }
    for (kind, found) in differences.sorted(by: { $0.key < $1.key }) {
      Issue.record("\(subject): \(kind), \(found.count) times, such as \(found.example)")
    }
    let gone = expected.filter { open[$0] == nil && Tally.openIds.contains($0) }
    for id in gone { Issue.record("\(subject): \(id) is not met any more, its row of differences.tsv can go") }
    return cases > 0 && total == 0 && gone.isEmpty
  }
}
