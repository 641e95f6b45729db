import Foundation

/// The files of the package that the rules look at.
struct Tree: Sendable {
  /// Every file, by path.
  let files: [SourceText]
  /// The paths of every file and folder, from the package root.
  let paths: Set<String>

  /// The package that this test was built from.
  static let package = Tree(root: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized)

  /// A tree of the given files, for the examples of the rules.
  init(_ files: [SourceText]) {
    self.files = files
    var paths: Set<String> = []
    for file in files {
      var parts = file.path.split(separator: "/")
      while !parts.isEmpty {
        paths.insert(parts.joined(separator: "/"))
        parts.removeLast()
      }
    }
    self.paths = paths
  }

  /// Reads the package at `root`. Only what the rules look at is read, and neither build products nor other people's code.
  private init(root: URL) {
    let folders = ["Sources", "hardware-sim", "Tests", "docs", "examples", "systemd", "scripts", ".ci"]
    let single = ["Package.swift", "README.md", "LICENSE", "Makefile", ".swift-format", ".gitignore"]
    var files: [SourceText] = []
    for path in folders.flatMap({ Tree.paths(under: $0, of: root) }) + single {
      guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else { continue }
      files.append(SourceText(path: path, text: text))
    }
    self.init(files)
  }

  private static func paths(under folder: String, of root: URL) -> [String] {
    let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    return (names?.compactMap { $0 as? String } ?? []).sorted().map { folder + "/" + $0 }
  }
}
