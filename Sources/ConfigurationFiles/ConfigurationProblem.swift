/// One thing that is wrong, or worth a warning, in a configuration file.
public struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
  /// Where in the file it is.
  public enum Place: Hashable, Sendable {
    /// The file as a whole: missing, unreadable, not text.
    case file
    /// The text does not parse at this line and column, both counted from 1.
    case position(line: Int, column: Int)
    /// The value at this key path, for example `pump[0].serial`.
    case key(String)
  }

  /// The path of the file.
  public let file: String
  /// Where in the file.
  public let place: Place
  /// What was found and what was expected instead.
  public let message: String

  /// A problem at a place.
  public init(file: String, place: Place, message: String) {
    self.file = file
    self.place = place
    self.message = message
  }

  /// One line for a person: file, place, what is wrong.
  public var description: String {
    switch place {
    case .file: "\(file): \(message)"
    case .position(let line, let column): "\(file):\(line):\(column): \(message)"
    case .key(let path): "\(file): \(path): \(message)"
    }
  }
}

/// The configuration is refused as a whole: everything that is wrong with it, at least one problem.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problems, in the order in which the files were read.
  public let problems: [ConfigurationProblem]

  /// The refusal for these problems, of which there must be one.
  public init(problems: [ConfigurationProblem]) {
    precondition(!problems.isEmpty)
    self.problems = problems
  }

  /// One line per problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Where the readers of one configuration put what they find; shared by all of them while it is loaded.
final class ProblemList {
  /// What makes the configuration unusable.
  private(set) var problems: [ConfigurationProblem] = []
  /// What a person should know, although it is usable.
  private(set) var warnings: [ConfigurationProblem] = []
  /// What was read.
  private(set) var sources = ConfigurationSources()

  func add(_ problem: ConfigurationProblem) { problems.append(problem) }
  func warn(_ problem: ConfigurationProblem) { warnings.append(problem) }
  func add(_ file: LoadedFile) { sources.files.append(file) }
  func add(folder: String) { sources.folders.append(folder) }

  /// Throws everything that was found, if anything was.
  func finish() throws(ConfigurationError) {
    if !problems.isEmpty { throw ConfigurationError(problems: problems) }
  }
}
