import FoundationEssentials
import HardwareSim

/// The inventory that names the room's devices to the daemon.
struct Inventory {
  let directory: RoomDirectory
  let furnishing: Room.Furnishing

  /// Puts the file in place whole: a daemon that looks meanwhile sees the old one or the new one.
  func write() throws {
    try Data(text.utf8).write(to: URL(filePath: directory.inventory), options: .atomic)
  }

  var text: String {
    """
    # Written by infusion-sim serve: the devices of one simulated room.
    [[bus]]
    name = "bus-1"
    path = \(quoted(directory.link("pump-1")))
    baud = 19200

    [[pump]]
    name = "pump-1"
    driver = "refpump"
    bus = "bus-1"
    unit = \(furnishing.unit)
    serial = "\(furnishing.serial)"
    firmware = ["\(firmware)"]
    resolution = "0.1 mL/h"
    maximum_rate = "200 mL/h"
    simulated = true
    accept_unproven = true

    \(monitors.map(entry).joined())[[tower]]
    name = "tower-1"
    driver = "signal-tower"
    path = \(quoted(directory.link("tower-1")))
    baud = 19200
    unit = \(furnishing.towerUnit)
    simulated = true
    accept_unproven = true

    [[channel]]
    name = "a"
    pump = "pump-1"
    monitors = [\(monitors.map(quoted).joined(separator: ", "))]

    """
  }

  private var firmware: String {
    var nameplate = ReferencePumpNameplate(serial: furnishing.serial)
    nameplate.firmware = furnishing.firmware
    return nameplate.firmwareText
  }

  private var monitors: [String] {
    [Room.Member.monitor, .secondMonitor].prefix(furnishing.monitors).map(\.rawValue)
  }

  private func entry(ofMonitor name: String) -> String {
    """
    [[monitor]]
    name = "\(name)"
    driver = "nonin-df2"
    path = \(quoted(directory.link(name)))
    baud = 9600
    simulated = true
    accept_unproven = true


    """
  }

  /// A TOML basic string.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case let control where control.value < 0x20 || control.value == 0x7F:
        let hex = String(control.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      case let other: result.unicodeScalars.append(other)
      }
    }
    return result + "\""
  }
}
