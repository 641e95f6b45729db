import ConfigurationFiles
import Controller
import Devices
import Drivers
import Platform
import Quantities
import Safety
import Therapy

/// The mailboxes between the control thread and the devices, and the devices' threads, as the inventory names them.
struct DeviceWiring {
  let channels: [ChannelWiring]
  let buses: [PumpBus]
  let monitors: [MonitorLine]

  /// Wires everything; nothing is opened yet, and no view tells of a session yet.
  init(
    _ configuration: Configuration, notices: @escaping @Sendable (String) -> Void
  ) throws {
    let (inventory, settings) = (configuration.inventory, configuration.settings)
    var bells: [String: Doorbell] = [:]
    for bus in inventory.buses { bells[bus.name] = try Doorbell() }
    var readings: [String: Mailbox<MonitorObservation>] = [:]
    for monitor in inventory.monitors { readings[monitor.name] = Mailbox(MonitorObservation()) }

    var channels: [ChannelWiring] = []
    var stations: [String: [PumpStation]] = [:]
    for (channel, setup) in zip(inventory.channels, configuration.setups) {
      guard let bell = bells[channel.bus.name], let monitor = channel.monitors.first.flatMap({ readings[$0.name] }) else {
        preconditionFailure("the inventory was checked")
      }
      let station = try Self.station(channel.pump, settings)
      stations[channel.bus.name, default: []].append(station)
      let view = Controller(
        setups: [setup], recoveries: [nil], lease: settings.lease, startedAt: SystemClock.now()
      ).view(of: 0, at: SystemClock.now())
      channels.append(
        ChannelWiring(
          stopBit: station.stopBit, orders: station.orders, pump: station.observations,
          monitor: monitor, busDoorbell: bell, view: ViewWindow(view)))
    }
    self.channels = channels
    buses = inventory.buses.compactMap { bus in
      guard let stations = stations[bus.name], let bell = bells[bus.name] else { return nil }
      let pumps = inventory.channels.filter { $0.bus.name == bus.name }.map(\.pump)
      return PumpBus(
        name: bus.name, path: bus.path, baud: bus.baud, isSimulated: pumps.allSatisfy(\.isSimulated), stations: stations,
        doorbell: bell, notices: notices)
    }
    monitors = try inventory.monitors.compactMap { monitor in
      guard let observations = readings[monitor.name] else { return nil }
      return MonitorLine(
        name: monitor.name, path: monitor.path, baud: monitor.baud, isSimulated: monitor.isSimulated,
        driver: Self.monitorDriver(monitor.driver), observations: observations, doorbell: try Doorbell(), notices: notices)
    }
  }

  private static func station(_ pump: PumpEntry, _ settings: DaemonSettings) throws -> PumpStation {
    guard case .pump(_, _, let make) = DriverCatalogue.entry(named: pump.driver)?.kind else {
      preconditionFailure("the inventory was checked against the catalogue")
    }
    let link = try LinkSettings(expectedSerialNumber: pump.serial, lease: settings.lease, watchdog: settings.watchdog)
    // Until the control thread speaks, the pump is to be at 0 mL/h.
    let order = PumpOrder.idle(sequence: 0, leaseUntil: SystemClock.now() + settings.lease)
    return PumpStation(
      unit: pump.unit, driver: make, settings: link, orders: Mailbox(PostedOrder(order: order, stopGeneration: 0)),
      observations: Mailbox(PumpObservation()), stopBit: StopBit())
  }

  private static func monitorDriver(_ name: String) -> @Sendable () -> AnyStreamDriver {
    guard case .monitor(let make) = DriverCatalogue.entry(named: name)?.kind else {
      preconditionFailure("the inventory was checked against the catalogue")
    }
    return make
  }
}
