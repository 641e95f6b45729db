/// A row of the table in docs/REQUIREMENTS.md.
struct Requirement: Sendable {
  /// The page that holds the table.
  static let path = "docs/REQUIREMENTS.md"
  /// The columns, in order.
  static let columns = ["id", "what it asks", "hazards", "where", "tests", "status", "why / so far"]
  /// The words for how far a requirement is.
  static let statuses = ["done", "later", "not applicable"]

  /// The letter of the section that the row stands in; empty above the first one.
  let section: String
  /// The cells by column, without the space around them.
  let cells: [String]
  /// The line of the page.
  let line: Int

  var id: String { cell(0) }
  var hazards: [String] { cell(2).split(separator: ",").map { $0.filter { $0 != " " } } }
  var places: String { cell(3) }
  var tests: String { cell(4) }
  var status: String { cell(5) }
  var reason: String { cell(6) }
  var isDone: Bool { status == "done" }

  private func cell(_ column: Int) -> String { column < cells.count ? cells[column] : "" }

  /// What a rule finds in this row.
  func violation(_ message: String) -> Violation {
    Violation(path: Requirement.path, line: line, message: "\(id) \(message)")
  }

  /// The files that a cell names in back quotes, or nil when it holds anything else.
  static func files(in cell: String) -> [String]? {
    guard !cell.isEmpty else { return [] }
    let names = cell.split(separator: ",").map { $0.split(separator: " ").joined(separator: " ") }
    guard names.allSatisfy({ $0.wholeMatch(of: /`[^`]+`/) != nil }) else { return nil }
    return names.map { String($0.dropFirst().dropLast()) }
  }
}

extension Tree {
  /// The rows of the requirements' table, in the order of the page.
  var requirements: [Requirement] {
    guard let page = files.first(where: { $0.path == Requirement.path }) else { return [] }
    var section = ""
    return page.proseLines.compactMap { line in
      if let heading = line.text.prefixMatch(of: /#{2} ([A-Z])\./) { section = String(heading.output.1) }
      guard line.text.hasPrefix("| SR-") else { return nil }
      return Requirement(section: section, cells: tableCells(of: line.text), line: line.number)
    }
  }

  /// The page of hazards.
  static let hazardsPath = "docs/HAZARDS.md"

  /// What docs/HAZARDS.md lists for each hazard: the rows `| H1 | SR-001, SR-002 |`.
  var hazardRows: [(hazard: String, ids: [String], line: Int)] {
    guard let page = files.first(where: { $0.path == Tree.hazardsPath }) else { return [] }
    return page.proseLines.compactMap { line in
      let cells = tableCells(of: line.text)
      guard cells.count == 2, Hazard.all.contains(cells[0]) || cells[0].wholeMatch(of: /H\d+/) != nil else { return nil }
      return (cells[0], cells[1].split(separator: ",").map { $0.filter { $0 != " " } }, line.number)
    }
  }
}

/// The names of the hazards: thirteen, and `all` for a requirement that stands against every one.
enum Hazard {
  static let all = (1...13).map { "H\($0)" } + ["all"]
}

/// Which requirements there are.
///
/// Written out a second time, so that a row that was deleted or invented is noticed although nothing else names it. A number that
/// is missing in its section is in J, the second tier, or was never given.
enum RequirementList {
  static let sections: [(letter: String, numbers: [ClosedRange<Int>])] = [
    ("A", [1...18]),
    ("B", [20...30, 32...34]),
    ("C", [40...47, 49...52, 54...59]),
    ("D", [60...64, 67...73]),
    ("E", [80...86, 88...91]),
    ("F", [100...108, 111...113]),
    ("G", [120...120, 122...122, 124...125]),
    ("H", [130...131, 133...135, 138...139]),
    ("I", [150...153]),
    (
      "J",
      [31, 48, 53, 65, 66, 87, 92, 109, 110, 114, 121, 123, 126, 132, 136, 137, 140, 141].map { $0...$0 }
    ),
  ]

  /// The ids of a section, in order.
  static func ids(_ numbers: [ClosedRange<Int>]) -> [String] {
    numbers.flatMap { Array($0) }.map { "SR-" + String(repeating: "0", count: 3 - String($0).count) + String($0) }
  }
}

extension String {
  /// The requirement ids in a text.
  var requirementIds: [String] { matches(of: /SR-\d{3}\b/).map { String($0.output) } }
}

/// The cells of a table's row, without the space around them; none when the line is no row.
private func tableCells(of line: String) -> [String] {
  guard line.hasPrefix("|") else { return [] }
  return line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
    .map { $0.split(separator: " ").joined(separator: " ") }
}
