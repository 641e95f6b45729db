import ConfigurationFiles
import Foundation
import Testing

/// A configuration in a folder of its own, complete and good until a test changes something.
final class Fixture {
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/configuration-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder + "/protocols", withIntermediateDirectories: true)
    try write("infusiond.toml", Self.main)
    try write("inventory.toml", Self.inventory)
    try write("drug-library.toml", Self.library)
    try write("protocols/demo.toml", Self.demo)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ name: String, _ text: String) throws {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  /// Replaces the one occurrence of `old` in the file.
  func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    try #require(text.components(separatedBy: old).count == 2, "\(old) occurs once in \(name)")
    try write(name, text.replacingOccurrences(of: old, with: new))
  }

  func load() throws(ConfigurationError) -> Configuration { try Configuration.load(path: folder + "/infusiond.toml") }

  /// The problems with the paths inside the folder, one line each.
  func problems() -> [String] {
    do throws(ConfigurationError) {
      _ = try load()
      return []
    } catch {
      return error.problems.map { $0.description.replacingOccurrences(of: folder + "/", with: "") }
    }
  }

  static let main = """
    state_directory = "state"
    control_socket = "/run/x/control.sock"
    inventory = "inventory.toml"
    drug_library = "drug-library.toml"
    protocols = "protocols"

    [alarms]
    alarm_sound = "default"

    [control]
    period = "20 ms"
    lease = "5 s"
    """

  static let inventory = """
    [[bus]]
    name = "bus-1"
    path = "/dev/ttyS1"
    baud = 19200
    [[pump]]
    name = "pump-1"
    driver = "refpump"
    bus = "bus-1"
    unit = 1
    serial = "1001"
    resolution = "0.1 mL/h"
    maximum_rate = "1200 mL/h"
    simulated = true
    accept_unproven = true
    [[monitor]]
    name = "oximeter-1"
    driver = "nonin-df2"
    path = "/dev/ttyS2"
    baud = 9600
    simulated = true
    accept_unproven = true
    [[channel]]
    name = "bed-1"
    pump = "pump-1"
    monitors = ["oximeter-1"]
    """

  static let library = entry(name: "ketamine-racemic-2", concentration: "2 mg/mL")

  static func entry(name: String, concentration: String, drug: String = "ketamine-racemic") -> String {
    """
    [[entry]]
    name = "\(name)"
    drug = "\(drug)"
    concentration = "\(concentration)"
    [entry.soft]
    dose_rate = "0.35 mg/kg/h"
    mass_rate = "25 mg/h"
    flow_rate = "12.5 mL/h"
    session_mass = "200 mg"
    session_mass_per_kg = "2 mg/kg"
    duration = "240 min"
    [entry.hard]
    dose_rate = "1 mg/kg/h"
    mass_rate = "100 mg/h"
    flow_rate = "50 mL/h"
    session_mass = "400 mg"
    session_mass_per_kg = "4 mg/kg"
    duration = "5 h"

    """
  }

  static let demo = """
    name = "demo"
    title = "Demonstration"
    drug = "ketamine-racemic"
    simulation_only = true
    required_signals = ["SpO2", "HR"]
    resume_hold = "10 s"
    steps = [ { rate = "0.3 mg/kg/h", duration = "80 s" } ]
    """
}
