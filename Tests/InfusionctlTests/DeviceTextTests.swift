import ControlAPI
import Testing

@testable import infusionctl

@Suite("The list of devices as text") struct DeviceTextTests {
  @Test("SR-069: the list of devices shows a pump's firmware where it told one") func firmware() {
    var pump = DeviceDocument(
      name: "pump-1", channel: "bed-1", kind: "pump", driver: "reference-modbus", maturity: "simulated-only", path: "/run/x",
      simulated: true, link: "up")
    pump.badFrames = 0
    pump.serialNumber = "4711"
    #expect(DeviceListCommand.line(pump).hasSuffix(", /run/x, serial 4711, 0 bad"))
    pump.firmware = "1.10"
    #expect(DeviceListCommand.line(pump).hasSuffix(", /run/x, serial 4711, firmware 1.10, 0 bad"))
  }

  @Test("SR-112: an alarm output is listed as what it is, and as lost when it is") func output() {
    let tower = DeviceDocument(
      name: "tower-1", channel: "the room", kind: "signal tower", driver: "signal-tower", maturity: "unproven", path: "/dev/x",
      simulated: false, link: "lost")
    #expect(
      DeviceListCommand.line(tower)
        == "tower-1, signal tower of the room, lost, driver signal-tower (unproven), /dev/x")
  }
}
