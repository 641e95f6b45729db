public import Platform

/// One file of the configuration as it was loaded.
public struct LoadedFile: Hashable, Sendable {
  /// What a file is for; the order is that of the digest of the whole.
  public enum Part: UInt8, CaseIterable, Sendable {
    case main, dropIn, inventory, drugLibrary, infusionProtocol

    /// The name in the text that the digest of the whole is made of.
    public var name: String {
      switch self {
      case .main: "main"
      case .dropIn: "drop-in"
      case .inventory: "inventory"
      case .drugLibrary: "drug-library"
      case .infusionProtocol: "protocol"
      }
    }
  }

  /// What it is for.
  public let part: Part
  /// The path that it was read from.
  public let path: String
  /// The digest of the very bytes that were parsed.
  public let digest: SHA256Digest

  /// The last component of its path.
  public var name: String { String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]) }
}

/// The files that a configuration was loaded from, and the folders that were looked through for them (SR-091).
public struct ConfigurationSources: Hashable, Sendable {
  /// Every file, in the order of reading.
  public internal(set) var files: [LoadedFile] = []
  /// The folders, those that were not there included.
  public internal(set) var folders: [String] = []

  /// One digest of them all: of the lines `DIGEST  PART/NAME` that sha256sum(1) would print, in the order of part and name. The
  /// same files in another folder have the same digest; another name or another byte gives another one.
  public var digest: SHA256Digest {
    let ordered = files.sorted { ($0.part.rawValue, $0.name) < ($1.part.rawValue, $1.name) }
    let lines = ordered.map { "\($0.digest)  \($0.part.name)/\($0.name)\n" }
    return SHA256Digest(of: Array(lines.joined().utf8))
  }
}
