import HardwareSim
import Quantities

/// What is really the case in a room: the oracle that tests compare the daemon's beliefs with.
struct Truth {
  let room: Room

  init(of room: Room) { self.room = room }

  private var pump: ReferencePump { room.pump.pump }
  private var tower: SignalTower { room.tower.tower }
  /// The outputs that come and go, with how often in a second.
  private var flashing: [String] {
    SignalTower.Output.allCases.filter { tower.flashesPerSecond($0) > 0 }.map {
      "\($0.name) \(decimal(tower.flashesPerSecond($0), 2))/s"
    }
  }

  /// For people.
  var text: String {
    let watchdog =
      pump.watchdogSecondsLeft > 0
      ? "armed, \(pump.watchdogSecondsLeft) s of \(pump.watchdogSeconds) s left"
      : pump.isWatchdogTripped ? "tripped" : "off"
    return """
      pump-1      \(pump.state.name), \(pump.flow); true volume \(pump.trueVolume) (\(pump.trueVolume.nanoliters) nL)
                  control \(pump.isRemote ? "remote" : "local"); watchdog \(watchdog)
                  alarms live: \(list(pump.liveAlarms.names)); latched: \(list(pump.latchedAlarms.names))
                  writes received: \(room.pump.writesReceived); by an impostor: \(room.pump.impostorWrites)
                  firmware \(pump.nameplate.firmwareText); faults: \(list(room.pump.faults))
      \(monitors)
      \(patientText)
      tower-1     on: \(list(tower.on.map(\.name))); flashing: \(list(flashing))
                  writes received: \(room.tower.writesReceived)
                  faults: \(list(room.tower.faults))
      """
  }

  private var monitors: String {
    let second = room.secondMonitor.map { "\noximeter-2  faults: \(list($0.faults))" } ?? ""
    return "oximeter-1  faults: \(list(room.monitor.faults))" + second
  }

  /// For programs: one object on one line.
  var json: String {
    let pumpFields: [(String, String)] = [
      ("state", quoted(pump.state.name)), ("true_volume_nl", "\(pump.trueVolume.nanoliters)"),
      ("true_volume_ml", pump.trueVolume.description.replacing(" mL")),
      ("rate_ul_per_h", "\(pump.flow.nanolitersPerHour / 1_000)"), ("remote", "\(pump.isRemote)"),
      ("watchdog_s", "\(pump.watchdogSeconds)"), ("watchdog_left_s", "\(pump.watchdogSecondsLeft)"),
      ("watchdog_armed", "\(pump.watchdogSecondsLeft > 0)"), ("watchdog_tripped", "\(pump.isWatchdogTripped)"),
      ("alarms_live", array(pump.liveAlarms.names)), ("alarms_latched", array(pump.latchedAlarms.names)),
      ("writes_received", "\(room.pump.writesReceived)"), ("impostor_writes", "\(room.pump.impostorWrites)"),
      ("firmware", quoted(pump.nameplate.firmwareText)), ("faults", array(room.pump.faults)),
    ]
    let towerFields: [(String, String)] = [
      ("on", array(tower.on.map(\.name))), ("calls", "[\(tower.calls.map(\.description).joined(separator: ","))]"),
      (
        "flashes_per_s",
        object(SignalTower.Output.allCases.map { ($0.name, decimal(tower.flashesPerSecond($0), 2)) })
      ), ("writes_received", "\(room.tower.writesReceived)"), ("faults", array(room.tower.faults)),
    ]
    let second = room.secondMonitor.map { [("second_monitor", object([("faults", array($0.faults))]))] } ?? []
    return object(
      [
        ("at_ns", "\(room.now.nanoseconds)"), ("pump", object(pumpFields)),
        ("monitor", object([("faults", array(room.monitor.faults))])), ("patient", object(patientFields)),
        ("tower", object(towerFields)),
      ] + second)
  }

  func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

  // The texts below are names of this program's own: none holds a character that JSON would need escaped.
  func quoted(_ text: String) -> String { "\"\(text)\"" }
  func array(_ names: [String]) -> String { "[\(names.map(quoted).joined(separator: ","))]" }
  func object(_ fields: [(String, String)]) -> String {
    "{\(fields.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ","))}"
  }

  /// A non-negative number with a fixed count of decimals.
  func decimal(_ value: Double, _ decimals: Int = 1) -> String {
    let scale = (0..<decimals).reduce(1.0) { result, _ in result * 10 }
    let scaled = Int64((max(0, value) * scale).rounded())
    guard decimals > 0 else { return "\(scaled)" }
    let fraction = String(scaled % Int64(scale))
    return "\(scaled / Int64(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }
}

extension String {
  /// The number of a quantity's text without its unit.
  fileprivate func replacing(_ unit: String) -> String { hasSuffix(unit) ? String(dropLast(unit.count)) : self }
}
