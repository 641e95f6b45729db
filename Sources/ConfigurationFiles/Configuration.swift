public import Controller
import Therapy

/// Everything that the configuration files say, read, checked and resolved; nothing was opened for it but those files.
public struct Configuration: Hashable, Sendable {
  /// The daemon's own settings.
  public let settings: DaemonSettings
  /// The devices and channels.
  public let inventory: Inventory
  /// The drug library.
  public let drugLibrary: DrugLibrary
  /// The protocols, by file name.
  public let protocols: [InfusionProtocol]
  /// What a person should know although the configuration can be used.
  public let warnings: [ConfigurationProblem]

  /// Loads `infusiond.toml` at `path`, its drop-ins, and the files that they name; throws everything that is wrong with them.
  public static func load(
    path: String, drivers: [KnownDriver] = KnownDriver.all
  ) throws(ConfigurationError) -> Configuration {
    let problems = ProblemList()
    let settings = DaemonSettings(path: absolute(path), problems: problems)
    // Without its main file every path is a default, and complaints about those would only hide what is wrong.
    try problems.finish()
    let inventory = Inventory(path: settings.inventory, drivers: drivers, problems: problems)
    let library = DrugLibrary(path: settings.drugLibrary, problems: problems)
    let protocols = Self.protocols(in: settings.protocols, library: library, problems: problems)
    try problems.finish()
    guard let inventory, let library else { preconditionFailure("a file without a problem was read") }
    return Configuration(
      settings: settings, inventory: inventory, drugLibrary: library, protocols: protocols, warnings: problems.warnings)
  }

  /// What the controller is told about each channel, in the order of the inventory: the channel with the clinic's limits.
  public var setups: [ChannelSetup] {
    inventory.channels.map { channel in
      var setup = channel.setup
      setup.limits = settings.limits.vitalLimits
      return setup
    }
  }

  /// The protocol with this name.
  public func infusionProtocol(named name: String) -> InfusionProtocol? {
    protocols.first { $0.name.description == name }
  }

  /// The index of the channel with this name.
  public func channelIndex(named name: String) -> Int? { inventory.channels.firstIndex { $0.name == name } }

  private static func protocols(
    in folder: String, library: DrugLibrary?, problems: ProblemList
  ) -> [InfusionProtocol] {
    var protocols: [InfusionProtocol] = []
    let files = tomlFiles(in: folder, required: true, problems: problems)
    for path in files {
      guard let read = InfusionProtocol(path: path, library: library, problems: problems) else { continue }
      if protocols.contains(where: { $0.name == read.name }) {
        let message = "\"\(read.name)\" is the name of another protocol; expected a name of its own"
        problems.add(ConfigurationProblem(file: path, place: .key("name"), message: message))
      }
      protocols.append(read)
    }
    if files.isEmpty {
      problems.warn(ConfigurationProblem(file: folder, place: .file, message: "has no *.toml file: there is no protocol"))
    }
    return protocols
  }
}
