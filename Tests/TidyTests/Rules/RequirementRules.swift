extension Rule {
  static let requirementIds = Rule("every requirement that a file names is in docs/REQUIREMENTS.md") { tree in
    let known = Set(tree.requirements.map(\.id))
    return tree.files.filter { !$0.isAboutRules }.flatMap { file in
      file.lines.indices.flatMap { index in
        file.lines[index].requirementIds.filter { !known.contains($0) }.map {
          Violation(path: file.path, line: index + 1, message: "\($0) is not in \(Requirement.path)")
        }
      }
    }
  }

  static let requirementTable = Rule("the requirements' table is well formed") { tree in
    var seen: Set<String> = []
    return tree.requirements.compactMap { row in
      guard row.cells.count == Requirement.columns.count else {
        return row.violation("needs the columns \(Requirement.columns.joined(separator: ", "))")
      }
      guard row.id.wholeMatch(of: /SR-\d{3}/) != nil else { return row.violation("is not an id such as SR-014") }
      guard seen.insert(row.id).inserted else { return row.violation("is there twice") }
      guard Requirement.statuses.contains(row.status) else {
        return row.violation("is `\(row.status)`; a status is one of: \(Requirement.statuses.joined(separator: ", "))")
      }
      guard !row.isDone || (!row.places.isEmpty && !row.tests.isEmpty) else {
        return row.violation("is done: say where, and which test shows it")
      }
      guard row.isDone || !row.reason.isEmpty else {
        return row.violation("is \(row.status): say why, what works so far and what is missing")
      }
      return nil
    }
  }

  /// A row that is not there is a requirement that nobody misses.
  static let requirementList = Rule("the requirements' table has every requirement, in its section and in order") { tree in
    let rows = tree.requirements
    let wanted = RequirementList.sections.map { (section: $0.letter, ids: RequirementList.ids($0.numbers)) }
    let missing = wanted.flatMap { section in
      let found = Set(rows.filter { $0.section == section.section }.map(\.id))
      return section.ids.filter { !found.contains($0) }.map {
        Violation(path: Requirement.path, line: 1, message: "\($0) is missing in section \(section.section)")
      }
    }
    let known = Set(wanted.flatMap(\.ids))
    let foreign = rows.filter { !known.contains($0.id) }.map { $0.violation("is not one of the requirements") }
    let inOrder = wanted.flatMap(\.ids).filter { id in rows.contains { $0.id == id } }
    let listed = rows.filter { known.contains($0.id) }
    let moved = zip(listed, inOrder).first { $0.0.id != $0.1 }.map { $0.0.violation("stands where \($0.1) belongs") }
    return missing + foreign + (missing.isEmpty ? [moved].compactMap { $0 } : [])
  }

  static let requirementCount = Rule("the count above the requirements' table is that of its rows") { tree in
    guard let page = tree.files.first(where: { $0.path == Requirement.path }) else { return [] }
    let rows = tree.requirements
    let counts = Requirement.statuses.map { status in "\(rows.count { $0.status == status }) \(status)" }
    let right = "\(counts.joined(separator: ", ")) of \(rows.count)"
    let said = page.proseLines.filter { $0.text.contains(/\d+ done, \d+ later, \d+ not applicable of \d+/) }
    guard said.count == 1, let line = said.first else {
      return [Violation(path: page.path, line: 1, message: "say once: \(right)")]
    }
    guard line.text.firstMatch(of: /\d+ done, \d+ later, \d+ not applicable of \d+/)?.output == right[...] else {
      return [Violation(path: page.path, line: line.number, message: "the rows are: \(right)")]
    }
    return []
  }

  static let requirementFiles = Rule("the requirements' table names files that exist, and tests under Tests/") { tree in
    tree.requirements.flatMap { row -> [Violation] in
      guard let places = Requirement.files(in: row.places), let tests = Requirement.files(in: row.tests) else {
        return [row.violation("`where` and `tests` hold files in back quotes with commas between them, and nothing else")]
      }
      let lost = places.filter { tree.place($0) == nil } + tests.filter { tree.testFile($0) == nil }
      return lost.map { row.violation("names `\($0)`, which is not there") }
    }
  }

  /// Done is what a test shows; so whoever takes the test away takes the word away.
  static let requirementTests = Rule("each test file in the requirements' table has a test whose name has the id") { tree in
    var shown: [String: Set<String>] = [:]
    return tree.requirements.flatMap { row -> [Violation] in
      (Requirement.files(in: row.tests) ?? []).compactMap { name in
        guard let file = tree.testFile(name) else { return nil }
        let ids = shown[name] ?? Set(file.testNames.flatMap(\.requirementIds))
        shown[name] = ids
        return ids.contains(row.id) ? nil : row.violation("is not in the name of any test of `\(name)`")
      }
    }
  }

  /// What shows a requirement is listed with it; so whoever takes a test file away sees what that file showed.
  static let requirementListed = Rule("each test whose name has a requirement's id stands in a file that its row names") { tree in
    let rows = tree.requirements
    return tree.files.filter { $0.path.hasPrefix("Tests/") && !$0.isAboutRules }.flatMap { file -> [Violation] in
      let name = String(file.path.dropFirst("Tests/".count))
      let ids = Set(file.testNames.flatMap(\.requirementIds))
      return rows.filter { ids.contains($0.id) && !(Requirement.files(in: $0.tests) ?? []).contains(name) }
        .map { $0.violation("is in the name of a test of `\(name)`, which its row does not name") }
    }
  }

  static let requirementHazards = Rule("requirements and hazards name each other") { tree in
    let rows = tree.requirements
    let unknown = rows.filter { $0.hazards.isEmpty || !$0.hazards.allSatisfy(Hazard.all.contains) }.map {
      $0.violation("stands against H1...H13 or `all`, not against `\($0.hazards.joined(separator: ", "))`")
    }
    let listed = tree.hazardRows
    let wrong = Hazard.all.compactMap { hazard -> Violation? in
      let ids = rows.filter { $0.hazards.contains(hazard) }.map(\.id).sorted()
      let found = listed.filter { $0.hazard == hazard }
      guard found.count != 1 || found[0].ids != ids else { return nil }
      let message = "\(hazard) needs one row: | \(hazard) | \(ids.joined(separator: ", ")) |"
      return Violation(path: Tree.hazardsPath, line: found.first?.line ?? 1, message: message)
    }
    let foreign = listed.filter { !Hazard.all.contains($0.hazard) }.map {
      Violation(path: Tree.hazardsPath, line: $0.line, message: "\($0.hazard) is no hazard of the table above")
    }
    return unknown + wrong + foreign
  }
}

extension Tree {
  /// The path of a file or folder that the column `where` names: below Sources/, or from the package root.
  fileprivate func place(_ name: String) -> String? {
    let path = name.hasSuffix("/") ? String(name.dropLast()) : name
    return ["Sources/" + path, path].first(where: paths.contains)
  }

  /// The file below Tests/ that the column `tests` names.
  fileprivate func testFile(_ name: String) -> SourceText? { files.first { $0.path == "Tests/" + name && $0.isSwift } }
}

extension SourceText {
  /// The rules and their examples name requirements that do not exist.
  fileprivate var isAboutRules: Bool {
    ["Reading/", "Rules/", "Examples/"].contains { path.hasPrefix("Tests/TidyTests/" + $0) }
  }
}
