import ArgumentParser
import ControlAPI

/// `device`.
struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "Shows the devices of the inventory.", subcommands: [DeviceListCommand.self])
}

/// `device list`.
struct DeviceListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists every device of the inventory and how its line fares.")

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let (document, bytes) = try await options.get(DeviceListDocument.self, APIPath.devices)
    if options.json { return Terminal.say(json: bytes) }
    for device in document.devices { Terminal.say(Self.line(device)) }
  }

  static func line(_ device: DeviceDocument) -> String {
    var parts = [
      "\(device.simulated ? "SIMULATION " : "")\(device.name)", "\(device.kind) of \(device.channel)", device.link,
      "driver \(device.driver) (\(device.maturity))", device.path,
    ]
    if let number = device.serialNumber { parts.append("serial \(number)") }
    if let firmware = device.firmware { parts.append("firmware \(firmware)") }
    if let good = device.goodFrames { parts.append("\(good) good frames") }
    if let bad = device.badFrames { parts.append("\(bad) bad") }
    return printable(parts.joined(separator: ", "))
  }
}
