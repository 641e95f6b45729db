import ConfigurationFiles
import Quantities
import Testing

@Suite struct AlarmSettingsTests {
  static let tower = """
    [[tower]]
    name = "tower-1"
    driver = "signal-tower"
    path = "/dev/ttyS3"
    baud = 9600
    unit = 17
    simulated = true
    accept_unproven = true

    """

  private func problems(tower: String) throws -> [String] {
    let fixture = try Fixture()
    try fixture.write("inventory.toml", Fixture.inventory + "\n" + tower)
    return fixture.problems()
  }

  @Test func `SR-104: sound device and audio pause are read, and have defaults`() throws {
    #expect(DaemonSettings().alarmSound == nil)
    #expect(DaemonSettings().audioPause == .minutes(2))
    let fixture = try Fixture()
    #expect(try fixture.load().settings.alarmSound == "default")
    try fixture.write("infusiond.d/10.toml", "[alarms]\nalarm_sound = \"plughw:1,0\"\naudio_pause = \"90 s\"")
    let settings = try fixture.load().settings
    #expect(settings.alarmSound == "plughw:1,0")
    #expect(settings.audioPause == .seconds(90))
  }

  @Test(arguments: ["30 s", "10 min"])
  func `SR-104: the ends of the range of an audio pause are accepted`(value: String) throws {
    let fixture = try Fixture()
    try fixture.write("infusiond.d/10.toml", "[alarms]\naudio_pause = \"\(value)\"")
    #expect(fixture.problems().isEmpty)
  }

  @Test(arguments: [
    ("audio_pause = \"29 s\"", "alarms.audio_pause: \"29 s\" is out of range"),
    ("audio_pause = \"10.1 min\"", "alarms.audio_pause: \"10.1 min\" is out of range"),
    ("audio_pause = \"0 s\"", "alarms.audio_pause: \"0 s\" is out of range"),
    ("audio_pause = 120", "alarms.audio_pause: is an integer"), ("audio_pause = \"2\"", "alarms.audio_pause: "),
    ("alarm_sound = true", "alarms.alarm_sound: is true or false; expected the name of an ALSA device"),
    ("alarm_sound = \"\"", "alarms.alarm_sound: empty"), ("alarm_sound = \"a\\nb\"", "alarms.alarm_sound: empty, longer"),
    ("alarm_volume = 1", "alarms.alarm_volume: unknown key; expected one of: alarm_sound, audio_pause"),
  ])
  func `SR-104: what is wrong in the alarms' table is told by its key`(line: String, says: String) throws {
    let fixture = try Fixture()
    try fixture.write("infusiond.d/10.toml", "[alarms]\n\(line)")
    #expect(fixture.problems().count == 1)
    #expect(fixture.problems().first?.hasPrefix("infusiond.d/10.toml: \(says)") == true, "\(fixture.problems())")
  }

  @Test func `a tower is read with everything that opens it`() throws {
    let fixture = try Fixture()
    #expect(try fixture.load().inventory.tower == nil)
    try fixture.write("inventory.toml", Fixture.inventory + "\n" + Self.tower)
    let tower = try #require(try fixture.load().inventory.tower)
    #expect(tower.name == "tower-1")
    #expect(tower.driver == "signal-tower")
    #expect(tower.path == "/dev/ttyS3")
    #expect(tower.baud == 9_600)
    #expect(tower.unit == 17)
    #expect(tower.isSimulated)
  }

  /// What is changed in the tower, and the place and part of the message that must come of it.
  static let faults: [(old: String, new: String, place: String, says: String)] = [
    ("name = \"tower-1\"\n", "", "tower[0].name", "missing"),
    ("driver = \"signal-tower\"", "driver = \"refpump\"", "tower[0].driver", "expected one of: signal-tower"),
    ("path = \"/dev/ttyS3\"", "path = \"ttyS3\"", "tower[0].path", "is not absolute"),
    ("path = \"/dev/ttyS3\"", "path = \"/dev/ttyS1\"", "tower[0].path", "used already"),
    ("baud = 9600", "baud = 4800", "tower[0].baud", "too slow for a tower; expected 9600 or more"),
    ("baud = 9600", "baud = 9601", "tower[0].baud", "expected one of 1200"),
    ("unit = 17", "unit = 0", "tower[0].unit", "expected an integer from 1 to 247"),
    ("unit = 17\n", "", "tower[0].unit", "missing"),
    ("simulated = true", "simulated = 1", "tower[0].simulated", "expected true or false"),
    ("simulated = true", "simulated = false", "tower[0].path", "SR-153"),
    ("accept_unproven = true", "", "tower[0].accept_unproven", "was never proven"),
    ("unit = 17", "unit = 17\nlamps = 3", "tower[0].lamps", "unknown key"),
    ("[[tower]]", "[tower]", "tower", "is a table; expected 0 to 1 tables [[tower]]"),
  ]

  @Test(arguments: faults.indices)
  func `SR-153: a fault of the tower is told by key with what was expected`(index: Int) throws {
    let fault = Self.faults[index]
    try #require(Self.tower.contains(fault.old))
    let problems = try problems(tower: Self.tower.replacing(fault.old, with: fault.new))
    #expect(problems.contains { $0.hasPrefix("inventory.toml: \(fault.place): ") && $0.contains(fault.says) }, "\(problems)")
  }

  @Test func `SR-153: a tower that is not simulated is found by its adapter's serial number`() throws {
    let real = Self.tower.replacing("/dev/ttyS3", with: "/dev/serial/by-id/usb-Adapter_A1-port0")
      .replacing("simulated = true", with: "simulated = false")
    #expect(try problems(tower: real).isEmpty)
  }

  @Test func `there is at most one tower`() throws {
    let second = Self.tower.replacing("tower-1", with: "tower-2").replacing("ttyS3", with: "ttyS4")
    let problems = try problems(tower: Self.tower + second)
    #expect(problems == ["inventory.toml: tower: has 2 elements; expected 0 to 1 tables [[tower]]"])
  }

  @Test func `neither sound nor tower is allowed, and a warning`() throws {
    let fixture = try Fixture()
    try fixture.edit("infusiond.toml", "alarm_sound = \"default\"", "")
    let warnings = try fixture.load().warnings
    #expect(warnings.count == 1)
    #expect(warnings.first?.description.contains("infusiond.toml: alarms: neither alarm_sound nor a [[tower]]") == true)
    try fixture.write("inventory.toml", Fixture.inventory + "\n" + Self.tower)
    #expect(try fixture.load().warnings.isEmpty)
  }
}
