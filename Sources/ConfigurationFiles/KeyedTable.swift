import Quantities
import Therapy

/// A table of a TOML file being read: each value is taken by its key, and what nobody takes is an error.
///
/// A reader that returns nil has put the reason into the problems; reading goes on, so that one run shows all that is wrong.
struct KeyedTable {
  let file: String
  /// The key path of this table; empty for the file's root.
  let path: String
  private let nodes: [String: TOMLNode]
  private let problems: ProblemList
  private var asked: [String] = []

  init(_ nodes: [String: TOMLNode], file: String, path: String, problems: ProblemList) {
    self.nodes = nodes
    self.file = file
    self.path = path
    self.problems = problems
  }

  init(_ file: ConfigurationFile, problems: ProblemList) {
    self.init(file.root, file: file.path, path: "", problems: problems)
  }

  // MARK: - Problems

  /// The path of `key` in the file.
  func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Notes what is wrong with the value of `key`.
  func fault(_ key: String, _ message: String) {
    problems.add(ConfigurationProblem(file: file, place: .key(path(of: key)), message: message))
  }

  /// Notes what a person should know about the value of `key`.
  func warn(_ key: String, _ message: String) {
    problems.warn(ConfigurationProblem(file: file, place: .key(path(of: key)), message: message))
  }

  /// Notes every key that nobody asked for.
  func refuseUnknownKeys() {
    for key in nodes.keys.sorted() where !asked.contains(key) {
      fault(key, "unknown key; expected one of: \(asked.joined(separator: ", "))")
    }
  }

  // MARK: - Values

  /// Whether the table has `key`; asks for it.
  mutating func has(_ key: String) -> Bool { node(key) != nil }

  private mutating func node(_ key: String) -> TOMLNode? {
    if !asked.contains(key) { asked.append(key) }
    return nodes[key]
  }

  private func missing(_ key: String, _ expected: String) {
    fault(key, "missing; expected \(expected)")
  }

  /// A text of 1 to 4096 characters that satisfies no other rule.
  mutating func text(_ key: String, expected: String) -> String? {
    switch node(key) {
    case .text(let text) where !text.isEmpty && text.utf8.count <= 4096 && !text.unicodeScalars.contains(where: Self.isControl):
      return text
    case .text:
      fault(key, "empty, longer than 4096 bytes or with a control character; expected \(expected)")
    case .some(let node): fault(key, "is \(node.kind); expected \(expected)")
    case nil: missing(key, expected)
    }
    return nil
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || scalar.value == 0x7F }

  /// A name by the rules of `Label`.
  mutating func label(_ key: String) -> Label? {
    let expected = "a name of 1 to \(Label.longest) letters, digits, '-', '_' or '.'"
    guard let text = text(key, expected: expected) else { return nil }
    guard let label = Label(text) else {
      fault(key, "\"\(text.prefix(40))\" is not a name; expected \(expected)")
      return nil
    }
    return label
  }

  /// A quantity inside `range`.
  mutating func quantity<Q: Quantity>(_ key: String, in range: ClosedRange<Q>) -> Q? {
    let expected = "a text with number and unit from \(range.lowerBound) to \(range.upperBound)"
    guard let text = text(key, expected: expected) else { return nil }
    do throws(QuantityError) {
      let value = try Q(parsing: text)
      if range.contains(value) { return value }
      fault(key, "\"\(text)\" is out of range; expected \(expected)")
    } catch {
      fault(key, error.description)
    }
    return nil
  }

  /// As `quantity`, but nil without a problem when the key is absent.
  mutating func optionalQuantity<Q: Quantity>(_ key: String, in range: ClosedRange<Q>) -> Q? {
    has(key) ? quantity(key, in: range) : nil
  }

  /// Drug mass per kilogram of body mass, written as `4 mg/kg`.
  mutating func massPerKilogram(_ key: String, in range: ClosedRange<Mass>) -> Mass? {
    let expected = "a text with number and unit from \(range.lowerBound)/kg to \(range.upperBound)/kg"
    guard let text = text(key, expected: expected) else { return nil }
    guard text.hasSuffix("/kg"), let mass = try? Mass(parsing: String(text.dropLast(3))), range.contains(mass) else {
      fault(key, "\"\(text.prefix(40))\" is not accepted; expected \(expected), for example \"4 mg/kg\"")
      return nil
    }
    return mass
  }

  /// An integer inside `range`.
  mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    integer(key, expected: "an integer from \(range.lowerBound) to \(range.upperBound)", where: range.contains)
  }

  /// An integer that `accepts`.
  mutating func integer(_ key: String, expected: String, where accepts: (Int) -> Bool) -> Int? {
    switch node(key) {
    case .integer(let value) where accepts(value): return value
    case .integer(let value): fault(key, "\(value) is not accepted; expected \(expected)")
    case .some(let node): fault(key, "is \(node.kind); expected \(expected)")
    case nil: missing(key, expected)
    }
    return nil
  }

  /// `true` or `false`; `fallback` when the key is absent.
  mutating func flag(_ key: String, or fallback: Bool) -> Bool? {
    switch node(key) {
    case .flag(let value): return value
    case .some(let node): fault(key, "is \(node.kind); expected true or false without quotes")
    case nil: return fallback
    }
    return nil
  }

  /// A list of texts.
  mutating func texts(_ key: String, expected: String) -> [String]? {
    switch node(key) {
    case .list(let elements):
      var texts: [String] = []
      for (index, element) in elements.enumerated() {
        if case .text(let text) = element {
          texts.append(text)
        } else {
          fault("\(key)[\(index)]", "is \(element.kind); expected a text; the list is \(expected)")
          return nil
        }
      }
      return texts
    case .some(let node): fault(key, "is \(node.kind); expected \(expected)")
    case nil: missing(key, expected)
    }
    return nil
  }

  // MARK: - Tables

  /// The table at `key`; nil without a problem when it is absent.
  mutating func optionalTable(_ key: String) -> KeyedTable? {
    switch node(key) {
    case .table(let nodes): return KeyedTable(nodes, file: file, path: path(of: key), problems: problems)
    case .some(let node): fault(key, "is \(node.kind); expected a table [\(path(of: key))]")
    case nil: break
    }
    return nil
  }

  /// The table at `key`.
  mutating func table(_ key: String) -> KeyedTable? {
    if !has(key) { missing(key, "a table [\(path(of: key))]") }
    return optionalTable(key)
  }

  /// The list of tables at `key`, of which there must be `count`.
  mutating func tables(_ key: String, count: ClosedRange<Int>, expected: String) -> [KeyedTable] {
    switch node(key) {
    case .list(let elements):
      guard count.contains(elements.count) else {
        fault(key, "has \(elements.count) elements; expected \(expected)")
        return []
      }
      var tables: [KeyedTable] = []
      for (index, element) in elements.enumerated() {
        let path = path(of: "\(key)[\(index)]")
        if case .table(let nodes) = element {
          tables.append(KeyedTable(nodes, file: file, path: path, problems: problems))
        } else {
          fault("\(key)[\(index)]", "is \(element.kind); expected a table; the list is \(expected)")
        }
      }
      return tables
    case .some(let node): fault(key, "is \(node.kind); expected \(expected)")
    case nil: if count.lowerBound > 0 { missing(key, expected) }
    }
    return []
  }
}
