extension Rule {
  /// Pages may be reached from each other.
  static let links = Rule("links between documents resolve") { tree in
    let pages = Dictionary(tree.files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    return tree.files.filter(\.isDocument).flatMap { page in
      page.proseLines.flatMap { line in
        line.text.matches(of: /\]\(([^)\s]+)\)/).compactMap { match -> Violation? in
          let target = String(match.output.1)
          guard target.firstMatch(of: /^[a-z]+:/) == nil else { return nil }
          let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
          let path = parts[0].isEmpty ? page.path : resolve(parts[0], from: page.path)
          guard path.isEmpty || tree.paths.contains(path) else {
            return Violation(path: page.path, line: line.number, message: "link to `\(target)`: no such file")
          }
          guard parts.count == 2, let linked = pages[path], linked.isDocument else { return nil }
          guard !linked.anchors.contains(parts[1]) else { return nil }
          return Violation(path: page.path, line: line.number, message: "link to `\(target)`: no such heading")
        }
      }
    }
  }

  /// A file that a page names in back quotes exists. Records of decisions and changes may name what is gone.
  static let fileReferences = Rule("files that documents name exist") { tree in
    let roots = ["Sources/", "Tests/", "docs/", "examples/", "hardware-sim/", "systemd/", "scripts/", ".ci/"]
    let pages = tree.files.filter {
      $0.isDocument && !$0.path.hasPrefix("docs/decisions/") && $0.name != "CHANGELOG.md" && $0.name != "BLIND-ALLEYS.md"
    }
    return pages.flatMap { page in
      page.proseLines.flatMap { line in
        line.text.matches(of: /`([^`]+)`/).compactMap { match -> Violation? in
          let name = String(match.output.1)
          guard name.wholeMatch(of: /[A-Za-z0-9_.+\/-]+/) != nil, !name.contains("...") else { return nil }
          let path = name.hasSuffix("/") ? String(name.dropLast()) : name
          let isRooted = roots.contains { name.hasPrefix($0) }
          guard isRooted || (name.hasSuffix(".swift") && name != ".swift") else { return nil }
          let exists = tree.paths.contains(path) || (!isRooted && tree.paths.contains { $0.hasSuffix("/" + path) })
          return exists ? nil : Violation(path: page.path, line: line.number, message: "no file `\(name)`")
        }
      }
    }
  }

  /// What each of these must say, in whatever case: to who reads, who installs and who runs it.
  static let disclaimer = Rule("documents and programs say that this is not a medical device") { tree in
    let words: [(path: String, says: [String])] = [
      ("README.md", ["not a medical device", "no conformity", "bench", "simulation", "a qualified organization"]),
      ("docs/OPERATING.md", ["not a medical device", "bench", "simulation"]),
      ("Sources/infusiond/Main.swift", ["not a medical device"]),
      ("Sources/infusionctl/Infusionctl.swift", ["not a medical device"]),
      ("systemd/infusiond.service", ["not a medical device"]),
    ]
    return words.flatMap { path, says -> [Violation] in
      let text = tree.files.first { $0.path == path }.map { $0.text.lowercased() } ?? ""
      return says.filter { !text.contains($0) }.map { Violation(path: path, line: 1, message: "does not say: \($0)") }
    }
  }

  /// The path from the package root of what a page links to; empty for the root itself.
  private static func resolve(_ target: String, from page: String) -> String {
    var parts = page.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/") where part != "." {
      if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }
}

extension SourceText {
  /// True for the pages that people read.
  var isDocument: Bool { path.hasSuffix(".md") }

  /// The lines outside fenced blocks, numbered from 1.
  var proseLines: [(number: Int, text: String)] {
    var isFenced = false
    return lines.enumerated().compactMap { index, line in
      if line.trimmingPrefix(/\s*/).hasPrefix("```") {
        isFenced.toggle()
        return nil
      }
      return isFenced ? nil : (index + 1, line)
    }
  }

  /// The names under which the headings of a page can be linked to.
  fileprivate var anchors: Set<String> {
    var anchors: Set<String> = []
    for line in proseLines {
      guard let heading = line.text.wholeMatch(of: /#{1,6}\s+(.*)/) else { continue }
      let letters = heading.output.1.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
      let anchor = String(letters.map { $0 == " " ? "-" : $0 })
      var name = anchor
      var count = 0
      while !anchors.insert(name).inserted {
        count += 1
        name = "\(anchor)-\(count)"
      }
    }
    return anchors
  }
}
