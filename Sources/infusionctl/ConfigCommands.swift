import ArgumentParser
import ConfigurationFiles
import ControlAPI
import Therapy

/// `config`.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Checks configuration files; needs no daemon.", subcommands: [ConfigCheckCommand.self])
}

/// `config check`.
struct ConfigCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Reads the configuration and everything that it names, and tells what is wrong.",
    discussion: "Exit code 64 when anything is. No device is opened.")

  @Argument(help: "The main file.") var file = "/etc/infusiond/infusiond.toml"
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let configuration: Configuration
    do throws(ConfigurationError) {
      configuration = try Configuration.load(path: file)
    } catch {
      if options.json { Terminal.say(json: Self.json(nil, problems: error.problems)) }
      Terminal.complain(error.description)
      throw Exit.usage
    }
    if options.json {
      return Terminal.say(json: Self.json(configuration, problems: []))
    }
    for warning in configuration.warnings { Terminal.complain("warning: \(warning.description)") }
    let channels = configuration.inventory.channels.map(\.name).joined(separator: ", ")
    let protocols = configuration.protocols.map(\.name.description).joined(separator: ", ")
    Terminal.say("\(file): good. Channels: \(channels). Protocols: \(protocols.isEmpty ? "none" : protocols).")
    Terminal.say("digest \(configuration.digest)")
  }

  private static func json(_ configuration: Configuration?, problems: [ConfigurationProblem]) -> [UInt8] {
    APICoding.encode(
      Report(
        good: configuration != nil, problems: problems.map(\.description),
        warnings: configuration?.warnings.map(\.description) ?? [], digest: configuration.map { "\($0.digest)" }))
  }

  private struct Report: Codable {
    let good: Bool
    let problems: [String]
    let warnings: [String]
    let digest: String?
  }
}
