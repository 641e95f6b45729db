import ArgumentParser

/// A bedside without a patient: devices that speak their real protocols, and what goes wrong with them.
@main struct InfusionSim: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infusion-sim",
    abstract: "Simulates an infusion pump, a pulse oximeter and a patient, for infusiond to work on.",
    discussion: """
      Start a room in one terminal:   infusion-sim serve --directory /tmp/room
      Make something happen from another:   infusion-sim fault patient desaturate --directory /tmp/room
      See what is really the case:   infusion-sim truth --directory /tmp/room
      """,
    subcommands: [Serve.self, FaultCommand.self, TruthCommand.self])
}

/// The exit codes of the program: 0 done, 64 usage, 69 no simulator there, 1 any other failure.
enum SimExit {
  static let usage: Int32 = 64
  static let unreachable: Int32 = 69
  static let failure: Int32 = 1
}

/// The directory that a room lives in, and the names in it.
struct RoomDirectory {
  /// Absolute, without a slash at its end.
  let path: String

  init(_ argument: String, currentDirectory: String) {
    var path = argument.hasPrefix("/") ? argument : "\(currentDirectory)/\(argument)"
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  var socket: String { "\(path)/sim.sock" }
  var inventory: String { "\(path)/inventory.toml" }
  func link(_ device: String) -> String { "\(path)/\(device)" }
  func wireLog(_ device: String) -> String { "\(path)/\(device).wire" }
}
