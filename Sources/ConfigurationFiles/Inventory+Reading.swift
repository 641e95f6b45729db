import Controller
import Quantities
import Therapy

// Reads inventory.toml. Every reference is followed here, so that nothing is opened for a file that does not fit together.

extension Inventory {
  /// Reads the file; nil when something in it is wrong, which is then in `problems`.
  init?(path: String, drivers: [KnownDriver], problems: ProblemList) {
    let before = problems.problems.count
    guard let file = ConfigurationFile(.inventory, path: path, problems: problems) else { return nil }
    var table = KeyedTable(file, problems: problems)
    var reader = InventoryReader(drivers: drivers)
    let buses = reader.all("bus", &table, count: 1...Self.deviceLimit) { $0.bus(&$1) }
    let pumps = reader.all("pump", &table, count: 1...Self.deviceLimit) { $0.pump(&$1, buses: buses) }
    let monitors = reader.all("monitor", &table, count: 0...Self.deviceLimit) { $0.monitor(&$1) }
    let towers = reader.all("tower", &table, count: 0...1) { $0.tower(&$1) }
    let channels = reader.all("channel", &table, count: 1...channelLimit) {
      $0.channel(&$1, buses: buses, pumps: pumps, monitors: monitors)
    }
    table.refuseUnknownKeys()
    guard problems.problems.count == before else { return nil }
    self.init(buses: buses, pumps: pumps, monitors: monitors, tower: towers.first, channels: channels)
  }
}

/// What must be unique in an inventory, while it is read.
private struct InventoryReader {
  let drivers: [KnownDriver]
  private var names: Set<String> = []
  /// The names of each kind, those of entries with a fault too: a reference to such a one is not a second fault.
  private var named: [String: Set<String>] = [:]
  private var paths: Set<String> = []
  private var addresses: Set<String> = []
  private var serials: Set<UInt32> = []
  private var pumpsInUse: Set<String> = []
  private var monitorsInUse: Set<String> = []

  init(drivers: [KnownDriver]) { self.drivers = drivers }

  /// Reads every table of the list at `key`; a table with a fault gives nothing.
  mutating func all<Entry>(
    _ key: String, _ table: inout KeyedTable, count: ClosedRange<Int>,
    read: (inout InventoryReader, inout KeyedTable) -> Entry?
  ) -> [Entry] {
    names = []
    let expected = "\(count.lowerBound) to \(count.upperBound) tables [[\(key)]]"
    let entries = table.tables(key, count: count, expected: expected).compactMap { element in
      var element = element
      let entry = read(&self, &element)
      element.refuseUnknownKeys()
      return entry
    }
    named[key] = names
    return entries
  }

  mutating func bus(_ table: inout KeyedTable) -> BusEntry? {
    let (name, path, baud) = (uniqueName(&table), port(&table), baud(&table))
    guard let name, let path, let baud else { return nil }
    return BusEntry(name: name, path: path, baud: baud)
  }

  mutating func pump(_ table: inout KeyedTable, buses: [BusEntry]) -> PumpEntry? {
    let (name, driver) = (uniqueName(&table), driver(.pump, &table))
    let bus = reference("bus", to: buses.map(\.name), &table)
    let unit = table.integer("unit", in: 1...247)
    if let bus, let unit, !addresses.insert("\(bus) \(unit)").inserted {
      table.fault("unit", "\(unit) is used by another pump on bus \"\(bus)\"; expected a unit of its own")
    }
    let serial = serial(&table)
    let firmware = firmware(&table)
    let fastest = FlowRate(nanolitersPerHour: 10_000_000_000)
    let step = FlowRate(nanolitersPerHour: 1)
    let resolution = table.quantity("resolution", in: step...fastest)
    let maximumRate = table.quantity("maximum_rate", in: step...fastest)
    if let resolution, let maximumRate, maximumRate < resolution {
      table.fault("maximum_rate", "\(maximumRate) is below the resolution of \(resolution); expected at least that")
    }
    let simulated = table.flag("simulated", or: false)
    guard let name, let driver, let bus, let unit, let serial, let resolution, let maximumRate, let simulated else { return nil }
    return PumpEntry(
      name: name, driver: driver, bus: bus, unit: UInt8(unit), serial: serial, firmware: firmware,
      resolution: resolution, maximumRate: maximumRate, isSimulated: simulated)
  }

  mutating func monitor(_ table: inout KeyedTable) -> MonitorEntry? {
    let (name, driver) = (uniqueName(&table), driver(.monitor, &table))
    let (path, baud) = (port(&table), baud(&table))
    let simulated = table.flag("simulated", or: false)
    if simulated == false {
      table.fault(
        "simulated",
        "a monitor that is not simulated must be found by the serial number of its adapter, which this version "
          + "does not offer; expected simulated = true (SR-153)")
    }
    guard let name, let driver, let path, let baud, let simulated else { return nil }
    return MonitorEntry(name: name, driver: driver, path: path, baud: baud, isSimulated: simulated)
  }

  mutating func tower(_ table: inout KeyedTable) -> TowerEntry? {
    let (name, driver) = (uniqueName(&table), driver(.tower, &table))
    let (path, baud) = (port(&table), baud(&table))
    if let baud, baud < Inventory.slowestTower {
      table.fault("baud", "\(baud) is too slow for a tower; expected \(Inventory.slowestTower) or more")
    }
    let unit = table.integer("unit", in: 1...247)
    let simulated = table.flag("simulated", or: false)
    if simulated == false, let path, !path.hasPrefix(Inventory.pathsBySerialNumber) {
      table.fault(
        "path",
        "\(path) is whatever is plugged in there; a tower that is not simulated is expected at a path in "
          + "\(Inventory.pathsBySerialNumber), which names its adapter's serial number (SR-153)")
    }
    guard let name, let driver, let path, let baud, let unit, let simulated else { return nil }
    return TowerEntry(name: name, driver: driver, path: path, baud: baud, unit: UInt8(unit), isSimulated: simulated)
  }

  mutating func channel(
    _ table: inout KeyedTable, buses: [BusEntry], pumps: [PumpEntry], monitors: [MonitorEntry]
  ) -> ChannelEntry? {
    let name = uniqueName(&table)
    let pumpName = reference("pump", to: pumps.map(\.name), &table)
    if let pumpName, !pumpsInUse.insert(pumpName).inserted {
      table.fault("pump", "\"\(pumpName)\" belongs to another channel; expected a pump of its own")
    }
    let expected = "the names of 1 or 2 monitors"
    let names = table.texts("monitors", expected: expected)
    if let names, !(1...2).contains(names.count) {
      table.fault(
        "monitors",
        "has \(names.count) elements; expected \(expected): nothing is infused unwatched, and the worse of two sources decides "
          + "(SR-048)")
    }
    var chosen: [MonitorEntry] = []
    for (index, name) in (names ?? []).enumerated() {
      guard let monitor = monitors.first(where: { $0.name == name }) else {
        missing(name, "monitor", among: monitors.map(\.name), at: "monitors[\(index)]", table)
        continue
      }
      // A monitor is on one patient: readings of one patient must never stand for another.
      if !monitorsInUse.insert(name).inserted {
        table.fault("monitors[\(index)]", "\"\(name)\" is used already; expected a monitor of its own")
      }
      chosen.append(monitor)
    }
    guard let name, !chosen.isEmpty, let pump = pumps.first(where: { $0.name == pumpName }),
      let bus = buses.first(where: { $0.name == pump.bus })
    else { return nil }
    return ChannelEntry(name: name, pump: pump, bus: bus, monitors: chosen)
  }

  // MARK: - Single values

  private mutating func uniqueName(_ table: inout KeyedTable) -> String? {
    guard let name = table.label("name")?.description else { return nil }
    guard names.insert(name).inserted else {
      table.fault("name", "\"\(name)\" is used already; expected a name of its own")
      return nil
    }
    return name
  }

  private mutating func port(_ table: inout KeyedTable) -> String? {
    guard let path = table.text("path", expected: "the absolute path of a tty") else { return nil }
    guard path.hasPrefix("/") else {
      table.fault("path", "\"\(path)\" is not absolute; expected a path that begins with \"/\"")
      return nil
    }
    guard paths.insert(path).inserted else {
      table.fault("path", "\(path) is used already; expected a tty of its own")
      return nil
    }
    return path
  }

  private func baud(_ table: inout KeyedTable) -> UInt32? {
    let expected = "one of \(Inventory.baudRates.map(String.init).joined(separator: ", "))"
    return table.integer("baud", expected: expected, where: Inventory.baudRates.contains).map { UInt32($0) }
  }

  private func serial(_ table: inout KeyedTable) -> UInt32? {
    let expected = "the digits of the serial number in quotes, up to 4294967295"
    guard let text = table.text("serial", expected: expected) else { return nil }
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let serial = UInt32(text) else {
      table.fault("serial", "\"\(text.prefix(40))\" is not accepted; expected \(expected)")
      return nil
    }
    return serial
  }

  /// Nil where the key is absent, and where it is faulty, which is then told.
  private func firmware(_ table: inout KeyedTable) -> ApprovedFirmware? {
    guard table.has("firmware") else { return nil }
    let form = "\"MAJOR.MINOR\", each part 0 to 255 without leading zeros, for example \"1.0\""
    let expected = "1 to \(ApprovedFirmware.limit) versions \(form)"
    guard let texts = table.texts("firmware", expected: expected) else { return nil }
    var versions: [UInt16] = []
    for (index, text) in texts.prefix(ApprovedFirmware.limit).enumerated() {
      guard let version = FirmwareVersion(text) else {
        table.fault("firmware[\(index)]", "\"\(text.prefix(40))\" is no version; expected \(form)")
        continue
      }
      if versions.contains(version.code) { table.fault("firmware[\(index)]", "\(version) is listed already; expected it once") }
      versions.append(version.code)
    }
    guard (1...ApprovedFirmware.limit).contains(texts.count) else {
      table.fault("firmware", "has \(texts.count) elements; expected \(expected)")
      return nil
    }
    return ApprovedFirmware(versions)
  }

  private func driver(_ kind: KnownDriver.Kind, _ table: inout KeyedTable) -> String? {
    let fitting = drivers.filter { $0.kind == kind }
    let expected = known(fitting.map(\.name), "driver")
    let accepted = table.flag("accept_unproven", or: false)
    guard let name = table.text("driver", expected: expected) else { return nil }
    guard let driver = fitting.first(where: { $0.name == name }) else {
      table.fault("driver", "no driver for this is named \"\(name.prefix(40))\"; \(expected)")
      return nil
    }
    if !driver.isProven, accepted == false {
      table.fault(
        "accept_unproven",
        "driver \"\(name)\" was never proven on the real device; expected accept_unproven = true to use it "
          + "all the same (SR-153)")
    }
    return name
  }

  private func reference(_ kind: String, to names: [String], _ table: inout KeyedTable) -> String? {
    guard let name = table.text(kind, expected: "the name of a \(kind)") else { return nil }
    if names.contains(name) { return name }
    missing(name, kind, among: names, at: kind, table)
    return nil
  }

  private func missing(_ name: String, _ kind: String, among names: [String], at key: String, _ table: KeyedTable) {
    if named[kind]?.contains(name) == true { return }
    table.fault(key, "no \(kind) is named \"\(name.prefix(40))\"; \(known(names, kind))")
  }

  private func known(_ names: [String], _ kind: String) -> String {
    names.isEmpty ? "there is no \(kind)" : "expected one of: \(names.joined(separator: ", "))"
  }
}
