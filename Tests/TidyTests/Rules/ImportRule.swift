/// The arrows of the architecture: what each module may import.
enum Arrows {
  /// Modules without a clock, a file, a thread or a random number.
  static let pure: Set<String> = ["Quantities", "Therapy", "Clinic", "Safety", "Controller", "Drivers"]

  /// What any module of the shell may use of the system.
  private static let system: Set<String> = ["Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization"]
  /// The whole pure core that decides about an infusion.
  private static let core: Set<String> = ["Quantities", "Therapy", "Safety", "Controller"]
  /// The packages around the HTTP server and its client.
  private static let network: Set<String> = [
    "HTTPTypes", "Hummingbird", "HummingbirdCore", "Logging", "NIOCore", "NIOHTTP1", "NIOPosix", "ServiceLifecycle",
  ]
  /// The packages that a program's `main` needs.
  private static let program: Set<String> = ["ArgumentParser", "Logging", "ServiceLifecycle", "UnixSignals"]
  private static let shell: Set<String> = [
    "Annunciators", "ConfigurationFiles", "ControlAPI", "ControlServer", "Devices", "Drivers", "Journal", "Platform",
  ]

  /// One row per module. A module without a row may not exist.
  static let allowed: [String: Set<String>] = [
    "Quantities": [],
    "Therapy": ["Quantities"],
    "Clinic": ["Quantities", "Therapy"],
    "Safety": ["Quantities", "Therapy"],
    "Controller": ["Quantities", "Therapy", "Safety"],
    "Drivers": ["Quantities", "Therapy", "Safety"],
    "Platform": system.union(["Quantities", "CLinux", "CSystemd", "CCrypto"]),
    "Devices": system.union(["Quantities", "Therapy", "Safety", "Drivers", "Platform", "CLinux", "CModbus", "CUdev"]),
    "Annunciators": system.union(["Quantities", "Safety", "Drivers", "Platform", "CALSA"]),
    "Journal": system.union(core).union(["GRDB"]),
    "ConfigurationFiles": system.union(["Quantities", "Therapy", "Safety", "Controller", "Drivers", "Platform", "TOMLKit"]),
    "ControlAPI": system.union(network).subtracting(["Hummingbird", "HummingbirdCore"]),
    "ControlServer": system.union(core).union(network).union(["ControlAPI"]),
    "infusiond": system.union(core).union(shell).union(program),
    "infusionctl": system.union(program).union([
      "Quantities", "Therapy", "Clinic", "ConfigurationFiles", "ControlAPI", "Journal",
    ]),
    "HardwareSim": system.union(core).union(["Drivers"]),
    "infusion-sim": system.union(core).union(shell).union(program).union(["HardwareSim"]).subtracting(["ControlServer"]),
  ]
}

extension Rule {
  /// An interlock cannot read session state and a driver cannot read an interlock, because they do not import each other.
  static let imports = Rule("imports follow the arrows of docs/ARCHITECTURE.md") { file in
    guard let module = file.module else { return [] }
    let imports = file.code.imports
    guard let allowed = Arrows.allowed[module] else {
      guard !imports.isEmpty else { return [] }
      return [Violation(path: file.path, line: 1, message: "module \(module) has no row in the table of allowed imports")]
    }
    return imports.filter { !allowed.contains($0.module) && $0.module != "Swift" }.map {
      Violation(path: file.path, line: $0.line, message: "\(module) may not import \($0.module)")
    }
  }
}

extension Code {
  /// The modules that the file imports.
  var imports: [(module: String, line: Int)] {
    let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var", "actor"]
    return tokens.indices.compactMap { index in
      guard tokens[index].isWord, text(tokens[index]) == "import", index + 1 < tokens.count else { return nil }
      var next = index + 1
      if kinds.contains(text(tokens[next])), next + 1 < tokens.count { next += 1 }
      guard tokens[next].isWord, tokens[next].line == tokens[index].line else { return nil }
      return (text(tokens[next]), tokens[index].line)
    }
  }
}
