/// The table of docs/REQUIREMENTS.md.
struct Requirement {
  let id: String
  let state: String
  /// Where it is implemented, as written in the table.
  let place: String
  /// The test that shows it, as written in the table.
  let test: String
  let line: Int

  static let path = "docs/REQUIREMENTS.md"

  /// The rows `| SR-001 | what | state | where | test |` of a page.
  static func rows(of tree: Tree) -> [Requirement] {
    guard let page = tree.files.first(where: { $0.path == path }) else { return [] }
    return page.proseLines.compactMap { line in
      guard line.text.hasPrefix("| SR-") else { return nil }
      let cells = line.text.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { String($0.trimmingPrefix(/\s*/).reversed().drop { $0 == " " }.reversed()) }
      guard cells.count == 5 else {
        return Requirement(id: cells.first ?? "", state: "", place: "", test: "", line: line.number)
      }
      return Requirement(id: cells[0], state: cells[2], place: cells[3], test: cells[4], line: line.number)
    }
  }
}

extension Rule {
  static let requirementIds = Rule("every requirement that code or tests name is in docs/REQUIREMENTS.md") { tree in
    let known = Set(Requirement.rows(of: tree).map(\.id))
    return tree.files.filter { $0.isSwift && !$0.isAboutRules }.flatMap { file in
      file.lines.indices.flatMap { index in
        file.lines[index].requirementIds.filter { !known.contains($0) }.map {
          Violation(path: file.path, line: index + 1, message: "\($0) is not in \(Requirement.path)")
        }
      }
    }
  }

  static let requirementTable = Rule("the requirements' table is well formed") { tree in
    var seen: Set<String> = []
    return Requirement.rows(of: tree).compactMap { row in
      func violation(_ message: String) -> Violation {
        Violation(path: Requirement.path, line: row.line, message: "\(row.id) \(message)")
      }
      guard row.id.wholeMatch(of: /SR-\d{3}/) != nil else { return violation("is not an id such as SR-014") }
      guard seen.insert(row.id).inserted else { return violation("is there twice") }
      guard ["done", "partial", "open"].contains(row.state) else {
        return violation("needs five columns, the third `done`, `partial` or `open`")
      }
      guard row.state != "done" || (!row.place.isEmpty && !row.test.isEmpty) else {
        return violation("is done: say where, and which test shows it")
      }
      return nil
    }
  }

  static let requirementTests = Rule("every requirement that is done is named by a test") { tree in
    var named: Set<String> = []
    for file in tree.files where file.isTest && file.isSwift && !file.isAboutRules {
      named.formUnion(String(decoding: file.literals.bytes, as: UTF8.self).requirementIds)
    }
    return Requirement.rows(of: tree).filter { $0.state == "done" && !named.contains($0.id) }.map {
      Violation(path: Requirement.path, line: $0.line, message: "\($0.id) is done, but no test names it")
    }
  }
}

extension SourceText {
  /// The rules and their examples name requirements that do not exist.
  fileprivate var isAboutRules: Bool { path.hasPrefix("Tests/TidyTests/") }
}

extension String {
  /// The requirement ids in a text.
  fileprivate var requirementIds: [String] { matches(of: /SR-\d{3}\b/).map { String($0.output) } }
}
