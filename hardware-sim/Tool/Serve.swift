import ArgumentParser
import FoundationEssentials
import HardwareSim
import Platform
import Quantities

/// `infusion-sim serve`: opens the room and runs it until SIGTERM or SIGINT.
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a pump, an oximeter, a signal tower and a patient until stopped.",
    discussion: """
      Makes DIR/pump-1, DIR/oximeter-1, with --monitors 2 DIR/oximeter-2, and DIR/tower-1 (links to pseudo-terminals),
      DIR/inventory.toml for infusiond and DIR/sim.sock for the other commands; prints one line per device and then "ready".
      SIGTERM or Ctrl-C ends it and removes what it made.
      """)

  @Option(help: "Where to make the devices' links; created when absent.")
  var directory: String

  @Option(help: "What everything random follows from.")
  var seed: UInt64 = 1

  @Option(help: "The number that the patient is drawn from; without it the typical one.")
  var person: UInt64?

  @Option(parsing: .upToNextOption, help: "The patient's weight, for example 70 kg.")
  var weight: [String] = ["70 kg"]

  @Option(parsing: .upToNextOption, help: "Ketamine in the pump's fluid, for example 2 mg/mL.")
  var concentration: [String] = ["2 mg/mL"]

  @Option(help: "The firmware version that the pump tells, MAJOR.MINOR.")
  var firmware = "1.0"

  @Option(help: "How many oximeters are on the patient, 1 or 2.")
  var monitors = 1

  @Flag(help: "Write every chunk on the lines to DIR/NAME.wire: nanoseconds since boot, > to or < from the device, hex.")
  var wireLog = false

  // Asked for here too, so that a mistake is answered with this command's own usage.
  func validate() throws { _ = try furnishing() }

  func run() throws {
    let furnishing = try furnishing()
    let directory = RoomDirectory(directory, currentDirectory: FileManager.default.currentDirectoryPath)
    do {
      let signal = try StopSignal.watch()
      var room = try ServedRoom(furnishing, in: directory, wireLog: wireLog)
      defer { room.close() }
      try room.announce()
      try room.run(until: signal)
    } catch {
      try LineWriter.error.write("infusion-sim: \(error)")
      throw ExitCode(SimExit.failure)
    }
  }

  private func furnishing() throws -> Room.Furnishing {
    var furnishing = Room.Furnishing()
    furnishing.seed = seed
    furnishing.personNumber = person
    do {
      furnishing.weight = try BodyMass(parsing: weight.joined(separator: " "))
      furnishing.concentration = try Concentration(parsing: concentration.joined(separator: " "))
    } catch {
      throw ValidationError("\(error)")
    }
    guard (1_000...500_000).contains(furnishing.weight.grams) else {
      throw ValidationError("the patient's weight is \(furnishing.weight); give 1 kg to 500 kg")
    }
    guard let version = ReferencePumpNameplate.firmware(parsing: firmware) else {
      throw ValidationError("the firmware is \"\(firmware)\"; write MAJOR.MINOR, each part 0 to 255, for example 1.0")
    }
    furnishing.firmware = version
    guard (1...2).contains(monitors) else { throw ValidationError("there can be 1 or 2 oximeters, not \(monitors)") }
    furnishing.monitors = monitors
    // A pty has no line timing: the kernel may hand over one frame in two pieces with a pause of milliseconds between them.
    furnishing.silence = .milliseconds(20)
    return furnishing
  }
}
