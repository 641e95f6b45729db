import ArgumentParser
import ControlAPI
import Testing

@testable import infusionctl

@Suite struct FiguresTests {
  @Test("SR-121: a leading zero always, trailing zeros never") func figures() {
    #expect(Figures.flow("0.5 mL/h") == "0.5 mL/h")
    #expect(Figures.flow("12.250000 mL/h") == "12.25 mL/h")
    #expect(Figures.dose("0.348571428 mg/kg/h") == "0.348 mg/kg/h")
    #expect(Figures.flow("0 mL/h") == "0 mL/h")
    #expect(Figures.flow("odd\u{1B}") == "odd?")
  }

  @Test("The lower end of what was delivered is rounded down, the upper end up") func interval() {
    func delivered(_ least: String, _ most: String) -> String {
      Figures.deliveredVolume(
        DeliveredDocument(atLeast: AmountDocument(volume: least), atMost: AmountDocument(volume: most)))
    }
    #expect(delivered("0.1009 mL", "0.1011 mL") == "0.1...0.102 mL")
    #expect(delivered("0.1 mL", "0.1 mL") == "0.1 mL")
    #expect(delivered("0 mL", "0.000001 mL") == "0...0.001 mL")
    #expect(delivered("0 mL", "9223372036854.775807 mL") == "0...9223372036854.775807 mL")
  }

  @Test(
    "Times read like times",
    arguments: [
      ("0.31 s", "0.3 s"), ("9.99 s", "9.9 s"), ("80 s", "80 s"), ("119.9 s", "119 s"), ("120 s", "2 min"),
      ("200 s", "3 min 20 s"),
      ("14400 s", "4 h"), ("14399 s", "3 h 59 min"), ("nonsense", "nonsense"),
    ])
  func times(text: String, shown: String) {
    #expect(Figures.time(text) == shown)
  }

  @Test("A vital sign tells its age when it is old, and what is wrong with it")
  func vitals() {
    func text(_ value: Int?, _ quality: String, _ age: String?, unit: String = "%") -> String {
      ChannelText.vital(VitalDocument(signal: "SpO2", value: value, unit: unit, quality: quality, age: age, required: true))
    }
    #expect(text(97, "good", "0.4 s") == "SpO2 97 %")
    #expect(text(72, "good", "0.4 s", unit: "/min") == "SpO2 72/min")
    #expect(text(97, "good", "12.3 s") == "SpO2 97 % (12 s old)")
    #expect(text(97, "questionable", "1 s") == "SpO2 97 %?")
    #expect(text(nil, "sensor-off", "1 s") == "SpO2 sensor off")
    #expect(text(nil, "missing", "20 s") == "SpO2 missing (20 s old)")
    #expect(text(nil, "none", nil) == "SpO2 never seen")
  }
}

@Suite struct ReadBackTests {
  private let read = RateDocument(flow: "12.2 mL/h", dose: "0.348571428 mg/kg/h", mass: "24.4 mg/h")

  @Test(
    "A rate rounded down to what the pump can do is the rate asked for",
    arguments: [
      "12.2 mL/h", "12.25 mL/h", "0.35 mg/kg/h", "24.5 mg/h", "5.83 ug/kg/min",
    ])
  func close(rate: String) {
    #expect(ReadBackText.isClose(rate, read))
  }

  @Test(
    "Any other rate is not: above, far below, or ten and sixty times off",
    arguments: [
      "12.1 mL/h", "0.34 mg/kg/h", "24.3 mg/h", "122 mL/h", "1.22 mL/h", "3.5 mg/kg/h", "0.0058 mg/kg/h", "20.9 mg/kg/h",
      "9223372036854 mL/h", "0 mL/h", "12.2", "",
    ])
  func far(rate: String) {
    #expect(!ReadBackText.isClose(rate, read))
  }

  @Test("A low rate may lose one step of 0.1 mL/h, the coarsest of a pump") func coarse() {
    let low = RateDocument(flow: "0.5 mL/h", dose: "0.014285714 mg/kg/h", mass: "1 mg/h")
    #expect(ReadBackText.isClose("0.59 mL/h", low))
    #expect(ReadBackText.isClose("1.19 mg/h", low))
    #expect(!ReadBackText.isClose("0.61 mL/h", low))
  }
}

@Suite struct ArgumentTests {
  @Test("Options that stand before the command are moved behind it") func globals() {
    #expect(
      GlobalOptions.moved(behind: ["--json", "--socket", "/x", "session", "stop", "a"])
        == ["session", "stop", "a", "--json", "--socket", "/x"])
    #expect(
      GlobalOptions.moved(behind: ["--socket=/x", "status", "--", "-a"]) == ["status", "--socket=/x", "--", "-a"])
    #expect(GlobalOptions.moved(behind: ["--help"]) == ["--help"])
    #expect(GlobalOptions.moved(behind: ["--socket"]) == ["--socket"])
    #expect(GlobalOptions.moved(behind: []) == [])
  }

  @Test(
    "SR-014: malformed rates are refused with every accepted unit",
    arguments: [
      "5", "1,5 mL/h", ".5 mL/h", "5. mL/h", "-5 mL/h", "NaN mL/h", "5 mg", "5 mg/kg/min", "",
    ])
  func rates(text: String) {
    #expect { try readRate(text) } throws: { error in
      ["mL/h", "mg/kg/h", "ug/kg/min", "mg/h"].allSatisfy { "\(error)".contains($0) }
    }
  }

  @Test("Command ids are new every time and accepted again") func identifiers() throws {
    let ids = (0..<1_000).map { _ in newCommandID() }
    #expect(Set(ids).count == 1_000)
    for id in ids { #expect(try readCommandID(id) == id) }
    for bad in ["", "12", String(repeating: "g", count: 32), String(repeating: "é", count: 16)] {
      #expect(throws: (any Error).self) { try readCommandID(bad) }
    }
  }

  @Test("Words of a shell are quoted only where they must be") func quoting() {
    #expect(shellQuoted("bed-1:3") == "bed-1:3")
    #expect(shellQuoted("a b") == "'a b'")
    #expect(shellQuoted("it's; rm") == #"'it'\''s; rm'"#)
    #expect(shellQuoted("") == "''")
  }
}

@Suite struct StoppingTests {
  @Test("Only a zero seen in a snapshot taken after the command confirms a stop") func confirmed() {
    var channel = ChannelDocument(
      channel: "a", simulation: true, takenAtMs: 1_000, snapshotAge: "0 s", phase: "stopping", cause: "command", causeText: "",
      rate: RateDocument(flow: "0 mL/h"),
      delivered: DeliveredDocument(atLeast: AmountDocument(volume: "0 mL"), atMost: AmountDocument(volume: "0 mL")),
      pump: PumpDocument(link: "up", zeroObserved: true, receipt: "none", badFrames: 0))
    func command(_ at: Int64) -> CommandDocument {
      CommandDocument(command: "", channel: "a", kind: "stop", outcome: .requested, takenAtMs: at)
    }
    #expect(Stopping.isConfirmed(channel, since: command(999)))
    #expect(!Stopping.isConfirmed(channel, since: command(1_000)))
    channel.pump.zeroObserved = false
    #expect(!Stopping.isConfirmed(channel, since: command(0)))
  }
}

@Suite struct TypedValueTests {
  @Test(
    "SR-027: a reason keeps no stop from being sent, whatever it begins with",
    arguments: [
      "- looks sick", "--- looks sick", "-- looks sick", "--", "-", "---", "-h", "-5 %", "--sick", "--json please", "--reason=x",
    ])
  func joined(reason: String) throws {
    #expect(
      GlobalOptions.joined(["session", "stop", "a", "--reason", reason]) == ["session", "stop", "a", "--reason=\(reason)"])
    for arguments in [["session", "stop", "a", "--reason", reason], ["--json", "session", "stop", "--reason", reason, "a"]] {
      let read = GlobalOptions.read(arguments)
      #expect(!read.contains(where: GlobalOptions.isSigned))
      let command = try #require(try Infusionctl.parseAsRoot(read) as? StopCommand)
      #expect(command.channel == "a" && command.reason == reason)
    }
  }

  @Test("an option of the program is no reason, and other values are joined unless they look like an option") func options() {
    for option in GlobalOptions.known {
      #expect(GlobalOptions.joined(["--reason", option, "x"]).prefix(2) == ["--reason", option])
    }
    #expect(GlobalOptions.joined(["--", "--reason", "-x"]) == ["--", "--reason", "-x"])
    #expect(GlobalOptions.joined(["--weight", "-5 kg"]) == ["--weight=-5 kg"])
    #expect(GlobalOptions.joined(["--weight", "--5 kg"]) == ["--weight", "--5 kg"])
    #expect(GlobalOptions.joined(["--reason", "sick"]) == ["--reason", "sick"])
  }

  @Test("the options of the program are all known") func known() {
    func commands(_ command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
      [command] + command.configuration.subcommands.flatMap(commands)
    }
    for command in commands(Infusionctl.self) {
      let usage = command.helpMessage().split(separator: "\n").filter { $0.hasPrefix("USAGE") || $0.hasPrefix("  -") }
      for option in usage.joined(separator: " ").matches(of: /--[a-z-]+/) {
        #expect(GlobalOptions.known.contains(String(option.0)), "\(command)")
      }
    }
  }

  @Test("SR-015: a number with a sign is known as one", arguments: ["-5 mL/h", "-0.5", "-.5 kg"])
  func signed(text: String) {
    #expect(GlobalOptions.isSigned(text))
    #expect(!GlobalOptions.isSigned(String(text.dropFirst())))
    #expect(!GlobalOptions.isSigned("-h"))
  }
}
