import ArgumentParser
import ControlAPI
import Testing
import Therapy

@testable import infusionctl

@Suite("Limits as they are typed and read") struct LimitArgumentTests {
  private func parsed(_ words: String...) throws -> any ParsableCommand { try Infusionctl.parseAsRoot(GlobalOptions.read(words)) }

  @Test("SR-111: every limit is typed with its unit; an example stands in every refusal") func typed() throws {
    let command = try #require(
      try parsed("limit", "set", "a", "hr", "--warn-low", "45/min", "--pause-high", "155 /min", "--warn-delay", "20 s")
        as? LimitSetCommand)
    #expect(command.signal == .heartRate && command.warnLow == "45/min" && command.pauseHigh == "155 /min")
    for (words, example) in [
      (["--pause-low", "88"], "85 %"), (["--pause-low", "-88 %"], "85 %"), (["--pause-low=88 mmHg"], "85 %"), ([], "85 %"),
      (["--warn-delay", "15"], "15 s"), (["--pause-delay", "0.5 s"], "15 s"),
    ] {
      #expect {
        try Infusionctl.parseAsRoot(GlobalOptions.read(["limit", "set", "a", "SpO2"] + words))
      } throws: { Infusionctl.fullMessage(for: $0).contains(example) }
    }
    #expect { try parsed("limit", "set", "a", "pulse", "--warn-low", "45/min") } throws: {
      Infusionctl.fullMessage(for: $0).contains("SpO2, RR, HR, SBP, DBP, MAP, EtCO2")
    }
  }

  @Test("SR-104 SR-111 SR-112: the commands take --json and --command-id, before and behind") func options() throws {
    let id = "00000000000000000000000000000001"
    for words in [
      ["alarm", "pause-audio"], ["alarm", "pause-audio", "--for", "2 min"], ["alarm", "test"], ["alarm", "test", "--token", "t"],
      ["limit", "set", "a", "RR", "--warn-low", "9/min"],
    ] {
      for arguments in [["--json"] + words + ["--command-id", id], words + ["--command-id=\(id)", "--json"]] {
        _ = try Infusionctl.parseAsRoot(GlobalOptions.read(arguments))
      }
    }
    _ = try parsed("--json", "limit", "show", "a")
    #expect(GlobalOptions.joined(["alarm", "pause-audio", "--for", "-2 min"]) == ["alarm", "pause-audio", "--for=-2 min"])
    for time in ["120", "2 mL", "-2 min", ""] {
      #expect(throws: (any Error).self) { try parsed("alarm", "pause-audio", "--for", time) }
    }
  }

  @Test("SR-111 SR-120: a changed limit and the mode stand in the channel's list and line") func status() {
    let document = channel("infusing") {
      $0.changedLimits = [
        LimitDocument(
          signal: "SpO2", limit: "pause-low", value: "88 %", standard: "90 %", least: "85 %", most: "96 %", changed: true)
      ]
      $0.mode = "NORMAL"
      $0.modeExit = "A stop."
      $0.modeAdvice = "Watch the patient."
    }
    let lines = ChannelText.lines(document, program: "infusionctl")
    #expect(lines.contains("  mode         NORMAL: Watch the patient.") && lines.contains("               ends with: A stop."))
    #expect(lines.contains("  limits       SpO2 pause-low CHANGED to 88 % for this session (clinic: 90 %)"))
    let line = ChannelText.line(document, time: "2026-11-28T03:12:45.100Z")
    for part in ["P-017, ketamine-racemic 2 mg/mL", "NORMAL", "limits CHANGED"] { #expect(line.contains("| \(part)"), "\(line)") }
  }

  @Test("SR-048: two monitors stand side by side, the worse one marked") func twoMonitors() {
    var vital = VitalDocument(signal: "SpO2", value: 91, unit: "%", quality: "good", age: "1 s", required: true)
    #expect(ChannelText.vital(vital) == "SpO2 91 %")
    vital.second = SecondVitalDocument(value: 96, quality: "questionable", age: "5 s")
    vital.worse = "first"
    #expect(ChannelText.vital(vital) == "SpO2 91 % <- worse, second monitor 96 %? (5 s old)")
    vital.second = SecondVitalDocument(value: nil, quality: "none", age: nil)
    vital.worse = nil
    #expect(ChannelText.vital(vital) == "SpO2 91 %, second monitor never seen")
  }
}
