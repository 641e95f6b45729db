import Foundation

/// One table of `Tables/`: lines that begin with `#` are for people, the first other line names the columns.
struct Table {
  let rows: [Row]

  struct Row {
    let cells: [String: String]

    subscript(column: String) -> String { cells[column]! }

    /// The whole number of a cell; nil where the table has "-".
    func number(_ column: String) -> Int64? { self[column] == "-" ? nil : Int64(self[column])! }
  }

  init(_ name: String) {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Tables")
    let text = try! String(contentsOf: folder.appending(path: name + ".tsv"), encoding: .utf8)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    let columns = lines[0].split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    rows = lines.dropFirst().map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      precondition(cells.count == columns.count, "\(name): \(line)")
      return Row(cells: Dictionary(uniqueKeysWithValues: zip(columns, cells)))
    }
  }
}

/// What is to happen, as the tables write it.
enum Level: Int, Comparable {
  case none, warn, reduce, pause, stop

  init(_ text: String) {
    switch text {
    case "none": self = .none
    case "warn", "prompt": self = .warn
    case "reduce": self = .reduce
    case "pause": self = .pause
    case "stop": self = .stop
    default: preconditionFailure("no response: \(text)")
    }
  }

  static func < (lhs: Level, rhs: Level) -> Bool { lhs.rawValue < rhs.rawValue }
}
