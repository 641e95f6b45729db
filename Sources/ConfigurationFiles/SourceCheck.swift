import FoundationEssentials
import Platform

/// Compares the files of a configuration with what was loaded (SR-091).
public struct SourceCheck: Sendable {
  /// What one comparison found.
  public struct Outcome: Hashable, Sendable {
    /// A sentence for each file that has other content, is gone, or is new.
    public internal(set) var differences: [String] = []
    /// Whether a file that was loaded cannot be read any more.
    public internal(set) var isUnreadable = false

    /// Nothing was found.
    public init() {}

    /// Whether everything is as it was loaded.
    public var isAsLoaded: Bool { differences.isEmpty }
  }

  private let sources: ConfigurationSources
  /// The marks of the files under which their content was last seen to be as loaded.
  private var marks: [String: FileMark] = [:]

  /// A comparison with what `configuration` was loaded from; nothing is looked at yet.
  public init(_ configuration: Configuration) { sources = configuration.sources }

  /// Compares; without `readingAll` only those files are read that were touched since they were seen to be as loaded.
  public mutating func compare(readingAll: Bool) -> Outcome {
    var outcome = Outcome()
    for file in sources.files {
      guard let mark = try? FileMark(of: file.path), mark.isRegular else {
        outcome.isUnreadable = true
        outcome.differences.append("\(file.path) is gone, or cannot be looked at")
        continue
      }
      if !readingAll, marks[file.path] == mark { continue }
      marks[file.path] = nil
      // The loader reads no larger file, so it is another one.
      guard mark.size <= ConfigurationFile.largest else {
        outcome.differences.append("\(file.path) is not as it was loaded")
        continue
      }
      guard let content = FileManager.default.contents(atPath: file.path) else {
        outcome.isUnreadable = true
        outcome.differences.append("\(file.path) cannot be read any more")
        continue
      }
      if SHA256Digest(of: Array(content)) == file.digest {
        // Taken before the reading: a change in between is seen by the next comparison.
        marks[file.path] = mark
      } else {
        outcome.differences.append("\(file.path) is not as it was loaded")
      }
    }
    let known = Set(sources.files.map(\.path))
    for folder in sources.folders {
      // A folder that cannot be listed holds nothing new that could be loaded; its files are missed above.
      let names = (try? tomlFileNames(in: folder)) ?? []
      for path in names.map({ resolved($0, in: folder) }) where !known.contains(path) {
        outcome.differences.append("\(path) is new")
      }
    }
    return outcome
  }
}
