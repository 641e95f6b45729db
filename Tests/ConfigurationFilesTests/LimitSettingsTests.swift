import ConfigurationFiles
import Controller
import Foundation
import Quantities
import Testing
import Therapy

/// The clinic's limits of vital signs in `infusiond.toml` and its drop-ins.
@Suite struct LimitSettingsTests {
  private func file(_ key: LimitKey) -> String { key.name.replacingOccurrences(of: "-", with: "_") }

  private func written(_ value: Int32, _ key: LimitKey, _ signal: LimitedSignal) -> String {
    let unit =
      switch key {
      case .warnDelay, .pauseDelay: " s"
      case .warnLow, .warnHigh, .pauseLow, .pauseHigh: signal.unit.hasPrefix("/") ? signal.unit : " \(signal.unit)"
      }
    return "\"\(value)\(unit)\""
  }

  @Test func `SR-041, SR-111: without a word of the files every channel begins with the clinical defaults`() throws {
    let configuration = try Fixture().load()
    for signal in LimitedSignal.allCases {
      #expect(configuration.settings.limits[signal] == .standard(signal))
      #expect(configuration.setups[0].limits[signal] == .standard(signal))
    }
  }

  @Test func `SR-111: the main file and its drop-ins set the clinic's limits, key by key in name order, for every channel`()
    throws
  {
    let fixture = try Fixture()
    let more = """
      [[pump]]
      name = "pump-2"
      driver = "refpump"
      bus = "bus-1"
      unit = 2
      serial = "1002"
      resolution = "0.1 mL/h"
      maximum_rate = "600 mL/h"
      simulated = true
      accept_unproven = true
      [[monitor]]
      name = "oximeter-2"
      driver = "nonin-df2"
      path = "/dev/ttyS3"
      baud = 9600
      simulated = true
      accept_unproven = true
      [[channel]]
      name = "bed-2"
      pump = "pump-2"
      monitors = ["oximeter-2"]
      """
    try fixture.write("inventory.toml", Fixture.inventory + "\n" + more)
    try fixture.write(
      "infusiond.toml",
      Fixture.main + "\n[limits.SpO2]\nwarn_low = \"95 %\"\npause_low = \"91 %\"\npause_delay = \"8 s\""
        + "\n[limits.RR]\nwarn_high = \"28/min\"")
    try fixture.write("infusiond.d/10.toml", "[limits.SpO2]\nwarn_low = \"96 %\"\n[limits.MAP]\npause_low = \"58 mmHg\"")
    try fixture.write("infusiond.d/20.toml", "[limits.SpO2]\nwarn_low = \"93 %\"")
    let configuration = try fixture.load()
    var saturation = SignalLimits.standard(.oxygenSaturation)
    (saturation.warnLow, saturation.pauseLow, saturation.pauseDelay) = (93, 91, .seconds(8))
    var respiration = SignalLimits.standard(.respirationRate)
    respiration.warnHigh = 28
    var mean = SignalLimits.standard(.meanPressure)
    mean.pauseLow = 58
    #expect(configuration.setups.map(\.fastest).count == 2)
    for setup in configuration.setups {
      #expect(setup.limits[.oxygenSaturation] == saturation)
      #expect(setup.limits[.respirationRate] == respiration)
      #expect(setup.limits[.meanPressure] == mean)
      #expect(setup.limits[.heartRate] == .standard(.heartRate))
    }
    #expect(configuration.setups.map(\.fastest.nanolitersPerHour) == [1_200_000_000, 600_000_000])
  }

  static let keys: [(LimitedSignal, LimitKey)] = LimitedSignal.allCases.flatMap { signal in
    LimitKey.allCases.filter { LimitBounds.has($0, signal) }.map { (signal, $0) }
  }

  @Test(arguments: keys.indices)
  func `SR-042: each limit may be set to its bounds and not beyond, and is told by file, key, value and bounds`(index: Int) throws
  {
    let (signal, key) = Self.keys[index]
    let (least, most) = LimitBounds.range(of: key, signal)
    for value in [least, most] {
      let fixture = try Fixture()
      // The partner goes out of the way: whether they are in order is another rule.
      let (low, high) = (LimitBounds.range(of: .pauseLow, signal).least, LimitBounds.range(of: .pauseHigh, signal).most)
      let partner: String =
        switch key {
        case .warnLow: "pause_low = \(written(low, .pauseLow, signal))"
        case .pauseLow: "warn_low = \(written(LimitBounds.range(of: .warnLow, signal).most, .warnLow, signal))"
        case .warnHigh: "pause_high = \(written(high, .pauseHigh, signal))"
        case .pauseHigh: "warn_high = \(written(LimitBounds.range(of: .warnHigh, signal).least, .warnHigh, signal))"
        case .warnDelay, .pauseDelay: ""
        }
      let own = "\(file(key)) = \(written(value, key, signal))"
      try fixture.write("infusiond.d/10.toml", "[limits.\(signal.name)]\n\(own)\n\(partner)")
      #expect(fixture.problems().isEmpty, "\(fixture.problems())")
      #expect(try fixture.load().settings.limits[signal][key] == value)
    }
    for value in [least - 1, most + 1] where value >= 0 {
      let fixture = try Fixture()
      try fixture.write("infusiond.d/10.toml", "[limits.\(signal.name)]\n\(file(key)) = \(written(value, key, signal))")
      let problems = fixture.problems()
      try #require(problems.count == 1, "\(problems)")
      #expect(problems[0].hasPrefix("infusiond.d/10.toml: limits.\(signal.name).\(file(key)): "))
      #expect(problems[0].contains("\(value)") && problems[0].contains("\(least)") && problems[0].contains("\(most)"))
    }
  }

  @Test func `SR-042: what the requirement fixes cannot be configured away`() throws {
    let fixed = [
      "[limits.SpO2]\npause_low = \"84 %\"", "[limits.SpO2]\npause_delay = \"21 s\"", "[limits.HR]\npause_delay = \"21 s\"",
      "[limits.RR]\npause_low = \"5/min\"", "[limits.RR]\npause_delay = \"20.5 s\"", "[limits.SBP]\npause_high = \"201 mmHg\"",
      "[limits.MAP]\npause_low = \"54 mmHg\"", "[limits.EtCO2]\npause_delay = \"1 min\"",
    ]
    for text in fixed {
      let fixture = try Fixture()
      try fixture.write("infusiond.d/10.toml", text)
      #expect(fixture.problems().count == 1, "\(text)")
    }
  }

  static let faults: [(text: String, problem: String)] = [
    ("[limits.SpO3]\nwarn_low = \"95\"", "limits.SpO3: unknown key; expected one of: SpO2, RR, HR, SBP, DBP, MAP, EtCO2"),
    (
      "[limits.SpO2]\nwarn_high = \"99 %\"",
      "limits.SpO2.warn_high: unknown key; expected one of: warn_low, pause_low, warn_delay, pause_delay"
    ),
    (
      "[limits.MAP]\nwarn_delay = \"1 s\"",
      "limits.MAP.warn_delay: unknown key; expected one of: warn_low, warn_high, pause_low, pause_high"
    ),
    (
      "[limits.HR]\nwarn-low = 45",
      "limits.HR.warn-low: unknown key; expected one of: warn_low, warn_high, pause_low, pause_high, warn_delay, pause_delay"
    ),
    (
      "[limits.SpO2]\npause_low = \"84 %\"",
      "limits.SpO2.pause_low: \"84 %\" is out of bounds; expected a text with number and unit from 85 % to 96 %; nobody can "
        + "cross these bounds (SR-042)"
    ),
    (
      "[limits.SpO2]\npause_low = 90",
      "limits.SpO2.pause_low: is an integer; expected a text with number and unit from 85 % to 96 %; nobody can cross these "
        + "bounds (SR-042)"
    ),
    (
      "[limits.HR]\npause_low = \"45 %\"",
      "limits.HR.pause_low: \"45 %\" is no pause-low of HR; write a whole number with its unit, for example \"35/min\""
    ),
    (
      "[limits.RR]\npause_delay = 10",
      "limits.RR.pause_delay: is an integer; expected a text with number and unit from 0 s to 20 s; nobody can cross these "
        + "bounds (SR-042)"
    ),
    (
      "[limits.RR]\npause_delay = \"21 s\"",
      "limits.RR.pause_delay: \"21 s\" is out of bounds; expected a text with number and unit from 0 s to 20 s; nobody can "
        + "cross these bounds (SR-042)"
    ),
    (
      "[limits.RR]\nwarn_delay = \"1.5 s\"",
      "limits.RR.warn_delay: \"1.5 s\" is no warn-delay: it is counted in whole seconds, for example \"15 s\""
    ),
    (
      "[limits.SpO2]\nwarn_low = \"89 %\"",
      "limits.SpO2.warn_low: warn_low of 89 % lies beyond pause_low of 90 %: the infusion would pause before it warns; expected "
        + "the warning at or before the pause"
    ),
    (
      "[limits.HR]\npause_high = \"119/min\"",
      "limits.HR.pause_high: warn_high of 120/min lies beyond pause_high of 119/min: the infusion would pause before it warns; "
        + "expected the warning at or before the pause"
    ),
    ("limits = 3", "limits: is an integer; expected a table [limits]"),
    ("[limits]\nSpO2 = 94", "limits.SpO2: is an integer; expected a table [limits.SpO2]"),
  ]

  @Test(arguments: faults.indices)
  func `SR-042: a limit that cannot be is told by its key with what was expected`(index: Int) throws {
    let fault = Self.faults[index]
    let fixture = try Fixture()
    try fixture.write("infusiond.d/10.toml", fault.text)
    #expect(fixture.problems() == ["infusiond.d/10.toml: " + fault.problem])
  }

  @Test func `SR-042: a warning is held against its pause when every file was read, and told where it was set`() throws {
    let fixture = try Fixture()
    try fixture.write("infusiond.d/10.toml", "[limits.SpO2]\npause_low = \"94 %\"")
    try fixture.write("infusiond.d/20.toml", "[limits.SpO2]\nwarn_low = \"95 %\"")
    #expect(fixture.problems().isEmpty)
    try fixture.write("infusiond.d/30.toml", "[limits.SpO2]\nwarn_low = \"93 %\"")
    #expect(fixture.problems().count == 1)
    #expect(fixture.problems().first?.hasPrefix("infusiond.d/30.toml: limits.SpO2.warn_low: warn_low of 93 %") == true)
    try fixture.write("infusiond.d/40.toml", "[limits.SpO2]\npause_low = \"90 %\"")
    #expect(fixture.problems().isEmpty)
  }

  @Test func `SR-041, SR-042: the example shows the defaults and the bounds that the program has`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let example = try String(contentsOfFile: root.path + "/examples/infusiond.toml", encoding: .utf8)
    var lines: [String] = []
    var signal: LimitedSignal?
    var shown = 0
    for line in example.split(separator: "\n")
    where line.hasPrefix("# [limits.") || line.contains("_low =") || line.contains("_high =")
      || line.contains("_delay =")
    {
      let text = String(line.dropFirst(2))
      if text.hasPrefix("[") { signal = LimitedSignal.allCases.first { text.hasPrefix("[limits.\($0.name)]") } }
      let key = LimitKey.allCases.first { text.hasPrefix(file($0) + " ") }
      if let signal, let key, let value = SignalLimits.standard(signal)[key] {
        #expect(text.hasPrefix("\(file(key)) = \(written(value, key, signal))"), "\(signal.name): \(text)")
        let (least, most) = LimitBounds.range(of: key, signal)
        #expect(key == .warnDelay || key == .pauseDelay || text.contains("# \(least) to \(most)"), "\(signal.name): \(text)")
        shown += 1
      }
      lines.append(text)
    }
    #expect(shown == Self.keys.count)
    let fixture = try Fixture()
    try fixture.write("infusiond.d/10.toml", lines.joined(separator: "\n"))
    let limits = try fixture.load().settings.limits
    #expect(limits == ClinicLimits())
  }
}
