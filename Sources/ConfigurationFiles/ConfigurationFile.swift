import FoundationEssentials
import Platform
import TOMLKit

/// A value of a TOML file, without the library's types.
enum TOMLNode {
  case table([String: TOMLNode])
  case list([TOMLNode])
  case text(String)
  case integer(Int)
  case flag(Bool)
  /// A kind of value that no key of ours takes.
  case other(String)

  /// The kind, as a message names it.
  var kind: String {
    switch self {
    case .table: "a table"
    case .list: "a list"
    case .text: "a text"
    case .integer: "an integer"
    case .flag: "true or false"
    case .other(let kind): "a \(kind)"
    }
  }
}

/// One TOML file, read and parsed.
struct ConfigurationFile {
  /// The path that it was read from, for messages.
  let path: String
  /// Its keys.
  let root: [String: TOMLNode]

  /// The largest file that is read: far above any real one, so that a wrong path cannot exhaust memory.
  static let largest = 1 << 20

  /// Reads and parses the file; nil when it cannot be, which is then in `problems`.
  init?(_ part: LoadedFile.Part, path: String, problems: ProblemList) {
    do throws(Fault) {
      let bytes = try Self.bytes(at: path)
      problems.add(LoadedFile(part: part, path: path, digest: SHA256Digest(of: bytes)))
      self.root = try Self.parse(Self.text(bytes))
      self.path = path
    } catch {
      problems.add(ConfigurationProblem(file: path, place: error.place, message: error.message))
      return nil
    }
  }

  private struct Fault: Error {
    var place = ConfigurationProblem.Place.file
    let message: String
  }

  private static func bytes(at path: String) throws(Fault) -> [UInt8] {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Fault(message: "no such file; expected a TOML file")
    }
    guard !isFolder else { throw Fault(message: "is a directory; expected a TOML file") }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Fault(message: "cannot be read; check its permissions")
    }
    guard bytes.count <= largest else { throw Fault(message: "is larger than \(largest) bytes; expected a TOML file") }
    return Array(bytes)
  }

  private static func text(_ bytes: [UInt8]) throws(Fault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Fault(message: "is not UTF-8 text; expected a TOML file")
    }
    // The parser's C interface ends a text at a NUL: what follows it would be ignored without a word.
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard line.contains("\0") || line.contains("\\u0000") || line.contains("\\U00000000") else { continue }
      throw Fault(place: .position(line: index + 1, column: 1), message: "has a NUL character; expected text without one")
    }
    return text
  }

  private static func parse(_ text: String) throws(Fault) -> [String: TOMLNode] {
    do {
      return nodes(of: try TOMLTable(string: text))
    } catch let error as TOMLParseError {
      let begin = error.source.begin
      throw Fault(place: .position(line: begin.line, column: begin.column), message: "not valid TOML: \(error.description)")
    } catch {
      throw Fault(message: "not valid TOML: \(error)")
    }
  }

  private static func nodes(of table: TOMLTable) -> [String: TOMLNode] {
    var nodes: [String: TOMLNode] = [:]
    for key in table.keys {
      if let value = table[key] { nodes[key] = node(value) }
    }
    return nodes
  }

  private static func node(_ value: any TOMLValueConvertible) -> TOMLNode {
    if let table = value.table { return .table(nodes(of: table)) }
    if let array = value.array { return .list(array.map(node)) }
    if let text = value.string { return .text(text) }
    if let flag = value.bool { return .flag(flag) }
    if let integer = value.int { return .integer(integer) }
    return .other(value.type.description)
  }
}

/// The folder that `path` lies in: "." when it names none.
func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// `path` itself when it is absolute, otherwise below `folder`.
func resolved(_ path: String, in folder: String) -> String {
  if path.hasPrefix("/") || folder == "." { return path }
  return folder.hasSuffix("/") ? folder + path : folder + "/" + path
}

/// The `*.toml` files of a folder in name order, hidden ones left out; a folder that is not there is empty unless `required`.
func tomlFiles(in folder: String, required: Bool, problems: ProblemList) -> [String] {
  problems.add(folder: folder)
  guard required || FileManager.default.fileExists(atPath: folder) else { return [] }
  do {
    return try tomlFileNames(in: folder).map { resolved($0, in: folder) }
  } catch {
    let message = "cannot be listed; expected a directory of *.toml files that can be read"
    problems.add(ConfigurationProblem(file: folder, place: .file, message: message))
    return []
  }
}

/// The names of the `*.toml` files of a folder in order, hidden ones left out.
func tomlFileNames(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }.sorted()
}

/// `path` as an absolute one.
func absolute(_ path: String) -> String {
  resolved(path, in: FileManager.default.currentDirectoryPath)
}
