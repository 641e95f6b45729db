import ConfigurationFiles
import Controller
import Foundation
import Quantities
import Testing
import Therapy

@Suite struct InventoryTests {
  @Test func `a channel comes with its pump, bus and monitors looked up`() throws {
    let channel = try #require(try Fixture().load().inventory.channels.first)
    #expect(channel.pump.serial == 1001)
    #expect(channel.pump.unit == 1)
    #expect(channel.bus.path == "/dev/ttyS1")
    #expect(channel.bus.baud == 19_200)
    #expect(channel.monitors.map(\.name) == ["oximeter-1"])
    #expect(channel.isSimulated)
    #expect(channel.setup.resolution == FlowRate(nanolitersPerHour: 100_000))
    #expect(channel.setup.fastest == FlowRate(nanolitersPerHour: 1_200_000_000))
    #expect(channel.setup.isSimulated)
  }

  @Test func `a channel with one device that is not simulated is not simulated`() throws {
    let fixture = try Fixture()
    try fixture.edit("inventory.toml", "maximum_rate = \"1200 mL/h\"\nsimulated = true", "maximum_rate = \"1200 mL/h\"")
    #expect(try fixture.load().inventory.channels.first?.isSimulated == false)
  }

  /// What is changed, and the place and part of the message that must come of it.
  static let faults: [(old: String, new: String, place: String, says: String)] = [
    ("unit = 1\n", "unit = 0\n", "pump[0].unit", "expected an integer from 1 to 247"),
    ("unit = 1\n", "unit = 248\n", "pump[0].unit", "248 is not accepted"),
    ("unit = 1\n", "unit = \"1\"\n", "pump[0].unit", "is a text"),
    ("unit = 1\n", "", "pump[0].unit", "missing"),
    ("serial = \"1001\"", "serial = 1001", "pump[0].serial", "in quotes"),
    ("serial = \"1001\"", "serial = \"SN-1\"", "pump[0].serial", "digits"),
    ("serial = \"1001\"", "serial = \"+1\"", "pump[0].serial", "digits"),
    ("serial = \"1001\"", "serial = \"4294967296\"", "pump[0].serial", "digits"),
    ("resolution = \"0.1 mL/h\"", "resolution = \"0.1\"", "pump[0].resolution", "has no unit"),
    ("resolution = \"0.1 mL/h\"", "resolution = \"0 mL/h\"", "pump[0].resolution", "out of range"),
    ("resolution = \"0.1 mL/h\"", "resolution = 0.1", "pump[0].resolution", "is a floating-point number"),
    ("maximum_rate = \"1200 mL/h\"", "maximum_rate = \"0.05 mL/h\"", "pump[0].maximum_rate", "below the resolution"),
    ("bus = \"bus-1\"", "bus = \"bus-9\"", "pump[0].bus", "expected one of: bus-1"),
    ("driver = \"refpump\"", "driver = \"nonin-df2\"", "pump[0].driver", "expected one of: refpump"),
    ("driver = \"nonin-df2\"", "driver = \"x\"", "monitor[0].driver", "expected one of: nonin-df2"),
    ("name = \"pump-1\"", "name = \"pump 1\"", "pump[0].name", "is not a name"),
    ("name = \"pump-1\"", "nam = \"pump-1\"", "pump[0].nam", "unknown key"),
    ("path = \"/dev/ttyS1\"", "path = \"ttyS1\"", "bus[0].path", "is not absolute"),
    ("path = \"/dev/ttyS2\"", "path = \"/dev/ttyS1\"", "monitor[0].path", "used already"),
    ("baud = 19200", "baud = 19201", "bus[0].baud", "expected one of 1200"),
    ("monitors = [\"oximeter-1\"]", "monitors = []", "channel[0].monitors", "unwatched"),
    ("monitors = [\"oximeter-1\"]", "monitors = [\"m\"]", "channel[0].monitors[0]", "expected one of: oximeter-1"),
    ("monitors = [\"oximeter-1\"]", "monitors = [1]", "channel[0].monitors[0]", "is an integer"),
    ("monitors = [\"oximeter-1\"]", "monitors = [\"oximeter-1\", \"oximeter-1\"]", "channel[0].monitors[1]", "used already"),
    ("monitors = [\"oximeter-1\"]", "monitors = [\"oximeter-1\", \"m\"]", "channel[0].monitors[1]", "expected one of"),
    ("monitors = [\"oximeter-1\"]", "monitors = [\"a\", \"b\", \"c\"]", "channel[0].monitors", "1 or 2 monitors"),
    ("unit = 1\n", "unit = 1\nfirmware = []\n", "pump[0].firmware", "has 0 elements; expected 1 to 4 versions"),
    ("unit = 1\n", "unit = 1\nfirmware = [\"1.0\", \"1.1\", \"1.2\", \"1.3\", \"1.4\"]\n", "pump[0].firmware", "has 5 elements"),
    ("unit = 1\n", "unit = 1\nfirmware = \"1.0\"\n", "pump[0].firmware", "is a text; expected 1 to 4 versions"),
    ("unit = 1\n", "unit = 1\nfirmware = [1.0]\n", "pump[0].firmware[0]", "is a floating-point number"),
    ("unit = 1\n", "unit = 1\nfirmware = [256]\n", "pump[0].firmware[0]", "is an integer"),
    ("unit = 1\n", "unit = 1\nfirmware = [\"1.0\", \"1\"]\n", "pump[0].firmware[1]", "is no version; expected \"MAJOR.MINOR\""),
    ("unit = 1\n", "unit = 1\nfirmware = [\"1.256\"]\n", "pump[0].firmware[0]", "is no version"),
    ("unit = 1\n", "unit = 1\nfirmware = [\"1.0\", \"1.0\"]\n", "pump[0].firmware[1]", "1.0 is listed already"),
    ("pump = \"pump-1\"", "pump = \"pump-2\"", "channel[0].pump", "expected one of: pump-1"),
    ("[[channel]]", "[channel]", "channel", "is a table; expected 1 to 4 tables [[channel]]"),
    ("[[bus]]", "[[buss]]", "buss", "unknown key"),
  ]

  @Test(arguments: faults.indices)
  func `a fault of the inventory is told by key with what was expected`(index: Int) throws {
    let fault = Self.faults[index]
    let fixture = try Fixture()
    try fixture.edit("inventory.toml", fault.old, fault.new)
    let problems = fixture.problems()
    #expect(
      problems.contains { $0.hasPrefix("inventory.toml: \(fault.place): ") && $0.contains(fault.says) }, "\(problems)")
  }

  @Test func `SR-153: a driver that was never proven needs accept_unproven`() throws {
    for key in ["pump", "monitor"] {
      let fixture = try Fixture()
      let follower = key == "pump" ? "\n[[monitor]]" : "\n[[channel]]"
      try fixture.edit("inventory.toml", "accept_unproven = true" + follower, follower)
      #expect(fixture.problems().count == 1)
      #expect(fixture.problems().first?.contains("\(key)[0].accept_unproven: driver") == true)
    }
  }

  @Test func `SR-153: a monitor by fixed path must be simulated`() throws {
    let fixture = try Fixture()
    try fixture.edit("inventory.toml", "baud = 9600\nsimulated = true", "baud = 9600\nsimulated = false")
    #expect(fixture.problems().first?.contains("monitor[0].simulated: ") == true)
  }

  @Test("SR-069: the firmware versions that a pump may have reach the controller; without the key any may")
  func firmware() throws {
    let fixture = try Fixture()
    #expect(try fixture.load().inventory.channels[0].setup.firmware == nil)
    try fixture.edit("inventory.toml", "unit = 1\n", "unit = 1\nfirmware = [\"1.0\", \"2.15\"]\n")
    let approved = try #require(try fixture.load().inventory.channels[0].setup.firmware)
    #expect(approved == ApprovedFirmware([0x0100, 0x020F]))
    for (version, isApproved) in [(0x0100, true), (0x020F, true), (0x0101, false), (0x0F02, false)] as [(UInt16, Bool)] {
      #expect(approved.contains(version) == isApproved)
    }
  }

  @Test("SR-048: a channel may have two monitors, in the order of the file; no other channel may have either")
  func secondMonitor() throws {
    let fixture = try Fixture()
    let monitor = Fixture.inventory.components(separatedBy: "[[monitor]]")[1].components(separatedBy: "[[channel]]")[0]
      .replacingOccurrences(of: "oximeter-1", with: "oximeter-2").replacingOccurrences(of: "ttyS2", with: "ttyS3")
    let inventory = Fixture.inventory.replacingOccurrences(of: "[\"oximeter-1\"]", with: "[\"oximeter-2\", \"oximeter-1\"]")
    try fixture.write("inventory.toml", inventory + "\n[[monitor]]" + monitor)
    let channel = try #require(try fixture.load().inventory.channels.first)
    #expect(channel.monitors.map(\.name) == ["oximeter-2", "oximeter-1"])
    #expect(channel.setup.isSimulated)
    let pump = Fixture.inventory.components(separatedBy: "[[pump]]")[1].components(separatedBy: "[[monitor]]")[0]
      .replacingOccurrences(of: "pump-1", with: "pump-2").replacingOccurrences(of: "unit = 1", with: "unit = 2")
      .replacingOccurrences(of: "1001", with: "1002")
    let other = "\n[[channel]]\nname = \"bed-2\"\npump = \"pump-2\"\nmonitors = [\"oximeter-1\"]"
    try fixture.write("inventory.toml", inventory + "\n[[monitor]]" + monitor + "\n[[pump]]" + pump + other)
    let problems = fixture.problems()
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("inventory.toml: channel[1].monitors[0]: \"oximeter-1\" is used already") == true)
  }

  @Test func `names, units, pumps and monitors are used once, and there are at most four channels`() throws {
    let fixture = try Fixture()
    let pump = Fixture.inventory.components(separatedBy: "[[pump]]")[1].components(separatedBy: "[[monitor]]")[0]
    try fixture.write("inventory.toml", Fixture.inventory + "\n[[pump]]" + pump)
    #expect(fixture.problems().contains { $0.hasPrefix("inventory.toml: pump[1].name: \"pump-1\" is used already") })
    #expect(fixture.problems().contains { $0.hasPrefix("inventory.toml: pump[1].unit: 1 is used by another pump") })
    let channel = "\n[[channel]]\nname = \"bed-1\"\npump = \"pump-1\"\nmonitors = [\"oximeter-1\"]"
    try fixture.write("inventory.toml", Fixture.inventory + channel)
    #expect(fixture.problems().contains { $0.contains("channel[1].name: \"bed-1\" is used already") })
    #expect(fixture.problems().contains { $0.contains("channel[1].pump: \"pump-1\" belongs to another channel") })
    #expect(fixture.problems().contains { $0.contains("channel[1].monitors[0]: \"oximeter-1\" is used already") })
    try fixture.write("inventory.toml", Fixture.inventory + channel + channel + channel + channel)
    #expect(fixture.problems() == ["inventory.toml: channel: has 5 elements; expected 1 to 4 tables [[channel]]"])
  }
}
